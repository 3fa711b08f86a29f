"""What the shapes of a source may not ask for, found before anything of them runs.

What runs is SHACL Core and ``sh:sparql`` with ``sh:select``. Scripts, rules, functions and
components of their own (SHACL-JS, SHACL-AF, SHACL 6) are refused: only one engine knows them, and
its word could not be held against the other's. So is what reaches beyond the graph:
``owl:imports``, ``sh:shapesGraph``, and SERVICE, FROM and updates in queries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from ... import names
from ...findings import Finding
from ...isolation.words import Refused, Token, refused, tokens
from ...names import PREFIXES, RULES, SHAPES
from ...origin import Origin
from ...rdf import Triple, iri_of, is_literal, parts_of
from .. import terms
from ..tokens import Text

_SH: Final = PREFIXES["sh"]
_KNOWN: Final = frozenset(
    _SH + name
    for name in (
        "", "Shape", "NodeShape", "PropertyShape", "PropertyGroup", "PrefixDeclaration",
        "SPARQLConstraint", "Severity", "Violation", "Warning", "Info", "NodeKind", "BlankNode",
        "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral", "targetClass",
        "targetNode", "targetSubjectsOf", "targetObjectsOf", "path", "inversePath",
        "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "property", "class",
        "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive",
        "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "flags", "languageIn",
        "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or",
        "xone", "node", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount",
        "qualifiedValueShapesDisjoint", "closed", "ignoredProperties", "hasValue", "in", "sparql",
        "select", "prefixes", "declare", "prefix", "namespace", "severity", "message",
        "deactivated", "name", "description", "order", "group", "defaultValue",
    )
)  # fmt: skip
_IMPORTS: Final = PREFIXES["owl"] + "imports"
_SELECT: Final = f"<{_SH}select>"
_DEPTH: Final = 64  # of brackets in a query, as query_depth is at the endpoint

_Words = tuple[str, str]
_IMPORTED: Final = (
    "is refused here: nothing is fetched; copy what is needed into the folder",
    "ist hier nicht erlaubt: nichts wird geholt; was fehlt, in den Ordner kopieren",
)
_BEYOND: Final = (
    "is refused here: a source's shapes are SHACL Core, and sh:sparql with sh:select",
    "ist hier nicht erlaubt: Shapes einer Quelle sind SHACL Core, und sh:sparql mit sh:select",
)
_OURS: Final = (
    "is a name of this project: a source names its shapes in a namespace of its own",
    "ist ein Name dieses Projekts: eine Quelle benennt Shapes in einem eigenen Namensraum",
)
_SERVICE: Final = (
    "is refused: the shapes of a source ask no other host",
    "ist nicht erlaubt: die Shapes einer Quelle fragen keinen anderen Rechner",
)
_UPDATE: Final = ("is refused: shapes only read", "ist nicht erlaubt: Shapes lesen nur")
_DEEP: Final = (
    f"is refused: nested deeper than {_DEPTH}",
    f"ist nicht erlaubt: tiefer geschachtelt als {_DEPTH}",
)
_FROM: Final = (
    "is refused: shapes see one graph, and nothing is fetched",
    "ist nicht erlaubt: Shapes sehen einen Graphen, und nichts wird geholt",
)
_WHY: Final = {Refused.SERVICE: _SERVICE, Refused.UPDATE: _UPDATE, Refused.DEEP: _DEEP}


def refusals(text: Text, triples: Collection[Triple]) -> Iterator[Finding]:
    """Find what one file asks for and may not, at its place.

    The triples decide: a term that the words do not show (in an IRI with escapes) is told of the
    file as a whole.
    """
    told: set[str] = set()
    known = terms.of_shacl()
    for token in text.tokens:
        why = _why(token.iri, known, is_subject=token.opens)
        if why and token.iri not in told:
            told.add(token.iri)
            yield _finding(token.origin, token.written, why)
    for subject, predicate, object_ in triples:
        is_shape = predicate.startswith(f"<{_SH}")
        for term in (subject, predicate, object_):
            name = iri_of(term) if term.startswith("<") else ""
            why = _why(name, known, is_subject=is_shape and term is subject)
            if why and name not in told:
                told.add(name)
                yield _finding(Origin(text.path), names.shorten(name), why)
    yield from _in_queries(text, triples)


def _why(name: str, known: Collection[str], *, is_subject: bool) -> _Words | None:
    """Say why an IRI is refused, in both languages."""
    if name == _IMPORTS:
        return _IMPORTED
    if name in known and name not in _KNOWN:
        return _BEYOND
    return _OURS if is_subject and name.startswith((SHAPES, RULES)) else None


def _in_queries(text: Text, triples: Collection[Triple]) -> Iterator[Finding]:
    """Find the refused words of queries, as they are written and as they are meant.

    What Turtle's escapes hide (SERVICE with a letter as its number) is told of the first query.
    """
    told = False
    for start, end in text.spans:
        for token, why in _refused_words(text.content[start:end]):
            told = True
            yield _finding(text.origin(start + token.start), token.text, why)
    if told:
        return
    first = text.origin(text.spans[0][0]) if text.spans else Origin(text.path)
    for _, predicate, object_ in triples:
        if predicate == _SELECT and is_literal(object_):
            for token, why in _refused_words(parts_of(object_).lexical):
                yield _finding(first, token.text, why)


def _refused_words(query: str) -> Iterator[tuple[Token, _Words]]:
    yield from ((token, _WHY[why]) for token, why in refused(query, _DEPTH))
    for token in tokens(query):
        if token.kind == "word" and token.text.upper() == "FROM":
            yield token, _FROM


def _finding(origin: Origin, written: str, why: _Words) -> Finding:
    return Finding(origin, RULES + "RefusedTerm", *why, value=written)
