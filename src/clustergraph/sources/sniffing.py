"""How a publisher's file is written down, seen from the file alone: a guess that a person reviews.

Nothing here is trusted later: what is guessed goes into source.toml, and the build reads by that.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from .describing import by_suffix
from .gathering import Found, unpack

_HEAD: Final = 262_144  # bytes that tell delimiter and header
_MOST_LINES: Final = 200
_DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """The keys of ``[files.X]`` that a file asks for, and what is not certain about them."""

    format: str
    keys: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def sniff(file: Found, folder: Path) -> Form:
    """Return how a file is written; ``folder`` takes what is unpacked.

    Raises UnusableFile when it is packed and cannot be unpacked, OSError when it cannot be read.
    """
    form = by_suffix(file.name) or "csv"
    plain = unpack(file, folder / "sniffed")
    if form in ("json", "jsonl"):
        return _json(plain, form)
    if form != "csv":
        return Form(form)
    return _csv(plain, PurePosixPath(file.name).suffix == ".tsv")


def _json(plain: Path, form: str) -> Form:
    """Find the list of records in a JSON document; the longest list of objects is taken."""
    encoding, sure = _encoding(plain)
    keys = {} if encoding == "utf-8" else {"encoding": encoding}
    doubts = () if sure else (f"encoding: no UTF-8, so {encoding}; look at umlauts",)
    if form == "jsonl":
        return Form(form, keys, doubts)
    try:
        document = json.loads(plain.read_bytes().decode(encoding).removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return Form(form, keys, doubts)  # reading it will say what is wrong
    found = sorted(_lists(document, "$", 4), key=lambda pair: (-pair[0], pair[1]))
    if isinstance(document, list) or not found:
        return Form(form, keys, doubts)
    path = found[0][1]
    why = f"records: the longest list of objects is at {path}"
    return Form(form, {**keys, "records": path}, (*doubts, why))


def _lists(document: Any, path: str, depth: int) -> list[tuple[int, str]]:
    if isinstance(document, list):
        is_records = bool(document) and all(isinstance(item, dict) for item in document)
        return [(len(document), path)] if is_records else []
    if not isinstance(document, dict) or not depth:
        return []
    return [
        pair
        for name, value in document.items()
        for pair in _lists(value, f'{path}["{name}"]', depth - 1)
        if '"' not in name and "\\" not in name
    ]


def _csv(plain: Path, is_tabbed: bool) -> Form:
    keys: dict[str, Any] = {}
    doubts: list[str] = []
    encoding, sure = _encoding(plain)
    if encoding != "utf-8":
        keys["encoding"] = encoding
    if not sure:
        doubts.append(f"encoding: no UTF-8, so {encoding}; look at umlauts and currency signs")
    with plain.open("rb") as file:
        head = file.read(_HEAD)
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))[:_MOST_LINES]
    if len(head) == _HEAD and len(lines) < _MOST_LINES:
        lines = lines[:-1]  # cut in the middle
    best = max(_DELIMITERS, key=lambda sign: _fit(lines, sign))
    if best != ("\t" if is_tabbed else ","):
        keys["delimiter"] = best
    rows = _rows(lines, best)
    first = _header(rows)
    if first:
        keys["skipRows"] = first
        doubts.append(f"skipRows: the first {first} lines have other columns than the rest")
    if rows[first:] and not _is_header(rows[first], rows[first + 1 :]):
        keys["header"] = False
        doubts.append("header: the first row looks like data")
    return Form("csv", keys, tuple(doubts))


def _encoding(plain: Path) -> tuple[str, bool]:
    """Return the encoding and whether it is certain: a mark, or UTF-8 throughout."""
    with plain.open("rb") as file:
        head = file.read(4)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name, True
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(1024 * 1024):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", False
    return "utf-8", True


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return [line.rstrip("\r\n").split(delimiter) for line in lines if line.strip()]


def _fit(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Return how many rows are of one width above 1, and that width: the more the better."""
    widths = Counter(map(len, _rows(lines, delimiter)))
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    return (count / max(1, widths.total()) if width > 1 else 0.0, width)


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows stand before the first one that is as wide as most are."""
    if not rows:
        return 0
    width = Counter(map(len, rows)).most_common(1)[0][0]
    filled = [len(row) == width and sum(map(bool, row)) > width / 2 for row in rows]
    return filled.index(True) if True in filled else 0


def _is_header(row: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row names columns: no numbers, nothing twice, not like the rows below."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells or len(set(cells)) < len(cells):
        return not others and bool(cells)
    return not any(cell.replace(".", "").replace(",", "").lstrip("+-").isdigit() for cell in cells)
