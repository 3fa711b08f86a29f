"""What follows from what was written: OWL 2 RL and the house rules, each inference explained."""

from .house import HouseRule, read_rules
from .inference import infer
from .results import Contradiction, Inference, Proof
from .rules_of_owl import RULES, Rule
from .trivia import is_trivial

__all__ = [
    "RULES",
    "Contradiction",
    "HouseRule",
    "Inference",
    "Proof",
    "Rule",
    "infer",
    "is_trivial",
    "read_rules",
]
