"""Names in comparable form: what two lists write differently without meaning anything by it.

Capitals, accents, umlauts (``ä``, ``ae`` and ``a`` are one), points, hyphens, legal forms in a
dozen languages, short forms, and the words for what sort of thing it is. Folding loses much; it
decides only what is worth showing to a person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .wording import FILLERS, LEGAL_FORMS, SHORT_FORMS, SORTS, TOWNS

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
     "&": " und ", "+": " und ", "'": " ", "’": " ", "´": " ", "`": " "}
)  # fmt: skip
_DIGRAPHS: Final = re.compile(r"([ao])e|(?<![q])(u)e")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_WORDS: Final = re.compile(r"[^\W_]+")
_SHORT: Final = re.compile(r"[^\W\d_]*[A-ZÄÖÜ][^\W\d_]*[A-ZÄÖÜ0-9][^\W_]*")
_FORMS: Final = {
    tuple(spelling.split()): form
    for form, spellings in LEGAL_FORMS.items()
    for spelling in spellings
}
_LONGEST: Final = max(map(len, _FORMS))
# Two letters that are words as well: a legal form only where the name ends.
_ONLY_LAST: Final = frozenset(
    (
        "as", "is", "se", "eu", "sa", "ab", "ad", "eg", "og", "ek", "sl", "dd", "nv", "bv", "ag",
        "ay", "ky", "sr", "rs", "rf", "rt", "bt", "sat", "inh", "verein", "ets", "ae", "arl", "sci",
        "corp", "sia",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """A name in comparable form.

    ``words`` are those that tell something, in order; ``form`` is the legal form; ``glued`` holds
    the letters of all words without a gap, by which glued names are found; ``short`` are the short
    forms that stand in brackets behind the name.
    """

    words: tuple[str, ...]
    form: str | None
    glued: str
    short: frozenset[str] = frozenset()


def letters(text: str) -> str:
    """Fold capitals, accents and umlauts away.

    >>> letters("Universität"), letters("UNIVERSITAET"), letters("Łódź"), letters("Straße")
    ('universitat', 'universitat', 'lodz', 'strasse')
    """
    if text.isascii():
        plain = text.lower().translate(_LETTERS)
    else:
        lowered = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
        parts = unicodedata.normalize("NFD", lowered)
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return _DIGRAPHS.sub(r"\1\2", plain)


def fold(text: str) -> Folded:
    """Bring a name into comparable form.

    >>> fold("Technische Universität Dresden (TUD)").words
    ('technical', 'university', 'dresden')
    >>> fold("A. TEC Production & Services Ges.m.b.H.") == fold("A TEC PRODUCTION U. SERVICES GMBH")
    False
    >>> fold("Silicon Saxony e. V.").form, fold("Silicon Saxony Management GmbH").words
    ('ev', ('silicon', 'saxony', 'management'))
    """
    short = frozenset(
        letters(inside) for inside in _BRACKETS.findall(text) if _SHORT.fullmatch(inside.strip())
    )
    bare = _BRACKETS.sub(lambda found: " " if letters(found[1]) in short else f" {found[1]} ", text)
    words = _joined(_WORDS.findall(letters(bare)))
    rest, form = _without_form(words)
    told = tuple(sense for word in rest for sense in senses(word) if sense not in FILLERS)
    return Folded(told or tuple(rest), form, "".join(rest), short)


def fold_place(text: str) -> str:
    """Bring the name of a town into comparable form.

    >>> [fold_place(text) for text in ("Dresden, Stadt", "MÜNCHEN", "Paris 14", "4000 Linz")]
    ['dresden', 'munich', 'paris', 'linz']
    """
    words = [word for word in _WORDS.findall(letters(text.partition(",")[0])) if word.isalpha()]
    words = [word for word in words if word not in ("cedex", "stadt", "city")] or words
    plain = " ".join(words)
    return TOWNS.get(plain, plain)


@lru_cache(maxsize=400_000)
def senses(word: str) -> tuple[str, ...]:
    """Return the words for which a word stands: the sort it names, or what a short form means."""
    if word in SHORT_FORMS:
        return tuple(SHORT_FORMS[word].split())
    return (SORTS.get(word) or TOWNS.get(word, word),)


def initials(words: tuple[str, ...] | list[str]) -> str:
    """Return the first letters of words.

    >>> initials(("karlsruher", "institute", "technical"))
    'kit'
    """
    return "".join(word[0] for word in words)


def _joined(words: list[str]) -> list[str]:
    """Join letters that stand alone: ``e v`` is ``ev``, ``s p a`` is ``spa``."""
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return [*joined, run] if run else joined


def _without_form(words: list[str]) -> tuple[list[str], str | None]:
    """Take the legal form out, wherever it stands; the first that is found is the form."""
    form: str | None = None
    rest: list[str] = []
    at = 0
    while at < len(words):
        length, found = _form_at(words, at)
        if not length or (not rest and at + length >= len(words)):
            rest.append(words[at])
            at += 1
        else:
            form = form or found
            at += length
    return (rest, form) if rest else (words, None)


def _form_at(words: list[str], at: int) -> tuple[int, str | None]:
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        found = _FORMS.get(tuple(words[at : at + length]))
        if found and not (length == 1 and words[at] in _ONLY_LAST and at + 1 < len(words)):
            return length, found
    return 0, None
