"""What things are called, in the reader's language and in words where there is no name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .. import names, vocab
from ..querying.lookup import Lookup
from ..rdf import Term, Triple, is_iri, is_literal, parts_of
from . import dates, figures
from .patterns import FIGURE, MONEY, NAME, NODE_SLOTS, PATTERNS, SPAN, WITH_WORDS
from .phrases import LANGUAGES, TERMS_OF_OTHERS, pick

_LABELS: Final = (
    vocab.SKOS_PREF_LABEL,
    vocab.RDFS_LABEL,
    vocab.SCHEMA_HEADLINE,
    vocab.FOAF_NAME,
    vocab.DCT_TITLE,
)
_DESCRIPTIONS: Final = (vocab.SKOS_DEFINITION, vocab.SCHEMA_ABSTRACT, vocab.DCT_DESCRIPTION,
                        vocab.DCT_TITLE)  # fmt: skip
# Dates of these are limits of one moment; an interval elsewhere is a time that lasted.
_MOMENTS: Final = (vocab.START, vocab.END)
_NUMBERS: Final = (vocab.XSD_DECIMAL, vocab.XSD_INTEGER)
_LONGEST_NAME: Final = 90  # letters of a name that is made of parts
_CLASSES: Final = {"name": vocab.DATED_NAME_CLASS, "document": vocab.POLICY_DOCUMENT}


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a line: its text, the language of the text, and the term that it stands for.

    ``term`` is None for words that several values make together, such as a sum of money.
    """

    text: str
    language: str
    term: Term | None


class Labels:
    """Names of things from one store in one language; remembers them for one page."""

    def __init__(self, lookup: Lookup, language: str) -> None:
        self._lookup = lookup
        self.language = language
        self._known: dict[str, tuple[str, str]] = {}
        self._properties: dict[str, dict[str, list[Term]]] = {}

    def of(self, iri: str) -> tuple[str, str]:
        """Return (text, language of the text); the language is empty for a name made of parts.

        What is no IRI (a key, a blank node) is its own name.
        """
        if iri not in self._known:
            self._known[iri] = (names.shorten(iri), "")  # for a name that leads back to itself
            if is_iri(iri) and not iri.startswith("_:"):
                self._known[iri] = self.own(iri) or self._composed(iri)
        return self._known[iri]

    def text(self, iri: str) -> str:
        """Return the name alone."""
        return self.of(iri)[0]

    def own(self, iri: str) -> tuple[str, str] | None:
        """Return the name that the graph gives to a thing, or None."""
        for predicate in _LABELS:
            found = self.best(self._lookup.objects(iri, predicate))
            if found is not None:
                return found
        words = TERMS_OF_OTHERS.get(names.shorten(iri))
        return (words[self.language], self.language) if words else None

    def description(self, iri: str) -> tuple[str, str] | None:
        """Return (text, language) of what describes a thing, or None."""
        values = (self.best(self._lookup.objects(iri, p)) for p in _DESCRIPTIONS)
        return next((one for one in values if one and one[0] != self.text(iri)), None)

    def of_kind(self, kind: str) -> str:
        """Return what a thing of a kind is called, by the class that bears the kind's name."""
        camel = "".join(word.title() for word in kind.split("-"))
        # A code has no class; the property that leads to it bears the name of its kind.
        terms = (
            _CLASSES.get(kind, names.TERMS + camel),
            names.TERMS + camel[:1].lower() + camel[1:],
        )
        found = next(filter(None, map(self.own, terms)), None)
        return found[0] if found else kind

    def sentence(self, triple: Triple) -> str:
        """Return a triple in words."""
        return " ".join(self.in_words(term, triple[1]).text for term in triple)

    def in_words(self, term: Term, predicate: Term = "") -> Piece:
        """Return a term in words; ``predicate`` tells how to read an interval of time."""
        if not is_literal(term):
            return Piece(*self.of(term[1:-1] if term.startswith("<") else term), term)
        parts = parts_of(term)
        text = parts.lexical
        if parts.datatype in (vocab.EDTF, vocab.XSD_DATE):
            text = dates.in_words(text, self.language, is_span=predicate[1:-1] not in _MOMENTS)
        elif parts.datatype == vocab.XSD_DATE_TIME:
            text = dates.moment(text, self.language)
        elif parts.datatype in _NUMBERS:
            text = figures.number(text, self.language)
        elif parts.datatype == vocab.XSD_BOOLEAN:
            words = {"true": ("yes", "ja"), "false": ("no", "nein")}
            text = pick(words[text], self.language) if text in words else text
        elif parts.datatype == vocab.XSD_LANGUAGE and text in LANGUAGES:
            text = pick(LANGUAGES[text], self.language)
        return Piece(text, parts.language or "", term)

    def properties(self, iri: str) -> dict[str, list[Term]]:
        """Return what the default graph says of a node, by property."""
        if iri not in self._properties:
            self._properties[iri] = self._lookup.properties(iri)
        return self._properties[iri]

    def pieces(self, node: str, slot: str) -> list[Piece]:
        """Return the words for one slot of a pattern; empty where nothing is said."""
        said = self.properties(node)
        if slot == NAME:
            return [Piece(*self.of(node), f"<{node}>")]
        if slot in (MONEY, FIGURE):
            return self._figure(said, NODE_SLOTS[slot][0])
        if slot in NODE_SLOTS:
            return self._time(said, is_span_alone=slot == SPAN)
        terms = said.get(slot, [])
        if terms and all(is_literal(t) and parts_of(t).language for t in terms):
            best = self.best(terms)
            return [Piece(*best, None)] if best else []
        pieces = [self.in_words(term, f"<{slot}>") for term in terms]
        if slot in WITH_WORDS:
            form = pick(WITH_WORDS[slot], self.language)
            return [Piece(form.format(piece.text), "", None) for piece in pieces]
        return pieces

    def _figure(self, said: dict[str, list[Term]], value: str) -> list[Piece]:
        """Return a number with how exact it is and its currency."""
        codes = [
            self.code(term) for p in (vocab.QUALIFIER, vocab.CURRENCY) for term in said.get(p, [""])
        ]
        return [
            Piece(figures.figure(parts_of(term).lexical, self.language, *codes[:2]), "", None)
            for term in said.get(value, [])
        ]

    def _time(self, said: dict[str, list[Term]], *, is_span_alone: bool) -> list[Piece]:
        start, end = (_lexical(said.get(p)) for p in _MOMENTS)
        words = [dates.period(start, end, self.language)]
        if not is_span_alone and not words[0]:
            words = [self.in_words(t).text for t in said.get(vocab.DATE, [])]
            words = [_lexical(said.get(vocab.DATE_WORDS)) or word for word in words] or [
                _lexical(said.get(vocab.DATE_WORDS)) or ""
            ]
        return [Piece(word, "", None) for word in words if word]

    def code(self, term: Term) -> str:
        """Return the notation of a concept of a code list, or an empty text."""
        if not term.startswith("<"):
            return ""
        return _lexical(self._lookup.objects(term[1:-1], vocab.SKOS_NOTATION)) or ""

    def best(self, terms: Iterable[Term]) -> tuple[str, str] | None:
        """Return the literal in the page's language, else in any, the first by alphabet."""
        literals = [parts_of(term) for term in terms if is_literal(term)]
        literals.sort(key=lambda part: (part.language != self.language, part.language or ""))
        return (literals[0].lexical, literals[0].language or "") if literals else None

    def _composed(self, iri: str) -> tuple[str, str]:
        """Name a nameless node by its kind and what it joins; another IRI by its short form."""
        place = names.kind_and_key(iri)
        if place is None:
            return names.shorten(iri), ""
        kind, key = place
        if kind == "row":
            table, _, rest = key.partition("--")
            return f"{table}: {rest}", ""
        pattern = PATTERNS.get(kind)
        slots = (
            pattern.main if pattern else (vocab.RDF_SUBJECT, vocab.RDF_PREDICATE, vocab.RDF_OBJECT)
        )
        words = [piece.text for slot in slots if slot != NAME for piece in self.pieces(iri, slot)]
        if not words:
            return f"{self.of_kind(kind)} {key}", ""
        text = " – ".join(dict.fromkeys(words))
        if len(text) > _LONGEST_NAME:
            text = text[:_LONGEST_NAME].rsplit(" ", 1)[0] + " …"
        return f"{self.of_kind(kind)}: {text}", ""


def _lexical(terms: list[Term] | None) -> str | None:
    return parts_of(terms[0]).lexical if terms and is_literal(terms[0]) else None
