"""All named graphs as N-Quads, in pieces: a change writes only the pieces that it touches.

The text of a graph lies in a folder of its own. The subject of a triple decides on its piece, by
the top bits of its CRC-32, so that a thing is in one piece and a graph that grows out of its number
of pieces splits each of them in two. Which bytes are written depends on the triples alone: what was
amended is what would have been written from nothing.

::

    dataset/
      index.json              graph IRI → how many triples; empty graphs are not there
      fundings/00000.nq       sorted lines; a piece without triples is an empty file
      fundings/00001.nq
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote
from zlib import crc32

from .. import names
from ..errors import StoreError
from ..graphs import bits_for, graph_of
from ..rdf import Triple
from .change import Change, share

_INDEX: Final = "index.json"
# Triples a piece at most, on average. 2048 to 8192 take the same time to write two million triples;
# less makes a change of a few rows slower, as each further file is linked and looked at, too.
_PIECE: Final = 8192
_LONGEST: Final = 200  # bytes of a folder's name; file systems take 255


def write(folder: Path, graphs: Mapping[str, Collection[Triple]]) -> None:
    """Write graphs, each triple of which comes once, into ``folder``, which must not exist yet."""
    folder.mkdir()
    for graph, triples in graphs.items():
        if triples:
            _write_graph(folder, graph, triples)
    _write_index(folder, {graph: len(triples) for graph, triples in graphs.items()})


def amend(folder: Path, before: Path, changes: Mapping[str, Change]) -> None:
    """Write into ``folder``, which must not exist yet, the dataset of ``before`` with changes.

    The bytes are those that ``write`` would write for the same triples. A piece that no change
    touches is the same file under a second name.

    Raises StoreError when ``before`` holds no dataset, and ValueError when a change does not fit
    it: when it adds what is there, or removes what is not.
    """
    old = _read_index(before)
    new = dict(old)
    for graph, change in changes.items():
        new[graph] = old.get(graph, 0) + len(change.added) - len(change.removed)
    folder.mkdir()
    for graph in new:
        change = changes.get(graph, Change())
        if graph not in old:
            _refuse(graph, change.removed)
            if change.added:
                _write_graph(folder, graph, change.added)
        elif not change:
            _share_graph(folder, before, graph, old[graph])
        else:
            _amend_graph(folder, before, graph, change, (old[graph], new[graph]))
    _write_index(folder, new)


def pieces(folder: Path) -> Iterator[Path]:
    """Yield the files that hold the quads: graph by graph, each in the order of its pieces.

    Raises StoreError when the folder holds no dataset.
    """
    for graph in graphs_in(folder):
        yield from pieces_of(folder, graph)


def graphs_in(folder: Path) -> list[str]:
    """Return the IRIs of the graphs that hold something, sorted.

    Raises StoreError when the folder holds no dataset.
    """
    return sorted(_read_index(folder))


def pieces_of(folder: Path, graph: str) -> Iterator[Path]:
    """Yield the files that hold the quads of one graph; none if there is no such graph.

    Raises StoreError when the folder holds no dataset.
    """
    count = _read_index(folder).get(graph, 0)
    if count:
        yield from _pieces_of(folder, graph, count)


def digest(folder: Path) -> str:
    """Return the SHA-256 that names a dataset in a manifest, from the bytes of all its files."""
    sums = {}
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
    return digest_of(sums)


def digest_of(sums: Mapping[str, str]) -> str:
    r"""Return the SHA-256 over the sorted lines ``<sum> <path>\n`` of a dataset's files.

    ``sums`` maps the path of each file, from the folder of the dataset on, to its SHA-256.
    """
    lines = sorted(f"{one} {path}\n" for path, one in sums.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _write_graph(folder: Path, graph: str, triples: Collection[Triple]) -> None:
    (folder / _name(graph)).mkdir()
    parts = graph_of(triples).pieces(_bits(len(triples)))
    for path, part in zip(_pieces_of(folder, graph, len(triples)), parts, strict=True):
        _write_piece(path, graph, sorted(part))


def _share_graph(folder: Path, before: Path, graph: str, count: int) -> None:
    (folder / _name(graph)).mkdir()
    for path in _pieces_of(before, graph, count):
        share(path, folder / path.relative_to(before))


def _amend_graph(
    folder: Path, before: Path, graph: str, change: Change, counts: tuple[int, int]
) -> None:
    """Write one graph anew where a change touches it; ``counts`` are its triples before and after.

    Where the number of pieces changes, one piece is several of the other number: such families are
    handled one after the other.
    """
    ours = list(_pieces_of(before, graph, counts[0]))
    theirs = list(_pieces_of(folder, graph, counts[1]))
    families = min(len(ours), len(theirs) or len(ours))
    added, removed = (_families(some, families) for some in (change.added, change.removed))
    if theirs:
        (folder / _name(graph)).mkdir()
    for number in range(families):
        sources, targets = (_part(some, number, families) for some in (ours, theirs))
        gain, loss = added.get(number, set()), removed.get(number, set())
        if len(ours) == len(theirs) and not gain and not loss:
            share(sources[0], targets[0])
            continue
        bodies = [body for path in sources for body in _read_piece(path, graph)]
        _refuse(graph, gain.intersection(bodies), loss.difference(bodies))
        bodies = [body for body in bodies if body not in loss]
        bodies += gain
        bodies.sort()
        _write_family(targets, graph, bodies, families)


def _write_family(targets: list[Path], graph: str, bodies: list[str], families: int) -> None:
    """Write sorted lines into the pieces that are theirs."""
    if len(targets) == 1:
        _write_piece(targets[0], graph, bodies)
        return
    parts: list[list[str]] = [[] for _ in targets]
    shift = 33 - (len(targets) * families).bit_length()
    for body in bodies:
        parts[(crc32(body.partition(" ")[0].encode()) >> shift) % len(targets)].append(body)
    for path, part in zip(targets, parts, strict=True):
        _write_piece(path, graph, part)


def _families(triples: Iterable[Triple], count: int) -> dict[int, set[str]]:
    """Sort triples, as text, by the families that they belong to."""
    shift = 33 - count.bit_length()
    found: dict[int, set[str]] = {}
    for triple in triples:
        found.setdefault(crc32(triple[0].encode()) >> shift, set()).add(" ".join(triple))
    return found


def _part(some: list[Path], number: int, count: int) -> list[Path]:
    """Return one of ``count`` parts of equal length."""
    length = len(some) // count
    return some[number * length : (number + 1) * length]


def _refuse(graph: str, *wrong: Collection[object]) -> None:
    """Raise ValueError when something is wrong with a change."""
    for one in wrong:
        if one:
            raise ValueError(f"a change does not fit the graph {graph} at {next(iter(one))}")


def _read_piece(path: Path, graph: str) -> list[str]:
    """Return the triples of a piece as text, sorted."""
    # A line break within a literal is written as \n, so none can hold an end of line.
    return path.read_bytes().decode().split(end_of(graph))[:-1]


def _write_piece(path: Path, graph: str, bodies: list[str]) -> None:
    end = end_of(graph)
    with path.open("xb") as file:
        file.write((end.join(bodies) + end if bodies else "").encode())


def end_of(graph: str) -> str:
    """Return how each line of a graph ends."""
    return f" <{graph}> .\n"


def _pieces_of(folder: Path, graph: str, count: int) -> Iterator[Path]:
    """Yield the pieces of a graph of so many triples."""
    if count:
        top = folder / _name(graph)
        for number in range(1 << _bits(count)):
            yield top / f"{number:05}.nq"


def _bits(count: int) -> int:
    """Return how many bits of the hash number the pieces of so many triples."""
    return bits_for(count, _PIECE)


def _name(graph: str) -> str:
    """Return the name of a graph's folder; no two graphs share one.

    >>> _name("https://w3id.org/clustergraph/graph/fundings")
    'fundings'
    >>> _name("https://example.org/a")
    '+https%3A%2F%2Fexample%2Eorg%2Fa'
    """
    ours = graph.startswith(names.GRAPHS) and graph != names.GRAPHS
    text = graph.removeprefix(names.GRAPHS) if ours else graph
    name = ("" if ours else "+") + quote(text, safe="").replace(".", "%2E")
    return name if len(name) <= _LONGEST else "=" + hashlib.sha256(graph.encode()).hexdigest()


def _write_index(folder: Path, counts: Mapping[str, int]) -> None:
    held = {graph: count for graph, count in sorted(counts.items()) if count}
    text = json.dumps(held, indent=1, ensure_ascii=False) + "\n"
    (folder / _INDEX).write_text(text, encoding="utf-8", newline="")


def _read_index(folder: Path) -> dict[str, int]:
    try:
        counts: dict[str, int] = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise StoreError(
            f"{folder} holds no dataset: {error}; build once anew",
            f"{folder} hält keinen Datensatz: {error}; baue einmal neu",
        ) from error
    return counts
