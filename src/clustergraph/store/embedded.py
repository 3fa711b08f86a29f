"""One generation's triples in an Oxigraph directory.

The default graph is written out as the merged set: ``use_default_graph_as_union`` would return a
triple that stands in two named graphs twice, and sums would count it twice.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, Store, parse

from ..errors import StoreError
from ..rdf import Triple, nquads
from . import dataset
from .change import Change, share

_BUFFER: Final = 1 << 20
_END: Final = b" .\n"
_AT_ONCE: Final = 20_000  # triples, some 3 MB of text
# Quads that are loaded at once: just below the million that Oxigraph sorts and writes at a time.
# Ten million quads, half in the default graph, peak at 1.3 GB so, and at 3.1 GB in two loads.
_LOADED: Final = 980_000


def write(
    folder: Path,
    quads: Path,
    merged: Collection[str],
    tick: Callable[[int], None] | None = None,
) -> None:
    """Build the store directory ``folder`` from the dataset ``quads`` and flush it to disk.

    The default graph holds each triple of the graphs ``merged`` once. ``tick`` is told of so many
    more quads that went in. They go in as the text that lies there, which takes a third of the time
    of objects. Only what holds blank nodes is handed over as quads: Oxigraph gives the blank nodes
    of each text that it reads new labels, and a list of the ontology would be there twice, once a
    graph.

    Raises StoreError when there is no dataset.
    """
    store = Store(str(folder))
    blank: list[bytes] = []
    for graphs, is_default in ((merged, True), (dataset.graphs_in(quads), False)):
        for some in _in_loads(_lines(quads, graphs, is_default, blank, tick)):
            text = io.BufferedReader(_Text(some), _BUFFER)
            store.bulk_load(text, format=RdfFormat.N_QUADS, lenient=True)
    store.optimize()
    # Last, and not packed in with the rest: a few quads would have all others written again.
    store.extend(parse(b"".join(blank), format=RdfFormat.N_QUADS, lenient=True))
    store.flush()


def amend(folder: Path, before: Path, changes: Mapping[str | None, Change]) -> None:
    """Build the store directory ``folder`` from that of ``before`` and what differs; flush it.

    ``changes`` maps graph IRIs, and None for the default graph, to what they gain and lose; the
    folder must not exist yet. Sorted tables (``*.sst``) are shared with ``before``: RocksDB writes
    such a file once and afterwards only reads or unlinks it. All others are copied. The store is
    not optimised, because that would write every triple again.

    Raises StoreError when ``before`` is no store.
    """
    if not (before / "CURRENT").is_file():
        raise StoreError(f"{before} holds no store; build one with: clustergraph build")
    folder.mkdir()
    for file in before.iterdir():
        if file.suffix == ".sst":
            share(file, folder / file.name)
        elif file.name != "LOCK" and not file.name.startswith("LOG"):
            shutil.copyfile(file, folder / file.name)
    store = Store(str(folder))
    for graph, change in changes.items():
        for quad in _quads(change.removed, graph):
            store.remove(quad)
    for graph, change in changes.items():
        waiting = iter(change.added)
        while some := list(islice(waiting, _AT_ONCE)):
            store.extend(_quads(some, graph))
    store.flush()


def _quads(triples: Iterable[Triple], graph: str | None) -> Iterator[Quad]:
    """Read triples as ``write`` has them read, but with the names of their blank nodes."""
    waiting = iter(triples)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from parse(nquads(some, graph), format=RdfFormat.N_QUADS, lenient=True)


def _lines(
    quads: Path,
    graphs: Iterable[str],
    is_default: bool,
    blank: list[bytes],
    tick: Callable[[int], None] | None,
) -> Iterator[bytes]:
    """Yield all lines of some graphs that name no blank node, and put the others aside.

    For the default graph they go without the name of theirs.
    """
    for graph in graphs:
        end = dataset.end_of(graph).encode()
        for path in dataset.pieces_of(quads, graph):
            text = path.read_bytes()
            if is_default:
                text = text.replace(end, _END)
            if tick is not None:
                tick(text.count(b"\n"))
            if b"_:" in text:  # perhaps in a literal
                lines = text.splitlines(keepends=True)
                blank += filter(_is_blank, lines)
                text = b"".join(line for line in lines if not _is_blank(line))
            yield text


def _in_loads(pieces: Iterator[bytes]) -> Iterator[Iterator[bytes]]:
    """Part pieces of text by how many lines are loaded at once; each part is read before the next.

    What one load takes in memory grows with its quads.
    """
    waiting = filter(None, pieces)

    def some(first: bytes) -> Iterator[bytes]:
        yield first
        lines = first.count(b"\n")
        while lines < _LOADED and (piece := next(waiting, b"")):
            yield piece
            lines += piece.count(b"\n")

    for first in waiting:
        yield some(first)


def _is_blank(line: bytes) -> bool:
    subject, _, object_ = line.split(b" ", 2)
    return subject.startswith(b"_:") or object_.startswith(b"_:")


class _Text(io.RawIOBase):
    """A stream of pieces of text, for those who read files."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer; 0 at the end."""
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # a writable buffer
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def open_store(folder: Path) -> Store:
    """Open a store directory for reading.

    Raises StoreError when the folder holds no store.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder} holds no store; build one with: clustergraph build")
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise StoreError(f"{folder} cannot be opened as a store: {error}") from error
