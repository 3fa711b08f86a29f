"""The rules of OWL 2 RL, each with the sentence that a person reads.

A rule is a few triple patterns and one conclusion; a rule without a conclusion finds a
contradiction. The names are those of the W3C recommendation "OWL 2 Profiles", tables 4 to 9, and so
is the content. Rules over lists (unions, property chains, …) are written out for each list of the
ontology by ``list_rules``. Left out are ``eq-ref`` (only trivial triples follow), the datatype
rules beyond ``dt-type2`` (the readers of the tables check every literal) and ``prp-key``: owlrl
7.6 compares all keys but the last, so one key alone would make everything one thing. ``dt-type2``
itself is no row here: ``rules.Book`` knows the datatypes that are asked for. ``dt-diff`` is
written for what it is wanted for, two values where there is at most one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from ..names import PREFIXES
from ..rdf import Term, Triple
from ..rules import TYPE, Comparison, Pattern, Rule

_RDF: Final = PREFIXES["rdf"]
_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
SAME: Final = f"<{_OWL}sameAs>"
SUBCLASS: Final = f"<{_RDFS}subClassOf>"
SUBPROPERTY: Final = f"<{_RDFS}subPropertyOf>"
THING: Final = f"<{_OWL}Thing>"


def _term(text: str) -> Term:
    if text[0] in '?"':
        return text.replace("^^xsd:integer", f"^^<{PREFIXES['xsd']}integer>")
    if text == "a":
        return TYPE
    prefix, _, local = text.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _patterns(text: str) -> tuple[Pattern, ...]:
    triples = (part.split() for part in text.split(" . "))
    return tuple((_term(s), _term(p), _term(o)) for s, p, o in triples)


def _rule(name: str, premises: str, conclusion: str, english: str, german: str) -> Rule:
    concluded = _patterns(conclusion)[0] if conclusion else None
    return Rule(name, _patterns(premises), concluded, english, german)


def _two_values(premises: str) -> Rule:
    """Write that two literals ?y and ?z cannot be one value because they differ (dt-diff)."""
    both = (
        "Where there is at most one value, two different values are given.",
        "Wo es höchstens einen Wert gibt, stehen zwei verschiedene.",
    )
    more = (Comparison("?y", ">", ("?z",)),)
    return Rule("dt-diff", _patterns(premises), None, *both, comparisons=more)


_SUBCLASS_SENTENCE: Final = (
    "What is of a class is of every class above it.",
    "Was zu einer Klasse gehört, gehört auch zu jeder Klasse darüber.",
)
_SAME_SENTENCE: Final = (
    "What holds of a thing holds of the same thing under another name.",
    "Was von einem Ding gilt, gilt auch unter seinem anderen Namen.",
)
_EQUAL_CLASSES: Final = (
    "Equivalent classes have the same members.",
    "Gleichwertige Klassen haben dieselben Mitglieder.",
)
_EQUAL_PROPERTIES: Final = (
    "Equivalent properties hold between the same things.",
    "Gleichwertige Eigenschaften gelten zwischen denselben Dingen.",
)
_INVERSE: Final = (
    "A property holds in one direction as its inverse does in the other.",
    "Eine Eigenschaft gilt in der einen Richtung wie ihre Umkehrung in der anderen.",
)
_MOST_ONE: Final = (
    "Where there is at most one value, two values are the same thing.",
    "Wo es höchstens einen Wert gibt, sind zwei Werte dasselbe Ding.",
)
_RESTRICTIONS: Final = (
    "One restriction includes another whose values or properties are narrower.",
    "Eine Einschränkung umfasst jede mit engeren Werten oder Eigenschaften.",
)
_HIERARCHY: Final = (
    "A domain or range holds for the classes above it and the properties below it.",
    "Ein Definitions- oder Wertebereich gilt für Klassen darüber und Eigenschaften darunter.",
)
_FORBIDDEN: Final = (
    "A statement holds that is declared not to hold.",
    "Eine Aussage gilt, die ausdrücklich nicht gelten soll.",
)
_TOO_MANY: Final = (
    "A thing has a value where none is allowed.",
    "Ein Ding hat einen Wert, wo keiner erlaubt ist.",
)

RULES: Final[tuple[Rule, ...]] = (
    # Table 4: equality
    _rule("eq-sym", "?x owl:sameAs ?y", "?y owl:sameAs ?x", *_SAME_SENTENCE),
    _rule("eq-trans", "?x owl:sameAs ?y . ?y owl:sameAs ?z", "?x owl:sameAs ?z", *_SAME_SENTENCE),
    _rule("eq-rep-s", "?s owl:sameAs ?t . ?s ?p ?o", "?t ?p ?o", *_SAME_SENTENCE),
    _rule("eq-rep-p", "?p owl:sameAs ?q . ?s ?p ?o", "?s ?q ?o", *_SAME_SENTENCE),
    _rule("eq-rep-o", "?o owl:sameAs ?t . ?s ?p ?o", "?s ?p ?t", *_SAME_SENTENCE),
    _rule("eq-diff1", "?x owl:sameAs ?y . ?x owl:differentFrom ?y", "",
          "Two things are called the same and different.",
          "Zwei Dinge heißen dasselbe und verschieden."),
    # Table 5: properties
    _rule("prp-dom", "?p rdfs:domain ?c . ?x ?p ?y", "?x a ?c",
          "What has the property is of the class that is the property's domain.",
          "Was die Eigenschaft hat, gehört zur Klasse, die ihr Definitionsbereich ist."),
    _rule("prp-rng", "?p rdfs:range ?c . ?x ?p ?y", "?y a ?c",
          "What is a value of the property is of the class that is the property's range.",
          "Was Wert der Eigenschaft ist, gehört zur Klasse, die ihr Wertebereich ist."),
    _rule("prp-fp", "?p a owl:FunctionalProperty . ?x ?p ?y . ?x ?p ?z", "?y owl:sameAs ?z",
          *_MOST_ONE),
    _two_values("?p a owl:FunctionalProperty . ?x ?p ?y . ?x ?p ?z"),
    _rule("prp-ifp", "?p a owl:InverseFunctionalProperty . ?y ?p ?x . ?z ?p ?x", "?y owl:sameAs ?z",
          "What shares a value that names one thing is one thing.",
          "Was einen Wert teilt, der nur ein Ding benennt, ist ein Ding."),
    _rule("prp-irp", "?p a owl:IrreflexiveProperty . ?x ?p ?x", "",
          "A property that never joins a thing to itself does so.",
          "Eine Eigenschaft, die nie ein Ding mit sich selbst verbindet, tut es doch."),
    _rule("prp-symp", "?p a owl:SymmetricProperty . ?x ?p ?y", "?y ?p ?x",
          "The property holds in both directions.",
          "Die Eigenschaft gilt in beiden Richtungen."),
    _rule("prp-asyp", "?p a owl:AsymmetricProperty . ?x ?p ?y . ?y ?p ?x", "",
          "A property that holds in one direction only holds in both.",
          "Eine Eigenschaft, die nur in einer Richtung gilt, gilt in beiden."),
    _rule("prp-trp", "?p a owl:TransitiveProperty . ?x ?p ?y . ?y ?p ?z", "?x ?p ?z",
          "The property goes on from one thing to the next.",
          "Die Eigenschaft setzt sich von einem Ding zum nächsten fort."),
    _rule("prp-spo1", "?p rdfs:subPropertyOf ?q . ?x ?p ?y", "?x ?q ?y",
          "Where a property holds, every property above it holds.",
          "Wo eine Eigenschaft gilt, gilt auch jede Eigenschaft darüber."),
    _rule("prp-eqp1", "?p owl:equivalentProperty ?q . ?x ?p ?y", "?x ?q ?y", *_EQUAL_PROPERTIES),
    _rule("prp-eqp2", "?p owl:equivalentProperty ?q . ?x ?q ?y", "?x ?p ?y", *_EQUAL_PROPERTIES),
    _rule("prp-pdw", "?p owl:propertyDisjointWith ?q . ?x ?p ?y . ?x ?q ?y", "",
          "Two properties that exclude each other hold between the same things.",
          "Zwei Eigenschaften, die einander ausschließen, gelten zwischen denselben Dingen."),
    _rule("prp-inv1", "?p owl:inverseOf ?q . ?x ?p ?y", "?y ?q ?x", *_INVERSE),
    _rule("prp-inv2", "?p owl:inverseOf ?q . ?x ?q ?y", "?y ?p ?x", *_INVERSE),
    _rule("prp-npa1", "?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . "
          "?n owl:targetIndividual ?y . ?x ?p ?y", "", *_FORBIDDEN),
    _rule("prp-npa2", "?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . "
          "?n owl:targetValue ?y . ?x ?p ?y", "", *_FORBIDDEN),
    # Table 6: classes
    _rule("cls-nothing2", "?x a owl:Nothing", "",
          "A thing is of the class that has no members.",
          "Ein Ding gehört zur Klasse, die keine Mitglieder hat."),
    _rule("cls-com", "?c owl:complementOf ?d . ?x a ?c . ?x a ?d", "",
          "A thing is of a class and of its complement.",
          "Ein Ding gehört zu einer Klasse und zu deren Gegenteil."),
    _rule("cls-svf1", "?r owl:someValuesFrom ?c . ?r owl:onProperty ?p . ?u ?p ?v . ?v a ?c",
          "?u a ?r",
          "What has a value of the class is of the restriction.",
          "Was einen Wert dieser Klasse hat, gehört zur Einschränkung."),
    _rule("cls-svf2", "?r owl:someValuesFrom owl:Thing . ?r owl:onProperty ?p . ?u ?p ?v",
          "?u a ?r",
          "What has a value is of the restriction.",
          "Was einen Wert hat, gehört zur Einschränkung."),
    _rule("cls-avf", "?r owl:allValuesFrom ?c . ?r owl:onProperty ?p . ?u a ?r . ?u ?p ?v",
          "?v a ?c",
          "Every value on a thing of the restriction is of the class.",
          "Jeder Wert an einem Ding der Einschränkung gehört zur Klasse."),
    _rule("cls-hv1", "?r owl:hasValue ?y . ?r owl:onProperty ?p . ?u a ?r", "?u ?p ?y",
          "What is of the restriction has its value.",
          "Was zur Einschränkung gehört, hat ihren Wert."),
    _rule("cls-hv2", "?r owl:hasValue ?y . ?r owl:onProperty ?p . ?u ?p ?y", "?u a ?r",
          "What has the value is of the restriction.",
          "Was den Wert hat, gehört zur Einschränkung."),
    _rule("cls-maxc1", '?r owl:maxCardinality "0"^^xsd:integer . ?r owl:onProperty ?p . '
          "?u a ?r . ?u ?p ?y", "", *_TOO_MANY),
    _rule("cls-maxc2", '?r owl:maxCardinality "1"^^xsd:integer . ?r owl:onProperty ?p . '
          "?u a ?r . ?u ?p ?y . ?u ?p ?z", "?y owl:sameAs ?z", *_MOST_ONE),
    _two_values('?r owl:maxCardinality "1"^^xsd:integer . ?r owl:onProperty ?p . '
                "?x a ?r . ?x ?p ?y . ?x ?p ?z"),
    _rule("cls-maxqc1", '?r owl:maxQualifiedCardinality "0"^^xsd:integer . ?r owl:onProperty ?p . '
          "?r owl:onClass ?c . ?u a ?r . ?u ?p ?y . ?y a ?c", "", *_TOO_MANY),
    _rule("cls-maxqc3", '?r owl:maxQualifiedCardinality "1"^^xsd:integer . ?r owl:onProperty ?p . '
          "?r owl:onClass ?c . ?u a ?r . ?u ?p ?y . ?y a ?c . ?u ?p ?z . ?z a ?c",
          "?y owl:sameAs ?z", *_MOST_ONE),
    # Table 7: class axioms
    _rule("cax-sco", "?c rdfs:subClassOf ?d . ?x a ?c", "?x a ?d", *_SUBCLASS_SENTENCE),
    _rule("cax-eqc1", "?c owl:equivalentClass ?d . ?x a ?c", "?x a ?d", *_EQUAL_CLASSES),
    _rule("cax-eqc2", "?c owl:equivalentClass ?d . ?x a ?d", "?x a ?c", *_EQUAL_CLASSES),
    _rule("cax-dw", "?c owl:disjointWith ?d . ?x a ?c . ?x a ?d", "",
          "A thing is of two classes that have no member in common.",
          "Ein Ding gehört zu zwei Klassen, die kein gemeinsames Mitglied haben."),
    # Table 9: the schema
    _rule("scm-cls", "?c a owl:Class", "?c rdfs:subClassOf ?c", *_SUBCLASS_SENTENCE),
    _rule("scm-cls", "?c a owl:Class", "?c rdfs:subClassOf owl:Thing", *_SUBCLASS_SENTENCE),
    _rule("scm-sco", "?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?e", "?c rdfs:subClassOf ?e",
          *_SUBCLASS_SENTENCE),
    _rule("scm-eqc1", "?c owl:equivalentClass ?d", "?c rdfs:subClassOf ?d", *_EQUAL_CLASSES),
    _rule("scm-eqc1", "?c owl:equivalentClass ?d", "?d rdfs:subClassOf ?c", *_EQUAL_CLASSES),
    _rule("scm-eqc2", "?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?c", "?c owl:equivalentClass ?d",
          *_EQUAL_CLASSES),
    _rule("scm-op", "?p a owl:ObjectProperty", "?p rdfs:subPropertyOf ?p",
          "A property is below itself.", "Eine Eigenschaft steht unter sich selbst."),
    _rule("scm-dp", "?p a owl:DatatypeProperty", "?p rdfs:subPropertyOf ?p",
          "A property is below itself.", "Eine Eigenschaft steht unter sich selbst."),
    _rule("scm-spo", "?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?r",
          "?p rdfs:subPropertyOf ?r",
          "A property below another is below all that are above that one.",
          "Eine Eigenschaft unter einer anderen steht auch unter allen darüber."),
    _rule("scm-eqp1", "?p owl:equivalentProperty ?q", "?p rdfs:subPropertyOf ?q",
          *_EQUAL_PROPERTIES),
    _rule("scm-eqp1", "?p owl:equivalentProperty ?q", "?q rdfs:subPropertyOf ?p",
          *_EQUAL_PROPERTIES),
    _rule("scm-eqp2", "?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?p",
          "?p owl:equivalentProperty ?q", *_EQUAL_PROPERTIES),
    _rule("scm-dom1", "?p rdfs:domain ?c . ?c rdfs:subClassOf ?d", "?p rdfs:domain ?d",
          *_HIERARCHY),
    _rule("scm-dom2", "?q rdfs:domain ?c . ?p rdfs:subPropertyOf ?q", "?p rdfs:domain ?c",
          *_HIERARCHY),
    _rule("scm-rng1", "?p rdfs:range ?c . ?c rdfs:subClassOf ?d", "?p rdfs:range ?d", *_HIERARCHY),
    _rule("scm-rng2", "?q rdfs:range ?c . ?p rdfs:subPropertyOf ?q", "?p rdfs:range ?c",
          *_HIERARCHY),
    _rule("scm-hv", "?c owl:hasValue ?v . ?c owl:onProperty ?p . ?d owl:hasValue ?v . "
          "?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q", "?c rdfs:subClassOf ?d",
          *_RESTRICTIONS),
    _rule("scm-svf1", "?c owl:someValuesFrom ?y . ?c owl:onProperty ?p . ?d owl:onProperty ?p . "
          "?d owl:someValuesFrom ?z . ?y rdfs:subClassOf ?z", "?c rdfs:subClassOf ?d",
          *_RESTRICTIONS),
    _rule("scm-svf2", "?c owl:someValuesFrom ?y . ?c owl:onProperty ?p . "
          "?d owl:someValuesFrom ?y . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q",
          "?c rdfs:subClassOf ?d", *_RESTRICTIONS),
    _rule("scm-avf1", "?c owl:allValuesFrom ?y . ?c owl:onProperty ?p . ?d owl:onProperty ?p . "
          "?d owl:allValuesFrom ?z . ?y rdfs:subClassOf ?z", "?c rdfs:subClassOf ?d",
          *_RESTRICTIONS),
    _rule("scm-avf2", "?c owl:allValuesFrom ?y . ?c owl:onProperty ?p . "
          "?d owl:allValuesFrom ?y . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q",
          "?d rdfs:subClassOf ?c", *_RESTRICTIONS),
)  # fmt: skip


def list_rules(triples: list[Triple]) -> Iterator[Rule]:
    """Write out the rules whose axioms hold lists: unions, chains, enumerations and the like."""
    objects: dict[tuple[Term, Term], Term] = {}
    for subject, predicate, object_ in triples:
        objects.setdefault((subject, predicate), object_)
    for axiom in triples:
        writer = LIST_AXIOMS.get(axiom[1])
        if writer is not None:
            yield from writer(axiom, _members(axiom[2], objects), objects)


def _members(head: Term, objects: dict[tuple[Term, Term], Term]) -> list[Term]:
    members: list[Term] = []
    seen: set[Term] = set()
    while (first := objects.get((head, f"<{_RDF}first>"))) is not None and head not in seen:
        seen.add(head)
        members.append(first)
        head = objects.get((head, f"<{_RDF}rest>"), "")
    return members


def _intersection(axiom: Triple, members: list[Term], _: object) -> Iterator[Rule]:
    whole = axiom[0]
    both = (
        "What is of all classes of an intersection is of the intersection, and the reverse.",
        "Was zu allen Klassen einer Schnittmenge gehört, gehört zur Schnittmenge und umgekehrt.",
    )
    if members:
        parts = tuple(("?y", TYPE, member) for member in members)
        yield Rule("cls-int1", (axiom, *parts), ("?y", TYPE, whole), *both)
    for member in members:
        yield Rule("cls-int2", (axiom, ("?y", TYPE, whole)), ("?y", TYPE, member), *both)
        yield Rule("scm-int", (axiom,), (whole, SUBCLASS, member), *both)


def _union(axiom: Triple, members: list[Term], _: object) -> Iterator[Rule]:
    either = (
        "What is of one class of a union is of the union.",
        "Was zu einer Klasse einer Vereinigung gehört, gehört zur Vereinigung.",
    )
    for member in members:
        yield Rule("cls-uni", (axiom, ("?y", TYPE, member)), ("?y", TYPE, axiom[0]), *either)
        yield Rule("scm-uni", (axiom,), (member, SUBCLASS, axiom[0]), *either)


def _enumeration(axiom: Triple, members: list[Term], _: object) -> Iterator[Rule]:
    for member in members:
        yield Rule(
            "cls-oo",
            (axiom,),
            (member, TYPE, axiom[0]),
            "What a class lists as its member is of the class.",
            "Was eine Klasse als Mitglied aufzählt, gehört zu ihr.",
        )


def _chain(axiom: Triple, members: list[Term], _: object) -> Iterator[Rule]:
    if members:
        steps = tuple((f"?u{i}", step, f"?u{i + 1}") for i, step in enumerate(members))
        yield Rule(
            "prp-spo2",
            (axiom, *steps),
            ("?u0", axiom[0], f"?u{len(members)}"),
            "A chain of properties makes up another property.",
            "Eine Kette von Eigenschaften ergibt eine andere Eigenschaft.",
        )


def _exclusive(
    axiom: Triple, members: list[Term], objects: dict[tuple[Term, Term], Term]
) -> Iterator[Rule]:
    kind = objects.get((axiom[0], TYPE), "")
    for one, other in combinations(members, 2):
        if kind == f"<{_OWL}AllDisjointClasses>":
            yield Rule(
                "cax-adc",
                (axiom, ("?x", TYPE, one), ("?x", TYPE, other)),
                None,
                "A thing is of two classes that have no member in common.",
                "Ein Ding gehört zu zwei Klassen, die kein gemeinsames Mitglied haben.",
            )
        elif kind == f"<{_OWL}AllDisjointProperties>":
            yield Rule(
                "prp-adp",
                (axiom, ("?x", one, "?y"), ("?x", other, "?y")),
                None,
                "Two properties that exclude each other hold between the same things.",
                "Zwei Eigenschaften, die einander ausschließen, gelten zwischen denselben Dingen.",
            )
        elif kind == f"<{_OWL}AllDifferent>":
            yield Rule(
                "eq-diff2",
                (axiom, ("?x", SAME, "?y")),
                None,
                "Two things are called the same and different.",
                "Zwei Dinge heißen dasselbe und verschieden.",
                comparisons=(Comparison("?x", "=", (one,)), Comparison("?y", "=", (other,))),
            )


LIST_AXIOMS: Final = {
    f"<{_OWL}intersectionOf>": _intersection,
    f"<{_OWL}unionOf>": _union,
    f"<{_OWL}oneOf>": _enumeration,
    f"<{_OWL}propertyChainAxiom>": _chain,
    f"<{_OWL}members>": _exclusive,
    f"<{_OWL}distinctMembers>": _exclusive,
}
