"""The language of filters: selectors, values and operators, read into a function that judges a row.

Meta.team == "red" and (Priority != 50 or `eu` in Datacenters)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from jobspec.server.filters.values import Broken, compare, lookup
from jobspec.server.http import Refused

Judge = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*"|`[^`]*`|'[^']*')
      | (?P<sign>==|!=|\(|\)|\{|\}|,|\||\[|\]|=>)
      | (?P<word>[^\s"`'()=!{}\[\],|]+)
    )""",
    re.VERBOSE,
)
_LONGEST = 8192
_DEEPEST = 64


class Token(NamedTuple):
    """A piece of a filter."""

    kind: str
    text: str


@lru_cache(maxsize=256)
def matcher(text: str) -> Judge:
    """What judges rows by a filter; an empty filter accepts all. Refused with 400 if the filter cannot be read."""
    if not text:
        return lambda row: True
    if len(text) > _LONGEST:
        raise Refused(400, f"The filter is longer than {_LONGEST} characters")
    judge = _Reader(_tokens(text)).whole()

    def guarded(row: Mapping[str, Any]) -> bool:
        try:
            return judge(row)
        except Broken as error:
            raise Refused(400, f"The filter cannot be applied: {error}") from None

    return guarded


def _tokens(text: str) -> list[Token]:
    tokens, at = [], 0
    text = text.rstrip(" \t\r\n")
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise Refused(400, f'The filter cannot be read at character {at + 1}: "{text[at : at + 20]}"')
        kind = match.lastgroup or ""
        tokens.append(Token(kind, match[kind]))
        at = match.end()
    return tokens


class _Reader:
    """Reads tokens by descent; `or` binds loosest, then `and`, then `not`."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Judge:
        judge = self._either()
        if self._at < len(self._tokens):
            raise self._wrong("the end")
        return judge

    def _either(self) -> Judge:
        judges = [self._both()]
        while self._take("or"):
            judges.append(self._both())
        return judges[0] if len(judges) == 1 else lambda row: any(judge(row) for judge in judges)

    def _both(self) -> Judge:
        judges = [self._single()]
        while self._take("and"):
            judges.append(self._single())
        return judges[0] if len(judges) == 1 else lambda row: all(judge(row) for judge in judges)

    def _single(self) -> Judge:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refused(400, f"The filter nests deeper than {_DEEPEST} levels")
        try:
            if self._take("not"):
                judge = self._single()
                return lambda row: not judge(row)
            if self._take("("):
                judge = self._either()
                self._demand(")")
                return judge
            if self._peek().text in ("any", "all") and self._peek(1).text != "==":
                return self._collection()
            return self._comparison()
        finally:
            self._depth -= 1

    def _collection(self) -> Judge:
        """`any Datacenters as dc { dc == "eu" }`."""
        every = self._next().text == "all"
        path = self._selector()
        self._demand("as")
        names = [self._next().text]
        if self._take(","):
            names.append(self._next().text)
        self._demand("{")
        inner = self._either()
        self._demand("}")

        def judge(row: Mapping[str, Any]) -> bool:
            items = lookup(row, path)
            if not isinstance(items, list | Mapping):
                raise Broken(f"{'.'.join(path)} holds no items")
            pairs = list(items.items()) if isinstance(items, Mapping) else list(enumerate(items))
            results = (inner({**row, **_bound(names, pair, isinstance(items, Mapping))}) for pair in pairs)
            return all(results) if every else any(results)

        return judge

    def _comparison(self) -> Judge:
        first = self._value()
        if first.kind == "quoted" or (self._peek().text in ("in", "not") and self._is_membership()):
            negated = self._take("not")
            self._demand("in")
            path = self._selector()
            return self._judge(path, "in", first.text, negated)
        path = tuple(self._path_of(first))
        operator, negated = self._operator()
        if operator in ("empty", "nil"):
            return self._judge(path, operator, "", negated)
        return self._judge(path, operator, self._value().text, negated)

    def _is_membership(self) -> bool:
        return self._peek().text == "in" or self._peek(1).text == "in"

    def _judge(self, path: tuple[str, ...], operator: str, value: str, negated: bool) -> Judge:
        def judge(row: Mapping[str, Any]) -> bool:
            return compare(lookup(row, path), operator, value, ".".join(path)) != negated

        return judge

    def _operator(self) -> tuple[str, bool]:
        token = self._next()
        if token.text in ("==", "!="):
            return "==", token.text == "!="
        if token.text == "is":
            negated = self._take("not")
            word = self._next()
            if word.text in ("empty", "nil"):
                return word.text, negated
        elif token.text == "not" and self._peek().text in ("contains", "matches"):
            return self._next().text, True
        elif token.text in ("contains", "matches"):
            return token.text, False
        self._at -= 1
        raise self._wrong("an operator")

    def _value(self) -> Token:
        token = self._next()
        if token.kind == "sign":
            self._at -= 1
            raise self._wrong("a value")
        if token.kind == "quoted":
            inner = token.text[1:-1]
            return Token("quoted", re.sub(r"\\(.)", r"\1", inner) if token.text[0] == '"' else inner)
        return token

    def _selector(self) -> tuple[str, ...]:
        return tuple(self._path_of(self._next()))

    def _path_of(self, token: Token) -> list[str]:
        if token.kind != "word" or not re.fullmatch(r"[A-Za-z_][\w/-]*(\.[\w/-]+)*", token.text):
            raise Refused(400, f'The filter has "{token.text}" where a field must stand')
        path = token.text.split(".")
        while self._take("["):
            path.append(self._value().text)
            self._demand("]")
            if self._peek().text.startswith("."):
                path += self._next().text[1:].split(".")
        return path

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else Token("", "")

    def _next(self) -> Token:
        token = self._peek()
        if not token.kind:
            raise self._wrong("more")
        self._at += 1
        return token

    def _take(self, text: str) -> bool:
        if self._peek().text == text and self._peek().kind != "quoted":
            self._at += 1
            return True
        return False

    def _demand(self, text: str) -> None:
        if not self._take(text):
            raise self._wrong(f'"{text}"')

    def _wrong(self, wanted: str) -> Refused:
        found = f'"{self._peek().text}"' if self._peek().kind else "its end"
        return Refused(400, f"The filter has {found} where {wanted} must stand")


def _bound(names: list[str], pair: tuple[Any, Any], keyed: bool) -> dict[str, Any]:
    """What the names of a loop stand for: one name is the item of a list, or the key of a map."""
    if len(names) == 1:
        return {names[0]: pair[0] if keyed else pair[1]}
    return dict(zip(names, pair))
