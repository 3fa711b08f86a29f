"""The order of work of a build that redoes only what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from ... import catalog, linking, names, provenance, reasoning, store, validation, vocab
from ...errors import ProjectError, StoreError
from ...rdf import iri
from ...rules import Book, Layered, Pattern, read_book
from ...store import Change
from ..progress import Progress, Steps
from ..staleness import DESCRIPTION, RESULTS, Inputs, inputs_of
from ..summing import Summed, read_summed
from . import counting
from .giving_up import CannotRenew
from .references import dangle
from .saying import Said, say
from .state import State, WithoutLinks, checked
from .telling import AboutRows, count_warnings
from .writing import write

_TYPE: Final = iri(vocab.RDF_TYPE)
_OWN: Final = ("number", "files", "built")
_LINK_RULES: Final = frozenset(rule.name for rule in linking.PROOFS)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A generation that differs from the one before by what some tables say now.

    ``tables`` are the names of the tables that changed, ``added`` and ``removed`` count triples of
    the merged graph.
    """

    generation: store.Generation
    tables: tuple[str, ...]
    added: int
    removed: int


def renew(
    project: Path | str, root: Path | str, progress: Progress | None = None
) -> Renewed | None:
    """Publish what changed in curated tables, their description and shapes since the last build.

    Returns None, and publishes nothing, where that cannot be told from the change alone: there is
    no build before; ontology, rules, sources or code changed, or very much did; something is wrong
    with what is new; or links between sources may be others. The last step of ``progress`` says
    which.

    Raises StoreError when another build is publishing.
    """
    project, root, say = Path(project), Path(root), Steps(progress)
    inputs = inputs_of(project)
    try:
        generation = store.current(root)
    except StoreError:
        return None
    try:
        before = _before(generation.manifest, inputs)
        renewing = _Renewing(project, generation, before, inputs, say)
        return renewing.renewed(store.publish(root, renewing.fill))
    except CannotRenew as why:
        say(f"building everything: {why}")
        return None


def _before(manifest: Mapping[str, Any], inputs: Inputs) -> Inputs:
    """Return what the published graph was built from."""
    known = manifest.get("inputs")
    if known is None:
        raise CannotRenew("what is published does not say what it was built from")
    before = Inputs(**known)
    if before.rest != inputs.rest:
        raise CannotRenew("more changed than tables, their description and shapes")
    if before == inputs:
        raise CannotRenew("nothing changed")
    if not manifest["carries"]:
        raise CannotRenew("rows of sources hang on other rows, or sources have shapes")
    changed = {p for p in {**before.tables, **inputs.tables} if
               before.tables.get(p) != inputs.tables.get(p)}  # fmt: skip
    if before.description != inputs.description:
        changed.add(DESCRIPTION)
    if not changed.isdisjoint(manifest["warned"]):
        raise CannotRenew("a file that changed had a warning")
    return before


@dataclass
class _Renewing:
    """One change of what was built ``before`` on its way; ``generation`` is what is published."""

    project: Path
    generation: store.Generation
    before: Inputs
    after: Inputs
    step: Steps
    tables: tuple[str, ...] = ()
    merged: Change = field(default_factory=Change)

    def renewed(self, generation: store.Generation) -> Renewed:
        """Say what became of the change."""
        return Renewed(generation, self.tables, len(self.merged.added), len(self.merged.removed))

    def fill(self, folder: Path) -> dict[str, Any]:
        """Write what is published, with the change, into a fresh folder; return the manifest."""
        try:
            return self._fill(folder)
        except (StoreError, EOFError, FileNotFoundError) as error:
            raise CannotRenew(f"what is published is damaged: {error}") from error

    def _fill(self, folder: Path) -> dict[str, Any]:
        published = self.generation
        said = say(self.project, published.evidence_path, self.before, self.after, self.step)
        if said.graphs and self._has_sources:
            raise CannotRenew("a graph comes or goes, and each has a licence of its own")
        self.step("carrying the change through")
        was = store.open_store(published.store_path)
        book = _without_links(read_book(published.rules_path))
        changes, account = self._carried(said, was, book)
        self.tables = tuple(sorted(said.differences))
        of_graphs: dict[str | None, Change] = {None: self.merged}
        of_graphs.update(changes)
        store.amend(folder / "store", published.store_path, of_graphs)
        self.step("validating what it reaches")
        now = store.open_store(folder / "store")
        shapes = self._shapes(now)
        results = self._results(shapes, said, was, now, changes)
        evidence = published.evidence_path
        shaped = count_warnings(self.project, evidence, now, said.rows, shapes, book, results)
        write(folder, self.project, published, said, changes)
        results.write(folder / RESULTS)
        return self._manifest(account, shaped)

    @property
    def _has_sources(self) -> bool:
        return bool(self.generation.manifest["sources"])

    def _carried(
        self, said: Said, graph: Store, book: Book
    ) -> tuple[dict[str, Change], dict[str, Any]]:
        """Return what becomes different in each named graph, and the counts; note the merged one.

        Raises CannotRenew where it cannot be told, or is wrong.
        """
        before = State(graph)
        changes = said.changes(self.before, self.after)
        after = before.after(changes)
        _expect_nothing_to_tell(said, before, after, self.generation.manifest)
        carried = _carry(book, said, graph, before, after)
        if carried is None:
            raise CannotRenew(
                "what follows from the change cannot be told, or contradicts the rest"
            )
        changes[names.INFERRED_GRAPH] = Change(carried.added, carried.removed)
        after = before.after(changes)
        self.merged = _merged(changes, before, after)
        catalogue, counts = _recounted(changes, self.merged, graph, said)
        changes[names.CATALOGUE_GRAPH] = catalogue
        manifest = self.generation.manifest
        return changes, _account(manifest, said, changes, counts, before, after)

    def _shapes(self, now: Store) -> validation.Shapes:
        """Read the shapes; where they changed, with the ontology, whose terms they name."""
        is_other = self.before.shapes != self.after.shapes
        ontology = provenance.PublishedGraph(now, names.ONTOLOGY_GRAPH)
        try:
            return validation.read_shapes(self.project, ontology.triples() if is_other else None)
        except ProjectError as error:
            raise CannotRenew("something is wrong with the shapes") from error

    def _results(
        self,
        shapes: validation.Shapes,
        said: Said,
        was: Store,
        now: Store,
        changes: Mapping[str, Change],
    ) -> Summed:
        """Return what the shapes find after the change.

        Raises CannotRenew where too much is reached, or what is found in data of others changes.
        """
        if self.before.shapes != self.after.shapes:
            return self._results_of_other(shapes, now)
        rows, merged = changes[names.PROVENANCE_GRAPH], self.merged
        touched = [*merged.added, *merged.removed, *rows.added, *rows.removed]
        found = validation.recheck(shapes, checked(was), checked(now), touched)
        if found is None:
            raise CannotRenew("the change reaches very much of the graph")
        if self._has_sources:
            curated = [names.graph(name) for name in said.rows.curated()]
            for one in (*found.gone, *found.come):
                if not State(was).is_typed_in(one.focus, curated):
                    raise CannotRenew("a warning about data of others comes or goes")
        return read_summed(self.generation.path / RESULTS).changed(found.gone, found.come)

    def _results_of_other(self, shapes: validation.Shapes, now: Store) -> Summed:
        """Return what other shapes find in the whole graph."""
        if self._has_sources:
            raise CannotRenew("shapes changed, and there is data of others")
        triples = list(checked(now).match(("?s", "?p", "?o")))
        try:
            return Summed(validation.validate(shapes, triples, validation.Engine.FAST))
        except ProjectError as error:
            raise CannotRenew("the shapes hold what only the reference knows") from error

    def _manifest(self, account: Mapping[str, Any], shaped: int) -> dict[str, Any]:
        """Return the manifest's entries; ``shaped`` counts the findings of shapes."""
        was = self.generation.manifest
        others = account["counts"]["warnings"] - was["shaped"]
        return {
            **{k: v for k, v in was.items() if k not in _OWN},
            **account,
            "counts": {**account["counts"], "warnings": others + shaped},
            "shaped": shaped,
            "key": self.after.key,
            "inputs": asdict(self.after),
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
        }


def _expect_nothing_to_tell(
    said: Said, before: State, after: State, manifest: Mapping[str, Any]
) -> None:
    """Raise CannotRenew where a reference dangles, or does no more, or links may become others."""
    has_sources = bool(manifest["sources"])
    come = {s for one in said.differences.values() for s, p, _ in one.added if p == _TYPE}

    def is_there(pattern: Pattern) -> bool:
        return any(True for state in (before, after) for _ in state.match(None, pattern))

    if dangle(said.differences, said.rows, after):
        raise CannotRenew("something refers to nothing")
    if not come.isdisjoint(map(iri, manifest["missing"])):
        raise CannotRenew("rows were set aside for something that is there now")
    for one in said.differences.values():
        if any(linking.may_link(t, is_there, has_sources) for t in (*one.added, *one.removed)):
            raise CannotRenew("links between sources may be others")


def _without_links(book: Book) -> Book:
    """Return the rules by which triples follow: links are not reasoned over."""
    rules = tuple(rule for rule in book.rules if rule.name not in _LINK_RULES)
    return Book(rules, book.datatypes)


def _carry(
    book: Book, said: Said, graph: Store, before: State, after: State
) -> reasoning.Carried | None:
    """Return what follows and what does no more."""
    differences = said.differences.values()
    given = reasoning.Given(
        {t for one in differences for t in one.added if not before.is_given(t)},
        {t for one in differences for t in one.removed if not after.is_given(t)},
        {t for one in differences for t in one.rows_added},
        {t for one in differences for t in one.rows_removed},
    )
    standing = reasoning.Standing(
        WithoutLinks(provenance.PublishedGraph(graph), before),
        AboutRows(provenance.PublishedGraph(graph, names.PROVENANCE_GRAPH)),
        lambda triple: before.holds(names.INFERRED_GRAPH, triple),
        after.is_given,
    )
    return reasoning.carry(book, standing, given)


def _merged(changes: Mapping[str, Change], before: State, after: State) -> Change:
    """Return what becomes different in the graph that a query sees."""
    touched = {
        triple
        for graph, change in changes.items()
        if graph != names.PROVENANCE_GRAPH
        for triple in (*change.added, *change.removed)
    }
    come = {t: (before.is_there(t), after.is_there(t)) for t in touched}
    return Change(
        frozenset(t for t, (was, is_) in come.items() if is_ and not was),
        frozenset(t for t, (was, is_) in come.items() if was and not is_),
    )


def _recounted(
    changes: Mapping[str, Change], merged: Change, graph: Store, said: Said
) -> tuple[Change, catalog.Counts]:
    """Return what becomes different in the catalogue, and what it counts then."""
    facts = provenance.PublishedGraph(graph)
    old = provenance.PublishedGraph(graph, names.CATALOGUE_GRAPH).triples()
    counts = catalog.counts_in(old)
    now = Layered(facts, merged.added, merged.removed)
    fresh = counting.recounted(counts, merged, changes, facts, now)
    for name in said.graphs:
        fresh.graphs.setdefault(name, 0)
    for name in {*said.before} - {*said.rows}:
        del fresh.graphs[names.graph(name)]
    new = frozenset(catalog.recount(old, counts, fresh))
    return Change(new - old, old - new), fresh


def _account(
    manifest: Mapping[str, Any],
    said: Said,
    changes: Mapping[str, Change],
    counts: catalog.Counts,
    before: State,
    after: State,
) -> dict[str, Any]:
    """Return the manifest's counts after the change."""
    stated = [changes[names.graph(name)] for name in said.differences]
    rows = {name: counts for name, counts in manifest["rows"].items() if name in said.rows}
    for name, one in said.mapped.items():
        rows[name] = (one.rows_read, one.rows_mapped, one.rows_set_aside)
    was = manifest["counts"]
    return {
        "rows": rows,
        "entities": counting.entities(manifest["entities"], stated, before, after),
        "counts": {
            **was,
            "tables": was["tables"] + len(said.rows) - len(said.before),
            "rows": sum(mapped for _, mapped, _ in rows.values()),
            "asserted": counting.asserted(was["asserted"], stated, before, after),
            "inferred": counts.graphs[names.INFERRED_GRAPH],
            "provenance": counts.graphs[names.PROVENANCE_GRAPH],
            "default": counts.triples,
        },
    }
