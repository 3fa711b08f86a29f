"""SHACL's own shapes, which every shapes file must keep (SHACL, appendix C).

The shapes of shapes are those that pySHACL brings. The fast engine checks them in some 20 ms, where
pySHACL takes 2.4 s for the 106 shapes of this project; tests hold that both give one verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import PurePosixPath
from typing import Final

from ..findings import Finding, Severity
from ..names import PREFIXES, RULES, shorten
from ..origin import Origin
from ..rdf import Term, Triple, iri_of, is_literal, parts_of, read_file
from .fast import Checker
from .results import Result
from .shapes import Shape, Shapes
from .tokens import Text, Token

_SH: Final = PREFIXES["sh"]
_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_META: Final = "http://www.w3.org/ns/shacl-shacl#"
_NODE_SHAPE: Final = f"<{_META}NodeShapeShape>"
_PROPERTY_SHAPE: Final = f"<{_META}PropertyShapeShape>"
_WITH_A_PATH: Final = frozenset(
    _SH + name
    for name in (
        "path", "lessThan", "lessThanOrEquals", "maxCount", "minCount", "qualifiedValueShape",
        "uniqueLang",
    )
)  # fmt: skip


def shapes_of_shapes() -> Shapes:
    """Read SHACL's own shapes; each property shape in them has an IRI, so that it can be named."""
    with as_file(files("pyshacl") / "assets" / "shacl-shacl.ttl") as path:
        triples = read_file(path, _META.removesuffix("#"))
    names = {
        o: f"<{_META}{o.removeprefix('_:')}>"
        for _, p, o in triples
        if p == f"<{_SH}property>" and o.startswith("_:")
    }
    named = tuple((names.get(s, s), p, names.get(o, o)) for s, p, o in triples)
    place = PurePosixPath("shacl-shacl.ttl")
    return Shapes(
        tuple(
            Shape(iri_of(subject), "", Severity.VIOLATION, "", "", place, None)
            for subject in sorted({s for s, _, _ in named if s.startswith("<")})
        ),
        named,
    )


def faults(texts: Sequence[Text], triples: Collection[Triple]) -> Iterator[Finding]:
    """Find what breaks SHACL's own shapes, each at the word that breaks it."""
    meta = shapes_of_shapes()
    # Whether something is a node shape or a property shape is one sh:xone, which says nothing about
    # what is wrong in it. Each shape is therefore also held against the one that it looks like.
    aimed = tuple(_aimed(triples))
    whole = Shapes(meta.all, (*meta.triples, *aimed))
    results = Checker(whole, triples).results()
    about: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_ in meta.triples:
        about[iri_of(subject)][iri_of(predicate)].append(object_)
    places = _Places(texts, triples)
    exact = {places.owner(one.focus) for one in results if one.path}
    for result in results:
        owner = places.owner(result.focus)
        if result.path or owner not in exact:
            english, german = _words(result, about[result.shape])
            value = result.value if result.value and not result.value.startswith("_:") else None
            yield Finding(
                places.origin(owner, result.path, result.value),
                RULES + "ShapeKeepsTheShapesOfShacl",
                english,
                german,
                value=None if value is None else _short(value),
                focus=owner.strip("<>"),
            )


def _aimed(triples: Collection[Triple]) -> Iterator[Triple]:
    """Aim the shape of node shapes, or that of property shapes, at what looks like one."""
    about: dict[Term, set[str]] = defaultdict(set)
    kinds: dict[Term, set[Term]] = defaultdict(set)
    for subject, predicate, object_ in triples:
        about[subject].add(iri_of(predicate))
        if predicate == _TYPE:
            kinds[subject].add(object_)
    target = f"<{_SH}targetNode>"
    for node, predicates in about.items():
        if f"<{_SH}PropertyShape>" in kinds[node]:
            yield (_PROPERTY_SHAPE, target, node)
        elif f"<{_SH}NodeShape>" in kinds[node]:
            yield (_NODE_SHAPE, target, node)
        elif predicates & _WITH_A_PATH:
            yield (_PROPERTY_SHAPE, target, node)


def _words(result: Result, said: dict[str, list[Term]]) -> tuple[str, str]:
    """Say in both languages what one of SHACL's own shapes wants."""
    name = "sh:path" if result.path is None else shorten(result.path)
    numbers = {
        key: parts_of(said[_SH + key][0]).lexical
        for key in ("minCount", "maxCount")
        if _SH + key in said
    }
    if result.value is None and result.path:
        if numbers.get("maxCount") == "0":
            return (
                f"is a node shape and cannot have {name}; give it a path or take {name} out",
                f"ist eine NodeShape und hat kein {name}; sh:path ergänzen oder {name} streichen",
            )
        if "minCount" in numbers and name == "sh:path":
            return "has no sh:path, or more than one", "hat kein sh:path oder mehr als eines"
        return f"has {name} more than once", f"hat {name} mehr als einmal"
    if _SH + "datatype" in said:
        kind = shorten(iri_of(said[_SH + "datatype"][0]))
        return f"is no value of {name}: it takes {kind}", f"ist kein Wert von {name}: {kind} gilt"
    kinds = {"Literal": ("a literal", "ein Literal"), "IRI": ("an IRI", "eine IRI")}
    for kind in said.get(_SH + "nodeKind", ()):
        english, german = kinds.get(
            iri_of(kind).removeprefix(_SH), ("an IRI or a literal", "eine IRI oder ein Literal")
        )
        return (
            f"is no value of {name}: it takes {english}",
            f"ist kein Wert von {name}: {german} gilt",
        )
    if f"<{_META}ListShape>" in said.get(_SH + "node", ()):
        return f"is no list, as {name} takes", f"ist keine Liste, wie {name} sie nimmt"
    if name == "sh:path" and result.path:
        return "is no path of SHACL", "ist kein Pfad von SHACL"
    if _SH + "in" in said:
        return f"is no value that {name} takes", f"ist kein Wert, den {name} nimmt"
    return (
        "is neither a node shape nor a property shape of SHACL",
        "ist weder eine NodeShape noch eine PropertyShape von SHACL",
    )


def _short(value: Term) -> str:
    return parts_of(value).lexical if is_literal(value) else shorten(iri_of(value))


class _Places:
    """Finds the word of a shapes file to which a result belongs."""

    def __init__(self, texts: Iterable[Text], triples: Iterable[Triple]) -> None:
        self._above = {o: s for s, _, o in triples if o.startswith("_:")}
        self._statements: dict[str, list[Token]] = {}
        for text in texts:
            statement: list[Token] = []
            for token in text.tokens:
                if token.opens:
                    statement = self._statements.setdefault(token.iri, [])
                statement.append(token)

    def owner(self, node: Term) -> Term:
        """Return the shape with an IRI in which a nameless node stands."""
        seen: set[Term] = set()
        while node.startswith("_:") and node in self._above and node not in seen:
            seen.add(node)
            node = self._above[node]
        return node

    def origin(self, owner: Term, predicate: str | None, value: Term | None) -> Origin:
        """Return the place of the value, else of the predicate, else of the shape."""
        statement = self._statements.get(owner.strip("<>"), [])
        for token in statement:
            if predicate and token.of == predicate and value == f"<{token.iri}>":
                return token.origin
        for token in statement:
            if token.iri == predicate and token.of is None and not token.opens:
                return token.origin
        return statement[0].origin if statement else Origin(PurePosixPath("shapes"))
