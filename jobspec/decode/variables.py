"""Variables: their declarations, the values given for them by precedence, and their validations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jobspec.decode import mistakes
from jobspec.decode.contents import check_names, contents_of
from jobspec.decode.decoding import Decoding
from jobspec.decode.value_files import Given, Inputs, read_assignments
from jobspec.diagnostics import Range, did_you_mean
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.evaluator import NO_FUNCTIONS, Scope, evaluate
from jobspec.hcl.functions import TABLE
from jobspec.hcl.json_nodes import JsonBody, JsonValue
from jobspec.hcl.nodes import Attribute, Block, Expression, GetAttr, Node, ObjectItem, Variable
from jobspec.hcl.parser import parse_expression
from jobspec.hcl.source import Source
from jobspec.hcl.type_expressions import TypeProblem, read_type
from jobspec.hcl.types import BOOL, NUMBER, STRING, Type, describe
from jobspec.hcl.values import Value, text, unknown
from jobspec.patterns import pattern

_ARGUMENTS = ("description", "default", "type")
_BLOCKS = {"validation": 0}
_VALIDATION = ("condition", "error_message")
_NAME = pattern(r"[^\W\d][\w-]*")

_PLAIN = Scope({}, functions=NO_FUNCTIONS, undeclared="error")
"""Neither names nor functions: what defaults and given values are evaluated in."""


class Validation:
    """A condition on a variable's value, and what to say if it does not hold."""

    __slots__ = ("block", "condition", "message")

    def __init__(self, condition: Expression | None, message: str, block: Block) -> None:
        self.condition = condition
        self.message = message
        self.block = block


class Declared:
    """A declared variable and its value, once there is one."""

    __slots__ = ("name", "node", "type", "validations", "value", "written")

    def __init__(self, name: str, node: Block | Attribute) -> None:
        self.name = name
        self.node = node
        self.type: Type | None = None
        self.validations: list[Validation] = []
        self.value: Value | None = None
        self.written: Expression | None = None

    @property
    def place(self) -> Range:
        """Where it is declared. Places take time, so they are worked out for what is reported only."""
        return self.node.header_range if isinstance(self.node, Block) else self.node.range

    @property
    def is_simple(self) -> bool:
        """Whether its values are written as texts in a submission."""
        return self.type in (None, STRING, NUMBER, BOOL)


def declare(run: Decoding, blocks: Iterable[Block]) -> dict[str, Declared]:
    """The variables that `variable` and `variables` blocks declare, with their defaults as values."""
    found: dict[str, Declared] = {}
    for block in blocks:
        if block.type == "variable":
            _declare_one(run, block, found)
        elif block.type == "variables":
            body = block.body.all_arguments(run.problems) if isinstance(block.body, JsonBody) else block.body
            for nested in body.blocks:
                summary = f'Unknown block "{nested.type}"'
                detail = "A variables block holds arguments only: name = default."
                run.report(mistakes.UNKNOWN_BLOCK, nested.type_range, detail, summary=summary)
            for name, attribute in body.attributes.items():
                _declare_short(run, name, attribute, found)
    return found


def _declare_short(run: Decoding, name: str, attribute: Attribute, found: dict[str, Declared]) -> None:
    if name in found:
        run.report(mistakes.DUPLICATE_VARIABLE, attribute.name_range, summary=f'Duplicate variable "{name}"')
        return
    value = _plain_value(run, attribute.expression)
    if value is not None:
        declared = found[name] = Declared(name, attribute)
        declared.type, declared.value, declared.written = value.term, value, attribute.expression


def _plain_value(run: Decoding, expression: Expression) -> Value | None:
    value, problems = evaluate(expression, _PLAIN)
    run.problems.extend(problems)
    return None if problems else value


def _declare_one(run: Decoding, block: Block, found: dict[str, Declared]) -> None:
    name = block.labels[0]
    if name in found:
        run.report(mistakes.DUPLICATE_VARIABLE, block.header_range, summary=f'Duplicate variable "{name}"')
        return
    contents = contents_of(run, block.body, _PLAIN, _ARGUMENTS, _BLOCKS, dynamic=False)
    contents = check_names(run, contents, _ARGUMENTS, _BLOCKS, (), block)
    if not _NAME.fullmatch(name):
        run.report(mistakes.VARIABLE_NAME, block.label_ranges[0], summary=f'Unsuitable variable name "{name}"')
    declared = Declared(name, block)
    given = contents.arguments
    if "description" in given:
        _plain_text(run, given["description"].expression)
    if "type" in given:
        declared.type = _read_type(run, given["type"].expression)
        if declared.type is None:
            return
    if "default" in given and not _put_default(run, declared, given["default"].expression):
        return
    for inner, _ in contents.blocks:
        declared.validations.append(_read_validation(run, name, inner))
    found[name] = declared


def _plain_text(run: Decoding, expression: Expression) -> str | None:
    value = _plain_value(run, expression)
    if value is None:
        return None
    try:
        raw = convert(value, STRING).raw
    except ConversionError as error:
        run.report(mistakes.WRONG_TYPE, expression.subject_range, f"{error}".capitalize(), context=expression.range)
        return None
    if raw is None:
        run.report(mistakes.NULL_VALUE, expression.subject_range, context=expression.range)
    return None if raw is None else str(raw)


def _read_type(run: Decoding, expression: Expression) -> Type | None:
    if isinstance(expression, JsonValue) and expression.kind == "string":
        # In JSON a type is written as a string that holds the expression.
        parsed, problems = parse_expression(str(expression.content), expression.source.filename)
        run.problems.extend(problem.replace(subject=expression.range, context=None) for problem in problems)
        if parsed is None:
            return None
        expression = parsed
    try:
        return read_type(expression, exact=True)
    except TypeProblem as problem:
        run.problems.append(problem.diagnostic)
        return None


def _put_default(run: Decoding, declared: Declared, expression: Expression) -> bool:
    value = _plain_value(run, expression)
    if value is None:
        return False
    if declared.type is None:
        declared.type = value.term
    else:
        value = _fitted(run, declared, value, expression.range)
    declared.value, declared.written = value, expression
    return True


def _fitted(run: Decoding, declared: Declared, value: Value, place: Range) -> Value:
    """The value in the variable's type; unknown, which is reported, if it has none there."""
    assert declared.type is not None
    try:
        return convert(value, declared.type)
    except ConversionError as error:
        summary = f'Value of a wrong type for variable "{declared.name}"'
        detail = f"The variable is {describe(declared.type)}: {error}."
        run.report(mistakes.VARIABLE_TYPE, place, detail, summary=summary)
        return unknown(declared.type)


def _place(given: Given, filename: str) -> Range:
    """Where a given value is written: in a file, or all of what an option or the environment gives."""
    if given.expression is not None:
        return given.expression.range
    written = given.text or ""
    return Source(filename, written).range_at(0, len(written))


def give_values(run: Decoding, variables: Mapping[str, Declared], inputs: Inputs, *, strict: bool) -> None:
    """Give the variables their values: environment, files in order, a text, options; the later ones win."""
    for given in inputs.environment:
        if given.name in variables:
            _give(run, variables[given.name], given, f"<environment NOMAD_VAR_{given.name}>")
    files = [*inputs.files, *([("<variables>", inputs.text)] if inputs.text else [])]
    for name, content in files:
        for given in read_assignments(run, content, name):
            if given.name in variables:
                _give(run, variables[given.name], given, name)
            elif strict:
                _report_undeclared(run, given.name, variables, _place(given, name))
    for given in inputs.options:
        name = f"<variable {given.name}>"
        if given.name in variables:
            _give(run, variables[given.name], given, name)
        elif strict:
            _report_undeclared(run, given.name, variables, _place(given, name))


def _report_undeclared(run: Decoding, name: str, variables: Mapping[str, Declared], place: Range) -> None:
    hint = did_you_mean(name, variables)
    detail = f'Did you mean "{hint}"?' if hint else f'Declare it: variable "{name}" {{}}.'
    run.report(mistakes.VARIABLE_UNDECLARED, place, detail, summary=f'Undeclared variable "{name}"')


def _give(run: Decoding, declared: Declared, given: Given, filename: str) -> None:
    value = given.value
    expression = given.expression
    if given.text is not None:
        if declared.type in (None, STRING, NUMBER):
            value = text(given.text)
        else:
            expression, problems = parse_expression(given.text, filename)
            run.problems.extend(problems)
            if expression is None or problems:
                return
    if expression is not None:
        value = _plain_value(run, expression)
    if value is None:
        return
    if declared.type is not None:
        value = _fitted(run, declared, value, _place(given, filename) if expression is None else expression.range)
    declared.value, declared.written = value, expression


def check_values(run: Decoding, variables: Mapping[str, Declared]) -> None:
    """Report variables without a value, and values that break a validation."""
    for declared in variables.values():
        if declared.value is None:
            summary = f'Unset variable "{declared.name}"'
            detail = f"Give it a value (-var {declared.name}=…), or a default."
            run.report(mistakes.VARIABLE_UNSET, declared.place, detail, summary=summary)
            continue
        for validation in declared.validations:
            _validate(run, declared, declared.value, validation)


def _validate(run: Decoding, declared: Declared, value: Value, validation: Validation) -> None:
    if validation.condition is None or not value.is_known:
        return
    members: dict[object, Value] = {"var": Value.from_python({declared.name: value})}
    result, problems = evaluate(validation.condition, Scope(members, functions=TABLE, undeclared="error"))
    run.problems.extend(problems)
    if problems or not result.is_known:
        return
    condition = validation.condition
    try:
        holds = convert(result, BOOL).raw
    except ConversionError as error:
        run.report(mistakes.BAD_VALIDATION, condition.range, f"The condition must be true or false: {error}.")
        return
    if holds is None:
        run.report(mistakes.BAD_VALIDATION, condition.range, "The condition must be true or false, not null.")
    elif not holds:
        summary = f'Variable "{declared.name}" is not valid'
        rule = validation.block.header_range
        subject = declared.written.range if declared.written is not None else rule
        run.report(mistakes.VALIDATION_FAILED, subject, validation.message, summary=summary, context=rule)


def _read_validation(run: Decoding, name: str, block: Block) -> Validation:
    contents = contents_of(run, block.body, _PLAIN, _VALIDATION, {}, dynamic=False)
    contents = check_names(run, contents, _VALIDATION, {}, _VALIDATION, block)
    given = contents.arguments
    condition = given["condition"].expression if "condition" in given else None
    if condition is not None:
        _check_references(run, name, condition)
    message = ""
    if "error_message" in given:
        expression = given["error_message"].expression
        written = _plain_text(run, expression)
        if written is not None and not written.strip():
            run.report(mistakes.BAD_VALIDATION, expression.range, "The error message must not be blank.")
        message = written or ""
    return Validation(condition, message, block)


def _check_references(run: Decoding, name: str, condition: Expression) -> None:
    """A condition refers to its own variable, and to nothing else."""
    own = 0
    for reference in _references(condition, frozenset()):
        if isinstance(reference, GetAttr) and reference.name == name and _is_var(reference.value):
            own += 1
            continue
        detail = f'The condition of variable "{name}" can refer to var.{name} only.'
        run.report(mistakes.BAD_VALIDATION, reference.range, detail)
    if not own:
        detail = f"The condition must refer to var.{name}."
        run.report(mistakes.BAD_VALIDATION, condition.range, detail)


def _is_var(node: Expression) -> bool:
    return isinstance(node, Variable) and node.name == "var"


def _references(node: Node, bound: frozenset[str]) -> list[Expression]:
    """The names in an expression with their first step, except those that a `for` binds."""
    if isinstance(node, Variable):
        return [] if node.name in bound else [node]
    if isinstance(node, GetAttr) and isinstance(node.value, Variable):
        return [] if node.value.name in bound else [node]
    names = {getattr(node, "key_name", None), getattr(node, "value_name", None)} - {None}
    inside = bound | frozenset(str(one) for one in names)
    found: list[Expression] = []
    for child in node.children():
        if not (isinstance(node, ObjectItem) and child is node.key and isinstance(child, Variable)):
            found.extend(_references(child, inside))
    return found
