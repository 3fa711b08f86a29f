"""Where each key of a TOML text stands.

The standard parser forgets positions. Which keys there are and what they say is its word; this
room only finds the lines, so a text that it misreads costs a line number and never a value
(TOML 1.0).
"""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')
    (?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)$""", re.VERBOSE)  # fmt: skip
_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_LONG: Final = ('"""', "'" * 3)
_ERROR_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")

Path = tuple[str, ...]


def places(text: str) -> dict[Path, tuple[int, int]]:
    r"""Return line and column, from 1, of each table and key by its path.

    >>> places('a = 1\n[b.c]\nd = 2\n')
    {('a',): (1, 1), ('b',): (2, 1), ('b', 'c'): (2, 1), ('b', 'c', 'd'): (3, 1)}
    """
    found: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    closing: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        column = len(line) - len(line.lstrip()) + 1
        if (header := _HEADER.match(line)) and not _KEY.match(line):
            table = _parts(header[1])
            for depth in range(1, len(table) + 1):
                found.setdefault(table[:depth], (number, column))
        elif key := _KEY.match(line):
            path = table + _parts(key[1])
            found.setdefault(path, (number, column))
            for inner in re.finditer(r"[{,]\s*([A-Za-z0-9_-]+)\s*=", key[2]):
                found.setdefault((*path, inner[1]), (number, key.start(2) + inner.start(1) + 1))
            closing = _opens(key[2])
    return found


def _parts(text: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(text))


def _opens(value: str) -> str | None:
    """Return the mark that ends a text of several lines, if the value begins one."""
    return next((m for m in _LONG if value.startswith(m) and m not in value[3:]), None)


def of_error(message: str) -> tuple[str, int | None, int | None]:
    """Part the message of the standard parser from the place that it names.

    >>> of_error("Invalid value (at line 3, column 9)")
    ('Invalid value', 3, 9)
    """
    match = _ERROR_PLACE.search(message)
    if match is None or match[1] is None:
        return _ERROR_PLACE.sub("", message), None, None
    return message[: match.start()], int(match[1]), int(match[2])
