"""Moving in: what other products hold, read into neutral pieces, and carried out in parts."""
