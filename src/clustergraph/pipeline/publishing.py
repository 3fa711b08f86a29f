"""How a clean build becomes the generation that is served."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from .. import names, provenance, store, tables
from ..collecting import paused
from ..errors import BrokenGraph
from ..linking import PROOFS
from .building import Built
from .crediting import write_aside
from .progress import Progress, Steps
from .staleness import ASIDE, RESULTS

_DANGLING: Final = names.RULES + "DanglingReference"
_BY_ITSELF: Final = frozenset(rule.iri for rule in tables.READING_RULES.values()) - {
    names.RULES + "DanglingKey", _DANGLING,
}  # fmt: skip


def publish(built: Built, root: Path | str, progress: Progress | None = None) -> store.Generation:
    """Publish a clean build under ``root`` and return its generation.

    Raises BrokenGraph when the report holds a violation: then nothing is published and the last
    good generation keeps serving.
    """
    if not built.report.is_clean:
        raise BrokenGraph(built.report)
    with paused():
        return store.publish(Path(root), lambda folder: _fill(built, folder, Steps(progress)))


def _fill(built: Built, folder: Path, say: Steps) -> dict[str, Any]:
    """Write store, N-Quads and evidence into a fresh folder; return the manifest's entries."""
    built.give_back()
    store.dataset.write(folder / "dataset", built.graphs)
    built.give_back()
    total = sum(
        len(content) * (1 + (graph in built.merged)) for graph, content in built.graphs.items()
    )
    tick = say("loading", total, "quads")
    store.write(folder / "store", folder / "dataset", built.merged, tick)
    places = folder / "evidence"
    provenance.write_places(
        places,
        built.project,
        [one.kept for one in built.tracer.mapped.values()],
        built.tracer.ontology,
        built.sourced.shaped,
    )
    book = replace(built.book, rules=(*built.book.rules, *PROOFS))
    book.write(folder / "rules.json")
    built.results.write(folder / RESULTS)
    write_aside(folder / ASIDE, built.sourced)
    return {
        "key": built.inputs.key,
        "inputs": asdict(built.inputs),
        **_for_the_next(built),
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": built.version,
        "counts": built.counts(),
        "entities": built.entities(),
        "rows": built.rows,
        "sources": [asdict(one) for one in built.counted()],
    }


def _for_the_next(built: Built) -> dict[str, Any]:
    """Say how a later build may carry a change through this one (``renewing``).

    ``carries`` is false where a source has shapes of its own, or a row was set aside for what
    another row says; but a row that names what is not there only hangs on that: ``missing`` has the
    IRIs of such things. ``warned`` are the files with findings that no shape gave, ``shaped``
    counts the others.
    """
    findings = built.report.findings
    aside = built.sourced.aside if built.sourced.dropped else ()
    missing = {one.focus for one in aside if one.rule == _DANGLING}
    hang = {one.rule for one in aside if one.result or one.rule not in _BY_ITSELF} - {_DANGLING}
    return {
        "carries": not hang and None not in missing and not built.guests.rules,
        "missing": sorted(filter(None, missing)),
        "warned": sorted({str(one.origin.path) for one in findings if one.result is None}),
        "shaped": sum(one.result is not None for one in findings),
    }
