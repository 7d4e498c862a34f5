"""The same verbs for AI assistants, over the Model Context Protocol. Only `server` needs the package `mcp`."""
