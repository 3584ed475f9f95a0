"""The builder's part for expressions: values, references, operations, collections and texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from jobspec.hcl.build_collections import CollectionBuilder
from jobspec.hcl.nodes import (
    Binary,
    Call,
    Conditional,
    Expression,
    GetAttr,
    Index,
    LegacyIndex,
    Literal,
    Parenthesized,
    Splat,
    SplatItem,
    Unary,
    Variable,
)
from jobspec.hcl.problems import Problem
from jobspec.patterns import pattern

_NUMBER = pattern(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
MAX_SPLATS = 30
"""Splats within the steps of splats; more are refused."""


class ExpressionBuilder(CollectionBuilder):
    """Makes the nodes of expressions."""

    __slots__ = ()

    # Operators

    def conditional(self, parts: list[Any]) -> Conditional:
        condition, _, then, _, otherwise = parts
        return Conditional(self.source, condition.first, otherwise.last, condition, then, otherwise)

    def binary(self, parts: list[Any]) -> Binary:
        left, operator, right = parts
        return Binary(self.source, left.first, right.last, left, self.texts[operator], right)

    def unary(self, parts: list[Any]) -> Unary:
        operator, operand = parts
        return Unary(self.source, operator, operand.last, self.texts[operator], operand)

    # Steps

    def get_attribute(self, parts: list[Any]) -> Expression:
        value, _, name = parts
        text = self.texts[name]
        if type(value) is Splat:
            return self._step(value, lambda target: GetAttr(self.source, value.first, name + 1, target, text))
        return GetAttr(self.source, value.first, name + 1, value, text)

    def legacy_index(self, parts: list[Any]) -> Expression:
        value, _, number = parts
        index = self.texts[number]
        assert isinstance(value, Expression)
        if "." in index:
            self.problems.append(Problem("NJ0036", number, number + 1, {"text": index}))
            index = "0"
        return self._step(value, partial(self._legacy_step, number, index))

    def _legacy_step(self, number: int, index: str, target: Expression) -> LegacyIndex:
        return LegacyIndex(self.source, target.first, number + 1, target, index)

    def index(self, parts: list[Any]) -> Expression:
        value, _, key, close = parts

        def step(target: Expression) -> Index:
            return Index(self.source, target.first, close + 1, target, key)

        return self._step(value, step, bracket=True)

    def attribute_splat(self, parts: list[Any]) -> Expression:
        value, dot, star = parts
        if type(value) is Splat and not value.full:
            self.problems.append(Problem("NJ0037", dot, star + 1, {}))

        def step(target: Expression) -> Splat:
            item = SplatItem(self.source, dot, star + 1)
            return Splat(self.source, target.first, star + 1, target, False, item, item)

        return self._step(value, step, bracket=True)

    def full_splat(self, parts: list[Any]) -> Expression:
        value, bracket, _, close = parts

        def step(target: Expression) -> Splat:
            item = SplatItem(self.source, bracket, close + 1)
            return Splat(self.source, target.first, close + 1, target, True, item, item)

        return self._step(value, step, bracket=True)

    def _step(
        self, value: Expression, step: Callable[[Expression], Expression], bracket: bool = False, depth: int = 0
    ) -> Expression:
        """Take a step into a value. A splat takes the steps behind it: they are made into each element.

        The splat of attributes leaves brackets alone: they are steps into the list it makes.
        """
        if type(value) is Splat and (value.full or not bracket):
            if depth > MAX_SPLATS:
                if not self.problems or self.problems[-1].id != "NJ0040":
                    self.problems.append(Problem("NJ0040", value.first, value.last, {"limit": MAX_SPLATS}))
                return value
            each = self._step(value.each, step, bracket, depth + 1)
            return Splat(self.source, value.first, each.last, value.value, value.full, each, value.item)
        return step(value)

    # Primaries

    def number(self, parts: list[Any]) -> Literal:
        at = parts[0]
        text = self.texts[at]
        if not text.isdigit() and not _NUMBER.fullmatch(text):
            self.problems.append(Problem("NJ0034", at, at + 1, {"text": text}))
            text = "0"
        return Literal(self.source, at, at + 1, "number", text)

    def variable(self, parts: list[Any]) -> Expression:
        at = parts[0]
        name = self.texts[at]
        if name == "true" or name == "false":
            return Literal(self.source, at, at + 1, "bool", name == "true")
        if name == "null":
            return Literal(self.source, at, at + 1, "null", None)
        return Variable(self.source, at, at + 1, name)

    def parenthesized(self, parts: list[Any]) -> Parenthesized:
        opening, expression, closing = parts
        return Parenthesized(self.source, opening, closing + 1, expression)

    def function(self, parts: list[Any]) -> list[int]:
        return [parts[0], parts[0] + 1]

    def function_within(self, parts: list[Any]) -> list[int]:
        return [parts[0][0], parts[2] + 1]

    def call(self, parts: list[Any]) -> Call:
        (first, opening), _, arguments, closing = parts
        name = self.texts[first] if opening == first + 1 else "".join(self.texts[first:opening])
        return Call(self.source, first, closing + 1, name, arguments, False, opening)

    def call_expanded(self, parts: list[Any]) -> Call:
        call = self.call([parts[0], parts[1], parts[2], parts[4]])
        ellipsis: int = parts[3]
        call.expand_final = bool(call.arguments) and call.arguments[-1].last == ellipsis
        if not call.expand_final:
            names: dict[str, object] = {"found": '"..."', "after": "The argument to expand must stand before it. "}
            self.problems.append(Problem("NJ0021", ellipsis, ellipsis + 1, names))
        return call
