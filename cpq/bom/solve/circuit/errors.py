"""Why there is no circuit."""

from __future__ import annotations

from cpq.bom.solve.errors import TooLarge
from cpq.rulebook.text import Text


class DidNotCompile(TooLarge):
    """The circuit would be larger, or take longer to make, than the budget allows: another engine must answer."""

    def __init__(self, rule: str | None = None) -> None:
        of = Text(zh=f"（规则“{rule}”）", en=f' (rule "{rule}")') if rule else Text(zh="", en="")
        super().__init__(
            Text(
                zh=f"模型{of.zh}编译成电路会超出预算；请改用 SAT 引擎，或放宽编译预算",
                en=f"compiling the model{of.en} to a circuit goes beyond the budget; use the SAT engine, or allow more",
            ),
            rule,
        )
