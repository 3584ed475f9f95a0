"""Rules of a task: its name, driver and timing, its logs, actions, lifecycle and payload."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.overflow import wrapped
from jobspec.rules.paths import escapes
from jobspec.rules.registry import rule
from jobspec.rules.words import duration, one_of, quoted

HOOKS = ("prestart", "poststart", "poststop")
LONGEST_ACTION_NAME = 128
WHOLE = 'job "web" {\ngroup "web" {\n%s\n}\n}'


def of_task(item: Item) -> str:
    """The task of an item, for messages."""
    return f"task {quoted(item.task.name)}"


def _task(item: Item) -> str:
    return f"Task {quoted(item.task.name)}"


@rule(
    "NJ4001",
    "task-name-missing",
    "task",
    bad=WHOLE % 'task "" {\ndriver = "docker"\n}',
    good=WHOLE % 'task "server" {\ndriver = "docker"\n}',
)
def name_missing(task: Item, context: Context) -> Iterator[Finding]:
    """A task has a name: the label of its block."""
    if not task["Name"]:
        yield task.finding("A task has no name", 'Give the block a label: `task "server"`.', "Name")


@rule(
    "NJ4002",
    "task-name-alloc",
    "task",
    bad=WHOLE % 'task "alloc" {\ndriver = "docker"\n}',
    good=WHOLE % 'task "allocate" {\ndriver = "docker"\n}',
)
def name_alloc(task: Item, context: Context) -> Iterator[Finding]:
    """No task is called alloc.

    A task's directory lies beside the directory `alloc` that all tasks share.
    """
    if task["Name"] == "alloc":
        yield task.finding(
            'A task cannot be called "alloc"', "The directory that the tasks share has that name: take another.", "Name"
        )


@rule(
    "NJ4003",
    "task-name-slash",
    "task",
    bad=WHOLE % 'task "a/b" {\ndriver = "docker"\n}',
    good=WHOLE % 'task "a-b" {\ndriver = "docker"\n}',
)
def name_slash(task: Item, context: Context) -> Iterator[Finding]:
    r"""A task's name holds neither / nor \: a directory is called after it."""
    if "/" in task["Name"] or "\\" in task["Name"]:
        instead = task["Name"].replace("/", "-").replace("\\", "-")
        yield task.finding(
            f"The name of task {quoted(task['Name'])} holds a slash",
            f"A directory is called after the task: write for example {quoted(instead)}.",
            "Name",
        )


@rule(
    "NJ4004",
    "task-name-null",
    "task",
    bad=WHOLE % 'task "a\\u0000b" {\ndriver = "docker"\n}',
    good=WHOLE % 'task "ab" {\ndriver = "docker"\n}',
)
def name_null(task: Item, context: Context) -> Iterator[Finding]:
    """A task's name holds no null character."""
    name = task["Name"]
    if "\0" in name and "/" not in name and "\\" not in name:
        yield task.finding(
            f"The name of task {quoted(name)} holds a null character", "Remove U+0000 from the name.", "Name"
        )


@rule(
    "NJ4005",
    "task-driver-missing",
    "task",
    bad=WHOLE % 'task "server" {\ndriver = ""\n}',
    good=WHOLE % 'task "server" {\ndriver = "docker"\n}',
)
def driver_missing(task: Item, context: Context) -> Iterator[Finding]:
    """A task names the driver that runs it."""
    if not task["Driver"]:
        yield task.finding(
            f"{_task(task)} has no driver", 'Name what runs it: for example `driver = "docker"` or `"exec"`.', "Driver"
        )


@rule("NJ4006", "task-kill-timeout-negative", "task", bad='kill_timeout = "-1s"', good='kill_timeout = "20s"')
def kill_timeout_negative(task: Item, context: Context) -> Iterator[Finding]:
    """A task's kill_timeout is not negative."""
    if task["KillTimeout"] < 0:
        yield task.finding(
            f"{_task(task)} has kill_timeout {duration(task['KillTimeout'])}",
            "It is the time between the kill signal and the kill: 0 or more.",
            "KillTimeout",
        )


@rule("NJ4007", "task-kill-timeout-progress", "task", bad='kill_timeout = "11m"', good='kill_timeout = "1m"')
def kill_timeout_progress(task: Item, context: Context) -> Iterator[Finding]:
    """In a service job, a task's kill_timeout is no longer than its group's progress_deadline.

    Otherwise a deployment would fail while the old task is still shutting down.
    """
    update, timeout = task.group["Update"], task["KillTimeout"]
    if not update or not 0 < update["ProgressDeadline"] < timeout:
        return
    if task.job["Type"] == "service":
        yield task.finding(
            f"{_task(task)} may take {duration(task['KillTimeout'])} to stop, beyond the progress_deadline",
            f"A deployment fails after {duration(update['ProgressDeadline'])} without progress: shorten kill_timeout "
            "or lengthen progress_deadline in the update block.",
            "KillTimeout",
        )


@rule("NJ4008", "task-shutdown-delay-negative", "task", bad='shutdown_delay = "-1s"', good='shutdown_delay = "5s"')
def shutdown_delay_negative(task: Item, context: Context) -> Iterator[Finding]:
    """A task's shutdown_delay is not negative."""
    if task["ShutdownDelay"] < 0:
        yield task.finding(
            f"{_task(task)} has shutdown_delay {duration(task['ShutdownDelay'])}",
            "It is the time between leaving service discovery and the kill signal: 0 or more.",
            "ShutdownDelay",
        )


@rule(
    "NJ4030",
    "logs-files-minimum",
    "logs",
    bad="logs {\nmax_files = 0\n}",
    good="logs {\nmax_files = 1\n}",
    place="task",
)
def logs_files(logs: Item, context: Context) -> Iterator[Finding]:
    """At least one log file is kept, also where logs are disabled."""
    if logs["MaxFiles"] < 1:
        yield logs.finding(
            f"{_task(logs)} keeps {logs['MaxFiles']} log files",
            "At least 1; `disabled = true` in the logs block turns collection off.",
            "MaxFiles",
        )


@rule(
    "NJ4031",
    "logs-size-minimum",
    "logs",
    bad="logs {\nmax_file_size = 0\n}",
    good="logs {\nmax_file_size = 1\n}",
    place="task",
)
def logs_size(logs: Item, context: Context) -> Iterator[Finding]:
    """A log file may grow to at least 1 MB."""
    if logs["MaxFileSizeMB"] < 1:
        yield logs.finding(
            f"{_task(logs)} has log files of {logs['MaxFileSizeMB']} MB", "At least 1 MB each.", "MaxFileSizeMB"
        )


@rule(
    "NJ4032",
    "logs-storage",
    "logs",
    bad="logs {\nmax_files = 10\nmax_file_size = 30\n}",
    good="logs {\nmax_files = 5\nmax_file_size = 30\n}",
    place="task",
)
def logs_storage(logs: Item, context: Context) -> Iterator[Finding]:
    """A task's logs take less than the ephemeral disk of its group, also where logs are disabled."""
    disk = logs.group["EphemeralDisk"]
    size = wrapped(logs["MaxFiles"] * logs["MaxFileSizeMB"])
    if disk is not None and size >= disk["SizeMB"]:
        yield logs.finding(
            f"The logs of {of_task(logs)} may take {size} MB, the group's disk has {disk['SizeMB']}",
            "max_files times max_file_size must be less than the `size` of the group's ephemeral_disk: keep fewer or "
            "smaller files, or ask for more disk.",
        )


@rule(
    "NJ4040",
    "action-command",
    "action",
    bad='action "migrate" {\ncommand = ""\n}',
    good='action "migrate" {\ncommand = "/bin/migrate"\n}',
    place="task",
)
def action_command(action: Item, context: Context) -> Iterator[Finding]:
    """An action has a command."""
    if not action["Command"]:
        yield action.finding(
            f"Action {quoted(action.name)} of {of_task(action)} has no command", "Name the program to run.", "Command"
        )


@rule(
    "NJ4041",
    "action-name",
    "action",
    bad='action "run it" {\ncommand = "/bin/migrate"\n}',
    good='action "run-it" {\ncommand = "/bin/migrate"\n}',
    place="task",
)
def action_name(action: Item, context: Context) -> Iterator[Finding]:
    """An action's name has 1 to 128 characters, no white space and no null character."""
    name = action["Name"]
    blank = any(char in " \t\n\v\f\r\0" for char in name)
    if not name or len(name) > LONGEST_ACTION_NAME or blank:
        yield action.finding(
            f"The name {quoted(name)} of an action of {of_task(action)} cannot be used",
            "1 to 128 characters without white space: it is typed on command lines.",
            "Name",
        )


@rule(
    "NJ4042",
    "action-duplicate",
    "task",
    bad='action "go" {\ncommand = "a"\n}\naction "go" {\ncommand = "b"\n}',
    good='action "go" {\ncommand = "a"\n}\naction "stop" {\ncommand = "b"\n}',
    when="Actions",
)
def action_duplicate(task: Item, context: Context) -> Iterator[Finding]:
    """No two actions of a task share a name."""
    seen: dict[str, int] = {}
    for action in task.each("action", "Actions"):
        name = action["Name"]
        seen[name] = seen.get(name, 0) + 1
        # However often a name comes again, it is told once.
        if seen[name] == 2:
            yield action.finding(
                f"{_task(task)} has two actions called {quoted(name)}", "Give each its own name.", "Name"
            )


@rule(
    "NJ7430",
    "dispatch-payload-destination",
    "payload",
    bad='dispatch_payload {\nfile = "../../../x"\n}',
    good='dispatch_payload {\nfile = "input.json"\n}',
    place="task",
)
def payload_destination(payload: Item, context: Context) -> Iterator[Finding]:
    """The file of a dispatch payload stays in the allocation's directory; it is taken from the task's `local/`."""
    if escapes("task/local", payload["File"]):
        yield payload.finding(
            f"The payload file {quoted(payload['File'])} of {of_task(payload)} leaves the allocation",
            "Name a file below the task's local/ directory.",
            "File",
        )


@rule(
    "NJ4050",
    "lifecycle-hook-missing",
    "lifecycle",
    bad='lifecycle {\nhook = ""\n}',
    good='lifecycle {\nhook = "prestart"\n}',
    place="task",
)
def hook_missing(lifecycle: Item, context: Context) -> Iterator[Finding]:
    """A lifecycle block says when its task runs."""
    if not lifecycle["Hook"]:
        yield lifecycle.finding(f"The lifecycle of {of_task(lifecycle)} has no hook", f"It is {one_of(HOOKS)}.", "Hook")


@rule(
    "NJ4051",
    "lifecycle-hook",
    "lifecycle",
    bad='lifecycle {\nhook = "init"\n}',
    good='lifecycle {\nhook = "prestart"\n}',
    place="task",
)
def hook_unknown(lifecycle: Item, context: Context) -> Iterator[Finding]:
    """A lifecycle hook is prestart, poststart or poststop."""
    if lifecycle["Hook"] and lifecycle["Hook"] not in HOOKS:
        yield lifecycle.finding(
            f"The lifecycle of {of_task(lifecycle)} has the unknown hook {quoted(lifecycle['Hook'])}",
            f"It is {one_of(HOOKS)}; a task without lifecycle block is a main task.",
            "Hook",
        )


@rule(
    "NJ4060",
    "schedule-enterprise",
    "schedule_hook",
    bad='schedule {\ncron {\nstart = "0 8 * * *"\nend = "0 18"\n}\n}',
    good='kill_timeout = "20s"',
    place="task",
)
def schedule_enterprise(job: Item, context: Context) -> Iterator[Finding]:
    """Schedules of tasks need Nomad Enterprise. Stop and start the job instead."""
    for group in job.each("group", "TaskGroups"):
        for task in group.each("task", "Tasks"):
            if task["Schedule"] is not None:
                yield task.finding(
                    f"The schedule of task {quoted(task.name)} needs Nomad Enterprise",
                    "Remove the schedule block; a periodic batch job runs at given times.",
                    "Schedule",
                )


@rule(
    "NJ4061",
    "warn-shutdown-delay-named-task",
    "group",
    bad='service {\nname = "web"\ntask = "server"\n}',
    good='service {\nname = "web"\n}\nshutdown_delay = "5s"',
    severity="warning",
    when="Services",
)
def delay_of_named_task(group: Item, context: Context) -> Iterator[Finding]:
    """A task that a group's service names has a shutdown_delay.

    Without one, the task is stopped at the moment when it leaves service discovery, while clients still connect.
    """
    named = {service["TaskName"] for service in group.each("service", "Services")}
    for task in group.each("task", "Tasks"):
        if task["Name"] in named and task["Name"] and not task["ShutdownDelay"]:
            yield task.finding(
                f"{_task(task)} serves a service of group {quoted(group.name)} and has no shutdown_delay",
                "Clients may still connect while it stops: give it some seconds between leaving discovery and its end.",
                "ShutdownDelay",
            )


@rule(
    "NJ4062",
    "warn-shutdown-delay-task-service",
    "task",
    bad='service {\nname = "web"\n}',
    good='service {\nname = "web"\n}\nshutdown_delay = "5s"',
    severity="warning",
    when="Services",
)
def delay_of_task_with_services(task: Item, context: Context) -> Iterator[Finding]:
    """A task with services has a shutdown_delay."""
    if task["Services"] and task["ShutdownDelay"] <= 0:
        yield task.finding(
            f"{_task(task)} has services and no shutdown_delay",
            "Clients may still connect while it stops: give it some seconds between leaving discovery and its end.",
            "ShutdownDelay",
        )


def _has_sidecar_task(service: Item) -> bool:
    return bool((service["Connect"] or {}).get("SidecarTask"))


@rule(
    "NJ4063",
    "warn-shutdown-delay-group",
    "group",
    bad='service {\nname = "web"\n}',
    good='service {\nname = "web"\n}\nshutdown_delay = "5s"',
    severity="warning",
    when="Services",
)
def delay_of_group(group: Item, context: Context) -> Iterator[Finding]:
    """A group with services has a shutdown_delay, or one of its tasks has.

    A service whose sidecar is described in a `sidecar_task` does not count: the delay of its proxy is said there.
    """
    services = group.each("service", "Services")
    unnamed = any(not service["TaskName"] and not _has_sidecar_task(service) for service in services)
    owners = (group, *group.each("task", "Tasks"))
    delayed = any((owner["ShutdownDelay"] or 0) > 0 for owner in owners)
    if unnamed and not delayed:
        yield group.finding(
            f"Group {quoted(group.name)} has services, and neither it nor a task has a shutdown_delay",
            "Clients may still connect while the tasks stop: set shutdown_delay in the group.",
            "ShutdownDelay",
        )
