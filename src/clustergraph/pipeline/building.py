"""From the project's folder to a graph with its report; nothing is published here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from .. import catalog, names, provenance, reasoning, tables, validation, vocab
from ..collecting import give_back, paused
from ..errors import ProjectError
from ..findings import Finding, Report, RuleWords, Severity
from ..graphs import graph_of, merged
from ..linking import LINKING_RULES
from ..opening import fault_of
from ..origin import Origin
from ..rdf import Triple, iri, nquads
from ..rules import Book
from .constraints import Constraints
from .crediting import Counted, count, files_of, parts_of
from .guests.asking import Bounds
from .guests.checking import Graph, Guests, check_sources
from .linking import Linked, beside
from .linking import link as link_sources
from .locating import Locator
from .memory import Memory
from .progress import Progress, Steps, Tick
from .reading import Read, read_files, settle
from .sourcing import Sourced, check_account
from .staleness import Inputs, inputs_of
from .summing import Summed, summed
from .tracing import Tracer
from .witness import Witness

_TYPE: Final = iri(vocab.RDF_TYPE)


@dataclass(frozen=True)
class Built:
    """A graph as it was built from a project, with everything that was found wrong.

    ``tables`` maps a table's name to its triples, ``inferred`` holds what follows from them and
    the ontology, ``rows`` counts per table what was read, mapped and set aside, ``inputs`` is
    what they came from, ``rules`` are those that the findings may name, ``book`` holds those by
    which the inferred follow, ``engine`` is the one that validated it, ``guests`` what the shapes
    of its sources say, ``results`` what the validator did. Where rows were set aside, what
    follows from their readable cells is among the inferred: such a build is told, never published.
    """

    project: Path
    report: Report
    tables: dict[str, Set[Triple]]
    ontology: frozenset[Triple]
    inferred: Set[Triple]
    provenance: Set[Triple]
    tracer: Tracer = field(repr=False)
    rows: dict[str, tuple[int, int, int]]
    version: str
    inputs: Inputs
    rules: tuple[RuleWords, ...] = ()
    book: Book = field(default_factory=Book, repr=False)
    engine: str | None = None
    guests: Guests = field(default_factory=Guests)
    sourced: Sourced = field(default_factory=Sourced, repr=False)
    linked: Linked = field(default_factory=Linked, repr=False)
    results: Summed = field(default_factory=Summed, repr=False)

    @cached_property
    def asserted(self) -> Set[Triple]:
        """What the tables state, each triple once."""
        return merged(self.tables.values())

    @cached_property
    def default(self) -> Set[Triple]:
        """What a query sees without GRAPH: tables, ontology, inferences and links as one set."""
        return merged((self.asserted, self.ontology, self.inferred, self.linked.triples))

    @property
    def merged(self) -> list[str]:
        """The IRIs of the named graphs that make up the default graph."""
        own = [*map(names.graph, self.tables), names.ONTOLOGY_GRAPH, names.INFERRED_GRAPH]
        return sorted([*own, names.LINKS_GRAPH] if self.linked.triples else own)

    @cached_property
    def graphs(self) -> dict[str, Collection[Triple]]:
        """Every named graph by IRI, in no order."""
        content: dict[str, Collection[Triple]] = {
            names.graph(name): triples for name, triples in self.tables.items()
        }
        content[names.ONTOLOGY_GRAPH] = self.ontology
        content[names.INFERRED_GRAPH] = self.inferred
        content[names.PROVENANCE_GRAPH] = self.provenance
        if self.linked.triples:
            content[names.LINKS_GRAPH] = self.linked.triples
        counts = catalog.Counts.of(self.default, content)
        content[names.CATALOGUE_GRAPH] = catalog.describe(
            counts, self.version, parts_of(self.sourced)
        )
        return dict(sorted(content.items()))

    @property
    def size(self) -> int:
        """How many triples the shapes see; one that two tables state counts twice."""
        parts = (self.ontology, self.inferred, self.linked.triples, self.provenance)
        return sum(map(len, (*self.tables.values(), *parts)))

    def give_back(self) -> None:
        """Give back the memory that the last step took, where graphs are large (``collecting``)."""
        if not isinstance(self.default, frozenset):
            give_back()

    def nquads(self) -> str:
        """Return all named graphs as N-Quads, sorted: the same input gives the same bytes."""
        return "".join(nquads(sorted(some), graph) for graph, some in self.graphs.items())

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

    def counted(self) -> tuple[Counted, ...]:
        """What became of everything that was read from sources."""
        return count(self.sourced)

    def entities(self) -> dict[str, int]:
        """Count what the tables introduce, by the kind in its IRI."""
        kinds: Counter[str] = Counter()
        for subject in {s for s, _ in graph_of(self.asserted).pairs(_TYPE)}:
            place = names.kind_and_key(subject[1:-1])
            if place:
                kinds[place[0]] += 1
        return dict(sorted(kinds.items()))


def build(
    project: Path | str,
    progress: Progress | None = None,
    memory: Memory | None = None,
    engine: str = "auto",
    threshold: int = 100_000,
    bounds: Bounds | None = None,
    cache: Path | None = None,
) -> Built:
    """Read, map, reason and validate a project; everything wrong is in the report.

    With the ``memory`` of a build before, only what changed is read and mapped anew. ``engine`` and
    ``threshold`` (in triples) choose who validates, ``bounds`` limit the shapes of sources,
    ``cache`` is the folder that keeps the shaped rows of sources.

    Raises ProjectError when the folder is no project or a description, ontology, rule or shapes
    file cannot be read: without them there is nothing to say about the rows.
    """
    with paused():
        return _build(Path(project), Steps(progress), memory, engine, threshold, bounds, cache)


def _build(
    project: Path,
    say: Steps,
    memory: Memory | None,
    engine: str,
    threshold: int,
    bounds: Bounds | None,
    cache: Path | None,
) -> Built:
    _expect_project(project)
    memory = memory or Memory(goes_on=False)
    inputs = inputs_of(project)  # before the first read: an edit during the build makes it stale
    read = read_files(project, memory, say, cache or project / "var" / "sources")
    shapes = validation.read_shapes(project, read.ontology)
    while True:
        built = _concluded(project, read, shapes, inputs, memory, say, engine, threshold, bounds)
        settled, rest = read.sourced.settled(built.report.findings)
        if settled is read.sourced:
            told = [*settled.in_words_of_the_publisher(rest), *settled.aside]
            return replace(built, report=Report.of(told))
        say("setting bad rows of sources aside")
        read = settle(read, settled)


def _concluded(
    project: Path,
    read: Read,
    shapes: validation.Shapes,
    inputs: Inputs,
    memory: Memory,
    say: Steps,
    engine: str,
    threshold: int,
    bounds: Bounds | None,
) -> Built:
    """Reason over what was read, and validate it."""
    say("reasoning")
    inference = _infer(project, read, memory)
    read.inferred.append(inference.triples)
    read.tracer.prove = inference.prover(read.tracer.facts, read.tracer.is_asserted).proof

    built = Built(
        project=project,
        report=Report(()),
        tables=read.content,
        ontology=read.ontology,
        inferred=inference.triples,
        provenance=_provenance(project, read),
        tracer=read.tracer,
        rows=_rows(read),
        version=_version(read.ontology),
        inputs=inputs,
        rules=_rules(shapes, inference),
        book=inference.book,
        sourced=read.sourced,
        linked=_link(read, memory),
    )
    chosen = validation.choose(engine, built.size, threshold, shapes)
    built.give_back()
    tick = say("validating", len(shapes.all), "shapes")
    found, results = _validate(built, read, shapes, inference, chosen, tick)
    built = replace(built, results=results)
    return _with_guests(built, read, chosen, found, bounds or Bounds(), memory)


def _rows(read: Read) -> dict[str, tuple[int, int, int]]:
    """Count per table the rows read, mapped and set aside; raises RuntimeError when one is lost."""
    rows = {m.table.name: (m.rows_read, m.rows_mapped, m.rows_set_aside) for m in read.mapped}
    rows.update(read.sourced.rows)
    check_account(rows)
    return rows


def _infer(project: Path, read: Read, memory: Memory) -> reasoning.Inference:
    """Return what follows; recalled when neither triples nor rules changed."""
    rules = reasoning.read_rules(project)
    aside = frozenset(filter(provenance.is_about_a_row, read.aside))
    about_rows = merged((aside, read.evidence))
    world = merged((read.aside - aside, *read.content.values()))
    return memory.recall(
        "inference",
        (world, read.ontology, tuple(rules), about_rows),
        lambda: memory.infer(world, read.ontology, rules, about_rows),
    )


def _expect_project(project: Path) -> None:
    if not (project / "data").is_dir():
        raise ProjectError(
            f"{project} is no project: it has no folder data/",
            german=f"{project} ist kein Projekt: es hat keinen Ordner data/",
        )


def compare(
    project: Path | str, progress: Progress | None = None, cache: Path | None = None
) -> Linked:
    """Read a project and link its things; nothing is concluded or validated.

    ``cache`` is the folder that keeps the shaped rows of sources.

    Raises ProjectError as ``build`` does, and with findings when something stops the build already
    at reading: what is read badly is compared badly.
    """
    project = Path(project)
    _expect_project(project)
    read = read_files(project, Memory(), Steps(progress), cache or project / "var" / "sources")
    bad = [one for one in read.findings if one.severity is Severity.VIOLATION]
    if bad:
        raise ProjectError("\n".join(map(str, bad)), bad)
    return _link(read, Memory())


def _link(read: Read, memory: Memory) -> Linked:
    """Return which things of the tables and sources are one."""

    def at(triple: Triple) -> list[Origin]:
        cells = [read.sourced.told(place.origin()) for place in read.tracer.places(triple)]
        file = read.tracer.files.get(triple)
        return cells or ([Origin(file)] if file else [])

    sources = [made.source.name for made in read.sourced.made]
    return link_sources(read.content, sources, at, memory)


def _validate(
    built: Built,
    read: Read,
    shapes: validation.Shapes,
    inference: reasoning.Inference,
    engine: validation.Engine,
    tick: Tick,
) -> tuple[list[Finding], Summed]:
    """Return what contradicts itself or breaks a shape, at the cells to mend; and the latter."""
    checked = merged((built.default, built.provenance, read.aside))
    constraints = Constraints(shapes.triples)
    witness = Witness(checked, constraints.prologue)
    locator = Locator(built.project, built.tracer, constraints, witness)
    # What is asymmetric is irreflexive: of a thing related to itself the latter is told.
    against = {frozenset(c.triples) - built.ontology: c for c in inference.contradictions}
    found = [
        locator.contradiction(c.rule, c.sentence_en, c.sentence_de, c.triples)
        for c in against.values()
    ]
    results = summed(validation.validate(shapes, checked, engine, tick), read.foreign)
    found += results.told(locator.locate(results.results))
    return locator.independent(found, read.findings), results


def _report(read: list[Finding], found: list[Finding]) -> Report:
    """Put findings together; a warning that a violation mends is told with that."""
    worse = {(f.origin, f.mend) for f in found if f.severity is Severity.VIOLATION and f.mend}
    weighty = [
        f for f in read if f.severity is Severity.VIOLATION or (f.origin, f.mend) not in worse
    ]
    return Report.of([*weighty, *found])


def _with_guests(
    built: Built,
    read: Read,
    engine: validation.Engine,
    found: list[Finding],
    bounds: Bounds,
    memory: Memory,
) -> Built:
    """Add the report: what was found, and what the shapes of the sources find in the same graph."""
    checked = merged((built.default, built.provenance, read.aside))
    graph = Graph(built.project, read.tracer, checked, read.ontology, read.findings)
    guests = check_sources(graph, bounds, memory)
    found = [*found, *guests.findings]
    return replace(
        built,
        report=_report(read.findings, [*found, *beside(built.linked, [*read.findings, *found])]),
        rules=(*guests.rules, *built.rules),
        engine=engine.value,
        guests=guests,
    )


def _rules(shapes: validation.Shapes, inference: reasoning.Inference) -> tuple[RuleWords, ...]:
    """List what a finding of this build may name: reading rules, shapes, contradictions."""
    reading = [
        RuleWords(rule.iri, rule.sentence_en, rule.sentence_de, rule.severity)
        for rule in tables.READING_RULES.values()
    ]
    shaped = [RuleWords(s.iri, s.message_en, s.message_de, s.severity) for s in shapes.all]
    against = {
        c.rule: RuleWords(names.RULES + c.rule, c.sentence_en, c.sentence_de, Severity.VIOLATION)
        for c in inference.contradictions
    }
    return (*reading, *shaped, *against.values(), *LINKING_RULES.values())


def _provenance(project: Path, read: Read) -> Set[Triple]:
    """Say what each row rests on, and which file each graph was made from."""
    files = _files(project, [one.table.path for one in read.mapped], read.files)
    described = provenance.describe_files(files)
    for sourced in files_of(read.sourced):
        described += provenance.describe_files(sourced)
    return merged((read.evidence, frozenset(described)))


def _files(
    project: Path, table_paths: list[PurePosixPath], ontology: dict[PurePosixPath, list[Triple]]
) -> dict[str, tuple[str, str]]:
    """Map each source file to the graph made from it and its SHA-256."""
    graphs = {str(path): names.graph(path.stem) for path in table_paths}
    graphs.update({str(path): names.ONTOLOGY_GRAPH for path in ontology})
    return {
        path: (graph, hashlib.sha256((project / path).read_bytes()).hexdigest())
        for path, graph in graphs.items()
        if fault_of(project / path) is None
    }


def _version(ontology: frozenset[Triple]) -> str:
    """Return the version that the ontology's header gives."""
    wanted = (iri(names.ONTOLOGY), iri(names.PREFIXES["owl"] + "versionInfo"))
    return next((o.split('"')[1] for s, p, o in sorted(ontology) if (s, p) == wanted), "0")
