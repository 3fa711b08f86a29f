"""Everything that follows: OWL 2 RL and the house rules, to a fixpoint.

The schema is closed by two machines: by the rules of ``rules_of_owl``, and by owlrl, the judge.
Where they differ the inference says so as a contradiction and the build stops. The data follow by
the rules alone; that owlrl concludes the same from them is a test and a measurement of ``bench``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import ProjectError
from ..findings import Finding
from ..names import RULES
from ..origin import Origin
from ..rdf import Triple
from .axioms import is_axiom
from .closure import close
from .engine import Engine
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
    engine = start({*asserted, *schema}, rules, evidence)
    contradictions = [*engine.contradictions(), *differences(schema)]
    triples = frozenset(engine.inferred())
    return Inference(triples, tuple(contradictions), engine.book, engine.match)


def start(
    given: Iterable[Triple], rules: Sequence[HouseRule], evidence: Iterable[Triple]
) -> Engine:
    """Let an engine run over triples. Raises ProjectError as ``infer`` does."""
    try:
        return Engine(given, [one for rule in rules for one in rule.rules()], evidence)
    except Circle as circle:
        raise _error(next(rule for rule in rules if rule.name == circle.name)) from circle


def _error(rule: HouseRule) -> ProjectError:
    finding = Finding(
        Origin(rule.path, 1),
        RULES + "UnreadableRule",
        "asks for the absence of what follows from it; nothing could be concluded for certain",
        "setzt voraus, dass fehlt, was aus ihr folgt; so steht nichts fest",
    )
    return ProjectError(str(finding), [finding])


def differences(schema: Iterable[Triple]) -> list[Contradiction]:
    """Say where owlrl closes a schema otherwise than our rules; never seen but in a broken table."""
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
