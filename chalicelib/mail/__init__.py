"""Mail: what is said to one person, and the ways it goes out."""
