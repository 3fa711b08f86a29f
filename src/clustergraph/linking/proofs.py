"""Why a link holds, as rules that are read backward (``rules``): they prove, and infer nothing.

``clustergraph why`` then leads from ``owl:sameAs`` to the cells of the two identifiers, or to the
row of the decision.
"""

from __future__ import annotations

from typing import Final

from .. import names, vocab
from ..rdf import iri
from ..rules import Comparison, Pattern, Rule

_LINKED: Final[tuple[Pattern, ...]] = (
    ("?link", iri(vocab.LINKED), "?one"),
    ("?link", iri(vocab.LINKED), "?other"),
)
_TWO: Final = Comparison("?one", "!=", ("?other",))
_IDENTIFIED: Final[tuple[Pattern, ...]] = (
    ("?link", iri(vocab.RESTS_ON), "?its"),
    ("?its", iri(vocab.IDENTIFIER_OF), "?one"),
    ("?link", iri(vocab.RESTS_ON), "?theirs"),
    ("?theirs", iri(vocab.IDENTIFIER_OF), "?other"),
    ("?its", iri(vocab.IDENTIFIER_SCHEME), "?scheme"),
    ("?theirs", iri(vocab.IDENTIFIER_SCHEME), "?scheme"),
    ("?its", iri(vocab.SKOS_NOTATION), "?value"),
    ("?theirs", iri(vocab.SKOS_NOTATION), "?written"),
)
_DECIDED: Final[tuple[Pattern, ...]] = (
    ("?link", iri(vocab.RESTS_ON), "?decision"),
    ("?decision", iri(vocab.DECIDES_ON), "?one"),
    ("?decision", iri(vocab.DECIDES_ON), "?other"),
    ("?decision", iri(vocab.VERDICT), iri(names.mint("verdict", "same"))),
)
_CHAINED: Final[tuple[Pattern, ...]] = (
    ("?link", iri(vocab.RESTS_ON), "?its"),
    ("?its", iri(vocab.IDENTIFIER_OF), "?one"),
    ("?link", iri(vocab.RESTS_ON), "?theirs"),
    ("?theirs", iri(vocab.IDENTIFIER_OF), "?other"),
)


def _rule(name: str, predicate: str, premises: tuple[Pattern, ...], en: str, de: str) -> Rule:
    conclusion = ("?one", iri(predicate), "?other")
    return Rule(name, (*_LINKED, *premises), conclusion, en, de, (), (_TWO,), is_of_house=True)


PROOFS: Final = (
    _rule("same-identifier", vocab.OWL_SAME_AS, _IDENTIFIED,
          "Things that one identifier names are one.",
          "Sachen, die eine Kennung bezeichnet, sind eine."),
    _rule("decided-same", vocab.OWL_SAME_AS, _DECIDED,
          "Things that were decided to be the same are one.",
          "Sachen, die als dasselbe entschieden sind, sind eine."),
    _rule("same-by-a-third", vocab.OWL_SAME_AS, _CHAINED,
          "Things are one that are linked, each by an identifier, with a third.",
          "Sachen sind eine, die, jede durch eine Kennung, mit einer dritten verknüpft sind."),
    _rule("close-identifier", vocab.SKOS_CLOSE_MATCH, _IDENTIFIED,
          "Of things is close what one source lists as a further identifier of the other.",
          "Nahe sind Sachen, deren Kennung eine Quelle als weitere der anderen nennt."),
)  # fmt: skip
