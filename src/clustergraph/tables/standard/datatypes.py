"""From the description of a datatype to one that reads cells (Metadata Vocabulary 5.11).

A cell goes two steps: its *format* (a number pattern, a date format, two words for true and false)
leads to the form of XML Schema, and ``tables.cells`` judges that form, its range and its bounds, as
for a curated table. The package csvw gives the date formats. It is not asked to judge descriptions
here: it raises for what the standard calls a warning, and says neither where nor, often, what.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from csvw.datatypes import dt_format_and_regex

from ... import names
from ..cells import Datatype, Problem, compile_datatype
from .numbers import NumberFormat, compile_number
from .periods import Magnitude, holds, magnitude

_XSD: Final = names.PREFIXES["xsd"]
_OTHER: Final = {
    "html": names.PREFIXES["rdf"] + "HTML",
    "json": names.PREFIXES["csvw"] + "JSON",
    "xml": names.PREFIXES["rdf"] + "XMLLiteral",
}
ALIASES: Final = {
    "any": "anyAtomicType", "binary": "base64Binary", "datetime": "dateTime", "number": "double",
}  # fmt: skip
_INTEGERS: Final = frozenset(
    {"integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
     "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "nonPositiveInteger",
     "negativeInteger"}
)  # fmt: skip
_FLOATS: Final = frozenset({"double", "float"})
_NUMBERS: Final = _INTEGERS | _FLOATS | {"decimal"}
_MOMENTS: Final = frozenset({"date", "dateTime", "dateTimeStamp", "time"})
_PERIODS: Final = frozenset({"gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth"})
_DURATIONS: Final = frozenset({"duration", "dayTimeDuration", "yearMonthDuration"})
_STRINGS: Final = frozenset(
    {"string", "normalizedString", "token", "language", "Name", "NMTOKEN", "json", "xml", "html"}
)
_BINARIES: Final = frozenset({"base64Binary", "hexBinary"})
BUILT_IN: Final = (
    _NUMBERS | _MOMENTS | _PERIODS | _DURATIONS | _STRINGS | _BINARIES | frozenset(ALIASES)
    | {"anyAtomicType", "anyURI", "boolean", "QName"}
)  # fmt: skip
# What takes any text: a relative reference is an xsd:anyURI, too.
_UNCHECKED: Final = frozenset({"anyURI", "anyAtomicType"})
_ZONES: Final = {
    "X": r"Z|[+-]\d\d(?:\d\d)?", "XX": r"Z|[+-]\d{4}", "XXX": r"Z|[+-]\d\d:\d\d",
    "x": r"[+-]\d\d(?:\d\d)?", "xx": r"[+-]\d{4}", "xxx": r"[+-]\d\d:\d\d",
}  # fmt: skip
BOUNDS: Final = ("minimum", "minInclusive", "minExclusive", "maximum", "maxInclusive",
                 "maxExclusive")  # fmt: skip
LENGTHS: Final = ("length", "minLength", "maxLength")

Form = Callable[[str], str | Problem]


class DatatypeError(ValueError):
    """The constraints of a datatype contradict each other or it: an error that stops."""

    def __init__(self, english: str, german: str) -> None:
        super().__init__(english)
        self.english = english
        self.german = german


class FormatError(ValueError):
    """A format cannot be read: a warning, and the format is left out."""


@dataclass(frozen=True, slots=True)
class Value:
    """A literal, as written in XML Schema's form."""

    lexical: str
    datatype: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A datatype that reads one string; ``base`` is a built-in name without aliases."""

    base: str
    iri: str
    form: Form | None
    judge: Datatype | None
    lengths: tuple[int, int]
    pattern: re.Pattern[str] | None = None
    bounds: tuple[tuple[str, Magnitude, str], ...] = ()

    @property
    def is_string(self) -> bool:
        """True when the language of a column applies to its values."""
        return self.iri == _XSD + "string"

    @property
    def keeps_space(self) -> bool:
        """True when white space at the edges belongs to the value (6.4, step 2)."""
        return self.base in ("string", "json", "xml", "html", "anyAtomicType")

    def normalize(self, text: str) -> str:
        """Treat white space as Model for Tabular Data 6.4 (steps 1 and 2) says."""
        if self.keeps_space or text.isalnum():
            return text
        text = text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
        return text if self.base == "normalizedString" else " ".join(text.split(" ")).strip(" ")

    def read(self, text: str) -> str | Problem:
        """Return the lexical form of a text that is neither empty nor null, or what is wrong."""
        lexical = self.form(text) if self.form else text
        if isinstance(lexical, Problem):
            return lexical
        if self.pattern is not None and self.pattern.fullmatch(lexical) is None:
            shown = self.pattern.pattern
            return Problem(f"does not match {shown}", f"passt nicht auf {shown}")
        if self.judge is not None:
            judged = self.judge.read(lexical)
            if isinstance(judged, Problem):
                return judged
            # Numbers stay as they are written: the standard asks for no canonical form.
            lexical = lexical if self.base in _NUMBERS else judged
        return self._too_long(lexical) or self._outside(lexical) or lexical

    def _outside(self, lexical: str) -> Problem | None:
        for relation, bound, shown in self.bounds:
            value = magnitude(self.base, lexical)
            if value is not None and not holds(relation, value, bound):
                return Problem(
                    f"does not keep {relation} {shown}", f"hält {relation} {shown} nicht ein"
                )
        return None

    def _too_long(self, lexical: str) -> Problem | None:
        least, most = self.lengths
        if (least, most) == (0, sys.maxsize):
            return None
        size = len(lexical)
        if self.base == "hexBinary":
            size //= 2
        elif self.base == "base64Binary":
            size = len(lexical.rstrip("=")) * 3 // 4
        if least <= size <= most:
            return None
        if size < least:
            return Problem(f"is shorter than {least}", f"ist kürzer als {least}")
        return Problem(f"is longer than {most}", f"ist länger als {most}")


def is_built_in(iri: str) -> bool:
    """Tell whether an address names a built-in datatype, which ``@id`` must not (5.11.2)."""
    return iri in _OTHER.values() or (
        iri.startswith(_XSD) and ALIASES.get(iri.removeprefix(_XSD)) is None
        and iri.removeprefix(_XSD) in BUILT_IN
    )  # fmt: skip


def iri_of(base: str) -> str:
    """Return the IRI of a built-in datatype by its name or alias."""
    base = ALIASES.get(base, base)
    return _OTHER.get(base, _XSD + base)


def compile_reader(given: Mapping[str, Any], identifier: str | None = None) -> Reader:
    """Make a reader of a description whose ``base`` is a built-in datatype.

    Raises FormatError for a format that cannot be read, and DatatypeError for constraints that
    contradict each other (5.11.2).
    """
    base = ALIASES.get(given.get("base", "string"), given.get("base", "string"))
    lengths = _lengths(base, given)
    form, pattern = _form(base, given.get("format"))
    bounds = {name: _bound(given[name], form) for name in BOUNDS if name in given}
    _check_bounds(base, bounds)
    own: tuple[tuple[str, Magnitude, str], ...] = ()
    if base in _PERIODS | _DURATIONS:
        own, bounds = _own_bounds(base, bounds), {}
    judge = None
    if base not in _UNCHECKED and base != "boolean":
        try:
            judge = compile_datatype({"base": base, **bounds})
        except ValueError as error:
            raise DatatypeError(str(error), f"wird abgelehnt: {error}") from error
    _check_order(bounds, judge)
    return Reader(base, identifier or iri_of(base), form, judge, lengths, pattern, own)


def _own_bounds(base: str, bounds: Mapping[str, str]) -> tuple[tuple[str, Magnitude, str], ...]:
    """Return bounds that ``tables.cells`` does not compare, and refuse those that contradict."""
    found = []
    for name, text in bounds.items():
        size = magnitude(base, text)
        if size is None:
            raise DatatypeError(f"{name} {text} is no {base}", f"{name} {text} ist kein {base}")
        found.append((name, size, text))
    for low in found:
        for high in found:
            if low[0].startswith("min") and high[0].startswith("max"):
                is_open = "Exclusive" in low[0] + high[0]
                if not holds("minExclusive" if is_open else "minimum", high[1], low[1]):
                    raise DatatypeError(
                        "nothing lies between its bounds", "zwischen den Grenzen liegt nichts"
                    )
    return tuple(found)


def _form(base: str, given: Any) -> tuple[Form | None, re.Pattern[str] | None]:
    if base in _NUMBERS:
        return _number_form(base, given), None
    if given is not None and not isinstance(given, str):
        raise FormatError(f"a format of {base} is a string")
    if base == "boolean":
        return _boolean_form(given), None
    if given is None:
        return None, None
    if base in _MOMENTS:
        return _moment_form(base, given), None
    if base in _PERIODS:
        raise FormatError(f"{base} has no formats")
    try:
        return None, re.compile(given)
    except (re.error, OverflowError, RecursionError) as error:
        raise FormatError(f"is no regular expression: {error}") from error


def _number_form(base: str, given: Any) -> Form:
    parts: Mapping[str, Any] = {"pattern": given} if isinstance(given, str) else (given or {})
    decimal_char, group_char = parts.get("decimalChar", "."), parts.get("groupChar")
    if not isinstance(decimal_char, str) or not decimal_char or group_char == "":
        raise FormatError("decimalChar and groupChar are characters")
    try:
        number: NumberFormat = compile_number(
            parts.get("pattern"), decimal_char, group_char, may_exponent=base in _FLOATS
        )
    except ValueError as error:
        raise FormatError(str(error)) from error

    def read(text: str) -> str | Problem:
        found = number.read(text, is_float=base in _FLOATS)
        if found is not None:
            return found
        shape = f" in the form {number.text}" if given else ""
        german = f" in der Form {number.text}" if given else ""
        return Problem(f"is no {base}{shape}", f"ist nicht lesbar als {base}{german}")

    return read


def _boolean_form(given: str | None) -> Form:
    words = {"true": "true", "1": "true", "false": "false", "0": "false"}
    if given is not None:
        true, bar, false = given.partition("|")
        if not bar or not true or not false or "|" in false:
            raise FormatError("a format of boolean is two words with | between them")
        words = {true: "true", false: "false"}
    shown = given or "true|false"

    def read(text: str) -> str | Problem:
        return words.get(text) or Problem(
            f"is no boolean in the form {shown}", f"ist kein Wahrheitswert in der Form {shown}"
        )

    return read


def _moment_form(base: str, given: str) -> Form:
    try:
        known = dt_format_and_regex(given, no_date=base == "time")
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{given} is no known date or time format") from error
    body = known["regex"].pattern.split(r"(\.(?P<microsecond>")[0]
    places = re.search(r"\.(S+)", given)
    fraction = rf"(?:\.(?P<fraction>\d{{1,{len(places[1])}}}))?" if places else ""
    marker = known["tz_marker"] or ""
    zone = (
        f"{' ' if marker.startswith(' ') else ''}(?P<zone>{_ZONES[marker.strip()]})"
        if marker
        else ""
    )
    accepted = re.compile(body + fraction + zone, re.ASCII)

    def read(text: str) -> str | Problem:
        match = accepted.fullmatch(text)
        if match is None:
            return Problem(f"is no {base} in the form {given}",
                           f"ist nicht lesbar als {base} in der Form {given}")  # fmt: skip
        return _moment(base, match.groupdict())

    return read


def _moment(base: str, parts: Mapping[str, str | None]) -> str:
    """Write a moment in the form of XML Schema; whether the calendar has it is judged later."""
    zone = parts.get("zone") or ""
    if zone not in ("", "Z"):
        zone = f"{zone[:3]}:{zone[3:].removeprefix(':') or '00'}"
    fraction = (parts.get("fraction") or "").rstrip("0")
    clock = ":".join(parts.get(name) or "00" for name in ("hour", "minute", "second"))
    clock += f".{fraction}" if fraction else ""
    date = "-".join((parts.get(name) or "").zfill(2) for name in ("year", "month", "day"))
    if base == "date":
        return date + zone
    return (clock if base == "time" else f"{date}T{clock}") + zone


def _bound(given: Any, form: Form | None) -> str:
    """Return a bound in the form of XML Schema; it may be written in the datatype's format."""
    text = str(given)
    found = form(text) if form else text
    return found if isinstance(found, str) else text


def _lengths(base: str, given: Mapping[str, Any]) -> tuple[int, int]:
    found: dict[str, int] = {}
    for name in LENGTHS:
        if name in given:
            if base not in _STRINGS | _BINARIES | {"anyAtomicType", "anyURI"}:
                raise DatatypeError(f"{base} has no {name}", f"{base} hat kein {name}")
            found[name] = given[name]
    exact, least, most = (found.get(name) for name in LENGTHS)
    is_wrong = (
        (exact is not None and least is not None and exact < least)
        or (exact is not None and most is not None and exact > most)
        or (least is not None and most is not None and least > most)
    )
    if is_wrong:
        raise DatatypeError("its lengths contradict each other", "die Längen widersprechen sich")
    low = exact if exact is not None else least
    high = exact if exact is not None else most
    return (0 if low is None else low, sys.maxsize if high is None else high)


def _check_bounds(base: str, bounds: Mapping[str, str]) -> None:
    if bounds and base not in _NUMBERS | _MOMENTS | _PERIODS | _DURATIONS:
        name = next(iter(bounds))
        raise DatatypeError(f"{base} has no {name}", f"{base} hat kein {name}")
    for one, other in (("minInclusive", "minExclusive"), ("maxInclusive", "maxExclusive"),
                       ("minimum", "minExclusive"), ("maximum", "maxExclusive")):  # fmt: skip
        if one in bounds and other in bounds:
            raise DatatypeError(
                f"{one} and {other} exclude each other", f"{one} und {other} schließen sich aus"
            )


def _check_order(bounds: Mapping[str, str], judge: Datatype | None) -> None:
    """Refuse bounds between which nothing lies (5.11.2); the judge has them as values."""
    if judge is None:
        return
    low = [
        (value, relation) for relation, value, _ in judge.bounds if relation in ("least", "above")
    ]
    high = [
        (value, relation) for relation, value, _ in judge.bounds if relation in ("most", "below")
    ]
    for least, over in low:
        for most, under in high:
            is_empty = least > most if (over, under) == ("least", "most") else least >= most
            if is_empty and bounds:
                raise DatatypeError(
                    "nothing lies between its bounds", "zwischen den Grenzen liegt nichts"
                )
