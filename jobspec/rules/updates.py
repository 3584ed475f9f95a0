"""Rules of how a group changes: its update and migrate blocks."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.groups import BARE
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import duration, one_of, quoted

UPDATE_CHECKS = ("checks", "task_states", "manual")
MIGRATE_CHECKS = ("checks", "task_states")


def of_group(item: Item) -> str:
    return f"group {quoted(item.group.name)}"


def _negative(item: Item, key: str, word: str) -> Iterator[Finding]:
    if item[key] < 0:
        shown = item[key] if key in ("MaxParallel", "Canary") else duration(item[key])
        yield item.finding(f"The {item.kind} block of {of_group(item)} has {word} {shown}", "It is 0 or more.", key)


@rule(
    "NJ3200",
    "update-type",
    "update",
    bad=BARE % ('type = "batch"', "update {\nmax_parallel = 1\n}"),
    good=BARE % ('type = "service"', "update {\nmax_parallel = 1\n}"),
)
def update_type(update: Item, context: Context) -> Iterator[Finding]:
    """An update block stands in service and system jobs only.

    Batch work that is running is left to finish; nothing is rolled out.
    """
    if update.job["Type"] not in ("service", "system"):
        yield update.finding(
            f"The update block of {of_group(update)} stands in a job of type {quoted(update.job['Type'])}",
            "Only service and system jobs are updated step by step: remove it here and in the job.",
        )


@rule("NJ3201", "update-health-check", "update", bad='health_check = "http"', good='health_check = "task_states"')
def update_health_check(update: Item, context: Context) -> Iterator[Finding]:
    """An update's health_check is checks, task_states or manual."""
    if update["HealthCheck"] not in UPDATE_CHECKS:
        yield update.finding(
            f"The update block of {of_group(update)} has the unknown health_check {quoted(update['HealthCheck'])}",
            f"It is {one_of(UPDATE_CHECKS)}.",
            "HealthCheck",
        )


@rule("NJ3202", "update-max-parallel-negative", "update", bad="max_parallel = -1", good="max_parallel = 2")
def update_max_parallel(update: Item, context: Context) -> Iterator[Finding]:
    """An update's max_parallel is not negative. 0 updates all at once, without a deployment."""
    yield from _negative(update, "MaxParallel", "max_parallel")


@rule("NJ3203", "update-canary-negative", "update", bad="canary = -1", good="canary = 1")
def update_canary(update: Item, context: Context) -> Iterator[Finding]:
    """An update's canary count is not negative."""
    yield from _negative(update, "Canary", "canary")


@rule("NJ3204", "update-auto-promote", "update", bad="auto_promote = true", good="auto_promote = true\ncanary = 1")
def update_auto_promote(update: Item, context: Context) -> Iterator[Finding]:
    """auto_promote needs canaries: only they are promoted."""
    if update["AutoPromote"] and update["Canary"] == 0:
        yield update.finding(
            f"The update block of {of_group(update)} promotes canaries and has none",
            "Set `canary` to 1 or more, or remove auto_promote.",
            "AutoPromote",
        )


@rule(
    "NJ3205", "update-min-healthy-negative", "update", bad='min_healthy_time = "-1s"', good='min_healthy_time = "10s"'
)
def update_min_healthy(update: Item, context: Context) -> Iterator[Finding]:
    """An update's min_healthy_time is not negative."""
    yield from _negative(update, "MinHealthyTime", "min_healthy_time")


@rule(
    "NJ3206",
    "update-healthy-deadline-positive",
    "update",
    bad='min_healthy_time = "0s"\nhealthy_deadline = "0s"',
    good='healthy_deadline = "5m"',
)
def update_healthy_deadline(update: Item, context: Context) -> Iterator[Finding]:
    """An update's healthy_deadline is more than 0."""
    if update["HealthyDeadline"] <= 0:
        yield update.finding(
            f"The update block of {of_group(update)} has healthy_deadline {duration(update['HealthyDeadline'])}",
            "It is how long an allocation may take to become healthy: more than 0.",
            "HealthyDeadline",
        )


@rule(
    "NJ3207",
    "update-progress-deadline-negative",
    "update",
    bad='progress_deadline = "-1s"',
    good='progress_deadline = "10m"',
)
def update_progress_deadline(update: Item, context: Context) -> Iterator[Finding]:
    """An update's progress_deadline is not negative. 0 fails the deployment at the first unhealthy allocation."""
    yield from _negative(update, "ProgressDeadline", "progress_deadline")


@rule(
    "NJ3208",
    "update-healthy-order",
    "update",
    bad='min_healthy_time = "5m"\nhealthy_deadline = "5m"',
    good='min_healthy_time = "30s"\nhealthy_deadline = "5m"',
)
def update_healthy_order(update: Item, context: Context) -> Iterator[Finding]:
    """An update's min_healthy_time is less than its healthy_deadline."""
    if update["MinHealthyTime"] >= update["HealthyDeadline"]:
        yield update.finding(
            f"The update block of {of_group(update)}: min_healthy_time is not less than healthy_deadline",
            f"An allocation must be healthy for {duration(update['MinHealthyTime'])} within "
            f"{duration(update['HealthyDeadline'])}: that never happens.",
            "MinHealthyTime",
        )


@rule(
    "NJ3209",
    "update-progress-order",
    "update",
    bad='healthy_deadline = "10m"\nprogress_deadline = "10m"',
    good='healthy_deadline = "5m"\nprogress_deadline = "10m"',
)
def update_progress_order(update: Item, context: Context) -> Iterator[Finding]:
    """An update's healthy_deadline is less than its progress_deadline, unless that is 0."""
    if update["ProgressDeadline"] != 0 and update["HealthyDeadline"] >= update["ProgressDeadline"]:
        yield update.finding(
            f"The update block of {of_group(update)}: healthy_deadline is not less than progress_deadline",
            f"One allocation may take {duration(update['HealthyDeadline'])}, but the deployment fails without "
            f"progress for {duration(update['ProgressDeadline'])}.",
            "ProgressDeadline",
        )


@rule("NJ3210", "update-stagger", "update", bad='stagger = "0s"', good='stagger = "30s"')
def update_stagger(update: Item, context: Context) -> Iterator[Finding]:
    """An update's stagger is more than 0."""
    if update["Stagger"] <= 0:
        yield update.finding(
            f"The update block of {of_group(update)} has stagger {duration(update['Stagger'])}",
            "It is the time between the steps of a system job's update: more than 0.",
            "Stagger",
        )


@rule(
    "NJ3211",
    "warn-max-parallel",
    "update",
    bad=BARE % ("", "count = 2\nupdate {\nmax_parallel = 3\n}"),
    good=BARE % ("", "count = 3\nupdate {\nmax_parallel = 1\n}"),
    severity="warning",
)
def max_parallel_above_count(update: Item, context: Context) -> Iterator[Finding]:
    """An update's max_parallel is no more than the group's count.

    Otherwise a destructive update stops all allocations of the group at once.
    """
    count = update.group["Count"]
    if 1 < count < update["MaxParallel"]:
        yield update.finding(
            f"The update block of {of_group(update)} has max_parallel {update['MaxParallel']} and count {count}",
            "A destructive update would stop every allocation at once: lower max_parallel below the count.",
            "MaxParallel",
        )


@rule(
    "NJ3212",
    "warn-auto-promote",
    "job",
    bad='job "a" {\ngroup "a" {\nupdate {\ncanary = 1\nauto_promote = true\n}\ntask "t" {\ndriver = "docker"\n}\n}\n'
    'group "b" {\nupdate {\ncanary = 1\n}\ntask "t" {\ndriver = "docker"\n}\n}\n}',
    good='job "a" {\nupdate {\ncanary = 1\nauto_promote = true\n}\ngroup "a" {\ntask "t" {\ndriver = "docker"\n}\n}\n}',
    severity="warning",
)
def auto_promote_everywhere(job: Item, context: Context) -> Iterator[Finding]:
    """If one group promotes its canaries by itself, all groups with canaries do.

    A deployment is promoted as a whole, and only once every group with canaries allows it.
    """
    updates = [
        group.child("update", group["Update"], "Update") for group in job.each("group", "TaskGroups") if group["Update"]
    ]
    manual = [each for each in updates if each["Canary"] > 0 and not each["AutoPromote"]]
    if manual and any(each["AutoPromote"] for each in updates):
        promoting = next(each for each in updates if each["AutoPromote"])
        yield promoting.finding(
            f"The canaries of {of_group(promoting)} promote themselves, those of {of_group(manual[0])} do not",
            "A deployment is promoted only once all groups with canaries have auto_promote: set all or none.",
            "AutoPromote",
        )


@rule(
    "NJ3220",
    "migrate-type",
    "migrate",
    bad=BARE % ('type = "batch"', "migrate {\nmax_parallel = 1\n}"),
    good=BARE % ('type = "service"', "migrate {\nmax_parallel = 1\n}"),
)
def migrate_type(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block stands in service jobs only."""
    if migrate.job["Type"] != "service":
        yield migrate.finding(
            f"The migrate block of {of_group(migrate)} stands in a {migrate.job['Type']} job",
            "Only service jobs migrate step by step when a node is drained: remove it here and in the job.",
        )


def _migrates(migrate: Item) -> bool:
    """Whether its parts matter: elsewhere the block as a whole is refused."""
    return bool(migrate.job["Type"] == "service")


@rule("NJ3221", "migrate-max-parallel", "migrate", bad="max_parallel = -1", good="max_parallel = 1")
def migrate_max_parallel(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block's max_parallel is not negative."""
    if _migrates(migrate):
        yield from _negative(migrate, "MaxParallel", "max_parallel")


@rule("NJ3222", "migrate-health-check-missing", "migrate", bad='health_check = ""', good='health_check = "checks"')
def migrate_health_check_missing(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block that moves allocations says how their health is judged."""
    if _migrates(migrate) and not migrate["HealthCheck"] and migrate["MaxParallel"] > 0:
        yield migrate.finding(
            f"The migrate block of {of_group(migrate)} has an empty health_check",
            f"It is {one_of(MIGRATE_CHECKS)}.",
            "HealthCheck",
        )


@rule("NJ3223", "migrate-health-check", "migrate", bad='health_check = "manual"', good='health_check = "task_states"')
def migrate_health_check(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block's health_check is checks or task_states; manual is for updates only."""
    if _migrates(migrate) and migrate["HealthCheck"] not in (*MIGRATE_CHECKS, ""):
        yield migrate.finding(
            f"The migrate block of {of_group(migrate)} has the unknown health_check {quoted(migrate['HealthCheck'])}",
            f"It is {one_of(MIGRATE_CHECKS)}.",
            "HealthCheck",
        )


@rule("NJ3224", "migrate-min-healthy", "migrate", bad='min_healthy_time = "-1s"', good='min_healthy_time = "10s"')
def migrate_min_healthy(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block's min_healthy_time is not negative."""
    if _migrates(migrate):
        yield from _negative(migrate, "MinHealthyTime", "min_healthy_time")


@rule(
    "NJ3225",
    "migrate-healthy-deadline",
    "migrate",
    bad='min_healthy_time = "-2s"\nhealthy_deadline = "-1s"',
    good='healthy_deadline = "5m"',
)
def migrate_healthy_deadline(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block's healthy_deadline is not negative."""
    if _migrates(migrate):
        yield from _negative(migrate, "HealthyDeadline", "healthy_deadline")


@rule(
    "NJ3226",
    "migrate-order",
    "migrate",
    bad='min_healthy_time = "6m"\nhealthy_deadline = "5m"',
    good='min_healthy_time = "1m"\nhealthy_deadline = "5m"',
)
def migrate_order(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block's min_healthy_time is no more than its healthy_deadline."""
    if _migrates(migrate) and migrate["MinHealthyTime"] > migrate["HealthyDeadline"]:
        yield migrate.finding(
            f"The migrate block of {of_group(migrate)}: min_healthy_time is more than healthy_deadline",
            f"An allocation must be healthy for {duration(migrate['MinHealthyTime'])} within "
            f"{duration(migrate['HealthyDeadline'])}: that never happens.",
            "MinHealthyTime",
        )
