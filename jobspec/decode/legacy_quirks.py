"""The structs of HCL1 that are irregular: shorthands, ports, names that must differ, and what is handed down."""

from __future__ import annotations

import re
from typing import Any

from jobspec.decode import quirks
from jobspec.decode.decoding import Decoding
from jobspec.decode.legacy import Groups, Tree, decode_struct, decodes, fill, object_of
from jobspec.decode.legacy_values import LegacyProblem, as_bool, as_text, as_whole, read_items, scalar
from jobspec.decode.plan import StructPlan
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.patterns import pattern

_PORT_LABEL = pattern(r"[a-zA-Z0-9_]+")


@decodes("Constraint")
def constraint(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A constraint; one about distinct hosts that says false is dropped by its caller."""
    values = {name: items[-1] for name, items in groups.items()}
    texts = {name: as_text(one.value) for name, one in values.items() if name != "distinct_hosts"}
    quirks.put_targets(tree, texts, ("version", "semver", "regexp", "set_contains"))
    if "distinct_hosts" in values:
        if type(scalar(values["distinct_hosts"].value)) is int:
            raise LegacyProblem(values["distinct_hosts"].value, "True or false is required.")
        if as_bool(values["distinct_hosts"].value):
            tree["Operand"], tree["RTarget"] = "distinct_hosts", "true"
        else:
            tree["Operand"] = DROPPED
    if texts.get("distinct_property"):
        tree["Operand"], tree["LTarget"] = "distinct_property", texts["distinct_property"]
    tree["Operand"] = tree["Operand"] or "="


DROPPED = "<dropped>"
"""Stands in a constraint that says nothing."""


@decodes("Affinity")
def affinity(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """An affinity with its shorthands."""
    values = {name: items[-1] for name, items in groups.items()}
    texts = {name: as_text(one.value) for name, one in values.items() if name != "weight"}
    shorthands = ("version", "semver", "regexp", "set_contains_any", "set_contains_all", "set_contains")
    quirks.put_targets(tree, texts, shorthands)
    if "weight" in values:
        tree["Weight"] = as_whole("int8")(values["weight"].value)
    tree["Operand"] = tree["Operand"] or "="


@decodes("NetworkResource")
def network(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A network, whose ports have names that differ in more than their case."""
    seen: set[str] = set()
    for port in groups.get("port", ()):
        label = port.keys[1] if len(port.keys) > 1 else ""
        if not _PORT_LABEL.fullmatch(label) or label.lower() in seen:
            raise LegacyProblem(port, f'The port name "{label}" is not possible, or taken.')
        seen.add(label.lower())
    fill(run, shape, groups, tree)
    quirks.settle_networks([tree])


@decodes("Port")
def port(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A port, whose numbers are whole, or a text of one."""
    for name in ("static", "to"):
        for one in groups.get(name, ()):
            value = scalar(one.value)
            if isinstance(value, (bool, float)) or not re.fullmatch(r"[+-]?\d+", str(value)):
                raise LegacyProblem(one.value, "A port is a whole number.")
    fill(run, shape, groups, tree)


@decodes("Multiregion")
def multiregion(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A multiregion block, which has at least one region unless a label emptied it."""
    fill(run, shape, groups, tree)
    if not tree["Regions"] and len(item.keys) == 1:
        raise LegacyProblem(item, 'A block "region" is required.')


@decodes("PeriodicConfig")
def periodic(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A periodic block: its kind is cron once there is an expression."""
    fill(run, shape, groups, tree)
    if tree["Spec"] is not None or tree["Specs"] is not None:
        tree["SpecType"] = "cron"


@decodes("Task")
def task(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A task. Its scaling is named by what it scales, its actions are not read."""
    others = {name: items for name, items in groups.items() if name not in ("scaling", "action", "identity")}
    fill(run, shape, others, tree)
    _drop_constraints(tree)
    policies: dict[str, Tree] = {}
    for one in groups.get("scaling", ()):
        label = one.keys[1] if len(one.keys) == 2 else ""
        if label.lower() not in ("cpu", "mem") or label in policies:
            raise LegacyProblem(one, 'A task scales "cpu" or "mem", each once.')
        policy = policies[label] = decode_struct(run, "ScalingPolicy", one)
        policy["Type"] = policy["Type"] or f"vertical_{label.lower()}"
    tree["ScalingPolicies"] = list(policies.values()) or None
    identities = groups.get("identity", [])
    if len(identities) > 1:
        raise LegacyProblem(identities[1], 'There can be one block "identity".')
    for one in identities:
        tree["Identity"] = decode_struct(run, "WorkloadIdentity", _without_labels(one))
        tree["Identities"] = []
    for template in tree["Templates"] or ():
        quirks.settle_template(template)
        if template["ChangeScript"] is not None:
            template["ChangeScript"]["RunOnFirstRender"] = None
    if tree["Vault"] is not None:
        quirks.settle_vault(tree["Vault"])


def _without_labels(item: LegacyItem) -> LegacyItem:
    if len(item.keys) == 1:
        return item
    nothing = LegacyObject(item.source, item.first, item.first, [])
    return LegacyItem(item.source, item.first, item.last, item.keys[:1], nothing, False)


def _drop_constraints(tree: Tree) -> None:
    if tree["Constraints"] is not None:
        tree["Constraints"] = [one for one in tree["Constraints"] if one["Operand"] != DROPPED] or None


@decodes("TaskGroup")
def group(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A group, which hands its vault down to its tasks."""
    volumes = groups.get("volume", [])
    fill(run, shape, {name: items for name, items in groups.items() if name not in ("vault", "volume")}, tree)
    _drop_constraints(tree)
    _check_names(tree["Tasks"] or (), item)
    tree["Volumes"] = _volumes(run, volumes)
    if tree["Scaling"] is not None:
        tree["Scaling"]["Type"] = tree["Scaling"]["Type"] or "horizontal"
        if tree["Scaling"]["Max"] is None or tree["Scaling"]["Type"] != "horizontal":
            raise LegacyProblem(groups["scaling"][0], 'A group scales horizontally, and up to a "max".')
    vault = _vault(run, groups)
    for one in tree["Tasks"] or ():
        one["Vault"] = one["Vault"] if one["Vault"] is not None else vault


def _vault(run: Decoding, groups: Groups) -> Tree | None:
    items = groups.get("vault", [])
    if len(items) > 1:
        raise LegacyProblem(items[1], 'There can be one block "vault".')
    if not items:
        return None
    object_of(items[0])
    vault = decode_struct(run, "Vault", _without_labels(items[0]))
    quirks.settle_vault(vault)
    return vault


def _volumes(run: Decoding, items: list[LegacyItem]) -> dict[str, Tree] | None:
    """Volumes by name: those of one name are one, and a value that cannot be read drops them all."""
    if len({len(one.keys) > 1 for one in items}) > 1:
        raise LegacyProblem(items[0], "A volume has a label.")
    merged: dict[str, LegacyItem] = {}
    for one in items:
        if len(one.keys) < 2:
            continue
        name = one.keys[1]
        inside = object_of(one).items if len(one.keys) == 2 else []
        before = merged[name].value.items if name in merged else []  # type: ignore[attr-defined]
        node = LegacyObject(one.source, one.first, one.last, [*before, *_in_lower_case(inside)])
        merged[name] = LegacyItem(one.source, one.first, one.last, one.keys[:2], node, False)
    before_count = len(run.problems)
    try:
        return {name: decode_struct(run, "VolumeRequest", one) for name, one in merged.items()} or None
    except LegacyProblem:
        del run.problems[before_count:]
        return None


def _in_lower_case(items: list[LegacyItem]) -> list[LegacyItem]:
    names = ([one.keys[0].lower().replace("_", ""), one] for one in items)
    known = {name.replace("_", ""): name for name in _VOLUME_NAMES}
    return [
        LegacyItem(one.source, one.first, one.last, [known.get(str(name), one.keys[0]), *one.keys[1:]], one.value, True)
        for name, one in names
        if isinstance(one, LegacyItem)
    ]


_VOLUME_NAMES = ("type", "source", "read_only", "access_mode", "attachment_mode", "mount_options", "per_alloc")


@decodes("VolumeRequest")
def volume(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A volume, whose mount options merge, and whose bools are not read from other numbers than 0 and 1."""
    for name in ("read_only", "per_alloc"):
        for one in groups.get(name, ()):
            if scalar(one.value) not in (0, 1, True, False) and not isinstance(scalar(one.value), str):
                raise LegacyProblem(one.value, "True or false is required.")
    fill(run, shape, {name: items for name, items in groups.items() if name in shape.arguments}, tree)
    options: Any = None
    for one in groups.get("mount_options", ()):
        read = decode_struct(run, "CSIMountOptions", one)
        options = read if options is None else {**options, **{key: value for key, value in read.items() if value}}
    tree["MountOptions"] = options


def _check_names(trees: Any, item: LegacyItem) -> None:
    names = [one["Name"] for one in trees]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise LegacyProblem(item, f'The name "{name}" is given twice.')


@decodes("Job")
def job(run: Decoding, shape: StructPlan, groups: Groups, item: LegacyItem, tree: Tree) -> None:
    """A job, whose own tasks are groups of one."""
    extra = ("vault", "task", "vault_token", "consul_token")
    fill(run, shape, {name: items for name, items in groups.items() if name not in extra}, tree)
    _drop_constraints(tree)
    for name in ("vault_token", "consul_token"):
        if name in groups:
            read_items("string", groups[name])
    _check_names(tree["TaskGroups"] or (), item)
    tree["ID"] = item.keys[1] if tree["ID"] is None else tree["ID"]
    tree["Name"] = item.keys[1] if tree["Name"] is None else tree["Name"]
    if "task" in groups:
        tree["TaskGroups"] = [*_own_groups(run, groups["task"], item), *(tree["TaskGroups"] or ())]
    vault = _vault(run, groups)
    for one in tree["TaskGroups"] or ():
        for inner in one["Tasks"] or ():
            inner["Vault"] = inner["Vault"] if inner["Vault"] is not None else vault


def _own_groups(run: Decoding, items: list[LegacyItem], job_item: LegacyItem) -> list[Tree]:
    labelled = [one for one in items if len(one.keys) > 1]
    if labelled and len(labelled) < len(items):
        raise LegacyProblem(items[0], "A task has a label.")
    tasks = [decode_struct(run, "Task", one) for one in labelled]
    _check_names(tasks, job_item)
    return [quirks.group_of(run, one) for one in tasks]
