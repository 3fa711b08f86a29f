"""RDF files of a source as triples of one named graph.

Blank nodes become IRIs after the source, the graph, the file's content and the order in which they
first appear, so that the same file gives the same triples everywhere. Literals are brought to the
form that the store keeps. A CONSTRUCT may map the file to our ontology; it runs over that file
alone, and what it gives must name its nodes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from pyoxigraph import BlankNode, Quad, QueryTriples, RdfFormat, Store, Triple, parse

from .. import names, rdf
from ..findings import Finding
from ..isolation.words import Refused, place, refused, tokens
from ..origin import Origin
from ..tables.rules import finding
from . import markup
from .gathering import Found, UnusableFile, gather, unpack
from .plan import Graph, Source

_SKOS: Final = names.PREFIXES["skos"]
_XL: Final = names.PREFIXES["skosxl"]
_KINDS: Final = ("prefLabel", "altLabel", "hiddenLabel")
_DEPTH: Final = 64
_CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_QUERY_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_WORDS: Final = {
    Refused.DEEP: ("nests too deep", "ist zu tief geschachtelt"),
    Refused.SERVICE: ("asks another host", "fragt einen anderen Rechner"),
    Refused.UPDATE: ("changes data", "ändert Daten"),
}
_FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG, ".rdf": RdfFormat.RDF_XML, ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD,
}  # fmt: skip


@dataclass
class Content:
    """What RDF files say: the triples of the graph, how many were read, and what is wrong."""

    triples: frozenset[rdf.Triple] = frozenset()
    read: int = 0
    findings: list[Finding] = field(default_factory=list)


def read_graph(project: Path, source: Source, graph: Graph, folder: Path) -> Content:
    """Read the files of one graph; ``folder`` takes what is unpacked."""
    files, findings = gather(project, source, graph.path, graph.line)
    content = Content(findings=findings)
    given: set[rdf.Triple] = set()
    for file in files:
        try:
            triples = _triples(source, graph, file, unpack(file, folder / f"{graph.name}.unpacked"))
            given.update(triples)
        except UnusableFile as error:
            content.findings.append(error.finding)
    content.read = len(given)
    if graph.labels is not None:
        given |= set(_plain_labels(given))
    if graph.construct is not None and not content.findings:
        try:
            given = _construct(source, graph.construct, given)
        except UnusableFile as error:
            content.findings.append(error.finding)
    content.triples = frozenset(given)
    return content


def _fault(origin: Origin, english: str, german: str, value: str | None = None) -> UnusableFile:
    return UnusableFile(finding("BadGraph", origin, english, german, value=value))


def _triples(source: Source, graph: Graph, file: Found, plain: Path) -> Iterator[rdf.Triple]:
    """Yield the triples of one file, blank nodes named."""
    suffix = PurePosixPath(file.name.removesuffix(".gz")).suffix
    content = plain.read_bytes()
    label = f"{source.name}-{graph.name}-{hashlib.sha256(content).hexdigest()[:12]}"
    nodes: dict[str, str] = {}

    def term(node: object) -> rdf.Term:
        if isinstance(node, BlankNode):
            number = nodes.setdefault(node.value, str(len(nodes) + 1))
            return rdf.iri(names.skolem(f"{label}-{number}"))
        if isinstance(node, Triple):
            raise _fault(Origin(file.shown), "holds a triple as a term, which is not mapped",
                         "enthält ein Tripel als Begriff, was nicht übersetzt wird",
                         str(node)[:80])  # fmt: skip
        return rdf.term_of(node)  # type: ignore[arg-type]  # the other kinds of nodes

    try:
        for quad in _parsed(content, _FORMATS[suffix], file):
            yield term(quad.subject), term(quad.predicate), term(quad.object)
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at .*?: ", "", str(error.msg))
        raise _fault(Origin(file.shown, error.lineno, error.offset),
                     f"cannot be parsed: {reason}",
                     f"lässt sich nicht zerlegen: {reason}") from error  # fmt: skip


def _parsed(content: bytes, form: RdfFormat, file: Found) -> Iterable[Quad]:
    base = names.file(f"sources/{file.name}")
    if form == RdfFormat.RDF_XML:
        try:
            content = markup.as_utf8(content)
        except markup.RefusedMarkup as error:
            raise _fault(Origin(file.shown, error.line, error.column), error.english,
                         error.german) from error  # fmt: skip
    elif content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    return parse(content, format=form, base_iri=rdf_safe(base))


def rdf_safe(iri: str) -> str:
    """Return an IRI in which what may not stand there is written in per cent.

    >>> rdf_safe("https://example.org/a b")
    'https://example.org/a%20b'
    """
    return re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda m: f"%{ord(m[0]):02X}", iri)


def _plain_labels(triples: Iterable[rdf.Triple]) -> Iterator[rdf.Triple]:
    """Yield a plain SKOS label for each label of SKOS-XL (SKOS Reference B.3.2, S55 to S57)."""
    kinds = {rdf.iri(_XL + kind): rdf.iri(_SKOS + kind) for kind in _KINDS}
    form = rdf.iri(_XL + "literalForm")
    labels: list[rdf.Triple] = []
    forms: dict[rdf.Term, list[rdf.Term]] = {}
    for triple in triples:
        if triple[1] in kinds:
            labels.append(triple)
        elif triple[1] == form:
            forms.setdefault(triple[0], []).append(triple[2])
    for subject, kind, label in labels:
        for text in forms.get(label, ()):
            yield subject, kinds[kind], text


def _construct(source: Source, name: str, triples: Iterable[rdf.Triple]) -> set[rdf.Triple]:
    """Run the CONSTRUCT of a source over triples; raises UnusableFile for one that is refused."""
    at = source.beside(name)
    try:
        text = (source.folder / name).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(Origin(at), "is not UTF-8", "ist nicht in UTF-8") from error
    _check_words(text, at)
    store = Store()
    store.bulk_extend(rdf.quads_of(triples))
    try:
        answer = store.query(text)
    except SyntaxError as error:
        match = _QUERY_PLACE.search(str(error))
        line, column = (int(match[1]), int(match[2])) if match else (None, None)
        reason = match[3] if match else str(error)
        raise _fault(Origin(at, line, column), f"is no SPARQL: {reason}",
                     f"ist kein SPARQL: {reason}") from error  # fmt: skip
    if not isinstance(answer, QueryTriples):
        raise _fault(Origin(at), "is no CONSTRUCT", "ist kein CONSTRUCT")
    made: set[rdf.Triple] = set()
    for triple in answer:
        nodes = (triple.subject, triple.predicate, triple.object)
        if any(isinstance(node, BlankNode | Triple) for node in nodes):
            raise _fault(Origin(at), "makes a node without a name; give it an IRI",
                         "erzeugt einen Knoten ohne Namen; er braucht einen IRI",
                         str(triple.predicate))  # fmt: skip
        made.add(tuple(rdf.term_of(node) for node in nodes))  # type: ignore[arg-type]
    return made


def _check_words(text: str, at: PurePosixPath) -> None:
    """Refuse calls to other hosts, updates, and what gives another value each time."""
    for token, why in refused(text, _DEPTH):
        line, column = place(text, token.start)
        raise _fault(Origin(at, line, column), *_WORDS[why], token.text)
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() in _CHANGING:
            line, column = place(text, token.start)
            raise _fault(Origin(at, line, column), "gives another value each time",
                         "gibt jedes Mal einen anderen Wert", token.text)  # fmt: skip
