"""The production server: granian, one process, blocking threads.

granian starts a process of its own for the application, so a query that brings down what it must
not cannot take the listening socket along; a worker process that ends is started anew.
"""

from __future__ import annotations

import logging
import socket
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from ..querying.named import read_named
from ..settings import Settings

if TYPE_CHECKING:
    from flask import Flask

_THREADS: Final = 16  # a thread waits for a query worker or writes to a slow client


def serve(store_root: Path, queries: Path, settings: Settings) -> None:
    """Serve the generations under ``store_root`` until interrupted.

    Raises OSError when the address cannot be used, ProjectError when a named question cannot be
    read; both before anything is started.
    """
    read_named(queries)
    _require_free(settings.host, settings.port)
    server = Server(
        "clustergraph.web.serving:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        log_enabled=True,
        log_level=LogLevels.error,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(_load, store_root.absolute(), queries.absolute(), settings))


def _require_free(host: str, port: int) -> None:
    """Raise OSError when somebody listens there: granian shares ports and would answer by turns."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _load(store_root: Path, queries: Path, settings: Settings, *_: Any, **__: Any) -> Flask:
    """Make the application in granian's worker process."""
    from .app import create_app

    logging.basicConfig(level=logging.WARNING)
    return create_app(store_root, queries, settings)
