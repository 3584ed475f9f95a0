"""The structs that the field table does not tell all about: shorthands, and what a job or group hands down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobspec.decode import mistakes
from jobspec.decode.contents import Contents, Found, check_names, contents_of
from jobspec.decode.decoder import Tree, block_contents, decode_struct, decodes, fill, report_duplicate
from jobspec.decode.decoding import Decoding
from jobspec.decode.plan import plan
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.nodes import Block
from jobspec.hcl.types import BOOL, NUMBER, STRING

# Shorthands in the order in which they are applied: later ones win. Others are read and ignored, as by the reference.
_CONSTRAINT_SHORTHANDS = ("version", "semver", "regexp", "set_contains")
_CONSTRAINT_IGNORED = ("set_contains_all", "set_contains_any", "is_set", "is_not_set")
_AFFINITY_SHORTHANDS = ("version", "semver", "regexp", "set_contains_any", "set_contains_all", "set_contains")
_TARGETS = ("attribute", "value", "operator")


@decodes("Constraint")
def constraint(run: Decoding, block: Block, scope: Scope, tree: Tree) -> None:
    """A constraint with its shorthands, among them the two about distinctness."""
    texts = (*_TARGETS, *_CONSTRAINT_SHORTHANDS, *_CONSTRAINT_IGNORED, "distinct_property")
    values = _values(run, block, scope, {**dict.fromkeys(texts, STRING), "distinct_hosts": BOOL})
    if values is None:
        return
    put_targets(tree, values, _CONSTRAINT_SHORTHANDS)
    if values.get("distinct_hosts") is not None:
        tree["Operand"], tree["RTarget"] = "distinct_hosts", "true" if values["distinct_hosts"] else "false"
    if values.get("distinct_property"):
        tree["Operand"], tree["LTarget"] = "distinct_property", values["distinct_property"]
    tree["Operand"] = tree["Operand"] or "="


@decodes("Affinity")
def affinity(run: Decoding, block: Block, scope: Scope, tree: Tree) -> None:
    """An affinity with its shorthands; its weight is cut to eight bits."""
    texts = dict.fromkeys((*_TARGETS, *_AFFINITY_SHORTHANDS), STRING)
    values = _values(run, block, scope, {**texts, "weight": NUMBER})
    if values is None:
        return
    put_targets(tree, values, _AFFINITY_SHORTHANDS)
    if values.get("weight") is not None:
        # The reference drops the fraction and then all but the lowest eight bits, without a word.
        whole = max(min(values["weight"].truncate(), 2**63 - 1), -(2**63)) if not values["weight"].is_infinite else 0
        tree["Weight"] = (whole + 128) % 256 - 128
    tree["Operand"] = tree["Operand"] or "="


def _values(run: Decoding, block: Block, scope: Scope, arguments: dict[str, str]) -> dict[str, Any] | None:
    """The contents of arguments by name; None if anything is wrong."""
    before = len(run.problems)
    contents = contents_of(run, block.body, scope, arguments, {})
    contents = check_names(run, contents, arguments, {}, (), block)
    values: dict[str, Any] = {}
    for name, attribute in contents.arguments.items():
        expression = attribute.expression
        value = run.value(expression, scope)
        if value is None:
            continue
        try:
            values[name] = convert(value, arguments[name]).raw
        except ConversionError as error:
            detail = f"{str(error)[:1].upper()}{str(error)[1:]}."
            run.report(mistakes.WRONG_TYPE, expression.range, detail, context=attribute.range)
    return values if len(run.problems) == before else None


def put_targets(tree: Tree, values: dict[str, Any], shorthands: Sequence[str]) -> None:
    """What is compared, by arguments and then by shorthands, of which the later ones win."""
    tree["LTarget"] = values.get("attribute") or ""
    tree["RTarget"] = values.get("value") or ""
    tree["Operand"] = values.get("operator") or ""
    for name in shorthands:
        if values.get(name):
            tree["Operand"], tree["RTarget"] = name, values[name]


@decodes("Task")
def task(run: Decoding, block: Block, scope: Scope, tree: Tree) -> None:
    """A task, whose scaling blocks are named by what they scale."""
    shape = plan("Task")
    contents = block_contents(run, shape, block, scope)
    scaling = [found for found in contents.blocks if found[0].type == "scaling"]
    if scaling:
        _task_scaling(run, scaling, tree)
        contents = contents._replace(blocks=[found for found in contents.blocks if found[0].type != "scaling"])
    fill(run, shape, contents, scope, tree)


_SCALED = {"cpu": "vertical_cpu", "mem": "vertical_mem"}


def _task_scaling(run: Decoding, blocks: list[Found], tree: Tree) -> None:
    seen: dict[str, Block] = {}
    policies = []
    for block, scope in blocks:
        label = block.labels[0].lower()
        if label not in _SCALED:
            detail = f'A task scales "cpu" or "mem", not "{block.labels[0]}".'
            run.report(mistakes.BAD_SCALING, block.label_ranges[0], detail)
            continue
        if label in seen:
            report_duplicate(run, block, seen[label])
            continue
        seen[label] = block
        policy = decode_struct(run, "ScalingPolicy", block, scope)
        if policy["Type"] not in ("", _SCALED[label]):
            detail = f'The type is "{_SCALED[label]}" here, which need not be written.'
            run.report(mistakes.BAD_SCALING, block.header_range, detail)
            continue
        policy["Type"] = _SCALED[label]
        policies.append(policy)
    if policies:
        tree["ScalingPolicies"] = policies


@decodes("TaskGroup")
def group(run: Decoding, block: Block, scope: Scope, tree: Tree) -> None:
    """A group, which hands its vault and secrets down to its tasks."""
    shape = plan("TaskGroup")
    contents = block_contents(run, shape, block, scope)
    vault, secrets = _handed_down(run, contents)
    fill(run, shape, contents, scope, tree)
    for one in tree["Tasks"] or ():
        if vault is not None and one["Vault"] is None:
            one["Vault"] = vault
        if secrets:
            # The reference means to add the group's to a task's own, but adds the task's own once more.
            one["Secrets"] = [*one["Secrets"], *one["Secrets"]] if one["Secrets"] else list(secrets)
    if tree["Scaling"] is not None:
        _group_scaling(run, contents, tree["Scaling"])


def _handed_down(run: Decoding, contents: Contents) -> tuple[Tree | None, list[Tree]]:
    """A group's vault and secrets. The reference forgets what is wrong with them, unknown names included."""
    before = len(run.problems)
    vault: Tree | None = None
    secrets = []
    for block, scope in contents.blocks:
        if block.type == "vault":
            vault = decode_struct(run, "Vault", block, scope)
        elif block.type == "secret":
            secrets.append(decode_struct(run, "Secret", block, scope))
    del run.problems[before:]
    return vault, secrets


def _group_scaling(run: Decoding, contents: Contents, policy: Tree) -> None:
    policy["Type"] = policy["Type"] or "horizontal"
    if policy["Max"] is not None and policy["Type"] == "horizontal":
        return
    block = next((inner for inner, _ in contents.blocks if inner.type == "scaling"), None)
    if block is None:
        return
    inside = contents_of(run, block.body, contents.blocks[0][1], ("max", "type"), {}, dynamic=False).arguments
    if "max" not in inside:
        detail = 'An argument "max" is required here.'
        run.report(mistakes.MISSING_ARGUMENT, block.missing_range, detail, summary='Missing argument "max"')
    if policy["Type"] != "horizontal" and "type" in inside:
        detail = f'A group scales horizontally; its type is "horizontal", not "{policy["Type"]}".'
        run.report(mistakes.BAD_SCALING, inside["type"].expression.range, detail)


@decodes("Job")
def job(run: Decoding, block: Block, scope: Scope, tree: Tree) -> None:
    """A job, whose vault and secrets are for all tasks and whose own tasks are groups of one."""
    shape = plan("Job")
    contents = block_contents(run, shape, block, scope)
    extra: dict[str, list[Tree]] = {"vault": [], "secret": [], "task": []}
    structs = {"vault": "Vault", "secret": "Secret", "task": "Task"}
    first: Block | None = None
    for inner, inner_scope in contents.blocks:
        if inner.type not in structs:
            continue
        if inner.type == "vault":
            if first is not None:
                report_duplicate(run, inner, first)
                continue
            first = inner
        extra[inner.type].append(decode_struct(run, structs[inner.type], inner, inner_scope))
    fill(run, shape, contents, scope, tree)
    label = block.labels[0]
    tree["ID"] = label if tree["ID"] is None else tree["ID"]
    tree["Name"] = label if tree["Name"] is None else tree["Name"]
    _settle(run, tree, extra)


def _settle(run: Decoding, tree: Tree, extra: dict[str, list[Tree]]) -> None:
    """Bring the job into the form that parsing gives."""
    periodic = tree["Periodic"]
    if periodic is not None and (periodic["Spec"] is not None or periodic["Specs"] is not None):
        periodic["SpecType"] = "cron"
    alone = [group_of(run, one) for one in extra["task"]]
    if alone:
        tree["TaskGroups"] = [*alone, *(tree["TaskGroups"] or ())]
    vault = extra["vault"][0] if extra["vault"] else None
    if vault is not None:
        settle_vault(vault)
    for one in tree["TaskGroups"] or ():
        settle_networks(one["Networks"])
        for inner in one["Tasks"] or ():
            _settle_task(run, inner, vault, extra["secret"])


def group_of(run: Decoding, task: Tree) -> Tree:
    """The group of its name that a task of the job itself stands in."""
    group = plan("TaskGroup").unset.copy()
    group["Name"], group["Tasks"] = task["Name"], [task]
    origin = run.origins[id(task)]
    run.came_from(group, origin[1], "TaskGroup")
    return group


def _settle_task(run: Decoding, task: Tree, vault: Tree | None, secrets: list[Tree]) -> None:
    if task["Resources"] is not None:
        settle_networks(task["Resources"]["Networks"])
    for template in task["Templates"] or ():
        settle_template(template)
    if task["Vault"] is None:
        task["Vault"] = vault
    else:
        settle_vault(task["Vault"])
    if secrets:
        task["Secrets"] = [*(task["Secrets"] or ()), *secrets]
    identities = task["Identities"] or []
    default = next((one for one in identities if one["Name"] in ("", "default")), None)
    if default is not None:
        task["Identity"] = default
        task["Identities"] = [one for one in identities if one is not default]


def settle_vault(vault: Tree) -> None:
    """What parsing puts where a vault block says nothing."""
    _put_unset(vault, {"Env": True, "DisableFile": False, "ChangeMode": "restart"})


def settle_template(template: Tree) -> None:
    """What parsing puts where a template says nothing."""
    _put_unset(template, {"ChangeMode": "restart", "Perms": "0644", "Splay": 5_000_000_000, "ErrMissingKey": False})
    script = template["ChangeScript"]
    if script is not None:
        defaults = {"Args": [], "Timeout": 5_000_000_000, "FailOnError": False, "RunOnFirstRender": False}
        _put_unset(script, defaults)


def _put_unset(tree: Tree, defaults: dict[str, Any]) -> None:
    for key, value in defaults.items():
        if tree[key] is None:
            tree[key] = value


def settle_networks(networks: list[Tree] | None) -> None:
    """Ports with a static number are reserved. Ports written as reserved are lost where there are others."""
    for network in networks or ():
        ports = network["DynamicPorts"]
        if ports:
            network["DynamicPorts"] = [port for port in ports if port["Value"] <= 0] or None
            network["ReservedPorts"] = [port for port in ports if port["Value"] > 0] or None
