"""Atlassian Statuspage's management API (v1), for programs that were written for it: `/v1/pages/{page_id}/...`.

It is a translation at the edge. Each view calls the use cases that our own API calls, with the same roles, keys, limits
and audit log; only paths, shapes and words are Statuspage's (decision 120).
"""
