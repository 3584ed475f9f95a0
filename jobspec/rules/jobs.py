"""Rules of the job's own fields: ID, name, type, region, priority, and what all groups share."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.overflow import wrapped
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, quoted

TYPES = ("service", "batch", "system", "sysbatch")
DESCRIPTION_LIMIT = 1000
_GROUP = 'group "%s" {\ntask "t" {\ndriver = "docker"\n}\n}'


@rule("NJ3010", "job-region-missing", "job", bad='region = ""', good='region = "global"')
def region_missing(job: Item, context: Context) -> Iterator[Finding]:
    """A job names the region it runs in.

    Leave `region` out to take the cluster's own; an empty text is refused.
    """
    if not job["Region"] and not job["Multiregion"]:
        yield job.finding(
            "The job's region is empty", "Leave `region` out for the default, or name a region.", "Region"
        )


@rule("NJ3011", "job-id-missing", "job", bad='id = ""', good='id = "web"')
def id_missing(job: Item, context: Context) -> Iterator[Finding]:
    """A job has an ID.

    The ID is the label of the `job` block unless `id` overrides it.
    """
    if not job["ID"]:
        yield job.finding("The job has no ID", "The label of the job block is its ID; `id` may override it.", "ID")


@rule("NJ3012", "job-id-space", "job", bad='id = "my job"', good='id = "my-job"')
def id_space(job: Item, context: Context) -> Iterator[Finding]:
    """A job's ID holds no space.

    The ID stands in addresses of the API and on command lines. Use dashes; `name` may hold spaces.
    """
    if " " in job["ID"]:
        instead = job["ID"].strip().replace(" ", "-")
        yield job.finding(
            f"The job ID {quoted(job['ID'])} holds a space", f"Write {quoted(instead)}; `name` may hold spaces.", "ID"
        )


@rule("NJ3013", "job-id-null", "job", bad='id = "a\\u0000b"', good='id = "ab"')
def id_null(job: Item, context: Context) -> Iterator[Finding]:
    """A job's ID holds no null character."""
    if "\0" in job["ID"]:
        yield job.finding("The job ID holds a null character", "Remove U+0000 from the ID.", "ID")


@rule("NJ3014", "job-name-missing", "job", bad='name = ""', good='name = "web shop"')
def name_missing(job: Item, context: Context) -> Iterator[Finding]:
    """A job has a name.

    Leave `name` out to take the ID.
    """
    if not job["Name"]:
        yield job.finding("The job's name is empty", "Leave `name` out to take the ID, or give one.", "Name")


@rule("NJ3015", "job-name-null", "job", bad='name = "a\\u0000b"', good='name = "ab"')
def name_null(job: Item, context: Context) -> Iterator[Finding]:
    """A job's name holds no null character."""
    if "\0" in job["Name"]:
        yield job.finding("The job's name holds a null character", "Remove U+0000 from the name.", "Name")


@rule("NJ3016", "job-type-missing", "job", bad='type = ""', good='type = "batch"')
def type_missing(job: Item, context: Context) -> Iterator[Finding]:
    """A job has a type.

    Leave `type` out for a service.
    """
    if not job["Type"]:
        yield job.finding("The job's type is empty", "Leave `type` out for a service, or name a type.", "Type")


@rule("NJ3017", "job-type-invalid", "job", bad='type = "cron"', good='type = "batch"')
def type_invalid(job: Item, context: Context) -> Iterator[Finding]:
    """A job's type is service, batch, system or sysbatch, in small letters.

    A job that runs on a schedule is a batch or sysbatch job with a `periodic` block.
    """
    if job["Type"] not in (*TYPES, "_core", ""):
        yield job.finding(
            f"There is no job type {quoted(job['Type'])}", f"The types are {listed(TYPES)}, in small letters.", "Type"
        )


@rule("NJ3018", "job-type-core", "job", bad='type = "_core"', good='type = "service"')
def type_core(job: Item, context: Context) -> Iterator[Finding]:
    """The type _core is the cluster's own.

    Jobs of this type are made by servers for their housekeeping.
    """
    if job["Type"] == "_core":
        yield job.finding(
            'The job type "_core" is reserved', f"Only servers make such jobs. The types are {listed(TYPES)}.", "Type"
        )


@rule("NJ3019", "job-datacenter-empty", "job", bad='datacenters = ["dc1", ""]', good='datacenters = ["dc1"]')
def datacenter_empty(job: Item, context: Context) -> Iterator[Finding]:
    """No datacenter of a job is an empty text.

    Name datacenters or patterns such as `eu-*`; leave the list out for all of them.
    """
    for index, name in enumerate(job["Datacenters"] or ()):
        if not name:
            yield job.finding(
                f"Datacenter {index + 1} of the job is an empty text",
                'Remove it, or name a datacenter; "*" stands for all of them.',
                ("Datacenters", index),
            )


@rule(
    "NJ3020",
    "job-groups-missing",
    "job",
    bad='job "web" {}',
    good='job "web" {\ngroup "web" {\ntask "server" {\ndriver = "docker"\n}\n}\n}',
)
def groups_missing(job: Item, context: Context) -> Iterator[Finding]:
    """A job has at least one group.

    A group holds the tasks that run together on one node; a job without groups would run nothing.
    """
    if not job["TaskGroups"]:
        yield job.finding("The job has no group", "Add a `group` block with at least one task in it.", "TaskGroups")


@rule(
    "NJ3021",
    "job-ui-description-length",
    "ui",
    bad='ui { description = "${join("", [for n in range(0, 1001) : "x"])}" }',
    good='ui { description = "The shop" }',
    place="job",
)
def ui_description(ui: Item, context: Context) -> Iterator[Finding]:
    """A description for the web interface has at most 1000 bytes."""
    size = len(ui["Description"].encode("utf-8", "surrogatepass"))
    if size > DESCRIPTION_LIMIT:
        yield ui.finding(
            f"The job's description for the web interface has {size} bytes",
            f"At most {DESCRIPTION_LIMIT} are kept: shorten it, or link to a page.",
            "Description",
        )


@rule(
    "NJ3022",
    "job-version-tag-description-length",
    "version_tag",
    bad='{"VersionTag": {"Name": "a", "Description": "' + "x" * 1001 + '"}}',
    good='{"VersionTag": {"Name": "a", "Description": "first"}}',
    place="json",
)
def version_tag_description(tag: Item, context: Context) -> Iterator[Finding]:
    """The description of a version tag has at most 1000 bytes."""
    size = len(tag["Description"].encode("utf-8", "surrogatepass"))
    if size > DESCRIPTION_LIMIT:
        yield tag.finding(
            f"The description of the version tag has {size} bytes",
            f"At most {DESCRIPTION_LIMIT} are kept.",
            "Description",
        )


@rule(
    "NJ3023",
    "job-group-name-missing",
    "job",
    bad=_GROUP % "",
    good=_GROUP % "api",
)
def group_name_missing(job: Item, context: Context) -> Iterator[Finding]:
    """Every group of a job is named.

    Allocations are named after their group. The server reports this twice, as a problem of the job and of the group.
    """
    for group in job.each("group", "TaskGroups"):
        if not group["Name"]:
            yield group.finding(
                f"Group {group.number} of the job has no name", 'Give the group block a label: `group "web"`.', "Name"
            )


@rule(
    "NJ3024",
    "job-groups-duplicate",
    "job",
    bad=_GROUP % "a" + "\n" + _GROUP % "a",
    good=_GROUP % "a" + "\n" + _GROUP % "b",
)
def groups_duplicate(job: Item, context: Context) -> Iterator[Finding]:
    """No two groups of a job share a name.

    Counts, updates and allocations are told apart by the group's name.
    """
    seen: dict[str, int] = {}
    for group in job.each("group", "TaskGroups"):
        name = group["Name"]
        if name and name in seen:
            yield group.finding(
                f"The job has two groups called {quoted(name)}",
                f"Group {seen[name]} has the name already; give group {group.number} another one.",
                "Name",
            )
        elif name:
            seen[name] = group.number


@rule("NJ3025", "group-shutdown-delay", "group", bad='shutdown_delay = "-5s"', good='shutdown_delay = "5s"')
def group_shutdown_delay(group: Item, context: Context) -> Iterator[Finding]:
    """A group's shutdown_delay is not negative."""
    if (group["ShutdownDelay"] or 0) < 0:
        yield group.finding(
            f"Group {quoted(group.name)} has a negative shutdown_delay",
            "It is the time between taking services out of discovery and stopping tasks; 0 or more.",
            "ShutdownDelay",
        )


@rule(
    "NJ3026",
    "job-system-count",
    "group",
    bad='job "web" {\ntype = "system"\ngroup "web" {\ncount = 2\ntask "t" {\ndriver = "docker"\n}\n}\n}',
    good='job "web" {\ntype = "system"\ngroup "web" {\ntask "t" { driver = "docker" }\n}\n}',
)
def system_count(group: Item, context: Context) -> Iterator[Finding]:
    """A group of a system job has a count of 0 or 1.

    A system job runs once on every node that fits; leave `count` out.
    """
    if group["Count"] > 1 and group.job["Type"] == "system":
        yield group.finding(
            f"Group {quoted(group.name)} of a system job has count {group['Count']}",
            "A system job runs once on every eligible node: leave `count` out.",
            "Count",
        )


@rule(
    "NJ3027",
    "job-payload",
    "job",
    bad='{"Payload": "aGVsbG8="}',
    good='{"ParameterizedJob": {"Payload": "optional"}, "Type": "batch"}',
    place="json",
)
def payload(job: Item, context: Context) -> Iterator[Finding]:
    """A job that is registered carries no payload.

    A payload comes with a dispatch: make the job parameterized and dispatch it.
    """
    if job["Payload"]:
        yield job.finding(
            "The job carries a payload",
            "Only a dispatched job has one: dispatch a parameterized job with it.",
            "Payload",
        )


@rule("NJ3028", "job-priority-range", "job", bad="priority = 101", good="priority = 80")
def priority_range(job: Item, context: Context) -> Iterator[Finding]:
    """A job's priority lies between 1 and the cluster's highest, which is 100 by default."""
    highest = context.facts.max_priority
    if not 1 <= job["Priority"] <= highest:
        yield job.finding(
            f"The job's priority {job['Priority']} is out of range",
            f"It lies between 1 and {highest}; 50 is the default.",
            "Priority",
        )


@rule("NJ3029", "job-count-total", "job", bad='group "b" {\ncount = 50001\ntask "t" { driver = "docker" }\n}', good="")
def count_total(job: Item, context: Context) -> Iterator[Finding]:
    """The counts of a job's groups sum to no more than the cluster allows, 50000 by default."""
    groups = list(job.each("group", "TaskGroups"))
    total = wrapped(sum(group["Count"] for group in groups))
    limit = context.facts.max_count
    if total > limit:
        most = max(groups, key=lambda group: int(group["Count"]))
        yield most.finding(
            f"The job's groups ask for {total} allocations together",
            f"A cluster takes at most {limit} of one job (its setting job_max_count): ask for fewer, or split the job.",
            "Count",
        )


@rule(
    "NJ3030",
    "job-multiregion-unlicensed",
    "multiregion",
    bad='multiregion {\nregion "eu" {}\n}',
    good='region = "eu"',
    place="job",
)
def multiregion_unlicensed(multiregion: Item, context: Context) -> Iterator[Finding]:
    """Jobs of several regions need Nomad Enterprise.

    Register the job in each region instead.
    """
    if multiregion["Regions"]:
        yield multiregion.finding(
            "A multiregion job needs Nomad Enterprise", "Register the job once in each region, with `region` set."
        )
