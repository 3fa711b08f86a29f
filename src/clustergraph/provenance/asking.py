"""What a person means who types the terms of a triple.

A term is an IRI, a prefixed name (``cg:coordinates``), a thing by kind and key
(``organisation/smwa``), a literal in quotes as in Turtle, or plain words, which stand for any
literal that reads so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from .. import names, vocab
from ..errors import UnknownThing
from ..rdf import Term, Triple, iri, is_iri, is_literal, literal, parts_of
from ..rules import TYPE
from .evidence import Evidence

_QUOTED: Final = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^(\S+))?', re.DOTALL)
_BLANK: Final = re.compile(r"_:[A-Za-z0-9]+")
_KIND: Final = re.compile(r"[a-z][a-z0-9-]*")
_OWL: Final = names.PREFIXES["owl"]
_PROPERTIES: Final = tuple(
    iri(f"{_OWL}{kind}Property") for kind in ("Object", "Datatype", "Annotation")
)
_BUILT_IN: Final = tuple("<" + names.PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd"))
_TOPS: Final = frozenset((iri(_OWL + "Thing"), iri(names.PREFIXES["rdfs"] + "Resource")))
_BELOW: Final = iri(vocab.RDFS_SUBCLASS_OF)
_REFLEXIVE: Final = frozenset(
    (
        _BELOW,
        iri(vocab.RDFS_SUBPROPERTY_OF),
        *(iri(_OWL + name) for name in ("sameAs", "equivalentClass", "equivalentProperty")),
    )
)


def read_term(text: str) -> Term:
    """Read what a person typed for a term.

    >>> read_term("organisation/smwa"), read_term("cg:coordinates")[-12:], read_term("2014")
    ('<https://w3id.org/clustergraph/id/organisation/smwa>', 'coordinates>', '"2014"')
    >>> read_term('"2014-07-14"^^xsd:date')
    '"2014-07-14"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    text = text.strip()
    if quoted := _QUOTED.fullmatch(text):
        datatype = (quoted[3] or "").removeprefix("<").removesuffix(">")
        datatype = names.expand(datatype) or datatype
        if not datatype or is_iri(datatype):
            return literal(quoted[1], datatype or names.PREFIXES["xsd"] + "string", quoted[2])
    if _BLANK.fullmatch(text):
        return text
    inner = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    kind, slash, key = inner.partition("/")
    minted = names.mint(kind, key) if slash and _KIND.fullmatch(kind) else ""
    for candidate in (names.expand(inner) or "", inner, minted):
        if is_iri(candidate):
            return iri(candidate)
    return literal(text)


def read_property(text: str) -> Term:
    """Read what a person typed for a property; ``a`` is ``rdf:type``, as in Turtle."""
    return TYPE if text.strip() == "a" else read_term(text)


def facts(evidence: Evidence, terms: Sequence[str]) -> list[Triple]:
    """Return the facts asked for: all of a subject, of its property, or the triple.

    Raises UnknownThing when there is none.
    """
    subject, predicate, object_ = read(terms)
    is_open = _is_words(object_)
    found = [
        triple
        for triple in evidence.matching((subject, predicate, "?o" if is_open else object_))
        if not is_open or (is_literal(triple[2]) and _lexical(triple[2]) == _lexical(object_))
    ]
    if not found and is_trivial((subject, predicate, object_)):
        raise UnknownThing(f"{' '.join(terms)} is true of everything and never written down")
    if not found:
        further = "; what would give it: clustergraph why-not" if len(terms) == 3 else ""
        raise UnknownThing(f"no fact in the graph matches: {' '.join(terms)}{further}")
    return found


def read(terms: Sequence[str]) -> Triple:
    """Read one to three terms; what is not given stays a variable."""
    subject = read_term(terms[0])
    predicate = read_property(terms[1]) if len(terms) > 1 else "?p"
    return (subject, predicate, read_term(terms[2]) if len(terms) > 2 else "?o")


def expected(evidence: Evidence, terms: Sequence[str]) -> Triple:
    """Return the triple that somebody expects; words become a literal as the property has them.

    Raises UnknownThing for a thing or a property of which the graph knows nothing.
    """
    subject, predicate, object_ = read(terms)
    if not (predicate.startswith(_BUILT_IN) or evidence.mentions(predicate)):
        raise UnknownThing(f"{terms[1]} is no property of the graph", _near(evidence, predicate))
    if is_literal(subject):
        raise UnknownThing(f"{terms[0]} is a literal, of which the graph says nothing")
    for term, text in ((subject, terms[0]), (object_, terms[2])):
        is_known = is_literal(term) or term.startswith(_BUILT_IN) or evidence.mentions(term)
        if not is_known:
            raise UnknownThing(f"nothing in the graph is called {text}")
    return (subject, predicate, _fitted(evidence, subject, predicate, object_))


def is_trivial(triple: Triple) -> bool:
    """Tell whether a triple is true of everything and therefore never written down.

    >>> is_trivial(("<a:x>", TYPE, "<http://www.w3.org/2002/07/owl#Thing>"))
    True
    """
    subject, predicate, object_ = triple
    if predicate in (TYPE, _BELOW) and object_ in _TOPS:
        return True
    return subject == object_ and predicate in _REFLEXIVE


def _near(evidence: Evidence, predicate: Term) -> list[str]:
    """Return the names of properties that a person may have meant."""
    known = {
        names.shorten(triple[0][1:-1])
        for kind in _PROPERTIES
        for triple in evidence.matching(("?p", TYPE, kind))
    }
    wanted = _lexical(predicate) if is_literal(predicate) else names.shorten(predicate[1:-1])
    return get_close_matches(wanted, sorted(known), 3)


def _fitted(evidence: Evidence, subject: Term, predicate: Term, object_: Term) -> Term:
    """Give plain words the datatype or language that values of the property have."""
    if not _is_words(object_):
        return object_
    own = [t[2] for t in evidence.matching((subject, predicate, "?o")) if is_literal(t[2])]
    for term in own:
        if _lexical(term) == _lexical(object_):
            return term
    others = [t[2] for t in evidence.samples(("?s", predicate, "?o")) if is_literal(t[2])]
    for parts in map(parts_of, (*own, *others)):
        return literal(_lexical(object_), parts.datatype, parts.language)
    return object_


def _is_words(term: Term) -> bool:
    """Tell whether a term is a literal of which neither language nor datatype was said."""
    return is_literal(term) and parts_of(term) == parts_of(literal(parts_of(term).lexical))


def _lexical(term: Term) -> str:
    return parts_of(term).lexical
