"""How the pool and a worker speak over a pipe: a letter, a length, and so many bytes.

Bytes and JSON only, never pickles: a worker that was taken over must not take over its parent.
"""

from __future__ import annotations

import struct
from typing import Final

HEAD: Final = struct.Struct(">cI")

READY: Final = b"R"  # JSON: what the worker serves
ASK: Final = b"Q"  # JSON: a question
KIND: Final = b"K"  # text: the kind of the answer that follows
DATA: Final = b"D"  # bytes of the answer
END: Final = b"E"  # nothing: the answer is whole
FAULT: Final = b"F"  # JSON: why there is no answer


def pack(letter: bytes, payload: bytes = b"") -> bytes:
    """Write one frame."""
    return HEAD.pack(letter, len(payload)) + payload
