"""The order of work of a build that redoes only what changed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from ... import catalog, linking, names, provenance, reasoning, store, tables, validation, vocab
from ...errors import StoreError
from ...rdf import Term, Triple, iri
from ...rules import Book, Layered, Pattern, read_book
from ...store import Change
from ..progress import Progress, Steps, lines_of
from ..staleness import RESULTS, Inputs, inputs_of
from ..summing import Summed, read_summed
from . import counting
from .publishing import Content, publish
from .references import dangle
from .rows import Rows
from .state import Published, State, WithoutLinks, checked
from .telling import AboutRows, count_warnings

_TYPE: Final = iri(vocab.RDF_TYPE)
_OWN: Final = ("number", "files", "built")
_MOST: Final = 20_000  # triples; more are quicker built anew
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


@dataclass(frozen=True)
class _Said:
    """What changed tables say: themselves, and how they differ from what was published."""

    mapped: Mapping[str, tables.Mapped]
    differences: Mapping[str, tables.Difference]
    rows: Rows

    def is_curated(self, thing: Term, graph: Store) -> bool:
        """Tell whether a curated table gives a thing a class, and not only a source."""
        found = State(graph).match(None, (thing, _TYPE, "?c"))
        graphs = set().union(*map(State(graph).graphs_of, found))
        return not graphs.isdisjoint(map(names.graph, self.rows.curated()))


def renew(
    project: Path | str, root: Path | str, progress: Progress | None = None
) -> Renewed | None:
    """Publish what changed in curated tables since the last build.

    Returns None, and publishes nothing, where that cannot be told from the change alone: there is
    no build before, or anything but rows changed, or very many; something is wrong with the new
    rows; a shape finds other things than before; or links between sources may be others.
    """
    project, root = Path(project), Path(root)
    inputs = inputs_of(project)
    try:
        generation = store.current(root)
        changed = _changed_tables(generation.manifest, inputs)
        if not changed:
            return None
        return _renew(project, root, generation, inputs, changed, Steps(progress))
    except (StoreError, EOFError):  # what is published is damaged, or another one by now
        return None


def _changed_tables(manifest: Mapping[str, Any], inputs: Inputs) -> set[str] | None:
    """Return the paths of the changed tables, None where something else changed, or nothing did."""
    before = manifest.get("inputs")
    if not before or before["rest"] != inputs.rest:
        return None
    if not manifest["carries"] or before["tables"].keys() != inputs.tables.keys():
        return None
    changed = {path for path, was in before["tables"].items() if inputs.tables[path] != was}
    return changed if changed.isdisjoint(manifest["warned"]) else None


def _renew(
    project: Path,
    root: Path,
    generation: store.Generation,
    inputs: Inputs,
    changed: set[str],
    say: Steps,
) -> Renewed | None:
    said = _say(project, generation, changed, say)
    if said is None:
        return None
    say("carrying the change through")
    graph = store.open_store(generation.store_path)
    book = _without_links(read_book(generation.rules_path))
    found = _carried(said, graph, book, generation.manifest, inputs)
    if found is None:
        return None
    merged, changes, account = found
    say("validating what it reaches")
    with tempfile.TemporaryDirectory(dir=root, prefix="renewing-") as aside:
        folder = Path(aside) / "store"
        of_graphs: dict[str | None, Change] = {None: merged}
        of_graphs.update(changes)
        store.amend(folder, generation.store_path, of_graphs)
        results = _checked(project, generation, said, folder, book, changes, merged)
        if results is None:
            return None
        summed, told = results
        counts = {**account["counts"], "warnings": account["counts"]["warnings"] + told}
        manifest = {
            **{k: v for k, v in generation.manifest.items() if k not in _OWN},
            **account,
            "counts": counts,
            "shaped": generation.manifest["shaped"] + told,
            "key": inputs.key,
            "inputs": asdict(inputs),
        }
        rows = [one.kept for one in said.mapped.values()]
        content = Content(folder, changes, rows, summed, manifest)
        published = publish(root, generation, content)
    names_ = tuple(sorted(said.mapped))
    return Renewed(published, names_, len(merged.added), len(merged.removed))


def _say(
    project: Path, generation: store.Generation, changed: set[str], say: Steps
) -> _Said | None:
    """Map the changed tables and compare their rows; None where a row is not clean."""
    described = provenance.described(generation.evidence_path)
    known = {str(table.path): table for table in described}
    if not changed <= known.keys():
        return None
    rows = Rows(described, generation.evidence_path)
    mapped: dict[str, tables.Mapped] = {}
    differences: dict[str, tables.Difference] = {}
    for path in sorted(changed):
        table = known[path]
        tick = say(f"mapping {table.name}", lines_of(project / table.path), "rows")
        one = tables.map_table(project, table, tick)
        if one.findings or one.set_aside or not one.is_whole:
            return None
        mapped[table.name] = one
        differences[table.name] = tables.differ(table, rows[table.name], one.kept)
    if sum(len(d.added) + len(d.removed) for d in differences.values()) > _MOST:
        return None
    return _Said(mapped, differences, rows.with_fresh({n: one.kept for n, one in mapped.items()}))


def _stated(said: _Said, before: Mapping[str, str], inputs: Inputs) -> dict[str, Change]:
    """Return what becomes different in the graphs of tables, and in what is said of rows."""
    changes: dict[str, Change] = {}
    files: list[set[Triple]] = [set(), set()]
    for name, one in said.differences.items():
        changes[names.graph(name)] = Change(one.added, one.removed)
        path = str(said.mapped[name].table.path)
        for described, digests in zip(files, (inputs.tables, before), strict=True):
            described.update(provenance.describe_files({path: (names.graph(name), digests[path])}))
    added = frozenset().union(*(one.rows_added for one in said.differences.values()))
    removed = frozenset().union(*(one.rows_removed for one in said.differences.values()))
    new, old = files
    changes[names.PROVENANCE_GRAPH] = Change(added | (new - old), removed | (old - new))
    return changes


def _must_be_told(said: _Said, before: State, after: State, has_sources: bool) -> bool:
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


def _carried(
    said: _Said, graph: Store, book: Book, manifest: Mapping[str, Any], inputs: Inputs
) -> tuple[Change, dict[str, Change], dict[str, Any]] | None:
    """Return what becomes different in the merged graph and in each named one, and the counts.

    Returns None where it cannot be told, or is wrong.
    """
    before = State(graph)
    changes = _stated(said, manifest["inputs"]["tables"], inputs)
    after = before.after(changes)
    if _must_be_told(said, before, after, bool(manifest["sources"])):
        return None
    carried = _carry(book, said, graph, before, after)
    if carried is None:
        return None
    changes[names.INFERRED_GRAPH] = Change(carried.added, carried.removed)
    after = before.after(changes)
    merged = _merged(changes, before, after)
    catalogue, counts = _recounted(changes, merged, Published(graph))
    changes[names.CATALOGUE_GRAPH] = catalogue
    return merged, changes, _account(manifest, said, changes, counts, before, after)


def _carry(
    book: Book, said: _Said, graph: Store, before: State, after: State
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


def _checked(
    project: Path,
    generation: store.Generation,
    said: _Said,
    folder: Path,
    book: Book,
    changes: Mapping[str, Change],
    merged: Change,
) -> tuple[Summed, int] | None:
    """Return what the shapes find after the change, and how many more findings that gives.

    ``folder`` holds the store after the change. Returns None where too much is reached, something
    stops a build, or what is found in data of others changes.
    """
    shapes = validation.read_shapes(project)
    was = store.open_store(generation.store_path)
    now = store.open_store(folder)
    rows = changes[names.PROVENANCE_GRAPH]
    touched = [*merged.added, *merged.removed, *rows.added, *rows.removed]
    found = validation.recheck(shapes, checked(was), checked(now), touched)
    if found is None:
        return None
    others = bool(generation.manifest["sources"])
    if others and not all(said.is_curated(one.focus, was) for one in (*found.gone, *found.come)):
        return None
    results = read_summed(generation.path / RESULTS).changed(found.gone, found.come)
    evidence = generation.evidence_path
    count = count_warnings(project, evidence, now, said.rows, shapes, book, results)
    return None if count is None else (results, count - generation.manifest["shaped"])


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
    changes: Mapping[str, Change], merged: Change, facts: Published
) -> tuple[Change, catalog.Counts]:
    """Return what becomes different in the catalogue, and what it counts then."""
    old = facts.of(names.CATALOGUE_GRAPH)
    counts = catalog.counts_in(old)
    now = Layered(facts, merged.added, merged.removed)
    fresh = counting.recounted(counts, merged, changes, facts, now)
    new = frozenset(catalog.recount(old, counts, fresh))
    return Change(new - old, old - new), fresh


def _account(
    manifest: Mapping[str, Any],
    said: _Said,
    changes: Mapping[str, Change],
    counts: catalog.Counts,
    before: State,
    after: State,
) -> dict[str, Any]:
    """Return the manifest's counts after the change."""
    stated = [changes[names.graph(name)] for name in said.mapped]
    rows = {
        **manifest["rows"],
        **{n: (m.rows_read, m.rows_mapped, m.rows_set_aside) for n, m in said.mapped.items()},
    }
    was = manifest["counts"]
    return {
        "rows": rows,
        "entities": counting.entities(manifest["entities"], stated, before, after),
        "counts": {
            **was,
            "rows": sum(mapped for _, mapped, _ in rows.values()),
            "asserted": counting.asserted(was["asserted"], stated, before, after),
            "inferred": counts.graphs[names.INFERRED_GRAPH],
            "provenance": counts.graphs[names.PROVENANCE_GRAPH],
            "default": counts.triples,
        },
    }
