"""The order of work of a build that redoes only what changed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from ... import catalog, linking, names, reasoning, store, validation
from ...errors import ProjectError, StoreError
from ...rules import Book, Layered, Pattern, read_book
from ...store import Change
from ..progress import Progress, Steps
from ..staleness import DESCRIPTION, RESULTS, Inputs, inputs_of
from ..summing import Summed, read_summed
from . import counting
from .publishing import Content, publish
from .references import dangle
from .saying import Said, say
from .state import Published, State, WithoutLinks, checked
from .telling import AboutRows, count_warnings

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
    with what is new; or links between sources may be others.
    """
    project, root = Path(project), Path(root)
    inputs = inputs_of(project)
    try:
        generation = store.current(root)
        before = _before(generation.manifest, inputs)
        if before is None:
            return None
        return _Renewing(project, root, generation, before, inputs, Steps(progress)).run()
    except (StoreError, EOFError):  # what is published is damaged, or another one by now
        return None


def _before(manifest: Mapping[str, Any], inputs: Inputs) -> Inputs | None:
    """Return what the published graph was built from; None where its change cannot be carried."""
    known = manifest.get("inputs")
    if known is None or not manifest["carries"]:
        return None
    before = Inputs(**known)
    if before.rest != inputs.rest or before == inputs:
        return None
    changed = {p for p in {**before.tables, **inputs.tables} if
               before.tables.get(p) != inputs.tables.get(p)}  # fmt: skip
    if before.description != inputs.description:
        changed.add(DESCRIPTION)
    return before if changed.isdisjoint(manifest["warned"]) else None


@dataclass(frozen=True)
class _Renewing:
    """One change of what was built ``before`` on its way."""

    project: Path
    root: Path
    generation: store.Generation
    before: Inputs
    after: Inputs
    say: Steps

    @property
    def manifest(self) -> dict[str, Any]:
        return self.generation.manifest

    @property
    def has_sources(self) -> bool:
        return bool(self.manifest["sources"])

    def run(self) -> Renewed | None:
        evidence = self.generation.evidence_path
        said = say(self.project, evidence, self.before, self.after, self.say)
        if said is None or (said.graphs and self.has_sources):  # each graph has its own licence
            return None
        self.say("carrying the change through")
        graph = store.open_store(self.generation.store_path)
        book = _without_links(read_book(self.generation.rules_path))
        found = self._carried(said, graph, book)
        if found is None:
            return None
        merged, changes, account = found
        self.say("validating what it reaches")
        with tempfile.TemporaryDirectory(dir=self.root, prefix="renewing-") as aside:
            folder = Path(aside) / "store"
            of_graphs: dict[str | None, Change] = {None: merged}
            of_graphs.update(changes)
            store.amend(folder, self.generation.store_path, of_graphs)
            now = store.open_store(folder)
            shapes = self._shapes(now)
            if shapes is None:
                return None
            results = self._results(shapes, said, graph, now, changes, merged)
            if results is None:
                return None
            count = count_warnings(self.project, evidence, now, said.rows, shapes, book, results)
            if count is None:
                return None
            manifest = self._manifest(account, count)
            content = Content(folder, changes, said, results, manifest)
            published = publish(self.project, self.root, self.generation, content)
        tables = tuple(sorted(said.differences))
        return Renewed(published, tables, len(merged.added), len(merged.removed))

    def _carried(
        self, said: Said, graph: Store, book: Book
    ) -> tuple[Change, dict[str, Change], dict[str, Any]] | None:
        """Return what becomes different in the merged graph and in each named one, and the counts.

        Returns None where it cannot be told, or is wrong.
        """
        before = State(graph)
        changes = said.changes(self.before, self.after)
        after = before.after(changes)
        if _must_be_told(said, before, after, self.has_sources):
            return None
        carried = _carry(book, said, graph, before, after)
        if carried is None:
            return None
        changes[names.INFERRED_GRAPH] = Change(carried.added, carried.removed)
        after = before.after(changes)
        merged = _merged(changes, before, after)
        catalogue, counts = _recounted(changes, merged, Published(graph), said)
        changes[names.CATALOGUE_GRAPH] = catalogue
        return merged, changes, _account(self.manifest, said, changes, counts, before, after)

    def _shapes(self, now: Store) -> validation.Shapes | None:
        """Read the shapes; None where they are wrong."""
        is_other = self.before.shapes != self.after.shapes
        ontology = Published(now).of(names.ONTOLOGY_GRAPH) if is_other else None
        try:
            return validation.read_shapes(self.project, ontology)
        except ProjectError:
            return None

    def _results(
        self,
        shapes: validation.Shapes,
        said: Said,
        was: Store,
        now: Store,
        changes: Mapping[str, Change],
        merged: Change,
    ) -> Summed | None:
        """Return what the shapes find after the change.

        Returns None where too much is reached, or what is found in data of others changes.
        """
        if self.before.shapes != self.after.shapes:
            return self._results_of_other(shapes, now)
        rows = changes[names.PROVENANCE_GRAPH]
        touched = [*merged.added, *merged.removed, *rows.added, *rows.removed]
        found = validation.recheck(shapes, checked(was), checked(now), touched)
        if found is None:
            return None
        if self.has_sources:
            curated = [names.graph(name) for name in said.rows.curated()]
            if not all(
                State(was).is_typed_in(one.focus, curated) for one in (*found.gone, *found.come)
            ):
                return None
        return read_summed(self.generation.path / RESULTS).changed(found.gone, found.come)

    def _results_of_other(self, shapes: validation.Shapes, now: Store) -> Summed | None:
        """Return what other shapes find in the whole graph; None where that cannot be told."""
        if self.has_sources:
            return None
        triples = list(checked(now).match(("?s", "?p", "?o")))
        try:
            return Summed(validation.validate(shapes, triples, validation.Engine.FAST))
        except ProjectError:  # they hold what only the reference knows
            return None

    def _manifest(self, account: Mapping[str, Any], shaped: int) -> dict[str, Any]:
        """Return the manifest's entries; ``shaped`` counts the findings of shapes."""
        others = account["counts"]["warnings"] - self.manifest["shaped"]
        return {
            **{k: v for k, v in self.manifest.items() if k not in _OWN},
            **account,
            "counts": {**account["counts"], "warnings": others + shaped},
            "shaped": shaped,
            "key": self.after.key,
            "inputs": asdict(self.after),
        }


def _must_be_told(said: Said, before: State, after: State, has_sources: bool) -> bool:
    """Tell whether a reference dangles, or links may become others."""

    def is_there(pattern: Pattern) -> bool:
        return any(True for state in (before, after) for _ in state.match(None, pattern))

    return dangle(said.differences, said.rows, after) or any(
        linking.may_link(triple, is_there, has_sources)
        for one in said.differences.values()
        for triple in (*one.added, *one.removed)
    )


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
        WithoutLinks(Published(graph), before),
        AboutRows(Published(graph, names.PROVENANCE_GRAPH)),
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
    changes: Mapping[str, Change], merged: Change, facts: Published, said: Said
) -> tuple[Change, catalog.Counts]:
    """Return what becomes different in the catalogue, and what it counts then."""
    old = facts.of(names.CATALOGUE_GRAPH)
    counts = catalog.counts_in(old)
    now = Layered(facts, merged.added, merged.removed)
    fresh = counting.recounted(counts, merged, changes, facts, now)
    for graph in said.graphs:
        fresh.graphs.setdefault(graph, 0)
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
