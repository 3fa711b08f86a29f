"""The SPARQL protocol over HTTP, against the real server."""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

import small

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

QUERY = f"SELECT ?o {{ ?s <{small.COORDINATES}> ?o }}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TABLES = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]
GRAPHS = [
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/ld+json",
    "application/rdf+xml",
]


def path(query: str, **more: str) -> str:
    """Return the address of a query by GET."""
    return "/sparql?" + urlencode({"query": query, **more})


@pytest.mark.parametrize("media_type", TABLES)
def test_tables_by_accept(server: Server, media_type: str) -> None:
    """SELECT answers in each format that Accept names."""
    reply = server.get(path(QUERY), media_type)
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == media_type
    assert small.PROJECT in reply.text
    assert "accept" in reply.headers["vary"].lower()


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_by_accept(server: Server, media_type: str) -> None:
    """DESCRIBE answers in each format that Accept names."""
    reply = server.get(path(f"DESCRIBE <{small.ALPHA}>"), media_type)
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == media_type
    assert small.PROJECT.rpartition("/")[2] in reply.text


@pytest.mark.parametrize("media_type", TABLES[:2])
def test_truth_by_accept(server: Server, media_type: str) -> None:
    """ASK answers in JSON and XML."""
    reply = server.get(path("ASK {}"), media_type)
    assert "true" in reply.text
    assert reply.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize(
    ("headers", "target", "body"),
    [
        (FORM, "/sparql", urlencode({"query": QUERY})),
        (DIRECT, "/sparql", QUERY),
        ({"Content-Type": "application/sparql-query; charset=UTF-8"}, "/sparql", QUERY),
        (
            DIRECT,
            "/sparql?"
            + urlencode({"default-graph-uri": "https://w3id.org/clustergraph/graph/projects"}),
            QUERY,
        ),
    ],
)
def test_post(server: Server, headers: dict[str, str], target: str, body: str) -> None:
    """Form POST and direct POST answer as GET does."""
    reply = server.ask("POST", target, headers, body.encode())
    assert reply.status == 200
    assert reply.json["results"]["bindings"][0]["o"]["value"] == small.PROJECT


def test_head_has_the_headers_of_get(server: Server) -> None:
    """HEAD gives the headers and no body."""
    head, get = server.ask("HEAD", path(QUERY)), server.get(path(QUERY))
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == str(len(get.body))


def test_any_page_may_ask(server: Server) -> None:
    """CORS: a pre-flight is answered, and headers are exposed."""
    flight = server.ask("OPTIONS", "/sparql", {"Origin": "https://example.org"})
    assert flight.status == 200
    assert flight.headers["access-control-allow-origin"] == "*"
    assert "POST" in flight.headers["access-control-allow-methods"]
    assert "Content-Type" in flight.headers["access-control-allow-headers"]
    assert "ETag" in server.get(path(QUERY)).headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "status", "kind"),
    [
        ("GET", path("SELECT * {"), {}, "", 400, "query-syntax"),
        ("GET", path("SELECT * { SERVICE <http://127.0.0.1/> {} }"), {}, "", 400, "query-refused"),
        ("GET", path("ASK FROM <http://127.0.0.1/> {}"), {}, "", 400, "query-refused"),
        ("GET", path("LOAD <http://127.0.0.1/>"), {}, "", 400, "query-refused"),
        ("GET", path("ASK {}") + "&query=ASK%7B%7D", {}, "", 400, "bad-request"),
        ("GET", "/sparql?query=%FF", {}, "", 400, "bad-request"),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, "", 403, "read-only"),
        ("GET", path("ASK {}", **{"default-graph-uri": "http://x/"}), {}, "", 400, "query-refused"),
        ("GET", "/sparql?default-graph-uri=http://x/", {}, "", 400, "bad-request"),
        ("GET", path("ASK {}", format="turtle"), {}, "", 406, "not-acceptable"),
        ("GET", path("ASK {}"), {"Accept": "image/png"}, "", 406, "not-acceptable"),
        (
            "POST",
            "/sparql",
            {"Content-Type": "text/plain"},
            "ASK {}",
            415,
            "unsupported-media-type",
        ),
        ("POST", "/sparql", {}, "ASK {}", 415, "unsupported-media-type"),
        (
            "POST",
            "/sparql",
            {"Content-Type": "application/sparql-query; charset=latin1"},
            "ASK {}",
            415,
            "unsupported-charset",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": "application/sparql-update"},
            "CLEAR ALL",
            403,
            "read-only",
        ),
        ("POST", "/sparql", FORM, "update=CLEAR%20ALL", 403, "read-only"),
        ("POST", "/sparql", FORM, "", 400, "bad-request"),
        ("POST", "/sparql?query=ASK%7B%7D", FORM, "query=ASK%7B%7D", 400, "bad-request"),
        ("PUT", "/sparql", DIRECT, "ASK {}", 405, "method-not-allowed"),
        ("GET", "/nowhere", {}, "", 404, "not-found"),
    ],
)
def test_mistakes_are_told(
    server: Server,
    method: str,
    target: str,
    headers: dict[str, str],
    body: str,
    status: int,
    kind: str,
) -> None:
    """Each mistake has its status and problem details of its own type."""
    reply = server.ask(method, target, headers, body.encode() if body else None)
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json["type"] == f"https://w3id.org/clustergraph/problems/{kind}"
    assert reply.json["status"] == status
    assert reply.json["detail"]


def test_a_long_body_is_refused_before_it_is_read(server: Server) -> None:
    """A body that says that it is too long is answered with 413 at once."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with closing(connection):
        connection.putrequest("POST", "/sparql")
        for name, value in {**DIRECT, "Content-Length": "900000"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        problem = json.loads(response.read())
    assert response.status == 413
    assert problem["type"].endswith("/request-too-large")


def test_a_body_that_is_not_utf8_is_told(server: Server) -> None:
    """Bytes that are no UTF-8 are a mistake, not a question mark."""
    assert server.ask("POST", "/sparql", DIRECT, b"ASK { ?s ?p '\xff' }").status == 400


def test_syntax_errors_have_a_place(server: Server) -> None:
    """Line and column are members of the problem."""
    problem = server.get(path("SELECT * {\n ?s cg:x ?o }")).json
    assert (problem["line"], problem["column"]) == (2, 5)
    assert "PREFIX cg:" in problem["detail"]


def test_a_runaway_query_is_stopped_while_others_run(server: Server) -> None:
    """The deadline is named in a 503; meanwhile another query is answered."""
    replies = []
    thread = threading.Thread(target=lambda: replies.append(server.get(path(ENDLESS))))
    thread.start()
    answered = 0
    while thread.is_alive():
        assert server.get(path(QUERY)).status == 200
        answered += 1
    assert replies[0].status == 503
    assert replies[0].json["limit"] == {"query_seconds": 3}
    assert replies[0].headers["retry-after"]
    assert answered > 20


def test_an_unchanged_answer_is_not_sent_again(server: Server) -> None:
    """ETag and Last-Modified give 304; an answer by chance has no validator."""
    first = server.get(path(QUERY))
    again = server.get(path(QUERY), If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    since = server.get(path(QUERY), If_Modified_Since=first.headers["last-modified"])
    assert since.status == 304
    assert server.get(path(QUERY), "text/csv", If_None_Match=first.headers["etag"]).status == 200
    assert "etag" not in server.get(path("SELECT (RAND() AS ?r) {}")).headers


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", None])
def test_the_endpoint_describes_itself(server: Server, accept: str | None) -> None:
    """Without a query, the service description names endpoint, formats and graphs."""
    reply = server.get("/sparql", accept)
    assert f"http://127.0.0.1:{server.port}/sparql" in reply.text
    assert "SPARQL11Query" in reply.text
    assert "graph-projects" in reply.text


@pytest.mark.parametrize("where", ["/void", "/.well-known/void"])
def test_the_catalogue_knows_its_addresses(server: Server, where: str) -> None:
    """VoID stands at its well-known place and names this endpoint."""
    assert f"http://127.0.0.1:{server.port}/sparql" in server.get(where, "text/turtle").text


@pytest.mark.parametrize("target", ["/", path(QUERY), "/nowhere", "/health", "/static/style.css"])
def test_every_response_is_guarded(server: Server, target: str) -> None:
    """No sniffing, no scripts, no referrer: on pages, data, problems and files alike."""
    headers = server.get(target).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_the_server_says_how_it_is(server: Server) -> None:
    """Health and readiness."""
    assert server.get("/health").json == {"status": "alive"}
    ready = server.get("/ready").json
    assert ready["status"] == "ready"
    assert ready["graphs"] == 5


def test_text_cannot_become_markup(server: Server) -> None:
    """What a query or the graph holds is escaped on a page."""
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) {}'
    page = server.get("/sparql?query=" + quote(query), "text/html").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>GmbH" not in server.get("/page/organisation/beta").text
