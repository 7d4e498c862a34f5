"""Reading the status pages of others, once for all organizations that follow the same page."""
