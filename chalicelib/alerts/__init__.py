"""What machines send: read, checked, and handed on as signals."""
