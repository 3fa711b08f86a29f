"""A process that reads and runs the shapes of one source, and may die of them.

``python -m clustergraph.pipeline.guests.worker <graph> <ontology> <megabytes>`` reads the graph
from a file of N-Triples, of which the first <ontology> lines are the ontology. It then answers one
question: what the shapes of a source find. Its one thread has a stack of 256 MiB, for Oxigraph
descends as deep as a query nests.

What it does not catch ends it; the parent tells that from its last words.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ... import names
from ...errors import ProjectError
from ...isolation import frames, walls
from ...rdf import Triple, iri_of, is_literal, parts_of, read_ntriples
from ...validation import Result
from ...validation.fast.index import Index
from ...validation.guests import Guest, read_guest, run_guest
from . import telling
from .leading import Guide

_STACK: Final = 256 * 1024 * 1024
_PIECE: Final = 1024 * 1024


def _answer(
    question: dict[str, Any], triples: list[Triple], ontology: int, outlet: frames.Outlet
) -> None:
    """Answer one question: NOTE …, then DATA … and END, or FAULT."""

    def note(path: PurePosixPath, line: int | None = None, shape: str | None = None) -> None:
        said = {"path": str(path), "line": line, "shape": shape}
        outlet.send(frames.NOTE, json.dumps(said).encode())

    files = map(PurePosixPath, question["files"])
    source, project = question["source"], Path(question["project"])
    guest = read_guest(project, source, files, triples[:ontology], note)
    if len(guest.findings) > question["most"]:
        outlet.send(frames.FAULT, _fault("many"))
        return
    if not guest.is_fit:
        _send(telling.Told(guest.findings, (), {}, {}, (), {}), outlet)
        return
    places = {shape.iri: (shape.path, shape.line, shape.iri) for shape in guest.shapes.all}
    index = Index(triples)
    try:
        results, tallies = run_guest(guest.shapes, triples, index, lambda one: note(*places[one]))
    except ProjectError as error:
        outlet.send(frames.FAULT, _fault("shapes", str(error)))
        return
    if len(results) > question["most"]:
        outlet.send(frames.FAULT, _fault("many"))
        return
    guide = Guide(guest.shapes, triples, index)
    for result in results:
        note(*places[result.shape])
    _send(_told(guest, results, tallies, guide), outlet)


def _fault(kind: str, message: str = "") -> bytes:
    return json.dumps({"kind": kind, "message": message}).encode()


def _told(guest: Guest, results: list[Result], tallies: Any, guide: Guide) -> telling.Told:
    return telling.Told(
        guest.findings,
        guest.shapes.all,
        tallies,
        {shape.iri: guide.constraint(shape.iri) for shape in guest.shapes.all},
        tuple(map(_filled, results)),
        {(r.shape, r.focus, r.value): tuple(guide.triples(r)) for r in results},
    )


def _filled(result: Result) -> Result:
    """Put focus node, path and value into a message that asks for them (SHACL 5.3.2)."""
    said = {"this": result.focus, "value": result.value}
    words = {name: _readable(term) for name, term in said.items() if term}
    words |= {"path": names.shorten(result.path)} if result.path else {}
    english, german = result.message_en, result.message_de
    for name, text in words.items():
        for sign in "?$":
            english = english.replace(f"{{{sign}{name}}}", text)
            german = german.replace(f"{{{sign}{name}}}", text)
    return replace(result, message_en=english, message_de=german)


def _readable(term: str) -> str:
    return parts_of(term).lexical if is_literal(term) else names.shorten(iri_of(term))


def _send(told: telling.Told, outlet: frames.Outlet) -> None:
    data = telling.write(told)
    for start in range(0, len(data), _PIECE):
        outlet.send(frames.DATA, data[start : start + _PIECE])
    outlet.send(frames.END)


def _serve(graph: str, ontology: int, guarded: bool) -> None:
    outlet = frames.Outlet(1)
    triples = read_ntriples(Path(graph).read_text(encoding="utf-8"))
    outlet.send(frames.READY, json.dumps({"guarded": guarded}).encode())
    for question in frames.questions(sys.stdin.buffer):
        walls.limit_time(question["seconds"])
        _answer(question, triples, ontology, outlet)
        walls.limit_time(0)


def main(arguments: list[str]) -> None:
    """Build the walls, then serve until standard input ends."""
    graph, ontology, megabytes = arguments
    os.putenv("RUST_BACKTRACE", "0")  # naming the frames of a dying process costs a second
    walls.give_way()
    guarded = walls.close_network()
    walls.limit_memory(int(megabytes))
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_serve, args=(graph, int(ontology), guarded))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
