"""The worker of guests' shapes with walls taken down, to show that each of them holds something.

``UNWALLED`` names the walls, with commas. It is started in place of the worker by tests only.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from clustergraph.isolation import frames, walls
from clustergraph.pipeline.guests import worker
from clustergraph.validation.guests import reading

DOWN = os.environ.get("UNWALLED", "").split(",")


def _nothing(*_: Any) -> Any:
    return ()


def _dies(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _babbles(_question: Any, _triples: Any, _ontology: Any, outlet: frames.Outlet) -> None:
    outlet.send(frames.NOTE, b"[" * 100_000)
    outlet.send(frames.DATA, b'{"shapes": [["<x>"]]}')
    outlet.send(frames.END)


def _shouts(_question: Any, _triples: Any, _ontology: Any, outlet: frames.Outlet) -> None:
    while True:
        outlet.send(frames.DATA, b"x" * 1_000_000)


if __name__ == "__main__":
    if "words" in DOWN:
        reading.refusals = _nothing
    if "network" in DOWN:
        walls.close_network = _nothing
    if "alarm" in DOWN:
        walls.limit_time = _nothing
    worker._answer = {"die": _dies, "babble": _babbles, "shout": _shouts}.get(
        DOWN[0], worker._answer
    )
    worker.main(sys.argv[1:])
