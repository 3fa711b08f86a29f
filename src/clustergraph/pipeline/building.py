"""From the project's folder to a graph with its report; nothing is published here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from .. import catalog, names, provenance, reasoning, tables, validation, vocab
from ..errors import ProjectError
from ..findings import Finding, Report
from ..origin import Origin
from ..rdf import Triple, iri, nquads, read_file
from .staleness import key_of
from .tracing import Tracer

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A graph as it was built from a project, with everything that was found wrong.

    ``tables`` maps a table's name to its triples, ``inferred`` holds what follows from them and
    the ontology, ``rows`` counts per table what was read, mapped and set aside, ``key`` is that of
    the inputs.
    """

    project: Path
    report: Report
    tables: dict[str, frozenset[Triple]]
    ontology: frozenset[Triple]
    inferred: frozenset[Triple]
    provenance: frozenset[Triple]
    tracer: Tracer = field(repr=False)
    rows: dict[str, tuple[int, int, int]]
    version: str
    key: str

    @cached_property
    def asserted(self) -> frozenset[Triple]:
        """What the tables state, each triple once."""
        return frozenset().union(*self.tables.values())

    @cached_property
    def default(self) -> frozenset[Triple]:
        """What a query sees without GRAPH: tables, ontology and inferences as one set."""
        return self.asserted | self.ontology | self.inferred

    @cached_property
    def graphs(self) -> dict[str, list[Triple]]:
        """Every named graph by IRI, its triples sorted."""
        content: dict[str, list[Triple]] = {
            names.graph(name): sorted(triples) for name, triples in sorted(self.tables.items())
        }
        content[names.ONTOLOGY_GRAPH] = sorted(self.ontology)
        content[names.INFERRED_GRAPH] = sorted(self.inferred)
        content[names.PROVENANCE_GRAPH] = sorted(self.provenance)
        content[names.CATALOGUE_GRAPH] = catalog.describe(self.default, content, self.version)
        return content

    def nquads(self) -> str:
        """Return all named graphs as N-Quads: the same input gives the same bytes."""
        return "".join(nquads(triples, graph) for graph, triples in sorted(self.graphs.items()))

    def counts(self) -> dict[str, int]:
        """Count tables, rows, triples and findings."""
        return {
            "tables": len(self.tables),
            "rows": sum(mapped for _, mapped, _ in self.rows.values()),
            "asserted": len(self.asserted),
            "ontology": len(self.ontology),
            "inferred": len(self.inferred),
            "provenance": len(self.provenance),
            "default": len(self.default),
            "violations": len(self.report.violations),
            "warnings": len(self.report.findings) - len(self.report.violations),
        }

    def entities(self) -> dict[str, int]:
        """Count what the tables introduce, by the kind in its IRI."""
        kinds: Counter[str] = Counter()
        for subject in {s for s, p, _ in self.asserted if p == iri(vocab.RDF_TYPE)}:
            place = names.kind_and_key(subject[1:-1])
            if place:
                kinds[place[0]] += 1
        return dict(sorted(kinds.items()))


def build(project: Path | str, progress: Progress | None = None) -> Built:
    """Read, map, reason and validate a project; everything wrong is in the report.

    Raises ProjectError when the folder is no project or a description, ontology, rule or shapes
    file cannot be read: without them there is nothing to say about the rows.
    """
    project = Path(project)
    if not (project / "data").is_dir():
        raise ProjectError(f"{project} is no project: it has no folder data/")
    say = progress or (lambda _: None)
    key = key_of(project)  # before the first read: an edit during the build makes it stale
    described = tables.describe(project)
    say(f"reading {len(described.tables)} tables")
    mapped = [tables.map_table(project, table) for table in described.tables]
    findings = [*described.findings, *(finding for one in mapped for finding in one.findings)]
    ontology_files = _read_ontology(project)
    ontology = frozenset(triple for triples in ontology_files.values() for triple in triples)
    typed = {s[1:-1] for s, p, _ in ontology if p == iri(vocab.RDF_TYPE)}
    findings += tables.check_keys(mapped, typed)
    tracer = Tracer.of(mapped, ontology_files)
    evidence, content = _split(mapped)

    say("reasoning")
    inferred, contradictions = _reason(project, content, ontology, evidence, tracer)
    findings += contradictions

    say("validating")
    files = _files(project, [t.path for t in described.tables], ontology_files)
    built = Built(
        project=project,
        report=Report.of(findings),
        tables=content,
        ontology=ontology,
        inferred=inferred,
        provenance=frozenset(evidence) | frozenset(provenance.describe_files(files)),
        tracer=tracer,
        rows={m.table.name: (m.rows_read, m.rows_mapped, m.rows_set_aside) for m in mapped},
        version=_version(ontology),
        key=key,
    )
    results = validation.validate(validation.read_shapes(project), built.default | built.provenance)
    found = [tracer.locate(result) for result in results]
    return replace(built, report=Report.of([*findings, *found]))


def _reason(
    project: Path,
    content: dict[str, frozenset[Triple]],
    ontology: frozenset[Triple],
    evidence: list[Triple],
    tracer: Tracer,
) -> tuple[frozenset[Triple], list[Finding]]:
    """Return what follows and what contradicts; the tracer keeps the proofs."""
    asserted: frozenset[Triple] = frozenset().union(*content.values())
    inference = reasoning.infer(asserted, ontology, reasoning.read_rules(project), evidence)
    tracer.proofs.update(
        {
            triple: provenance.Proof(p.rule, p.sentence_en, p.sentence_de, p.premises)
            for triple, p in inference.proofs.items()
        }
    )
    return inference.triples, [
        tracer.contradiction(c.rule, c.sentence_en, c.sentence_de, c.triples)
        for c in inference.contradictions
    ]


def _split(mapped: list[tables.Mapped]) -> tuple[list[Triple], dict[str, frozenset[Triple]]]:
    """Part what is said about rows (evidence) from what is said about the world (by table)."""
    evidence: list[Triple] = []
    content: dict[str, frozenset[Triple]] = {}
    for one in mapped:
        world = set()
        for statement in one.statements:
            if provenance.is_about_a_row(statement.triple):
                evidence.append(statement.triple)
            else:
                world.add(statement.triple)
        content[one.table.name] = frozenset(world)
    return sorted(set(evidence)), content


def _read_ontology(project: Path) -> dict[PurePosixPath, list[Triple]]:
    """Read every Turtle file below ``ontology/``; all that do not parse are told at once."""
    found: dict[PurePosixPath, list[Triple]] = {}
    findings: list[Finding] = []
    for path in sorted((project / "ontology").rglob("*.ttl")):
        place = PurePosixPath(path.relative_to(project).as_posix())
        try:
            found[place] = read_file(path, names.ONTOLOGY)
        except SyntaxError as error:
            origin = Origin(place, error.lineno, error.offset)
            rule = names.RULES + "OntologyParses"
            findings.append(Finding(origin, rule, str(error.msg), f"kein Turtle: {error.msg}"))
    if findings:
        raise ProjectError("\n".join(map(str, findings)), findings)
    return found


def _files(
    project: Path, table_paths: list[PurePosixPath], ontology: dict[PurePosixPath, list[Triple]]
) -> dict[str, tuple[str, str]]:
    """Map each source file to the graph made from it and its SHA-256."""
    graphs = {str(path): names.graph(path.stem) for path in table_paths}
    graphs.update({str(path): names.ONTOLOGY_GRAPH for path in ontology})
    return {
        path: (graph, hashlib.sha256((project / path).read_bytes()).hexdigest())
        for path, graph in graphs.items()
        if (project / path).is_file()
    }


def _version(ontology: frozenset[Triple]) -> str:
    """Return the version that the ontology's header gives."""
    wanted = (iri(names.ONTOLOGY), iri(names.PREFIXES["owl"] + "versionInfo"))
    return next((o.split('"')[1] for s, p, o in sorted(ontology) if (s, p) == wanted), "0")
