"""Serve the graph of this folder: ``python server.py`` does what ``clustergraph serve`` does."""

from clustergraph.cli import main

if __name__ == "__main__":
    main(["serve"])
