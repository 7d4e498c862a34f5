"""Scheduled work: the list of jobs, and the Lambda handlers made from it."""
