"""Durable queues: what slower reactions read at their own pace."""
