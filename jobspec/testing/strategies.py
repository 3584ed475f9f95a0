"""Hypothesis strategies for jobs: those that a server takes, and any that can be written down (extra `test`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from jobspec.model.job import Job
from jobspec.model.table import STRUCTS, Field

TYPES = ("service", "batch", "system", "sysbatch")
SECOND = 1_000_000_000
Json = dict[str, Any]

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,4})?", fullmatch=True)
TEXTS = st.text(alphabet="abcXYZ019 _-./é", max_size=8)
KEYS = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
MAPS = st.dictionaries(KEYS, TEXTS, max_size=2)


def jobs(
    *, types: Sequence[str] = TYPES, max_groups: int = 2, max_tasks: int = 2, valid: bool = True
) -> SearchStrategy[Job]:
    """Jobs that a server would take, shrinking to one group with one task; with `valid=False` any jobs at all.

    >>> from hypothesis import find
    >>> find(jobs(types=["batch"]), lambda job: True).type
    'batch'
    """
    written = valid_jobs(tuple(types), max_groups, max_tasks) if valid else structs("Job", 5)
    return written.map(Job.from_api)


@st.composite
def valid_jobs(draw: DrawFn, types: Sequence[str], max_groups: int, max_tasks: int) -> Json:
    """Sparse API JSON of a job that a server takes."""
    kind = draw(st.sampled_from(types))
    group_names = draw(st.lists(NAMES, min_size=1, max_size=max_groups, unique=True))
    return {
        "ID": draw(NAMES),
        "Type": kind,
        "TaskGroups": [draw(valid_groups(name, kind, max_tasks)) for name in group_names],
        **draw(
            optional(
                Priority=st.integers(1, 100),
                Datacenters=st.lists(NAMES, min_size=1, max_size=2, unique=True),
                Meta=MAPS,
                Constraints=st.lists(CONSTRAINTS, max_size=2),
            )
        ),
    }


@st.composite
def valid_groups(draw: DrawFn, name: str, kind: str, max_tasks: int) -> Json:
    """A group; system jobs have one allocation a node, and neither affinities nor spreads."""
    system = kind in ("system", "sysbatch")
    tasks = draw(st.lists(NAMES, min_size=1, max_size=max_tasks, unique=True))
    ports = draw(st.lists(NAMES, max_size=2, unique=True))
    group: Json = {
        "Name": name,
        "Tasks": [draw(valid_tasks(task)) for task in tasks],
        **draw(optional(Meta=MAPS, EphemeralDisk=DISKS, Constraints=st.lists(CONSTRAINTS, max_size=2))),
    }
    if not system:
        group |= draw(optional(Count=st.integers(0, 5), Affinities=st.lists(AFFINITIES, max_size=2), Spreads=SPREADS))
    if ports:
        group["Networks"] = [{"DynamicPorts": [{"Label": port} for port in ports]}]
        group["Services"] = draw(st.lists(valid_services(ports), max_size=1))
    return group


def valid_services(ports: Sequence[str]) -> SearchStrategy[Json]:
    """A service at one of the ports."""
    check = st.fixed_dictionaries({"Type": st.just("tcp"), "Interval": DURATIONS, "Timeout": DURATIONS})
    needed = {
        "Name": NAMES,
        "PortLabel": st.sampled_from(ports),
        "Provider": st.sampled_from(["nomad", "consul"]),
    }
    return st.fixed_dictionaries(
        needed,
        optional={"Tags": st.lists(NAMES, max_size=2), "Checks": st.lists(check, max_size=1)},
    )


def valid_tasks(name: str) -> SearchStrategy[Json]:
    """A task of one of the usual drivers."""
    needed = {
        "Name": st.just(name),
        "Driver": st.sampled_from(["docker", "exec", "raw_exec", "java"]),
        "Config": st.fixed_dictionaries({"image": NAMES}),
    }
    return st.fixed_dictionaries(
        needed,
        optional={
            "Env": MAPS,
            "Meta": MAPS,
            "User": NAMES,
            "KillTimeout": DURATIONS,
            "KillSignal": st.sampled_from(["SIGINT", "SIGTERM"]),
            "Resources": RESOURCES,
            "Constraints": st.lists(CONSTRAINTS, max_size=1),
            "Templates": st.lists(TEMPLATES, max_size=1),
        },
    )


def optional(**members: SearchStrategy[Any]) -> SearchStrategy[Json]:
    """An object with some of the members."""
    return st.fixed_dictionaries({}, optional=members)


DURATIONS = st.integers(1, 60).map(lambda seconds: seconds * SECOND)
ATTRIBUTES = st.sampled_from(["${node.class}", "${attr.kernel.name}", "${meta.rack}", "${node.datacenter}"])
CONSTRAINTS = st.fixed_dictionaries(
    {"LTarget": ATTRIBUTES, "RTarget": NAMES, "Operand": st.sampled_from(["=", "!=", "<", "set_contains"])}
)
AFFINITIES = st.fixed_dictionaries(
    {"LTarget": ATTRIBUTES, "RTarget": NAMES, "Operand": st.sampled_from(["=", "!="])},
    optional={"Weight": st.integers(1, 100) | st.integers(-100, -1)},
)
SPREADS = st.lists(
    st.fixed_dictionaries({"Attribute": ATTRIBUTES}, optional={"Weight": st.integers(1, 100)}),
    max_size=1,
)
DISKS = optional(SizeMB=st.integers(300, 1000), Sticky=st.booleans(), Migrate=st.booleans())
RESOURCES = optional(CPU=st.integers(1, 4000), MemoryMB=st.integers(10, 4096))
TEMPLATES = st.fixed_dictionaries({"EmbeddedTmpl": TEXTS.filter(bool), "DestPath": NAMES.map("local/".__add__)})


@st.composite
def structs(draw: DrawFn, struct: str, depth: int) -> Json:
    """Sparse API JSON of any struct: right types, any values."""
    fields = [field for field in STRUCTS[struct] if depth or not field.struct]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=5, unique_by=lambda field: field.json)) if fields else []
    return {field.json: draw(values(field, depth - 1)) for field in chosen}


def values(field: Field, depth: int) -> SearchStrategy[Any]:
    """Values of a field, null included where it is kept apart."""
    if not field.struct:
        found = SCALARS[field.type]
    elif field.type == "struct":
        found = structs(field.struct, depth)
    elif field.type == "structs":
        found = st.lists(structs(field.struct, depth), max_size=2)
    else:
        found = st.dictionaries(KEYS, structs(field.struct, depth), max_size=2)
    return found | st.none() if field.nullable else found


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
WORDS = st.sampled_from(
    [
        *("service", "batch", "system", "host", "csi", "bridge", "cni/x", "nomad", "consul", "default", "cron"),
        *("http", "grpc", "file", "signal", "script", "/path", "8080", "${JOB}", "${NOMAD_META_a}"),
    ]
)
SCALARS: Mapping[str, SearchStrategy[Any]] = {
    "string": WORDS | TEXTS,
    "bytes": st.just("") | st.just("YQ=="),
    "bool": st.booleans(),
    "int": st.integers(-3, 5) | st.integers(-(2**63), 2**63 - 1),
    "int8": st.integers(-(2**7), 2**7 - 1),
    "uint": st.integers(0, 5) | st.integers(0, 2**64 - 1),
    "uint8": st.integers(0, 2**8 - 1),
    "uint16": st.integers(0, 2**16 - 1),
    "uint32": st.integers(0, 2**32 - 1),
    "duration": DURATIONS | st.integers(-(2**63), 2**63 - 1),
    "strings": st.lists(WORDS | TEXTS, max_size=2),
    "uint16s": st.lists(st.integers(0, 2**16 - 1), max_size=2),
    "string_map": MAPS,
    "strings_map": st.dictionaries(KEYS, st.lists(TEXTS, max_size=2), max_size=2),
    "any_map": st.dictionaries(KEYS, ANYTHING, max_size=2),
}
"""Values by the table's types."""
