"""Who is told what happened, and by which way."""
