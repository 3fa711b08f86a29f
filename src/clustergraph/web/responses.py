"""What responses share: the borrowed generation, the language, validators, links.

A generation never changes, so its name with the address, the form and the language is a validator:
an unchanged page or answer is known as such before any of it is made (RFC 9110, section 13).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Response, current_app, g, request, url_for
from werkzeug.http import http_date

from .. import names
from ..querying.named import NamedQuery
from ..rdf import Format
from . import negotiation
from .live import Live, Publications
from .negotiation import Choice
from .problems import Problem

LANGUAGES: Final = ("en", "de")
HTML: Final = Format("html", "text/html", "html", ("application/xhtml+xml",))
_TEXTUAL: Final = ("text/", "application/xhtml")


def publications() -> Publications:
    """Return the application's publications."""
    found: Publications = current_app.extensions["publications"]
    return found


def questions() -> dict[str, NamedQuery]:
    """Return the named questions."""
    found: dict[str, NamedQuery] = current_app.extensions["questions"]
    return found


def live() -> Live:
    """Return the generation that this request borrowed."""
    found: Live = g.live
    return found


def language() -> str:
    """Return the language of pages: ``?lang=`` first, then Accept-Language, then English."""
    given = request.args.get("lang", "")
    if given in LANGUAGES:
        return given
    return negotiation.choose_language(request.headers.get("Accept-Language"), LANGUAGES)


def negotiate(offers: Sequence[Format]) -> Choice:
    """Return the form that the client wants. Raises Problem with the list of what there is."""
    choice = negotiation.choose(request.headers.get("Accept"), offers)
    if choice is None:
        raise not_acceptable(offers)
    return choice


def not_acceptable(offers: Sequence[Format]) -> Problem:
    """Return the problem that lists the offers."""
    types = [offer.media_type for offer in offers]
    return Problem("not-acceptable", f"there is: {', '.join(types)}", known=types)


def local(iri: str) -> str | None:
    """Return the local address of an IRI of ours, or None: base IRI and host are independent."""
    if iri.startswith(names.THINGS):
        return url_for("resources.thing", name=iri.removeprefix(names.THINGS))
    if iri == names.ONTOLOGY or iri.startswith(names.TERMS):
        return url_for("resources.ontology") + iri.removeprefix(names.ONTOLOGY)
    if iri.startswith(names.GRAPHS):
        return url_for("resources.graph", name=iri.removeprefix(names.GRAPHS))
    if iri == names.DATASET:
        return url_for("catalog.void")
    return None


def revision() -> str:
    """Return a hash of what pages look like: templates, styles and the code that fills them."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".css", ".py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cached(
    choice: Choice, make: Callable[[], Response], *, is_stable: bool = True, varies: bool = True
) -> Response:
    """Return what ``make`` makes, with validators, or 304 without making it.

    ``is_stable`` is False for an answer that differs from call to call; ``varies`` is False where
    the address alone decides the form. The validator is weak: two makings mean the same, and may
    differ in the order of prefixes.
    """
    is_page = choice.format is HTML
    wanted = language() if is_page else ""
    seed = "\n".join(
        (request.full_path, request.script_root, choice.media_type, wanted,
         current_app.extensions["revision"])
    )  # fmt: skip
    tag = f"{live().generation.name}-{hashlib.sha256(seed.encode()).hexdigest()[:16]}"
    is_cacheable = is_stable and request.method in ("GET", "HEAD")
    if is_cacheable and _is_unchanged(tag):
        response = Response(status=304)
    else:
        response = make()
        response.headers["Content-Type"] = content_type(choice.media_type)
    if is_cacheable:
        response.set_etag(tag, weak=True)
        response.headers["Last-Modified"] = http_date(live().modified)
    if varies:
        response.vary.add("Accept")
    if is_page:
        response.vary.add("Accept-Language")
        response.headers["Content-Language"] = wanted
    return response


def _is_unchanged(tag: str) -> bool:
    """Compare validators; If-None-Match makes If-Modified-Since void (RFC 9110, 13.1.3)."""
    if request.headers.get("If-None-Match") is not None:
        return request.if_none_match.contains_weak(tag)
    since = request.if_modified_since
    return since is not None and live().modified <= since


def content_type(media_type: str) -> str:
    """Return a media type with its charset where the type has one."""
    textual = media_type.startswith(_TEXTUAL)
    return f"{media_type}; charset=utf-8" if textual else media_type


def alternates(links: Sequence[tuple[Format, str]]) -> str:
    """Return a Link header that names the other forms of a thing (RFC 8288)."""
    return ", ".join(
        f'<{quote(address, safe="/:?=&%#.")}>; rel="alternate"; type="{form.media_type}"'
        for form, address in links
    )
