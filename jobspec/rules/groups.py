"""Rules of a group: its name, count and tasks, and its disconnect, restart and disk blocks."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.overflow import wrapped
from jobspec.rules.registry import rule
from jobspec.rules.words import SECOND, duration, one_of, quoted

RECONCILE = ("keep_original", "keep_replacement", "best_score", "longest_running")
SMALLEST_DISK = 10
SHORTEST_RESTART = 5 * SECOND
BARE = 'job "web" {\n%s\ngroup "web" {\n%s\ntask "server" {\ndriver = "docker"\n}\n}\n}'
"""A sample whose group needs a job of its own: what stands in the job, and in the group."""


@rule(
    "NJ3001",
    "group-tasks-missing",
    "group",
    bad='job "web" {\ngroup "web" {}\n}',
    good='job "web" {\ngroup "web" {\ntask "server" {\ndriver = "docker"\n}\n}\n}',
)
def tasks_missing(group: Item, context: Context) -> Iterator[Finding]:
    """A group has at least one task.

    A group without tasks would run nothing.
    """
    if not group["Tasks"]:
        yield group.finding(
            f"Group {quoted(group.name)} has no task", "Add a `task` block with a driver, or remove the group.", "Tasks"
        )


@rule(
    "NJ3100",
    "group-name-missing",
    "group",
    bad=BARE.replace('"web" {\n%s\ntask', '"" {\n%s\ntask') % ("", ""),
    good=BARE % ("", ""),
)
def name_missing(group: Item, context: Context) -> Iterator[Finding]:
    """A group has a name: the label of its block."""
    if not group["Name"]:
        yield group.finding("A group has no name", 'Give the block a label: `group "web"`.', "Name")


@rule(
    "NJ3101",
    "group-name-null",
    "group",
    bad='job "a" {\ngroup "a\\u0000" {\ntask "t" {\ndriver = "docker"\n}\n}\n}',
    good=BARE % ("", ""),
)
def name_null(group: Item, context: Context) -> Iterator[Finding]:
    """A group's name holds no null character."""
    if "\0" in group["Name"]:
        yield group.finding(
            f"The name of group {quoted(group.name)} holds a null character", "Remove U+0000 from the name.", "Name"
        )


@rule("NJ3102", "group-count-negative", "group", bad="count = -1", good="count = 0")
def count_negative(group: Item, context: Context) -> Iterator[Finding]:
    """A group's count is not negative. 0 keeps the group and runs nothing."""
    if group["Count"] < 0:
        yield group.finding(
            f"Group {quoted(group.name)} has count {group['Count']}", "A count is 0 or more; 0 runs nothing.", "Count"
        )


@rule(
    "NJ3110",
    "disconnect-stop-after-negative",
    "disconnect",
    bad='stop_on_client_after = "-1s"',
    good='stop_on_client_after = "1m"',
)
def stop_after_negative(disconnect: Item, context: Context) -> Iterator[Finding]:
    """stop_on_client_after is not negative."""
    if (disconnect["StopOnClientAfter"] or 0) < 0:
        yield disconnect.finding(
            f"Group {quoted(disconnect.group.name)} has a negative stop_on_client_after",
            "It is how long a client that lost its servers keeps the tasks running; 0 or more.",
            "StopOnClientAfter",
        )


@rule(
    "NJ3111",
    "disconnect-stop-after-type",
    "disconnect",
    bad=BARE % ('type = "system"', 'disconnect {\nstop_on_client_after = "1m"\n}'),
    good=BARE % ('type = "service"', 'disconnect {\nstop_on_client_after = "1m"\n}'),
)
def stop_after_type(disconnect: Item, context: Context) -> Iterator[Finding]:
    """stop_on_client_after stands in service and batch jobs only."""
    if disconnect["StopOnClientAfter"] is not None and disconnect.job["Type"] not in ("service", "batch"):
        yield disconnect.finding(
            f"Group {quoted(disconnect.group.name)} of a {disconnect.job['Type']} job has stop_on_client_after",
            "Only service and batch jobs may have it.",
            "StopOnClientAfter",
        )


@rule("NJ3112", "disconnect-lost-after-negative", "disconnect", bad='lost_after = "-1s"', good='lost_after = "6h"')
def lost_after_negative(disconnect: Item, context: Context) -> Iterator[Finding]:
    """lost_after is not negative."""
    if (disconnect["LostAfter"] or 0) < 0:
        yield disconnect.finding(
            f"Group {quoted(disconnect.group.name)} has a negative lost_after",
            "It is how long an allocation on a lost node may come back; 0 or more.",
            "LostAfter",
        )


@rule(
    "NJ3113",
    "disconnect-both",
    "disconnect",
    bad='lost_after = "1h"\nstop_on_client_after = "1m"',
    good='lost_after = "1h"',
)
def disconnect_both(disconnect: Item, context: Context) -> Iterator[Finding]:
    """A disconnect block has lost_after or stop_on_client_after, not both.

    One waits for the node to come back, the other stops the tasks there: they contradict each other.
    """
    if disconnect["StopOnClientAfter"] is not None and disconnect["LostAfter"]:
        yield disconnect.finding(
            f"Group {quoted(disconnect.group.name)} has both lost_after and stop_on_client_after",
            "Choose one: wait for a lost node to come back, or stop the tasks on it.",
        )


@rule("NJ3114", "disconnect-reconcile", "disconnect", bad='reconcile = "newest"', good='reconcile = "keep_original"')
def disconnect_reconcile(disconnect: Item, context: Context) -> Iterator[Finding]:
    """Reconcile names how to choose between an allocation that came back and its replacement."""
    if disconnect["Reconcile"] not in (*RECONCILE, "", None):
        yield disconnect.finding(
            f"Group {quoted(disconnect.group.name)} has the unknown reconcile {quoted(disconnect['Reconcile'])}",
            f"It is {one_of(RECONCILE)}.",
            "Reconcile",
        )


@rule(
    "NJ3115",
    "max-run-duration-positive",
    "group",
    bad=BARE % ('type = "batch"', 'max_run_duration = "0s"'),
    good=BARE % ('type = "batch"', 'max_run_duration = "1h"'),
)
def run_duration_positive(group: Item, context: Context) -> Iterator[Finding]:
    """max_run_duration is more than 0."""
    if group["MaxRunDuration"] is not None and group["MaxRunDuration"] <= 0:
        yield group.finding(
            f"Group {quoted(group.name)} may run for {duration(group['MaxRunDuration'])}",
            "max_run_duration is more than 0; leave it out for no limit.",
            "MaxRunDuration",
        )


@rule(
    "NJ3116",
    "max-run-duration-type",
    "group",
    bad=BARE % ("", 'max_run_duration = "1h"'),
    good=BARE % ('type = "batch"', 'max_run_duration = "1h"'),
)
def run_duration_type(group: Item, context: Context) -> Iterator[Finding]:
    """max_run_duration stands in batch and sysbatch jobs only: a service has no end."""
    if group["MaxRunDuration"] is not None and group.job["Type"] not in ("batch", "sysbatch"):
        yield group.finding(
            f"Group {quoted(group.name)} of a job of type {quoted(group.job['Type'])} has max_run_duration",
            "Only batch and sysbatch jobs come to an end.",
            "MaxRunDuration",
        )


@rule("NJ3120", "restart-mode", "restart", bad='mode = "retry"', good='mode = "delay"')
def restart_mode(restart: Item, context: Context) -> Iterator[Finding]:
    """A restart mode is fail or delay.

    After the attempts of an interval are used up, `fail` gives the allocation up (and it is rescheduled), `delay`
    waits for the next interval.
    """
    if restart["Mode"] not in ("fail", "delay"):
        yield restart.finding(
            f"Group {quoted(restart.group.name)} has the unknown restart mode {quoted(restart['Mode'])}",
            'It is "fail" (give up after the attempts) or "delay" (wait for the next interval).',
            "Mode",
        )


@rule(
    "NJ3121",
    "restart-delay-zero-attempts",
    "restart",
    bad='attempts = 0\nmode = "delay"',
    good='attempts = 0\nmode = "fail"',
)
def restart_zero_attempts(restart: Item, context: Context) -> Iterator[Finding]:
    """A restart policy without attempts has the mode fail."""
    if restart["Attempts"] == 0 and restart["Mode"] != "fail":
        yield restart.finding(
            f"Group {quoted(restart.group.name)} has no restarts and the mode {quoted(restart['Mode'])}",
            'With `attempts = 0` the mode must be "fail": there is nothing to wait for.',
        )


@rule(
    "NJ3122",
    "restart-interval-minimum",
    "restart",
    bad='attempts = 0\ninterval = "4s"',
    good='attempts = 0\ninterval = "5s"',
)
def restart_interval(restart: Item, context: Context) -> Iterator[Finding]:
    """A restart interval is at least 5 seconds."""
    if restart["Interval"] < SHORTEST_RESTART:
        yield restart.finding(
            f"Group {quoted(restart.group.name)} has the restart interval {duration(restart['Interval'])}",
            "It is at least 5s: attempts are counted within it.",
            "Interval",
        )


@rule(
    "NJ3123",
    "restart-attempts-fit",
    "restart",
    bad='attempts = 3\ndelay = "20s"\ninterval = "59s"',
    good='attempts = 3\ndelay = "20s"\ninterval = "60s"',
)
def restart_fit(restart: Item, context: Context) -> Iterator[Finding]:
    """The attempts of a restart policy fit into its interval: attempts times delay is no longer than it."""
    needed = wrapped(restart["Attempts"] * restart["Delay"])
    if needed > restart["Interval"]:
        yield restart.finding(
            f"Group {quoted(restart.group.name)}: {restart['Attempts']} restarts do not fit into the interval "
            f"{duration(restart['Interval'])}",
            f"With a delay of {duration(restart['Delay'])} they take {duration(needed)}: lengthen the interval "
            "to that, or shorten the delay.",
        )


@rule("NJ3130", "ephemeral-disk-minimum", "disk", bad="size = 9", good="size = 150")
def disk_minimum(disk: Item, context: Context) -> Iterator[Finding]:
    """A group's ephemeral disk has at least 10 MB."""
    if disk["SizeMB"] < SMALLEST_DISK:
        yield disk.finding(
            f"Group {quoted(disk.group.name)} asks for {disk['SizeMB']} MB of disk",
            "The smallest ephemeral disk is 10 MB; 300 is the default. Logs and templates lie on it.",
            "SizeMB",
        )


@rule(
    "NJ3140",
    "group-task-name-missing",
    "group",
    bad='task "" {\ndriver = "docker"\n}',
    good='task "b" {\ndriver = "docker"\n}',
)
def task_name_missing(group: Item, context: Context) -> Iterator[Finding]:
    """Every task of a group is named.

    The server reports this twice, as a problem of the group and of the task.
    """
    for task in group.each("task", "Tasks"):
        if not task["Name"]:
            yield task.finding(
                f"Task {task.number} of group {quoted(group.name)} has no name",
                'Give the task block a label: `task "server"`.',
                "Name",
            )


@rule(
    "NJ3141",
    "group-tasks-duplicate",
    "group",
    bad='task "a" {\ndriver = "docker"\n}\ntask "a" {\ndriver = "docker"\n}',
    good='task "a" {\ndriver = "docker"\n}\ntask "b" {\ndriver = "docker"\n}',
)
def tasks_duplicate(group: Item, context: Context) -> Iterator[Finding]:
    """No two tasks of a group share a name: each has a directory of its name."""
    seen: dict[str, int] = {}
    for task in group.each("task", "Tasks"):
        name = task["Name"]
        if name and name in seen:
            yield task.finding(
                f"Group {quoted(group.name)} has two tasks called {quoted(name)}",
                f"Task {seen[name]} has the name already; give task {task.number} another one.",
                "Name",
            )
        elif name:
            seen[name] = task.number


@rule(
    "NJ3142",
    "group-leaders",
    "group",
    bad='task "a" {\ndriver = "docker"\nleader = true\n}\ntask "b" {\ndriver = "docker"\nleader = true\n}',
    good='task "a" {\ndriver = "docker"\nleader = true\n}\ntask "b" {\ndriver = "docker"\n}',
)
def leaders(group: Item, context: Context) -> Iterator[Finding]:
    """At most one task of a group is its leader.

    When the leader ends, all other tasks are stopped; two leaders would race.
    """
    names = [task.name for task in group.each("task", "Tasks") if task["Leader"]]
    if len(names) > 1:
        yield group.finding(
            f"Group {quoted(group.name)} has {len(names)} leaders: {', '.join(map(quoted, names))}",
            "When the leader ends, the other tasks are stopped: mark one task.",
            "Tasks",
        )
