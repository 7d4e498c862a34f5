"""The commands: each parses, makes one call or a few, and says what came of it."""
