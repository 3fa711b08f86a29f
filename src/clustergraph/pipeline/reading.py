"""What the files of a project say, before anything is concluded from it."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from .. import names, tables, vocab
from ..errors import ProjectError
from ..findings import Finding
from ..graphs import graph_of, merged
from ..opening import fault_of
from ..origin import Origin
from ..rdf import Term, Triple, iri, read_file
from .memory import Memory
from .progress import Steps, Tick, lines_of
from .sourcing import Sourced, check_rows
from .sourcing import read as read_sourced
from .tracing import Columns, Tracer

_TYPE: Final = iri(vocab.RDF_TYPE)


@dataclass(frozen=True)
class Read:
    """What the files of a project say, before anything is concluded from it."""

    mapped: list[tables.Mapped]
    findings: list[Finding]
    files: dict[PurePosixPath, list[Triple]]
    ontology: frozenset[Triple]
    evidence: Set[Triple]
    content: dict[str, Set[Triple]]
    aside: frozenset[Triple]
    tracer: Tracer
    inferred: list[Set[Triple]]  # of all that follows, once it is known
    sourced: Sourced

    @cached_property
    def foreign(self) -> frozenset[Term]:
        """The things that sources introduce and no curated table does."""
        curated = {one.table.name for one in self.mapped}
        theirs = {
            thing
            for name, triples in self.content.items()
            if name not in curated
            for thing, _ in graph_of(triples).pairs(_TYPE)
        }
        for name in curated if theirs else ():  # millions of ours need not be gathered
            theirs.difference_update(one for one, _ in graph_of(self.content[name]).pairs(_TYPE))
        return frozenset(theirs)


def read_files(project: Path, memory: Memory, say: Steps, cache: Path) -> Read:
    """Read and map the tables, read the ontology, and check what refers to nothing."""
    described = tables.describe(project)
    lines = lines_of(*(project / table.path for table in described.tables))
    tick = say(f"reading {len(described.tables)} tables", lines, "rows")
    mapped = [_mapped(project, table, memory, tick) for table in described.tables]

    def of_source(table: tables.Table) -> tables.Mapped:
        lines = lines_of(project / table.path)
        return _mapped(project, table, memory, say(f"mapping {table.name}", lines, "rows"))

    sourced = read_sourced(project, cache, of_source, say)
    renamed = {one.mend for one in described.findings}  # a file under a misspelt name is told once
    findings = [
        *described.findings,
        *(one for m in mapped for one in m.findings if str(one.origin) not in renamed),
    ]
    findings += sourced.findings
    files = _read_ontology(project)
    ontology = frozenset(triple for triples in files.values() for triple in triples)
    typed = {s[1:-1] for s, p, _ in ontology if p == iri(vocab.RDF_TYPE)}
    for content in sourced.graphs.values():
        typed |= {s[1:-1] for s, p, _ in content if p == iri(vocab.RDF_TYPE)}
    sourced, dangling = check_rows(
        sourced, lambda others: tables.check_keys([*mapped, *others], typed)
    )
    return _gathered(mapped, [*findings, *dangling], files, ontology, sourced)


def _gathered(
    curated: list[tables.Mapped],
    findings: list[Finding],
    files: dict[PurePosixPath, list[Triple]],
    ontology: frozenset[Triple],
    sourced: Sourced,
) -> Read:
    """Put together what curated tables, ontology and sources say."""
    mapped = [*curated, *sourced.mapped]
    evidence, content = _split(mapped)
    content.update(sourced.graphs)
    aside = frozenset(statement.triple for one in mapped for statement in one.aside)
    inferred: list[Set[Triple]] = []
    tracer = Tracer(
        mapped,
        {**files, **sourced.files},
        Columns(lambda: merged((*content.values(), evidence, aside, *inferred, ontology))),
    )
    return Read(
        curated, findings, files, ontology, evidence, content, aside, tracer, inferred, sourced
    )


def settle(read: Read, sourced: Sourced) -> Read:
    """Return what was read without the rows that were set aside since."""
    typed = {s[1:-1] for s, p, _ in read.ontology if p == iri(vocab.RDF_TYPE)}
    for content in sourced.graphs.values():
        typed |= {s[1:-1] for s, p, _ in content if p == iri(vocab.RDF_TYPE)}
    known = set(read.findings)
    sourced, dangling = check_rows(
        sourced, lambda others: tables.check_keys([*read.mapped, *others], typed)
    )
    fresh = [one for one in dangling if one not in known]
    return _gathered(read.mapped, [*read.findings, *fresh], read.files, read.ontology, sourced)


def _split(mapped: list[tables.Mapped]) -> tuple[Set[Triple], dict[str, Set[Triple]]]:
    """Part what is said about rows (evidence) from what is said about the world (by table)."""
    return merged(one.about for one in mapped), {one.table.name: one.triples for one in mapped}


def _mapped(project: Path, table: tables.Table, memory: Memory, tick: Tick) -> tables.Mapped:
    """Map a table, or recall it when neither the file nor its description changed."""
    file = project / table.path
    digest = hashlib.sha256(file.read_bytes()).digest() if fault_of(file) is None else b""
    return memory.recall(
        f"table {table.name}", (table, digest), lambda: tables.map_table(project, table, tick)
    )


def _read_ontology(project: Path) -> dict[PurePosixPath, list[Triple]]:
    """Read every Turtle file below ``ontology/``; all that do not parse are told at once."""
    found: dict[PurePosixPath, list[Triple]] = {}
    findings: list[Finding] = []
    for path in sorted((project / "ontology").rglob("*.ttl")):
        place = PurePosixPath(path.relative_to(project).as_posix())
        if fault := fault_of(path):
            findings.append(Finding(Origin(place), names.RULES + "OntologyParses", *fault))
            continue
        try:
            found[place] = read_file(path, names.ONTOLOGY)
        except SyntaxError as error:
            origin = Origin(place, error.lineno, error.offset)
            rule = names.RULES + "OntologyParses"
            words = (f"is no Turtle: {error.msg}", f"ist kein Turtle: {error.msg}")
            findings.append(Finding(origin, rule, *words))
    if findings:
        raise ProjectError("\n".join(map(str, findings)), findings)
    return found
