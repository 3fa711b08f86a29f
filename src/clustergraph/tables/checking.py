"""What is wrong with one cell, and what it says.

Every cell that is not plainly clean (``fitting``) is judged here: bytes of another encoding,
control characters, empty cells that are required, what cannot be read as its datatype, and what can
be read and is untidy all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from . import mends
from .cells import Problem
from .plan import Column

_SURROGATE: Final = re.compile("[\udc80-\udcff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# UTF-8 read as Windows-1252 and written again: Ã¤ for ä, â€ž for „.
_GARBLED: Final = re.compile("Ã[\u0080-\u00bf\u2018-\u203a\u0152-\u0178]|â€|\ufffd|[\x80-\x9f]")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}\.000")

Found = tuple[str, Problem, str]


def check_cell(column: Column, text: str, values: dict[str, list[str]]) -> Iterator[Found]:
    """Yield what is wrong with one cell as (rule, problem, value), and read its items."""
    unclean = _unclean(text)
    if unclean is not None:
        yield unclean
        return
    datatype = column.datatype
    normal = datatype.normalize(text) or column.default
    items = [] if normal in ("", *column.null) else [normal]
    if column.separator and items:
        parts = [datatype.normalize(part).strip() for part in normal.split(column.separator)]
        items = [part for part in parts if part not in column.null]
    if not items and column.required:
        yield "MissingCell", Problem("must not be empty", "darf nicht leer sein"), text
        return
    read: list[str] = []
    for item in items:
        lexical = datatype.read(item)
        if isinstance(lexical, Problem):
            yield "UnreadableCell", lexical, item
        else:
            read.append(lexical)
    if len(read) == len(items):
        values[column.name] = list(dict.fromkeys(read))
        yield from _untidy(column, text, items)


def lexical_of(column: Column, text: str) -> str | None:
    """Return what a cell without a separator says, "" if nothing; None where anything is wrong."""
    values: dict[str, list[str]] = {}
    if any(True for _ in check_cell(column, text, values)):
        return None
    return next(iter(values.get(column.name, ())), "")


def _unclean(text: str) -> Found | None:
    """Tell bytes of another encoding and control characters."""
    if text.isascii() and text.isprintable():
        return None
    if _SURROGATE.search(text):
        data = text.encode("utf-8", "surrogateescape")
        mend = _CONTROL.sub("", data.decode("cp1252", "replace"))
        shown = data.decode("utf-8", "backslashreplace")
        return "NotUtf8", Problem("is not UTF-8", "ist nicht in UTF-8", mend), shown
    if match := _CONTROL.search(text):
        code = f"U+{ord(match[0]):04X}"
        without = _CONTROL.sub("", text) or None
        shown = _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text)
        return (
            "NulCharacter",
            Problem(
                f"holds the control character {code}", f"enthält das Steuerzeichen {code}", without
            ),
            shown,
        )
    return None


def _untidy(column: Column, text: str, items: list[str]) -> Iterator[Found]:
    """Yield warnings about a cell that can be read."""
    tidy = column.separator.join(items) if column.separator else text.strip()
    if tidy != text and items and text.strip() != "":
        yield (
            "SpaceAtEdge",
            Problem(
                "has white space that does not belong to it",
                "hat Leerraum, der nicht dazugehört",
                tidy,
            ),
            text,
        )
    if len(set(items)) < len(items):
        again = (column.separator or " ").join(dict.fromkeys(items))
        yield "RepeatedItem", Problem("repeats an item", "wiederholt einen Wert", again), text
    if column.datatype.base == "decimal" and _THOUSANDS.fullmatch(text):
        thousands = text.replace(".", "")
        yield (
            "AmbiguousNumber",
            Problem(f"is read as {text[:-4]}", f"wird als {text[:-4]} gelesen", thousands),
            text,
        )
    if text.isascii():
        return
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        yield (
            "DecomposedText",
            Problem("is not in normal form C", "steht nicht in Normalform C", composed),
            text,
        )
    if _GARBLED.search(text):
        yield (
            "GarbledText",
            Problem("looks wrongly decoded", "sieht falsch dekodiert aus", mends.ungarble(text)),
            text,
        )
