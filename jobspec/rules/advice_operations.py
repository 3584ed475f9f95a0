"""Advice on running jobs: what the server takes, and operators regret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import check_of, service_of
from jobspec.rules.tasks import of_task
from jobspec.rules.words import SECOND, duration, listed, quoted, sentence

CONTAINER_DRIVERS = ("docker", "podman")
CLIENT_KILL_TIMEOUT = 30 * SECOND
"""How long a client lets a task stop unless its configuration says otherwise."""

DEPRECATED = {
    "MaxClientDisconnect": ("max_client_disconnect", "`disconnect { lost_after = … }`"),
    "StopAfterClientDisconnect": ("stop_after_client_disconnect", "`disconnect { stop_on_client_after = … }`"),
    "PreventRescheduleOnLost": ("prevent_reschedule_on_lost", "`disconnect { replace = false }`"),
}
_NUMBER = pattern(r"[0-9]+", re.ASCII)
_WEB = 'job "web" {\n%s\ngroup "web" {\n%s\ntask "server" {\ndriver = "docker"\nconfig {\nimage = "web:1.4"\n}\n}\n}\n}'
_SERVICE = 'network {\nport "http" {}\n}\nservice {\nname = "web"\nport = "http"\n%s\n}'
_CHECK = 'check {\ntype = "tcp"\ninterval = "%s"\ntimeout = "%s"\n}'


def _image(task: Item) -> str | None:
    """The image of a container that can be judged: one with a run-time value cannot."""
    image = (task["Config"] or {}).get("image") if task["Driver"] in CONTAINER_DRIVERS else None
    return image if isinstance(image, str) and "${" not in image else None


@rule(
    "NJ9001",
    "image-tag-missing",
    "task",
    kind="advice",
    severity="warning",
    bad=_WEB.replace("web:1.4", "web:latest") % ("", ""),
    good=_WEB % ("", ""),
)
def image_tag(task: Item, context: Context) -> Iterator[Finding]:
    """A container's image names a version.

    `latest`, or no tag at all, is another image tomorrow: a task that restarts on another node runs something else, and
    going back to an earlier version of the job does not bring its image back. Name a tag that stays, or a digest.
    """
    image = _image(task)
    if not image or "@" in image:
        return
    tag = image.rsplit("/", 1)[-1].partition(":")[2]
    if tag in ("", "latest"):
        yield task.finding(
            f"The image of {of_task(task)} is {quoted(image)}, without a version",
            "A restarted task may run another image than before: name a tag that stays, or a digest.",
            "Config/image",
        )


@rule(
    "NJ9002",
    "service-without-check",
    "service",
    kind="advice",
    severity="warning",
    bad=_SERVICE % "",
    good=_SERVICE % (_CHECK % ("10s", "2s")),
    place="group",
)
def service_without_check(service: Item, context: Context) -> Iterator[Finding]:
    """A service has a health check.

    Without one, an instance is found as soon as its task has started, and a deployment takes it as healthy.
    """
    if service["PortLabel"] and not service["Checks"] and service["Connect"] is None:
        yield service.finding(
            f"{sentence(service_of(service))} has no check",
            "Clients find it before it answers, and deployments take it as healthy: add a check block.",
        )


@rule(
    "NJ9003",
    "service-job-without-update",
    "group",
    kind="advice",
    severity="info",
    bad=_WEB % ("", "count = 3"),
    good=_WEB % ("update {\nmax_parallel = 1\nauto_revert = true\n}", "count = 3"),
)
def no_update(group: Item, context: Context) -> Iterator[Finding]:
    """A service job with several instances says how it is updated.

    The default replaces one instance after the other and does not go back by itself when that fails.
    """
    if group.job["Type"] != "service" or group["Count"] < 2:
        return
    if not context.written(("Update",)) and not context.written((*group.path, "Update")):
        yield group.finding(
            f"Group {quoted(group.name)} has {group['Count']} instances and no update block",
            "The default replaces one after the other and never goes back: consider auto_revert and canaries.",
        )


@rule(
    "NJ9004",
    "kill-timeout-above-client",
    "task",
    kind="advice",
    severity="warning",
    bad='kill_timeout = "2m"',
    good='kill_timeout = "30s"',
)
def kill_timeout(task: Item, context: Context) -> Iterator[Finding]:
    """A task's kill_timeout is no longer than clients allow: 30 seconds, unless their max_kill_timeout says more.

    A client cuts a longer one without a word.
    """
    if task["KillTimeout"] > CLIENT_KILL_TIMEOUT:
        yield task.finding(
            f"{sentence(of_task(task))} asks for {duration(task['KillTimeout'])} to stop",
            "Clients cut that to their max_kill_timeout, 30s by default: raise it there, too.",
            "KillTimeout",
        )


@rule(
    "NJ9005",
    "update-with-downtime",
    "update",
    kind="advice",
    severity="info",
    bad=_WEB % ("", "update {\nmax_parallel = 1\nauto_revert = true\n}"),
    good=_WEB % ("", "update {\nmax_parallel = 1\ncanary = 1\nauto_revert = true\n}"),
)
def downtime(update: Item, context: Context) -> Iterator[Finding]:
    """A single instance with auto_revert has a canary.

    Without one, the only instance is stopped before the new one has shown that it works.
    """
    group = update.group
    if group["Count"] == 1 and update["AutoRevert"] and not update["Canary"] and update.job["Type"] == "service":
        yield update.finding(
            f"An update stops the only instance of group {quoted(group.name)} before the new one is healthy",
            "Set `canary = 1`: the new one is started beside the old one.",
        )


@rule(
    "NJ9006",
    "static-port-with-count",
    "group",
    kind="advice",
    severity="warning",
    bad='count = 2\nnetwork {\nport "http" {\nstatic = 8080\n}\n}',
    good='count = 2\nnetwork {\nport "http" {\nto = 8080\n}\n}',
)
def static_port(group: Item, context: Context) -> Iterator[Finding]:
    """A group with several instances has no static ports.

    A port can be taken once on a node, so each instance needs a node of its own; an update needs one more.
    """
    for index, network in enumerate(group["Networks"] or ()):
        for place, port in enumerate(network["ReservedPorts"] or ()):
            if group["Count"] > 1 and not port["IgnoreCollision"] and group.job["Type"] == "service":
                yield group.finding(
                    f"Group {quoted(group.name)} has {group['Count']} instances and the static port {port['Value']}",
                    "Each needs a node of its own: use a dynamic port with `to`, or a system job.",
                    ("Networks", index, "ReservedPorts", place),
                )


@rule(
    "NJ9007",
    "deprecated-disconnect",
    "group",
    kind="advice",
    severity="warning",
    bad='max_client_disconnect = "1h"',
    good='disconnect {\nlost_after = "1h"\n}',
)
def deprecated(group: Item, context: Context) -> Iterator[Finding]:
    """What a group does when its client disconnects stands in a disconnect block.

    The older fields are converted without a word, and will go.
    """
    for key, (word, instead) in DEPRECATED.items():
        if context.written((*group.path, key)):
            yield group.finding(
                f"Group {quoted(group.name)} uses {word}, which is deprecated", f"Write {instead}.", key
            )


@rule(
    "NJ9008",
    "constraints-never-match",
    "job",
    kind="advice",
    severity="warning",
    bad='constraint {\nattribute = "${node.class}"\nvalue = "a"\n}\n'
    'constraint {\nattribute = "${node.class}"\nvalue = "b"\n}',
    good='constraint {\nattribute = "${node.class}"\noperator = "set_contains_any"\nvalue = "a,b"\n}',
)
def contradictions(job: Item, context: Context) -> Iterator[Finding]:
    """No two constraints ask an attribute for different values: no node can have both."""
    for group in job.each("group", "TaskGroups"):
        for task in group.each("task", "Tasks"):
            wanted: dict[str, str] = {}
            for owner in (job, group, task):
                for constraint in owner.each("constraint", "Constraints"):
                    if constraint["Operand"] not in ("=", "==", "is") or "${" in constraint["RTarget"]:
                        continue
                    other = wanted.setdefault(constraint["LTarget"], constraint["RTarget"])
                    if other != constraint["RTarget"]:
                        yield constraint.finding(
                            f"No node can be both {quoted(other)} and {quoted(constraint['RTarget'])}",
                            f"Two constraints ask {quoted(constraint['LTarget'])} for different values: "
                            f"{of_task(task)} is never placed.",
                        )
                        return


@rule(
    "NJ9009",
    "template-restart-without-splay",
    "template",
    kind="advice",
    severity="warning",
    bad='data = "a"\ndestination = "local/a"\nsplay = "0s"',
    good='data = "a"\ndestination = "local/a"\nsplay = "30s"',
)
def splay(template: Item, context: Context) -> Iterator[Finding]:
    """A template that restarts its task waits a random while before it does.

    Without, a change restarts all instances of the group at the same moment.
    """
    if template["ChangeMode"] == "restart" and template["Splay"] == 0:
        yield template.finding(
            f"A change of template {template.number} restarts all instances of {of_task(template)} at once",
            "Set `splay`, so that they restart at different moments.",
            "Splay",
        )


@rule(
    "NJ9010",
    "batch-reschedules-forever",
    "reschedule",
    kind="advice",
    severity="warning",
    bad='job "a" {\ntype = "batch"\nreschedule {\nattempts = 0\nunlimited = true\n}\ngroup "g" {\ntask "t" {\n'
    'driver = "docker"\n}\n}\n}',
    good='job "a" {\ntype = "batch"\nreschedule {\nattempts = 3\ninterval = "24h"\nunlimited = false\n}\n'
    'group "g" {\ntask "t" {\ndriver = "docker"\n}\n}\n}',
)
def batch_forever(policy: Item, context: Context) -> Iterator[Finding]:
    """A batch job is not rescheduled without limit: work that always fails would never end."""
    if policy.job["Type"] == "batch" and policy["Unlimited"]:
        yield policy.finding(
            f"Group {quoted(policy.group.name)} of a batch job is rescheduled without limit",
            "Work that always fails never ends: set attempts and an interval.",
            "Unlimited",
        )


@rule(
    "NJ9011",
    "check-timeout-beyond-interval",
    "check",
    kind="advice",
    severity="warning",
    bad='type = "tcp"\nport = "http"\ninterval = "5s"\ntimeout = "10s"',
    good='type = "tcp"\nport = "http"\ninterval = "10s"\ntimeout = "2s"',
)
def check_timeout(check: Item, context: Context) -> Iterator[Finding]:
    """A check's timeout is shorter than its interval: otherwise checks pile up on an instance that hangs."""
    if check["Timeout"] > check["Interval"] > 0:
        yield check.finding(
            f"{check_of(check)} may take longer than its interval",
            f"timeout is {duration(check['Timeout'])}, interval {duration(check['Interval'])}: make it shorter.",
            "Timeout",
        )


@rule(
    "NJ9012",
    "service-port-undeclared",
    "group_service",
    kind="advice",
    severity="warning",
    bad='network {\nport "http" {}\n}\nservice {\nname = "web"\nport = "htpp"\n}',
    good=_SERVICE % (_CHECK % ("10s", "2s")),
    place="group",
)
def port_undeclared(service: Item, context: Context) -> Iterator[Finding]:
    """A port that a group's service names stands in one of its networks.

    The server does not look; the allocation then fails, or the service is registered without a port.
    """
    label = service["PortLabel"]
    known = [
        port["Label"]
        for network in service.group["Networks"] or ()
        for port in (network["ReservedPorts"] or []) + (network["DynamicPorts"] or [])
    ]
    if label and not _NUMBER.fullmatch(label) and "${" not in label and label not in known:
        yield service.finding(
            f"{sentence(service_of(service))} names port {quoted(label)}, which no network of the group has",
            f"Ports of the group: {listed(known) or 'none'}. The server does not notice; the service has no port.",
            "PortLabel",
        )


@rule(
    "NJ9013",
    "periodic-may-overlap",
    "periodic",
    kind="advice",
    severity="info",
    bad='type = "batch"\nperiodic {\ncrons = ["*/5 * * * *"]\n}',
    good='type = "batch"\nperiodic {\ncrons = ["*/5 * * * *"]\nprohibit_overlap = true\n}',
    place="job",
)
def overlap(periodic: Item, context: Context) -> Iterator[Finding]:
    """A periodic job says whether its launches may overlap.

    By default the next launch starts though the one before still runs.
    """
    if periodic["Enabled"] and not periodic["ProhibitOverlap"] and not context.written(("Periodic", "ProhibitOverlap")):
        yield periodic.finding(
            "Launches of the job may overlap", "Set `prohibit_overlap = true`, or false to say that you mean it."
        )


@rule(
    "NJ9014",
    "resources-unwritten",
    "task",
    kind="advice",
    severity="info",
    bad='env {\nA = "b"\n}',
    good="resources {\ncpu = 200\nmemory = 128\n}",
)
def no_resources(task: Item, context: Context) -> Iterator[Finding]:
    """A task says what it needs.

    The default of 100 MHz and 300 MB fits few tasks: a container above its memory is killed.
    """
    if context.written((*task.path, "Name")) and not context.written((*task.path, "Resources")):
        yield task.finding(
            f"{sentence(of_task(task))} does not say what it needs",
            "It gets 100 MHz and 300 MB, and is killed above that memory: add a resources block.",
        )
