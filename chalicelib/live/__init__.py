"""The live protocol: WebSocket handlers, the broadcaster on the events stream, and the push clients."""
