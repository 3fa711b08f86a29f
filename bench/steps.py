"""What is measured: one row a step.

To add one, add a row and, where no command exists yet, a function to ``children.py``. In a command
``{material}`` is the folder of one size: ``project/`` (tables), ``world.nt`` (what the tables say
about the world), ``evidence.nt`` (about their rows), and ``inferred.nt`` once a step that reasons
has written it. Steps run in this order, each in a process of its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

SMALL, MIDDLE, LARGE, HUGE = 30_000, 200_000, 2_000_000, 10_000_000
SIZES = (SMALL, MIDDLE, LARGE)
EVERY_SIZE = (*SIZES, HUGE)  # the last on demand: three quarters of an hour, and 30 GB on disk
_CHILDREN = (sys.executable, str(Path(__file__).parent / "children.py"))


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, what it does, the sizes at which it runs, and the command of its child.

    ``floor`` names the step that its CPU is divided by, ``peer`` the one that does the same with
    other means (its CPU divided by this step's), ``needs`` one whose output it reads. A step longer
    than ``limit_seconds`` of CPU is stopped, and its ratios are bounds.
    """

    name: str
    what: str
    sizes: tuple[int, ...]
    command: tuple[str, ...]
    floor: str | None = None
    peer: str | None = None
    needs: str | None = None
    limit_seconds: int = 600


STEPS = (
    Step(
        "load",
        "bulk-load world.nt into an on-disk Oxigraph store; the floor",
        EVERY_SIZE,
        (*_CHILDREN, "load", "{material}"),
    ),
    Step(
        "map",
        "read, check and map the tables to N-Triples (`tables.map_table`)",
        EVERY_SIZE,
        (*_CHILDREN, "map", "{material}"),
        floor="load",
        peer="morph-kgc",
    ),
    Step(
        "morph-kgc",
        "peer: the same tables mapped by morph-kgc from RML, without lists and checks",
        (SMALL, MIDDLE),
        (*_CHILDREN, "morph", "{material}"),
        floor="load",
    ),
    Step(
        "reason",
        "what follows from world.nt, the ontology and the house rules (`reasoning.infer`)",
        EVERY_SIZE,
        (*_CHILDREN, "reason", "{material}"),
        floor="load",
        peer="owlrl",
    ),
    Step(
        "owlrl",
        "peer: OWL 2 RL closure by owlrl of world.nt, the ontology and what house rules add; fails"
        " unless it is just what `reason` gives",
        (SMALL, MIDDLE),
        (*_CHILDREN, "owlrl", "{material}"),
        floor="load",
        needs="reason",
        limit_seconds=900,
    ),
    Step(
        "load all",
        "bulk-load what is validated: world, rows, ontology and inferred; the floor of validation",
        EVERY_SIZE,
        (*_CHILDREN, "load-all", "{material}"),
        needs="reason",
    ),
    Step(
        "validate",
        "all shapes over all that by the engine for large graphs (`validation.validate`)",
        EVERY_SIZE,
        (*_CHILDREN, "validate", "{material}"),
        floor="load all",
        peer="pySHACL",
        needs="reason",
    ),
    Step(
        "pySHACL",
        "peer: all shapes over all that by pySHACL",
        (SMALL, MIDDLE),
        (*_CHILDREN, "pyshacl", "{material}"),
        floor="load all",
        needs="reason",
        limit_seconds=300,
    ),
    Step(
        "build",
        "the whole build: map, reason, validate, describe, load, optimise (`clustergraph build`)",
        EVERY_SIZE,
        (*_CHILDREN, "build", "{material}"),
        floor="load finished",
        limit_seconds=7200,
    ),
    Step(
        "load finished",
        "bulk-load the finished N-Quads of that build and its default graph; its floor",
        EVERY_SIZE,
        (*_CHILDREN, "load-finished", "{material}"),
        needs="build",
    ),
    Step(
        "why",
        "200 inferred triples, drawn at random, explained down to their cells (`cg.why`)",
        (SMALL, LARGE),
        (*_CHILDREN, "why", "{material}"),
        needs="build",
    ),
    Step(
        "why-not",
        "50 triples that are not there: what each rule lacks (`cg.why_not`)",
        (SMALL, LARGE),
        (*_CHILDREN, "why-not", "{material}"),
        needs="build",
    ),
    Step(
        "change",
        "one changed cell of the table participations, published (`clustergraph build`, the whole"
        " command)",
        EVERY_SIZE,
        (*_CHILDREN, "change", "{material}"),
        floor="build",
        needs="build",
    ),
)
