"""When two spellings of a name are one: white space and Unicode forms tell nothing apart.

A header that a PDF wrapped (``beneficiary`` on a second line), a protected space at its end and an
``ö`` made of two characters are slips of a tool; letters, capitals and signs are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_SPACE: Final = re.compile(r"\s+")


def tidy(text: str) -> str:
    r"""Return a text in Unicode normal form C with its white space folded.

    >>> tidy(" Arbeitsmarktservice\n Wien ")
    'Arbeitsmarktservice Wien'
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def same(one: str, other: str) -> bool:
    """Tell whether two names differ in white space or Unicode form at most."""
    return tidy(one) == tidy(other)


def slug(text: str) -> str:
    """Return a text as lower-case ASCII words with hyphens, for a key.

    >>> slug("AT.austria/AT31.oberösterreich/ERDF 2007-2013")
    'at-austria-at31-oberosterreich-erdf-2007-2013'
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


# Words of a language are glued where a small letter meets a capital that begins a word.
_SEAM: Final = re.compile(r"(?<=[a-zäöüßå])(?=[A-ZÄÖÜÅ][a-zäöüßå])")
_WORD: Final = re.compile(r"[^\W\d_]+")


def words_of(names: Iterable[str]) -> frozenset[str]:
    """Return the words that stand alone in some name of a list."""
    return frozenset(word for name in names for word in _WORD.findall(name))


def parted(name: str, words: frozenset[str]) -> str | None:
    """Return a name with its glued words parted, or None where nothing is glued.

    A seam parts only what both stand alone elsewhere in the same list, and are no shorter than
    four letters: ``GmbH``, ``InnoTec`` and ``McArthur`` stay whole. This is a hint beside the name
    as published, never instead of it.

    >>> parted("Technische UniversitätDresden", frozenset({"Universität", "Dresden"}))
    'Technische Universität Dresden'
    """
    result = _WORD.sub(lambda match: _split(match[0], words), name)
    return result if result != name else None


def _split(word: str, words: frozenset[str]) -> str:
    for match in _SEAM.finditer(word):
        left, right = word[: match.start()], word[match.start() :]
        if min(len(left), len(right)) >= 4 and left in words and right in words:
            return f"{left} {right}"
    return word
