"""Whether the graph keeps its shapes: SHACL over must (violations) and should (warnings)."""

from .checking import Result, validate
from .shapes import Shape, Shapes, read_shapes, sentence_of

__all__ = ["Result", "Shape", "Shapes", "read_shapes", "sentence_of", "validate"]
