"""Which things are one, by an identifier that they share or a decision, and what speaks against it.

An identifier links when it names one thing in each source that gives it, and what it joins has the
same country, where that is known, and some word of the names. Where it does not, nothing is linked
by it, and a finding leads to both places. So is a chain of links undone that would join two things
which a source, or a decision, keeps apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..findings import Finding
from .alike import are_alike, same_country
from .decisions import Decision, Decisions, Sets
from .identifiers import SCHEMES, Flaw, normal
from .records import Identifier, Record
from .rules import finding


@dataclass(frozen=True, slots=True)
class Shared:
    """Evidence: an identifier in normal form, and the two identifiers that are written so."""

    scheme: str
    value: str
    one: Identifier
    other: Identifier


Evidence = Shared | Decision


@dataclass(frozen=True, slots=True)
class Link:
    """Two things that are one (or close, by a further identifier), and the evidence for it.

    ``other`` is the thing that stands for all that are the same. The evidence is all that the two
    share, or, where they share nothing, what leads from one to the other by way of a third.
    """

    one: str
    other: str
    evidence: tuple[Evidence, ...]


@dataclass
class Links:
    """What is the same, what is close, and what speaks against an identifier."""

    same: list[Link] = field(default_factory=list)
    close: list[Link] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edge:
    one: str
    other: str
    evidence: Evidence

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.one, self.other))


def link(records: Iterable[Record], decided: Iterable[Decision] = ()) -> Links:
    """Link records by identifiers and decisions.

    Sets rank as they first appear: of what is the same, a thing of the earliest set stands for all.
    """
    records = list(records)
    decisions = Decisions.of(decided)
    found = Links(findings=list(decisions.findings))
    holders = _holders(records, found)
    edges = _edges(holders, decisions, found)
    rank = {name: number for number, name in enumerate(dict.fromkeys(r.set for r in records))}
    ranks: dict[str, tuple[int, str]] = {}
    sets: dict[str, set[str]] = defaultdict(set)
    for record in records:
        ranks.setdefault(record.iri, (rank[record.set], record.iri))
        sets[record.iri].add(record.set)
    kept = _kept(edges, decisions, sets, found)
    between: dict[frozenset[str], list[Evidence]] = defaultdict(list)
    for edge in kept:
        between[edge.pair].append(edge.evidence)
    for member, chain in _chains(kept, ranks):
        evidence = tuple(one for edge in chain for one in between[edge.pair])
        found.same.append(Link(member, _start(chain, member), evidence))
    _close(holders, decisions, found)
    found.same.sort(key=lambda one: (one.other, one.one))
    return found


# --- who holds which identifier -------------------------------------------------------------------

_Held = dict[tuple[str, str], list[tuple[Record, Identifier]]]


def _holders(records: Sequence[Record], found: Links) -> _Held:
    """Gather who bears which identifier in normal form; what is none is told."""
    holders: _Held = defaultdict(list)
    for record in records:
        for one in record.identifiers:
            if one.scheme not in SCHEMES:
                continue
            value = normal(one.scheme, one.value)
            if isinstance(value, Flaw):
                found.findings.append(
                    finding("UnreadableIdentifier", one.origin, value.english, value.german,
                            value=one.value, focus=record.iri)
                )  # fmt: skip
            else:
                holders[one.scheme, value].append((record, one))
    return holders


def _edges(holders: _Held, decisions: Decisions, found: Links) -> list[_Edge]:
    """Return what each identifier joins, without those that do not name one thing."""
    edges = [_Edge(made.one, made.other, made) for made in decisions.same]
    together = Sets()
    for made in decisions.same:
        together.join(made.one, made.other)
    apart = {made.pair: made for made in decisions.different}
    for (scheme, value), held in sorted(holders.items(), key=lambda item: item[0]):
        main = [(record, one) for record, one in held if one.is_main]
        if len({record.iri for record, _ in main}) < 2:
            _same_thing(scheme, value, main, found)
            continue
        if twice := _twice_in_a_set(main, together):
            found.findings.append(_shared_finding(scheme, value, twice))
            continue
        first, *others = main
        for record, one in others:
            if record.iri == first[0].iri:
                continue
            edge = _Edge(record.iri, first[0].iri, Shared(scheme, value, one, first[1]))
            if against := apart.get(frozenset((record.iri, first[0].iri))):
                found.findings.append(_against(against, edge))
            elif together.are_one(record.iri, first[0].iri) or _fits(record, first[0], edge, found):
                edges.append(edge)
    return edges


def _twice_in_a_set(
    held: Sequence[tuple[Record, Identifier]], together: Sets
) -> list[tuple[Record, Identifier]]:
    """Return the things of one set that bear an identifier, if there are several."""
    by_set: dict[str, dict[str, tuple[Record, Identifier]]] = defaultdict(dict)
    for record, one in held:
        by_set[record.set].setdefault(together.top(record.iri), (record, one))
    return [pair for things in by_set.values() if len(things) > 1 for pair in things.values()]


def _shared_finding(scheme: str, value: str, twice: Sequence[tuple[Record, Identifier]]) -> Finding:
    (record, first), *others = sorted(twice, key=lambda pair: pair[1].origin.order)
    count = len(twice)
    return finding(
        "SharedIdentifier",
        first.origin,
        f"({scheme} {value}) is given to {count} things, as to “{record.label}” and"
        f" “{others[0][0].label}”: nothing is linked by it",
        f"({scheme} {value}) tragen {count} Sachen, so „{record.label}“ und"
        f" „{others[0][0].label}“: durch sie wird nichts verbunden",
        value=first.value,
        focus=record.iri,
        related=tuple(one.origin for _, one in others[:20]),
    )


def _same_thing(
    scheme: str, value: str, held: Sequence[tuple[Record, Identifier]], found: Links
) -> None:
    """Tell where two sources mean different things by one identifier, and so by one IRI."""
    seen: dict[str, tuple[Record, Identifier]] = {}
    for record, one in held:
        seen.setdefault(record.set, (record, one))
    if len(seen) < 2:
        return
    first, *others = seen.values()
    for record, one in others:
        edge = _Edge(record.iri, first[0].iri, Shared(scheme, value, one, first[1]))
        _fits(record, first[0], edge, found)


def _fits(record: Record, other: Record, edge: _Edge, found: Links) -> bool:
    """Tell whether two things can be one as far as country and names go; if not, say so."""
    shared = edge.evidence
    if not isinstance(shared, Shared):
        return True
    if not same_country(record, other):
        why = (f"countries {record.country} and {other.country}",
               f"Länder {record.country} und {other.country}")  # fmt: skip
    elif not are_alike(record, other):
        why = ("no word in common", "kein gemeinsames Wort")
    else:
        return True
    found.findings.append(
        finding(
            "UnlikeThings",
            shared.one.origin,
            f"({shared.scheme} {shared.value}) is given to “{record.label}” and “{other.label}”"
            f" ({why[0]}): nothing is linked by it; decide in decisions.csv",
            f"({shared.scheme} {shared.value}) tragen „{record.label}“ und „{other.label}“"
            f" ({why[1]}): durch sie wird nichts verbunden; in decisions.csv entscheiden",
            value=shared.one.value,
            focus=record.iri,
            related=(shared.other.origin,),
        )
    )
    return False


def _against(decision: Decision, edge: _Edge) -> Finding:
    shared = edge.evidence
    assert isinstance(shared, Shared)  # noqa: S101  # only identifiers are held against decisions
    return finding(
        "DecisionAgainstIdentifier",
        decision.origin,
        f"is decided, although both have {shared.scheme} {shared.value}: the decision counts",
        f"ist entschieden, obwohl beide {shared.scheme} {shared.value} tragen:"
        " die Entscheidung gilt",
        value=decision.verdict.value,
        focus=decision.node,
        related=(shared.one.origin, shared.other.origin),
    )


# --- chains of links ------------------------------------------------------------------------------


def _kept(
    edges: Sequence[_Edge], decisions: Decisions, sets: dict[str, set[str]], found: Links
) -> list[_Edge]:
    """Drop the identifiers of each group that would join what is kept apart."""
    together, decided = Sets(), Sets()
    for edge in edges:
        together.join(edge.one, edge.other)
        if isinstance(edge.evidence, Decision):
            decided.join(edge.one, edge.other)
    members: dict[str, list[str]] = defaultdict(list)
    for iri in dict.fromkeys(iri for edge in edges for iri in (edge.one, edge.other)):
        members[together.top(iri)].append(iri)
    apart = defaultdict(list)
    for one in decisions.different:
        if together.are_one(one.one, one.other):
            apart[together.top(one.one)].append((one.one, one.other))
    for top, group in members.items():
        by_set: dict[str, str] = {}
        for iri in sorted(group):
            for name in sorted(sets.get(iri, ())):
                before = by_set.setdefault(name, iri)
                if not decided.are_one(before, iri):
                    apart[top].append((before, iri))
    by_group = defaultdict(list)
    for edge in edges:
        by_group[together.top(edge.one)].append(edge)
    for top, pairs in sorted(apart.items()):
        found.findings.append(_joined(pairs[0], by_group[top]))
    return [
        edge
        for edge in edges
        if isinstance(edge.evidence, Decision) or together.top(edge.one) not in apart
    ]


def _joined(pair: tuple[str, str], edges: Sequence[_Edge]) -> Finding:
    shared = [edge.evidence for edge in edges if isinstance(edge.evidence, Shared)]
    first, *others = sorted({e.origin for s in shared for e in (s.one, s.other)},
                            key=lambda origin: origin.order)  # fmt: skip
    chain = ", ".join(dict.fromkeys(f"{s.scheme} {s.value}" for s in shared))
    return finding(
        "JoinedApart",
        first,
        f"would join {pair[0]} and {pair[1]}, which are kept apart, by {chain}: nothing is linked"
        " by these; decide in decisions.csv",
        f"würde {pair[0]} und {pair[1]}, die getrennt sind, durch {chain} verbinden: durch diese"
        " wird nichts verbunden; in decisions.csv entscheiden",
        focus=pair[0],
        related=tuple(others[:20]),
    )


def _chains(
    edges: Sequence[_Edge], ranks: dict[str, tuple[int, str]]
) -> list[tuple[str, tuple[_Edge, ...]]]:
    """Return for each thing the shortest chain to the one that stands for its group."""
    beside: dict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        beside[edge.one].append(edge)
        beside[edge.other].append(edge)
    chains: dict[str, tuple[_Edge, ...]] = {}
    for start in sorted(beside, key=lambda iri: ranks.get(iri, (len(ranks), iri))):
        if start in chains:
            continue
        chains[start] = ()
        waiting = [start]
        for member in waiting:
            for edge in beside[member]:
                reached = edge.other if edge.one == member else edge.one
                if reached not in chains:
                    chains[reached] = (*chains[member], edge)
                    waiting.append(reached)
    return [(member, chain) for member, chain in chains.items() if chain]


def _start(chain: Sequence[_Edge], member: str) -> str:
    """Return where a chain begins that ends at ``member``."""
    at = member
    for edge in reversed(chain):
        at = edge.other if edge.one == at else edge.one
    return at


def _close(holders: _Held, decisions: Decisions, found: Links) -> None:
    """Add what is close: one source gives a thing, as a further identifier, that of another."""
    one_thing = Sets()
    for link in found.same:
        one_thing.join(link.one, link.other)
    apart = {one.pair for one in decisions.different}
    told: set[frozenset[str]] = set()
    for (scheme, value), held in sorted(holders.items(), key=lambda item: item[0]):
        main = [(record, one) for record, one in held if one.is_main]
        for record, one in held:
            for other, its in main:
                pair = frozenset((record.iri, other.iri))
                if one.is_main or record.set == other.set or len(pair) < 2:
                    continue
                if pair in told or pair in apart or one_thing.are_one(record.iri, other.iri):
                    continue
                told.add(pair)
                evidence = Shared(scheme, value, one, its)
                found.close.append(Link(record.iri, other.iri, (evidence,)))
