"""Numbers and sums of money in words."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")
_MARKS: Final = {"de": (".", ","), "en": (",", ".")}
_LEAST_GROUPED: Final = 5  # digits; a number of four stays whole, as a year does
# How exact a figure is, said before it; an exact one needs no word.
_QUALIFIERS: Final = {
    "de": {"approximate": "rund", "at-least": "mindestens", "at-most": "höchstens"},
    "en": {"approximate": "about", "at-least": "at least", "at-most": "at most"},
}


def number(lexical: str, language: str) -> str:
    """Return a number as it is written in a language.

    >>> number("2946000", "de"), number("1346154.5", "en"), number("2014", "de"), number("x", "de")
    ('2.946.000', '1,346,154.5', '2014', 'x')
    """
    match = _NUMBER.fullmatch(lexical)
    if match is None:
        return lexical
    sign, whole, rest = match.groups()
    group, point = _MARKS[language]
    if len(whole) >= _LEAST_GROUPED:
        whole = f"{int(whole):,}".replace(",", group)
    return f"{sign}{whole}{point + rest if rest else ''}"


def figure(value: str, language: str, qualifier: str = "", currency: str = "") -> str:
    """Return a figure with how exact it is and its currency.

    >>> figure("2946000", "de", "at-most", "EUR"), figure("300", "en", "approximate")
    ('höchstens 2.946.000 EUR', 'about 300')
    """
    words = (_QUALIFIERS[language].get(qualifier, ""), number(value, language), currency)
    return " ".join(filter(None, words))
