"""From the number of a cell to its characters.

A finding names a line and the number of a column, as a curator counts them. Editors and build
servers want characters. A row may go over several lines, so it is read from its first line on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..opening import fault_of
from ..origin import Origin
from .account import Form


@dataclass(frozen=True, slots=True)
class Region:
    """Characters of a file; lines and columns count from 1, the end is the first one after it."""

    line: int
    column: int
    end_line: int
    end_column: int


class Regions:
    """The files of a project, each read once."""

    def __init__(
        self,
        project: Path,
        forms: Mapping[PurePosixPath, Form],
        without_lines: Set[PurePosixPath] = frozenset(),
    ) -> None:
        self._project = project
        self._forms = forms
        self._without_lines = without_lines
        self._texts: dict[PurePosixPath, tuple[str, list[int]]] = {}

    def of(self, origin: Origin, item: str | None = None) -> Region | None:
        """Return the characters of a cell, or of the whole line where no column is named.

        With ``item``, those of that part of the cell, if it stands there. None where the origin is
        a whole file, or a place that the file does not have, or where its lines are records.
        """
        if origin.path in self._without_lines:
            return None
        text, starts = self._read(origin.path)
        if origin.line is None or not 1 <= origin.line <= len(starts):
            return None
        begin = starts[origin.line - 1]
        end = self._line_end(text, begin)
        form = self._forms.get(origin.path)
        if origin.column is not None and form is None:
            begin = min(begin + origin.column - 1, end)
        elif origin.column is not None and form is not None:
            cell = next(
                (c for n, c in enumerate(_cells(text, begin, form), 1) if n == origin.column), None
            )
            begin, end = cell or (begin, end)
            found = _find(text[begin:end], item) if cell and item else None
            if found:
                begin, end = begin + found[0], begin + found[1]
        return Region(*self._place(starts, begin), *self._place(starts, end))

    def first_cell(self, origin: Origin) -> str:
        """Return the text of the first cell of a row: in our tables, its key."""
        text, starts = self._read(origin.path)
        form = self._forms.get(origin.path)
        if origin.line is None or form is None or origin.line > len(starts):
            return ""
        begin, end = next(_cells(text, starts[origin.line - 1], form))
        return text[begin:end]

    def _read(self, path: PurePosixPath) -> tuple[str, list[int]]:
        if path not in self._texts:
            file = self._project / path
            encoding = self._forms[path].encoding if path in self._forms else "utf-8"
            data = file.read_bytes() if fault_of(file) is None else b""
            text = data.decode(encoding, "replace").removeprefix("\ufeff")
            starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
            self._texts[path] = (text, starts)
        return self._texts[path]

    def _line_end(self, text: str, begin: int) -> int:
        match = re.compile(r"[\r\n]|\Z").search(text, begin)
        return match.start() if match else len(text)

    def _place(self, starts: list[int], at: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= at else (low, middle)
        return low + 1, at - starts[low] + 1


def _cells(text: str, begin: int, form: Form) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each cell of the row that starts at an offset, with its quotes."""
    start, end = begin, len(text)
    is_quoted = False
    signs = re.compile("[" + re.escape(form.delimiter + (form.quote or "")) + "\r\n]")
    for match in signs.finditer(text, begin):  # a cell may have a hundred million letters
        at, sign = match.start(), match[0]
        if sign == form.quote and (is_quoted or at == start):
            is_quoted = not is_quoted
        elif sign == form.quote and text[at - 1] == form.quote:
            is_quoted = True  # a doubled quote within a quoted cell
        elif not is_quoted and sign == form.delimiter:
            yield start, at
            start = at + 1
        elif not is_quoted and sign in "\r\n":
            end = at
            break
    yield start, end


def _find(cell: str, item: str) -> tuple[int, int] | None:
    """Return where an item of a list stands within a cell, if it is not the whole of it."""
    match = re.search(rf"(?<![\w/-]){re.escape(item)}(?![\w/-])", cell)
    return None if match is None or cell.strip('"') == item else match.span()
