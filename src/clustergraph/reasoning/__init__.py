"""What follows from what was written: OWL 2 RL and the house rules."""

from .carrying import Carried, Given, Standing, carry
from .engine import Engine
from .house import HouseRule, read_rules
from .inference import Reasoner, infer
from .results import Contradiction, Inference
from .rules_of_owl import RULES
from .trivia import is_trivial

__all__ = [
    "RULES",
    "Carried",
    "Contradiction",
    "Engine",
    "Given",
    "HouseRule",
    "Inference",
    "Reasoner",
    "Standing",
    "carry",
    "infer",
    "is_trivial",
    "read_rules",
]
