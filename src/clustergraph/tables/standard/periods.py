"""Bounds of durations and of parts of dates, which ``tables.cells`` does not compare.

XML Schema 1.1, part 2: a month has no fixed length, so durations are ordered only as far as they
are when added to each of four moments (E.3.3 there); years, months and days are ordered as numbers.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Final

_DURATION: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_PARTS: Final = {
    "gDay": re.compile(r"---(\d\d)"),
    "gMonth": re.compile(r"--(\d\d)"),
    "gMonthDay": re.compile(r"--(\d\d)-(\d\d)"),
    "gYear": re.compile(r"(-?\d{4,})"),
    "gYearMonth": re.compile(r"(-?\d{4,})-(\d\d)"),
}
_MOMENTS: Final = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
_HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {
    "minimum": operator.ge, "minInclusive": operator.ge, "minExclusive": operator.gt,
    "maximum": operator.le, "maxInclusive": operator.le, "maxExclusive": operator.lt,
}  # fmt: skip

Magnitude = tuple[float, ...]


def magnitude(base: str, lexical: str) -> Magnitude | None:
    """Return what can be compared of a value, or None where the text is none of its datatype.

    >>> magnitude("gYearMonth", "2014-07")
    (24175,)
    """
    if base in _PARTS:
        match = _PARTS[base].match(lexical)
        if match is None:
            return None
        high, low = (int(part) for part in (*match.groups(), "0")[:2])
        size = 12 if base == "gYearMonth" else 31
        return (high * size + low,)
    match = _DURATION.fullmatch(lexical)
    if match is None or not re.search(r"\d", lexical):
        return None
    part = {name: float(text or 0) for name, text in match.groupdict().items() if name != "sign"}
    sign = -1 if match["sign"] else 1
    months = sign * int(part["years"] * 12 + part["months"])
    seconds = sign * (
        part["days"] * 86400 + part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]
    )
    return tuple(
        (_days(year, month + months) - _days(year, month)) * 86400 + seconds
        for year, month in _MOMENTS
    )


def holds(relation: str, value: Magnitude, bound: Magnitude) -> bool:
    """Tell whether a bound is kept, whichever moment is taken.

    >>> holds("maximum", magnitude("duration", "P1M"), magnitude("duration", "P30D"))
    False
    """
    compare = _HOLDS[relation]
    return all(compare(one, other) for one, other in zip(value, bound, strict=True))


def _days(year: int, month: int) -> int:
    """Return the number of the first day of a month; months may run over the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    shifted = year - (month <= 2)
    era = (month + 9) % 12
    return 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400 + (153 * era + 2) // 5
