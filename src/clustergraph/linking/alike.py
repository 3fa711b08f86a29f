"""Whether two things that share an identifier can be one at all, by country and names.

This is a guard, not evidence: names link nothing. It asks little, for one thing is called otherwise
in other languages and times: one word, one short form, or a word that differs by a few letters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

from .candidates import country_code
from .folding import Folded, fold, initials
from .records import Record

_LEAST: Final = 75
_SAYS_LITTLE: Final = frozenset(("group", "company", "the"))


def same_country(one: Record, other: Record) -> bool:
    """Tell whether two records are of one country, or the country of one is unknown."""
    here, there = country_code(one.country), country_code(other.country)
    return here is None or there is None or here == there


def are_alike(one: Record, other: Record) -> bool:
    """Tell whether the names of two records have anything in common, or cannot be compared.

    >>> from ..origin import Origin
    >>> from .records import Name
    >>> def named(*texts): return Record("", "", tuple(map(Name, texts)), Origin("x"))
    >>> are_alike(named("Steinbeis-Europa-Zentrum"), named("STEINBEIS INNOVATION GGMBH"))
    True
    >>> are_alike(named("HZDR"), named("Helmholtz-Zentrum Dresden-Rossendorf"))
    True
    >>> are_alike(named("Polizei Bremen"), named("Hafen Hamburg"))
    False
    """
    here, there = _fold(one), _fold(other)
    if not here or not there or _scripts(one).isdisjoint(_scripts(other)):
        return True
    words = [{word for name in names for word in name.words} - _SAYS_LITTLE
             for names in (here, there)]  # fmt: skip
    if words[0] & words[1] or _short(here) & _short(there):
        return True
    glued = [{name.glued for name in names} for names in (here, there)]
    if any(a in b or b in a for a in glued[0] for b in glued[1] if min(len(a), len(b)) > 3):
        return True
    return any(
        ratio(a, b, score_cutoff=_LEAST) for a in words[0] for b in words[1] if len(a) > 3 < len(b)
    )


def _fold(record: Record) -> tuple[Folded, ...]:
    return tuple(_folded(name.text) for name in record.names if name.text.strip())


@lru_cache(maxsize=100_000)
def _folded(text: str) -> Folded:
    return fold(text)


def _short(names: tuple[Folded, ...]) -> set[str]:
    """Return what may stand for a name in short: letters in brackets, first letters, one word."""
    found = set()
    for name in names:
        found |= {*name.short, initials(name.words)}
        if len(name.words) == 1:
            found.add(name.words[0])
    return {short for short in found if len(short) > 1}


def _scripts(record: Record) -> frozenset[str]:
    """Return the scripts in which the names of a record are written."""
    return frozenset(
        unicodedata.name(sign, "?").partition(" ")[0]
        for name in record.names
        for sign in name.text[:40]
        if sign.isalpha()
    )
