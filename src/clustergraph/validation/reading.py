"""The shapes of a project: read, checked as code is, and known by the sentence in their name.

A shape that cannot tell where it stands, how much it matters and what to mend is refused here, so
that no finding is ever without a name, a severity and a message in both languages. So is one that
would silently check nothing: a parameter that SHACL does not know, a class that nothing has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from ..errors import ProjectError
from ..findings import Finding, Report, Severity
from ..names import PREFIXES, SHAPES
from ..opening import fault_of
from ..origin import Origin
from ..rdf import Term, Triple, iri_of, is_literal, parts_of, read_file
from . import grammar, terms
from .shapes import Shape, Shapes, sentence_of
from .tokens import Text

_SH: Final = PREFIXES["sh"]
_FOLDERS: Final = {"must": Severity.VIOLATION, "should": Severity.WARNING}
SEVERITIES: Final = {
    f"<{_SH}Violation>": Severity.VIOLATION,
    f"<{_SH}Warning>": Severity.WARNING,
    f"<{_SH}Info>": Severity.INFO,
}


def read_shapes(project: Path, ontology: Collection[Triple] | None = None) -> Shapes:
    """Read ``shapes/must/*.ttl`` (violations) and ``shapes/should/*.ttl`` (warnings).

    With the triples of the ``ontology``, our own terms in the shapes are held against it too.

    Raises ProjectError with a finding for every file that does not parse, every shape that
    constrains without an IRI, a severity or a message in English and in German, everything that
    breaks SHACL's own shapes, and every term that its vocabulary does not have.
    """
    shapes: list[Shape] = []
    triples: set[Triple] = set()
    texts: list[Text] = []
    findings: list[Finding] = []
    for folder, severity in _FOLDERS.items():
        for file in sorted((project / "shapes" / folder).glob("*.ttl")):
            path = PurePosixPath(file.relative_to(project).as_posix())
            if fault := fault_of(file):
                findings.append(_finding(Origin(path), *fault))
                continue
            try:
                found = read_file(file, SHAPES)
            except SyntaxError as error:
                findings.append(unparsed(path, error))
                continue
            triples.update(found)
            texts.append(Text(path, file.read_text(encoding="utf-8")))
            for shape, problems in _shapes(found, texts[-1], severity):
                findings += problems
                shapes.append(shape)
    findings += _repeated(shapes)
    words = list(terms.faults(texts, triples, ontology))
    places = {finding.origin for finding in words}  # a word that does not exist fits nowhere either
    findings += words
    findings += (one for one in grammar.faults(texts, triples) if one.origin not in places)
    if findings:
        told = Report.of(findings).findings
        raise ProjectError("\n".join(map(str, told)), told)
    ordered = sorted(shapes, key=lambda shape: shape.iri)
    return Shapes(tuple(ordered), tuple(sorted(triples)))


def unparsed(path: PurePosixPath, error: SyntaxError) -> Finding:
    """Tell where a shapes file stops being Turtle."""
    return _finding(
        Origin(path, error.lineno, error.offset),
        f"is no Turtle: {error.msg}",
        f"ist kein Turtle: {error.msg}",
    )


_PARAMETERS: Final = frozenset(
    f"<{_SH}{name}>"
    for name in (
        "minCount", "maxCount", "class", "datatype", "nodeKind", "in", "pattern", "lessThan",
        "lessThanOrEquals", "equals", "disjoint", "minInclusive", "maxInclusive", "minExclusive",
        "maxExclusive", "minLength", "maxLength", "languageIn", "uniqueLang", "hasValue", "node",
        "or", "and", "xone", "not", "sparql", "qualifiedMinCount", "qualifiedMaxCount", "closed",
    )
)  # fmt: skip
_INNER: Final = frozenset(
    f"<{_SH}{name}>" for name in ("or", "and", "xone", "not", "node", "qualifiedValueShape")
)
_TARGETS: Final = frozenset(
    f"<{_SH}{name}>"
    for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "property")
)
_FIRST: Final = f"<{PREFIXES['rdf']}first>"
_REST: Final = f"<{PREFIXES['rdf']}rest>"
_PATH: Final = f"<{_SH}path>"
_SEVERITY: Final = f"<{_SH}severity>"
_MESSAGE: Final = f"<{_SH}message>"
_PROPERTY: Final = f"<{_SH}property>"


def _shapes(
    triples: list[Triple], text: Text, expected: Severity
) -> Iterator[tuple[Shape, list[Finding]]]:
    about: dict[Term, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[triple[0]].append(triple)
    inner = _inner(triples, about)
    for subject in sorted(about):
        predicates = {predicate for _, predicate, _ in about[subject]}
        if (
            subject in inner
            or not predicates & _PARAMETERS
            or not predicates & (_TARGETS | {_PATH})
        ):
            continue
        yield _shape(subject, about[subject], line_of(subject, text), text.path, expected)


def _inner(triples: list[Triple], about: dict[Term, list[Triple]]) -> set[Term]:
    """Find the nameless shapes that only serve as parts of others (``sh:or``, ``sh:node``, …)."""
    waiting = [o for _, predicate, o in triples if predicate in _INNER]
    found: set[Term] = set()
    while waiting:
        node = waiting.pop()
        if node in found or not node.startswith("_:"):
            continue
        found.add(node)
        below = {_FIRST, _REST, _PROPERTY} | _INNER
        waiting += [o for _, predicate, o in about[node] if predicate in below]
    return found


def _shape(
    subject: Term,
    about: list[Triple],
    line: int | None,
    path: PurePosixPath,
    expected: Severity,
) -> tuple[Shape, list[Finding]]:
    problems = []
    messages = {
        parts.language: parts.lexical
        for _, predicate, object_ in about
        if predicate == _MESSAGE and is_literal(object_)
        for parts in [parts_of(object_)]
    }
    severities = [SEVERITIES.get(o) for _, predicate, o in about if predicate == _SEVERITY]
    name = subject.strip("<>")
    if not subject.startswith(f"<{SHAPES}"):
        problems.append(("has no IRI of ours; name it shapes:<Sentence>",
                         "hat keine IRI von uns; sie heißt shapes:<Satz>"))  # fmt: skip
    problems += [
        (
            f"has no message @{lang}; add sh:message",
            f"hat keine Meldung @{lang}; es fehlt sh:message",
        )
        for lang in ("en", "de")
        if not messages.get(lang)
    ]
    if severities != [expected]:
        wanted = f"sh:severity sh:{expected.value.capitalize()}"
        problems.append((f"has another severity than its folder; write {wanted}",
                         f"hat eine andere Schwere als ihr Ordner; es gilt {wanted}"))  # fmt: skip
    shape = Shape(
        name,
        sentence_of(name),
        expected,
        messages.get("en", ""),
        messages.get("de", ""),
        path,
        line,
    )
    findings = [_finding(Origin(path, line), en, de, value=name) for en, de in problems]
    return shape, findings


def line_of(subject: Term, text: Text) -> int | None:
    """Return the line on which the statements about a shape begin."""
    found = (token for token in text.tokens if token.opens and token.iri == iri_of(subject))
    return next((token.origin.line for token in found), None)


def _repeated(shapes: list[Shape]) -> Iterator[Finding]:
    first: dict[str, Shape] = {}
    for shape in shapes:
        if shape.iri in first:
            yield _finding(
                Origin(shape.path, shape.line),
                f"stands in {first[shape.iri].path} too; give one of them another name",
                f"steht auch in {first[shape.iri].path}; eine braucht einen anderen Namen",
                value=shape.iri,
            )
        first.setdefault(shape.iri, shape)


def _finding(origin: Origin, english: str, german: str, value: str | None = None) -> Finding:
    return Finding(origin, SHAPES + "UnreadableShape", english, german, value=value)
