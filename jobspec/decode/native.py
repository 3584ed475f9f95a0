"""Decodes the body of a jobspec, of either syntax of HCL2: top level, variables, locals, job, free-form maps."""

from __future__ import annotations

from typing import NamedTuple

from jobspec.decode import locals as local_values
from jobspec.decode import mistakes, quirks, variables
from jobspec.decode.contents import check_names, contents_of
from jobspec.decode.decoder import Tree, decode_struct, report_duplicate
from jobspec.decode.decoding import Decoding
from jobspec.decode.value_files import Inputs
from jobspec.decode.variables import Declared
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.functions import Context
from jobspec.hcl.nodes import Block, Body
from jobspec.hcl.values import object_value, unknown

IRREGULAR = quirks
"""The module that puts the irregular decoders into the generic one's table."""

_TOP_LEVEL = {"job": 1, "locals": 0, "variable": 1, "variables": 0}


class Decoded(NamedTuple):
    """A decoded jobspec; without a tree if anything is wrong."""

    tree: Tree | None
    scope: Scope
    variables: dict[str, Declared]


def decode_body(run: Decoding, body: Body, inputs: Inputs, context: Context, *, strict: bool) -> Decoded:
    """The job of a body. Each stage ends the run if anything is wrong in it."""
    empty = Decoded(None, Scope({}, context=context), {})
    contents = contents_of(run, body, empty.scope, (), _TOP_LEVEL, dynamic=False)
    contents = check_names(run, contents, (), _TOP_LEVEL)
    if _failed(run):
        return empty
    blocks = [block for block, _ in contents.blocks]
    scope, declared = _scope(run, blocks, inputs, context, strict)
    if _failed(run):
        return empty
    tree = _decode_job(run, blocks, scope)
    if tree is None or _failed(run):
        return empty
    run.finish()
    return Decoded(None if _failed(run) else tree, scope, declared)


def _failed(run: Decoding) -> bool:
    return any(problem.severity == "error" for problem in run.problems)


def _scope(
    run: Decoding, blocks: list[Block], inputs: Inputs, context: Context, strict: bool
) -> tuple[Scope, dict[str, Declared]]:
    """The scope of the job: variables with their values, then locals."""
    declared = variables.declare(run, blocks)
    expressions = local_values.gather(run, blocks)
    variables.give_values(run, declared, inputs, strict=strict)
    variables.check_values(run, declared)
    values = {name: one.value or unknown(one.type or "dynamic") for name, one in declared.items()}
    scope = Scope({"var": object_value(values)}, context=context)
    found = local_values.evaluate_all(run, expressions, scope)
    return Scope({"var": object_value(values), "local": object_value(found)}, context=context), declared


def _decode_job(run: Decoding, blocks: list[Block], scope: Scope) -> Tree | None:
    jobs = [block for block in blocks if block.type == "job"]
    if not jobs:
        run.report(mistakes.MISSING_JOB, None)
        return None
    tree = decode_struct(run, "Job", jobs[0], scope)
    for another in jobs[1:]:
        report_duplicate(run, another, jobs[0])
    return tree
