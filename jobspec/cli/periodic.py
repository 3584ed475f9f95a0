"""`jobspec periodic next` and `jobspec periodic calendar`: when periodic jobs launch."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile

from jobspec.cli.arguments import count, option
from jobspec.cli.jobspec_options import add_jobspec_options, read_jobspec
from jobspec.cli.moments import moment
from jobspec.cron import zone_named
from jobspec.diagnostics import Diagnostic, RefusedError
from jobspec.launch.clock import Surprise, surprises
from jobspec.launch.periodic import Schedule, launches_of, schedule_of
from jobspec.render.calendar import calendar

SUMMARY = "when periodic jobs launch: next, calendar"

_FEW = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the two forms of the command and their options."""
    forms = parser.add_subparsers(dest="form", metavar="next|calendar", required=True)
    following = forms.add_parser("next", description="print the next launches of a periodic job")
    following.add_argument("file", metavar="FILE")
    option(following, "n", type=count, default=10, metavar="COUNT", help="how many launches (default 10)")
    drawing = forms.add_parser("calendar", description="draw the launches of many jobs")
    drawing.add_argument("files", metavar="FILE", nargs="+")
    option(drawing, "days", type=count, default=1, metavar="DAYS", help="how many days (default 1)")
    for form in (following, drawing):
        option(form, "tz", type=_zone, metavar="ZONE", help="the zone to show times in (default: this machine's)")
        option(form, "from", type=moment, dest="start", metavar="TIME", help="RFC 3339, or now (default)")
        add_jobspec_options(form)


def run(options: argparse.Namespace) -> int:
    """Print launches. Exit status 1 if a job is not periodic or its launches cannot be computed."""
    return _next(options) if options.form == "next" else _calendar(options)


def _zone(name: str) -> tzinfo:
    zone = zone_named(name)
    if zone is None:
        raise argparse.ArgumentTypeError(f"there is no time zone {name!r}")
    return zone


def _next(options: argparse.Namespace) -> int:
    schedule = _schedule(options.file, options)[1]
    start = options.start or datetime.now(UTC)
    here = options.tz or zone_named("Local")
    launches = list(islice(launches_of(schedule, start), options.n))
    for at in launches:
        print(f"{at:%Y-%m-%d %H:%M:%S %z %Z}    {at.astimezone(here):%Y-%m-%d %H:%M:%S %z %Z}".rstrip())
    if len(launches) < options.n:
        print("There are no launches." if not launches else "There are no more launches.", file=sys.stderr)
    if not schedule.enabled:
        print("The block is disabled: nothing is launched.", file=sys.stderr)
    if launches:
        for surprise in surprises(schedule, start, launches[-1]):
            print(_warning(surprise), file=sys.stderr)
    return 0


def _warning(surprise: Surprise) -> str:
    kinds = (("skips", surprise.skipped), ("repeats", surprise.doubled))
    told = " and ".join(f"{verb} {_few(times)}" for verb, times in kinds if times)
    return f"warning: the clock change of {surprise.day} {told}"


def _few(times: tuple[time, ...]) -> str:
    more = len(times) - _FEW
    return ", ".join(f"{at:%H:%M:%S}" for at in times[:_FEW]) + (f" and {more} more" if more > 0 else "")


def _calendar(options: argparse.Namespace) -> int:
    zone = options.tz or zone_named("Local") or UTC
    start = (options.start or datetime.now(UTC)).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    days = max(options.days, 1)
    end = start + timedelta(days=days)
    shown: dict[str, list[datetime]] = {}
    for path in options.files:
        name, schedule = _schedule(path, options)
        times = takewhile(lambda at: at < end, launches_of(schedule, start - timedelta(seconds=1)))
        shown[name] = [at.astimezone(zone) for at in times] if schedule.enabled else []
    print(calendar(shown, start.date(), days))
    return 0


def _schedule(path: str, options: argparse.Namespace) -> tuple[str, Schedule]:
    jobspec = read_jobspec(path, options)
    job = jobspec.to_api()
    schedule = schedule_of({"Periodic": job["Periodic"]})
    if schedule is None:
        detail = "It has no periodic block."
        finding = Diagnostic("error", "NJ7500", f'Job "{job["ID"]}" is not periodic', detail)
        raise RefusedError([finding.replace(subject=jobspec.range_of(()))])
    return job["ID"], schedule
