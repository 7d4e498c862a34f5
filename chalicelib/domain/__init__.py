"""What a status page is: models and rules. Pure: no AWS, no Chalice, no clock, no environment."""
