"""Amounts of money as publishers write them: ``3,000.00``, ``1580,38``, ``€ 1570.00``, ``-12 €``.

A number is read only where no other reading is possible. What decides, in this order: both signs
stand in it (the last one is the decimal sign); one sign repeats (it groups); the digits after the
only sign are not three (it is the decimal sign). ``1.200`` is left over: it is one thousand two
hundred or one and a fifth. Then the description decides, or else the other amounts of the same
column, if all of those that can be read in one way only agree. If they do not, or if there are
none, the amount is ambiguous and never guessed: a guess could be wrong by a factor of a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

_MONEY: Final = re.compile(r"€|EUR(?:O)?\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?\d[\d.,]*")
_GROUPS: Final = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,"}
# Spaces (also protected and narrow ones) and apostrophes between digits can only group.
_SPACES: Final = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?:\D|$))")


class Ambiguous(ValueError):
    """A number has two readings, and nothing tells which is meant."""


class Unreadable(ValueError):
    """A text is no number."""


def read_amount(
    text: str, decimal: str | None = None, seen: frozenset[str] = frozenset()
) -> Decimal:
    """Read one amount.

    ``decimal`` is the decimal sign that a description names; ``seen`` are those that other amounts
    of the column prove. Where they prove both, a number with one sign is read only if more than
    three digits stand before it: in one real list ``5,819,053`` and ``29,275`` stand beside
    ``98,05``, which is 98,050 with its last nought lost. One that is proven to be the decimal sign
    settles what the *other* means; ``12.345`` beside ``0.50`` stays ambiguous, for money has no
    third decimal.

    >>> read_amount("3,000.00"), read_amount("1580,38 €"), read_amount("1.200", ",")
    (Decimal('3000.00'), Decimal('1580.38'), Decimal('1200'))

    Raises Ambiguous where only a known sign could tell, and Unreadable for what is no number or
    contradicts the known sign.
    """
    number = _bare(text)
    sign = _decimal_sign(number)
    if decimal is None:
        decimal = _settle(number, sign, seen, text)
    if sign == "?":
        sign = decimal if decimal and decimal in number else ""
    elif decimal and sign not in ("", decimal):
        raise Unreadable(text)
    whole, _, rest = number.partition(sign) if sign else (number, "", "")
    group = _group_of(whole)
    if group and not _GROUPS[group].fullmatch(whole.lstrip("+-")):
        raise Unreadable(text)
    return Decimal(whole.replace(group or "\0", "") + ("." + rest if rest else ""))


def _settle(number: str, sign: str, seen: frozenset[str], text: str) -> str | None:
    """Return the decimal sign that the other amounts of a column settle for a number, if it needs.

    Raises Ambiguous where they do not.
    """
    signs = re.findall("[.,]", number)
    if len(seen) > 1 and len(signs) == 1 and len(re.split("[.,]", number.lstrip("+-"))[0]) <= 3:
        raise Ambiguous(text)
    if sign != "?":
        return sign or None
    if len(seen) != 1 or signs[0] in seen:
        raise Ambiguous(text)
    return next(iter(seen))


def decimal_signs(texts: Iterable[str]) -> frozenset[str]:
    """Return the decimal signs that a column's unambiguous numbers prove.

    >>> decimal_signs(["1.200", "1.234.567", "80"])
    frozenset({','})
    >>> sorted(decimal_signs(["1.200", "3,000.00", "1580,38"]))
    [',', '.']
    """
    proven: set[str] = set()
    for text in texts:
        try:
            number = _bare(text)
            sign = _decimal_sign(number)
        except Unreadable:
            continue
        if sign in (".", ","):
            proven.add(sign)
        elif sign == "" and (group := _group_of(number)):
            proven.add("," if group == "." else ".")
    return frozenset(proven)


def _bare(text: str) -> str:
    """Return the number alone, without currency, spaces that group, and a sign that trails."""
    number = _SPACES.sub("", _MONEY.sub("", text).strip())
    number = number.replace("\u2212", "-").replace("\u2013", "-")
    number = re.sub(r"(?<=\d),-+$", "", number)  # 1.200,- is one thousand two hundred
    number = re.sub(r"^([+-])\s+", r"\1", number)
    if not _NUMBER.fullmatch(number) or number[-1] in ".,":
        raise Unreadable(text)
    return number


def _decimal_sign(number: str) -> str:
    """Return the decimal sign of a number, nothing if it has none, and ``?`` if it may have one."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        last = max(".,", key=number.rfind)
        if number.count(last) > 1:
            raise Unreadable(number)
        return last
    if points + commas == 0 or points > 1 or commas > 1:
        return ""
    sign = "." if points else ","
    whole, rest = number.lstrip("+-").split(sign)
    may_group = len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0")
    return "?" if may_group else sign


def _group_of(whole: str) -> str:
    return next((sign for sign in ".," if sign in whole), "")
