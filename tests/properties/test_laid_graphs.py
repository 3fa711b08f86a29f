"""A graph that lies on disk gives the results of one in memory, however little of it is kept."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clustergraph import graphs
from clustergraph.errors import ProjectError
from clustergraph.names import SHAPES
from clustergraph.rdf import Term, Triple, nquads, read_file
from clustergraph.validation import Engine, read_shapes, validate
from clustergraph.validation.fast import Checker, checking, index
from clustergraph.validation.fast.index import Index
from demands import (
    CLASSES,
    DEMANDS,
    NODES,
    PATHS,
    PROPERTIES,
    QUERIES,
    SUBCLASS,
    TARGETS,
    TRIPLES,
    TYPE,
    VALUES,
    shapes_of,
)

PROJECT = Path(__file__).parents[2]
FIXTURES = sorted((PROJECT / "tests" / "shapes").glob("*/*.ttl"))
EXAMPLE = "https://example.org/"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay two triples on disk, keep nothing for the next shape, and judge three nodes at once."""
    monkeypatch.setattr(graphs, "_LARGE", 1)
    monkeypatch.setattr(graphs, "_PIECE", 40)
    monkeypatch.setattr(index, "_MOST", 0)
    monkeypatch.setattr(checking, "_AT_ONCE", 3)
    monkeypatch.setattr(checking, "_CLOSED", 3)


def laid(triples: Iterable[Triple]) -> Set[Triple]:
    """Lay triples as a build does: in three graphs, of which two share some triples."""
    some = sorted(set(triples))
    third = len(some) // 3
    parts = (some[:third], some[max(third - 2, 0) :], some[third : 2 * third])
    return graphs.merged(graphs.lay(nquads(part).encode().splitlines(True)) for part in parts)


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_all_fixtures_give_the_same_results_from_disk(kind: str) -> None:
    """All shapes over all fixtures as one graph, where hundreds of constraints break."""
    files = [path for path in FIXTURES if path.stem.startswith(kind)]
    triples = [triple for path in files for triple in read_file(path, SHAPES)]
    shapes, graph = read_shapes(PROJECT), laid(triples)
    assert isinstance(graph, graphs.Merged)
    found = validate(shapes, graph, Engine.FAST)
    assert len(found) > 50
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_MOST", 10**9)
        patch.setattr(checking, "_AT_ONCE", 10**9)
        assert found == validate(shapes, triples, Engine.FAST)
        assert found == validate(shapes, graph, Engine.FAST)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from((*DEMANDS, "sh:node [ a sh:NodeShape ; sh:closed true ]")),
    st.sampled_from(PATHS),
    st.sampled_from(TARGETS),
    TRIPLES,
)
def test_random_graphs_give_the_same_results_from_disk(
    tmp_path_factory: pytest.TempPathFactory,
    demand: str,
    path: str,
    target: str,
    triples: list[Triple],
) -> None:
    """Each demand on each path with each target."""
    body = f"a sh:PropertyShape ; {target} ; sh:path {path} ; {demand}"
    shapes = shapes_of(tmp_path_factory.mktemp("shape"), body)
    assert Checker(shapes, laid(triples)).results() == Checker(shapes, triples).results()


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(QUERIES), st.sampled_from(TARGETS), TRIPLES)
def test_queries_give_the_same_results_from_disk(
    tmp_path_factory: pytest.TempPathFactory, query: str, target: str, triples: list[Triple]
) -> None:
    """Each query with each target."""
    select = f"PREFIX ex: <{EXAMPLE}> SELECT $this ?path ?value WHERE {{ {query} }}"
    body = f'a sh:NodeShape ; {target} ; sh:sparql [ sh:select "{select}" ]'
    shapes = shapes_of(tmp_path_factory.mktemp("shape"), body)
    assert Checker(shapes, laid(triples)).results() == Checker(shapes, triples).results()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TRIPLES, st.sampled_from([10**9, 0]), st.booleans())
def test_an_index_says_what_the_graph_says(
    triples: list[Triple], most: int, columns_first: bool
) -> None:
    """Each question, before and after the columns are made, and when they were let go."""
    known, some = Index(laid(triples)), set(triples)
    below = {CLASSES[0]} | {s for s, p, o in some if p == SUBCLASS and o == CLASSES[0]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_MOST", most)
        for _ in range(2):
            for one in (*PROPERTIES, TYPE, SUBCLASS) if columns_first else ():
                assert set(known.column(one)) == {s for s, p, _ in some if p == one}
            for one in (*PROPERTIES, TYPE, SUBCLASS):
                of_it = {triple for triple in some if triple[1] == one}
                assert set(known.triples(one)) == of_it
                each = list(known.one_of_each(one))
                assert sorted(o for _, _, o in each) == sorted({o for _, _, o in of_it})
                assert set(each) <= of_it
                assert pairs_of(known.column(one)) == {(s, o) for s, _, o in of_it}
                assert pairs_of(known.inverse(one)) == {(o, s) for s, _, o in of_it}
            instances = {s for s, p, o in some if p == TYPE and o in below}
            assert sorted(known.instances(CLASSES[0])) == sorted(instances)
            assert known.strangers(VALUES + NODES, CLASSES[0]) == {*VALUES, *NODES} - instances
            assert set(known.about(NODES[:2])) == {t for t in some if t[0] in NODES[:2]}
            assert set(known.predicates()) == {p for _, p, _ in some}
            known.let_go()


def pairs_of(column: index.Mapping[Term, index.Objects]) -> set[tuple[Term, Term]]:
    """Return the pairs of a column."""
    return {(one, other) for one, others in column.items() for other in index.several(others)}


class Marked(str):
    """A term of which can be told whether somebody still holds it."""

    __slots__ = ("__weakref__",)


class Watched(graphs.Held):
    """A graph that counts how often it is read, and knows who holds what it gave."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__(triples)
        self.reads: Counter[Term] = Counter()
        self.given: list[weakref.ref[Marked]] = []

    def pairs(  # type: ignore[override]  # one term after the other
        self, predicate: Term, known: graphs.Known | None = None
    ) -> Iterator[tuple[Term, Term]]:
        """Yield subject and object of each triple, new strings each time."""
        self.reads[predicate] += 1
        for one, other in super().pairs(predicate, known):
            subject = Marked(one)
            if known is not None:
                subject = known.setdefault(subject, subject)  # type: ignore[assignment]
            if predicate != TYPE:
                self.given.append(weakref.ref(subject))
            yield subject, other

    def held(self) -> int:
        """Count the given terms that somebody holds."""
        return sum(ref() is not None for ref in self.given)


THREE = f"""a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ; sh:disjoint ex:q .
s:T a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ;
    sh:node [ sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:maxCount 1 ] ] .
s:U a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:sparql [ sh:select
    "SELECT $this WHERE {{ ?one <{EXAMPLE}p> $this . ?one <{EXAMPLE}q> $this }}" ]"""
SOME = [
    (NODES[0], PROPERTIES[0], NODES[1]),
    (NODES[0], PROPERTIES[1], NODES[2]),
    (NODES[1], PROPERTIES[0], NODES[2]),
    (NODES[3], PROPERTIES[2], NODES[2]),
]


@pytest.mark.parametrize(("most", "reads"), [(0, 3), (10**9, 1)])
def test_what_a_shape_needs_is_let_go_before_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, reads: int
) -> None:
    """Above the bound nothing is held after a shape, and each reads anew; below it, once is enough.

    What no shape asks for is not read at all. Nothing waits for a search for circles: there is none
    while a graph is validated.
    """
    monkeypatch.setattr(index, "_MOST", most)
    graph, held = Watched(SOME), []
    checker = Checker(shapes_of(tmp_path, THREE), graph)
    assert not graph.reads, "a shape is compiled without the graph"
    gc.disable()
    try:
        found = checker.results(lambda _: held.append(graph.held()))
    finally:
        gc.enable()
    assert not found, "a result would hold its terms"
    assert graph.given
    assert held == [0, 0, 0] if most == 0 else all(held)
    assert {graph.reads[name] for name in PROPERTIES[:2]} == {reads}
    assert PROPERTIES[2] not in graph.reads


def test_one_shape_may_be_checked_after_another(tmp_path: Path) -> None:
    """Focus nodes and results of a single shape are there again after it was let go."""
    some = [*SOME, (NODES[0], PROPERTIES[1], NODES[1])]
    checker, graph = (Checker(shapes_of(tmp_path, THREE), make(some)) for make in (laid, list))
    for name in [*graph.targeted, *graph.targeted]:
        assert sorted(checker.focus_nodes(name)) == sorted(graph.focus_nodes(name))
        assert checker.check(name) == graph.check(name)
    assert {result.shape[-1] for result in checker.results()} == {"S", "U"}


@pytest.mark.parametrize(
    "demand",
    [
        "sh:js [ ]",
        "sh:node s:S",
        'sh:sparql [ sh:select "SELECT $this WHERE { VALUES ?a { 1 } }" ]',
        "sh:property [ sh:path [ ] ]",
    ],
)
def test_bad_shapes_are_refused_before_the_graph_is_read(tmp_path: Path, demand: str) -> None:
    """What SHACL forbids or the engine does not know is told when the checker is made."""
    shapes, graph = (
        shapes_of(tmp_path, f"a sh:NodeShape ; sh:targetSubjectsOf ex:p ; {demand}"),
        Watched(SOME),
    )
    with pytest.raises(ProjectError):
        Checker(shapes, graph)
    assert not graph.reads
