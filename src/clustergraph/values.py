"""What a literal means: whether it is well-formed for its datatype, and which of two is less.

Comparison follows SPARQL's ``<`` (SPARQL 1.1, 17.3) with XML Schema's order of dates: two values
that SPARQL cannot compare have no order here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Final

from .names import PREFIXES
from .rdf import Term, is_literal, parts_of

_XSD: Final = PREFIXES["xsd"]
_WORDS: Final = (_XSD + "string", PREFIXES["rdf"] + "langString")
_ZONE: Final = r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DATE: Final = re.compile(rf"(-?\d{{4,}})-(\d\d)-(\d\d){_ZONE}")
_TIME: Final = re.compile(rf"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?{_ZONE}")
_DATE_TIME: Final = re.compile(
    rf"(-?\d{{4,}}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?{_ZONE}"
)
_INTEGER: Final = re.compile(r"[+-]?\d+")
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DOUBLE: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN")
_FURTHEST: Final = timedelta(hours=14)


def _is_date(lexical: str) -> bool:
    return _day(lexical) is not None


def _is_date_time(lexical: str) -> bool:
    match = _DATE_TIME.fullmatch(lexical)
    return match is not None and _is_date(match[1])


_CHECKS: Final[dict[str, Callable[[str], object]]] = {
    _XSD + "integer": _INTEGER.fullmatch,
    _XSD + "decimal": _DECIMAL.fullmatch,
    _XSD + "double": _DOUBLE.fullmatch,
    _XSD + "float": _DOUBLE.fullmatch,
    _XSD + "boolean": re.compile(r"true|false|1|0").fullmatch,
    _XSD + "date": _is_date,
    _XSD + "dateTime": _is_date_time,
    _XSD + "time": _TIME.fullmatch,
    _XSD + "gYear": re.compile(rf"-?\d{{4,}}{_ZONE}").fullmatch,
    _XSD + "gYearMonth": re.compile(rf"-?\d{{4,}}-(?:0[1-9]|1[0-2]){_ZONE}").fullmatch,
}


def has_datatype(term: Term, datatype: str) -> bool:
    """Tell whether a term is a literal of that datatype and well-formed (SHACL 4.1.2).

    >>> day = '"2014-02-30"^^<http://www.w3.org/2001/XMLSchema#date>'
    >>> has_datatype(day, "http://www.w3.org/2001/XMLSchema#date")
    False
    """
    if not is_literal(term) or (not term.endswith(f"^^<{datatype}>") and datatype not in _WORDS):
        return False  # without taking the literal apart, which costs 2 µs
    parts = parts_of(term)
    if parts.datatype != datatype:
        return False
    check = _CHECKS.get(datatype)
    return check is None or bool(check(parts.lexical))


@lru_cache(maxsize=65536)  # dates and amounts repeat; parsing one takes 3 µs
def _value(term: Term) -> tuple[str, object] | None:
    """Return what a literal means and with what kind it may be compared; None: with nothing."""
    if not is_literal(term):
        return None
    parts = parts_of(term)
    name, lexical = parts.datatype.removeprefix(_XSD), parts.lexical
    check = _CHECKS.get(parts.datatype)
    if check is not None and not check(lexical):
        return None
    match name:
        case "string":
            return name, lexical
        case "boolean":
            return name, lexical in ("true", "1")
        case "integer" | "decimal":
            return "number", Decimal(lexical)
        case "float" | "double":
            return "number", float(lexical)
        case "date":
            return name, _day(lexical)
        case "dateTime":
            return name, _instant(lexical)
    return None


def compare(left: Term, right: Term) -> int | None:
    """Return -1, 0 or 1 for less, equal or greater; None where SPARQL cannot tell.

    >>> decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    >>> compare(f'"9"^^<{decimal}>', f'"10"^^<{decimal}>'), compare('"a"', "<a>")
    (-1, None)
    """
    one, other = _value(left), _value(right)
    if one is None or other is None or one[0] != other[0]:
        return None
    a, b = one[1], other[1]
    if isinstance(a, datetime) and isinstance(b, datetime):
        return _compare_instants(a, b)
    if isinstance(a, float) != isinstance(b, float):
        a, b = float(a), float(b)  # type: ignore[arg-type]  # both are numbers by their kind
    if a != a or b != b:  # not a number (NaN): equal to nothing
        return None
    return 0 if a == b else -1 if a < b else 1  # type: ignore[operator]  # of one kind


def _compare_instants(left: datetime, right: datetime) -> int | None:
    """Compare as XML Schema does: without a zone a time may lie 14 hours to either side."""
    if (left.tzinfo is None) == (right.tzinfo is None):
        return 0 if left == right else -1 if left < right else 1
    if left.tzinfo is None:
        turned = _compare_instants(right, left)
        return None if turned is None else -turned
    known = left.astimezone(UTC).replace(tzinfo=None)
    if known < right - _FURTHEST:
        return -1
    return 1 if known > right + _FURTHEST else None


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))


def _day(lexical: str) -> datetime | None:
    match = _DATE.fullmatch(lexical)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # no such day; Python knows the years 1 to 9999 only, as rdflib does
        return None
    return datetime(day.year, day.month, day.day, tzinfo=_zone(match[4]))


def _instant(lexical: str) -> datetime | None:
    match = _DATE_TIME.fullmatch(lexical)
    if match is None:
        return None
    moment = datetime.fromisoformat(f"{match[1]}T{match[2]}")
    micro = int((match[3] or "0").ljust(6, "0")[:6])
    return moment.replace(microsecond=micro, tzinfo=_zone(match[4]))
