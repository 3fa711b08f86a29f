"""What must not be in the graph, asserted or inferred: the traps and the "do not assert" notes.

Each trap is a query that stays empty, and the triples that an over-eager reader or reasoner would
have written: added to a copy of the graph, they make the query give a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest
from pyoxigraph import DefaultGraph, Quad, QuerySolutions, Store

from clustergraph import names
from clustergraph.rdf import node_of

pytestmark = pytest.mark.slow

CG = names.PREFIXES["cg"]
SKOS = names.PREFIXES["skos"]
ORG = names.PREFIXES["org"]
A = f"<{names.PREFIXES['rdf']}type>"


def thing(key: str) -> str:
    """Return the term of a thing from kind/key."""
    return f"<{names.THINGS}{key}>"


def term(name: str) -> str:
    """Return the term of a prefixed name."""
    return f"<{names.expand(name)}>"


@dataclass(frozen=True)
class Trap:
    """A query that must stay empty, and triples that would spring it."""

    query: str
    forbidden: tuple[tuple[str, str, str], ...]


BRUSSELS = """?brussels skos:prefLabel|skos:altLabel|skos:hiddenLabel|rdfs:label ?name .
  FILTER(REGEX(STR(?name), "^(Brüssel|Brussels|Bruxelles|Brussel)$", "i"))"""
CITY = (
    (thing("place/bruessel"), A, term("cg:City")),
    (thing("place/bruessel"), term("skos:prefLabel"), '"Brüssel"@de'),
)
WORKSHOP = thing("event/workshop-cluster-strategien-2014-07-14")
LANGE, WFS = thing("person/sandra-lange"), thing("organisation/wfs")
EU, C3 = thing("organisation/european-union"), thing("project/c3-saxony")
CONCRETE = thing("project/c3-carbon-concrete-composite")
MECHATRONICS, ICT = thing("field/mechatronics-and-ict"), thing("field/ict")
POST, TENURE, MONEY = thing("post/trap"), thing("tenure/trap"), thing("funding/trap")
KINDS = ("Person", "Organisation", "Project", "Announcement", "Event", "Place", "Programme")

TRAPS = {
    "Brussels is no place of an event": Trap(
        f"""SELECT ?event WHERE {{ {BRUSSELS}
  {{ ?event cg:place|schema:location|cg:venue ?brussels . ?event a cg:Event }}
  UNION {{ ?event a cg:Event ; cg:venue ?text FILTER(CONTAINS(?text, ?name)) }} }}""",
        (*CITY, (WORKSHOP, term("cg:place"), thing("place/bruessel"))),
    ),
    "Brussels is no place of money (statement 71)": Trap(
        f"""SELECT ?what WHERE {{ {BRUSSELS}
  {{ ?brussels cg:funds ?what }} UNION {{ ?what cg:fromFunder|cg:place|cg:fundedBy ?brussels }}
  UNION {{ ?brussels a cg:Funder BIND(?brussels AS ?what) }} }}""",
        (*CITY, (thing("place/bruessel"), term("cg:funds"), C3)),
    ),
    "Sandra Lange and WFS have nothing to do with each other": Trap(
        """SELECT ?how WHERE {
  VALUES (?lange ?wfs) { (id:person\\/sandra-lange id:organisation\\/wfs) }
  { ?lange ?how ?wfs } UNION { ?wfs ?how ?lange }
  UNION { ?lange cg:heldPost ?how . ?how (org:postIn|org:unitOf)+ ?wfs }
  UNION { ?how cg:holder ?lange ; cg:post ?post . ?post (org:postIn|org:unitOf)+ ?wfs }
  UNION { ?how org:member ?lange ; org:organization ?wfs } }""",
        (
            (TENURE, term("cg:holder"), LANGE),
            (TENURE, term("cg:post"), POST),
            (POST, term("org:postIn"), thing("unit/absatzfoerderung-kooperationen")),
        ),
    ),
    "Sandra Lange has no employer at all (statement 7)": Trap(
        """SELECT ?employer WHERE { VALUES ?lange { id:person\\/sandra-lange }
  { ?lange cg:heldPost/org:postIn ?employer }
  UNION { ?lange org:memberOf|schema:worksFor ?employer }
  UNION { ?employer schema:employee ?lange }
  { ?employer a cg:Organisation } UNION { ?employer a cg:Unit } }""",
        (
            (LANGE, term("cg:heldPost"), POST),
            (POST, term("org:postIn"), thing("organisation/medienservice-sachsen")),
        ),
    ),
    "The European Union takes part in no project": Trap(
        """SELECT ?project WHERE { VALUES ?eu { id:organisation\\/european-union }
  { ?eu cg:participatesIn|cg:coordinates|^cg:hasParticipant ?project }
  UNION { ?node cg:participant ?eu ; cg:participationIn ?project } }""",
        ((EU, term("cg:participatesIn"), C3),),
    ),
    "Mechatronics & ICT is a field of its own": Trap(
        """SELECT ?how WHERE {
  VALUES (?one ?other) { (id:field\\/mechatronics-and-ict id:field\\/ict) }
  VALUES ?how { owl:sameAs skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch
    skos:broader skos:narrower skos:broaderTransitive }
  { ?one ?how ?other } UNION { ?other ?how ?one } }""",
        ((ICT, term("skos:exactMatch"), MECHATRONICS),),
    ),
    "The announcement gives no amount, programme or grant number (statement 46)": Trap(
        """SELECT ?funding WHERE {
  ?funding a cg:Funding ; cg:amount|cg:underProgramme|cg:underCall|cg:grantNumber ?detail ;
    prov:hadPrimarySource ?source .
  FILTER NOT EXISTS { ?funding prov:hadPrimarySource ?other
    FILTER(?other NOT IN (id:source\\/seed, id:source\\/ms193232)) } }""",
        (
            (MONEY, A, term("cg:Funding")),
            (MONEY, term("cg:amount"), f'"1"^^{term("xsd:decimal")}'),
            (MONEY, term("prov:hadPrimarySource"), thing("source/seed")),
        ),
    ),
    "Dresden is not said to lie in Saxony (statement 73)": Trap(
        """SELECT ?region WHERE { VALUES ?dresden { id:place\\/dresden }
  { ?dresden cg:within|schema:containedInPlace ?region }
  UNION { ?region schema:containsPlace ?dresden } }""",
        ((thing("place/dresden"), term("cg:within"), thing("place/sachsen")),),
    ),
    "C3-Saxony and C³ Carbon Concrete Composite are not the same": Trap(
        """SELECT ?how WHERE {
  VALUES ?how { owl:sameAs skos:exactMatch skos:closeMatch }
  VALUES ?concrete {
    id:project\\/c3-carbon-concrete-composite id:organisation\\/c3-carbon-concrete-composite }
  { id:project\\/c3-saxony ?how ?concrete } UNION { ?concrete ?how id:project\\/c3-saxony } }""",
        ((CONCRETE, term("owl:sameAs"), C3),),
    ),
    "WFS does not coordinate CluStrat: that claim is rejected": Trap(
        """SELECT ?wfs WHERE { VALUES ?wfs { id:organisation\\/wfs }
  ?wfs cg:coordinates|^cg:coordinatedBy id:project\\/clustrat }""",
        ((WFS, term("cg:coordinates"), thing("project/clustrat")),),
    ),
    "Groups that nobody names are no individuals": Trap(
        """SELECT ?group WHERE { ?group a cg:Organisation ; skos:prefLabel|skos:altLabel ?name
  VALUES ?words { "internationale partner" "international partner" "ausländische" "foreign"
    "sächsische unternehmen" "saxon compan" }
  FILTER(CONTAINS(LCASE(STR(?name)), ?words)) }""",
        (
            (thing("organisation/trap"), A, term("cg:Organisation")),
            (thing("organisation/trap"), term("skos:prefLabel"), '"internationale Partner"@de'),
        ),
    ),
    "No two things of ours are said to be the same": Trap(
        """SELECT ?one ?other WHERE { ?one owl:sameAs ?other
  FILTER(?one != ?other && STRSTARTS(STR(?one), STR(id:)) && STRSTARTS(STR(?other), STR(id:))) }""",
        ((WFS, term("owl:sameAs"), thing("organisation/smwa")),),
    ),
} | {
    f"Nothing is both {one} and {other}": Trap(
        f"SELECT ?thing WHERE {{ ?thing a cg:{one}, cg:{other} }}",
        (
            (thing("trap/both"), A, term(f"cg:{one}")),
            (thing("trap/both"), A, term(f"cg:{other}")),
        ),
    )
    for one, other in combinations(KINDS, 2)
}


def sprung(graph: Store, trap: Trap) -> int:
    """Count the rows that a trap gives."""
    solutions = graph.query(trap.query, prefixes=names.PREFIXES)
    assert isinstance(solutions, QuerySolutions)
    return len(list(solutions))


@pytest.fixture(scope="module")
def copy(graph: Store) -> Store:
    """The default graph in memory, for tests that add to it and take away again."""
    store = Store()
    store.bulk_extend(graph.quads_for_pattern(None, None, None, DefaultGraph()))
    return store


@pytest.fixture
def spoiled(copy: Store, name: str) -> Iterator[Store]:
    """The copy with the forbidden triples of a trap, for the length of one test."""
    quads = [Quad(*map(node_of, triple)) for triple in TRAPS[name].forbidden]  # type: ignore[arg-type]
    copy.extend(quads)
    yield copy
    for quad in quads:
        copy.remove(quad)


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_stays_empty(name: str, graph: Store) -> None:
    """No asserted or inferred triple says it."""
    assert sprung(graph, TRAPS[name]) == 0


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_can_spring(name: str, spoiled: Store) -> None:
    """With the forbidden triples in the graph, the same query gives a row."""
    assert sprung(spoiled, TRAPS[name]) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_there(kind: str, graph: Store) -> None:
    """That nothing has two kinds says something, for each kind has things."""
    assert graph.query(f"ASK {{ ?thing a cg:{kind} }}", prefixes=names.PREFIXES)
