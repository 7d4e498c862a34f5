"""Every scheduled job, with its rate and limits. This list is the one place to look, and the one to add to.

A new job is an entry here and its function; its Lambda handler, rule, role, log group and alarm, and its part of one
machine, follow from the entry. infra/policies.py must say which tables it uses.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """Work that is repeated at a fixed rate. Two runs may overlap, and a run may be left out."""

    name: str
    """Also the name of its Lambda function."""
    every_minutes: int
    function: str
    """`package.module:function`; it takes nothing, and returns how much it did."""
    memory: int = 512
    """Megabytes; CPU comes with them."""
    seconds: int = 55
    """How long a run may take."""
    on_the_minute: bool = False
    """Whether it runs when a minute begins, and not at any moment of it."""


JOBS: tuple[Job, ...] = (
    Job("maintenance_transitions", 1, "chalicelib.jobs.maintenance:maintenance_transitions"),
    Job("uptime_days", 5, "chalicelib.jobs.uptime:uptime_days"),
    Job("metric_rollups", 1, "chalicelib.jobs.metrics:metric_rollups"),
    Job("maintenance_reminders", 1, "chalicelib.jobs.reminders:maintenance_reminders"),
    Job("plan_checks", 1, "chalicelib.jobs.monitors:plan_checks", on_the_minute=True),
    Job("hosts", 1, "chalicelib.jobs.hosts:hosts"),
    Job("due_signals", 1, "chalicelib.jobs.signals:due_signals", memory=1024),
    Job("read_providers", 1, "chalicelib.jobs.providers:read_providers"),
    Job("organization_deletions", 15, "chalicelib.jobs.deletion:organization_deletions"),
)
