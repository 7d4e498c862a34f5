"""The public documents of a page in the shape of Atlassian Statuspage's v2 API, which many programs read."""
