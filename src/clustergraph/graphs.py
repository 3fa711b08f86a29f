r"""RDF graphs: sets of triples, in memory where they are few and on disk where they are many.

A triple in a Python set takes some 300 bytes and ten million of them more than a machine has to
spare. Its text on disk takes none. What machines ask of a graph needs no more than that: all
triples of one property, or the triples of some of the subjects, a piece at a time.

A graph that lies on disk (``Laid``) is parted by a hash of the subject, as the pieces of a
dataset are, and each part by property. Files are temporary and vanish with their owner.
"""

from __future__ import annotations

import errno
import os
import tempfile
import weakref
from abc import abstractmethod
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice, pairwise
from typing import IO, Final
from zlib import crc32

from .rdf import Term, Triple

_LARGE: Final = 100_000  # triples; so many take 30 MB in memory
_AT_ONCE: Final = 400_000  # lines that are parted before they go to disk: 80 MB
_BITS: Final = 12  # of the hash, by which they are parted there at most
_PIECE: Final = 8192  # lines of a piece, as in a dataset: what is written there is parted already
_END: Final = b" .\n"

Known = dict[Term, Term]


class Graph(Set[Triple], Hashable):
    """A set of triples (RDF 1.1 Concepts, 3.1) that never changes; two are told apart as objects.

    What two graphs make together by ``|``, ``-`` or ``&`` is a frozenset in memory.
    """

    @property
    @abstractmethod
    def properties(self) -> Mapping[Term, int]:
        """How many triples each property has; of a merged graph the most that there can be."""

    @abstractmethod
    def pairs(self, predicate: Term, known: Known | None = None) -> Iterable[tuple[Term, Term]]:
        """Return subject and object of each triple of a property, in a merged graph perhaps again.

        A term that is ``known`` is the same string; others become known.
        """

    @abstractmethod
    def texts(self) -> Iterator[str]:
        """Yield the triples as text, some lines at a time; each ends with a line break.

        In a merged graph a triple comes as often as parts have it.
        """

    @abstractmethod
    def pieces(self, bits: int) -> Iterator[Collection[str]]:
        """Yield the triples as text in ``1 << bits`` pieces, by the hash of the subject.

        A triple is written ``<s> <p> <o>`` and comes once. Piece *n* has those with a CRC-32 of the
        subject that begins with the bits of *n*.
        """

    @classmethod
    def _from_iterable(cls, it: Iterable[Triple]) -> Set[Triple]:  # type: ignore[override]
        return frozenset(it)

    def __eq__(self, other: object) -> bool:
        return self is other

    @abstractmethod
    def __bool__(self) -> bool: ...

    def __hash__(self) -> int:
        return id(self)


class Held(Graph):
    """A graph in memory.

    >>> graph = Held([("<a>", "<p>", "<b>"), ("<a>", "<p>", "<b>"), ("<a>", "<q>", "<b>")])
    >>> len(graph), list(graph.pairs("<p>")), [sorted(one) for one in graph.pieces(0)]
    (2, [('<a>', '<b>')], [['<a> <p> <b>', '<a> <q> <b>']])
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._triples = frozenset(triples)
        self._by_property: dict[Term, list[tuple[Term, Term]]] | None = None

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def __len__(self) -> int:
        return len(self._triples)

    def __bool__(self) -> bool:
        return bool(self._triples)

    def __contains__(self, triple: object) -> bool:
        return triple in self._triples

    @property
    def _parted(self) -> dict[Term, list[tuple[Term, Term]]]:
        if self._by_property is None:
            parted: dict[Term, list[tuple[Term, Term]]] = {}
            for subject, predicate, object_ in self._triples:
                parted.setdefault(predicate, []).append((subject, object_))
            self._by_property = parted
        return self._by_property

    @property
    def properties(self) -> Mapping[Term, int]:
        """How many triples each property has."""
        return {predicate: len(pairs) for predicate, pairs in self._parted.items()}

    def pairs(
        self,
        predicate: Term,
        known: Known | None = None,  # noqa: ARG002  # its terms are in memory anyway
    ) -> Sequence[tuple[Term, Term]]:
        """Return subject and object of each triple of a property."""
        return self._parted.get(predicate, ())

    def texts(self) -> Iterator[str]:
        """Yield the triples as text."""
        yield "".join(f"{' '.join(triple)}\n" for triple in self._triples)

    def pieces(self, bits: int) -> Iterator[Collection[str]]:
        """Yield the triples as text, parted by the hash of the subject."""
        return iter(_parted(map(" ".join, self._triples), bits, 0))


class Laid(Graph):
    """A graph on disk; made by ``lay``."""

    def __init__(self, file: IO[bytes], bits: int, chunks: Iterable[_Chunk], end: int) -> None:
        self._fd = file.fileno()
        weakref.finalize(self, file.close)
        self._bits = bits
        self._starts = array("Q")
        self._of: dict[Term, _Column] = {}
        for piece, predicate, offset, length, count in chunks:
            while len(self._starts) <= piece:  # a piece without lines begins where the next does
                self._starts.append(offset)
            self._of.setdefault(predicate, _Column()).add(piece, offset, length, count)
        while len(self._starts) <= 1 << bits:
            self._starts.append(end)
        self._size = sum(column.count for column in self._of.values())

    def __len__(self) -> int:
        return self._size

    def __bool__(self) -> bool:
        return self._size > 0

    def __iter__(self) -> Iterator[Triple]:
        for predicate in self._of:
            for subject, object_ in self.pairs(predicate):
                yield subject, predicate, object_

    def __contains__(self, triple: object) -> bool:
        if not (isinstance(triple, tuple) and len(triple) == 3):
            return False
        subject, predicate, _ = triple
        column = self._of.get(predicate)
        if column is None:
            return False
        place = column.place(crc32(subject.encode()) >> (32 - self._bits))
        return place is not None and " ".join(triple) in self._lines(*place)

    @property
    def properties(self) -> Mapping[Term, int]:
        """How many triples each property has."""
        return {predicate: column.count for predicate, column in self._of.items()}

    def pairs(self, predicate: Term, known: Known | None = None) -> Iterator[tuple[Term, Term]]:
        """Yield subject and object of each triple of a property."""
        same = ({} if known is None else known).setdefault
        for offset, length in self._of.get(predicate, _Column()).places():
            for line in self._lines(offset, length):
                subject, _, object_ = line.split(" ", 2)
                yield same(subject, subject), same(object_, object_)

    def texts(self) -> Iterator[str]:
        """Yield the triples as text, some lines at a time."""
        for start, end in pairwise(self._starts):
            yield _read(self._fd, start, end - start).decode()

    def pieces(self, bits: int) -> Iterator[Collection[str]]:
        """Yield the triples as text, parted by the hash of the subject."""
        starts, here = self._starts, 1 << self._bits
        if bits <= self._bits:
            step = here >> bits
            for piece in range(0, here, step):
                start = starts[piece]
                yield self._lines(start, starts[piece + step] - start)
            return
        for piece in range(here):
            lines = self._lines(starts[piece], starts[piece + 1] - starts[piece])
            yield from _parted(lines, bits, self._bits)

    def _lines(self, offset: int, length: int) -> list[str]:
        return _read(self._fd, offset, length).decode().split("\n")[:-1]


class Merged(Graph):
    """Several graphs as one, without a copy of them."""

    def __init__(self, parts: Iterable[Graph]) -> None:
        self.parts: tuple[Graph, ...] = tuple(
            chain.from_iterable(one.parts if isinstance(one, Merged) else (one,) for one in parts)
        )
        self._size: int | None = None

    def __len__(self) -> int:
        if self._size is None:
            self._size = sum(map(len, self.pieces(self._bits)))
        return self._size

    def __iter__(self) -> Iterator[Triple]:
        for lines in self.pieces(self._bits):
            for line in lines:
                subject, predicate, object_ = line.split(" ", 2)
                yield subject, predicate, object_

    def __bool__(self) -> bool:
        return any(self.parts)  # without counting them, which reads all

    def __contains__(self, triple: object) -> bool:
        return any(triple in part for part in self.parts)

    @property
    def _bits(self) -> int:
        return bits_for(sum(map(len, self.parts)), _PIECE)

    @property
    def properties(self) -> Mapping[Term, int]:
        """How many triples each property has at most."""
        counts: Counter[Term] = Counter()
        for part in self.parts:
            counts.update(part.properties)
        return counts

    def pairs(self, predicate: Term, known: Known | None = None) -> Iterator[tuple[Term, Term]]:
        """Yield subject and object of each triple of a property, as often as parts have it."""
        return chain.from_iterable(part.pairs(predicate, known) for part in self.parts)

    def texts(self) -> Iterator[str]:
        """Yield the triples as text, as often as parts have them."""
        return chain.from_iterable(part.texts() for part in self.parts)

    def pieces(self, bits: int) -> Iterator[Collection[str]]:
        """Yield the triples as text, parted by the hash of the subject; each once."""
        size = 0
        for some in zip(*(part.pieces(bits) for part in self.parts), strict=True):
            lines = dict.fromkeys(chain.from_iterable(some))
            size += len(lines)
            yield lines
        self._size = size


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Return triples as a graph; one that is a graph already as it is."""
    return triples if isinstance(triples, Graph) else Held(triples)


def merged(parts: Iterable[Set[Triple]]) -> Set[Triple]:
    """Return what several graphs hold together, in memory if all of them are there."""
    some = [part for part in parts if part]
    if any(isinstance(part, Laid | Merged) for part in some):
        return Merged(map(graph_of, some))
    return frozenset().union(*some)


def bits_for(count: int, most: int) -> int:
    """Return how many bits of the hash part so many triples into pieces of about so many."""
    return max(-(-count // most) - 1, 0).bit_length()


def lay(lines: Iterable[bytes]) -> Set[Triple]:
    r"""Make a graph of lines of N-Triples of our own; one that comes again is one triple.

    Few are a frozenset, many a graph on disk.

    >>> sorted(lay([b"<a> <p> <b> .\n", b"<a> <p> <b> .\n"]))
    [('<a>', '<p>', '<b>')]
    """
    waiting = iter(lines)
    first = list(islice(waiting, _LARGE + 1))
    if len(first) <= _LARGE:
        return frozenset(_triples(first))
    return _Laying(chain(first, waiting)).graph()


def _triples(lines: Iterable[bytes]) -> Iterator[Triple]:
    same = Known().setdefault
    for line in lines:
        subject, predicate, object_ = line[:-3].decode().split(" ", 2)
        yield same(subject, subject), same(predicate, predicate), same(object_, object_)


def _parted(lines: Iterable[str], bits: int, after: int) -> list[list[str]]:
    """Part lines by the bits of the hash of their subject that come after some."""
    if bits == after:
        return [list(lines)]
    parts: list[list[str]] = [[] for _ in range(1 << (bits - after))]
    into = [part.append for part in parts]
    shift, mask = 32 - bits, (1 << (bits - after)) - 1
    for line in lines:
        into[crc32(line[: line.index(" ")].encode()) >> shift & mask](line)
    return parts


def _read(fd: int, offset: int, length: int) -> bytes:
    """Read just so many bytes: the system may give fewer at a time, of two gigabytes at the most.

    Raises OSError when the file is shorter.
    """
    parts = []
    while length:
        part = os.pread(fd, length, offset)
        if not part:
            raise OSError(errno.EIO, "a temporary file is shorter than what was written to it")
        parts.append(part)
        offset, length = offset + len(part), length - len(part)
    return b"".join(parts)


def _file() -> IO[bytes]:
    return tempfile.TemporaryFile()


_Chunk = tuple[int, Term, int, int, int]  # piece, property, offset, length and number of lines


class _Column:
    """Where the lines of one property lie."""

    def __init__(self) -> None:
        self._pieces = array("Q")
        self._offsets = array("Q")
        self._lengths = array("Q")
        self.count = 0

    def add(self, piece: int, offset: int, length: int, count: int) -> None:
        """Note those of one piece."""
        self._pieces.append(piece)
        self._offsets.append(offset)
        self._lengths.append(length)
        self.count += count

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield offset and length of those of each piece."""
        return zip(self._offsets, self._lengths, strict=True)

    def place(self, piece: int) -> tuple[int, int] | None:
        """Return offset and length of those of one piece."""
        at = bisect_left(self._pieces, piece)
        if at == len(self._pieces) or self._pieces[at] != piece:
            return None
        return self._offsets[at], self._lengths[at]


class _Laying:
    """Lines on their way to disk: parted by subject first, then each part by property."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._heaps: list[array[int]] = []  # where each part of each heap begins
        self._size = 0
        self._file = _file()
        waiting = iter(lines)
        try:
            while self._write_heap(list(islice(waiting, _AT_ONCE))):
                pass  # no name holds lines that are written while the next ones come
        except BaseException:  # of who makes the lines
            self._file.close()
            raise

    def _write_heap(self, lines: list[bytes]) -> bool:
        """Write lines; False if there are none."""
        if not lines:
            return False
        parts: list[list[bytes]] = [[] for _ in range(1 << _BITS)]
        into = [part.append for part in parts]
        shift, last, put = 32 - _BITS, b"\n", into[0]
        for line in lines:
            if not line.startswith(last):  # most lines have the subject of the one before
                subject = line[: line.index(b" ") + 1]
                last, put = subject, into[crc32(subject[:-1]) >> shift]
            put(line)
        offset = self._file.tell()
        starts = array("Q", [offset])
        for part in parts:
            offset += self._file.write(b"".join(part))
            starts.append(offset)
        self._heaps.append(starts)
        self._size += len(lines)
        return True

    def graph(self) -> Laid:
        """Return the graph; the heaps go."""
        self._file.flush()
        bits = min(bits_for(self._size, _PIECE), _BITS)
        out = _file()
        chunks = list(self._chunks(out, bits))
        end = out.tell()
        out.flush()
        self._file.close()
        return Laid(out, bits, chunks, end)

    def _chunks(self, out: IO[bytes], bits: int) -> Iterator[_Chunk]:
        """Write each piece, its lines by property, and yield where they are."""
        fd, step, offset = self._file.fileno(), 1 << (_BITS - bits), 0
        for piece in range(1 << bits):
            begin, end = piece * step, (piece + 1) * step
            text = b"".join(
                _read(fd, starts[begin], starts[end] - starts[begin]) for starts in self._heaps
            )
            by_property: defaultdict[str, list[str]] = defaultdict(list)
            for line in dict.fromkeys(text.decode().split(_END.decode())[:-1]):
                by_property[line.split(" ", 2)[1]].append(line)
            for predicate, lines in by_property.items():
                length = out.write(("\n".join(lines) + "\n").encode())
                yield piece, predicate, offset, length, len(lines)
                offset += length
