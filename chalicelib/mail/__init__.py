"""Mail to single people: its texts, and how it is sent."""
