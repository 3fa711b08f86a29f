"""Links as triples: what is the same and what is close, each with a node that tells the evidence.

``owl:sameAs`` points from each thing to the one that stands for all, so that a query which wants
one answer for one thing follows it once: ``OPTIONAL { ?x owl:sameAs ?one }``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .. import names, vocab
from ..rdf import Triple, iri
from .decisions import Decision
from .links import Link, Links


def triples_of(links: Links) -> frozenset[Triple]:
    """Return the graph of links."""
    return frozenset(
        triple
        for predicate, found in ((vocab.OWL_SAME_AS, links.same),
                                 (vocab.SKOS_CLOSE_MATCH, links.close))
        for link in found
        for triple in _link(link, predicate)
    )  # fmt: skip


def node_of(link: Link) -> str:
    """Return the IRI of the node that tells the evidence of a link.

    >>> node_of(Link(names.mint("organisation", "a"), names.mint("organisation", "b"), ()))
    'https://w3id.org/clustergraph/id/link/organisation-a--organisation-b'
    """
    places = [names.kind_and_key(one) for one in (link.one, link.other)]
    if all(places):
        return names.mint("link", "--".join(f"{p[0]}-{p[1]}" for p in places if p))
    digest = hashlib.sha256(f"{link.one}\n{link.other}".encode()).hexdigest()
    return names.mint("link", digest)


def _link(link: Link, predicate: str) -> Iterable[Triple]:
    node, one, other = iri(node_of(link)), iri(link.one), iri(link.other)
    yield one, iri(predicate), other
    yield node, iri(vocab.RDF_TYPE), iri(vocab.LINK)
    yield node, iri(vocab.LINKED), one
    yield node, iri(vocab.LINKED), other
    for part in link.evidence:
        sources = (part.node,) if isinstance(part, Decision) else (part.one.node, part.other.node)
        for source in sources:
            if source:
                yield node, iri(vocab.RESTS_ON), iri(source)
