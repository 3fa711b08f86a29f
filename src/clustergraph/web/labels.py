"""What things are called, in the reader's language and in words where there is no name."""

from __future__ import annotations

from typing import Final

from .. import names, vocab
from ..querying.lookup import Lookup
from ..rdf import Term, Triple, is_literal, parts_of
from .wording import TERMS_OF_OTHERS

_LABELS: Final = (
    vocab.SKOS_PREF_LABEL,
    vocab.RDFS_LABEL,
    vocab.DCT_TITLE,
    names.PREFIXES["schema"] + "headline",
    names.PREFIXES["foaf"] + "name",
    names.PREFIXES["skosxl"] + "literalForm",
)
_DESCRIPTIONS: Final = (
    vocab.SKOS_DEFINITION,
    names.PREFIXES["schema"] + "abstract",
    names.PREFIXES["dct"] + "description",
)
# What tells one nameless node from another, in the order in which a reader wants it.
_TELLING: Final = (vocab.AMOUNT, vocab.VALUE, vocab.START, vocab.DATE)
_EVIDENCE: Final = names.PREFIXES["prov"] + "hadPrimarySource"
_MOST_PARTS: Final = 4


class Labels:
    """Names of things from one store in one language; remembers them for one page."""

    def __init__(self, lookup: Lookup, language: str) -> None:
        self._lookup = lookup
        self.language = language
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, iri: str) -> tuple[str, str]:
        """Return (text, language of the text); the language is empty for a name made of parts."""
        if iri not in self._known:
            self._known[iri] = self._own(iri) or self._composed(iri)
        return self._known[iri]

    def text(self, iri: str) -> str:
        """Return the name alone."""
        return self.of(iri)[0]

    def description(self, iri: str) -> tuple[str, str] | None:
        """Return (text, language) of what describes a thing, or None."""
        return next(filter(None, (self._best(iri, p) for p in _DESCRIPTIONS)), None)

    def of_row(self, triple: Triple) -> str:
        """Return a triple in words."""
        return " ".join(
            parts_of(term).lexical if is_literal(term) else self.text(term[1:-1]) for term in triple
        )

    def _own(self, iri: str) -> tuple[str, str] | None:
        found = next(filter(None, (self._best(iri, p) for p in _LABELS)), None)
        if found is not None:
            return found
        words = TERMS_OF_OTHERS.get(names.shorten(iri))
        return (words[self.language], self.language) if words else None

    def _best(self, iri: str, predicate: str) -> tuple[str, str] | None:
        """Return the literal in the page's language, else in any, the first by alphabet."""
        literals = [
            parts_of(term) for term in self._lookup.objects(iri, predicate) if is_literal(term)
        ]
        literals.sort(key=lambda part: (part.language != self.language, part.language or ""))
        return (literals[0].lexical, literals[0].language or "") if literals else None

    def _composed(self, iri: str) -> tuple[str, str]:
        """Name a nameless node by its kind and what it joins; another IRI by its short form."""
        place = names.kind_and_key(iri)
        if place is None:
            return names.shorten(iri), ""
        triples = [t for t in self._lookup.about(iri) if t[1] != f"<{_EVIDENCE}>"]
        kinds = [
            label[0]
            for _, predicate, object_ in triples
            if predicate == f"<{vocab.RDF_TYPE}>"
            and names.TERMS + place[0].title() == object_[1:-1]
            if (label := self._own(object_[1:-1]))
        ]
        joined = [
            label[0]
            for _, _, object_ in triples
            if names.kind_and_key(object_[1:-1]) and not self._is_code(object_[1:-1])
            if (label := self._own(object_[1:-1]))
        ]
        telling = [
            parts_of(object_).lexical
            for wanted in _TELLING
            for _, predicate, object_ in triples
            if predicate == f"<{wanted}>" and is_literal(object_)
        ]
        parts = list(dict.fromkeys(joined))[:_MOST_PARTS] + telling[:1]
        kind = kinds[0] if kinds else place[0]
        return (f"{kind}: {' · '.join(parts)}" if parts else f"{kind} {place[1]}"), ""

    def _is_code(self, iri: str) -> bool:
        return bool(self._lookup.objects(iri, names.PREFIXES["skos"] + "inScheme"))


def language_of(term: Term) -> str:
    """Return the language tag of a literal, or an empty text."""
    return parts_of(term).language or ""
