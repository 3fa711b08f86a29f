"""The shapes that a source brings: read, refused where they ask for too much, and run.

To be called only in a process that may die (``pipeline.guests.worker``): Turtle, regular
expressions and queries of others are parsed and run here. They need not keep the conventions of
the house (names, both languages, a folder for each severity), but what SHACL would pass over in
silence is told of them too.
"""

from .reading import Guest, read_guest
from .running import Tally, run_guest

__all__ = ["Guest", "Tally", "read_guest", "run_guest"]
