"""Which conclusions of OWL 2 RL say nothing: the one list of them.

owlrl adds them in thousands ("x is the same as x"); none helps a person or a query.
"""

from __future__ import annotations

from typing import Final

from ..names import PREFIXES
from ..rdf import Triple, is_literal
from .rules_of_owl import SAME, SUBCLASS, SUBPROPERTY, THING, TYPE

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_REFLEXIVE: Final = frozenset(
    (SAME, SUBCLASS, SUBPROPERTY, f"<{_OWL}equivalentClass>", f"<{_OWL}equivalentProperty>")
)
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
