"""The face of the package is short, sorted, and light to import."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import clustergraph as cg

FACE = [
    "Absence",
    "Built",
    "ClustergraphError",
    "Explanation",
    "Finding",
    "Origin",
    "Report",
    "answer",
    "build",
    "open_store",
    "publish",
    "why",
    "why_not",
]


def test_the_face_is_just_this() -> None:
    """A name is added to the face here, too, or not at all."""
    assert cg.__all__ == FACE
    assert sorted(cg.__all__) == cg.__all__


def test_every_name_of_the_face_is_there_and_says_what_it_is() -> None:
    """Each name can be loaded and has a docstring of its own."""
    for name in cg.__all__:
        assert inspect.getdoc(getattr(cg, name)), name


def test_another_name_is_refused_as_python_does() -> None:
    """A name that is none raises AttributeError, not KeyError."""
    assert not hasattr(cg, "no_such_name")


def test_no_module_bears_the_name_of_a_function_of_the_face() -> None:
    """An import of a room can then never shadow a function."""
    rooms = {path.stem for path in Path(cg.__file__).parent.iterdir()}
    assert not rooms & set(cg.__all__)


def test_importing_the_package_loads_no_machine() -> None:
    """A query worker imports the package: it must not pay for the reasoner or the web."""
    code = "import sys, clustergraph; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"rdflib", "owlrl", "pyshacl", "flask", "pyoxigraph", "click"} & set(loaded)
