"""Links in a build: from the triples of all sources to a graph of its own, and findings at cells.

The graph of links is seen by queries and shapes and not by the reasoner: with ``owl:sameAs`` in the
data every change would infer all anew, and what is said of a thing would be counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from .. import linking
from ..findings import Finding, Severity
from ..linking.candidates import Found, find
from ..origin import Origin
from ..rdf import Triple
from .memory import Memory

CURATED: Final = "curated"
Places = Callable[[Triple], Iterable[Origin]]


@dataclass(frozen=True)
class Linked:
    """The links of a build, as triples, with what speaks against them."""

    gathered: linking.Gathered = field(default_factory=lambda: linking.Gathered([], [], []))
    links: linking.Links = field(default_factory=linking.Links)
    triples: frozenset[Triple] = frozenset()
    findings: tuple[Finding, ...] = ()
    at: Places = field(default=lambda _: (), repr=False)

    def place(self, mark: Origin) -> Origin:
        """Return where the triple was written that a mark of a record stands for."""
        triple = self.gathered.triple(mark)
        return next(iter(self.at(triple)), mark) if triple else mark

    def duplicates(self, least: float) -> Found:
        """Compare the names of what is neither linked nor decided; score at least ``least``."""
        one_thing = linking.Sets()
        for link in self.links.same:
            one_thing.join(link.one, link.other)
        decided = {decision.pair for decision in self.gathered.decisions}
        close = {frozenset((link.one, link.other)) for link in self.links.close}
        return find(
            self.gathered.records,
            least,
            lambda one, other: (
                one_thing.are_one(one, other)
                or frozenset((one, other)) in decided
                or frozenset((one, other)) in close
            ),
        )


def link(
    content: Mapping[str, Iterable[Triple]],
    sources: Collection[str],
    at: Places,
    memory: Memory | None = None,
) -> Linked:
    """Link the things of all tables; ``at`` tells where a triple was written.

    With the ``memory`` of a build before, nothing is compared anew when no table changed; where the
    cells of findings are is asked each time.

    ``sources`` are the names of the sources: a table's name begins with that of its source, and the
    curated tables belong to none. Curated things stand for what is the same; then those of the
    sources in the order of their names.
    """
    longest_first = sorted(sources, key=len, reverse=True)

    def set_of(table: str) -> str:
        return next((s for s in longest_first if table.startswith(f"{s}-")), CURATED)

    def compare() -> Linked:
        order = sorted(content, key=lambda table: (set_of(table) != CURATED, set_of(table), table))
        gathered = linking.gather({table: content[table] for table in order}, set_of)
        links = linking.link(gathered.records, gathered.decisions)
        return Linked(gathered, links, linking.triples_of(links))

    inputs = (tuple(sorted(content.items(), key=lambda one: one[0])), tuple(longest_first))
    linked = replace((memory or Memory()).recall("links", inputs, compare), at=at)
    return replace(linked, findings=tuple(_told(one, linked) for one in linked.links.findings))


def beside(linked: Linked, found: Iterable[Finding]) -> list[Finding]:
    """Return the findings of links but those at rows that a violation names already."""
    named = {
        (place.path, place.line)
        for one in found
        if one.severity is Severity.VIOLATION
        for place in (one.origin, *one.related)
    }
    return [
        one
        for one in linked.findings
        if one.severity is Severity.VIOLATION
        or named.isdisjoint((place.path, place.line) for place in (one.origin, *one.related))
    ]


def _told(one: Finding, linked: Linked) -> Finding:
    """Return a finding with the cells that its marks stand for."""
    return replace(
        one,
        origin=linked.place(one.origin),
        related=tuple(map(linked.place, one.related)),
    )
