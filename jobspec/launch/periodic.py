"""Periodic jobs: whether the block is right, when it launches, and the child that a launch makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from jobspec import cron, model
from jobspec.diagnostics import Diagnostic, ParseError, RefusedError
from jobspec.model.trees import api_of

if TYPE_CHECKING:
    from jobspec.model import Job

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

_BLOCK_KEYS = frozenset({"enabled", "spec", "specs", "spectype", "prohibitoverlap", "timezone"})
_CHILD = re.compile(r".*/periodic-([+-]?[0-9]+)", re.DOTALL)
_FARTHEST = 1 << 38
"""Unix seconds beyond what any calendar of ours can hold."""


class Schedule(NamedTuple):
    """A periodic block with its defaults."""

    enabled: bool = True
    spec: str = ""
    specs: tuple[str, ...] = ()
    type: str = "cron"
    zone: str = "UTC"

    @property
    def expressions(self) -> tuple[str, ...]:
        """What launches: the single expression, else the several."""
        return (self.spec,) if self.spec else self.specs

    @property
    def place(self) -> tzinfo:
        """The zone it launches in; UTC for an unknown one."""
        return cron.zone_named(self.zone) or UTC


def schedule_of(periodic: Any) -> Schedule | None:
    """The schedule of a job or of its periodic block, of models or of API JSON; None for a job without one."""
    keys = _keys_of(periodic)
    if not _BLOCK_KEYS & keys.keys():
        block = keys.get("periodic")
        return None if block is None else schedule_of({"Enabled": None, **block})
    enabled = keys.get("enabled")
    kind, zone = keys.get("spectype"), keys.get("timezone")
    return Schedule(
        enabled=True if enabled is None else bool(enabled),
        spec=keys.get("spec") or "",
        specs=tuple(keys.get("specs") or ()),
        type="cron" if kind is None else kind,
        zone=zone or "UTC",
    )


def _keys_of(periodic: Any) -> dict[str, Any]:
    """The values by lower-case key, without what separates words in a block's model."""
    if isinstance(periodic, Mapping):
        return {str(key).lower(): value for key, value in periodic.items()}
    if hasattr(periodic, "model_dump") and not hasattr(periodic, "to_api"):
        return {key.replace("_", ""): value for key, value in periodic.model_dump().items()}
    return _keys_of(api_of(periodic))


def next_launches(periodic: Any, *, after: datetime, count: int = 1) -> list[datetime]:
    """The launches of a periodic job after a moment, in its time zone; fewer than asked for when there are no more.

    `periodic` is a job, its `Periodic` block, or the block's API JSON. Raises `RefusedError` if the job is not periodic
    or a launch cannot be computed. What validation says of the block does not matter here.

    >>> daily = {"Spec": "30 6 * * *", "TimeZone": "Europe/Paris"}
    >>> [str(at) for at in next_launches(daily, after=datetime(2026, 1, 1, tzinfo=UTC), count=2)]
    ['2026-01-01 06:30:00+01:00', '2026-01-02 06:30:00+01:00']
    """
    cron.aware(after, "after")
    if count < 0:
        raise ValueError(f"count is a number of launches, not {count}")
    schedule = schedule_of(periodic)
    if schedule is None:
        raise RefusedError([Diagnostic("error", "NJ7500", "The job is not periodic", "It has no periodic block.")])
    return list(islice(launches_of(schedule, after), count))


def launches_of(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """All launches of a schedule after a moment, in its zone; raises `RefusedError` where one cannot be computed."""
    expressions = schedule.expressions
    if schedule.type == "_internal_test":
        return _listed(schedule, after)
    if schedule.type != "cron" or not expressions:
        return iter(())
    if len(expressions) > 1 or not schedule.spec:
        return _earliest(schedule, after)
    return _of_one(schedule, after)


def _of_one(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    try:
        yield from cron.launches(_read(schedule, schedule.spec, ("Spec",)), after, schedule.place)
    except cron.Uncomputable as failure:
        raise _uncomputable(schedule.spec, failure, ("Spec",)) from None


def _earliest(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The earliest of several; the reference forgets what it has when it meets an expression without further launch."""
    moment: datetime | None = after
    while moment is not None:
        nearest: datetime | None = None
        for index, text in enumerate(schedule.expressions):
            path = ("Specs", index)
            try:
                launch = cron.next_launch(_read(schedule, text, path), moment, schedule.place)
            except cron.Uncomputable as failure:
                raise _uncomputable(text, failure, path) from None
            if nearest is None or launch is None or launch.astimezone(UTC) < nearest.astimezone(UTC):
                nearest = launch
        if nearest is not None:
            yield nearest
        moment = nearest


def _listed(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The type that lists Unix seconds: the first of them, as written, that lies after the moment."""
    times = []
    for text in schedule.spec.split(","):
        if not re.fullmatch(r"[+-]?[0-9]{1,19}", text) or abs(int(text)) > _FARTHEST:
            summary = f'"{text}" is no launch time'
            raise RefusedError([Diagnostic("error", "NJ7501", summary, "Unix seconds are needed.", path=("Spec",))])
        times.append(EPOCH + timedelta(seconds=int(text)))
    moment = after
    while following := [at for at in times if at > moment][:1]:
        moment = following[0]
        yield moment.astimezone(schedule.place)


def _read(schedule: Schedule, text: str, path: tuple[str | int, ...]) -> cron.Expression:
    found = cron.read(text)
    if isinstance(found, cron.CronError):
        raise RefusedError([_unreadable(text, found, path)])
    return found


def _unreadable(text: str, error: cron.CronError, path: tuple[str | int, ...]) -> Diagnostic:
    where = f'"{error.item}" in the {error.field} field' if error.field else "the expression as a whole"
    detail = f"What cannot be read is {where}: {error.reason}."
    return Diagnostic("error", "NJ7502", f'Cron expression "{text}" cannot be read', detail, path=path)


def _uncomputable(text: str, failure: cron.Uncomputable, path: tuple[str | int, ...]) -> RefusedError:
    detail = (
        f"Its {failure.field} field selects nothing: a range that runs backwards is empty, it does not wrap around."
    )
    return RefusedError([Diagnostic("error", "NJ7503", f'"{text}" never launches', detail, path=path)])


def check_periodic(periodic: Any) -> list[Diagnostic]:
    """What is wrong with a periodic block; paths lead into the block. A disabled one passes, whatever it holds.

    >>> [str(finding) for finding in check_periodic({"Spec": "0 25 * * *"})]
    ['error: NJ7502 Cron expression "0 25 * * *" cannot be read']
    """
    schedule = schedule_of(periodic)
    if schedule is None or not schedule.enabled:
        return []
    return [*_check_presence(schedule), *_check_zone(schedule), *_check_expressions(schedule)]


def _check_presence(schedule: Schedule) -> Iterator[Diagnostic]:
    if schedule.spec and schedule.specs:
        detail = "Give one expression as cron or several as crons."
        yield Diagnostic("error", "NJ7504", "The block has both cron and crons", detail, path=("Specs",))
    if not schedule.expressions:
        yield Diagnostic("error", "NJ7505", "The block has no cron expression", "It needs cron or crons.")


def _check_zone(schedule: Schedule) -> Iterator[Diagnostic]:
    if cron.zone_named(schedule.zone) is None:
        detail = 'A name of the time zone database is needed, spelled exactly, like "Europe/Paris".'
        summary = f'There is no time zone "{schedule.zone}"'
        yield Diagnostic("error", "NJ7506", summary, detail, path=("TimeZone",))


def _check_expressions(schedule: Schedule) -> Iterator[Diagnostic]:
    if schedule.type == "_internal_test":
        return
    if schedule.type != "cron":
        summary = f'Unknown kind of schedule "{schedule.type}"'
        yield Diagnostic("error", "NJ7507", summary, 'The only kind is "cron".', path=("SpecType",))
        return
    written = [(schedule.spec, ("Spec",))] if schedule.spec else []
    several = [(text, ("Specs", index)) for index, text in enumerate(schedule.specs)]
    for text, path in [*written, *several]:
        found = cron.read(text)
        if isinstance(found, cron.CronError):
            yield _unreadable(text, found, path)


def periodic_child(job: Any, at: datetime) -> Job:
    """The child job that a launch of a periodic job makes."""
    return model.Job.from_api(periodic_tree(model.tree_of(job), at))


def periodic_tree(parent: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The same on trees: the parent with another identity, and no longer periodic."""
    name = f"{parent['ID']}/periodic-{unix_seconds(at)}"
    status = None if parent.get("Status") is None else ""
    return {**parent, "ID": name, "Name": name, "ParentID": parent["ID"], "Periodic": None, "Status": status}


def launch_time(child_id: str) -> datetime:
    """When the child of a periodic job was launched, read from its ID; in UTC. Raises `ParseError`.

    >>> launch_time("report/periodic-1700000000").isoformat()
    '2023-11-14T22:13:20+00:00'
    """
    match = _CHILD.fullmatch(child_id)
    if match is None or abs(int(match[1])) > _FARTHEST:
        detail = "It should end in /periodic- and the Unix seconds of its launch."
        raise ParseError([Diagnostic("error", "NJ7508", f'"{child_id}" is no ID of a periodic launch', detail)])
    try:
        return EPOCH + timedelta(seconds=int(match[1]))
    except OverflowError:
        detail = "The year is out of range."
        raise ParseError(
            [Diagnostic("error", "NJ7508", f'"{child_id}" is no ID of a periodic launch', detail)]
        ) from None


def unix_seconds(at: datetime) -> int:
    """Whole seconds since 1970, rounded down. Raises `ValueError` for a naive time."""
    return (cron.aware(at, "the time") - EPOCH) // _SECOND
