"""The pages of the curated graph: composed, in both languages, with evidence on each fact."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest

from clustergraph import names, provenance, rdf, store, vocab
from clustergraph.querying.lookup import Lookup
from clustergraph.settings import Settings
from clustergraph.web import create_app, patterns
from clustergraph.web.facts import Teller
from clustergraph.web.phrases import SECTION_TITLES
from clustergraph.web.problems import KINDS
from clustergraph.web.profile import profile_of
from clustergraph.web.wording import MENDS
from conftest import QUERIES, Server

pytestmark = pytest.mark.slow

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BIG = ("organisation/smwa", "organisation/silicon-saxony", "organisation/wfs", "project/clustrat")
THINGS = ("project/c3-saxony", "organisation/smwa", "field/ict")
FIRST = "announcement/cluster-strategien-fuer-sachsen-2014-07-14"
FACTS = ("project/c3-saxony", "organisation/smwa", FIRST, "field/microelectronics",
         "funding/clustrat--central-europe-2007-2013--ceiling", "source/ms193232")  # fmt: skip
PAGES = {
    "/": ("Was darin ist", "What is in it"),
    "/questions": ("Wer koordiniert ein Projekt?", "Who coordinates a project?"),
    "/questions/coordinator-of": ("Staatsministerium", "Ministry"),
    "/sparql": ("SPARQL-Abfrage", "SPARQL query"),
    "/page/project/c3-saxony": ("Beteiligte", "Participants"),
    "/page/organisation/wfs": ("Beteiligt an", "Takes part in"),
    "/page/field/ict": ("in diesem Feld tätig", "active in this field"),
    "/page/source/ms193232": ("Was auf dieser Quelle beruht", "What rests on this source"),
    "/page/row/projects--c3-saxony": ("Zeile der Tabelle", "Row of the table"),
    "/ontology": ("Clusterorganisation", "cluster organisation"),
    "/problems/query-timeout": ("Grenze", "Limit"),
}


class Page(HTMLParser):
    """Reads a page: what is left open, where it links, what it loads, its headings, its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.language = ""
        self.scripts = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag opens, links to and loads."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "a":
            self.links.append(given["href"])
            if "a" in self.open:
                self.faults.append("a link in a link")
        if tag == "link" and given.get("rel") != "alternate":
            self.loads.append(given["href"])
        if tag in ("script", "style") or any(name.startswith("on") for name in given):
            self.scripts += 1
        self.loads += [given["src"]] if "src" in given else []
        self.ids += [given["id"]] if "id" in given else []
        self.labelled |= {given["for"]} if "for" in given else set()
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(given["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that closes another than the last."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


def follow(server: Server, href: str) -> int:
    """Return the status of a local link."""
    path = urlsplit(href)._replace(fragment="").geturl()
    return server.get(quote(path, safe="/?&=%+:#.-_~"), "text/html,*/*;q=0.5").status


def evidence_of(generation: store.Generation) -> provenance.Evidence:
    """Open the way back of a generation."""
    return provenance.open_evidence(generation)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(curated: Server, path: str, language: str) -> None:
    """Status, language, one h1, balanced tags, labelled fields, unique ids, nothing from afar."""
    reply = curated.get(path, "text/html", Accept_Language=language)
    assert reply.status == 200
    assert reply.headers["content-language"] == language
    page = Page(reply.text)
    assert page.language == language
    assert page.headings.count("h1") == 1
    assert page.headings[0] == "h1"
    assert not page.faults
    assert not page.open
    assert not page.scripts
    assert all(urlsplit(href).scheme in ("", "data") for href in page.loads)
    assert sorted(page.ids) == sorted(set(page.ids))
    assert set(page.fields) <= page.labelled
    assert PAGES[path][0 if language == "de" else 1] in reply.text


def test_no_thing_makes_the_server_fail(generation: store.Generation) -> None:
    """Every subject of the graph has a page, in one language or the other."""
    app = create_app(generation.path.parent, QUERIES, Settings())
    lookup = Lookup(generation.store_path)
    client = app.test_client()
    names_of_all = [f"{kind}/{key}" for kind in lookup.kinds() for key in lookup.keys(kind)]
    rows = [s for s, p, _ in lookup.graph(names.PROVENANCE_GRAPH) if p == f"<{vocab.RDF_TYPE}>"]
    names_of_all += [s[1:-1].removeprefix(names.THINGS) for s in rows if names.ROWS in s]
    assert len(names_of_all) > 3000
    failed = []
    for number, name in enumerate(names_of_all):
        language = ("de", "en")[number % 2]
        reply = client.get(f"/page/{name}", headers={"Accept-Language": language})
        if reply.status_code != 200:
            failed.append((name, reply.status_code))
    app.extensions["publications"].close()
    assert not failed


@pytest.mark.parametrize("thing", FACTS)
def test_each_stated_fact_shows_its_cell(
    curated: Server, generation: store.Generation, thing: str
) -> None:
    """For each triple of a thing that a cell states, the page has file, line and column."""
    page = curated.get(f"/page/{thing}?lang=en", "text/html").text
    with evidence_of(generation) as evidence:
        known = evidence.known(f"<{names.THINGS}{thing}>")
        cells = [cell for triple in known for cell in evidence.cells(triple)]
    places = {
        ":".join(str(part) for part in (c.file, c.line, c.column) if part is not None)
        for c in cells
    }
    assert places
    assert not {place for place in places if f"<code>{place}</code>" not in page}


def test_each_inferred_fact_names_its_rule(curated: Server, generation: store.Generation) -> None:
    """What follows says by which sentence, and from which premises."""
    page = curated.get("/page/organisation/biosaxony?lang=de", "text/html").text
    with evidence_of(generation) as evidence:
        triple = (
            rdf.iri(names.mint("organisation", "biosaxony")),
            rdf.iri(vocab.RECIPROCAL_WITH),
            rdf.iri(names.mint("organisation", "silicon-saxony")),
        )
        proof = evidence.proof(triple)
    assert proof is not None
    assert proof.sentence_de in page
    assert proof.rule in page
    assert "data/memberships.csv:" in page


def test_a_page_says_it_in_words(curated: Server) -> None:
    """Dates, money and nodes are words of the language, in one line."""
    german = curated.get("/page/project/clustrat?lang=de", "text/html").text
    english = curated.get("/page/project/clustrat?lang=en", "text/html").text
    assert "höchstens 2.946.000 EUR" in german
    assert "at most 2,946,000 EUR" in english
    assert "Oktober 2011 bis November 2014" in german
    assert "October 2011 to November 2014" in english
    assert 'lang="de"' in english
    assert "up to 2.946 million EURO" in english


def test_conflicts_show_both_sides(curated: Server) -> None:
    """Claims come with status, reason and source; the rejected one is not among the facts."""
    page = curated.get("/page/project/c3-saxony?lang=de", "text/html").text
    conflicts = page[page.index('id="conflicts"') :]
    assert "bevorzugt" in conflicts
    assert "verworfen" in conflicts
    assert "25 war die geplante Zahl" in conflicts
    figures = page[page.index('id="observations"') : page.index('id="outputs"')]
    assert "vergebenen Gutscheine</a>: <span>21" in figures
    assert "vergebenen Gutscheine</a>: <span>25" not in figures


def test_what_is_unknown_is_said(curated: Server) -> None:
    """An honest unknown is a word on the page."""
    page = curated.get("/questions/managers-of-clusters?lang=de", "text/html").text
    assert '<em class="unknown">unbekannt</em>' in page


def test_a_question_page_offers_choices_and_downloads(curated: Server) -> None:
    """Keys with labels to choose from, four downloads, the permanent address, the SPARQL text."""
    page = curated.get("/questions/participants-of?lang=de&project=clustrat", "text/html").text
    assert '<option value="clustrat" selected>CluStrat</option>' in page
    assert '<option value="c3-saxony">C3-Saxony</option>' in page
    for form in ("json", "xml", "csv", "tsv"):
        href = re.search(rf'href="([^"]*format={form})"', page)
        assert href
        assert curated.get(href[1].replace("&amp;", "&")).status == 200
    permalink = re.search(r'href="([^"]+)" rel="bookmark"', page)
    assert permalink
    assert "project=clustrat" in permalink[1]
    assert "PREFIX cg:" in page


def test_the_switch_keeps_the_address(curated: Server) -> None:
    """The other language has the same parameters, and links go on in it."""
    page = Page(curated.get("/questions/coordinator-of?project=clustrat&lang=en", "text/html").text)
    assert "/questions/coordinator-of?project=clustrat&lang=de" in page.links
    assert any(re.fullmatch(r"/id/organisation/[a-z0-9-]+\?lang=en", href) for href in page.links)


@pytest.mark.parametrize("path", ["/", *(f"/page/{thing}" for thing in THINGS), "/ontology"])
def test_local_links_lead_somewhere(curated: Server, path: str) -> None:
    """Every local link answers, and every fragment is there."""
    page = Page(curated.get(path, "text/html").text)
    hrefs = {href for href in page.links if not urlsplit(href).scheme}
    assert hrefs
    broken = {h for h in hrefs if not h.startswith("#") and follow(curated, h) not in (200, 303)}
    assert not broken
    assert {href[1:] for href in hrefs if href.startswith("#")} <= set(page.ids)


def test_links_to_terms_find_their_anchor(curated: Server) -> None:
    """A fragment of the ontology that a page links to stands on the ontology's page."""
    there = set(Page(curated.get("/ontology", "text/html").text).ids)
    for thing in THINGS:
        page = Page(curated.get(f"/page/{thing}", "text/html").text)
        wanted = {h.partition("#")[2] for h in page.links if h.startswith("/ontology#")}
        assert wanted
        assert wanted <= there


def test_a_problem_helps(curated: Server) -> None:
    """A wrong key suggests near ones; a syntax error marks its place and gives the query back."""
    missing = curated.get("/page/organisation/silicon-saxny?lang=de", "text/html")
    assert missing.status == 404
    assert "/id/organisation/silicon-saxony?lang=de" in missing.text
    known = curated.get("/id/organisation/silicon-saxny", "text/turtle").json["known"]
    assert names.mint("organisation", "silicon-saxony") in known
    query = quote("SELECT * WHERE {\n  ?s a cg:Project\n}")
    wrong = curated.get(f"/sparql?query={query}&lang=en", "text/html")
    assert wrong.status == 400
    assert "line 2, column 8" in wrong.text
    assert "<b>       ^</b>" in wrong.text
    assert "?s a cg:Project\n}</textarea>" in wrong.text


def test_hostile_words_stay_words(curated: Server) -> None:
    """What a reader sends comes back as text."""
    query = quote('SELECT ("<script>alert(1)</script>" AS ?x) WHERE {}')
    page = curated.get(f"/sparql?query={query}&format=html", "text/html")
    assert page.status == 200
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    for path in (
        "/page/organisation/%3Cscript%3E",
        "/id/%22%20onload=x",
        "/page/a/%00",
        "/page/a%5C",
    ):
        unknown = curated.get(path, "text/html")
        assert unknown.status == 404
        assert "<script" not in unknown.text


def test_every_problem_says_what_to_do() -> None:
    """A mend for each problem, a section for each end of a pattern."""
    assert MENDS.keys() == KINDS.keys()
    ends = {name for pattern in patterns.PATTERNS.values() for name in pattern.ends.values()}
    assert ends | {"posts"} == set(patterns.SECTIONS) == set(SECTION_TITLES)


def test_every_topic_is_known(curated: Server) -> None:
    """No question of the project falls to the rest."""
    page = curated.get("/questions", "text/html").text
    assert "topic-lookup" in page
    assert "topic-other" not in page


@pytest.mark.parametrize("thing", BIG)
def test_gathering_reads_each_thing_once(generation: store.Generation, thing: str) -> None:
    """The biggest things are told from few reads: the store is asked less than once a fact."""

    class Counting(Lookup):
        reads = 0

        def properties(self, subject: str) -> dict[str, list[rdf.Term]]:
            self.reads += 1
            return super().properties(subject)

    lookup = Counting(generation.store_path)
    with evidence_of(generation) as evidence:
        profile = profile_of(Teller(lookup, evidence, "de", lambda _: None), names.THINGS + thing)
    lines = sum(len(section.lines) for section in profile.sections)
    assert lines > 10
    assert lookup.reads < 6 * lines
