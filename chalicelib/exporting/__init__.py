"""Moving out: everything of an organization as one archive."""
