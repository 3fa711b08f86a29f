"""From a line of shaped rows back to the publisher's file and record.

Shaped rows lie in a CSV file of ours that nobody should have to open. Beside it lies one small
record a row (12 bytes): the line where the row begins, the number of the file and the record in
it, sorted by line, so that any row is found without reading the others.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from array import array
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from ..origin import Origin

_ROW: Final = struct.Struct("<III")


@dataclass
class Shaping:
    """Collects where each row came from and writes it beside the rows."""

    lines: array[int] = field(default_factory=lambda: array("I"))
    files: array[int] = field(default_factory=lambda: array("I"))
    records: array[int] = field(default_factory=lambda: array("I"))
    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, line: int, file: str, record: int) -> None:
        """Note that the row at ``line`` came from a record of a file."""
        self.lines.append(line)
        self.files.append(self.numbers.setdefault(file, len(self.numbers)))
        self.records.append(record)

    def write(self, path: Path) -> None:
        """Write all rows; the names of the files come first, as one line of JSON."""
        with path.open("wb") as out:
            out.write(json.dumps(list(self.numbers)).encode() + b"\n")
            for row in zip(self.lines, self.files, self.records, strict=True):
                out.write(_ROW.pack(*row))


class Shaped:
    """Reads what Shaping wrote; ``place`` is the folder of the files as findings show it.

    Raises OSError or ValueError when the file is missing or cut short.
    """

    def __init__(self, path: Path, place: str) -> None:
        with path.open("rb") as file:
            self._names: list[str] = json.loads(file.readline())
            self._start = file.tell()
            self._rows = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.path, self.place = path, place
        self._lines = _Lines(self._rows, self._start)

    def lines(self) -> Sequence[int]:
        """Return the lines where rows begin, sorted."""
        return self._lines

    def raw(self, line: int) -> tuple[str, int]:
        """Return the file's name and the record of the row that begins at a line."""
        at = bisect_right(self._lines, line) - 1
        _, file, record = _ROW.unpack_from(self._rows, self._start + at * _ROW.size)
        return self._names[file], record

    def of(self, line: int) -> Origin | None:
        """Return file and record of the row that holds a line, or None for the header."""
        at = bisect_right(self._lines, line) - 1
        if at < 0:
            return None
        _, file, record = _ROW.unpack_from(self._rows, self._start + at * _ROW.size)
        return Origin(shown(self.place, self._names[file]), record)


def without(rows: Path, shaped: Shaped, lines: Set[int], target: Path) -> Shaped:
    """Write shaped rows anew without those that begin at some lines, with their origins beside.

    The origins get the name of ``target`` and the suffix of the old ones.
    """
    kept = Shaping()
    with (
        rows.open(encoding="utf-8", newline="") as given,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        begins, keep, written = set(shaped.lines()), True, 1
        for line, text in enumerate(given, start=1):
            if line in begins:
                keep = line not in lines
                if keep:
                    kept.add(written, *shaped.raw(line))
            if keep:
                out.write(text)
                written += 1
    path = target.with_suffix(shaped.path.suffix)
    kept.write(path)
    return Shaped(path, shaped.place)


def shown(place: str, name: str) -> PurePosixPath:
    """Return the path by which findings show a publisher's file; as the operator wrote it.

    >>> str(shown("../files", "2014/a.csv"))
    '../files/2014/a.csv'
    """
    return PurePosixPath(os.path.normpath(PurePosixPath(place) / name))


class _Lines(Sequence[int]):
    """The lines alone, as bisect wants them."""

    def __init__(self, rows: mmap.mmap, start: int) -> None:
        self._rows, self._start = rows, start

    def __len__(self) -> int:
        return (len(self._rows) - self._start) // _ROW.size

    def __getitem__(self, index: int) -> int:  # type: ignore[override]  # no slices are asked for
        if not 0 <= index < len(self):
            raise IndexError(index)  # which ends a walk over all of them
        return int(_ROW.unpack_from(self._rows, self._start + index * _ROW.size)[0])
