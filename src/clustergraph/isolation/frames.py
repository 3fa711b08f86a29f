"""How a parent and its worker speak over a pipe: a letter, a length, and so many bytes.

Bytes and JSON only, never pickles: a worker that was taken over must not take over its parent.
"""

from __future__ import annotations

import io
import json
import os
import struct
from collections.abc import Iterator
from typing import IO, Any, Final

HEAD: Final = struct.Struct(">cI")

READY: Final = b"R"  # JSON: what the worker serves
NOTE: Final = b"N"  # JSON: what the worker does next, for the day that it dies of it
ASK: Final = b"Q"  # JSON: a question
KIND: Final = b"K"  # text: the kind of the answer that follows
DATA: Final = b"D"  # bytes of the answer
END: Final = b"E"  # nothing: the answer is whole
FAULT: Final = b"F"  # JSON: why there is no answer


def pack(letter: bytes, payload: bytes = b"") -> bytes:
    """Write one frame."""
    return HEAD.pack(letter, len(payload)) + payload


class Outlet(io.BytesIO):
    """The worker's end of the pipe: a file that turns what is written into DATA frames."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()  # BytesIO for its type only: nothing is kept in it
        self._descriptor = descriptor

    def write(self, data: Any) -> int:
        """Send one frame; pyoxigraph writes about 8 KB at a time."""
        self.send(DATA, bytes(data))
        return len(data)

    def send(self, letter: bytes, payload: bytes = b"") -> None:
        """Send one frame whole."""
        view = memoryview(pack(letter, payload))
        while view:
            view = view[os.write(self._descriptor, view) :]


def questions(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what the parent asks, until it closes the pipe."""
    while head := source.read(HEAD.size):
        _, length = HEAD.unpack(head)
        yield json.loads(source.read(length))
