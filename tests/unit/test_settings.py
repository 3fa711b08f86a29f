"""What an operator sets wins in a known order, and a mistake is told whole."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from clustergraph.errors import ProjectError
from clustergraph.settings import SETTINGS, Settings, read


def test_the_table_of_settings_and_the_class_agree() -> None:
    """One line a setting: name, type and default are the same in both."""
    assert {s.name: s.default for s in SETTINGS} == {f.name: f.default for f in fields(Settings)}


def test_command_line_before_environment_before_file_before_default(tmp_path: Path) -> None:
    """The nearer word wins."""
    (tmp_path / "clustergraph.toml").write_text('port = 1001\nhost = "::1"\nquery_seconds = 5\n')
    environment = {"CLUSTERGRAPH_PORT": "1002", "CLUSTERGRAPH_HOST": "0.0.0.0"}  # noqa: S104
    found = read(tmp_path, environment, port=1003, host=None)
    assert (found.port, found.host, found.query_seconds) == (1003, "0.0.0.0", 5)  # noqa: S104
    assert found.store == "var"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """An unknown name, a word for a number and a number too small are one error."""
    (tmp_path / "clustergraph.toml").write_text("prot = 1\nquery_megabytes = 1\n")
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, {"CLUSTERGRAPH_PORT": "http"})
    text = str(caught.value)
    assert "no setting is called prot" in text
    assert 'query_megabytes: "1" is no whole number from 512' in text
    assert 'port: "http"' in text


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    """The file and the place are in the message."""
    (tmp_path / "clustergraph.toml").write_text("port = = 1\n")
    with pytest.raises(ProjectError, match=r"clustergraph\.toml: .*line 1"):
        read(tmp_path, {})
