"""The endpoint, the things and their pages; the only room that knows Flask."""

from .app import create_app

__all__ = ["create_app"]
