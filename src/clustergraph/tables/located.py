"""JSON in which every value knows its line and column.

The standard parser forgets positions and lets the last of two equal keys win in silence; a
description of forty tables needs both told (RFC 8259).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

# The standard library's own reader of strings; its type stubs do not list it.
_scan_string: Final[Callable[[str, int, bool], tuple[str, int]]] = vars(json.decoder)["scanstring"]
_DEPTH: Final = 200  # a description needs 8; each level takes several frames of Python's stack
_DIGITS: Final = 1000
_BLANK: Final = re.compile(r"[ \t\n\r]*")
_SCALAR: Final = re.compile(
    r"(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>true|false|null)"
)


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value with the line and column where it begins; both count from 1.

    ``value`` is a str, int, float, bool, None, a tuple of Node, or a tuple of Member.
    """

    value: object
    kind: str
    line: int
    column: int

    @property
    def members(self) -> dict[str, Node]:
        """The members of an object; empty for anything else."""
        if not isinstance(self.value, tuple) or self.kind != "object":
            return {}
        return {member.name: member.node for member in self.value}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of an array; the value itself, alone, for anything else."""
        return self.value if isinstance(self.value, tuple) and self.kind == "array" else (self,)

    def entries(self) -> Iterator[Member]:
        """Yield the members of an object with repetitions and the places of their names."""
        if isinstance(self.value, tuple) and self.kind == "object":
            yield from self.value

    def plain(self) -> object:
        """Return the value as json.loads() would."""
        if self.kind == "object":
            return {name: node.plain() for name, node in self.members.items()}
        if self.kind == "array":
            return [item.plain() for item in self.items]
        return self.value


@dataclass(frozen=True, slots=True)
class Member:
    """A named value of an object, with the place of the name."""

    name: str
    node: Node
    line: int
    column: int


def parse(text: str) -> Node:
    r"""Read one JSON text.

    >>> parse('{"a":\n  [1]}').members["a"].line
    2

    Raises json.JSONDecodeError, which has ``lineno`` and ``colno``.
    """
    reader = _Reader(text)
    node = reader.read(reader.skip(0))
    end = reader.skip(reader.end)
    if end != len(text):
        raise json.JSONDecodeError("more text after the end", text, end)
    return node


class _Reader:
    """A recursive reader over one text; ``end`` is where the last value ended."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._line = 0
        self._depth = 0

    def skip(self, at: int) -> int:
        """Return the next place that is no white space."""
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column of a place; places are asked for in rising order."""
        while self._line + 1 < len(self._starts) and self._starts[self._line + 1] <= at:
            self._line += 1
        return self._line + 1, at - self._starts[self._line] + 1

    def read(self, at: int) -> Node:
        """Read the value that begins at a place."""
        line, column = self.place(at)
        head = self.text[at : at + 1]
        if head in ("{", "["):
            self._depth += 1
            if self._depth > _DEPTH:
                raise json.JSONDecodeError("it nests too deep", self.text, at)
            inner = self._members(at + 1) if head == "{" else self._items(at + 1)
            node = Node(tuple(inner), "object" if head == "{" else "array", line, column)
            self._depth -= 1
            return node
        if head == '"':
            value, self.end = _scan_string(self.text, at + 1, True)
            return Node(value, "string", line, column)
        match = _SCALAR.match(self.text, at)
        if match is None:
            raise json.JSONDecodeError("a value is missing", self.text, at)
        self.end = match.end()
        kind = "number" if match["number"] else {"null": "null"}.get(match[0], "boolean")
        if len(match[0]) > _DIGITS or json.loads(match[0]) in (float("inf"), float("-inf")):
            raise json.JSONDecodeError("a number is too large", self.text, at)
        return Node(json.loads(match[0]), kind, line, column)

    def _items(self, at: int) -> Iterator[Node]:
        at = self.skip(at)
        if self.text[at : at + 1] == "]":
            self.end = at + 1
            return
        while True:
            yield self.read(self.skip(at))
            at = self.skip(self.end)
            if not self._goes_on(at, "]"):
                return
            at += 1

    def _members(self, at: int) -> Iterator[Member]:
        at = self.skip(at)
        if self.text[at : at + 1] == "}":
            self.end = at + 1
            return
        while True:
            at = self.skip(at)
            if self.text[at : at + 1] != '"':
                raise json.JSONDecodeError("a name in quotation marks is missing", self.text, at)
            line, column = self.place(at)
            name, at = _scan_string(self.text, at + 1, True)
            at = self.skip(at)
            if self.text[at : at + 1] != ":":
                raise json.JSONDecodeError("a colon is missing", self.text, at)
            yield Member(name, self.read(self.skip(at + 1)), line, column)
            at = self.skip(self.end)
            if not self._goes_on(at, "}"):
                return
            at += 1

    def _goes_on(self, at: int, close: str) -> bool:
        """Tell whether a comma follows; the closing bracket ends the value."""
        found = self.text[at : at + 1]
        if found == ",":
            return True
        if found != close:
            raise json.JSONDecodeError(f"a comma or {close} is missing", self.text, at)
        self.end = at + 1
        return False
