"""Updates for a server that takes none, so that the W3C tests of queries can bring their data.

The server under test reads what is published and changes nothing. Here an update goes to a store in
memory, and what that store then holds is published for the server, as a build would. Only the
setting up of a test comes this way; no answer that is compared does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from clustergraph import provenance, store
from clustergraph.rules import Book


class Bridge:
    """A store in memory and the folder in which each of its states is published."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._store = ox.Store()
        self.publish()

    def update(self, text: str) -> None:
        """Change the store and publish it. Raises SyntaxError for what is no update."""
        was_empty = self._is_empty
        self._store.update(text)
        if not (was_empty and self._is_empty):  # half of all updates clear what is clear
            self.publish()

    @property
    def _is_empty(self) -> bool:
        return not len(self._store) and not list(self._store.named_graphs())

    def publish(self) -> None:
        """Make what the store holds the current generation, default graph and named ones apart."""
        store.publish(self._root, self._fill, keep=1)

    def _fill(self, folder: Path) -> dict[str, Any]:
        made = ox.Store(str(folder / "store"))
        made.extend(self._store)
        for graph in self._store.named_graphs():
            made.add_graph(graph)
        made.flush()
        provenance.write_places(folder / "evidence", self._root, [], {})
        Book(()).write(folder / "rules.json")
        store.dataset.write(folder / "dataset", {})
        return {"counts": {"default": len(self._store)}, "entities": {}}


@contextmanager
def running(root: Path) -> Iterator[str]:
    """Give the address to which updates are posted; they are published under ``root``."""
    bridge = Bridge(root)

    class Handler(BaseHTTPRequestHandler):
        """Takes SPARQL updates."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Carry out one update."""
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                bridge.update(text)
                status = 204
            except (SyntaxError, ValueError, OSError):
                status = 400
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/update"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
