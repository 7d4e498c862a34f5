"""History as it is stored: what was (`facts`), and what was counted of it (`counted`)."""
