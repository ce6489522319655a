"""Things that a mark names by their id, and that a row is repeated for, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Named(Generic[T]):
    """Things by id, in their order: ``indicators.social_increase`` is one, ``for i in indicators`` goes through all.

    ``language.MarkLanguage`` takes a name for an id here, never for one of the methods.
    """

    def __init__(self, things: Mapping[str, T]) -> None:
        self._things = dict(things)

    def __getitem__(self, name: str) -> T:
        return self._things[name]

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)

    def ids(self) -> list[str]:
        """The ids, in their order."""
        return list(self._things)
