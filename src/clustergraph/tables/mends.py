"""What a curator most likely meant: the mend for a cell that cannot be read.

A mend is only offered when the column could read it, so that following it never gives a new error.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final

_MONTHS: Final = {
    name: number
    for number, pair in enumerate(
        ("jan", "feb", "mär mar mrz", "apr", "mai may", "jun", "jul", "aug", "sep", "okt oct",
         "nov", "dez dec"),
        start=1,
    )
    for name in pair.split()
}  # fmt: skip
_BOOLEANS: Final = {
    **dict.fromkeys(("ja", "j", "yes", "y", "wahr", "true", "x", "1"), "true"),
    **dict.fromkeys(("nein", "n", "no", "falsch", "false", "0", "-"), "false"),
}
_UMLAUTS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "³": "3", "&": " und "}
)
_CENTURY: Final = 70  # a two-digit year below it lies in this century, as POSIX has it (69)


def suggest(base: str, text: str, readable: Callable[[str], bool]) -> str | None:
    """Return the first rewriting of ``text`` that the column can read, or None."""
    candidates = dict.fromkeys(_candidates(base, text))
    return next((c for c in candidates if c and c != text and readable(c)), None)


def nearest(text: str, known: Iterable[str], cutoff: float = 0.75) -> str | None:
    """Return the known word that is most like a text; ties go to the first in order."""
    found = difflib.get_close_matches(text, sorted(known), n=1, cutoff=cutoff)
    return found[0] if found else None


def slug(text: str) -> str:
    """Write words as a key.

    >>> slug("Wirtschaftsförderung Sachsen (WFS)")
    'wirtschaftsfoerderung-sachsen-wfs'
    """
    plain = unicodedata.normalize("NFKD", text.strip().lower().translate(_UMLAUTS))
    return re.sub(r"[^a-z0-9/]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def _candidates(base: str, text: str) -> Iterator[str]:
    stripped = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
    yield stripped
    if base == "boolean":
        yield _BOOLEANS.get(stripped.lower(), "")
        return
    yield from _numbers(stripped)
    yield from _days(stripped)
    if base == "anyURI":
        yield stripped.replace(" ", "%20")
        yield f"https://{stripped}"
        return
    yield stripped.replace("_", "-")
    yield key_of_keys(stripped)
    yield slug(stripped)


def key_of_keys(text: str) -> str:
    """Write words as a key in which doubled hyphens part the keys of others."""
    return "--".join(slug(part) for part in text.split("--"))


def _numbers(text: str) -> Iterator[str]:
    """Yield a number without currency and separators: 1.346.154,00 → 1346154.00."""
    bare = re.sub(r"(?i)eur(o)?|€|%|(?<=\d)[\s'’](?=\d{3})", "", text).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?|[+-]?\d+,\d+", bare):
        yield bare.replace(".", "").replace(",", ".")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        yield bare.replace(",", "")
    yield bare
    if re.fullmatch(r"[+-]?\d+[.,]0+", bare):
        yield re.split("[.,]", bare)[0]


def _days(text: str) -> Iterator[str]:
    """Yield a day or month in ISO 8601: 14.07.2014, 14. Juli 2014, July 14, 2014 → 2014-07-14."""
    text = re.sub(r"[T ]\d{2}:\d{2}.*", "", text)
    if match := re.fullmatch(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})", text):
        yield f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if match := re.fullmatch(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})", text):
        yield f"{_year(match[3])}-{int(match[2]):02}-{int(match[1]):02}"
    if match := re.fullmatch(r"(\d{1,2})[./](\d{4})", text):
        yield f"{match[2]}-{int(match[1]):02}"
    words = re.findall(r"[^\W\d]+|\d+", text.lower())
    month = next((_MONTHS[word[:3]] for word in words if word[:3] in _MONTHS), None)
    days = [word for word in words if word.isdigit() and len(word) <= 2]  # a day
    years = [word for word in words if re.fullmatch(r"\d{4}", word)]
    if month and len(years) == 1:
        if len(days) == 1:
            yield f"{years[0]}-{month:02}-{int(days[0]):02}"
        elif not days:
            yield f"{years[0]}-{month:02}"


def _year(text: str) -> str:
    if len(text) == 4:  # written in full
        return text
    return f"20{text}" if int(text) < _CENTURY else f"19{text}"


def ungarble(text: str) -> str | None:
    """Undo UTF-8 that was read as Windows-1252.

    >>> ungarble("SÃ¤chsisch")
    'Sächsisch'
    """
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
