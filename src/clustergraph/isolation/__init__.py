"""Where other people's text is read: words that are refused, and processes that may die.

Two machines use these walls, queries at the endpoint and the shapes that a source brings. Import
the rooms themselves (``isolation.process``, ``isolation.walls`` …): this file stays empty, for each
worker process imports it when it starts.
"""
