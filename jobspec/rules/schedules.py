"""Rules of jobs that make child jobs: periodic and parameterized ones."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, one_of, quoted

BATCH_TYPES = ("batch", "sysbatch")
PAYLOADS = ("optional", "required", "forbidden")
_BATCH = 'type = "batch"\n'
_PERIODIC = _BATCH + "periodic {\n%s\n}"
_GOOD_PERIODIC = _PERIODIC % 'crons = ["0 6 * * *"]'
_PARAMETERIZED = _BATCH + "parameterized {\n%s\n}"


def _cron() -> Any:
    """The cron language, loaded only for a job that needs it: it brings dates and time zones with it."""
    return import_module("jobspec.cron")


@rule(
    "NJ7310", "periodic-type", "periodic", bad='periodic {\ncrons = ["0 6 * * *"]\n}', good=_GOOD_PERIODIC, place="job"
)
def periodic_type(periodic: Item, context: Context) -> Iterator[Finding]:
    """A periodic job is a batch or sysbatch job: a service never ends."""
    if periodic["Enabled"] and periodic.job["Type"] not in BATCH_TYPES:
        yield periodic.finding(
            f"A {periodic.job['Type']} job is periodic", f"Only {one_of(BATCH_TYPES)} jobs can be: set `type`."
        )


@rule(
    "NJ7504",
    "periodic-cron-and-crons",
    "periodic",
    bad=_PERIODIC % 'cron = "0 6 * * *"\ncrons = ["0 7 * * *"]',
    good=_GOOD_PERIODIC,
    place="job",
)
def cron_and_crons(periodic: Item, context: Context) -> Iterator[Finding]:
    """A periodic block has one expression as cron or several as crons, not both."""
    if periodic["Enabled"] and periodic["Spec"] and periodic["Specs"]:
        yield periodic.finding("The periodic block has both cron and crons", "Put all expressions into crons.", "Specs")


@rule(
    "NJ7505",
    "periodic-spec-missing",
    "periodic",
    bad=_PERIODIC % "prohibit_overlap = true",
    good=_GOOD_PERIODIC,
    place="job",
)
def spec_missing(periodic: Item, context: Context) -> Iterator[Finding]:
    """A periodic block has a cron expression."""
    if periodic["Enabled"] and not periodic["Spec"] and not periodic["Specs"]:
        yield periodic.finding("The periodic block has no cron expression", 'For example `crons = ["0 6 * * *"]`.')


@rule(
    "NJ7506",
    "periodic-time-zone",
    "periodic",
    bad=_PERIODIC % 'crons = ["0 6 * * *"]\ntime_zone = "Mars/Olympus"',
    good=_PERIODIC % 'crons = ["0 6 * * *"]\ntime_zone = "Europe/Berlin"',
    place="job",
)
def time_zone(periodic: Item, context: Context) -> Iterator[Finding]:
    """A periodic block's time_zone is one of the time zone database, spelled exactly so."""
    zone = periodic["TimeZone"]
    if periodic["Enabled"] and zone not in ("", "UTC") and _cron().zone_named(zone) is None:
        yield periodic.finding(
            f"There is no time zone {quoted(zone)}", 'Names read like "Europe/Berlin"; letter case matters.', "TimeZone"
        )


@rule(
    "NJ7502",
    "periodic-cron-spec",
    "periodic",
    bad=_PERIODIC % 'crons = ["every day"]',
    good=_GOOD_PERIODIC,
    place="job",
)
def cron_spec(periodic: Item, context: Context) -> Iterator[Finding]:
    """A cron expression can be read: five to seven fields, or a macro such as @daily."""
    if not periodic["Enabled"] or periodic["SpecType"] != "cron":
        return
    written = [(periodic["Spec"], "Spec")] if periodic["Spec"] else []
    several: list[tuple[str, Any]] = [(text, ("Specs", index)) for index, text in enumerate(periodic["Specs"] or ())]
    for text, place in [*written, *several]:
        found = _cron().read(text)
        if hasattr(found, "reason"):
            where = f"{quoted(found.item)} in the {found.field} field" if found.field else "the expression"
            yield periodic.finding(
                f"Cron expression {quoted(text)} cannot be read", f"What is wrong is {where}: {found.reason}.", place
            )


@rule(
    "NJ7507",
    "periodic-spec-type",
    "periodic",
    bad='{"Type": "batch", "Periodic": {"Enabled": true, "Spec": "0 6 * * *", "SpecType": "test"}}',
    good='{"Type": "batch", "Periodic": {"Enabled": true, "Spec": "0 6 * * *", "SpecType": "cron"}}',
    place="json",
)
def spec_type(periodic: Item, context: Context) -> Iterator[Finding]:
    """A periodic block's expressions are of the type cron."""
    if periodic["Enabled"] and periodic["SpecType"] not in ("cron", "_internal_test"):
        yield periodic.finding(
            f"There is no kind of schedule {quoted(periodic['SpecType'])}", 'The kind is "cron".', "SpecType"
        )


@rule(
    "NJ7320",
    "warn-cron-deprecated",
    "periodic",
    bad=_PERIODIC % 'cron = "0 6 * * *"',
    good=_GOOD_PERIODIC,
    severity="warning",
    place="job",
)
def cron_deprecated(periodic: Item, context: Context) -> Iterator[Finding]:
    """Crons replaces cron."""
    if periodic["Spec"]:
        yield periodic.finding(
            "The periodic block uses cron, which is deprecated",
            f"Write `crons = [{quoted(periodic['Spec'])}]`.",
            "Spec",
        )


@rule("NJ7410", "parameterized-type", "parameterized", bad="parameterized {}", good=_PARAMETERIZED % "", place="job")
def parameterized_type(parameterized: Item, context: Context) -> Iterator[Finding]:
    """A parameterized job is a batch or sysbatch job."""
    job = parameterized.job
    if not job["Dispatched"] and job["Type"] not in BATCH_TYPES:
        yield parameterized.finding(
            f"A {job['Type']} job is parameterized", f"Only {one_of(BATCH_TYPES)} jobs can be dispatched: set `type`."
        )


@rule(
    "NJ7411",
    "parameterized-payload",
    "parameterized",
    bad=_PARAMETERIZED % 'payload = "maybe"',
    good=_PARAMETERIZED % 'payload = "required"',
    place="job",
)
def parameterized_payload(parameterized: Item, context: Context) -> Iterator[Finding]:
    """A parameterized job's payload is optional, required or forbidden."""
    if parameterized["Payload"] not in PAYLOADS:
        yield parameterized.finding(
            f"The parameterized block has the unknown payload {quoted(parameterized['Payload'])}",
            f"It is {one_of(PAYLOADS)}.",
            "Payload",
        )


@rule(
    "NJ7412",
    "parameterized-meta-disjoint",
    "parameterized",
    bad=_PARAMETERIZED % 'meta_required = ["size"]\nmeta_optional = ["size"]',
    good=_PARAMETERIZED % 'meta_required = ["size"]\nmeta_optional = ["color"]',
    place="job",
)
def parameterized_meta(parameterized: Item, context: Context) -> Iterator[Finding]:
    """A meta key of a dispatch is required or optional, not both."""
    both = sorted(set(parameterized["MetaRequired"] or ()) & set(parameterized["MetaOptional"] or ()))
    if both:
        yield parameterized.finding(
            f"Meta keys are both required and optional: {listed(both)}",
            "Name each in one of the lists.",
            "MetaOptional",
        )
