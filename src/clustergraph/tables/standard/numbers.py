"""Numbers as people write them: number format patterns, grouping, percent and per mille.

Model for Tabular Data 6.4.2, with the patterns of UAX #35. A pattern becomes one regular expression
that must match the whole cell. The class NumberPattern of the package csvw (4.1) counts digits
instead, and takes ``--1``, ``1-2`` and ``1e5`` for ``#0``, and ``123`` for ``000%``.
"""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from typing import Final

_SPECIAL: Final = frozenset({"NaN", "INF", "-INF"})
_PARTS: Final = {"%": 2, "‰": 3}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format ready to read; ``text`` is what a person is told to expect."""

    text: str
    accepted: re.Pattern[str]
    decimal_char: str
    group_char: str | None

    def read(self, written: str, *, is_float: bool) -> str | None:
        """Return the number in the form of XML Schema, or None where it is none in this format."""
        if is_float and written in _SPECIAL:
            return written
        if self.accepted.fullmatch(written) is None:
            return None
        shift = next((places for sign, places in _PARTS.items() if sign in written), 0)
        plain = written.strip("%‰")
        sign = plain[:1] if plain[:1] in "+-" else ""
        plain = sign + plain.removeprefix(sign).lstrip("%‰")
        if self.group_char:
            plain = plain.replace(self.group_char, "")
        plain = plain.replace(self.decimal_char, ".").replace("E", "e")
        if not shift:
            return plain
        number = decimal.Decimal(plain).scaleb(-shift, decimal.Context(prec=len(plain) + 9))
        return str(float(number)) if is_float else _plainly(number)


def _plainly(number: decimal.Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def compile_number(
    pattern: str | None,
    decimal_char: str = ".",
    group_char: str | None = None,
    *,
    may_exponent: bool,
) -> NumberFormat:
    """Make a number format of a pattern, or the general one of 6.4.2 where there is none.

    >>> compile_number("#,##0.##", may_exponent=False).read("1,234.5", is_float=False)
    '1234.5'

    Raises ValueError for a pattern that UAX #35 does not know.
    """
    if pattern is None:
        return _general(decimal_char, group_char, may_exponent)
    group = group_char or ","
    positive = pattern.partition(";")[0]
    dot, comma = re.escape(decimal_char), re.escape(group)
    match = re.fullmatch(
        rf"(?P<before>[+\-%‰]*)(?P<whole>(?:[#0]|{comma})*)(?:{dot}(?P<part>(?:[#0]|{comma})*))?"
        r"(?:E(?P<sign>\+?)(?P<power>#*0*))?(?P<after>[%‰]?)",
        positive,
    )
    if match is None or not re.search("[#0]", match["whole"] + (match["part"] or "")):
        raise ValueError(f"{pattern} is no number format pattern")
    whole, part = match["whole"], match["part"] or ""
    if re.search(r"0[^#]*#", whole) or re.search(r"#[^0]*0", part):
        raise ValueError(f"{pattern} has its 0 and # in the wrong order")
    if match["power"] == "":
        raise ValueError(f"{pattern} has no digit in its exponent")
    body = _whole(whole, group, is_scientific=match["power"] is not None)
    body += _fraction(part, decimal_char, group)
    if match["power"]:
        least = max(1, match["power"].count("0"))
        body += rf"[eE]{'[+-]' if match['sign'] else '[+-]?'}\d{{{least},}}"
    sign = {"+": "[+-]", "-": "-"}.get(match["before"].strip("%‰")[:1], "[+-]?")
    before = next((mark for mark in match["before"] if mark in _PARTS), "")
    accepted = f"{before}{sign}{body}{match['after']}"
    return NumberFormat(pattern, re.compile(accepted, re.ASCII), decimal_char, group)


def _general(decimal_char: str, group_char: str | None, may_exponent: bool) -> NumberFormat:
    """Numbers without a pattern: grouping anywhere but twice in a row, percent and per mille."""
    dot = re.escape(decimal_char)
    group = rf"(?:{re.escape(group_char)}(?=\d))?" if group_char else ""
    power = r"(?:[eE][+-]?\d+)?" if may_exponent else ""
    accepted = rf"[%‰]?[+-]?(?:\d{group})*(?:(?<=\d)(?:{dot}\d*)?|{dot}\d+){power}[%‰]?"
    shape = f"0{decimal_char}0" if group_char is None else f"0{group_char}000{decimal_char}0"
    return NumberFormat(shape, re.compile(accepted, re.ASCII), decimal_char, group_char)


def _whole(whole: str, group: str, *, is_scientific: bool) -> str:
    """The digits before the decimal character: at least as many as there are zeros, in groups."""
    digits = whole.replace(group, "")
    least = digits.count("0")
    if is_scientific:  # UAX #35: only here does a pattern bound the number of whole digits
        return rf"\d{{{max(1, least)},{max(1, len(digits))}}}"
    groups = whole.split(group)
    if len(groups) == 1:
        return rf"\d{{{least},}}"
    first = len(groups[-1])
    further = len(groups[-2]) if len(groups) > 2 else first
    if not first or not further:
        raise ValueError(f"{whole} has an empty group")
    mark = re.escape(group)
    enough = rf"(?=(?:{mark}?\d){{{least},}})" if least else ""
    grouped = rf"\d{{1,{further}}}(?:{mark}\d{{{further}}})*{mark}\d{{{first}}}"
    return rf"{enough}(?:\d{{1,{first}}}|{grouped})"


def _fraction(part: str, decimal_char: str, group: str) -> str:
    """The digits after it: at least the zeros, at most all places, in groups if there are any."""
    digits = part.replace(group, "")
    if not digits:
        return ""
    least, most = digits.count("0"), len(digits)
    dot, mark = re.escape(decimal_char), re.escape(group)
    if group in part:
        size = len(part.split(group)[0])
        if not size:
            raise ValueError(f"{part} has an empty group")
        body = rf"(?=(?:{mark}?\d){{{least or 1},{most}}}(?![\d{mark}]))"
        body += rf"(?:\d{{{size}}}{mark})*\d{{1,{size}}}"
    else:
        body = rf"\d{{{least or 1},{most}}}"
    return f"{dot}{body}" if least else f"(?:{dot}{body})?"
