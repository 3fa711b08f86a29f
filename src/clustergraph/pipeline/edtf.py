"""Times as precise as their source: from EDTF to first and last day, and back.

Only what the tables use of EDTF (ISO 8601-2, level 0 and the marks ``~``, ``?``, ``%`` of level 1):
year, month, day, and intervals of them.
"""

from __future__ import annotations

import calendar
import re
from typing import Final

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def bounds(text: str) -> tuple[str | None, str | None]:
    """Return the first and the last day that a time can mean; None where it is open or unreadable.

    >>> bounds("2014-02"), bounds("2011~"), bounds("../2008")
    (('2014-02-01', '2014-02-28'), ('2011-01-01', '2011-12-31'), (None, '2008-12-31'))
    """
    start, slash, end = text.partition("/")
    first, last = _days(start), _days(end if slash else start)
    return (first[0] if first else None, last[1] if last else None)


def between(first: str | None, last: str | None) -> str:
    """Return the shortest EDTF that means just the days from first to last; undoes bounds().

    >>> between("2014-01-01", "2014-12-31"), between("2014-07-14", "2014-07-14")
    ('2014', '2014-07-14')
    >>> between("2012-06-18", "2013-02-22"), between(None, "2008-12-31")
    ('2012-06-18/2013-02-22', '../2008')
    """
    if first and last:
        for text in (first[:4], first[:7], first):
            if bounds(text) == (first, last):
                return text
    return f"{_side(first, 0)}/{_side(last, 1)}"


def _side(day: str | None, side: int) -> str:
    """Return the shortest date whose first (0) or last (1) day is that one; .. is open.

    Only a last day is shortened: from a first day alone nobody can tell how precise it was.
    """
    if day is None:
        return ".."
    texts = (day[:4], day[:7]) if side else ()
    return next((text for text in texts if bounds(text)[side] == day), day)


def _days(text: str) -> tuple[str, str] | None:
    match = _DATE.fullmatch(text.rstrip("~?%"))
    if match is None:
        return None
    year, month, day = match.groups()
    if day:
        return match[0], match[0]
    if month:
        if not 1 <= int(month) <= 12 or year == "0000":
            return None
        days = calendar.monthrange(int(year), int(month))[1]
        return f"{year}-{month}-01", f"{year}-{month}-{days:02}"
    return f"{year}-01-01", f"{year}-12-31"
