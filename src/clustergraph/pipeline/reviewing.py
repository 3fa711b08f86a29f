"""What each shape does in a project: what it looks at, what it finds, and what it costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from .. import validation
from ..graphs import merged
from ..validation.fast import Checker
from .building import build
from .guests.asking import Bounds
from .progress import Progress


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A shape with its focus nodes and findings in the current graph, and its CPU time in seconds.

    ``findings`` counts those that a check reports: not what a reading rule blames already. The
    time is None where pySHACL ran the shapes of a source, all at once.
    """

    shape: validation.Shape
    focus_nodes: int
    findings: int
    seconds: float | None


def review(
    project: Path | str, progress: Progress | None = None, bounds: Bounds | None = None
) -> list[Reviewed]:
    """Build a project and check each of its shapes on its own, by the fast engine.

    After them come the shapes of its sources, as they were checked within ``bounds``.

    Raises ProjectError as ``build`` does, and when the shapes hold what only pySHACL knows.
    """
    project = Path(project)
    built = build(project, progress, engine=validation.Engine.FAST, bounds=bounds)
    shapes = validation.read_shapes(project, built.ontology)
    found = Counter(finding.rule for finding in built.report.findings)
    checker = Checker(shapes, merged((built.default, built.provenance)))
    targeted = set(checker.targeted)
    reviewed = []
    for shape in shapes.all:
        started = process_time()
        focus_nodes = len(checker.focus_nodes(shape.iri)) if shape.iri in targeted else 0
        if focus_nodes:
            checker.check(shape.iri)
        seconds = process_time() - started
        reviewed.append(Reviewed(shape, focus_nodes, found[shape.iri], seconds))
    for shape, tally in built.guests.shapes:
        reviewed.append(Reviewed(shape, tally.focus_nodes, found[shape.iri], tally.seconds))
    return reviewed
