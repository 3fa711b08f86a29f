"""Exact counts after a change, from those before it: nothing is counted anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from ... import names, vocab
from ...catalog import Counts, is_entity
from ...rdf import Term, Triple, iri
from ...rules import Matches, Pattern
from ...store import Change
from .state import State

_TYPE: Final = iri(vocab.RDF_TYPE)


def recounted(
    counts: Counts,
    merged: Change,
    graphs: Mapping[str, Change],
    before: Matches,
    after: Matches,
) -> Counts:
    """Return the counts of the catalogue after a change.

    ``merged`` is what becomes different in the merged graph, of which ``before`` and ``after``
    know everything; ``graphs`` what does in each named graph.
    """
    changed = (*merged.added, *merged.removed)
    properties, classes = Counter(counts.properties), Counter(counts.classes)
    for triples, sign in ((merged.added, 1), (merged.removed, -1)):
        for _, predicate, object_ in triples:
            properties[predicate] += sign
            if predicate == _TYPE and object_[0] == "<":
                classes[object_] += sign
    subjects = _difference({s for s, _, _ in changed}, before, after, lambda s: (s, "?p", "?o"))
    objects = _difference({o for _, _, o in changed}, before, after, lambda o: ("?s", "?p", o))
    sizes = Counter(counts.graphs)
    for graph, change in graphs.items():
        sizes[graph] += len(change.added) - len(change.removed)
    return replace(
        counts,
        subjects=counts.subjects + sum(subjects.values()),
        objects=counts.objects + sum(objects.values()),
        entities=counts.entities + sum(n for s, n in subjects.items() if is_entity(s)),
        properties=+properties,
        classes=+classes,
        graphs=dict(sizes),
    )


def _difference(
    terms: Collection[Term], before: Matches, after: Matches, about: Callable[[Term], Pattern]
) -> dict[Term, int]:
    """Return 1 for each term that is there now and was not, -1 the other way round, else 0."""
    return {term: _is_any(after, about(term)) - _is_any(before, about(term)) for term in terms}


def _is_any(facts: Matches, pattern: Pattern) -> bool:
    return any(True for _ in facts.match(pattern))


def entities(
    counted: Mapping[str, int], tables: Iterable[Change], before: State, after: State
) -> dict[str, int]:
    """Return how many things of each kind tables introduce, after their changes."""
    things = {
        subject
        for change in tables
        for subject, predicate, _ in (*change.added, *change.removed)
        if predicate == _TYPE
    }
    kinds = Counter(dict(counted))
    for thing in things:
        place = names.kind_and_key(thing[1:-1])
        if place:
            kinds[place[0]] += after.is_asserted_thing(thing) - before.is_asserted_thing(thing)
    return dict(sorted((+kinds).items()))


def asserted(count: int, tables: Iterable[Change], before: State, after: State) -> int:
    """Return how many triples the tables state, each once, after their changes."""
    changed: set[Triple] = set()
    for change in tables:
        changed.update(change.added, change.removed)
    return count + sum(after.is_asserted(t) - before.is_asserted(t) for t in changed)
