"""Rules of a group's services that are sound in themselves: how they fit their group and its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import check_of, service_of
from jobspec.rules.words import quoted, sentence

_SCRIPT = 'port = "http"\ncheck {\ntype = "script"\ncommand = "a"\ninterval = "10s"\ntimeout = "2s"\n%s\n}'


@rule(
    "NJ5150",
    "service-driver-mode-group",
    "group_service",
    bad='address_mode = "driver"',
    good='address_mode = "alloc"',
    place="service",
)
def driver_mode(service: Item, context: Context) -> Iterator[Finding]:
    """address_mode driver belongs to services of tasks: a group has no driver."""
    if not service.broken and service["AddressMode"] == "driver":
        yield service.finding(
            f'{sentence(service_of(service))} of group {quoted(service.group.name)} has address_mode "driver"',
            "A group has no driver: write the service in the task, or use alloc.",
            "AddressMode",
        )


@rule(
    "NJ5151",
    "check-task-driver-mode",
    "group_service",
    bad=_SCRIPT % 'task = "server"\naddress_mode = "driver"',
    good=_SCRIPT % 'task = "server"',
    place="service",
)
def check_driver_mode(service: Item, context: Context) -> Iterator[Finding]:
    """address_mode driver belongs to checks of tasks' services."""
    for check in _checks(service):
        if check["TaskName"] and check["AddressMode"] == "driver":
            yield check.finding(
                f'{check_of(check)} has address_mode "driver"',
                "Only checks of a task's own services have it.",
                "AddressMode",
            )


@rule(
    "NJ5152",
    "check-task-unknown",
    "group_service",
    bad=_SCRIPT % 'task = "ghost"',
    good=_SCRIPT % 'task = "server"',
    place="service",
)
def check_task(service: Item, context: Context) -> Iterator[Finding]:
    """The task that a check names is one of its group."""
    known = {task["Name"] for task in service.group["Tasks"] or ()}
    for check in _checks(service):
        if check["TaskName"] and check["TaskName"] not in known:
            yield check.finding(
                f"{check_of(check)} names the unknown task {quoted(check['TaskName'])}",
                f"Tasks of the group: {', '.join(map(quoted, sorted(known)))}.",
                "TaskName",
            )


def _checks(service: Item) -> Iterator[Item]:
    if not service.broken:
        yield from service.each("check", "Checks")


@rule(
    "NJ5153", "check-script-task", "group_service", bad=_SCRIPT % "", good=_SCRIPT % 'task = "server"', place="service"
)
def script_task(service: Item, context: Context) -> Iterator[Finding]:
    """A script check of a group's service runs in a task: the check or the service names it."""
    if service["TaskName"]:
        return
    for check in service.each("check", "Checks"):
        if check["Type"] == "script" and not check["TaskName"]:
            yield check.finding(
                f"A script check of {service_of(check)} names no task",
                "The script runs in a task: set `task` in the check or the service.",
                "TaskName",
            )
