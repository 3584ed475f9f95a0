"""A value worked out when first asked for, without the lock that `functools.cached_property` takes in Python 3.11."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Result = TypeVar("Result")


class once(Generic[Result]):  # noqa: N801, read like `property`
    """Turns a method into an attribute that keeps its first value."""

    def __init__(self, method: Callable[[Any], Result]) -> None:
        self._method = method
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Result: ...

    def __get__(self, instance: object | None, owner: type) -> Self | Result:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._method(instance)
        return value
