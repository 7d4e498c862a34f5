"""The ways to be told, one module each, named after the channel. Only senders import them.

Titles and texts are by strangers to whoever reads the chat: nothing in them becomes a mention, a link that the page
would not make, or markup. Where a service has a form of text that is data and not markup, that form is used.
"""
