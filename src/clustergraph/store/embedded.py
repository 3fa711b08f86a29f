"""One generation's triples in an Oxigraph directory.

The default graph is written out as the merged set: ``use_default_graph_as_union`` would return a
triple that stands in two named graphs twice, and sums would count it twice.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, Store, parse

from ..errors import StoreError
from ..rdf import Triple, nquads, quads_of
from .change import Change, share

_BUFFER: Final = 1 << 20
_AT_ONCE: Final = 20_000  # triples, some 3 MB of text


Graphs = Iterable[tuple[str | None, Iterable[Triple]]]


def write(
    folder: Path,
    default: Iterable[Triple],
    graphs: Mapping[str, Iterable[Triple]],
    tick: Callable[[int], None] | None = None,
) -> None:
    """Build the store directory ``folder`` from canonical triples and flush it to disk.

    ``default`` must hold each triple once; ``graphs`` maps graph IRIs to their triples. ``tick`` is
    told of so many more triples that went in. They go in
    as text, which takes a third of the time of objects. Only what holds blank nodes is handed over
    as quads: Oxigraph gives the blank nodes of each text that it reads new labels, and a list of
    the ontology would be there twice, once a graph.
    """
    store = Store(str(folder))
    blank: list[tuple[Triple, str | None]] = []
    parts: tuple[Graphs, Graphs] = (((None, default),), graphs.items())
    for some in parts:  # one after the other: half of the memory
        text = io.BufferedReader(_Text(_lines(some, blank, tick)), _BUFFER)
        store.bulk_load(text, format=RdfFormat.N_QUADS, lenient=True)
    for graph in dict.fromkeys(graph for _, graph in blank):
        store.extend(quads_of((one for one, place in blank if place == graph), graph))
    store.flush()
    store.optimize()


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
    graphs: Graphs,
    blank: list[tuple[Triple, str | None]],
    tick: Callable[[int], None] | None,
) -> Iterator[bytes]:
    """Yield everything without blank nodes as N-Quads, and put the rest aside."""
    for graph, triples in graphs:
        waiting = iter(triples)
        while some := list(islice(waiting, _AT_ONCE)):
            text = nquads(some, graph)
            if "_:" in text:  # perhaps in a literal
                blank += [(triple, graph) for triple in some if _is_blank(triple)]
                text = nquads([triple for triple in some if not _is_blank(triple)], graph)
            yield text.encode()
            if tick is not None:
                tick(len(some))


def _is_blank(triple: Triple) -> bool:
    return triple[0].startswith("_:") or triple[2].startswith("_:")


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
