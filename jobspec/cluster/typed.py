"""Reading a state's JSON with msgspec: of allocations only what planning asks for, the rest when it is asked for.

The types are drawn from the shapes, so that nothing passes here that would be refused there. Whatever is out of the
ordinary is left to the careful road, which tells what is wrong.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, Required, TypedDict

from jobspec.cluster.alloc import WrittenLater
from jobspec.cluster.shapes import NUMBER, REQUIRED, SHAPES, Kind

KEPT_WHOLE = ("[]dict", "{}dict")
"""Inside the resources of an allocation, ports, networks and devices are kept as they are."""
TIMES = {"StartedAt": Any, "FinishedAt": Any}


class Loaded(NamedTuple):
    """A state as read: its allocations apart."""

    rest: dict[str, Any]
    texts: AllocTexts


class AllocTexts:
    """The JSON of allocations, decoded as far as planning asks for, and the rest when somebody asks for that."""

    def __init__(self, content: bytes, heads: list[dict[str, Any]]) -> None:
        self.heads = heads
        self._content = content
        self._by_id: dict[str, Any] = {}

    def whole(self, id: str) -> dict[str, Any]:
        """An allocation as the API shows it."""
        types = _types()
        if not self._by_id:
            texts = types.json.decode(self._content, type=types.texts).Allocs
            self._by_id = {head["ID"]: text for head, text in zip(self.heads, texts, strict=True)}
        found: dict[str, Any] = types.json.decode(self._by_id[id])
        return found

    def all(self) -> list[dict[str, Any]]:
        """All allocations as the API shows them."""
        types = _types()
        return types.json.decode(self._content, type=types.whole).Allocs or []


class LoadedAlloc(WrittenLater):
    """An allocation of which only what planning asks for was decoded."""

    __slots__ = ("_head", "_texts")

    def __init__(self, head: Mapping[str, Any], texts: AllocTexts) -> None:
        super().__init__(head)
        self._raw = None
        self._head = head
        self._texts = texts

    def _written(self) -> Mapping[str, Any]:
        return self._texts.whole(self.id)

    @property
    def resources(self) -> Mapping[str, Any]:
        """What of `AllocatedResources` planning asks for."""
        return self._head.get("AllocatedResources") or {}


class _Types(NamedTuple):
    """What msgspec is told to look for."""

    json: Any
    convert: Any
    state: Any
    read: Any
    resources: Any
    texts: Any
    whole: Any


@lru_cache(maxsize=1)
def _types() -> _Types:
    msgspec = importlib.import_module("msgspec")
    shapes = _Shapes(msgspec)

    others = [(key, Any, None) for key in SHAPES["State"] if key != "Allocs"]

    def only_allocs(name: str, item: Any) -> Any:
        return msgspec.defstruct(name, [("Allocs", _maybe(_list(item)), None)])

    return _Types(
        msgspec.json,
        msgspec.convert,
        shapes.checked("State", without=("Allocs",)),
        msgspec.defstruct("Read", [*others, ("Allocs", _maybe(_list(shapes.head(msgspec.Raw))), None)]),
        shapes.resources(),
        only_allocs("Texts", msgspec.Raw),
        only_allocs("Whole", dict[str, Any]),
    )


_typed_dict: Any = TypedDict


def _maybe(kind: Any) -> Any:
    return kind | None


def _needed(kind: Any) -> Any:
    return Required[kind]


def _list(item: Any) -> Any:
    return list[item]


def _map(item: Any) -> Any:
    return dict[str, item]


class _Shapes:
    """Types for the shapes: structs for what is only checked, dictionaries for what is kept."""

    def __init__(self, msgspec: Any) -> None:
        self._define = msgspec.defstruct
        self._anything = msgspec.defstruct("Anything", [])
        self._text = Annotated[str, msgspec.Meta(min_length=1)]
        self._made: dict[tuple[str, bool], Any] = {}

    def checked(self, name: str, without: Iterable[str] = ()) -> Any:
        """A struct that accepts what the shape accepts."""
        needed = REQUIRED.get(name, ())
        others = [key for key in SHAPES[name] if key not in needed and key not in without]
        fields = [(key, _maybe(self._of(SHAPES[name][key], kept=False)), None) for key in others]
        return self._define(name, [*((key, self._text) for key in needed), *fields])

    def resources(self) -> Any:
        """What is kept of an allocation's resources."""
        return _maybe(self._of("AllocatedResources", kept=True))

    def head(self, undecoded: Any) -> Any:
        """What is kept of an allocation; its resources as they are written."""
        fields = {key: _maybe(self._of(kind, kept=False)) for key, kind in SHAPES["Alloc"].items()}
        fields["AllocatedResources"] = undecoded
        fields["TaskStates"] = _maybe(_map(_maybe(_typed_dict("TaskTimes", TIMES, total=False))))
        fields |= dict.fromkeys(("JobModifyIndex", "SubmitTime", "StatusUpdatedAt"), Any)
        fields |= {key: _needed(self._text) for key in REQUIRED["Alloc"]}
        return _typed_dict("Head", fields, total=False)

    def _of(self, kind: Kind, *, kept: bool) -> Any:
        if kind == NUMBER:
            return int | float
        if not isinstance(kind, str):
            return self._anything if kind is dict else list[Any] if kind is list else kind
        if kind[:2] not in ("[]", "{}"):
            return self._named(kind, kept=kept)
        item = dict[str, Any] if kept and kind in KEPT_WHOLE else self._named(kind[2:], kept=kept)
        return _list(item) if kind[0] == "[" else _map(_maybe(item))

    def _named(self, name: str, *, kept: bool) -> Any:
        if name in ("str", "dict"):
            return str if name == "str" else self._anything
        key = (name, kept)
        if key not in self._made:
            fields = {field: _maybe(self._of(kind, kept=kept)) for field, kind in SHAPES[name].items()}
            self._made[key] = _typed_dict(name, fields, total=False) if kept else self.checked(name)
        return self._made[key]


def read_typed(content: bytes) -> Loaded | None:
    """The state in a JSON text; None if msgspec is not there or anything is not as it should be."""
    try:
        types = _types()
    except ImportError:
        return None
    try:
        found = types.json.decode(content, type=types.read)
        rest = {key: value for key in SHAPES["State"] if (value := getattr(found, key)) is not None}
        heads = rest.pop("Allocs", [])
        _decode_resources(heads, types)
        types.convert(rest, types.state)
    except (ValueError, RecursionError):
        # msgspec's own errors are ValueErrors.
        return None
    return Loaded(rest, AllocTexts(content, heads))


def _decode_resources(heads: Iterable[dict[str, Any]], types: _Types) -> None:
    """Decode the resources of allocations, those that are written alike only once: most of a group's are."""
    known: dict[bytes, Any] = {}
    for head in heads:
        written = head.get("AllocatedResources")
        if written is None:
            continue
        text = bytes(written)
        if text not in known:
            known[text] = types.json.decode(text, type=types.resources)
        head["AllocatedResources"] = known[text]
