"""Run the command line with ``python -m clustergraph``."""

from .cli import main

main()
