"""Things, documents, pages and questions over HTTP, and the change of generations."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse

import small
from clustergraph import store
from conftest import SERVE, Server, await_answer, free_port, start, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

THING = "/id/organisation/alpha"
TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        (None, "/data/organisation/alpha.ttl"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/organisation/alpha"),
        ("application/ld+json", "/data/organisation/alpha.jsonld"),
        ("application/rdf+xml;q=0.3, application/n-triples;q=0.7", "/data/organisation/alpha.nt"),
    ],
)
def test_a_thing_leads_to_a_document(server: Server, accept: str | None, location: str) -> None:
    """A thing answers 303 to data or page on this host, by Accept."""
    reply = server.get(THING, accept)
    assert (reply.status, reply.headers["location"]) == (303, location)
    assert "accept" in reply.headers["vary"].lower()
    assert server.get(location).status == 200


@pytest.mark.parametrize("suffix", TYPES)
@pytest.mark.parametrize("stem", [THING, "/data/organisation/alpha"])
def test_suffixes_give_documents(server: Server, stem: str, suffix: str) -> None:
    """A suffix on the IRI, or on the data address, gives that form at once."""
    reply = server.get(f"{stem}.{suffix}", "image/png")
    if stem != THING and suffix == "html":
        assert reply.status == 406
        return
    assert reply.status == 200
    assert reply.headers["content-type"].startswith(TYPES[suffix])
    assert "Alpha e. V." in reply.text


def test_data_holds_what_points_here(server: Server) -> None:
    """The data of a thing holds the triples in which it is the object."""
    lines = server.get("/data/project/p.nt").text.splitlines()
    assert any(line.startswith(f"<{small.ALPHA}>") for line in lines)
    assert any(line.startswith(f"<{small.PROJECT}>") for line in lines)


@pytest.mark.parametrize(
    "target",
    [
        "/id/organisation/none",
        "/data/organisation/none.ttl",
        "/page/x",
        "/id/organisation/none.html",
        "/graph/none",
        "/ontology/none",
        "/questions/none",
        "/problems/none",
    ],
)
def test_what_is_not_there_is_not_found(server: Server, target: str) -> None:
    """Unknown things answer 404, in the form that was asked for."""
    assert server.get(target).status == 404
    page = server.get(target, "text/html")
    assert page.status == 404
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "target", [THING, "/graph/projects", "/ontology", "/void", "/questions", "/sparql"]
)
def test_what_nobody_offers_is_told(server: Server, target: str) -> None:
    """406 lists what there is."""
    reply = server.get(target, "image/png")
    assert reply.status == 406
    assert reply.json["known"]


def test_the_page_speaks_both_languages(server: Server) -> None:
    """Accept-Language and the switch choose; the language is declared."""
    page = "/page/organisation/alpha"
    german = server.get(page, Accept_Language="de-DE, en;q=0.5")
    english = server.get(page, Accept_Language="fr")
    switched = server.get(page + "?lang=de", Accept_Language="en")
    assert german.headers["content-language"] == "de"
    assert '<html lang="de">' in german.text
    assert "koordiniert" in german.text
    assert "coordinates" in english.text
    assert "Alpha Association" in english.text
    assert "koordiniert" in switched.text
    assert german.headers["etag"] != english.headers["etag"]


def test_the_page_tells_who_says_so(server: Server) -> None:
    """A fact shows its cell, its source and its words; an inferred one its rule."""
    page = server.get("/page/organisation/alpha?lang=en").text
    assert "data/organisations.csv:2" in page
    assert "seit heute" in page
    assert "/id/organisation/beta" in page
    inferred = server.get("/page/project/p?lang=de").text
    assert "Was jemand koordiniert, wird von ihm koordiniert." in inferred


def test_the_ontology_has_anchors_and_data(server: Server) -> None:
    """Terms are found by fragment on the page, and in the RDF."""
    assert 'id="coordinates"' in server.get("/ontology", "text/html").text
    assert server.get("/ontology", "text/turtle").headers["content-type"].startswith("text/turtle")
    assert server.get("/ontology.nt").text.count("\n") == len(small.ONTOLOGY)


def test_graphs_are_data(server: Server) -> None:
    """A named graph comes in the form asked for."""
    assert server.get("/graph/projects.nt").text.count("\n") == len(small.PROJECTS)
    assert server.get("/graph/projects", "application/ld+json").json


def test_the_dump_holds_every_quad_of_the_store(server: Server) -> None:
    """It comes piece by piece, with its length and validators, and is what the store holds."""
    generation = store.current(server.root)
    reply = server.get("/dataset.nq")
    held = store.open_store(generation.store_path)
    named = {quad for quad in held if quad.graph_name != DefaultGraph()}
    assert set(parse(reply.body, format=RdfFormat.N_QUADS)) == named
    assert reply.text.count("\n") == len(named) > small.FILLERS
    assert len(list(store.dataset.pieces(generation.dataset_path))) > 1
    assert reply.headers["content-type"] == "application/n-quads"
    assert int(reply.headers["content-length"]) == len(reply.body)
    head = server.ask("HEAD", "/dataset.nq")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == reply.headers["content-length"]
    again = server.get("/dataset.nq", If_None_Match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def ask_for_the_dump(server: Server) -> http.client.HTTPResponse:
    """Return an answer of which only the head was read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/dataset.nq", headers={"Connection": "close"})
    return connection.getresponse()


def test_a_dump_is_whole_whatever_is_published_meanwhile(running: Callable[[], Server]) -> None:
    """Its generation stays until the last client has it all or went away, and then goes."""
    server = running()
    large = small.publish(server.root, extra=100_000)
    expected = b"".join(path.read_bytes() for path in store.dataset.pieces(large.dataset_path))
    slow, gone = ask_for_the_dump(server), ask_for_the_dump(server)
    assert gone.read(10) == expected[:10]
    gone.close()
    for _ in range(3):
        small.publish(server.root)
    assert slow.read() == expected
    slow.close()
    end = time.monotonic() + 20
    while large.path.exists() and time.monotonic() < end:
        small.publish(server.root)
    assert not large.path.exists()


def test_the_start_page_offers_questions_and_a_form(server: Server) -> None:
    """What is in it, a query form, and the questions as links."""
    page = server.get("/", Accept_Language="de").text
    assert "Wer koordiniert ein Projekt?" in page
    assert 'action="/sparql"' in page
    assert "/questions/coordinator-of" in page


def test_a_question_is_an_address(server: Server) -> None:
    """A named question answers in formats and as a page, with its parameters."""
    rows = server.get("/questions/coordinator-of?project=p", "text/csv").text.splitlines()
    assert rows == ["coordinator,label", f"{small.ALPHA},Alpha e. V."]
    page = server.get("/questions/coordinator-of?lang=en", "text/html").text
    assert "Alpha Association" in page
    assert server.get("/questions/coordinator-of?project=none").status == 404
    assert server.get("/questions/coordinator-of?colour=red").json["known"] == [
        "project",
        "language",
    ]
    assert server.get("/questions/coordinator-of?project=P%3E").status == 400


def test_pages_link_to_this_host_only(server: Server) -> None:
    """IRIs of ours become local addresses: base IRI and host are independent."""
    page = server.get("/page/organisation/alpha").text
    assert 'href="https://w3id.org' not in page
    assert 'src="http' not in page


def test_a_new_generation_is_served_at_once(running: Callable[[], Server]) -> None:
    """A publication is seen by the next request, with new validators, and no query is lost."""
    server = running()
    query = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D"
    first = server.get(query, "text/csv")
    small.publish(server.root, extra=5)
    second = server.get(query, "text/csv", If_None_Match=first.headers["etag"])
    assert second.status == 200
    assert int(second.text.split()[1]) == int(first.text.split()[1]) + 5
    assert server.get("/ready").json["generation"].startswith("000002")


def test_without_a_generation_it_waits_for_one(running: Callable[..., Server]) -> None:
    """An empty store is 503 in words; the first publication is served without a restart."""
    server = running(publish=False)
    assert server.get("/health").status == 200
    for target in ("/", "/ready", "/id/x/y", "/sparql?query=ASK%7B%7D"):
        reply = server.get(target)
        assert reply.status == 503
        assert "clustergraph build" in reply.json["detail"]
    small.publish(server.root)
    assert server.get(THING).status == 303


def test_a_port_in_use_is_told(server: Server) -> None:
    """A second server on the same port does not start."""
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(server.root), str(server.queries), str(server.port)],
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode != 0
    assert b"in use" in done.stderr


def test_no_process_outlives_the_server(tmp_path: Path) -> None:
    """When the server ends, its query workers end by themselves."""
    small.publish(tmp_path / "var")
    server = Server(free_port(), tmp_path / "var", small.write_questions(tmp_path / "queries"))
    process = start(server.root, server.queries, server.port)
    await_answer(server)
    server.get("/ready")
    assert _workers(tmp_path)
    stop(process)
    deadline = time.monotonic() + 5
    while _workers(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _workers(tmp_path)


def _workers(folder: Path) -> list[str]:
    """Return the processes whose command names the folder's store."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes()
        except OSError:
            continue
        if b"querying.worker" in command and str(folder).encode() in command:
            found.append(file.parent.name)
    return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return a function that starts a server of its own for one test."""
    processes: list[subprocess.Popen[bytes]] = []

    def run(*, publish: bool = True) -> Server:
        root = tmp_path / "var"
        if publish:
            small.publish(root)
        made = Server(free_port(), root, small.write_questions(tmp_path / "queries"))
        processes.append(start(made.root, made.queries, made.port))
        await_answer(made)
        return made

    yield run
    for process in processes:
        stop(process)
