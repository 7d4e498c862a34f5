"""Looking at what monitors look at: a checker for each kind, and many of them side by side.

A checker knows a monitor and nothing of tables or queues, so that it runs in any region.
"""
