"""From what the grammar recognizes to nodes: one method for each name after `->` in the grammar.

A method gets what stands right of the rule's colon: token numbers for tokens, and what their own methods made for the
rest. It knows the shape of nodes, not how the text was read.
"""

from __future__ import annotations

from typing import Any

from jobspec.hcl.build_expressions import ExpressionBuilder
from jobspec.hcl.build_templates import unescape
from jobspec.hcl.grammar import TABLES
from jobspec.hcl.nodes import Attribute, Block, Body, Expression, Literal, Template
from jobspec.hcl.problems import Problem


class Builder(ExpressionBuilder):
    """Makes the nodes of one text."""

    __slots__ = ()

    def file(self, parts: list[Any]) -> Body:
        return self.body(0, len(self.kinds) - 1, parts[0])

    def body(self, first: int, last: int, items: list[Any]) -> Body:
        """The body that attributes and blocks make; a name given twice is a problem."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for item in items:
            if type(item) is Block:
                blocks.append(item)
            elif (name := item.name) in attributes:
                self._redefined(item, attributes[name])
            else:
                attributes[name] = item
        return Body(self.source, first, last, attributes, blocks)

    def _redefined(self, item: Attribute, earlier: Attribute) -> None:
        names = {"name": item.name, "line_of": earlier.first}
        self.problems.append(Problem("NJ0030", item.first, item.first + 1, names))

    def attribute(self, parts: list[Any]) -> Attribute:
        name, _, expression = parts
        return Attribute(self.source, name, expression.last, self.texts[name], expression)

    def take_line(self, parts: list[Any]) -> None:
        """A plain line: a name, `=`, and a text, a number or a word."""
        items, name = parts
        texts, source, at = self.texts, self.source, name + 2
        text = texts[at]
        expression: Expression
        if text[0] == '"':
            inner = text[1:-1]
            if "\\" in inner or "{" in inner:
                inner = self.quoted_text(at, unescape)
            expression = Template(source, at, at + 1, "quoted", [inner] if inner else [])
        elif text.isdigit():
            expression = Literal(source, at, at + 1, "number", text)
        else:
            expression = self.variable([at])
        items.append(Attribute(source, name, at + 1, texts[name], expression))

    def take_block(self, parts: list[Any]) -> None:
        """A block with a plain head: a type, and a label in quotes or none."""
        gathered, name, items, close = parts
        at = name + 1
        labels = [self.quoted_text(at, unescape)] if self.kinds[at] == "STRING" else []
        body = self.body(at + len(labels) + 1, close, items)
        gathered.append(Block(self.source, name, close + 1, self.texts[name], labels, body))

    def take_long_block(self, parts: list[Any]) -> None:
        parts[0].append(self.block(parts[1:]))

    def append_block(self, parts: list[Any]) -> list[Any]:
        gathered: list[Any] = parts[0]
        self.take_block(parts[:4])
        return gathered

    def block(self, parts: list[Any]) -> Block:
        name, labels, brace, _, items, close = parts
        body = self.body(brace + 1, close, items)
        return Block(self.source, name, close + 1, self.texts[name], self.labels(labels), body)

    def block_empty(self, parts: list[Any]) -> Block:
        name, labels, brace, close = parts
        body = Body(self.source, brace + 1, close, {}, [])
        return Block(self.source, name, close + 1, self.texts[name], self.labels(labels), body)

    def block_line(self, parts: list[Any]) -> Block:
        name, labels, brace, attribute, close = parts
        body = Body(self.source, brace + 1, close, {attribute.name: attribute}, [])
        return Block(self.source, name, close + 1, self.texts[name], self.labels(labels), body)

    def labels(self, labels: list[int]) -> list[str]:
        """The texts of labels."""
        kinds, texts = self.kinds, self.texts
        return [self.quoted_text(at, unescape) if kinds[at] == "STRING" else texts[at] for at in labels]


ACTIONS = TABLES.actions(Builder)
"""The builder's methods in the order of the grammar's rules."""
