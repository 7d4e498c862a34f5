"""What happens because of an event: the list of reactions, and the Lambda handlers made from it."""
