"""Everything that follows: OWL 2 RL and the house rules, to a fixpoint.

The schema is closed by two machines: by the rules of ``rules_of_owl``, and by owlrl, the judge.
Where they differ the inference says so as a contradiction and the build stops. The data follow by
the rules alone; that owlrl concludes the same from them is a test and a measurement of ``bench``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager

from ..collecting import paused
from ..errors import ProjectError
from ..findings import Finding
from ..graphs import Merged, graph_of, merged
from ..names import RULES
from ..origin import Origin
from ..rdf import Triple
from ..rules import Rule
from .axioms import is_axiom
from .closure import close
from .engine import Engine
from .givens import Givens, difference
from .house import HouseRule
from .levels import Circle
from .once import NotOnce, Once
from .results import Contradiction, Inference


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
    parts, rows = (graph_of(asserted), graph_of(schema)), graph_of(evidence)
    world, schema, written = Merged(parts), parts[1], _written(rules)
    with paused(), _told(rules):
        try:
            return _result(Once(world, written, rows), differences(schema))
        except NotOnce:
            engine = Engine(world, written, rows)
            engine.run()
            return _result(engine, differences(schema))


def _result(engine: Engine, further: Iterable[Contradiction]) -> Inference:
    triples = engine.inferred()  # a ``Once`` knows the rest only after it
    return Inference(triples, (*engine.contradictions(), *further), engine.book)


def _written(rules: Iterable[HouseRule]) -> list[Rule]:
    return [one for rule in rules for one in rule.rules()]


@contextmanager
def _told(rules: Iterable[HouseRule]) -> Iterator[None]:
    """Say of which file the rule is that asks for the absence of its own conclusion."""
    try:
        yield
    except Circle as circle:
        raise _error(next(rule for rule in rules if rule.name == circle.name)) from circle


class Reasoner:
    """Infers again and again: of what changed since the last time, only what follows from it.

    It keeps everything for that: who infers once calls ``infer``.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._givens = Givens(frozenset(), frozenset())
        self._schema: Set[Triple] | None = None
        self._rules: tuple[HouseRule, ...] = ()
        self._differences: list[Contradiction] = []
        self.runs = 0

    def infer(
        self,
        asserted: Set[Triple],
        schema: Set[Triple],
        rules: Sequence[HouseRule],
        evidence: Set[Triple] = frozenset(),
    ) -> Inference:
        """Return what ``infer`` returns. ``runs`` counts how often all was done anew."""
        givens = Givens(merged((asserted, schema)), evidence)
        is_same_schema = self._schema is not None and not _differ(schema, self._schema)
        engine, self._engine = self._engine, None
        if engine is not None:
            may_change = is_same_schema and tuple(rules) == self._rules
            if not (may_change and _change(engine, self._givens, givens)):
                engine = None
        if engine is None:
            self.runs += 1
            with paused(), _told(rules):
                engine = Engine(givens.world, _written(rules), evidence)
                engine.run()
        if not is_same_schema:
            self._differences = differences(schema)
        self._givens, self._schema, self._rules = givens, schema, tuple(rules)
        self._engine = engine
        return _result(engine, self._differences)


def _differ(one: Set[Triple], other: Set[Triple]) -> bool:
    found = difference(one, other)
    return found is None or bool(found)


def _change(engine: Engine, old: Givens, new: Givens) -> bool:
    """Carry what changed through an engine; False if it is of no further use."""
    world, rows = difference(old.world, new.world), difference(old.evidence, new.evidence)
    return world is not None and rows is not None and engine.change(world, rows, new)


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
    engine = Engine(axioms, ())
    engine.run()
    ours = engine.inferred()
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
