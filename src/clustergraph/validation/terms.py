"""The terms that a shapes file may use, and those that it got wrong.

A shape with ``sh:minlength`` or with a class that nothing can have is no error to SHACL: it checks
nothing and says nothing. So each IRI in a namespace whose terms are known must be one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

import rdflib.namespace as known
from pyoxigraph import NamedNode, RdfFormat, parse

from ..findings import Finding
from ..names import PREFIXES, RULES, SHAPES, TERMS, THINGS
from ..rdf import Term, Triple, iri, iri_of, parts_of
from .tokens import Text, Token

_SH: Final = PREFIXES["sh"]
_TYPE: Final = iri(PREFIXES["rdf"] + "type")
_OF_A_CLASS: Final = frozenset(_SH + name for name in ("class", "targetClass"))
_OF_A_PROPERTY: Final = frozenset(
    _SH + name
    for name in (
        "path", "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath",
        "zeroOrOnePath", "targetSubjectsOf", "targetObjectsOf", "equals", "disjoint", "lessThan",
        "lessThanOrEquals", "ignoredProperties",
    )
)  # fmt: skip
_STANDARDS: Final = (known.RDF, known.RDFS, known.OWL, known.XSD, known.SKOS, known.ORG, known.PROV,
                     known.FOAF, known.SDO, known.DCTERMS, known.DCAT, known.CSVW)  # fmt: skip


def of_shacl() -> frozenset[str]:
    """Return every term of SHACL's vocabulary, from the copy that pySHACL brings."""
    text = (files("pyshacl") / "assets" / "shacl.ttl").read_bytes()
    return frozenset(
        quad.subject.value
        for quad in parse(text, format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_SH)
    )


def faults(
    texts: Iterable[Text], triples: Collection[Triple], ontology: Collection[Triple] | None
) -> Iterator[Finding]:
    """Find the terms that are unknown and those that stand where they cannot.

    ``triples`` are all shapes; ``ontology`` is None where it is not known, and our own terms are
    then not judged.
    """
    vocabulary = _Vocabulary.of(triples, ontology)
    prefixes = dict(_declared(triples))
    for text in texts:
        for token in (*text.tokens, *text.queries(prefixes)):
            finding = vocabulary.unknown(token) or vocabulary.misplaced(token)
            if finding:
                yield finding


def _declared(triples: Collection[Triple]) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that queries may use (SHACL 5.2.1)."""
    spaces = {s: o for s, p, o in triples if p == f"<{_SH}namespace>" and o.startswith('"')}
    for subject, predicate, name in triples:
        if predicate == f"<{_SH}prefix>" and subject in spaces and name.startswith('"'):
            yield parts_of(name).lexical, parts_of(spaces[subject]).lexical


@cache  # a third of the time of checking a small project
def _terms_of(index: int) -> frozenset[str]:
    """Return the terms of one of the standards."""
    return frozenset(map(str, dir(_STANDARDS[index])))


@dataclass(frozen=True)
class _Vocabulary:
    """The namespaces whose terms are all known, and what is a class or a property in ours."""

    terms: dict[str, Collection[str]]
    classes: frozenset[str]
    properties: frozenset[str]

    @classmethod
    def of(cls, triples: Iterable[Triple], ontology: Collection[Triple] | None) -> _Vocabulary:
        """Gather the terms of SHACL, of the standards, of the shapes and of the ontology."""
        terms: dict[str, Collection[str]] = {
            str(space): _terms_of(index) for index, space in enumerate(_STANDARDS)
        }
        terms[_SH] = of_shacl()
        terms[SHAPES] = _subjects(SHAPES, ((s, s) for s, _, _ in triples))
        if ontology is None:
            return cls(terms, frozenset(), frozenset())
        typed = [(s, o) for s, p, o in ontology if p == _TYPE]
        terms[TERMS] = _subjects(TERMS, typed)
        things = _subjects(THINGS, typed)
        for space in {thing.rpartition("/")[0] + "/" for thing in things}:
            terms[space] = {thing for thing in things if thing.startswith(space)}
        return cls(
            terms,
            frozenset(iri_of(s) for s, kind in typed if kind.endswith("#Class>")),
            frozenset(iri_of(s) for s, kind in typed if kind.endswith("Property>")),
        )

    def unknown(self, token: Token) -> Finding | None:
        """Say that a term does not exist, with the nearest that does."""
        space = self._space(token.iri)
        if space is None or token.iri in self.terms[space] or token.iri == space:
            return None
        if space == PREFIXES["rdf"] and re.fullmatch(r"_\d+", token.iri.removeprefix(space)):
            return None
        rule, english, german = {
            _SH: ("UnknownShaclTerm", "is no term of SHACL", "ist kein Begriff von SHACL"),
            SHAPES: ("UnknownShape", "is no shape of this project", "ist keine Shape des Projekts"),
        }.get(
            space,
            ("UnknownTerm", "is no term of its vocabulary", "ist kein Begriff seines Vokabulars"),
        )
        if space.startswith((TERMS, THINGS)):
            english, german = "is not in the ontology", "steht nicht in der Ontologie"
        return _finding(token, rule, english, german, _nearest(token, space, self.terms[space]))

    def misplaced(self, token: Token) -> Finding | None:
        """Say that a class stands where a property must, or the other way round."""
        both = self.classes & self.properties
        if token.of in _OF_A_CLASS and token.iri in self.properties - both:
            return _finding(token, "MisplacedTerm", "is a property, and a class is wanted here",
                            "ist eine Eigenschaft, hier steht eine Klasse")  # fmt: skip
        if token.of in _OF_A_PROPERTY and token.iri in self.classes - both:
            return _finding(token, "MisplacedTerm", "is a class, and a property is wanted here",
                            "ist eine Klasse, hier steht eine Eigenschaft")  # fmt: skip
        return None

    def _space(self, term: str) -> str | None:
        """Return the namespace of a term, if all terms of it are known."""
        end = max(term.rfind("#"), term.rfind("/")) + 1
        return term[:end] if term[:end] in self.terms else None


def _subjects(space: str, pairs: Iterable[tuple[Term, Term]]) -> frozenset[str]:
    return frozenset(iri_of(subject) for subject, _ in pairs if subject.startswith(f"<{space}"))


def _nearest(token: Token, space: str, terms: Collection[str]) -> str | None:
    """Return the nearest term, written as the wrong one is: a class for a class (in capitals)."""
    wrong = token.iri.removeprefix(space)
    by_lower = {
        local.lower(): local
        for local in sorted(term.removeprefix(space) for term in terms)
        if local.lower() == wrong.lower() or local[:1].isupper() == wrong[:1].isupper()
    }
    near = get_close_matches(wrong.lower(), sorted(by_lower), n=1)
    if not near:
        return None
    end = ">" if token.written.startswith("<") else ""
    return token.written.removesuffix(end).removesuffix(wrong) + by_lower[near[0]] + end


def _finding(
    token: Token, rule: str, english: str, german: str, mend: str | None = None
) -> Finding:
    return Finding(
        token.origin, RULES + rule, english, german, value=token.written, mend=mend, focus=token.iri
    )
