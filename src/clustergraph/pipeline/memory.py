"""What one check keeps for the next in the same process: the work on inputs that did not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from ..reasoning import Reasoner, infer

Made = TypeVar("Made")


class Memory:
    """Results by name, each with the inputs that it was made from; the last of each name is kept.

    ``infer`` knows what followed the last time, and of a change only does what follows from it;
    unless nothing goes on after this build, since it keeps everything in memory for that.

    >>> memory = Memory()
    >>> [memory.recall("length", text, lambda: len(text)) for text in ("a", "a", "ab")]
    [1, 1, 2]
    >>> memory.made
    2
    """

    def __init__(self, *, goes_on: bool = True) -> None:
        self._kept: dict[str, tuple[Hashable, object]] = {}
        self.reasoner = Reasoner()
        self.infer = self.reasoner.infer if goes_on else infer
        self.made = 0

    def recall(self, name: str, inputs: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made under that name from equal inputs, or make it."""
        kept = self._kept.get(name)
        if kept is not None and kept[0] == inputs:
            return kept[1]  # type: ignore[return-value]  # a name always stands for one type
        made = make()
        self.made += 1
        self._kept[name] = (inputs, made)
        return made
