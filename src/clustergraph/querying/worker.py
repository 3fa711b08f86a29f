"""A process that reads other people's queries, and may die of them.

``python -m clustergraph.querying.worker <store> <megabytes>`` opens a published store read-only
and answers frames on standard input with frames on standard output. It parses, runs and
serializes in one thread: Oxigraph ends the process when a result is used or dropped in another
one. That thread has a stack of 256 MiB, for Oxigraph descends as deep as a query nests.

Nothing here names the errors of the house: a fault crosses the pipe as a word and a message.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Variable,
    parse,
)

from ..isolation import frames, walls
from .writing import write_graph

_STACK: Final = 256 * 1024 * 1024
_TABLES: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_KINDS: Final = {"table": QuerySolutions, "boolean": QueryBoolean, "graph": QueryTriples}


def answer(store: Store, question: dict[str, Any], outlet: frames.Outlet) -> None:
    """Answer one question: KIND, DATA …, END."""
    arguments: dict[str, Any] = {}
    default = [NamedNode(name) for name in question["default_graphs"]]
    named = [NamedNode(name) for name in question["named_graphs"]]
    if len(default) > 1:
        store = _merged(store, default, named)
        arguments = {"default_graph": DefaultGraph(), "named_graphs": named}
    elif default or named:
        # A dataset that is given in part is empty in the rest (SPARQL 1.1, section 13.2).
        arguments = {"default_graph": default, "named_graphs": named}
    if question["substitutions"]:
        arguments["substitutions"] = {
            Variable(name): _term(text) for name, text in question["substitutions"].items()
        }
    result = store.query(question["query"], **arguments)
    kind = next(name for name, type_ in _KINDS.items() if isinstance(result, type_))
    if kind != question["kind"]:
        raise ValueError("the query's form cannot be told; write a space after its first word")
    outlet.send(frames.KIND, kind.encode())
    if isinstance(result, QueryTriples):
        write_graph(result, outlet, question["format"])
    else:
        result.serialize(outlet, format=_TABLES[question["format"]])
    outlet.send(frames.END)


def _merged(store: Store, default: list[NamedNode], named: list[NamedNode]) -> Store:
    """Copy a dataset whose default graph is the merge of several, as a set.

    Oxigraph lays graphs side by side and would return a triple that stands in two of them twice,
    against SPARQL 1.1, section 13.2.
    """
    merged = Store()
    for graph in default:
        merged.extend(
            Quad(q.subject, q.predicate, q.object, DefaultGraph())
            for q in store.quads_for_pattern(None, None, None, graph)
        )
    for graph in named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def _term(text: str) -> Any:
    """Read a term from its N-Triples text."""
    for quad in parse(f"<a:a> <a:a> {text} .", format=RdfFormat.N_TRIPLES):
        return quad.object
    raise ValueError(f"{text} is no term")


def _serve(store_path: str, guarded: bool) -> None:
    outlet = frames.Outlet(1)
    try:
        store = Store.read_only(store_path)
        graphs = sorted(g.value for g in store.named_graphs() if isinstance(g, NamedNode))
    except OSError as error:
        outlet.send(frames.FAULT, _fault("store", error))
        return
    outlet.send(frames.READY, json.dumps({"graphs": graphs, "guarded": guarded}).encode())
    for question in frames.questions(sys.stdin.buffer):
        walls.limit_time(question["seconds"])
        try:
            answer(store, question, outlet)
        except SyntaxError as error:
            outlet.send(frames.FAULT, _fault("syntax", error))
        except MemoryError as error:
            outlet.send(frames.FAULT, _fault("memory", error))
        except OSError as error:
            outlet.send(frames.FAULT, _fault("store", error))
        except (RuntimeError, ValueError) as error:
            outlet.send(frames.FAULT, _fault("other", error))
        walls.limit_time(0)


def _fault(kind: str, error: Exception) -> bytes:
    return json.dumps({"kind": kind, "message": str(error)}).encode()


def main(arguments: list[str]) -> None:
    """Build the walls, then serve until standard input ends."""
    store_path, megabytes = arguments
    os.putenv("RUST_BACKTRACE", "0")  # naming the frames of a dying process costs a second
    walls.give_way()
    guarded = walls.close_network()
    walls.limit_memory(int(megabytes))
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_serve, args=(str(Path(store_path)), guarded))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
