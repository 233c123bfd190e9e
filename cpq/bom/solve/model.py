"""A model: variables and the constraints between them, checked once when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpq.bom.solve.errors import UnknownVariable
from cpq.bom.solve.soundness import check_constraint, check_variables
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpq.bom.solve.normal_form import Constraint, Variable


@dataclass(frozen=True, slots=True)
class Model:
    """Variables and the constraints between them. Raises `MalformedModel` or `TooLarge` when it cannot be one."""

    variables: tuple[Variable, ...]
    constraints: tuple[Constraint, ...]
    domains: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_variables(self.variables)
        object.__setattr__(self, "domains", {each.name: each.domain for each in self.variables})
        for constraint in self.constraints:
            check_constraint(constraint, self.domains)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules, each once, in the order of their first constraint."""
        return tuple(dict.fromkeys(each.rule for each in self.constraints))

    def domain(self, name: str) -> tuple[int, ...]:
        """The domain of the variable of that name; raises `UnknownVariable`."""
        if name in self.domains:
            return self.domains[name]
        near = did_you_mean(name, self.domains)
        raise UnknownVariable(
            Text(
                zh=f"配置模型里没有变量“{name}”{near.zh}；请使用模型中已有的变量名",
                en=f'the configuration model has no variable "{name}"{near.en}; use a variable that the model has',
            )
        )
