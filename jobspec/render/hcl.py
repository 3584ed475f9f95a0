"""A job as HCL2 that a person can read and the parser reads back to the same job; drawn from the field table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from jobspec.diagnostics import Path
from jobspec.hcl import format as format_hcl
from jobspec.model.table import STRUCTS, Field
from jobspec.render.hcl_values import IDENTIFIER, duration, object_of, quoted, value

Tree = Mapping[str, Any]

_DEFAULTS_SAID = {
    "UpdateStrategy",
    "ReschedulePolicy",
    "MigrateStrategy",
    "RestartPolicy",
    "CheckRestart",
    "ScalingPolicy",
}
"""Blocks that are laid over those of the job or group, or whose defaults depend on where they stand: all is written."""

_BOOKKEEPING = frozenset(
    {"Status", "StatusDescription", "Stable", "Version", "SubmitTime", "CreateIndex", "ModifyIndex", "JobModifyIndex"}
    | {"ID", "Target", "Namespace", "NomadTokenID", "SpecType"}
)
"""What the server keeps for itself: nobody misses it in a jobspec."""


class Written(NamedTuple):
    """A job as source, and the paths of what HCL cannot say."""

    text: str
    left_out: list[Path]


def job_hcl(job: Tree) -> Written:
    """Write a complete job tree as a jobspec."""
    left_out: list[Path] = []
    rows = list(_block("job", [job["ID"] or ""], "Job", job, (), left_out))
    text = format_hcl("\n".join(rows) + "\n")
    return Written(text if isinstance(text, str) else text.decode(), left_out)


def _block(name: str, labels: list[str], struct: str, tree: Tree, path: Path, left_out: list[Path]) -> Iterator[str]:
    header = " ".join([name, *map(quoted, labels)])
    rows = list(_body(struct, tree, path, left_out))
    if not rows:
        yield f"{header} {{}}"
        return
    yield f"{header} {{"
    yield from rows
    yield "}"


def _body(struct: str, tree: Tree, path: Path, left_out: list[Path]) -> Iterator[str]:
    """Arguments first, then blocks, each parted by an empty line."""
    arguments: list[str] = []
    blocks: list[list[str]] = []
    for field in STRUCTS[struct]:
        item = tree[field.json]
        if item is None or field.kind == "label":
            continue
        here = (*path, field.json)
        special = _SPECIAL.get((struct, field.json))
        if special is not None:
            blocks += special(tree, item, here, left_out)
        elif field.hcl is None:
            _note(field, item, here, left_out)
        elif field.kind == "attr":
            arguments += [] if _is_default(struct, field, item) else [f"{field.hcl} = {_argument(field, item)}"]
        else:
            blocks += _nested(field, item, here, left_out)
    yield from arguments
    for number, rows in enumerate(blocks):
        if number or arguments:
            yield ""
        yield from rows


def _note(field: Field, item: Any, path: Path, left_out: list[Path]) -> None:
    if item not in (field.unset, field.canonical, "", 0, False) and field.json not in _BOOKKEEPING:
        left_out.append(path)


def _is_default(struct: str, field: Field, item: Any) -> bool:
    if field.required:
        return False
    if struct in _DEFAULTS_SAID:
        return bool(item == field.unset)
    return item == field.unset or (field.canonical is not None and item == field.canonical)


def _argument(field: Field, item: Any) -> str:
    if field.type == "duration":
        return duration(item)
    return object_of(item) if field.type.endswith("_map") else value(item)


def _nested(field: Field, item: Any, path: Path, left_out: list[Path]) -> list[list[str]]:
    name = field.hcl or ""
    if field.type == "struct":
        return [list(_block(name, _labels(field.struct, item), field.struct, item, path, left_out))]
    if field.type == "structs":
        members = [(member, (*path, index)) for index, member in enumerate(item)]
    elif field.type == "struct_map":
        return [(list(_block(name, [label], field.struct, item[label], (*path, label), left_out))) for label in item]
    else:
        return [list(_map(name, field.type, item))]
    return [list(_block(name, _labels(field.struct, m), field.struct, m, place, left_out)) for m, place in members if m]


def _labels(struct: str, tree: Tree) -> list[str]:
    return [tree[field.json] or "" for field in STRUCTS[struct] if field.kind == "label"]


def _map(name: str, kind: str, items: Tree) -> Iterator[str]:
    """A map: a block of arguments, or an object where a key is no identifier."""
    if any(not IDENTIFIER.match(key) for key in items):
        yield f"{name} = {object_of(items)}"
    elif not items:
        yield f"{name} {{}}"
    else:
        yield f"{name} {{"
        yield from _free(items) if kind == "any_map" else (f"{key} = {value(items[key])}" for key in items)
        yield "}"


def _free(items: Tree) -> Iterator[str]:
    """Free content, as in a task's `config`: lists of maps are what blocks decode to; a lone map needs parentheses."""
    for key, item in items.items():
        if _is_blocks(item):
            for member in item:
                yield f"{key} {{"
                yield from _free(member)
                yield "}"
        else:
            yield f"{key} = ({value(item)})" if isinstance(item, Mapping) else f"{key} = {value(item)}"


def _is_blocks(item: Any) -> bool:
    return (
        isinstance(item, list)
        and bool(item)
        and all(isinstance(member, Mapping) and all(map(IDENTIFIER.match, member)) for member in item)
    )


def _identity_in_its_own_field(tree: Tree, item: Any, path: Path, left_out: list[Path]) -> list[list[str]]:
    nameless = {**item, "Name": ""} if item["Name"] == "default" else item
    return [list(_block("identity", [], "WorkloadIdentity", nameless, path, left_out))]


def _ports(tree: Tree, item: Any, path: Path, left_out: list[Path]) -> list[list[str]]:
    """Static ports are `port` blocks, too; the parser sorts them by whether they have a number."""
    return [list(_block("port", [port["Label"]], "Port", port, path, left_out)) for port in item]


def _scaling_of_task(tree: Tree, item: Any, path: Path, left_out: list[Path]) -> list[list[str]]:
    """The label is `cpu` or `mem`; the type follows from it."""
    return [
        list(
            _block(
                "scaling",
                [(policy["Type"] or "").removeprefix("vertical_")],
                "ScalingPolicy",
                {**policy, "Type": ""},
                path,
                left_out,
            )
        )
        for policy in item
    ]


def _label_of_job(tree: Tree, item: Any, path: Path, left_out: list[Path]) -> list[list[str]]:
    return []


def _name_of_job(tree: Tree, item: Any, path: Path, left_out: list[Path]) -> list[list[str]]:
    return [] if item == tree["ID"] else [[f"name = {quoted(item)}"]]


_SPECIAL: Mapping[tuple[str, str], Callable[[Tree, Any, Path, list[Path]], list[list[str]]]] = {
    ("Job", "ID"): _label_of_job,
    ("Job", "Name"): _name_of_job,
    ("Task", "Identity"): _identity_in_its_own_field,
    ("Task", "ScalingPolicies"): _scaling_of_task,
    ("NetworkResource", "ReservedPorts"): _ports,
    ("NetworkResource", "DynamicPorts"): _ports,
}
"""What the field table cannot say: the label of the job, ports by kind, the identity and scaling of a task."""
