"""Whether a beneficiary is an organisation: who is perhaps a private person is not published.

Lists of beneficiaries name natural persons too, and nothing tells them apart but the name. So the
burden lies with the name: it must show that it is an organisation's, by a legal form (``GmbH``,
``e.V.``) or by a word for a body (``Gemeinde``, ``-schule``); and no part of it may look like a
person beside it (``… GmbH, Erika Beispiel``; ``Inh. Max Beispiel``). Forms that are only another
word for a person or several (``e.K.``, ``GbR``, ``tmi``) count as no legal form. What is wrongly
taken for a person is lost and counted; the other mistake would publish somebody's name.

The words stand in the supplement of a source (``lists.toml``), because they grow with languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_PARTS: Final = re.compile(r"[,;/()|]|\s[-–&+]\s|\s(?:und|u\.|and|et|ja|och|c/o|z\.\s?Hd\.)\s")
_TITLE: Final = re.compile(
    r"\b(?:Dr|Prof|Dipl|Mag|Ing|med|phil|jur)\.(?:-\w+\.?)?\s*", re.IGNORECASE
)
_INITIAL: Final = re.compile(r"(?<![\w.])[A-ZÄÖÜ]\.(?:-?[A-ZÄÖÜ]\.)?\s?[A-ZÄÖÜ][a-zäöüß]{2}")
_PROPER: Final = re.compile(
    r"[A-ZÄÖÜÅ][a-zäöüßåéèáàâçñ]+(?:-[A-ZÄÖÜÅ][a-zäöüßåéèáàâçñ]+)?|[A-ZÄÖÜÅ]\."
)


@dataclass(frozen=True, slots=True)
class Naming:
    """The words by which organisations and persons show themselves in names.

    ``forms`` are legal forms and must stand as words of their own, with any points and spaces
    between their letters left out; ``words`` must be whole words, with ``^`` before them those with
    which a name begins; ``endings`` may be the end of one; ``persons`` are regular expressions, and
    where one matches, a person is named; ``given`` are given names, which only a legal form
    outweighs.
    """

    forms: Sequence[str] = ()
    words: Sequence[str] = ()
    endings: Sequence[str] = ()
    persons: Sequence[str] = ()
    given: Sequence[str] = ()
    _form: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _body: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _person: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _given: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _full: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        short = _any(_form(text) for text in self.forms if len(text) < 5)
        long = _any(_form(text) for text in self.forms if len(text) >= 4)
        form = rf"(?<!\w)(?:{short}|(?i:{long}))(?!\w)|(?i:\w(?:gmbh|gesmbh|mbh))\b"
        first = _any(re.escape(text[1:]) for text in self.words if text.startswith("^"))
        words = _any(re.escape(text) for text in self.words if not text.startswith("^"))
        body = rf"^(?i:{first})\b|\b(?i:{words})\b"
        body += rf"|(?i:(?:{_any(map(re.escape, self.endings))}))\b"
        full = (
            rf"\b(?:{_any(map(re.escape, self.given))})\s+(?:[A-ZÄÖÜ]\.\s*)?[A-ZÄÖÜ][a-zäöüß]{{2}}"
        )
        given = rf"(?<!St\. )(?<!Sankt )(?<![\w-])(?i:{_any(map(re.escape, self.given))})(?![\w-])"
        for name, pattern in (
            ("_form", form), ("_body", body), ("_given", given), ("_person", _any(self.persons)),
            ("_full", full),
        ):  # fmt: skip
            object.__setattr__(self, name, re.compile(pattern))

    def is_body(self, name: str) -> bool:
        """Tell whether a name shows an organisation by its legal form or a word for a body."""
        return self._form.search(name) is not None or self._body.search(name) is not None

    def may_be_a_person(self, name: str) -> bool:
        r"""Tell whether a name is perhaps that of a private person, or names one beside another.

        >>> naming = Naming(["GmbH", "e.V."], ["Stadt"], ["verein", "schule"], [r"\bInh\\."],
        ...                 ["Max", "Erika"])
        >>> naming.may_be_a_person("Beispiel Max und Erika")
        True
        >>> naming.may_be_a_person("Beispielwerke GmbH"), naming.may_be_a_person("Turnverein Bad X")
        (False, False)
        >>> naming.may_be_a_person("Beispielwerke GmbH, Erika Beispiel")
        True
        >>> naming.may_be_a_person("Fahrschule Max Beispiel")
        True
        """
        if self.has_a_sign(name):
            return True
        if not self._form.search(name) and (
            not self._body.search(name) or self._given.search(name) or _INITIAL.search(name)
        ):
            return True
        parts = [part.strip() for part in _PARTS.split(name)]
        return len(parts) > 1 and any(self._is_person_like(part) for part in parts)

    def has_a_sign(self, text: str) -> bool:
        """Tell whether a text has a sign that names somebody (``Frau``, ``Inh.``, ``e.K.``)."""
        return self._person.search(text) is not None

    def names_a_person(self, text: str) -> bool:
        """Tell whether a text, such as the title of a project, names somebody.

        By a sign (``Frau``, ``Inh.``), by a given name with a capitalised word after it, or by one
        beside a firm, as where the title of a project is the name of who carries it out.
        """
        if self.has_a_sign(text) or self._full.search(text):
            return True
        return bool(self._form.search(text) and self._given.search(text))

    def _is_person_like(self, part: str) -> bool:
        bare = _TITLE.sub("", part)
        words = bare.split()
        if bare != part and words:
            return not self.is_body(part)
        return (
            2 <= len(words) <= 3
            and all(_PROPER.fullmatch(word) for word in words)
            and not self.is_body(part)
        )


def _any(patterns: Iterable[str]) -> str:
    """Return an expression for any of several, the longest first; of none, one that never fits."""
    return "|".join(sorted(patterns, key=len, reverse=True)) or "(?!)"


def _form(text: str) -> str:
    """Return an expression for a legal form with or without points and spaces: e.V., e. V., eV."""
    letters = re.split(r"[.\s]+", text.strip(". "))
    return r"\.?\s?".join(re.escape(letter) for letter in letters) + (r"\.?" if "." in text else "")
