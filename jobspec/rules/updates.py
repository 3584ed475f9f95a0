"""Rules of how a group changes: its update, migrate and reschedule blocks."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.groups import BARE
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import SECOND, duration, one_of, quoted

UPDATE_CHECKS = ("checks", "task_states", "manual")
MIGRATE_CHECKS = ("checks", "task_states")
DELAY_FUNCTIONS = ("constant", "exponential", "fibonacci")
SHORTEST_DELAY = 5 * SECOND
SHORTEST_INTERVAL = 15 * SECOND


def _of(item: Item) -> str:
    return f"group {quoted(item.group.name)}"


def _negative(item: Item, key: str, word: str) -> Iterator[Finding]:
    if item[key] < 0:
        shown = item[key] if key in ("MaxParallel", "Canary") else duration(item[key])
        yield item.finding(f"The {item.kind} block of {_of(item)} has {word} {shown}", "It is 0 or more.", key)


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
    if update.job["Type"] in ("batch", "sysbatch"):
        yield update.finding(
            f"The update block of {_of(update)} stands in a {update.job['Type']} job",
            "Only service and system jobs are updated step by step: remove it here and in the job.",
        )


@rule("NJ3201", "update-health-check", "update", bad='health_check = "http"', good='health_check = "task_states"')
def update_health_check(update: Item, context: Context) -> Iterator[Finding]:
    """An update's health_check is checks, task_states or manual."""
    if update["HealthCheck"] not in UPDATE_CHECKS:
        yield update.finding(
            f"The update block of {_of(update)} has the unknown health_check {quoted(update['HealthCheck'])}",
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
            f"The update block of {_of(update)} promotes canaries and has none",
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
            f"The update block of {_of(update)} has healthy_deadline {duration(update['HealthyDeadline'])}",
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
            f"The update block of {_of(update)}: min_healthy_time is not less than healthy_deadline",
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
            f"The update block of {_of(update)}: healthy_deadline is not less than progress_deadline",
            f"One allocation may take {duration(update['HealthyDeadline'])}, but the deployment fails without "
            f"progress for {duration(update['ProgressDeadline'])}.",
            "ProgressDeadline",
        )


@rule("NJ3210", "update-stagger", "update", bad='stagger = "0s"', good='stagger = "30s"')
def update_stagger(update: Item, context: Context) -> Iterator[Finding]:
    """An update's stagger is more than 0."""
    if update["Stagger"] <= 0:
        yield update.finding(
            f"The update block of {_of(update)} has stagger {duration(update['Stagger'])}",
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
            f"The update block of {_of(update)} has max_parallel {update['MaxParallel']}, more than the count {count}",
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
            f"The canaries of {_of(promoting)} promote themselves, those of {_of(manual[0])} do not",
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
            f"The migrate block of {_of(migrate)} stands in a {migrate.job['Type']} job",
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
            f"The migrate block of {_of(migrate)} has an empty health_check",
            f"It is {one_of(MIGRATE_CHECKS)}.",
            "HealthCheck",
        )


@rule("NJ3223", "migrate-health-check", "migrate", bad='health_check = "manual"', good='health_check = "task_states"')
def migrate_health_check(migrate: Item, context: Context) -> Iterator[Finding]:
    """A migrate block's health_check is checks or task_states; manual is for updates only."""
    if _migrates(migrate) and migrate["HealthCheck"] not in (*MIGRATE_CHECKS, ""):
        yield migrate.finding(
            f"The migrate block of {_of(migrate)} has the unknown health_check {quoted(migrate['HealthCheck'])}",
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
            f"The migrate block of {_of(migrate)}: min_healthy_time is more than healthy_deadline",
            f"An allocation must be healthy for {duration(migrate['MinHealthyTime'])} within "
            f"{duration(migrate['HealthyDeadline'])}: that never happens.",
            "MinHealthyTime",
        )


def _asked(policy: Item) -> bool:
    """Whether the policy reschedules at all: then its parts matter."""
    return policy.job["Type"] not in ("system", "sysbatch") and (policy["Attempts"] > 0 or policy["Unlimited"])


def _grows(policy: Item) -> bool:
    return policy["DelayFunction"] in ("exponential", "fibonacci")


@rule(
    "NJ3230",
    "reschedule-system",
    "reschedule",
    bad=BARE % ('type = "system"', "reschedule {\nattempts = 1\n}"),
    good=BARE % ('type = "batch"', 'reschedule {\nattempts = 1\ninterval = "1h"\n}'),
)
def reschedule_system(policy: Item, context: Context) -> Iterator[Finding]:
    """A system or sysbatch job has no reschedule block: its allocations belong to their nodes."""
    if policy.job["Type"] in ("system", "sysbatch"):
        yield policy.finding(
            f"The reschedule block of {_of(policy)} stands in a {policy.job['Type']} job",
            "Its allocations belong to their nodes and go nowhere else: remove it here and in the job.",
        )


@rule(
    "NJ3231",
    "reschedule-interval-missing",
    "reschedule",
    bad='attempts = 1\ninterval = "0s"\nunlimited = false',
    good='attempts = 1\ninterval = "1h"\nunlimited = false',
)
def reschedule_interval_missing(policy: Item, context: Context) -> Iterator[Finding]:
    """A limited number of attempts has an interval to count them in."""
    if _asked(policy) and policy["Attempts"] > 0 and policy["Interval"] <= 0:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has {policy['Attempts']} attempts and no interval",
            "Attempts are counted within an interval: give it one, or set `unlimited`.",
            "Interval",
        )


@rule(
    "NJ3232",
    "reschedule-unlimited-ambiguous",
    "reschedule",
    bad='attempts = 2\ninterval = "1h"\nunlimited = true',
    good="attempts = 0\nunlimited = true",
)
def reschedule_ambiguous(policy: Item, context: Context) -> Iterator[Finding]:
    """A reschedule block is limited or unlimited, not both."""
    if _asked(policy) and policy["Attempts"] > 0 and policy["Unlimited"]:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has {policy['Attempts']} attempts and is unlimited",
            "Choose: attempts within an interval, or `unlimited = true` with `attempts = 0`.",
        )


@rule(
    "NJ3233",
    "reschedule-unlimited-attempts",
    "reschedule",
    bad='attempts = 2\ninterval = "1h"\nunlimited = true',
    good='attempts = 2\ninterval = "1h"\nunlimited = false',
)
def reschedule_unlimited(policy: Item, context: Context) -> Iterator[Finding]:
    """A reschedule block with attempts is not unlimited.

    The server tells this beside `reschedule-unlimited-ambiguous`.
    """
    if _asked(policy) and policy["Attempts"] > 0 and policy["Unlimited"]:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} is unlimited in spite of its attempts",
            "Set `unlimited = false`; a service's default is true.",
            "Unlimited",
        )


@rule("NJ3234", "reschedule-delay-minimum", "reschedule", bad='delay = "4s"', good='delay = "5s"')
def reschedule_delay(policy: Item, context: Context) -> Iterator[Finding]:
    """A reschedule delay is at least 5 seconds."""
    if _asked(policy) and policy["Delay"] < SHORTEST_DELAY:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has delay {duration(policy['Delay'])}",
            "It is at least 5s.",
            "Delay",
        )


@rule(
    "NJ3235",
    "reschedule-delay-function",
    "reschedule",
    bad='delay_function = "linear"',
    good='delay_function = "constant"',
)
def reschedule_function(policy: Item, context: Context) -> Iterator[Finding]:
    """A delay function is constant, exponential or fibonacci."""
    if _asked(policy) and policy["DelayFunction"] not in DELAY_FUNCTIONS:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has the unknown delay_function {quoted(policy['DelayFunction'])}",
            f"It is {one_of(DELAY_FUNCTIONS)}.",
            "DelayFunction",
        )


@rule("NJ3236", "reschedule-max-delay-minimum", "reschedule", bad='max_delay = "4s"', good='max_delay = "1h"')
def reschedule_max_delay(policy: Item, context: Context) -> Iterator[Finding]:
    """A growing delay has a max_delay of at least 5 seconds."""
    if _asked(policy) and policy["DelayFunction"] != "constant" and policy["MaxDelay"] < SHORTEST_DELAY:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has max_delay {duration(policy['MaxDelay'])}",
            "It is at least 5s: a growing delay stops growing there.",
            "MaxDelay",
        )


@rule(
    "NJ3237",
    "reschedule-max-delay-order",
    "reschedule",
    bad='delay = "1m"\nmax_delay = "59s"',
    good='delay = "1m"\nmax_delay = "1h"',
)
def reschedule_max_delay_order(policy: Item, context: Context) -> Iterator[Finding]:
    """A growing delay starts no higher than its max_delay."""
    if _asked(policy) and policy["DelayFunction"] != "constant" and policy["MaxDelay"] < policy["Delay"]:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has max_delay {duration(policy['MaxDelay'])} below its delay",
            f"The delay starts at {duration(policy['Delay'])} and grows up to max_delay.",
            "MaxDelay",
        )


@rule(
    "NJ3238",
    "reschedule-interval-minimum",
    "reschedule",
    bad='attempts = 1\nunlimited = false\ninterval = "14s"\ndelay = "5s"\ndelay_function = "constant"',
    good='attempts = 1\nunlimited = false\ninterval = "15s"\ndelay = "5s"\ndelay_function = "constant"',
)
def reschedule_interval(policy: Item, context: Context) -> Iterator[Finding]:
    """The interval of a limited reschedule block is at least 15 seconds."""
    if _asked(policy) and not policy["Unlimited"] and policy["Interval"] < SHORTEST_INTERVAL:
        yield policy.finding(
            f"The reschedule block of {_of(policy)} has interval {duration(policy['Interval'])}",
            "It is at least 15s.",
            "Interval",
        )


def _delays_fine(policy: Item) -> bool:
    """Whether the delays can be counted with: limited, and no rule above refuses them."""
    if not _asked(policy) or policy["Unlimited"] or policy["Delay"] < SHORTEST_DELAY:
        return False
    if policy["DelayFunction"] not in DELAY_FUNCTIONS:
        return False
    if policy["DelayFunction"] == "constant":
        return True
    return bool(policy["MaxDelay"] >= SHORTEST_DELAY and policy["MaxDelay"] >= policy["Delay"])


def needed_interval(policy: Item) -> int | None:
    """The interval that the attempts need, in nanoseconds, if they do not fit into theirs."""
    attempts, delay, interval = policy["Attempts"], policy["Delay"], policy["Interval"]
    if policy["DelayFunction"] == "constant":
        needed = attempts * delay
        return needed if interval < needed else None
    if policy["DelayFunction"] == "exponential":
        possible, needed = _exponential(attempts, delay, policy["MaxDelay"], interval)
        return None if possible == attempts else needed
    needed = _fibonacci(attempts, delay, policy["MaxDelay"])
    return needed if needed > interval else None


def _exponential(attempts: int, delay: int, most: int, interval: int) -> tuple[int, int]:
    """How many attempts fit, and the time needed by the last one.

    Up to the ceiling, the time needed is the delay itself; beyond it, the ceiling is added: so the reference counts.
    """
    possible = needed = 0
    next_delay = delay
    for _ in range(min(attempts, 1_000_000)):
        if next_delay <= most:
            needed = next_delay
            next_delay *= 2
        else:
            needed += most
        if needed < interval:
            possible += 1
    return possible, needed


def _fibonacci(attempts: int, delay: int, most: int) -> int:
    """The last slot: the first two are the delay, then sums of two, and from the ceiling on steps of the ceiling."""
    slots = [delay, delay]
    capped = False
    while len(slots) < min(attempts, 1_000_000):
        following = slots[-1] + (most if capped else slots[-2])
        if not capped and following > most:
            capped, following = True, most
        slots.append(following)
    return slots[attempts - 1] if attempts <= len(slots) else slots[-1]


@rule(
    "NJ3239",
    "reschedule-attempts-constant",
    "reschedule",
    bad='attempts = 3\nunlimited = false\ninterval = "1m"\ndelay = "30s"\ndelay_function = "constant"',
    good='attempts = 2\nunlimited = false\ninterval = "1m"\ndelay = "30s"\ndelay_function = "constant"',
)
def reschedule_constant(policy: Item, context: Context) -> Iterator[Finding]:
    """With a constant delay, the attempts fit into the interval: attempts times delay is no longer than it."""
    if _delays_fine(policy) and not _grows(policy) and needed_interval(policy) is not None:
        yield policy.finding(
            f"The reschedule block of {_of(policy)}: {policy['Attempts']} attempts do not fit into "
            f"{duration(policy['Interval'])}",
            f"With a delay of {duration(policy['Delay'])}, {policy['Interval'] // policy['Delay']} fit.",
        )


@rule(
    "NJ3240",
    "reschedule-attempts-ceiling",
    "reschedule",
    bad='attempts = 5\nunlimited = false\ninterval = "1m"\ndelay = "10s"\nmax_delay = "1m"',
    good='attempts = 2\nunlimited = false\ninterval = "1h"\ndelay = "10s"\nmax_delay = "1m"',
)
def reschedule_ceiling(policy: Item, context: Context) -> Iterator[Finding]:
    """With a growing delay, the attempts fit into the interval."""
    if _delays_fine(policy) and _grows(policy) and needed_interval(policy) is not None:
        yield policy.finding(
            f"The reschedule block of {_of(policy)}: {policy['Attempts']} attempts do not fit into "
            f"{duration(policy['Interval'])}",
            f"The delay starts at {duration(policy['Delay'])} and grows ({policy['DelayFunction']}) up to "
            f"{duration(policy['MaxDelay'])}: fewer attempts fit.",
        )


@rule(
    "NJ3241",
    "reschedule-interval-advice",
    "reschedule",
    bad='attempts = 3\nunlimited = false\ninterval = "1m"\ndelay = "30s"\ndelay_function = "constant"',
    good='attempts = 3\nunlimited = false\ninterval = "2m"\ndelay = "30s"\ndelay_function = "constant"',
)
def reschedule_interval_needed(policy: Item, context: Context) -> Iterator[Finding]:
    """An interval is long enough for the attempts.

    The server tells this beside `reschedule-attempts-constant` or `reschedule-attempts-ceiling`, with the
    interval to set.
    """
    if _delays_fine(policy) and (needed := needed_interval(policy)) is not None:
        whole = (needed + SECOND // 2) // SECOND * SECOND
        yield policy.finding(
            f"The reschedule interval of {_of(policy)} is too short for its attempts",
            f"Lengthen it to at least {duration(whole)}, or allow fewer attempts than {policy['Attempts']}.",
            "Interval",
        )
