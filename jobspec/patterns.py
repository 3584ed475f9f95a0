"""Regular expressions that are compiled when they are first used: of the many, a short run needs few."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, but at its first use. A mistake in the text shows then, too.

    >>> bool(pattern("[a-z]+").fullmatch("web"))
    True
    """
    return cast("re.Pattern[AnyStr]", _Deferred(text, flags))


class _Deferred:
    """Stands for a pattern; once compiled, its methods are the pattern's own."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
