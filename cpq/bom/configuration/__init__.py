"""Configuration: what a rep may still choose, why not, and what completes the choice.

product → variables (variables), names for its rules (vocabulary), what the names are worth (gathering)
rule → typed tree (vocabulary) → formula (translation, comparisons) → constraints of the normal form (posting)
constraints → engine (cpq.bom.solve) → answers in the rep's words (configurator)
"""

from cpq.bom.configuration.configurator import Configurator, configurator
from cpq.bom.configuration.selection import NestedSelection, Selection, least_selection, read_selection
from cpq.bom.configuration.state import (
    Choice,
    Configuration,
    ConfigurationState,
    Explanation,
    GivenUp,
    InputState,
    NestedConfiguration,
    NumberState,
    OptionState,
    PriceEffects,
    Repair,
    Repairs,
    RuleText,
)
from cpq.bom.configuration.whatever_parts import configurator_with_any_parts

__all__ = [
    "Choice",
    "Configuration",
    "ConfigurationState",
    "Configurator",
    "Explanation",
    "GivenUp",
    "InputState",
    "NestedConfiguration",
    "NestedSelection",
    "NumberState",
    "OptionState",
    "PriceEffects",
    "Repair",
    "Repairs",
    "RuleText",
    "Selection",
    "configurator",
    "configurator_with_any_parts",
    "least_selection",
    "read_selection",
]
