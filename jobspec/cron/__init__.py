"""Cron expressions and their launches. Knows times and zones, nothing of jobs."""

from jobspec.cron.expression import CronError as CronError
from jobspec.cron.expression import Expression as Expression
from jobspec.cron.expression import read as read
from jobspec.cron.launches import Uncomputable as Uncomputable
from jobspec.cron.launches import launches as launches
from jobspec.cron.launches import next_launch as next_launch
from jobspec.cron.zones import aware as aware
from jobspec.cron.zones import zone_named as zone_named

__all__ = ["CronError", "Expression", "Uncomputable", "aware", "launches", "next_launch", "read", "zone_named"]
