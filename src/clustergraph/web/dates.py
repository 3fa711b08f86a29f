"""Dates in words, as far as they are known.

Reads what the tables hold: EDTF levels 0 and 1 (ISO 8601-2): years, months, days, intervals with an
open side, and the marks for approximate (``~``), uncertain (``?``) and both (``%``). What it cannot
read stays as it is written.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%])?")
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?"
)
_OPEN: Final = ("", "..")
_MONTHS: Final = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
           "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip
_MARKS: Final = {
    "de": {"~": "um {}", "?": "vielleicht {}", "%": "vielleicht um {}"},
    "en": {"~": "about {}", "?": "perhaps {}", "%": "perhaps about {}"},
}
_WORDS: Final = {
    "de": {
        "span": "{} bis {}", "between": "zwischen {} und {}", "since": "seit {}", "until": "bis {}",
        "not_after": "spätestens {}", "not_before": "frühestens {}",
    },
    "en": {
        "span": "{} to {}", "between": "between {} and {}", "since": "since {}",
        "until": "until {}", "not_after": "{} at the latest", "not_before": "{} at the earliest",
    },
}  # fmt: skip


def in_words(edtf: str, language: str, *, is_span: bool = True) -> str:
    """Return an EDTF date in ``de`` or ``en``.

    An interval is a time that lasted where ``is_span`` is true, and otherwise the limits of one
    moment that is not known better.

    >>> in_words("2014-07-14", "de"), in_words("2011-10", "en"), in_words("2011~", "de")
    ('14. Juli 2014', 'October 2011', 'um 2011')
    >>> in_words("2012-06-18/2013", "en", is_span=False)
    'between 18 June 2012 and 2013'
    >>> in_words("2017-05-15/2017-05-19", "de"), in_words("../2008", "de")
    ('15. bis 19. Mai 2017', 'spätestens 2008')
    >>> in_words("when it rained", "de")
    'when it rained'
    """
    words = _WORDS[language]
    first, slash, last = edtf.partition("/")
    if not slash:
        return _one(edtf, language)
    if first in _OPEN and last in _OPEN:
        return edtf
    if first in _OPEN:
        return words["not_after"].format(_one(last, language))
    if last in _OPEN:
        return words["since" if is_span else "not_before"].format(_one(first, language))
    if is_span:
        return _span(first, last, language)
    return words["between"].format(_one(first, language), _one(last, language))


def period(start: str | None, end: str | None, language: str) -> str:
    """Return a time from a start and an end, each EDTF or None where it is not known.

    >>> period("2011-10", "2014-09", "de"), period(None, "2014-07", "de")
    ('Oktober 2011 bis September 2014', 'bis Juli 2014')
    >>> period("2014", None, "en"), period("../2008", None, "en"), period(None, None, "en")
    ('since 2014', 'since 2008 at the latest', '')
    """
    words = _WORDS[language]
    if start and end and "/" not in start + end:
        return _span(start, end, language)
    begun = in_words(start, language, is_span=False) if start else ""
    ended = in_words(end, language, is_span=False) if end else ""
    if begun and ended:
        return words["span"].format(begun, ended)
    if start and start.startswith("../"):
        return f"{'spätestens seit' if language == 'de' else 'since'} " + (
            _one(start[3:], language) + ("" if language == "de" else " at the latest")
        )
    if begun:
        return words["since"].format(begun)
    return words["until"].format(ended) if ended else ""


def moment(lexical: str, language: str) -> str:
    """Return an xsd:dateTime in words, to the minute.

    >>> moment("2014-07-14T15:46:00", "de")
    '14. Juli 2014, 15:46'
    """
    match = _TIME.fullmatch(lexical)
    if match is None:
        return lexical
    zone = {"Z": " UTC", None: ""}.get(match[3], f" {match[3]}")
    return f"{_one(match[1], language)}, {match[2]}{zone}"


def day(value: date, language: str) -> str:
    """Return a day in words."""
    return _one(value.isoformat(), language)


def _span(first: str, last: str, language: str) -> str:
    """Join two dates, and say a year or a month that they share once."""
    begin, end = _DATE.fullmatch(first), _DATE.fullmatch(last)
    if begin and end and begin[0] == end[0]:
        return _one(first, language)
    if begin and end and not (begin[4] or end[4]) and begin[1] == end[1]:
        months = _MONTHS[language]
        if begin[3] and end[3] and begin[2] == end[2]:
            if language == "de":
                return f"{int(begin[3])}. bis {_one(last, language)}"
            return f"{int(begin[3])} to {_one(last, language)}"
        if begin[2] and end[2] and not begin[3] and not end[3]:
            joined = _WORDS[language]["span"]
            return joined.format(months[int(begin[2]) - 1], _one(last, language))
    return _WORDS[language]["span"].format(_one(first, language), _one(last, language))


def _one(text: str, language: str) -> str:
    match = _DATE.fullmatch(text)
    if match is None or not 0 < int(match[2] or 1) <= 12:
        return text
    year, month, number, mark = match.groups()
    words: str = year
    if month:
        words = f"{_MONTHS[language][int(month) - 1]} {year}"
    if number:
        words = f"{int(number)}{'.' if language == 'de' else ''} {words}"
    return _MARKS[language][mark].format(words) if mark else words
