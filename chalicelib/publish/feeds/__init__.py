"""What other programs subscribe to: Atom, RSS, and a calendar of maintenance."""
