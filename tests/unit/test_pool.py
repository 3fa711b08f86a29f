"""Tests of queries in worker processes, on a small store."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import small
from clustergraph import names
from clustergraph.errors import (
    EndpointBusy,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    StoreError,
    UnknownThing,
)
from clustergraph.querying.answers import Kind, formats_of
from clustergraph.querying.pool import Bounds, Pool
from clustergraph.rdf import iri

COORDINATES = f"<{small.COORDINATES}>"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small published generation."""
    return small.publish(tmp_path_factory.mktemp("small")).store_path


@pytest.fixture(scope="module")
def pool(store_path: Path) -> Iterator[Pool]:
    """A pool of one worker."""
    with Pool(store_path, Bounds(query_workers=1)) as made:
        yield made


def count(pool: Pool, query: str, **arguments: object) -> int:
    """Return the number of rows of an answer."""
    with pool.ask(query, "csv", **arguments) as answer:  # type: ignore[arg-type]
        return len(list(csv.reader(io.StringIO(answer.read().decode())))) - 1


@pytest.mark.parametrize("form", formats_of(Kind.TABLE))
def test_tables_come_in_every_format(pool: Pool, form: object) -> None:
    """Each format for tables gives an answer that names the variable's value."""
    with pool.ask(f"SELECT ?o {{ ?s {COORDINATES} ?o }}", form) as answer:  # type: ignore[arg-type]
        body = answer.read()
    assert answer.kind is Kind.TABLE
    assert small.PROJECT.encode() in body
    assert answer.size == len(body)


@pytest.mark.parametrize("form", formats_of(Kind.GRAPH))
def test_graphs_come_in_every_format(pool: Pool, form: object) -> None:
    """Each format for graphs gives the graph."""
    with pool.ask(f"DESCRIBE <{small.PROJECT}>", form) as answer:  # type: ignore[arg-type]
        assert small.PROJECT.encode() in answer.read()


def test_truth_comes_as_json(pool: Pool) -> None:
    """ASK gives a truth value."""
    with pool.ask(f"ASK {{ ?s {COORDINATES} ?o }}") as answer:
        assert json.loads(answer.read()) == {"head": {}, "boolean": True}


def test_a_triple_of_two_tables_counts_once(pool: Pool) -> None:
    """The default graph is a set, and the triple is found in both named graphs."""
    assert count(pool, f"SELECT * {{ ?s {COORDINATES} ?o }}") == 1
    assert count(pool, f"SELECT * {{ GRAPH ?g {{ ?s {COORDINATES} ?o }} }}") == 2


@pytest.mark.parametrize("way", ["text", "protocol"])
def test_the_merge_of_two_graphs_is_a_set(pool: Pool, way: str) -> None:
    """FROM a FROM b, and two default-graph-uri, give a triple of both graphs once."""
    graphs = (names.graph("organisations"), names.graph("projects"))
    if way == "text":
        clauses = " ".join(f"FROM <{graph}>" for graph in graphs)
        query = "SELECT * " + clauses + " { ?s " + COORDINATES + " ?o }"  # no SQL
        assert count(pool, query) == 1
    else:
        query = f"SELECT * {{ ?s {COORDINATES} ?o }}"
        assert count(pool, query, default_graphs=graphs) == 1


def test_a_dataset_hides_the_rest(pool: Pool) -> None:
    """A dataset given in part is empty in the rest."""
    graph = names.graph("projects")
    assert count(pool, "SELECT * { ?s ?p ?o }", default_graphs=[graph]) == 2
    assert count(pool, "SELECT * { ?s ?p ?o }", named_graphs=[graph]) == 0
    assert count(pool, "SELECT * { GRAPH ?g { ?s ?p ?o } }", named_graphs=[graph]) == 2


def test_the_protocol_replaces_what_the_text_names(pool: Pool) -> None:
    """The dataset of the protocol wins over FROM."""
    query = f"SELECT * FROM <{names.INFERRED_GRAPH}> {{ ?s ?p ?o }}"  # noqa: S608  # no SQL
    assert count(pool, query) == 1
    assert count(pool, query, default_graphs=[names.graph("projects")]) == 2


def test_substitutions_bind_variables(pool: Pool) -> None:
    """A variable that is projected can be bound to a term."""
    query = f"SELECT ?s ?o {{ ?s {COORDINATES} ?o }}"
    assert count(pool, query, substitutions={"s": iri(small.ALPHA)}) == 1
    assert count(pool, query, substitutions={"s": iri(small.BETA)}) == 0


def test_construct_gives_a_set(pool: Pool) -> None:
    """A triple that is built many times comes once."""
    with pool.ask("CONSTRUCT { <a:a> <a:b> 1 } WHERE { ?s ?p ?o }", "ntriples") as answer:
        assert answer.read().count(b"\n") == 1


def test_a_wrong_text_is_told_with_its_place(pool: Pool) -> None:
    """A syntax error has line and column and says what was found."""
    with pytest.raises(QuerySyntaxError, match='line 2, column 1: found "}"') as caught:
        pool.ask("SELECT * {?s ?p }\n}")
    assert (caught.value.line, caught.value.column) == (2, 1)


def test_a_missing_prefix_is_told_with_its_mend(pool: Pool) -> None:
    """A prefix that is not declared is named, with the line to write."""
    with pytest.raises(QuerySyntaxError, match="begin with: PREFIX cg: <https") as caught:
        pool.ask("SELECT * {\n ?s cg:a ?o }")
    assert (caught.value.line, caught.value.column) == (2, 5)


def test_a_graph_that_is_not_here_is_refused(pool: Pool) -> None:
    """A dataset of the protocol is checked as FROM is."""
    with pytest.raises(QueryRefused, match="no graph of this store"):
        pool.ask("ASK {}", default_graphs=["http://127.0.0.1/x"])


def test_an_unknown_format_is_told_with_the_list(pool: Pool) -> None:
    """A format that a kind of answer does not have is refused with those it has."""
    with pytest.raises(UnknownThing, match="json, xml, csv, tsv"):
        pool.ask("ASK {}", "turtle")


def test_an_answer_is_never_cut(store_path: Path) -> None:
    """An answer beyond the limit is an error, and the next query is answered."""
    with Pool(store_path, Bounds(query_workers=1, answer_megabytes=0.001)) as pool:
        with pytest.raises(ResultTooLarge, match="answer_megabytes"):
            pool.ask("SELECT * { ?s ?p ?o }")
        pool.ask("ASK {}").close()


def test_a_query_is_stopped_at_the_deadline(store_path: Path) -> None:
    """A runaway query ends in time; another is answered meanwhile; its process is gone."""
    with Pool(store_path, Bounds(query_workers=2, query_seconds=1)) as pool:
        pool.ask("ASK {}").close()
        caught: list[BaseException] = []

        def run_away() -> None:
            with pytest.raises(QueryTimeout, match="query_seconds") as error:
                pool.ask(ENDLESS)
            caught.append(error.value)

        thread = threading.Thread(target=run_away)
        began = time.monotonic()
        thread.start()
        while thread.is_alive():
            pool.ask("ASK {}").close()
        assert time.monotonic() - began < 30, "it would run for ever"
        assert caught


def test_waiting_counts_against_the_deadline(store_path: Path) -> None:
    """A query that finds no free worker in time is told so."""
    with Pool(store_path, Bounds(query_workers=1, query_seconds=1)) as pool:
        pool.ask("ASK {}").close()

        def run_away() -> None:
            with pytest.raises(QueryTimeout):
                pool.ask(ENDLESS)

        thread = threading.Thread(target=run_away)
        thread.start()
        time.sleep(0.1)
        impatient = Pool.__new__(Pool)
        impatient.__dict__.update(pool.__dict__)
        impatient.bounds = Bounds(query_workers=1, query_seconds=0.2)
        with pytest.raises(EndpointBusy, match="busy"):
            impatient.ask("ASK {}")
        thread.join()


def test_a_closed_pool_leaves_no_process(store_path: Path) -> None:
    """Closing ends the workers."""
    pool = Pool(store_path, Bounds(query_workers=2))
    pool.ask("ASK {}").close()
    children = _children()
    assert len(children) >= 2
    pool.close()
    assert len(_children()) <= len(children) - 2


def _children() -> list[str]:
    path = Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children")
    if not path.exists():
        pytest.skip("this platform lists no children")
    return path.read_text().split()


def test_a_store_that_is_none_is_told(tmp_path: Path) -> None:
    """A pool on a folder without a store raises StoreError when it is asked."""
    with Pool(tmp_path / "absent", Bounds(query_workers=1)) as pool, pytest.raises(StoreError):
        pool.ask("ASK {}")


def test_reading_changes_no_file(store_path: Path) -> None:
    """A published generation stays as it is, byte by byte."""
    before = {path: path.read_bytes() for path in store_path.rglob("*") if path.is_file()}
    with Pool(store_path, Bounds(query_workers=1)) as pool:
        pool.ask("SELECT * { ?s ?p ?o }").close()
    assert {path: path.read_bytes() for path in store_path.rglob("*") if path.is_file()} == before
