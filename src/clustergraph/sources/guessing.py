"""What a column may mean, seen from its header and all of its values.

A datatype is only guessed when every value can be read as it, so that a draft builds as it is. What
has two readings (``1.200``, ``03/04/2015``) is left as text, and the doubt is written down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..tables.cells import compile_datatype

_MISSING: Final = frozenset(
    ("-", "–", "—", ".", "n/a", "N/A", "NA", "n.a.", "NULL", "null", "None", "k.A.", "k. A.", "?")
)
_LEADING_ZERO: Final = re.compile(r"[+-]?0\d")
_DATES: Final = ("yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy", "yyyyMMdd", "dd-MM-yyyy")
_SLASHED: Final = ("dd/MM/yyyy", "MM/dd/yyyy")
_GROUPED: Final = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+"),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+"),
}
_NUMBER: Final = re.compile(r"[+-]?[\d.,]*\d")
_ADDRESS: Final = re.compile(r"https?://\S+")
_STOPS: Final = {
    "de": re.compile(r"\b(der|die|das|und|für|mit|von|zur|zum|im|des|eine?r?)\b", re.IGNORECASE),
    "en": re.compile(r"\b(the|of|and|for|with|to|in|an?)\b", re.IGNORECASE),
}
# The first that fits any header wins: what is called a name before what only names a thing.
_LABELS: Final = (
    re.compile(r"\b(name|titel|title|bezeichnung|label)\b", re.IGNORECASE),
    re.compile(
        r"name|titel|title|bezeichnung|label|beg(ü|ue)nstigte|empf(ä|ae)nger|beneficiary"
        r"|organi[sz]ation|projekt|project|vorhaben",
        re.IGNORECASE,
    ),
)
_KINDS: Final = (
    ("project", "Project", re.compile(r"projekt|project|vorhaben|operation", re.IGNORECASE)),
    ("organisation", "Organisation", re.compile(
        r"organi[sz]ation|company|firma|unternehmen|beneficiary|beg(ü|ue)nstigte|empf(ä|ae)nger"
        r"|institution", re.IGNORECASE)),
)  # fmt: skip
_FOLDS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may be: its datatype as CSVW writes it, and what a person should look at."""

    datatype: str | dict[str, Any] = "string"
    null: tuple[str, ...] = ()
    language: str | None = None
    reasons: tuple[str, ...] = ()
    is_unique: bool = False


def guess(values: Sequence[str], count: int, empty: int) -> Guess:
    """Guess from the distinct values of a column; ``count`` its rows, ``empty`` its gaps."""
    null = tuple(sorted({value for value in values if value in _MISSING}))
    rest = [value for value in values if value not in _MISSING]
    reasons = [f"null: {', '.join(null)} taken for an empty cell"] if null else []
    if not rest:
        return Guess(null=null, reasons=(*reasons, "no value in the file"))
    is_unique = not empty and not null and len(values) == count
    kind, why = _datatype(rest)
    language = None
    if kind == "string":
        language = language_of(rest)
        if language:
            why = f"lang: the words look like {'German' if language == 'de' else 'English'}"
    return Guess(kind, null, language, (*reasons, *([why] if why else [])), is_unique)


def _datatype(values: Sequence[str]) -> tuple[str | dict[str, Any], str]:
    """Return the narrowest datatype that reads every value, and why a person should look."""
    if all(map(_ADDRESS.fullmatch, values)) and _reads("anyURI", values):
        return "anyURI", ""
    for form in _DATES:
        kind = {"base": "date", "format": form} if form != "yyyy-MM-dd" else "date"
        if _reads(kind, values):
            return kind, f"datatype: every value is a date in the form {form}"
    slashed = [f for f in _SLASHED if _reads({"base": "date", "format": f}, values)]
    if len(slashed) == 1:
        return {"base": "date", "format": slashed[0]}, f"datatype: a date in the form {slashed[0]}"
    if slashed:
        return "string", (
            "datatype: every date has two readings (dd/MM/yyyy and MM/dd/yyyy); decide, then give"
            " it a format"
        )
    return _number(values)


def _number(values: Sequence[str]) -> tuple[str | dict[str, Any], str]:
    if not all(map(_NUMBER.fullmatch, values)) or any(map(_LEADING_ZERO.match, values)):
        return "string", ""
    if _reads("integer", values):
        return "integer", ""
    if all(any(form.fullmatch(v) for form in _GROUPED.values()) or v.isdigit() for v in values):
        return "string", (
            "datatype: every number has two readings (1.200 is one thousand two hundred, or one and"
            " a fifth); decide, then make it integer or decimal with a format"
        )
    for decimal, group in ((".", ","), (",", ".")):
        plain: str | dict[str, Any] = "decimal" if decimal == "." else {
            "base": "decimal", "format": {"decimalChar": decimal}
        }  # fmt: skip
        if _reads(plain, values):
            return plain, f"datatype: numbers with the decimal sign {decimal}"
        grouped = {"base": "decimal", "format": {"decimalChar": decimal, "groupChar": group}}
        if all(map(_styled(decimal, group).fullmatch, values)) and _reads(grouped, values):
            return grouped, f"datatype: numbers with the decimal sign {decimal}, grouped by {group}"
    return "string", "datatype: numbers of several styles; SQL can bring them into one"


def _styled(decimal: str, group: str) -> re.Pattern[str]:
    """Return what a grouped number looks like; reading alone would take 1580,38 for 158038."""
    d, g = re.escape(decimal), re.escape(group)
    return re.compile(rf"[+-]?(?:\d{{1,3}}(?:{g}\d{{3}})+|\d+)(?:{d}\d+)?")


def _reads(kind: str | dict[str, Any], values: Iterable[str]) -> bool:
    datatype = compile_datatype(kind)
    return all(isinstance(datatype.read(value), str) for value in values)


def language_of(values: Sequence[str]) -> str | None:
    """Return ``de`` or ``en`` where the small words of a text say so.

    >>> language_of(["Verband der Automobilindustrie"]), language_of(["Bank of England"])
    ('de', 'en')
    """
    text = " ".join(values[:2000])
    counts = {tag: len(words.findall(text)) for tag, words in _STOPS.items()}
    if any(sign in text for sign in "äöüß"):
        counts["de"] += 1
    best = max(counts, key=lambda tag: counts[tag])
    is_clear = counts[best] > 2 * min(counts.values()) and counts[best] * 20 >= len(values[:2000])
    return best if is_clear else None


def label_of(headers: Iterable[tuple[str, Guess]]) -> str | None:
    """Return the name of the column that most looks like a name, among those of text."""
    texts = [name for name, one in headers if one.datatype == "string"]
    found = (name for words in _LABELS for name in texts if words.search(name))
    return next(found, None)


def kind_of(header: str | None) -> tuple[str, str | None]:
    """Return the kind in the IRIs of things and their class, from the header of their name."""
    for kind, class_, words in _KINDS:
        if header and words.search(header):
            return kind, class_
    return "record", None


def slug(text: str, sign: str = "_") -> str:
    """Write a text as a name of lower-case letters, digits and ``sign``.

    >>> slug("Förder-Betrag (in €)")
    'foerder_betrag_in'
    """
    folded = unicodedata.normalize("NFKD", text.lower().translate(_FOLDS))
    return re.sub(r"[^a-z0-9]+", sign, folded.encode("ascii", "ignore").decode()).strip(sign)


def names_for(headers: Iterable[str], taken: Collection[str]) -> list[str]:
    """Return a column name for each header, each of its own."""
    names: list[str] = []
    for number, header in enumerate(headers, start=1):
        name = slug(header) or f"column_{number}"
        name = name if name[0].isalpha() else f"c_{name}"
        while name in names or name in taken:
            name += "_2"
        names.append(name)
    return names
