"""Measure every step of ``steps.py`` and write ``docs/benchmarks.md``: ``make bench``.

    python bench/run.py                       all steps at all sizes, and the page
    python bench/run.py --sizes 30000 --only validate     one step with its floor and peer, no page
    python bench/run.py --sizes 10000000 --write     what needs much time and memory; the page

Each step runs in a process of its own, one after the other. Material (a synthetic project of each
size and its triples) lies under ``var/bench`` and is made anew when the generator has changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from measure import Measured, best_of
from steps import EVERY_SIZE, SIZES, STEPS, Step

PROJECT = Path(__file__).parent.parent
MATERIAL = PROJECT / "var" / "bench"
PAGE = PROJECT / "docs" / "benchmarks.md"
SEED = 1
ANSWERS_HEAD = "| Step | Triples | Answers | Median ms | Worst ms |"
HEAD = "| Step | Triples | CPU s | Peak MB | Out | ÷ floor | Peer ÷ step |"

Results = Mapping[tuple[str, int], Measured]


def material(size: int) -> Path:
    """Return the folder of one size, written anew if the generator or the description changed."""
    folder = MATERIAL / f"{size}-{SEED}"
    here = Path(__file__).parent
    sources = [here / f"{name}.py" for name in ("generate", "synthetic", "emitting", "words")]
    digest = hashlib.sha256()
    for path in (*sources, PROJECT / "data" / "csv-metadata.json"):
        digest.update(path.read_bytes())
    key = folder / "key"
    if key.is_file() and key.read_text(encoding="utf-8") == digest.hexdigest():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inferred.nt").unlink(missing_ok=True)
    subprocess.run(  # noqa: S603  # our own generator
        [
            sys.executable, str(here / "generate.py"), str(folder / "project"), "--triples",
            str(size), "--seed", str(SEED), "--ntriples", str(folder / "world.nt"), "--evidence",
            str(folder / "evidence.nt"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    key.write_text(digest.hexdigest(), encoding="utf-8")
    return folder


def run(steps: Iterable[Step], sizes: Iterable[int]) -> dict[tuple[str, int], Measured]:
    """Measure the steps at these sizes, telling each as it is done.

    Raises StepError when a step fails.
    """
    results: dict[tuple[str, int], Measured] = {}
    for size in sizes:
        folder = material(size)
        for step in steps:
            if size in step.sizes:
                command = [part.format(material=folder) for part in step.command]
                found = results[step.name, size] = best_of(command, step.limit_seconds)
                print(row(step, size, results), flush=True)
                if found.worst is not None:
                    print(answers(step, size, found), flush=True)
    return results


def row(step: Step, size: int, results: Results) -> str:
    """Write one measurement as a row of the table."""
    found = results[step.name, size]
    cpu = f"> {found.cpu:.0f}" if found.is_stopped else f"{found.cpu:.2f}"
    count = "–" if found.count is None else f"{found.count:,}"
    floor = ratio(found, results.get((step.floor or "", size)))
    peer = ratio(results.get((step.peer or "", size)), found)
    cells = (step.name, f"{size:,}", cpu, f"{found.peak_mb:.0f}", count, floor, peer)
    return "| " + " | ".join(cells) + " |"


def answers(step: Step, size: int, found: Measured) -> str:
    """Write how long single answers took as a row of their table."""
    times = (f"{seconds * 1000:.1f}" for seconds in (found.median or 0, found.worst or 0))
    return "| " + " | ".join((step.name, f"{size:,}", f"{found.count}", *times)) + " |"


def ratio(one: Measured | None, other: Measured | None) -> str:
    """Divide the CPU of two measurements; what was stopped gives a bound, and two stopped none."""
    if one is None or other is None or (one.is_stopped and other.is_stopped):
        return ""
    sign = "> " if one.is_stopped else "< " if other.is_stopped else ""
    return f"{sign}{one.cpu / max(other.cpu, 0.001):.2f} ×"


def page(results: Results) -> str:
    """Write the page of the measurements."""
    steps = "\n".join(f"- **{step.name}**: {step.what}." for step in STEPS)
    rows = "\n".join(
        row(step, size, results)
        for step in STEPS
        for size in EVERY_SIZE
        if (step.name, size) in results
    )
    single = "\n".join(
        answers(step, size, results[step.name, size])
        for step in STEPS
        for size in EVERY_SIZE
        if (step.name, size) in results and results[step.name, size].worst is not None
    )
    return f"""# Benchmarks

Written by `make bench`; do not edit. Measured on a machine of {os.cpu_count()} cores.

## How

- The material is synthetic: `bench/generate.py` writes projects like those of CORDIS (projects,
  participations with roles and money, organisations, fields, regions), the same bytes for the same
  seed ({SEED}). *Triples* counts what the tables state about the world; what they state about
  their rows and sources, nearly as much again, stands in `evidence.nt`.
- Each step runs in a process of its own. *CPU s* are the seconds of all threads, user and system,
  for the step alone, without starting, importing and reading what it works on; of quick steps the
  best of three. *Peak MB* is the largest resident memory of the whole process, with all of that.
- Seconds differ between machines, ratios much less. *÷ floor* divides by the CPU of a bulk load of
  the same triples into an on-disk Oxigraph store in the same run (`load`, or `load all` for
  validation). *Peer ÷ step* says how many times faster a step is than the usual library. What ran
  longer than its limit was stopped: its numbers are bounds.
- pySHACL gets each query parsed once, as in `clustergraph.validation`. Alone it parses a query for
  every focus node, which was 52 of 54 seconds on the curated graph.

## What

{steps}

## Measured

{HEAD}
|---|--:|--:|--:|--:|--:|--:|
{rows}

## Single answers

CPU of one answer on an open store, by a prover that has proven nothing yet; of *change* the clock
on the wall for the whole command, from its start to its end.

{ANSWERS_HEAD}
|---|--:|--:|--:|--:|
{single}
"""


def kept() -> dict[tuple[str, int], Measured]:
    """Return what was measured before, for the sizes that are not measured now."""
    path = MATERIAL / "results.json"
    if not path.is_file():
        return {}
    said = json.loads(path.read_text(encoding="utf-8"))
    return {(name, size): Measured(**found) for name, size, found in said}


def main() -> int:
    """Read the command line, measure, and write the page if everything was measured."""
    parser = argparse.ArgumentParser(description="Measure the steps of bench/steps.py.")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), choices=EVERY_SIZE)
    parser.add_argument("--only", nargs="+", choices=[step.name for step in STEPS])
    parser.add_argument("--write", action="store_true", help="write the page for a part, too")
    given = parser.parse_args()
    steps: tuple[Step, ...] = STEPS
    if given.only:
        wanted: set[str | None] = set(given.only)
        for step in reversed(STEPS):  # what a step needs runs before it
            wanted |= {step.floor, step.needs} if step.name in wanted else set()
        wanted |= {step.peer for step in STEPS if step.name in given.only}
        steps = tuple(step for step in STEPS if step.name in wanted)
    print(HEAD)
    results = {**kept(), **run(steps, given.sizes)}
    (MATERIAL / "results.json").write_text(
        json.dumps([[*key, asdict(found)] for key, found in results.items()], indent=1),
        encoding="utf-8",
    )
    if given.write or (not given.only and tuple(given.sizes) == SIZES):
        PAGE.write_text(page(results), encoding="utf-8")
        print(f"wrote {PAGE.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
