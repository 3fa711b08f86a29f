"""Queries under limits: refused before they run, run where they may die, answered whole.

Import the rooms themselves (``querying.pool``, ``querying.named`` …): this file stays empty, for
each worker process imports it when it starts.
"""
