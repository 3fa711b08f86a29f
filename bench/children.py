"""What the child processes of the bench do: ``children.py STEP MATERIAL``, one function a step.

Each prints ``{"cpu": …, "count": …}`` for the step alone; one that gives many answers tells the
seconds of the middle one and of the dearest, too. Imports stand in the functions, so that the peak
memory of a step is not that of libraries which it does not use.
"""

from __future__ import annotations

import itertools
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clustergraph.provenance import Evidence

Told = tuple[float, int] | tuple[float, int, float, float]
Spo = tuple[str, str, str]
ANSWERS, REFUSALS = 200, 50


def load(material: Path) -> Told:
    """Bulk-load the triples about the world into a store on disk."""
    return _load(material, ["world.nt"])


def load_all(material: Path) -> Told:
    """Bulk-load everything that validation sees into a store on disk."""
    from clustergraph.rdf import nquads

    (material / "ontology.nt").write_text(nquads(_ontology(material)), encoding="utf-8")
    return _load(material, ["world.nt", "evidence.nt", "ontology.nt", "inferred.nt"])


def _load(material: Path, files: list[str]) -> Told:
    from pyoxigraph import RdfFormat, Store

    folder = material / "store"
    shutil.rmtree(folder, ignore_errors=True)
    start = time.process_time()
    store = Store(str(folder))
    for name in files:
        form = RdfFormat.N_QUADS if name.endswith(".nq") else RdfFormat.N_TRIPLES
        store.bulk_load(path=str(material / name), format=form, lenient=True)
    store.flush()
    cpu = time.process_time() - start
    count = len(store)
    del store  # closes it: its threads would still write while the folder goes
    shutil.rmtree(folder)
    return cpu, count


def map_tables(material: Path) -> Told:
    """Read, check and map all tables to N-Triples, table by table."""
    from clustergraph import tables

    start = time.process_time()
    described = tables.describe(material / "project")
    cpu, count = time.process_time() - start, 0
    for table in described.tables:
        start = time.process_time()
        mapped = tables.map_table(material / "project", table)
        cpu += time.process_time() - start
        if mapped.findings:
            raise ValueError(f"the synthetic tables are not clean: {mapped.findings[0]}")
        count += sum(1 for _ in mapped.written.world()) + sum(1 for _ in mapped.written.about())
    return cpu, count


def morph(material: Path) -> Told:
    """Map the same tables with morph-kgc, in an environment of its own, from RML of the same."""
    import rml

    folder = material / "morph"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    config = rml.write(material / "project", folder)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(rml.python(material.parent)), "-m", "morph_kgc", str(config)], check=True)  # noqa: S603  # our own environment
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    with (folder / "out.nt").open("rb") as lines:
        return cpu, sum(1 for _ in lines)


def owlrl(material: Path) -> Told:
    """Compute the closure with owlrl alone, over all that ``reason`` concluded by house rules.

    Raises ValueError when it is not what ``reason`` concluded: the judge and the rules agree.
    """
    from clustergraph.reasoning import read_rules
    from clustergraph.reasoning.closure import close

    inferred = set(_read(material / "inferred.nt"))
    made = _by_house_rules(material, read_rules(material / "project"), inferred)
    given = {*_read(material / "world.nt"), *_ontology(material), *made}
    start = time.process_time()
    closure = close(given)
    cpu = time.process_time() - start
    if closure.triples != inferred - given:
        differing = closure.triples ^ (inferred - given)
        raise ValueError(f"owlrl and the rules differ on {len(differing)} triples")
    return cpu, len(closure.triples)


def reason(material: Path) -> Told:
    """Infer, and leave what was inferred for the steps that come after."""
    from clustergraph import reasoning
    from clustergraph.graphs import graph_of

    world, evidence = (_laid(material / name) for name in ("world.nt", "evidence.nt"))
    schema, rules = _ontology(material), reasoning.read_rules(material / "project")
    start = time.process_time()
    inference = reasoning.infer(world, schema, rules, evidence)
    cpu = time.process_time() - start
    if inference.contradictions:
        raise ValueError(f"the synthetic graph contradicts itself: {inference.contradictions[0]}")
    with (material / "inferred.nt").open("w", encoding="utf-8") as file:
        for piece in graph_of(inference.triples).pieces(8):
            file.writelines(f"{line} .\n" for line in sorted(piece))
    return cpu, len(inference.triples)


def validate(material: Path) -> Told:
    """Check all shapes with the engine for large graphs."""
    from clustergraph import validation
    from clustergraph.graphs import merged

    shapes = validation.read_shapes(material / "project")
    files = ("world.nt", "evidence.nt", "inferred.nt")
    triples = merged([frozenset(_ontology(material)), *(_laid(material / one) for one in files)])
    start = time.process_time()
    results = validation.validate(shapes, triples, validation.Engine.FAST)
    return time.process_time() - start, len(results)


def _by_house_rules(
    material: Path, rules: list[Any], inferred: set[tuple[str, str, str]]
) -> set[tuple[str, str, str]]:
    """Return the inferred triples that some rule of the house concludes, asked of Oxigraph."""
    from pyoxigraph import RdfFormat, Store

    from clustergraph.rdf import quads_of, term_of

    store = Store()
    for name in ("world.nt", "evidence.nt", "inferred.nt"):
        form = RdfFormat.N_QUADS if name.endswith(".nq") else RdfFormat.N_TRIPLES
        store.bulk_load(path=str(material / name), format=form, lenient=True)
    store.bulk_extend(quads_of(_ontology(material)))
    found: set[tuple[str, str, str]] = set()
    for rule in rules:
        triples: Any = store.query(rule.text)
        found.update((term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in triples)
    return found & inferred


def pyshacl(material: Path) -> Told:
    """Check all shapes with pySHACL, which reads its graphs from rdflib."""
    import pyshacl as peer

    from clustergraph import validation
    from clustergraph.validation.reference import graph_of

    data, shapes = graph_of(_everything(material)), validation.read_shapes(material / "project")
    start = time.process_time()
    _, _, text = peer.validate(data, shacl_graph=graph_of(shapes.triples), inplace=True)
    return time.process_time() - start, str(text).count("Constraint Violation in")


def build(material: Path) -> Told:
    """Build and publish the whole project: map, reason, validate, describe, load, optimise."""
    from clustergraph import pipeline
    from clustergraph.graphs import graph_of

    root = material / "published"
    shutil.rmtree(root, ignore_errors=True)
    start = time.process_time()
    built = pipeline.build(material / "project", engine="fast")
    pipeline.publish(built, root)
    cpu = time.process_time() - start
    for name, triples in (("default", built.default), ("concluded", built.inferred)):
        with (material / f"{name}.nt").open("w", encoding="utf-8") as file:
            for piece in graph_of(triples).pieces(8):  # as others' memory, this would be counted
                file.writelines(f"{line} .\n" for line in sorted(piece))
    return cpu, built.counts()["asserted"]


def load_finished(material: Path) -> Told:
    """Bulk-load the finished N-Quads of that build, and its default graph."""
    from clustergraph.store import current, dataset

    whole = material / "dataset.nq"
    with whole.open("wb") as file:  # one file, as another program would be given it
        for path in dataset.pieces(current(material / "published").dataset_path):
            with path.open("rb") as piece:
                shutil.copyfileobj(piece, file)
    told = _load(material, ["default.nt", whole.name])
    whole.unlink()
    return told


def why(material: Path) -> Told:
    """Explain inferred triples, drawn at random, down to their cells; none helps the next."""
    from clustergraph.provenance import explain

    def answer(evidence: Evidence, triple: Spo) -> None:
        (explanation,) = explain(evidence, [triple])
        if explanation.proof is None:
            raise ValueError(f"no proof of {triple}")

    return _answered(material, _drawn(material / "concluded.nt", ANSWERS), answer)


def why_not(material: Path) -> Told:
    """Say of triples that are not there, put together from inferred ones, what is missing."""
    from clustergraph.provenance import miss

    drawn = _drawn(material / "concluded.nt", ANSWERS)
    absent = [
        (one[0], one[1], other[2])
        for one, other in itertools.permutations(drawn, 2)
        if one[1] == other[1] and one[2] != other[2]
    ]
    chosen = random.Random(1).sample(absent, REFUSALS)  # noqa: S311  # no secret

    def answer(evidence: Evidence, triple: Spo) -> None:
        miss(evidence, triple)

    return _answered(material, chosen, answer)


def change(material: Path) -> Told:
    """Change a cell, publish, put it back, publish again, twice; by the clock on the wall.

    The CPU is that of one command, with its start. Raises ValueError where all is built anew.
    """
    path = material / "project" / "data" / "participations.csv"
    as_it_was = path.read_text(encoding="utf-8")
    head, first, rest = as_it_was.split("\n", 2)
    changed = "\n".join((head, first + "changed", rest))
    command = [sys.executable, "-m", "clustergraph", "build", str(material / "project")]
    seconds, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        for text in (changed, as_it_was) * 2:
            path.write_text(text, encoding="utf-8")
            start = time.monotonic()
            done = subprocess.run(  # noqa: S603  # our own command
                [*command, "--store", str(material / "published")],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            seconds.append(time.monotonic() - start)
            if "participations: " not in done.stdout:
                raise ValueError(done.stdout)
    finally:
        path.write_text(as_it_was, encoding="utf-8")  # what is measured next is what was made
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rows = as_it_was.count("\n") - 1
    return cpu / len(seconds), rows, statistics.median(seconds), max(seconds)


def _drawn(path: Path, count: int) -> list[Spo]:
    """Draw triples of a file, the same at each run."""
    with path.open(encoding="utf-8") as lines:
        number = sum(1 for _ in lines)
    chosen = set(random.Random(1).sample(range(number), count))  # noqa: S311  # no secret
    return [triple for line, triple in enumerate(_read(path)) if line in chosen]


def _answered(material: Path, triples: list[Spo], answer: Callable[[Evidence, Spo], None]) -> Told:
    """Answer for each triple with an evidence that has proven nothing yet.

    By the clock of the thread: that of a process under a CPU limit goes in steps of 4 ms.
    """
    from clustergraph.provenance import open_evidence
    from clustergraph.store import current

    generation = current(material / "published")
    seconds = []
    for triple in triples:
        with open_evidence(generation) as evidence:
            start = time.thread_time()
            answer(evidence, triple)
            seconds.append(time.thread_time() - start)
    return sum(seconds), len(seconds), statistics.median(seconds), max(seconds)


def _read(path: Path, known: dict[str, str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Read N-Triples that the generator or a step wrote: three terms a line, each kept once."""
    one = (known if known is not None else {}).setdefault
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            object_ = rest[:-3]
            yield one(subject, subject), one(predicate, predicate), one(object_, object_)


def _laid(path: Path) -> Set[Spo]:
    """Lay triples as a build hands them on."""
    from clustergraph.graphs import lay

    with path.open("rb") as lines:
        return lay(lines)


def _ontology(material: Path) -> list[tuple[str, str, str]]:
    from clustergraph import names, rdf

    files = sorted((material / "project" / "ontology").resolve().rglob("*.ttl"))
    return [triple for path in files for triple in rdf.read_file(path, names.ONTOLOGY)]


def _everything(material: Path) -> set[tuple[str, str, str]]:
    found, known = set(_ontology(material)), dict[str, str]()
    for name in ("world.nt", "evidence.nt", "inferred.nt"):
        found.update(_read(material / name, known))
    return found


STEPS: dict[str, Callable[[Path], Told]] = {
    "build": build, "change": change, "load": load, "load-all": load_all,
    "load-finished": load_finished,
    "map": map_tables, "morph": morph, "owlrl": owlrl, "pyshacl": pyshacl, "reason": reason,
    "validate": validate, "why": why, "why-not": why_not,
}  # fmt: skip

if __name__ == "__main__":
    told = STEPS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps(dict(zip(("cpu", "count", "median", "worst"), told, strict=False))))
