"""What a change of curated tables changes in the published graph, and nothing else.

The published store holds everything that was read, concluded and counted. A build that finds only
rows of curated tables changed maps those tables, carries what is different through the rules, asks
the shapes that it reaches, and publishes the store with the difference. It gives what a full build
gives, byte for byte, or it gives up: then everything is built anew, and told.
"""

from .renewing import Renewed, renew

__all__ = ["Renewed", "renew"]
