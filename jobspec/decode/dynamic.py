"""Expands `dynamic` blocks: one block for each element of a collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.diagnostics import Range, did_you_mean
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.json_nodes import JsonBody
from jobspec.hcl.nodes import Block, Body, Tuple, Variable
from jobspec.hcl.types import PRIMITIVES, STRING, describe
from jobspec.hcl.values import Value, object_value

_ARGUMENTS = ("for_each", "iterator", "labels")
_BLOCKS = {"content": 0}
_MOST_BLOCKS = 100_000


class _Labelled(Block):
    """A block that a dynamic one stands for: its places are those of the dynamic block."""

    __slots__ = ("origin",)

    def __init__(self, origin: Block, type: str, labels: list[str], body: Body) -> None:
        super().__init__(origin.source, origin.first, origin.last, type, labels, body)
        self.origin = origin

    @property
    def label_ranges(self) -> list[Range]:
        return [self.origin.header_range for _ in self.labels]

    @property
    def open_range(self) -> Range:
        return self.origin.open_range

    @property
    def missing_range(self) -> Range:
        return self.origin.missing_range

    @property
    def header_range(self) -> Range:
        return self.origin.header_range


def expand(run: Decoding, block: Block, scope: Scope, blocks: Mapping[str, int]) -> Iterator[tuple[Block, Scope]]:
    """The blocks that a dynamic one stands for, each with the scope of its content."""
    if len(block.labels) != 1:
        detail = 'It has the type of block it makes as its only label: dynamic "port" { … }.'
        subject = block.label_ranges[1] if block.labels else block.open_range
        _report(run, subject, detail, block)
        return
    kind = block.labels[0]
    if kind not in blocks:
        hint = did_you_mean(kind, blocks)
        detail = f'Did you mean "{hint}"?' if hint else "No block of this type is known here."
        summary = f'Unknown block "{kind}"'
        run.report(mistakes.UNKNOWN_BLOCK, block.label_ranges[0], detail, summary=summary)
        return
    before = len(run.problems)
    body = block.body
    if isinstance(body, JsonBody):
        body = body.resolved(_ARGUMENTS, _BLOCKS, run.problems)
    content = _content(run, block, body)
    iterator = _iterator(run, block, body, kind)
    if ("labels" in body.attributes) != bool(blocks[kind]):
        given = body.attributes.get("labels")
        subject = block.missing_range if given is None else given.name_range
        has = "has no label" if given is not None else "has a label: an argument labels is required"
        _report(run, subject, f'A block "{kind}" {has}.', block)
    if len(run.problems) > before or content is None or iterator is None:
        return
    collection = _collection(run, body, scope)
    if collection is None:
        return
    for key, value in collection:
        inner = scope.inner({iterator: object_value({"key": key, "value": value})})
        labels = _labels(run, block, body, inner, blocks[kind])
        if labels is not None:
            yield _Labelled(block, kind, labels, content.body), inner


def _report(run: Decoding, subject: Range, detail: str, block: Block) -> None:
    name = f' "{block.labels[0]}"' if block.labels else ""
    run.report(mistakes.BAD_DYNAMIC, subject, detail, summary=f"Unsuitable block dynamic{name}")


def _content(run: Decoding, block: Block, body: Body) -> Block | None:
    """The one content block; also checks what else there is."""
    found: Block | None = None
    if "for_each" not in body.attributes:
        _report(run, block.missing_range, 'An argument "for_each" is required.', block)
    for name, attribute in body.attributes.items():
        if name not in _ARGUMENTS:
            detail = "A dynamic block has the arguments for_each, iterator and labels."
            summary = f'Unknown argument "{name}"'
            run.report(mistakes.UNKNOWN_ARGUMENT, attribute.name_range, detail, summary=summary)
    for inner in body.blocks:
        if inner.type != "content":
            detail = "A dynamic block has one block, content."
            summary = f'Unknown block "{inner.type}"'
            run.report(mistakes.UNKNOWN_BLOCK, inner.type_range, detail, summary=summary)
        elif inner.labels:
            _report(run, inner.label_ranges[0], "The content block has no label.", block)
        elif found is not None:
            _report(run, inner.header_range, "There can be one content block.", block)
        else:
            found = inner
    if found is None:
        _report(
            run,
            block.missing_range,
            "It needs a content block for what each of its blocks holds: content { … }.",
            block,
        )
    return found


def _iterator(run: Decoding, block: Block, body: Body, kind: str) -> str | None:
    """The name that stands for the element: the block's type, unless given."""
    given = body.attributes.get("iterator")
    if given is None:
        return kind
    expression = given.expression
    if isinstance(expression, Variable):
        return expression.name
    _report(run, expression.range, "The iterator is a plain name.", block)
    return None


def _collection(run: Decoding, body: Body, scope: Scope) -> list[tuple[Value, Value]] | None:
    expression = body.attributes["for_each"].expression
    value = run.value(expression, scope)
    if value is None:
        return None
    if value.raw is None or value.term in PRIMITIVES:
        what = "null" if value.raw is None else describe(value.term)
        detail = f"for_each takes a list, a set, a map, an object or a tuple, not {what}."
        run.report(mistakes.BAD_DYNAMIC, expression.range, detail)
        return None
    elements = list(value.items())
    if len(elements) > _MOST_BLOCKS:
        run.report(mistakes.BAD_DYNAMIC, expression.range, f"It would make more than {_MOST_BLOCKS} blocks.")
        return None
    return elements


def _labels(run: Decoding, block: Block, body: Body, scope: Scope, wanted: int) -> list[str] | None:
    """The labels of one block, worked out in the scope of its element."""
    given = body.attributes.get("labels")
    if given is None:
        return []
    expression = given.expression
    if not isinstance(expression, Tuple):
        _report(run, expression.subject_range, "The labels stand in a list.", block)
        return None
    if len(expression.items) != wanted:
        at = expression.items[wanted].range if len(expression.items) > wanted else expression.range
        _report(run, at, f"This kind of block has {wanted or 'no'} label{'s'[: wanted != 1]}.", block)
        return None
    labels = []
    for item in expression.items:
        value = run.value(item, scope)
        if value is None:
            return None
        try:
            label = convert(value, STRING).raw
        except ConversionError as error:
            _report(run, item.range, f"The label does not fit: {error}.", block)
            return None
        if label is None:
            _report(run, item.range, "A label cannot be null.", block)
            return None
        labels.append(str(label))
    return labels
