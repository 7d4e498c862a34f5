"""What was measured of metrics: points, what they were rolled up to, and what is still to be rolled up."""
