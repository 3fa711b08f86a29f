"""Tests of the application without a server: sub-paths, faults of our own, words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

import small
from clustergraph.settings import Settings
from clustergraph.web import create_app
from clustergraph.web.wording import TEXTS


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the small graph."""
    folder = tmp_path_factory.mktemp("web")
    small.publish(folder / "var")
    settings = Settings(query_workers=1)
    made = create_app(folder / "var", small.write_questions(folder / "queries"), settings)
    yield made
    made.extensions["publications"].close()


def test_addresses_honour_a_sub_path(app: Flask) -> None:
    """Under SCRIPT_NAME every link and redirect keeps the path before ours."""
    client = app.test_client()
    under = {"SCRIPT_NAME": "/kg"}
    reply = client.get("/id/organisation/alpha", environ_overrides=under)
    assert reply.headers["Location"] == "/kg/data/organisation/alpha.ttl"
    assert "</kg/data/organisation/alpha.nt>" in reply.headers["Link"]
    page = client.get("/page/organisation/alpha", environ_overrides=under).text
    assert 'href="/kg/id/project/p"' in page
    assert 'href="/kg/ontology#coordinates"' in page
    assert 'href="/id/' not in page


def test_a_fault_of_our_own_tells_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is 500 in problem details without its text."""

    def fail(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("clustergraph.querying.lookup.Lookup.knows", fail)
    reply = app.test_client().get("/id/organisation/alpha")
    assert reply.status_code == 500
    assert reply.content_type == "application/problem+json"
    assert "secret" not in reply.text


def test_both_languages_have_all_words() -> None:
    """No word of the pages is missing in one language."""
    assert TEXTS["en"].keys() == TEXTS["de"].keys()
    assert all(text for texts in TEXTS.values() for text in texts.values())


@pytest.mark.parametrize(
    "target",
    ["/", "/sparql", "/questions", "/questions/coordinator-of", "/ontology", "/page/project/p"],
)
def test_pages_are_pages(app: Flask, target: str) -> None:
    """Each page has one heading of the first rank, a language, a label for each field."""
    page = app.test_client().get(target, headers={"Accept": "text/html"}).text
    assert page.startswith("<!doctype html>")
    assert page.count("<h1") == 1
    assert "<html lang=" in page
    for kind in ("<textarea id=", "<input id="):
        for part in page.split(kind)[1:]:
            name = part.split('"')[1]
            assert f'<label for="{name}">' in page
