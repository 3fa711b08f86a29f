"""Whether the graph keeps its shapes: SHACL over must (violations) and should (warnings)."""

from .engines import Engine, choose, validate
from .reading import read_shapes
from .rechecking import Rechecked, recheck
from .results import Result
from .shapes import Shape, Shapes, sentence_of

__all__ = [
    "Engine",
    "Rechecked",
    "Result",
    "Shape",
    "Shapes",
    "choose",
    "read_shapes",
    "recheck",
    "sentence_of",
    "validate",
]
