"""Rules of what a task asks for: cpu, cores, memory, devices and NUMA."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import listed, one_of, quoted, sentence

SMALLEST_CPU = 1
SMALLEST_MEMORY = 10
NO_LIMIT = -1
NUMA_AFFINITIES = ("none", "prefer", "require")


@rule("NJ4100", "resources-cpu-and-cores", "resources", bad="cpu = 100\ncores = 2", good="cores = 2")
def cpu_and_cores(resources: Item, context: Context) -> Iterator[Finding]:
    """A task asks for cpu or for cores, not both.

    `cpu` shares the node's MHz, `cores` reserves whole cores.
    """
    if resources["Cores"] > 0 and resources["CPU"] > 0:
        yield resources.finding(
            f"{sentence(of_task(resources))} asks for both cpu and cores",
            "Choose: `cpu` shares MHz, `cores` reserves whole cores.",
        )


@rule("NJ4101", "resources-cores-negative", "resources", bad="cores = -1", good="cores = 1")
def cores_negative(resources: Item, context: Context) -> Iterator[Finding]:
    """A task's cores are not negative."""
    if resources["Cores"] < 0:
        yield resources.finding(
            f"The resources of {of_task(resources)} have cores {resources['Cores']}", "1 or more.", "Cores"
        )


@rule("NJ4102", "resources-cpu-minimum", "resources", bad="cpu = 0", good="cpu = 1")
def cpu_minimum(resources: Item, context: Context) -> Iterator[Finding]:
    """A task without cores asks for at least 1 MHz."""
    if resources["Cores"] == 0 and resources["CPU"] < SMALLEST_CPU:
        yield resources.finding(
            f"The resources of {of_task(resources)} have cpu {resources['CPU']}",
            "At least 1 MHz; 100 is the default.",
            "CPU",
        )


@rule("NJ4103", "resources-memory-minimum", "resources", bad="memory = 9", good="memory = 10")
def memory_minimum(resources: Item, context: Context) -> Iterator[Finding]:
    """A task asks for at least 10 MB of memory."""
    if resources["MemoryMB"] < SMALLEST_MEMORY:
        yield resources.finding(
            f"The resources of {of_task(resources)} have memory {resources['MemoryMB']}",
            "At least 10 MB; 300 is the default.",
            "MemoryMB",
        )


@rule(
    "NJ4104",
    "resources-memory-max",
    "resources",
    bad="memory = 256\nmemory_max = 255",
    good="memory = 256\nmemory_max = 512",
)
def memory_max(resources: Item, context: Context) -> Iterator[Finding]:
    """A task's memory_max is at least its memory; 0 is unset and -1 is no limit."""
    most = resources["MemoryMaxMB"]
    if most not in (0, NO_LIMIT) and most < resources["MemoryMB"]:
        yield resources.finding(
            f"The resources of {of_task(resources)} have memory_max {most}, below memory {resources['MemoryMB']}",
            "`memory` is what is reserved, `memory_max` how far the task may grow: raise it, or -1 for no limit.",
            "MemoryMaxMB",
        )


@rule(
    "NJ4105", "resources-secrets-memory", "resources", bad="memory = 16\nsecrets = 17", good="memory = 16\nsecrets = 4"
)
def secrets_memory(resources: Item, context: Context) -> Iterator[Finding]:
    """The secrets directory is no larger than the task's memory: it lies in memory."""
    if resources["SecretsMB"] > resources["MemoryMB"]:
        yield resources.finding(
            f"The resources of {of_task(resources)} have secrets {resources['SecretsMB']}, above memory "
            f"{resources['MemoryMB']}",
            "The secrets directory lies in memory: make it smaller than that.",
            "SecretsMB",
        )


@rule("NJ4106", "resources-secrets-negative", "resources", bad="secrets = -1", good="secrets = 1")
def secrets_negative(resources: Item, context: Context) -> Iterator[Finding]:
    """The size of the secrets directory is not negative."""
    if resources["SecretsMB"] < 0:
        yield resources.finding(
            f"The resources of {of_task(resources)} have secrets {resources['SecretsMB']}", "0 or more.", "SecretsMB"
        )


@rule("NJ4110", "device-name", "device", bad='device "" {}', good='device "nvidia/gpu" {}', place="resources")
def device_name(device: Item, context: Context) -> Iterator[Finding]:
    """A device is named by its type, vendor/type or vendor/type/name."""
    if not device["Name"]:
        yield device.finding(
            f"Device {device.number} of {of_task(device)} has no name",
            'Write a type, vendor/type or vendor/type/name: for example "gpu" or "nvidia/gpu".',
            "Name",
        )


@rule(
    "NJ4120",
    "numa-device",
    "numa",
    bad='device "intel/fpga" {}\nnuma {\naffinity = "none"\ndevices = ["nvidia/gpu"]\n}',
    good='device "nvidia/gpu" {}\nnuma {\naffinity = "none"\ndevices = ["nvidia/gpu"]\n}',
    place="resources",
)
def numa_device(numa: Item, context: Context) -> Iterator[Finding]:
    """A device that a numa block names is asked for by a device block of the task."""
    known = {device["Name"] for device in numa.parent["Devices"] or ()} if numa.parent else set()
    for name in numa["Devices"] or ():
        if name not in known:
            yield numa.finding(
                f"The numa block of {of_task(numa)} names device {quoted(name)}, which the task does not ask for",
                f"The task asks for {listed(sorted(known))}." if known else "Add a device block of that name.",
                "Devices",
            )


@rule(
    "NJ4121",
    "numa-affinity",
    "numa",
    bad='numa {\naffinity = "maybe"\n}',
    good='numa {\naffinity = "none"\n}',
    place="resources",
)
def numa_affinity(numa: Item, context: Context) -> Iterator[Finding]:
    """A numa affinity is none, prefer or require."""
    if numa["Affinity"] not in NUMA_AFFINITIES:
        yield numa.finding(
            f"The numa block of {of_task(numa)} has the unknown affinity {quoted(numa['Affinity'])}",
            f"It is {one_of(NUMA_AFFINITIES)}.",
            "Affinity",
        )


@rule(
    "NJ4122",
    "numa-enterprise",
    "numa_hook",
    bad='numa {\naffinity = "prefer"\n}',
    good='numa {\naffinity = "none"\n}',
    place="resources",
)
def numa_enterprise(job: Item, context: Context) -> Iterator[Finding]:
    """NUMA affinities other than none need Nomad Enterprise."""
    for group in job.each("group", "TaskGroups"):
        for task in group.each("task", "Tasks"):
            numa = (task["Resources"] or {}).get("NUMA")
            if numa and numa["Affinity"] != "none":
                yield task.finding(
                    f"NUMA scheduling of task {quoted(task.name)} needs Nomad Enterprise",
                    'Remove the numa block, or set its affinity to "none".',
                    "Resources/NUMA",
                )


@rule("NJ4130", "warn-iops", "resources", bad="iops = 100", good="cpu = 100", severity="warning")
def iops_deprecated(resources: Item, context: Context) -> Iterator[Finding]:
    """Iops does nothing any more."""
    if resources["IOPS"]:
        yield resources.finding(
            f"The resources of {of_task(resources)} have iops",
            "It has done nothing since Nomad 0.9: remove it.",
            "IOPS",
        )


@rule(
    "NJ4131",
    "warn-task-network",
    "resources",
    bad='network {\nport "http" {}\n}',
    good="memory = 256",
    severity="warning",
)
def task_network(resources: Item, context: Context) -> Iterator[Finding]:
    """Networks belong to groups: a network in a task's resources is an old form."""
    if resources["Networks"]:
        yield resources.finding(
            f"The resources of {of_task(resources)} have a network",
            "Networks of tasks are deprecated since Nomad 0.12: write the network block in the group.",
            "Networks",
        )


@rule(
    "NJ4132",
    "warn-memory-max",
    "resources",
    bad="memory = 256\nmemory_max = 512",
    good="memory = 512",
    severity="warning",
)
def memory_max_ignored(resources: Item, context: Context) -> Iterator[Finding]:
    """memory_max has an effect only where the cluster allows memory oversubscription."""
    if resources["MemoryMaxMB"] and not context.facts.memory_oversubscription:
        yield resources.finding(
            f"memory_max of {of_task(resources)} has no effect: the cluster does not oversubscribe memory",
            "An operator turns that on in the scheduler configuration; until then the task gets `memory` only.",
            "MemoryMaxMB",
        )
