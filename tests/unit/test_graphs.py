"""Graphs in memory, on disk and merged answer alike."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Set
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph import graphs
from clustergraph.graphs import Graph, Held, Laid, graph_of, lay, merged
from clustergraph.rdf import Triple, nquads

TERMS = st.sampled_from([f"<https://example.org/{n}>" for n in range(12)])
VALUES = st.one_of(TERMS, st.text(' ."\\\nä', max_size=4).map(lambda t: f'"{_escaped(t)}"'))
PROPERTIES = st.sampled_from(["<https://example.org/p>", "<https://example.org/q>", "<a:type>"])
TRIPLES = st.lists(st.tuples(TERMS, PROPERTIES, VALUES), max_size=60)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay what is small, in many heaps and pieces."""
    monkeypatch.setattr(graphs, "_LARGE", 0)
    monkeypatch.setattr(graphs, "_AT_ONCE", 7)
    monkeypatch.setattr(graphs, "_PIECE", 5)
    monkeypatch.setattr(graphs, "_BITS", 3)


def laid(triples: Iterable[Triple]) -> Graph:
    """Lay triples on disk; none make no graph there."""
    return graph_of(lay(nquads([triple]).encode() for triple in triples))


def assert_same(graph: Graph, triples: Set[Triple]) -> None:
    """Ask a graph for everything that it can be asked for."""
    assert set(graph) == triples
    assert bool(graph) is bool(triples)
    assert len(graph) == len(triples)
    assert len(list(graph)) == len(triples)
    assert all(triple in graph for triple in triples)
    assert ("<https://example.org/0>", "<https://example.org/p>", '"no"') not in graph
    assert ("<https://example.org/0>", "<https://example.org/no>", '"no"') not in graph
    properties = Counter(predicate for _, predicate, _ in triples)
    assert {name: count for name, count in graph.properties.items() if count} == properties
    for name in (*properties, "<https://example.org/no>"):
        expected = sorted((s, o) for s, p, o in triples if p == name)
        known: dict[str, str] = {}
        assert sorted(graph.pairs(name, known)) == expected
    assert sorted("".join(graph.texts()).split("\n")[:-1]) == sorted(map(" ".join, triples))
    for bits in (0, 1, 3, 5):
        pieces = [list(piece) for piece in graph.pieces(bits)]
        assert len(pieces) == 1 << bits
        assert sorted(line for piece in pieces for line in piece) == sorted(map(" ".join, triples))
        for number, piece in enumerate(pieces):
            assert all(crc32(one.split(" ")[0].encode()) >> (32 - bits) == number for one in piece)


@given(TRIPLES)
@settings(deadline=None)
def test_a_graph_on_disk_answers_as_one_in_memory(triples: list[Triple]) -> None:
    """What was laid twice is there once."""
    graph = laid(triples)
    assert isinstance(graph, Laid) or not triples
    assert_same(graph, set(triples))
    assert_same(Held(triples), set(triples))


@given(st.lists(TRIPLES, max_size=4), st.booleans())
@settings(deadline=None)
def test_merged_graphs_answer_as_their_union(parts: list[list[Triple]], is_laid: bool) -> None:
    """A triple of several parts comes once, but for pairs, which may come again."""
    made: list[Set[Triple]] = [
        laid(part) if is_laid or number % 2 else frozenset(part)
        for number, part in enumerate(parts)
    ]
    graph, together = merged(made), set().union(*parts)
    assert set(graph) == together
    assert bool(graph) is bool(together)
    assert {*"".join(graph_of(graph).texts()).split("\n")[:-1]} == set(map(" ".join, together))
    assert len(graph) == len(together) == len(list(graph))
    assert sorted(one for piece in graph_of(graph).pieces(2) for one in piece) == sorted(
        map(" ".join, together)
    )
    for name in {predicate for _, predicate, _ in together}:
        assert set(graph_of(graph).pairs(name)) == {(s, o) for s, p, o in together if p == name}
    assert all(triple in graph for triple in together)
    assert set(merged([graph, merged(made)])) == together


def test_terms_that_are_known_are_the_same_strings() -> None:
    """Two columns share the text of their subjects."""
    one, other = "<https://example.org/p>", "<https://example.org/q>"
    thing = "<https://example.org/thing>"
    graph = laid([(thing, one, thing), (thing, other, '"a"')])
    known: dict[str, str] = {}
    ((first, value),) = graph.pairs(one, known)
    ((second, _),) = graph.pairs(other, known)
    assert first is second is value


def test_few_triples_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph of the size that everything was held in before is still a frozenset."""
    monkeypatch.setattr(graphs, "_LARGE", 3)
    triples = [(f"<a:{n}>", "<b:b>", "<c:c>") for n in range(4)]
    lines = [nquads([triple]).encode() for triple in triples]
    assert lay(lines[:3]) == frozenset(triples[:3])
    assert isinstance(lay(lines), Laid)
    assert merged([lay(lines[:3]), lay(lines[1:3])]) == frozenset(triples[:3])


def test_what_two_graphs_make_together_is_in_memory() -> None:
    """The operators of sets work, also with a frozenset on either side."""
    triples = [(f"<a:{n}>", "<b:b>", "<c:c>") for n in range(4)]
    graph, few = laid(triples[:3]), frozenset(triples[2:])
    assert graph | few == few | graph == frozenset(triples)
    assert graph & few == frozenset(triples[2:3])
    assert graph - few == frozenset(triples[:2])
    assert few - graph == frozenset(triples[3:])
    assert graph != laid(triples[:3])


def test_what_is_read_in_parts_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may give fewer bytes than are asked for; a file that is too short is an error."""
    triples = [(f"<a:{n}>", "<b:b>", "<c:c>") for n in range(40)]
    read = os.pread
    monkeypatch.setattr(os, "pread", lambda fd, length, at: read(fd, min(length, 11), at))
    graph = laid(triples)
    assert set(graph) == set(triples)
    monkeypatch.setattr(os, "pread", lambda *_: b"")
    with pytest.raises(OSError, match="shorter"):
        list(graph)
