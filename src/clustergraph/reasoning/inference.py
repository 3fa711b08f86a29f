"""Everything that follows: OWL 2 RL and the house rules, to a fixpoint.

The schema is closed by two machines: by the rules of ``rules_of_owl``, and by owlrl, the judge.
Where they differ the inference says so as a contradiction and the build stops. The data follow by
the rules alone; that owlrl concludes the same from them is a test and a measurement of ``bench``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from ..collecting import paused
from ..errors import ProjectError
from ..findings import Finding
from ..names import RULES
from ..origin import Origin
from ..rdf import Triple
from .axioms import is_axiom
from .closure import close
from .engine import Engine, Givens
from .house import HouseRule
from .levels import Circle
from .results import Contradiction, Inference
from .trivia import is_trivial


def infer(
    asserted: Iterable[Triple],
    schema: Iterable[Triple],
    rules: Sequence[HouseRule],
    evidence: Iterable[Triple] = (),
) -> Inference:
    """Return what follows from the tables' triples and the ontology.

    ``schema`` is the ontology with its schemes and alignments. ``evidence`` (rows, their sources
    and words) is seen by the house rules and not reasoned over.

    Raises ProjectError when a house rule asks for the absence of what follows from itself.
    """
    schema = set(schema)
    engine = _started(chain(asserted, schema), rules, evidence)
    return _result(engine, differences(schema))


def _result(engine: Engine, further: Sequence[Contradiction]) -> Inference:
    contradictions = (*engine.contradictions(), *further)
    return Inference(frozenset(engine.inferred()), contradictions, engine.book, engine.match)


def _started(
    given: Iterable[Triple], rules: Sequence[HouseRule], evidence: Iterable[Triple]
) -> Engine:
    written = [one for rule in rules for one in rule.rules()]
    try:
        with paused():
            return Engine(given, written, evidence)
    except Circle as circle:
        raise _error(next(rule for rule in rules if rule.name == circle.name)) from circle


class Reasoner:
    """Infers again and again: of what changed since the last time, only what follows from it.

    What an inference knew to prove (``Inference.match``) is carried on: only the last one is good.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._givens = Givens(frozenset(), frozenset())
        self._schema: frozenset[Triple] | None = None
        self._rules: tuple[HouseRule, ...] = ()
        self._differences: list[Contradiction] = []
        self.runs = 0

    def infer(
        self,
        asserted: frozenset[Triple],
        schema: frozenset[Triple],
        rules: Sequence[HouseRule],
        evidence: frozenset[Triple] = frozenset(),
    ) -> Inference:
        """Return what ``infer`` returns. ``runs`` counts how often all was done anew."""
        givens = Givens(asserted | schema, evidence)
        engine = self._changed(givens, schema, tuple(rules))
        if engine is None:
            self.runs += 1
            engine = _started(givens.world, rules, evidence)
        if schema != self._schema:
            self._differences = differences(schema)
        self._givens, self._schema, self._rules = givens, schema, tuple(rules)
        self._engine = engine
        return _result(engine, self._differences)

    def _changed(
        self, givens: Givens, schema: frozenset[Triple], rules: tuple[HouseRule, ...]
    ) -> Engine | None:
        engine, self._engine = self._engine, None
        if engine is None or schema != self._schema or rules != self._rules:
            return None
        old = self._givens
        world, was = frozenset(givens.world), frozenset(old.world)
        rows, were = frozenset(givens.evidence), frozenset(old.evidence)
        is_done = engine.change((world - was, was - world), (rows - were, were - rows), givens)
        return engine if is_done else None


def _error(rule: HouseRule) -> ProjectError:
    finding = Finding(
        Origin(rule.path, 1),
        RULES + "UnreadableRule",
        "asks for the absence of what follows from it; nothing could be concluded for certain",
        "setzt voraus, dass fehlt, was aus ihr folgt; so steht nichts fest",
    )
    return ProjectError(str(finding), [finding])


def differences(schema: Iterable[Triple]) -> list[Contradiction]:
    """Say where owlrl closes a schema otherwise; never seen but in a broken table of rules."""
    axioms = {triple for triple in schema if is_axiom(triple)}
    ours = frozenset(t for t in Engine(axioms, ()).inferred() if not is_trivial(t))
    theirs = close(axioms)
    found = [
        Contradiction(
            "unproven",
            "owlrl concludes this and our rules do not.",
            "owlrl folgert dies, unsere Regeln nicht.",
            (triple,),
        )
        for triple in sorted(theirs.triples - ours)
    ]
    return found + [
        Contradiction(
            "unfounded",
            "Our rules conclude this and owlrl does not.",
            "Unsere Regeln folgern dies, owlrl nicht.",
            (triple,),
        )
        for triple in sorted(ours - theirs.triples)
    ]
