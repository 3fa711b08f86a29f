"""Days and years as publishers write them: ``1.3.2015``, ``01-Jan-14``, ``2016-06-30``, ``2011``.

What comes out is EDTF, as precise as what stood there: ``2015-03-01`` or ``2011``. With slashes the
day or the month may come first: ``9/30/2016`` has one reading, ``3/4/2016`` has two. As with
amounts, the description decides, or else the days of the same column that have one reading only.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Final

from .amounts import Ambiguous, Unreadable

DAY_FIRST: Final = "day-first"
MONTH_FIRST: Final = "month-first"

_YEAR: Final = re.compile(r"\d{4}")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_POINTS: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_DASHES: Final = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_SLASHES: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDS: Final = re.compile(r"(\d{1,2})[-. ]+([^\W\d_]{3,})[-. ]+(\d{4}|\d{2})")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt",
         "nov", "dec dez"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def read_day(text: str, order: str | None = None) -> str:
    """Return a day or a year as EDTF; ``order`` says what comes first between slashes.

    Two digits of a year mean this century: no list of this kind is older.

    >>> read_day("1.3.2015"), read_day("01-Jan-14"), read_day("2011"), read_day("9/30/2016")
    ('2015-03-01', '2014-01-01', '2011', '2016-09-30')

    Raises Ambiguous where only a known order could tell, Unreadable for what is no day.
    """
    text = text.strip()
    if _YEAR.fullmatch(text):
        return text
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[2], match[3], text)
    if match := _POINTS.fullmatch(text) or _DASHES.fullmatch(text):
        return _day(match[3], match[2], match[1], text)
    if match := _WORDS.fullmatch(text):
        number = _MONTHS.get(match[2].lower()[:3], 0)
        return _day(match[3], str(number), match[1], text)
    match = _SLASHES.fullmatch(text)
    if not match:
        raise Unreadable(text)
    found = _order(match) or order
    if found is None and match[1] != match[2]:
        raise Ambiguous(text)
    if found and order and found != order:
        raise Unreadable(text)
    day, month = (match[1], match[2]) if found == DAY_FIRST else (match[2], match[1])
    return _day(match[3], month, day, text)


def order_of(texts: Iterable[str]) -> str | None:
    """Return what comes first in a column's days with slashes, if those that tell agree.

    >>> order_of(["3/4/2016", "9/30/2016"])
    'month-first'
    """
    found = {
        order
        for text in texts
        if (match := _SLASHES.fullmatch(text.strip())) and (order := _order(match))
    }
    return found.pop() if len(found) == 1 else None


def _order(match: re.Match[str]) -> str | None:
    first, second = int(match[1]), int(match[2])
    if first > 12:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 else None


def _day(year: str, month: str, day: str, text: str) -> str:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return datetime.date(full, int(month), int(day)).isoformat()
    except ValueError as error:
        raise Unreadable(text) from error
