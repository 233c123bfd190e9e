"""What the configurator says of a whole, for one of its parts."""

from __future__ import annotations

from cpq.bom.configuration import Configuration, ConfigurationState, PriceEffects
from cpq.bom.configuration.state import Path


def state_of(state: ConfigurationState, path: Path) -> ConfigurationState:
    """The state of the part at a path; that of the whole where too few or too many parts leave nothing to say of it."""
    for place, number in zip(path[::2], path[1::2], strict=True):
        parts = state.nested.get(str(place), ())
        state = parts[int(number)] if parts else state
    return state


def part_of(configuration: Configuration, path: Path) -> Configuration:
    """What a whole configuration has in the part at a path."""
    for place, number in zip(path[::2], path[1::2], strict=True):
        configuration = configuration.nested[str(place)][int(number)].configuration
    return configuration


def effects_of(effects: PriceEffects, path: Path) -> PriceEffects:
    """What is said of the part at a path."""
    for place, number in zip(path[::2], path[1::2], strict=True):
        effects = effects.nested[str(place)][int(number)]
    return effects
