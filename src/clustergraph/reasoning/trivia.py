"""Which conclusions of OWL 2 RL say nothing: the one list of them.

owlrl adds them in thousands ("x is the same as x"); none helps a person or a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..names import PREFIXES
from ..rdf import Term, Triple, is_literal
from ..rules import TYPE
from .rules_of_owl import SAME, SUBCLASS, SUBPROPERTY, THING

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_REFLEXIVE: Final = frozenset(
    (SAME, SUBCLASS, SUBPROPERTY, f"<{_OWL}equivalentClass>", f"<{_OWL}equivalentProperty>")
)
NOTHING_FOLLOWS: Final = _REFLEXIVE - {SUBCLASS, SUBPROPERTY}
_TOP: Final = frozenset((THING, f"<{_RDFS}Resource>"))
_TOPPED: Final = frozenset((TYPE, SUBCLASS, f"<{_RDFS}domain>", f"<{_RDFS}range>"))
_BUILT_IN: Final = tuple(f"<{PREFIXES[name]}" for name in ("rdf", "rdfs", "owl", "xsd"))


def is_trivial(triple: Triple) -> bool:
    """Tell whether an inferred triple says nothing.

    Trivial are: a literal as subject; a blank node anywhere (a nameless class or restriction);
    ``x`` the same as, equivalent to or below ``x``; of class, below, or with domain or range
    ``owl:Thing`` or ``rdfs:Resource``; and whatever is said about a term of RDF, RDFS, OWL or XSD
    (annotation properties, datatypes and their disjointness, ``owl:Nothing`` below everything).
    """
    subject, predicate, object_ = triple
    return (
        is_literal(subject)
        or any(term.startswith("_:") for term in triple)
        or (subject == object_ and predicate in _REFLEXIVE)
        or (object_ in _TOP and predicate in _TOPPED)
        or subject.startswith(_BUILT_IN)
    )


def lines_of_class(class_: Term, members: Iterable[Term]) -> Iterator[bytes]:
    """Yield as lines that members are of a class, unless trivial; quicker than one by one."""
    if not is_trivial(("<>", TYPE, class_)):
        end = f" {TYPE} {class_} .\n"
        for member in members:
            if member[0] == "<" and not member.startswith(_BUILT_IN):
                yield (member + end).encode()


def lines_of_property(predicate: Term, pairs: Iterable[tuple[Term, Term]]) -> Iterator[bytes]:
    """Yield as lines that a property holds of pairs, where that is not trivial."""
    if predicate in _REFLEXIVE or predicate in _TOPPED:
        pairs = (pair for pair in pairs if not is_trivial((pair[0], predicate, pair[1])))
    for subject, object_ in pairs:
        if subject[0] == "<" and object_[0] != "_" and not subject.startswith(_BUILT_IN):
            yield f"{subject} {predicate} {object_} .\n".encode()
