"""What attackers send to the endpoint, and the walls one by one."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

import small
from clustergraph.errors import (
    ClustergraphError,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
)
from clustergraph.querying import limits
from clustergraph.querying.pool import Bounds, Pool
from clustergraph.rdf import TABLE_FORMATS

SERVICES = [
    "SELECT * { SERVICE <IRI> { ?s ?p ?o } }",
    "SELECT * { service silent <IRI> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE#\n<IRI>{} }",
    "SELECT * { SERVICE<IRI>{} }",
    "PREFIX x: <IRI> SELECT * { SERVICE x: {} }",
    "PREFIX x: <IRI> SELECT * { SERVICEx: {} }",
    "PREFIX x: <IRI> SELECT * { OPTIONAL { ?a ?b trueSERVICEx: {} } }",
    "SELECT * { ?a ?b 1SERVICE<IRI>{} }",
    "SELECT * { BIND(<IRI> AS ?x) SERVICE ?x {} }",
    "SELECT * { VALUES ?x { <IRI> } SERVICE ?x {} }",
    "SELECT * { { SELECT * { SERVICE <IRI> {} } } }",
    "ASK { FILTER EXISTS { SERVICE <IRI> {} } }",
    "SELECT * { ?a ?b ?c MINUS { SERVICE <IRI> {} } }",
    "SELECT * { ?a ?b '''x''' . SERVICE <IRI> {} }",
    "SELECT * { ?a ?b '\\'' . SERVICE <IRI> {} # '\n }",
    "SELECT * { VALUES ?s { <IRI> } ?a ?b ?c FILTER(?a<?b)SERVICE?s#>\n{} }",
    "SELECT * { VALUES ?s { <IRI> } ?a ?b ?c FILTER(?a<'//'&&?b)SERVICE?s#//>\n{} }",
    "PREFIX a: <a:> SELECT * { VALUES ?s { <IRI> } ?a ?b ?c FILTER(?a<a:b)SERVICE?s#>\n{} }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <IRI> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <IRI> { ?s ?p ?o } }",
]
CROSS_PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
MEMORY_BOMB = (
    'SELECT (STRLEN(?y40) AS ?n) { BIND("aaaaaaaaaaaaaaaa" AS ?y0) '
    + " ".join(f"BIND(CONCAT(?y{n}, ?y{n}) AS ?y{n + 1})" for n in range(40))
    + "}"
)


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small published generation."""
    return small.publish(tmp_path_factory.mktemp("hostile")).store_path


@pytest.fixture(scope="module")
def pool(store_path: Path) -> Iterator[Pool]:
    """A pool with a short deadline."""
    with Pool(store_path, Bounds(query_workers=2, query_seconds=2, query_megabytes=1024)) as made:
        yield made


class Listener:
    """A server on loopback that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.visits = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._socket.accept()
                self.visits += 1
                visitor.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Someone on loopback who must not be visited."""
    made = Listener()
    with closing(made):
        yield made


def put(query: str, listener: Listener) -> str:
    """Put the listener's address in place of IRI."""
    return query.replace("IRI", f"http://127.0.0.1:{listener.port}/sparql")


def run_unchecked(pool: Pool, query: str) -> Any:
    """Run a query with the lexical wall switched off."""
    form = limits.read(query).form
    kind = "graph" if form in ("CONSTRUCT", "DESCRIBE") else "boolean" if form == "ASK" else "table"
    name = "turtle" if kind == "graph" else "json"
    question = {
        "query": query, "kind": kind, "format": name,
        "default_graphs": [], "named_graphs": [], "substitutions": {},
    }  # fmt: skip
    return pool._run(question, TABLE_FORMATS[0], time.monotonic() + 2)


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_by_its_words(pool: Pool, listener: Listener, query: str) -> None:
    """However it is spelled, a service call is refused, and nobody is visited."""
    with pytest.raises(QueryRefused, match="asks no other"):
        pool.ask(put(query, listener))
    assert listener.visits == 0


@pytest.mark.parametrize("query", SERVICES)
def test_the_kernel_stops_what_words_let_through(
    pool: Pool, listener: Listener, query: str
) -> None:
    """With the lexical wall switched off, the worker cannot open a connection."""
    if not pool.is_guarded:
        pytest.skip("this platform has no seccomp")
    with suppress(ClustergraphError):
        run_unchecked(pool, put(query, listener)).close()
    assert listener.visits == 0


def test_without_both_walls_the_listener_is_visited(listener: Listener) -> None:
    """The tests above can fail: the same query in a process without walls does connect."""
    code = "import sys, pyoxigraph; list(pyoxigraph.Store().query(sys.argv[1]))"
    query = put(SERVICES[0], listener)
    subprocess.run(
        [sys.executable, "-c", code, query], check=False, capture_output=True, timeout=30
    )
    assert listener.visits > 0


def test_words_find_every_service_that_the_engine_runs() -> None:
    """In random texts of suspicious pieces, what Oxigraph runs as a service call is refused.

    An unbound service name makes Oxigraph say so without a connection: the oracle.
    """
    pieces = [
        "SERVICE", "service", "SILENT", "?s", "?a", " ", "\n", "#", ">", "<", "<a:b>", "<x", "'",
        '"', "'''", "{}", "{", "}", "(", ")", ".", "true", "1", "a:b", ":", "a:", "@en", "_:b",
        "FILTER(?a<?b)", "BIND(1 AS ?z)", "?a ?b ?c", "?a ?b", "\\", "//", "^^", "OPTIONAL", "||",
    ]  # fmt: skip
    chance = random.Random(20140714)  # noqa: S311  # a fixed seed, no secret
    store, found = Store(), 0
    for _ in range(30_000):
        inner = "".join(chance.choices(pieces, k=chance.randint(1, 7)))
        tail = chance.choice(("SERVICE?s{}", "SERVICE ?s#>\n{}", "SERVICE?s#//>\n{}", ""))
        query = f"PREFIX a: <a:> PREFIX : <a:> SELECT * {{ {inner}{tail} }}"
        try:
            list(store.query(query))  # type: ignore[call-overload]
        except RuntimeError as error:
            if "service name is unbound" not in str(error):
                continue
            found += 1
            with pytest.raises(QueryRefused):
                limits.check(query, frozenset(), 256, 64)
        except (SyntaxError, OSError, ValueError):
            continue
    assert found > 200, "the oracle must have something to find"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <IRI> { ?s ?p ?o }",
        "SELECT * FROM NAMED <IRI> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <IRI>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <a:a>",
        "CONSTRUCT { ?s ?p ?o } FROM <IRI> WHERE { ?s ?p ?o }",
    ],
)
def test_remote_documents_are_refused(pool: Pool, listener: Listener, query: str) -> None:
    """FROM and LOAD of a document elsewhere are refused, and nobody is visited."""
    with pytest.raises(QueryRefused):
        pool.ask(put(query, listener))
    assert listener.visits == 0


def test_a_memory_bomb_hits_its_limit(pool: Pool) -> None:
    """Doubling a text forty times ends in the limit's name, and the pool answers on."""
    with pytest.raises((QueryOutOfMemory, QueryTimeout), match=r"query_(megabytes|seconds)"):
        pool.ask(MEMORY_BOMB)
    pool.ask("ASK {}").close()


def test_memory_is_limited_in_the_worker(store_path: Path) -> None:
    """With time enough, the memory limit is the one that is met."""
    patient = Bounds(query_seconds=60, query_megabytes=512, query_workers=1)
    with Pool(store_path, patient) as pool:
        with pytest.raises(QueryOutOfMemory, match="query_megabytes"):
            pool.ask(MEMORY_BOMB)
        pool.ask("ASK {}").close()


def test_others_are_answered_while_one_runs_away(pool: Pool) -> None:
    """A cross product is killed at the deadline; meanwhile the other worker answers."""
    caught: list[type[BaseException]] = []

    def run_away() -> None:
        try:
            pool.ask(CROSS_PRODUCT)
        except ClustergraphError as error:
            caught.append(type(error))

    thread = threading.Thread(target=run_away)
    thread.start()
    answered = 0
    while thread.is_alive():
        pool.ask("SELECT * { ?s ?p ?o } LIMIT 1").close()
        answered += 1
    assert caught[0] in (QueryTimeout, QueryOutOfMemory)
    assert answered > 50


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 4000 + "}" * 4000,
        "ASK { FILTER" + "(" * 30_000 + "1" + ")" * 30_000 + "}",
        "ASK { ?s " + "(" * 5000 + "<a:a>" + ")" * 5000 + " ?o }",
        "ASK { FILTER(" + "!" * 200_000 + "true) }",
        "ASK { ?s " + "^" * 100_000 + "<a:a> ?o }",
    ],
)
def test_deep_nesting_is_refused(pool: Pool, query: str) -> None:
    """What would overflow a stack is refused before it is parsed."""
    with pytest.raises(QueryRefused, match="query_depth"):
        pool.ask(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (1" + "+1" * 60_000 + " AS ?n) {}",
        "ASK {" + "{} UNION " * 20_000 + "{} }",
        "ASK { ?s " + "<a:a>/" * 30_000 + "<a:a> ?o }",
        "ASK {" + "?s ?p ?o . " * 2000 + "}",
        "ASK {" + "OPTIONAL { ?s ?p ?o } " * 5000 + "}",
        'ASK { FILTER(REGEX("' + "a" * 5000 + '", "(a*)*b")) }',
        'ASK { FILTER(REGEX("a", "' + "(" * 60 + "a{1,99}" + "){1,99}" * 60 + '")) }',
        "SELECT * { ?s (<a:a>|!<a:b>)* ?o . ?o (!<a:c>)* ?x }",
    ],
)
def test_long_chains_harm_nobody_else(pool: Pool, query: str) -> None:
    """A long chain is answered, or ends in a named error; the pool answers on either way."""
    said = "query_"
    try:
        pool.ask(query).close()
    except QueryError as error:
        said = str(error)
    assert re.search(r"query_|stack|line \d", said), said
    pool.ask("ASK {}").close()


def test_a_worker_that_dies_on_its_own_is_replaced(pool: Pool) -> None:
    """A worker killed from outside costs one query at most."""
    worker = pool._slots.get()
    assert worker is not None
    pool._slots.put(worker)
    os.kill(worker.identity, signal.SIGSEGV)
    failures = 0
    for _ in range(6):
        try:
            pool.ask("ASK {}").close()
        except QueryError:
            failures += 1
    assert failures <= 1
