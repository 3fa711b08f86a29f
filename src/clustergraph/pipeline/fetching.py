"""Reading the web, for those who ask for it: http and https only, bounded, and each address once.

What is fetched lies in a temporary folder until the work is done: a table may be read several times
and may be larger than memory. No other scheme is known here, so no redirection leads to a local
file.
"""

from __future__ import annotations

import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from ..tables import standard

_ACCEPT: Final = "text/csv, application/csvm+json, application/ld+json;q=0.9, */*;q=0.5"
_BLOCK: Final = 1 << 16
_ABSENT: Final = frozenset({404, 410})
_FORBIDDEN: Final = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one address may take, in seconds, and how much it may give, in megabytes."""

    seconds: float = 120
    megabytes: int = 4096
    silence: float = 20


class WebReader:
    """A ``standard.Fetch`` that reads local files and the web; use it in a ``with`` statement."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._folder = tempfile.TemporaryDirectory(prefix="clustergraph-")
        self._known: dict[str, standard.Resource | OSError] = {}
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler,
            urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPRedirectHandler,
            urllib.request.HTTPErrorProcessor, urllib.request.UnknownHandler,
        ):  # fmt: skip
            self._opener.add_handler(handler())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def __call__(self, address: str) -> standard.Resource:
        """Give what stands at an address.

        Raises FileNotFoundError, PermissionError, TimeoutError or another OSError.
        """
        if urlsplit(address).scheme not in ("http", "https"):
            return standard.read_local(address)
        if address not in self._known:
            try:
                self._known[address] = self._get(address)
            except OSError as error:
                self._known[address] = error
        found = self._known[address]
        if isinstance(found, OSError):
            raise found
        return found

    def _get(self, address: str) -> standard.Resource:
        request = urllib.request.Request(address, headers={"Accept": _ACCEPT})  # noqa: S310  # http(s) only, see above
        file = Path(self._folder.name) / str(len(self._known))
        try:
            with self._opener.open(request, timeout=self._limits.silence) as response:
                self._save(response, file, address)
                headers: HTTPMessage = response.headers
                final: str = response.url
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"{address} answers {error.code} {error.reason}"
            if error.code in _ABSENT:
                raise FileNotFoundError(reason) from error
            kind = PermissionError if error.code in _FORBIDDEN else OSError
            raise kind(reason) from error
        except urllib.error.URLError as error:
            raise OSError(f"{address} does not answer: {error.reason}") from error
        except (HTTPException, ValueError) as error:
            raise OSError(f"{address} gives no proper answer: {error}") from error
        media_type, parameters = standard.media_type_of(headers.get("Content-Type", ""))
        links = standard.links_of(", ".join(headers.get_all("Link", [])))
        return standard.Resource(final, lambda: file.open("rb"), media_type, parameters, links)

    def _save(self, response: object, file: Path, address: str) -> None:
        deadline = time.monotonic() + self._limits.seconds
        left = self._limits.megabytes * 1_000_000
        with file.open("wb") as target:
            while block := response.read1(_BLOCK):  # type: ignore[attr-defined]  # HTTPResponse
                left -= len(block)
                if left < 0:
                    raise OSError(f"{address} gives more than {self._limits.megabytes} MB")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{address} takes longer than {self._limits.seconds:g} s")
                target.write(block)
