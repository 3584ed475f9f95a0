"""Evaluates names, and the steps into values: attributes, indexes, splats.

A root name that nobody declared stands for its own text, so that what Nomad replaces at run time passes through.
"""

from __future__ import annotations

from functools import lru_cache

from jobspec.diagnostics import did_you_mean
from jobspec.hcl import mistakes, types
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.mistakes import Mistake
from jobspec.hcl.node import Expression
from jobspec.hcl.numbers import parse
from jobspec.hcl.references import GetAttr, Index, LegacyIndex, Splat, SplatItem, Step, Variable
from jobspec.hcl.templates import Literal, Template
from jobspec.hcl.types import DYNAMIC, NUMBER, STRING, Type, describe, kind
from jobspec.hcl.values import DYNAMIC_UNKNOWN, UNKNOWN, Value, list_value, text, tuple_value, unknown
from jobspec.patterns import pattern

_OPENING = pattern(r"\$\{ *\Z")
_CLOSING = pattern(r"[ }]*")
_INTERPOLATION = pattern(r"(\$\{[^{}\n]*\})(?=( *\})?)")


@evaluates(Variable)
def variable(run: Evaluation, node: Variable, scope: Scope) -> Value:
    """The value of a name."""
    value = scope.find(node.name)
    return _undeclared(run, node, node, scope) if value is None else value


def _undeclared(run: Evaluation, root: Variable, whole: Expression, scope: Scope) -> Value:
    if scope.undeclared == "keep":
        return text(_kept(whole))
    hint = did_you_mean(root.name, (name for name in scope.names if isinstance(name, str)))
    detail = f'Did you mean "{hint}"?' if hint else _NO_NAMES
    run.report(mistakes.UNKNOWN_NAME, root.range, detail, summary=f'Unknown name "{root.name}"', context=whole.range)
    return DYNAMIC_UNKNOWN


_NO_NAMES = (
    "Values are written out here: variables, locals and other names mean nothing. A value that is made of others can "
    "be a local: locals { name = … } beside the job."
)


def _kept(node: Expression) -> str:
    """A reference as the text it is written as: in the `${…}` around it, blanks included, else in new ones.

    Where brackets are not followed at once by other text, the reference takes up to the last of the closing braces that
    follow, which shows in texts such as `{"n":${x}}`; programs that read such jobs have seen nothing else.
    """
    source = node.source.text
    start, end = node.source.extent(node.first, node.last)
    lead = _OPENING.search(source, max(start - 64, 0), start)
    if lead is None:
        return "${" + source[start:end] + "}"
    stop = _CLOSING.match(source, end + 1)
    behind = stop.end() if stop else end + 1
    closings = (source[end:at] for at in range(end + 1, behind) if source[at] == "}")
    return lead[0] + source[start:end] + "".join(closings) + "}"


def kept_interpolation(node: Expression, scope: Scope) -> Value | None:
    """The kept text of a reference that stands alone in an interpolation; None for anything else.

    Places take time to work out. Where all interpolations of a text spell a reference alike, its spelling is known
    without its place; otherwise the ordinary way is gone.
    """
    root = reference_root(node)
    if root is None or scope.undeclared != "keep" or scope.find(root.name) is not None:
        return None
    spelling = _spellings(node.source.text).get("${" + _compact(node) + "}")
    return text(spelling) if spelling else None


def _compact(node: Expression) -> str:
    """A reference without blanks; not found in any text if it holds a key that needs escapes."""
    steps = []
    while not isinstance(node, Variable):
        if isinstance(node, GetAttr):
            steps.append("." + node.name)
        elif isinstance(node, LegacyIndex):
            steps.append("." + node.index)
        elif isinstance(node, Index):
            key = node.key
            steps.append(f"[{key.value}]" if isinstance(key, Literal) else f'["{key.plain}"]')  # type: ignore[attr-defined]
        assert isinstance(node, Step)
        node = node.value
    return node.name + "".join(reversed(steps))


@lru_cache(maxsize=8)
def _spellings(source: str) -> dict[str, str]:
    """The interpolations of a text by what they are without blanks; empty where they are spelled in several ways."""
    found: dict[str, str] = {}
    for match in _INTERPOLATION.finditer(source):
        spelling = match[1]
        compact = "".join(spelling.split())
        if match[2] or found.setdefault(compact, spelling) != spelling:
            found[compact] = ""
    return found


def reference_root(node: Expression) -> Variable | None:
    """The root of a reference whose steps are all written out, or None for any other expression."""
    while not isinstance(node, Variable):
        if not isinstance(node, Step) or not _is_written(node):
            return None
        node = node.value
    return node


def _is_literal(key: Expression) -> bool:
    if isinstance(key, Literal):
        return True
    return isinstance(key, Template) and key.plain is not None and key.kind == "quoted"


@evaluates(GetAttr, Index, LegacyIndex)
def step(run: Evaluation, node: Step, scope: Scope) -> Value:
    """What a chain of steps leads to, from its root on."""
    chain: list[Step] = []
    current: Expression = node
    while isinstance(current, (GetAttr, Index, LegacyIndex)):
        chain.append(current)
        current = current.value
    if isinstance(current, Variable) and scope.find(current.name) is None:
        # The steps that are written out belong to the reference; computed keys are taken of its text.
        root: Variable = current
        whole: Expression = current
        while chain and _is_written(chain[-1]):
            whole = chain.pop()
        value = _undeclared(run, root, whole, scope)
    else:
        value = run.value(current, scope)
    for one in reversed(chain):
        value = _taken(run, one, value, scope)
    return value


def _is_written(node: Expression) -> bool:
    """Whether a step's name or key stands in the text as it is."""
    return isinstance(node, (GetAttr, LegacyIndex)) or (isinstance(node, Index) and _is_literal(node.key))


def _taken(run: Evaluation, node: Step, value: Value, scope: Scope) -> Value:
    if isinstance(node, GetAttr):
        return _attribute(run, node, value)
    if isinstance(node, LegacyIndex):
        key = Value(NUMBER, parse(node.index))
    else:
        assert isinstance(node, Index)
        key = run.value(node.key, scope)
    return _element(run, node, value, key)


def _attribute(run: Evaluation, node: GetAttr, value: Value) -> Value:
    name = text(node.name).raw
    if value.raw is None:
        return _wrong(run, mistakes.NULL_ACCESS, node, f'A null has no attribute "{name}".')
    shape = kind(value.term)
    if shape == "object":
        if value.raw is UNKNOWN:
            members = types.attributes(value.term)
            if name in members:
                return unknown(members[name])
        elif name in value.raw:
            found: Value = value.raw[name]
            return found
        return _missing(run, node, name, list(types.attributes(value.term)))
    if shape == "map":
        if value.raw is UNKNOWN:
            return unknown(types.inner(value.term))
        if name in value.raw:
            item: Value = value.raw[name]
            return item
        return _missing(run, node, name, list(value.raw))
    if value.term == DYNAMIC:
        return DYNAMIC_UNKNOWN
    detail = f"A value of type {describe(value.term)} has no attributes."
    return _wrong(run, mistakes.UNKNOWN_ATTRIBUTE, node, detail, summary=f'Unknown attribute "{name}"')


def _missing(run: Evaluation, node: Step, name: str, known: list[str]) -> Value:
    hint = did_you_mean(name, known)
    said = f'Did you mean "{hint}"? ' if hint else ""
    if isinstance(node.value, Variable) and node.value.name in _DECLARATIONS:
        what, block = _DECLARATIONS[node.value.name]
        detail = f"{said}{_listed(f'{what}s known here', known)} To add it: {block.format(name)}"
        return _wrong(run, mistakes.UNDECLARED, node, detail, summary=f'There is no {what} "{name}"')
    detail = said + _listed("attributes of this value", known)
    return _wrong(run, mistakes.UNKNOWN_ATTRIBUTE, node, detail, summary=f'Unknown attribute "{name}"')


_DECLARATIONS = {
    "var": ("variable", 'variable "{}" {{}} beside the job.'),
    "local": ("local", "{} = … in a locals block beside the job."),
}
"""What the members of a root name are called, and how one is declared."""

_MOST_NAMES = 8


def _listed(what: str, known: list[str]) -> str:
    """A sentence that tells the names there are, if not too many."""
    if not known:
        return f"There are no {what}."
    more = f" and {len(known) - _MOST_NAMES} more" if len(known) > _MOST_NAMES else ""
    return f"The {what}: {', '.join(sorted(known)[:_MOST_NAMES])}{more}."


def _wrong(run: Evaluation, mistake: Mistake, node: Step, detail: str, *, summary: str = "") -> Value:
    run.report(mistake, node.step_range, detail, summary=summary, context=node.range)
    return DYNAMIC_UNKNOWN


def _element(run: Evaluation, node: Step, value: Value, key: Value) -> Value:
    if value.raw is None:
        return _wrong(run, mistakes.NULL_ACCESS, node, "A null has no elements.")
    if key.raw is None:
        return _wrong(run, mistakes.BAD_INDEX, node, "A null cannot be a key.")
    shape = kind(value.term)
    if DYNAMIC in (value.term, key.term):
        return DYNAMIC_UNKNOWN
    if shape in ("list", "tuple"):
        return _numbered(run, node, value, key)
    if shape in ("map", "object"):
        return _named(run, node, value, key)
    what = (
        "A set's elements have no keys" if shape == "set" else f"A value of type {describe(value.term)} has no elements"
    )
    return _wrong(run, mistakes.BAD_INDEX, node, f"{what}.")


def _numbered(run: Evaluation, node: Step, value: Value, key: Value) -> Value:
    wanted = _key(run, node, key, NUMBER)
    if wanted is None:
        return DYNAMIC_UNKNOWN
    is_list = kind(value.term) == "list"
    if wanted.raw is UNKNOWN or value.raw is UNKNOWN:
        if is_list:
            return unknown(types.inner(value.term))
        if wanted.raw is UNKNOWN:
            return DYNAMIC_UNKNOWN
    size = len(types.members(value.term)) if not is_list else len(value.raw)
    if not wanted.raw.is_whole or not 0 <= int(wanted.raw) < size:
        has = "no elements" if not size else f"only {size} element{'s'[: size > 1]}, counted from 0"
        return _wrong(run, mistakes.BAD_INDEX, node, f"There is no element {wanted.raw}: there are {has}.")
    at = int(wanted.raw)
    if value.raw is UNKNOWN:
        return unknown(types.members(value.term)[at])
    item: Value = value.raw[at]
    return item


def _named(run: Evaluation, node: Step, value: Value, key: Value) -> Value:
    wanted = _key(run, node, key, STRING)
    if wanted is None:
        return DYNAMIC_UNKNOWN
    is_map = kind(value.term) == "map"
    if wanted.raw is UNKNOWN or value.raw is UNKNOWN:
        return unknown(types.inner(value.term)) if is_map else DYNAMIC_UNKNOWN
    if wanted.raw in value.raw:
        item: Value = value.raw[wanted.raw]
        return item
    hint = did_you_mean(wanted.raw, value.raw)
    detail = f'There is no element "{wanted.raw}".' + (f' Did you mean "{hint}"?' if hint else "")
    return _wrong(run, mistakes.BAD_INDEX, node, detail)


def _key(run: Evaluation, node: Step, key: Value, wanted: Type) -> Value | None:
    try:
        return convert(key, wanted)
    except ConversionError as error:
        _wrong(run, mistakes.BAD_INDEX, node, f"The key does not fit: {error}.")
        return None


@evaluates(SplatItem)
def splat_item(run: Evaluation, node: SplatItem, scope: Scope) -> Value:
    """The element that a splat has come to."""
    return scope.find(node) or DYNAMIC_UNKNOWN


@evaluates(Splat)
def splat(run: Evaluation, node: Splat, scope: Scope) -> Value:
    """What is taken of each element; a single value counts as one element, a null as none."""
    before = len(run.problems)
    source = run.value(node.value, scope)
    if len(run.problems) > before:
        return DYNAMIC_UNKNOWN
    single = kind(source.term) not in ("list", "set", "tuple")
    if source.raw is None:
        return tuple_value([]) if single else _wrong(run, mistakes.BAD_SPLAT, node, "")
    if source.term == DYNAMIC:
        return DYNAMIC_UNKNOWN
    # A single unknown value may still turn out to be null, which is no element at all.
    blurred = single and source.raw is UNKNOWN
    if single:
        source = tuple_value([source])
    if source.raw is UNKNOWN:
        return unknown(_splat_type(run, node, source.term, scope))
    run.spend(len(source.raw))
    taken = [run.value(node.each, scope.inner({node.item: item})) for item in source.raw]
    if blurred:
        return DYNAMIC_UNKNOWN
    if len(run.problems) > before:
        return unknown(_splat_type(Evaluation(), node, source.term, scope))
    if kind(source.term) == "tuple":
        return tuple_value(taken)
    element = taken[0].term if taken else types.inner(_splat_type(run, node, source.term, scope))
    return list_value(element, taken)


def _splat_type(run: Evaluation, node: Splat, term: Type, scope: Scope) -> Type:
    """The type of a splat of unknown elements."""

    def each(element: Type) -> Type:
        return run.value(node.each, scope.inner({node.item: unknown(element)})).term

    if kind(term) == "tuple":
        return types.tuple_of(each(element) for element in types.members(term))
    return types.list_of(each(types.inner(term)))
