"""A small web on loopback: some paths, their headers, and what was asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What a path gives; ``drip`` waits that long after each byte."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    drip: float = 0


@dataclass
class Web:
    """A running server: ``pages`` by path with query, ``asked`` in the order of asking."""

    address: str
    pages: dict[str, Page]
    asked: list[str] = field(default_factory=list)


@contextmanager
def running(pages: dict[str, Page]) -> Iterator[Web]:
    """Serve pages on a free port of loopback until the block ends."""
    web: Web

    class Handler(BaseHTTPRequestHandler):
        """Answers with the pages, 404 for any other path."""

        def do_GET(self) -> None:
            """Answer one request."""
            web.asked.append(self.path)
            page = web.pages.get(self.path, Page(b"nothing here", status=404))
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            try:
                self._write(page)
            except OSError:
                return  # who asked has gone

        def _write(self, page: Page) -> None:
            if not page.drip:
                self.wfile.write(page.body)
                return
            for at in range(len(page.body)):
                self.wfile.write(page.body[at : at + 1])
                time.sleep(page.drip)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = Web(f"http://127.0.0.1:{server.server_port}", pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
