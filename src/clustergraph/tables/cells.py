"""From the text of a cell to a canonical lexical form, or to what is wrong with it.

Datatypes, their formats and constraints follow "Model for Tabular Data" 6.4 and "Metadata
Vocabulary for Tabular Data" 5.11.2. The package csvw judges the *description* of a datatype, knows
the date formats and reads numbers in a format. The rest is ours, because csvw 4.1 lets through what
a curator must hear of: ``1_000`` and ``NaN`` as decimals, dates with a tail (it matches a prefix),
strings with a newline after the match; and it asks the clock when a date has a time zone.
"""

from __future__ import annotations

import datetime
import decimal
import json
import re
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import csvw
from csvw.datatypes import DATATYPES, dt_format_and_regex

from .. import names, rdf
from . import mends
from .expressions import is_endless

_XSD: Final = names.PREFIXES["xsd"]
_ALIASES: Final = {
    "any": _XSD + "anyAtomicType",
    "binary": _XSD + "base64Binary",
    "datetime": _XSD + "dateTime",
    "number": _XSD + "double",
    "html": names.PREFIXES["rdf"] + "HTML",
    "xml": names.PREFIXES["rdf"] + "XMLLiteral",
    "json": names.PREFIXES["csvw"] + "JSON",
}
# Model for Tabular Data 6.4, steps 1 and 2: whose white space is left alone.
_VERBATIM: Final = frozenset({"string", "json", "xml", "html", "any", "anyAtomicType"})
_DECIMALS: Final = frozenset(
    name for name, kind in DATATYPES.items() if issubclass(kind, DATATYPES["decimal"])
)
_INTEGERS: Final = _DECIMALS - {"decimal"}
_MOST_DIGITS: Final = 1000  # Python reads 4300 at most, and no store counts with so many
_FLOATS: Final = frozenset({"float", "double", "number"})
_DATES: Final = frozenset({"date"})
_TIMES: Final = frozenset({"dateTime", "datetime", "dateTimeStamp", "time"})
_ZONE: Final = r"(?P<zone>Z|[+-](?:0\d|1[0-4]):[0-5]\d)"
_DAY: Final = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
_CLOCK: Final = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:\.(?P<microsecond>\d+))?"
_DURATION: Final = r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
# XML Schema 1.1, part 2: the lexical space of each datatype that does not take every string.
_LEXICAL: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(pattern, 0 if name in ("NMTOKEN", "Name", "QName") else re.ASCII)
    for name, pattern in {
        **dict.fromkeys(_INTEGERS, r"[+-]?\d+"),
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        **dict.fromkeys(_FLOATS, r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN"),
        "date": f"{_DAY}{_ZONE}?",
        **dict.fromkeys(("dateTime", "datetime"), f"{_DAY}T{_CLOCK}{_ZONE}?"),
        "dateTimeStamp": f"{_DAY}T{_CLOCK}{_ZONE}",
        "time": f"{_CLOCK}{_ZONE}?",
        "duration": _DURATION,
        "dayTimeDuration": r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
        "yearMonthDuration": r"-?P(?=.)(\d+Y)?(\d+M)?",
        "gYear": rf"-?\d{{4,}}{_ZONE}?",
        "gYearMonth": rf"-?\d{{4,}}-(0[1-9]|1[0-2]){_ZONE}?",
        "gMonth": rf"--(0[1-9]|1[0-2]){_ZONE}?",
        "gMonthDay": rf"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]){_ZONE}?",
        "gDay": rf"---(0[1-9]|[12]\d|3[01]){_ZONE}?",
        "language": r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
        "NMTOKEN": r"[\w.:\-]+",
        "Name": r"[^\W\d][\w.:\-]*|:[\w.:\-]*",
        "QName": r"([^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*",
        "hexBinary": r"([0-9A-Fa-f]{2})*",
        **dict.fromkeys(
            ("base64Binary", "binary"), r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2,3}=?=?)?"
        ),
    }.items()
}  # fmt: skip
# Built-in datatypes of CSV on the Web that csvw 4.1 does not know; all take strings.
_UNKNOWN_TO_CSVW: Final = {"language", "token", "Name", "anyAtomicType"} - set(DATATYPES)
_BOUNDS: Final = (
    ("minimum", "least"), ("minInclusive", "least"), ("maximum", "most"), ("maxInclusive", "most"),
    ("minExclusive", "above"), ("maxExclusive", "below"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text cannot be read, in both languages, and what to write instead if that is known."""

    english: str
    german: str
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Datatype:
    """A datatype ready to read cells: lexical space, format, bounds and the IRI of its literals."""

    base: str
    iri: str
    lexical: re.Pattern[str] | None = None
    form: str | None = None
    true_false: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    lengths: tuple[int, int] = (0, sys.maxsize)
    bounds: tuple[tuple[str, Any, str], ...] = ()
    number: Any = field(default=None, compare=False)
    grouped: re.Pattern[str] | None = None

    @property
    def is_text(self) -> bool:
        """True when a language tag may apply."""
        return self.iri == _XSD + "string"

    @property
    def keeps_space(self) -> bool:
        """True when white space belongs to the value."""
        return self.base in _VERBATIM

    def normalize(self, text: str) -> str:
        """Treat white space as Model for Tabular Data 6.4 (steps 1 and 2) says."""
        if self.base in _VERBATIM:
            return text
        text = re.sub(r"[\r\n\t]", " ", text)
        return text if self.base == "normalizedString" else re.sub(r"  +", " ", text).strip(" ")

    def read(self, text: str) -> str | Problem:
        """Return the canonical lexical form of a text that is neither empty nor null."""
        if self.base in _DECIMALS | _FLOATS and len(text) > _MOST_DIGITS:
            return Problem(f"has more than {_MOST_DIGITS} digits",
                           f"hat mehr als {_MOST_DIGITS} Ziffern")  # fmt: skip
        result = self._lexical(text)
        if isinstance(result, str):
            return self._outside(text, result) or result
        if result.mend is None:
            return Problem(
                result.english, result.german, mends.suggest(self.base, text, self._reads)
            )
        return result

    def _reads(self, text: str) -> bool:
        result = self._lexical(text)
        return isinstance(result, str) and self._outside(text, result) is None

    def _lexical(self, text: str) -> str | Problem:
        if self.true_false is not None:
            return self._boolean(text)
        if self.number is not None:
            return self._number(text)
        match = self.lexical.fullmatch(text) if self.lexical else None
        if self.lexical and match is None:
            return self._unreadable()
        if match and self.base in _DATES | _TIMES:
            return _moment(self.base, match) or Problem(
                "is no day or time of the calendar", "ist kein Tag oder keine Zeit des Kalenders"
            )
        if self.base == "anyURI" and not rdf.is_iri(text):
            return Problem("is no absolute address", "ist keine vollständige Adresse")
        if self.base == "json":
            return self._json(text)
        return text

    def _unreadable(self) -> Problem:
        if self.form is None:
            return Problem(f"is no {self.base}", f"ist nicht lesbar als {self.base}")
        return Problem(
            f"is no {self.base} in the form {self.form}",
            f"ist nicht lesbar als {self.base} in der Form {self.form}",
        )

    def _boolean(self, text: str) -> str | Problem:
        true, false = self.true_false or ((), ())
        if text in true:
            return "true"
        if text in false:
            return "false"
        return Problem(
            f"is neither {true[0]} nor {false[0]}", f"ist weder {true[0]} noch {false[0]}"
        )

    def _number(self, text: str) -> str | Problem:
        """Read a number in a format; csvw knows patterns and grouping, we keep odd signs out."""
        if not re.fullmatch(r"[0-9eE+\-%‰.,'  \u202f]+", text):
            return self._unreadable()
        if self.grouped is not None and not self.grouped.fullmatch(text):
            return self._unreadable()  # 1580,38 with a comma between thousands is no 158038
        try:
            value = self.number.parse(text)
        except ValueError:
            return self._unreadable()
        return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)

    def _json(self, text: str) -> str | Problem:
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            return Problem(f"is no JSON: {error.msg}", f"ist kein JSON: {error.msg}")
        return text

    def _outside(self, text: str, lexical: str) -> Problem | None:
        least, most = self.lengths
        if not least <= len(text) <= most:
            span = str(least) if least == most else f"{least}–{'' if most == sys.maxsize else most}"
            return Problem(f"has not {span} characters", f"hat nicht {span} Zeichen")
        if not self.bounds:
            return None
        value = _comparable(self.base, lexical)
        for relation, bound, words in self.bounds:
            if not _holds(value, relation, bound):
                english = {"least": "at least", "most": "at most"}.get(relation, relation)
                german = {
                    "least": "mindestens",
                    "most": "höchstens",
                    "above": "größer als",
                    "below": "kleiner als",
                }[relation]
                return Problem(f"is not {english} {words}", f"ist nicht {german} {words}")
        return None


def compile_datatype(description: str | Mapping[str, Any]) -> Datatype:
    """Turn the JSON of a datatype into one that reads.

    >>> compile_datatype({"base": "date", "format": "dd.MM.yyyy"}).read("14.07.2014")
    '2014-07-14'

    Raises ValueError with the reason when the description makes no sense (Metadata Vocabulary
    5.11.2 says which must be refused).
    """
    given: dict[str, Any] = (
        {"base": description} if isinstance(description, str) else {**description}
    )
    base = given.setdefault("base", "string")
    judged = _judge(given)
    pattern = given.get("format")
    iri = given.get("@id") or _ALIASES.get(base, _XSD + base)
    lengths = (
        int(given.get("length", given.get("minLength", 0))),
        int(given.get("length", given.get("maxLength", sys.maxsize))),
    )
    if not 0 <= lengths[0] <= lengths[1]:
        raise ValueError(f"no text has from {lengths[0]} to {lengths[1]} characters")
    form = str(pattern) if pattern else None
    if base == "boolean":
        true, false = judged.derived_description["true"], judged.derived_description["false"]
        return Datatype(base, iri, true_false=(tuple(true), tuple(false)))
    bounds = _bounds(base, given)
    if base in _DATES | _TIMES:
        return Datatype(base, iri, _date_pattern(base, pattern), form, bounds=bounds)
    if base in _DECIMALS | _FLOATS:
        # Bounds of derived integers (short, nonNegativeInteger, …) come from csvw's table.
        return Datatype(
            base,
            iri,
            _LEXICAL[base],
            form,
            bounds=bounds + _ranges(base),
            number=judged if pattern else None,
            grouped=_grouped(pattern),
        )
    if pattern and base != "json" and is_endless(pattern):
        raise ValueError(f"the format {pattern} may take for ever on some texts")
    lexical = re.compile(pattern) if pattern and base != "json" else _LEXICAL.get(base)
    return Datatype(base, iri, lexical, form, lengths=lengths, bounds=bounds)


def _grouped(pattern: object) -> re.Pattern[str] | None:
    """Return what numbers with a character between thousands look like, where no pattern says it.

    "Model for Tabular Data" 6.4.2 refuses only two such characters in a row; csvw drops all.
    """
    group = pattern.get("groupChar") if isinstance(pattern, Mapping) else None
    if not group or "," in str(pattern.get("pattern", "")):  # type: ignore[attr-defined]  # a mapping
        return None
    group = re.escape(group)
    return re.compile(rf"[^{group}]*|[+-]?\d{{1,3}}(?:{group}\d{{3}})+(?![\d{group}])[^{group}]*")


def _judge(given: Mapping[str, Any]) -> Any:
    """Let csvw judge the description; what it only warns of is refused too."""
    base = "string" if given["base"] in _UNKNOWN_TO_CSVW else given["base"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return csvw.Datatype.fromvalue({**given, "base": base})
        except UserWarning as warning:
            raise ValueError(str(warning)) from warning
        except (TypeError, AttributeError, decimal.InvalidOperation) as error:
            raise ValueError("a constraint does not fit the datatype") from error


def _ranges(base: str) -> tuple[tuple[str, Any, str], ...]:
    low, high = getattr(DATATYPES[base], "range", None) or (float("-inf"), float("inf"))
    found = [("least", low, str(low))] if low != float("-inf") else []
    return (*found, *([("most", high, str(high))] if high != float("inf") else []))


def _bounds(base: str, given: Mapping[str, Any]) -> tuple[tuple[str, Any, str], ...]:
    bounds = []
    for name, relation in _BOUNDS:
        if name in given:
            value = _comparable(base, str(given[name]))
            if value is None:
                raise ValueError(f"{name} {given[name]} is no {base} that can be compared")
            bounds.append((relation, value, str(given[name])))
    least = [value for relation, value, _ in bounds if relation in ("least", "above")]
    most = [value for relation, value, _ in bounds if relation in ("most", "below")]
    if least and most and max(least) > min(most):
        raise ValueError("the least value is above the most")
    return tuple(bounds)


def _date_pattern(base: str, pattern: str | None) -> re.Pattern[str]:
    """Turn a date format into an expression that must match the whole text."""
    if pattern is None:
        return _LEXICAL[base]
    known = dt_format_and_regex(pattern, no_date=base == "time")
    marker = known["tz_marker"]
    zone = ""
    if marker:
        space = " " if marker.startswith(" ") else ""
        zone = space + r"(?P<zone>[zZ]|[+-]\d{2}(?::?\d{2})?)"
    fraction = r"(\.(?P<microsecond>[0-9]+))?" if "S" in pattern else ""
    body = known["regex"].pattern.split(r"(\.(?P<microsecond>")[0]
    return re.compile(body + fraction + zone, re.ASCII)


def _moment(base: str, match: re.Match[str]) -> str | None:
    """Write a date or time in XML Schema's form, or None if the calendar has no such moment."""
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    year, month, day = (int(parts.get(n, d)) for n, d in (("year", 2000), ("month", 1), ("day", 1)))
    hour, minute, second = (int(parts.get(name, 0)) for name in ("hour", "minute", "second"))
    try:
        moment = datetime.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # checks the calendar only
    except ValueError:
        return None
    fraction = parts.get("microsecond", "").rstrip("0")
    clock = f"{moment:%H:%M:%S}" + (f".{fraction}" if fraction else "")
    date = f"{year:04}-{month:02}-{day:02}"
    zone = parts.get("zone", "").upper()
    if zone not in ("", "Z"):
        zone = f"{zone[:3]}:{zone[3:].removeprefix(':') or '00'}"
    if base in _DATES:
        return date + zone
    return (clock if base == "time" else f"{date}T{clock}") + zone


def _comparable(base: str, lexical: str) -> Any:
    """Return a value that can be compared with others of its datatype, or None."""
    if base in _DECIMALS:
        return decimal.Decimal(lexical) if _LEXICAL["decimal"].fullmatch(lexical) else None
    if base in _FLOATS:
        return float(lexical) if _LEXICAL[base].fullmatch(lexical) else None
    if base in _DATES | _TIMES and _LEXICAL[base].fullmatch(lexical):
        text = f"2000-01-01T{lexical}" if base == "time" else lexical
        text = re.sub(r"^(\d{4}-\d\d-\d\d)(?!T)", r"\1T00:00:00", text)
        text = re.sub(r"(\.\d{1,6})\d*", lambda match: match[1].ljust(7, "0"), text)
        moment = datetime.datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return None


def _holds(value: Any, relation: str, bound: Any) -> bool:
    if relation == "least":
        return bool(value >= bound)
    if relation == "most":
        return bool(value <= bound)
    return bool(value > bound) if relation == "above" else bool(value < bound)
