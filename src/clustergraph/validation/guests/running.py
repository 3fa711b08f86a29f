"""The shapes of a source over the graph."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from time import process_time

from pyparsing import ParseException
from pyshacl.errors import ReportableRuntimeError

from ...errors import ProjectError
from ...rdf import Triple, iri_of
from .. import reference
from ..fast import Checker
from ..fast.compiling import Compiler
from ..fast.index import Index
from ..results import Result
from ..shapes import Shapes

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many focus nodes a shape has, and its CPU seconds where they can be told apart."""

    focus_nodes: int
    seconds: float | None


def run_guest(
    shapes: Shapes, triples: Collection[Triple], index: Index, note: Note
) -> tuple[list[Result], dict[str, Tally]]:
    """Check a graph against the shapes of a source; ``note`` hears the shape that comes next.

    The fast engine runs what it knows, pySHACL the rest. Returns the results, and a tally for each
    shape that has a target. Raises ProjectError for what neither engine can run.
    """
    try:
        checker = Checker(shapes, index)
    except ProjectError:
        compiler = Compiler(shapes.triples, index, lambda _, nodes: set(nodes))
        results = _by_the_other(shapes, triples, compiler, note)
        counts = {iri_of(n): len(compiler.focus_nodes(n)) for n in compiler.targeted()}
        return results, {name: Tally(count, None) for name, count in counts.items()}
    found: set[Result] = set()
    tallies = {}
    for name in checker.targeted:
        note(name)
        started = process_time()
        found.update(checker.check(name))
        tallies[name] = Tally(len(checker.focus_nodes(name)), process_time() - started)
    return sorted(found, key=lambda result: result.order), tallies


def _by_the_other(
    shapes: Shapes, triples: Collection[Triple], compiler: Compiler, note: Note
) -> list[Result]:
    """Run shapes with pySHACL; what it cannot run either is told at the shape that is at fault."""
    fault = ""
    for node in compiler.targeted():
        try:
            compiler.compile(node)
        except ProjectError as error:
            note(iri_of(node))
            fault = str(error)
            break
    try:
        return reference.validate(shapes, triples)
    except (ParseException, ProjectError, ReportableRuntimeError) as error:
        raise ProjectError(fault or str(error)) from error
