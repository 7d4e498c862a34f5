"""How the messages of each kind of source are read: a module for each, with `read` and a `SAMPLE` to try rules with."""
