"""The web application: its rooms put together, and what holds for every response."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from .. import errors
from ..querying.named import read_named
from ..querying.pool import Bounds
from ..settings import Settings
from . import catalog, health, pages, questions, resources, responses, sparql
from .live import Publications
from .problems import Problem, problem_of, problem_of_status

_LOG: Final = logging.getLogger(__name__)
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_EXPOSED: Final = "Content-Language, ETag, Last-Modified, Link, Location, Retry-After"
_FORM_OVERHEAD: Final = 3  # a byte is at most three characters when it is percent-encoded
_RETRY_SECONDS: Final = "10"


def create_app(store_root: Path, queries: Path, settings: Settings) -> Flask:
    """Make the application that serves the generations under ``store_root``.

    ``queries`` is the folder of named questions. Raises ProjectError when one of them cannot be
    read. Nothing needs to be published yet: until then requests are answered with 503.
    """
    app = Flask(__name__)
    bounds = Bounds(
        settings.query_seconds,
        settings.query_megabytes,
        settings.answer_megabytes,
        settings.query_kilobytes,
        settings.query_depth,
        settings.query_workers,
    )
    app.config["MAX_CONTENT_LENGTH"] = _FORM_OVERHEAD * (settings.query_kilobytes + 4) * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.extensions["publications"] = Publications(Path(store_root), bounds)
    app.extensions["questions"] = read_named(Path(queries))
    app.extensions["revision"] = responses.revision()
    for room in (pages, sparql, questions, resources, catalog, health):
        app.register_blueprint(room.blueprint)
    app.jinja_env.globals.update(pages.helpers())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_borrow)
    app.teardown_request(_give_back)
    app.after_request(_finish)
    app.register_error_handler(errors.ClustergraphError, _on_error)
    app.register_error_handler(Problem, pages.problem_response)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_mistake)
    return app


def _borrow() -> None:
    """Keep one generation for the whole request; those that need none do without."""
    if request.endpoint in ("static", "health.alive") or request.method == "OPTIONS":
        return
    borrowed = responses.publications().borrowed()
    try:
        g.live = borrowed.__enter__()
    except errors.StoreError as error:
        if request.endpoint != "health.ready":
            raise
        g.store_error = error
        return
    g.borrowed = borrowed


def _give_back(_error: BaseException | None) -> None:
    borrowed = g.pop("borrowed", None)
    if borrowed is not None:
        borrowed.__exit__(None, None, None)


def _finish(response: Response) -> Response:
    """Set the headers of every response, CORS among them (the graph is open to every page)."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = _POLICY
    headers["Referrer-Policy"] = "no-referrer"
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers.setdefault("Cache-Control", "no-cache")
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = (
            "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match"
        )
        headers["Access-Control-Max-Age"] = "86400"
    if response.status_code == 503:
        headers.setdefault("Retry-After", _RETRY_SECONDS)
    return response


def _on_error(error: errors.ClustergraphError) -> Response:
    return pages.problem_response(problem_of(error, responses.publications().bounds))


def _on_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=dict(error.get_headers()))  # a redirect by routing
    response = pages.problem_response(problem_of_status(status, error.description or ""))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _on_mistake(error: Exception) -> Response:
    """Answer for a fault of our own: the log has it whole, the client learns no more than that."""
    _LOG.exception("answering %s", request.path, exc_info=error)
    return pages.problem_response(Problem("internal-error", "the fault is in the server's log"))
