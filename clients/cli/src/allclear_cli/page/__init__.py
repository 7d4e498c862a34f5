"""A page kept as a file: read, compared with what is there, and applied."""
