"""A recheck of what a change reaches tells what a check of the whole graph tells."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph import pipeline
from clustergraph.names import PREFIXES, SHAPES
from clustergraph.rdf import Triple
from clustergraph.validation import Engine, Rechecked, Shapes, read_shapes, recheck, validate
from demands import (
    DEMANDS,
    EX,
    NODES,
    PATHS,
    PROPERTIES,
    QUERIES,
    SUBCLASS,
    TARGETS,
    TRIPLES,
    TYPE,
    shapes_of,
)
from erring import ID, Changed, Counted, Curated, Held, Stored, edited

CG = PREFIXES["cg"]


def told(shapes: Shapes, old: set[Triple], new: set[Triple], found: Rechecked) -> bool:
    """Tell whether the results of a whole check are those that a recheck leads to."""
    before = set(validate(shapes, old, Engine.FAST))
    after = set(validate(shapes, new, Engine.FAST))
    gone, come = set(found.gone), set(found.come)
    assert gone <= before
    assert come.isdisjoint(before)
    assert (before - gone) | come == after
    return before != after


def check(shapes: Shapes, old: set[Triple], new: set[Triple]) -> bool:
    """Hold a recheck in memory against a whole check; True if the change made a difference."""
    found = recheck(shapes, Held(old), Held(new), old ^ new)
    assert found is not None
    return told(shapes, old, new, found)


MORE_DEMANDS = (
    "sh:lessThan ex:q",
    "sh:lessThanOrEquals ex:q",
    "sh:closed true ; sh:ignoredProperties ( ex:p )",
    "sh:property s:T . s:T sh:path ex:q ; sh:minCount 1",
    "sh:property s:T . s:T sh:path ex:q ; sh:property s:U . s:U sh:path ex:r ; sh:class ex:C",
    (
        "sh:property s:T . s:T sh:path ex:q ; sh:class ex:C . "
        "s:V a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:property s:T"
    ),
    "sh:property s:T . s:T sh:path ex:q ; sh:deactivated true ; sh:minCount 1",
    "sh:node [ sh:property [ sh:path ( ex:q ex:r ) ; sh:not [ sh:class ex:C ] ] ]",
    "sh:xone ( [ sh:path ex:q ; sh:lessThan ex:r ] [ sh:path ex:r ; sh:disjoint ex:q ] )",
    "sh:not [ sh:path [ sh:oneOrMorePath ex:q ] ; sh:hasValue ex:a ]",
    "sh:qualifiedValueShape [ sh:path ex:q ; sh:class ex:D ] ; sh:qualifiedMaxCount 1",
    "sh:node [ sh:closed true ; sh:property [ sh:path ex:q ] ]",
)
MORE_PATHS = (
    "( ex:p [ sh:inversePath ex:q ] )",
    "[ sh:zeroOrMorePath [ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ] ]",
    "[ sh:oneOrMorePath ( ex:p ex:q ) ]",
    "( [ sh:zeroOrOnePath ex:p ] ex:q )",
)
TWO_SIBLINGS = (
    (
        "a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property s:T , s:U . "
        "s:T sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMinCount 1 ; "
        "sh:qualifiedValueShapesDisjoint true . "
        "s:U sh:path ex:p ; sh:qualifiedValueShape [ sh:path ex:q ; sh:minCount 1 ] ; "
        "sh:qualifiedMaxCount 0 ; sh:qualifiedValueShapesDisjoint true"
    ),
    "a sh:NodeShape , rdfs:Class ; sh:property s:T . s:T sh:path ex:p ; sh:maxCount 0",
)
EDITS = st.tuples(TRIPLES, TRIPLES.map(lambda some: some[:4]), TRIPLES.map(lambda some: some[:4]))
BODIES = st.one_of(
    st.builds(
        "a sh:PropertyShape ; {} ; sh:path {} ; {}".format,
        st.sampled_from(TARGETS),
        st.sampled_from(PATHS + MORE_PATHS),
        st.sampled_from(DEMANDS + MORE_DEMANDS),
    ),
    st.builds(
        "a sh:NodeShape ; {} ; {}".format,
        st.sampled_from(TARGETS),
        st.sampled_from([d for d in DEMANDS + MORE_DEMANDS if "qualified" not in d]).filter(
            lambda demand: not demand.startswith(("sh:minC", "sh:maxC", "sh:unique", "sh:less"))
        ),
    ),
    st.sampled_from(TWO_SIBLINGS),
)


@settings(max_examples=600, deadline=None)
@given(BODIES, EDITS)
def test_a_change_of_a_small_graph_is_told_as_a_whole_check_tells_it(
    tmp_path_factory: pytest.TempPathFactory,
    body: str,
    edits: tuple[list[Triple], list[Triple], list[Triple]],
) -> None:
    """Each demand on each path with each target, and shapes that share their parts."""
    shapes = shapes_of(tmp_path_factory.mktemp("shape"), body)
    both, old, new = map(set, edits)
    check(shapes, both | old, both | new)


P = "a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; "
N = "a sh:NodeShape ; sh:targetNode ex:a ; "
# A shape, what stays, and what comes or goes and makes a difference: one way back each.
WAYS = (
    ("a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:Literal", "", "a a C"),
    ("a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:Literal", "a a D", "D < C"),
    ("a sh:NodeShape , rdfs:Class ; sh:nodeKind sh:Literal", "", "a a S"),
    ("a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:nodeKind sh:Literal", "", "a p b"),
    ("a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:nodeKind sh:Literal", "", "b p a"),
    (P + "sh:maxCount 0", "", "a p b"),
    (P + "sh:class ex:C", "a p b", "b a C"),
    (P + "sh:class ex:C", "a p b , b a D", "D < C"),
    (P + "sh:equals ex:q", "a p b", "a q b"),
    (P + "sh:disjoint ex:q", "a p b", "a q b"),
    (P + "sh:lessThan ex:q", "a p b", "a q b"),
    (P + "sh:lessThanOrEquals ex:q", "a p b", "a q b"),
    (N + "sh:equals ex:q", "", "a q b"),
    (N + "sh:disjoint ex:q", "", "a q a"),
    (N + "sh:closed true", "", "a q b"),
    (P + "sh:closed true", "a p b", "b q c"),
    (P + "sh:node [ sh:closed true ]", "a p b", "b q c"),
    (P + "sh:node [ sh:path ex:q ; sh:maxCount 0 ]", "a p b", "b q c"),
    (P + "sh:not [ sh:path ex:q ; sh:minCount 1 ]", "a p b", "b q c"),
    (P + "sh:and ( [ sh:path ex:q ; sh:maxCount 0 ] )", "a p b", "b q c"),
    (P + "sh:or ( [ sh:path ex:q ; sh:maxCount 0 ] )", "a p b", "b q c"),
    (P + "sh:xone ( [ sh:path ex:q ; sh:maxCount 0 ] )", "a p b", "b q c"),
    (P + "sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMaxCount 0", "a p b", "b a C"),
    (
        N + "sh:property s:T , s:U . s:T sh:path ex:p ; sh:qualifiedMinCount 1 ; "
        "sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedValueShapesDisjoint true . "
        "s:U sh:path ex:r ; sh:qualifiedValueShape [ sh:class ex:D ] ; sh:qualifiedMinCount 0",
        "a p b , b a C",
        "b a D",
    ),
    (P + "sh:property s:T . s:T sh:path ex:q ; sh:maxCount 0", "a p b", "b q c"),
    (N + "sh:property s:T . s:T sh:path [ sh:inversePath ex:q ] ; sh:maxCount 0", "", "b q a"),
    (N + "sh:property s:T . s:T sh:path ( ex:p ex:q ) ; sh:maxCount 0", "a p b", "b q c"),
    (N + "sh:property s:T . s:T sh:path ( ex:p ex:q ) ; sh:maxCount 0", "b q c", "a p b"),
    (
        N + "sh:property s:T . s:T sh:path [ sh:oneOrMorePath ex:p ] ; sh:maxCount 2",
        "a p b , b p c",
        "c p d",
    ),
    (
        N + "sh:property s:T . s:T sh:path [ sh:zeroOrOnePath ex:p ] ; sh:class ex:C",
        "a p b , a a C",
        "b a C",
    ),
    (
        N + "sh:property s:T . s:T sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:maxCount 0",
        "",
        "a q b",
    ),
)
# What one focus node no longer gives, another still does, which the change does not reach.
SHARED = (
    (
        (
            "a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ; "
            "sh:property s:T . s:T sh:path ex:q ; sh:minCount 1"
        ),
        "a p b",
        "c p b",
    ),
    (
        (
            "a sh:NodeShape ; sh:targetClass ex:C ; sh:property s:T . "
            "s:T sh:path ex:q ; sh:minCount 1 . "
            "s:V a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property s:T"
        ),
        "a p b",
        "a a C",
    ),
)


def written(text: str) -> set[Triple]:
    """Write out triples: ``a p b , C < D``."""
    words = {"a": TYPE, "<": SUBCLASS}

    def term(word: str) -> str:
        return f"<{SHAPES}S>" if word == "S" else f"<{EX}{word}>"

    parts = [part.split() for part in text.split(",") if part.strip()]
    return {(term(s), words.get(p) or term(p), term(o)) for s, p, o in parts}


@pytest.mark.parametrize(("body", "stays", "changes"), WAYS)
def test_every_way_from_a_triple_to_a_focus_node_is_walked(
    tmp_path: Path, body: str, stays: str, changes: str
) -> None:
    """A triple that comes makes a difference, and so it does when it goes."""
    shapes = shapes_of(tmp_path, body)
    without = written(stays)
    assert check(shapes, without, without | written(changes))
    assert check(shapes, without | written(changes), without)


@pytest.mark.parametrize(("body", "stays", "changes"), SHARED)
def test_a_result_of_two_focus_nodes_stays_while_one_of_them_gives_it(
    tmp_path: Path, body: str, stays: str, changes: str
) -> None:
    """Two shapes share a property shape, or two focus nodes a value."""
    shapes = shapes_of(tmp_path, body)
    assert validate(shapes, written(stays), Engine.FAST)
    assert not check(shapes, written(stays), written(stays) | written(changes))
    assert not check(shapes, written(stays) | written(changes), written(stays))


MORE_QUERIES = (
    (
        "$this ex:p ?one . OPTIONAL { ?one ex:q ?value . OPTIONAL { ?value ex:r ?more } } "
        "FILTER(!BOUND(?more) || EXISTS { ?more ex:p $this })"
    ),
    "$this ex:p ?value . FILTER(ISIRI(?value) && NOT EXISTS { ?value ex:q ?o . ?o ex:r $this })",
    "{ SELECT $this ?value WHERE { $this ex:p ?value } } ?value ex:q ?more",
    "$this ex:p/^ex:q ?value . ?value !(ex:p|^ex:q) ?more",
    "?value ex:p+ $this",
    "$this (ex:p|^ex:q)? ?value . FILTER(?value != $this)",
    "$this ex:p ?one . { ?one ex:q ?value } UNION { ?value ex:q ?one }",
    "$this ex:p ?value . ?value a/rdfs:subClassOf* ex:C",
    "?value ex:p ex:a . $this ex:q ?more . FILTER(?value != $this)",
    "$this ex:p ex:a . BIND(ex:b AS ?value) FILTER EXISTS { $this ?any ex:b }",
)
LINEAR = (
    (
        "SELECT DISTINCT $this ?value WHERE { "
        "{ SELECT DISTINCT $this ?value WHERE { ?s ?value ?o } } UNION "
        "{ SELECT DISTINCT $this ?value WHERE { ?thing a ?value } } "
        "FILTER(?value != ex:p) }"
    ),
    "SELECT $this ?value WHERE { ?s ex:p ?value }",
    "SELECT $this ?value WHERE { ?s ex:p ?o . BIND(STR(?o) AS ?value) }",
    "SELECT $this ?value WHERE { { ?value ex:p ?o } UNION { ?o ex:q ?value } }",
    "SELECT $this ?path ?value WHERE { ?value ?path ?o . FILTER(?o != ex:a) }",
)
COUNTING = (
    (
        "SELECT $this (COUNT(?o) AS ?value) WHERE { $this ex:p ?o } GROUP BY $this "
        "HAVING (COUNT(?o) > 1)"
    ),
    "SELECT $this (MAX(?o) AS ?value) WHERE { $this ex:p ?n . ?n ex:q ?o } GROUP BY $this",
)
SELECTS = (
    *(f"SELECT $this ?path ?value WHERE {{ {query} }}" for query in QUERIES + MORE_QUERIES),
    *LINEAR,
    *COUNTING,
)


def asking(tmp_path: Path, target: str, select: str, more: str = "") -> Shapes:
    """Make a shape that asks a query."""
    prefixes = f"PREFIX ex: <{EX}> PREFIX rdfs: <{PREFIXES['rdfs']}> "
    select = f'sh:sparql [ sh:select "{prefixes}{select}" ]'
    return shapes_of(tmp_path, f"a sh:NodeShape ; {target} ; {more}{select}")


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(SELECTS), st.sampled_from(TARGETS), EDITS)
def test_a_change_of_what_a_query_asks_is_told_as_a_whole_check_tells_it(
    tmp_path_factory: pytest.TempPathFactory,
    select: str,
    target: str,
    edits: tuple[list[Triple], list[Triple], list[Triple]],
) -> None:
    """A query is walked back from the changed triple to its focus node."""
    shapes = asking(tmp_path_factory.mktemp("shape"), target, select)
    both, old, new = map(set, edits)
    found = recheck(shapes, Held(both | old), Held(both | new), old ^ new)
    if select in LINEAR and found is None:
        return  # its focus nodes changed as well
    assert found is not None
    told(shapes, both | old, both | new, found)


ASKED = (
    ("$this ex:p ?one . ?one ex:q ?value", "a p b", "b q c"),
    ("$this ex:p ?one . ?value ex:q ?one", "a p b", "c q b"),
    ("$this ex:p ?one . OPTIONAL { ?one ex:q ?value }", "a p b", "b q c"),
    ("$this ex:p ?value . FILTER NOT EXISTS { ?value ex:q ?any }", "a p b", "b q c"),
    ("$this ex:p ?value . FILTER(ISIRI($this) && !EXISTS { ?value ex:q ?x })", "a p b", "b q c"),
    ("$this ex:p/ex:q* ?value", "a p b , b q c", "c q d"),
    ("$this ex:p/^ex:q ?value", "a p b", "c q b"),
    ("$this ?any ?value", "", "a q b"),
    ("{ $this ex:p ?value } UNION { ?value ex:q $this }", "", "c q a"),
    ("$this ex:p ?one . { ?one ex:q ?value } UNION { ?value ex:r ?one }", "a p b", "c r b"),
    ("{ SELECT $this ?value WHERE { $this ex:p ?value } } ?value ex:q ?z", "a p b", "b q c"),
    ("?s ?value ?o", "", "b q c"),
)


@pytest.mark.parametrize(("query", "stays", "changes"), ASKED)
def test_every_pattern_of_a_query_is_walked(
    tmp_path: Path, query: str, stays: str, changes: str
) -> None:
    """A triple that a pattern matches makes a difference, whether it comes or goes."""
    target = "sh:targetNode ex:a , ex:nowhere"
    shapes = asking(tmp_path, target, f"SELECT $this ?value WHERE {{ {query} }}")
    without = written(stays)
    assert check(shapes, without, without | written(changes))
    assert check(shapes, without | written(changes), without)


def test_what_cannot_be_told_cheaply_is_not_told(tmp_path: Path) -> None:
    """Too many focus nodes, a query with a limit, and shapes that the fast engine does not know."""
    many = {(f"<{EX}{number}>", PROPERTIES[0], NODES[0]) for number in range(30)}
    change = written("a a C")
    shapes = shapes_of(tmp_path, P.replace("sh:targetNode ex:a", "sh:targetSubjectsOf ex:p")
                       + "sh:class ex:C")  # fmt: skip
    assert recheck(shapes, Held(many), Held(many | change), change, most=29) is None
    assert recheck(shapes, Held(many), Held(many | change), change, most=31) is not None
    limited = asking(tmp_path, "sh:targetNode ex:a", "SELECT $this { $this ex:p ?o } LIMIT 1")
    assert recheck(limited, Held(()), Held(written("a p b")), written("a p b")) is None
    assert recheck(limited, Held(()), Held(written("a q b")), written("a q b")) is not None
    unknown = shapes_of(tmp_path, "a sh:NodeShape ; sh:targetClass ex:C ; sh:minlength 3")
    assert recheck(unknown, Held(()), Held(change), change) is None


@pytest.fixture(scope="session")
def curated(project: Path, built: pipeline.Built) -> Curated:
    """The curated graph as it is validated, by predicate and by thing."""
    triples = frozenset(built.default | built.provenance)
    by_predicate: dict[str, list[Triple]] = defaultdict(list)
    by_thing: dict[str, list[Triple]] = defaultdict(list)
    for triple in sorted(triples):
        by_predicate[triple[1]].append(triple)
        if triple[0].startswith(ID) and "/id/row/" not in triple[0]:
            by_thing[triple[0]].append(triple)
    shapes = read_shapes(project)
    return Curated(shapes, Held(triples), triples, by_predicate, by_thing)


def rechecked(curated: Curated, random: Random) -> bool | None:
    """Hold a recheck of a random change against a whole check; None if it gave up."""
    first, second = edited(curated, random, 4)
    old = (curated.triples - first.gone) | first.come
    new = (old - second.gone) | second.come
    before = Changed(curated.graph, curated.triples - old, old - curated.triples)
    after = Changed(curated.graph, curated.triples - new, new - curated.triples)
    found = recheck(curated.shapes, before, after, old ^ new)
    return None if found is None else told(curated.shapes, set(old), set(new), found)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_change_of_the_curated_graph_is_told_as_a_whole_check_tells_it(
    curated: Curated, random: Random
) -> None:
    """The project's own shapes, while somebody errs in the tables."""
    assert rechecked(curated, random) is not None


@pytest.mark.slow
def test_a_change_makes_a_difference_often_enough_to_be_worth_telling(curated: Curated) -> None:
    """Of the random changes of the test above a good part breaks or mends something."""
    found = [rechecked(curated, Random(seed)) for seed in range(40)]  # noqa: S311  # no secret
    assert found.count(True) >= 15


@pytest.mark.slow
@pytest.mark.parametrize(
    "predicate",
    [
        *(f"<{CG}{name}>" for name in ("amount", "startEarliest", "role", "participant", "within")),
        f"<{PREFIXES['skos']}prefLabel>",
        f"<{PREFIXES['org']}member>",
        f"<{PREFIXES['skos']}notation>",
        TYPE,
    ],
)
def test_little_is_read_for_a_change_of_one_triple(curated: Curated, predicate: str) -> None:
    """No property is gone through as a whole, by no shape and no query of the project."""
    things = [t for t in curated.by_predicate[predicate] if t[0] in curated.by_thing]
    for triple in things[:: len(things) // 10 + 1]:
        before = Counted(curated.graph)
        after = Counted(Changed(curated.graph, [triple], []))
        assert recheck(curated.shapes, before, after, [triple]) is not None
        assert before.read + after.read < 3_000, triple


@pytest.mark.slow
def test_a_store_is_asked_as_memory_is(curated: Curated) -> None:
    """The same is told of graphs that lie in stores."""
    told_of = 0
    for seed in range(3):
        first, second = edited(curated, Random(seed), 8)  # noqa: S311  # no secret
        old = (curated.triples - first.gone) | first.come
        new = (old - second.gone) | second.come
        found = recheck(curated.shapes, Stored(old), Stored(new), old ^ new)
        assert found is not None
        told_of += told(curated.shapes, set(old), set(new), found)
    assert told_of
