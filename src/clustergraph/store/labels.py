"""What a person calls a thing: its best label in a language."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from .. import vocab

_PROPERTIES: Final = (
    vocab.SKOS_PREF_LABEL,
    vocab.SCHEMA_HEADLINE,
    vocab.FOAF_NAME,
    vocab.RDFS_LABEL,
    vocab.DCT_TITLE,
)


def label_of(store: Store, iri: str, language: str) -> Literal | None:
    """Return the label of a thing in a language, else in another one, or None.

    A preferred label goes before a headline, a name and a title, whatever its language: an
    English preferred label tells a German reader more than a title would.
    """
    subject = NamedNode(iri)
    for name in _PROPERTIES:
        found = [
            quad.object
            for quad in store.quads_for_pattern(subject, NamedNode(name), None, None)
            if isinstance(quad.object, Literal)
        ]
        if found:
            return min(found, key=lambda literal: _rank(literal, language))
    return None


def _rank(literal: Literal, language: str) -> tuple[int, str]:
    order = {"de": 3, "en": 2, None: 1, language: 0}
    return (order.get(literal.language, 4), literal.value)
