"""The shapes files of one source: read, and checked as code is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from ... import names
from ...findings import Finding, Severity
from ...names import PREFIXES, RULES, SHAPES
from ...origin import Origin
from ...rdf import Term, Triple, iri, iri_of, is_literal, parts_of, read_file
from .. import grammar, terms
from ..reading import SEVERITIES, unparsed
from ..shapes import Shape, Shapes
from ..tokens import Text
from .refusing import refusals

_SH: Final = PREFIXES["sh"]
_PROPERTY: Final = f"<{_SH}property>"
_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_TARGETS: Final = frozenset(
    f"<{_SH}{name}>"
    for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
)
_KINDS: Final = frozenset(f"<{_SH}{name}>" for name in ("NodeShape", "PropertyShape"))
_NAMES: Final = (_SH + "name", PREFIXES["rdfs"] + "label")

_Said = Mapping[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Guest:
    """The shapes of one source, and what is wrong with them: with a violation they do not run."""

    shapes: Shapes
    findings: tuple[Finding, ...]

    @property
    def is_fit(self) -> bool:
        """True when nothing forbids to run them."""
        return all(finding.severity is not Severity.VIOLATION for finding in self.findings)


def read_guest(
    project: Path,
    source: str,
    files: Iterable[PurePosixPath],
    ontology: Collection[Triple],
    note: Callable[[PurePosixPath], None],
) -> Guest:
    """Read the shapes files of one source; their paths are relative to the project.

    ``note`` hears which file comes next.

    Every fault is a finding at its line and column. A term that is unknown outside of SHACL is a
    warning only: a source may know of terms that we do not. Raises OSError for a file that cannot
    be read.
    """
    findings: list[Finding] = []
    triples: set[Triple] = set()
    texts: list[Text] = []
    for path in files:
        note(path)
        try:
            text = Text(path, (project / path).read_bytes().decode("utf-8"))
            found = read_file(project / path, SHAPES)
        except UnicodeDecodeError as error:
            findings.append(_not_utf8(path, error))
        except SyntaxError as error:
            findings.append(unparsed(path, error))
        else:
            texts.append(text)
            triples.update(found)
            findings += refusals(text, found)
    wrong = {finding.origin for finding in findings}
    findings += (one for one in _faults(texts, triples, ontology) if one.origin not in wrong)
    named = _named(source, triples)
    return Guest(Shapes(tuple(_shapes(source, texts, named)), named), tuple(findings))


def _not_utf8(path: PurePosixPath, error: UnicodeDecodeError) -> Finding:
    before = error.object[: error.start]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return unparsed(path, SyntaxError("it is not in UTF-8", (None, line, column, None)))


def _faults(
    texts: list[Text], triples: Collection[Triple], ontology: Collection[Triple]
) -> Iterator[Finding]:
    """Find unknown terms, and what breaks SHACL's own shapes."""
    words = [
        one if one.rule == RULES + "UnknownShaclTerm" else replace(one, severity=Severity.WARNING)
        for one in terms.faults(texts, triples, ontology)
    ]
    yield from words
    places = {finding.origin for finding in words}
    for one in grammar.faults(texts, triples):
        if one.origin.line is None and texts:  # a nameless shape: its file at least
            yield replace(one, origin=Origin(texts[0].path))
        elif one.origin not in places:
            yield one


def _named(source: str, triples: Collection[Triple]) -> tuple[Triple, ...]:
    """Give nameless shapes that can report an IRI, for a report knows a shape by its name."""
    nameless = {
        term
        for subject, predicate, object_ in triples
        for term, reports in (
            (subject, predicate in _TARGETS or (predicate == _TYPE and object_ in _KINDS)),
            (object_, predicate == _PROPERTY),
        )
        if reports and term.startswith("_:")
    }
    given = {term: iri(names.nameless_shape(source, term[2:])) for term in nameless}
    return tuple(sorted((given.get(s, s), p, given.get(o, o)) for s, p, o in triples))


def _shapes(source: str, texts: list[Text], triples: tuple[Triple, ...]) -> Iterator[Shape]:
    """Yield every shape that can report, with the words that it brings or plain ones of ours."""
    about: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    above: dict[Term, Term] = {}
    for subject, predicate, object_ in triples:
        about[subject][iri_of(predicate)].append(object_)
        above.setdefault(object_, subject)
    places = {
        iri(token.iri): token.origin
        for text in reversed(texts)
        for token in reversed(text.tokens)
        if token.opens
    }
    nowhere = Origin(texts[0].path if texts else PurePosixPath("sources"))
    for node in sorted(about):
        said = about[node]
        if node.startswith("<") and any(name.startswith(_SH) for name in said):
            queries = [about[query] for query in said.get(_SH + "sparql", ()) if query in about]
            place = places.get(_owner(node, above, places), nowhere)
            yield _shape(source, node, said, queries, place)


def _owner(node: Term, above: Mapping[Term, Term], places: Mapping[Term, Origin]) -> Term:
    """Return the shape with a place in the file in which a nameless one stands."""
    seen = {node}
    while node not in places and node in above and above[node] not in seen:
        node = above[node]
        seen.add(node)
    return node


def _shape(source: str, node: Term, said: _Said, queries: Sequence[_Said], place: Origin) -> Shape:
    messages = {
        (parts.language or "").partition("-")[0]: parts.lexical
        for one in (*queries, said)  # the shape's own words go first
        for term in one.get(_SH + "message", ())
        if is_literal(term)
        for parts in [parts_of(term)]
    }
    labels = [parts_of(t).lexical for key in _NAMES for t in said.get(key, ()) if is_literal(t)]
    name = labels[0] if labels else names.shorten(iri_of(node))
    other = messages.get("") or next(iter(messages.values()), "")
    severities = [SEVERITIES[s] for s in said.get(_SH + "severity", ()) if s in SEVERITIES]
    return Shape(
        iri_of(node),
        name,
        severities[0] if severities else Severity.VIOLATION,  # SHACL 2.1.4
        messages.get("en") or other or f"does not keep the shape {name} of {source}",
        messages.get("de") or other or f"hält die Shape {name} von {source} nicht ein",
        place.path,
        place.line,
    )
