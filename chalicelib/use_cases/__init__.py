"""What people, programs and the clock do: open an incident, schedule maintenance, invite somebody.

Each use case reads what it needs, applies the rules of `domain`, and commits one `Change`: the resources as they
now are, together with the event that says so. It knows nothing of HTTP, and nothing of tables.
"""
