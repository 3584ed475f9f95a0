"""Rules of reschedule blocks: delays, limits, and whether the attempts fit into their interval."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.groups import BARE
from jobspec.rules.items import Finding, Item
from jobspec.rules.overflow import doubled, wrapped
from jobspec.rules.registry import rule
from jobspec.rules.updates import of_group
from jobspec.rules.words import SECOND, duration, one_of, quoted

DELAY_FUNCTIONS = ("constant", "exponential", "fibonacci")
SHORTEST_DELAY = 5 * SECOND
SHORTEST_INTERVAL = 15 * SECOND


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
            f"The reschedule block of {of_group(policy)} stands in a {policy.job['Type']} job",
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
            f"The reschedule block of {of_group(policy)} has {policy['Attempts']} attempts and no interval",
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
            f"The reschedule block of {of_group(policy)} has {policy['Attempts']} attempts and is unlimited",
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
            f"The reschedule block of {of_group(policy)} is unlimited in spite of its attempts",
            "Set `unlimited = false`; a service's default is true.",
            "Unlimited",
        )


@rule("NJ3234", "reschedule-delay-minimum", "reschedule", bad='delay = "4s"', good='delay = "5s"')
def reschedule_delay(policy: Item, context: Context) -> Iterator[Finding]:
    """A reschedule delay is at least 5 seconds."""
    if _asked(policy) and policy["Delay"] < SHORTEST_DELAY:
        yield policy.finding(
            f"The reschedule block of {of_group(policy)} has delay {duration(policy['Delay'])}",
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
            f"The reschedule block of {of_group(policy)} cannot delay by {quoted(policy['DelayFunction'])}",
            f"It is {one_of(DELAY_FUNCTIONS)}.",
            "DelayFunction",
        )


@rule("NJ3236", "reschedule-max-delay-minimum", "reschedule", bad='max_delay = "4s"', good='max_delay = "1h"')
def reschedule_max_delay(policy: Item, context: Context) -> Iterator[Finding]:
    """A growing delay has a max_delay of at least 5 seconds."""
    if _asked(policy) and policy["DelayFunction"] != "constant" and policy["MaxDelay"] < SHORTEST_DELAY:
        yield policy.finding(
            f"The reschedule block of {of_group(policy)} has max_delay {duration(policy['MaxDelay'])}",
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
            f"The reschedule block of {of_group(policy)} has max_delay {duration(policy['MaxDelay'])} below its delay",
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
            f"The reschedule block of {of_group(policy)} has interval {duration(policy['Interval'])}",
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
        needed = wrapped(attempts * delay)
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
    for times in range(min(attempts, 1_000_000)):
        next_delay = doubled(delay, times)
        if next_delay <= most:
            needed = next_delay
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
            f"The reschedule block of {of_group(policy)}: {policy['Attempts']} attempts do not fit into "
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
            f"The reschedule block of {of_group(policy)}: {policy['Attempts']} attempts do not fit into "
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
        # So many attempts come round to less than the interval, and still do not fit.
        longer = f"Lengthen it to at least {duration(whole)}, or allow" if whole > policy["Interval"] else "Allow"
        yield policy.finding(
            f"The reschedule interval of {of_group(policy)} is too short for its attempts",
            f"{longer} fewer attempts than {policy['Attempts']}.",
            "Interval",
        )
