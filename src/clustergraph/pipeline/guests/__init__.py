"""The shapes that sources bring along: run behind walls, their findings led to the cells.

``checking`` and ``asking`` are the parent, ``worker`` and ``leading`` the process that may die,
``telling`` what crosses the pipe between them. This file stays empty, for the worker imports it.
"""
