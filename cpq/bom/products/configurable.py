"""Products that are put together to order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.products.product import PLAIN, AttributeValue, Code, ExpressionText, Part, Product
from cpq.bom.products.rules import Rule
from cpq.rulebook.fields import Id, Name, Number, Ref, Words
from cpq.rulebook.model import Strict

Count = Annotated[int, Field(ge=0, le=1000)]


class ConfiguredPart(Part):
    """A component that may hang on the configuration: used only `when` a condition holds, `times` a formula over what is chosen.

    随配置变化的零部件：可写使用条件 when，用量可乘以按配置计算的 times。
    """

    when: ExpressionText | None = None
    """Where it is used; without it, always. / 何时使用；不写则总是使用。"""
    times: ExpressionText | None = None
    """What the quantity is multiplied by, such as `disks.quantity`; at 0 it is not used. / 用量再乘以它，例如 disks.quantity；为 0 则不用。"""

    @property
    def hangs_on_choices(self) -> bool:
        return self.when is not None or self.times is not None


ConfiguredParts = Mapping[Code, Annotated[ConfiguredPart, PLAIN]]


class Option(Strict):
    """One option of a group: a product, and how many of it can be chosen.

    选项组中的一个选项及其可选数量。
    """

    min: Annotated[int, Field(ge=1, le=1000)] = 1
    """The least when it is chosen at all. / 选用时的最小数量。"""
    max: Annotated[int, Field(ge=1, le=1000)] = 1
    """The most. / 最大数量。"""
    step: Annotated[int, Field(ge=1, le=1000)] = 1
    """In steps of, counted from `min`. / 自最小数量起的步长。"""
    default: Count = 0
    """How many stand there until the rep says otherwise; 0 is none. / 默认数量，0 表示不选。"""
    when: ExpressionText | None = None
    """Where it is on offer; without it, always. / 何时可选；不写则总可选。"""
    parts: ConfiguredParts = Field(default_factory=dict[str, ConfiguredPart])
    """What one of it takes in this product besides itself: rails, screws. / 在本产品中每选一件还需要的零部件，例如导轨、螺丝。"""


class Group(Strict):
    """A group of options of which some are chosen. Its key is its name in rules: `cpu.quantity`, `sum(cpu.power)`.

    选项组；键名即规则中的名称。
    """

    name: Words
    """Name for people. / 名称。"""
    min: Count = 1
    """The least number of different options. / 至少选几种。"""
    max: Count = 1
    """The most. / 至多选几种。"""
    when: ExpressionText | None = None
    """Where there is anything to choose: elsewhere nothing is chosen, whatever `min` says. / 何时提供；不提供时什么也不选，不受 min 约束。"""
    options: Annotated[Mapping[Code, Annotated[Option, PLAIN]], Field(min_length=1)]
    """The products, or variants by their codes, to choose from. / 可选产品或变体编码。"""


class Input(Strict):
    """A value that the rep enters or picks: a RAID level, a length.

    由销售填写或选择的值，例如 RAID 级别、长度。
    """

    attribute: Annotated[str, Ref("attributes")]
    """The declared attribute that it is a value of; gives type, unit and names. / 所属属性，决定类型、单位与名称。"""
    values: Sequence[AttributeValue] = ()
    """The values on offer, for a number or to narrow a choice. / 可选值；数值属性必填，列举属性可用来收窄。"""
    min: Number | None = None
    """The least of a number, with `max` and `step`, in place of `values`. / 数值下限，与 max、step 一起代替 values。"""
    max: Number | None = None
    """The greatest. / 数值上限。"""
    step: Annotated[Number, Field(gt=0)] | None = None
    """The distance between two values. / 步长。"""
    default: AttributeValue | None = None
    """What stands there until the rep says otherwise. / 默认值。"""
    when: ExpressionText | None = None
    """Where it is asked for: elsewhere it has no value and counts as 0, "" or no. / 何时填写；不提供时没有值，按 0、空或否计。"""


class Nested(Strict):
    """Places for parts that are configured in turn: servers in a rack. Its key is its name in rules: `sum(servers.power)`.

    可再配置的部件位，例如机柜中的服务器；键名即规则中的名称。
    """

    name: Words
    """Name for people. / 名称。"""
    products: Annotated[Sequence[Annotated[str, Ref("products")]], Field(min_length=1)]
    """The configurable products that fit. / 可放入的可配置产品。"""
    min: Count = 0
    """The least number of parts. / 最少件数。"""
    max: Count
    """The most. / 最多件数。"""
    when: ExpressionText | None = None
    """Where parts can stand there: elsewhere there are none, whatever `min` says. / 何时可放部件；不提供时一件也没有，不受 min 约束。"""


class Configurable(Product):
    """A product that is put together from options under rules.

    可配置产品：按规则从选项组合而成。
    """

    kind: Literal["configurable"]
    """configurable"""
    # Narrower than in Product: safe, for nothing is ever assigned to a frozen model.
    parts: ConfiguredParts = Field(default_factory=dict[str, ConfiguredPart])  # pyright: ignore[reportIncompatibleVariableOverride]
    """What one unit is built from besides what is chosen. / 除所选选项外的物料清单。"""
    groups: Mapping[Name, Group] = Field(default_factory=dict[str, Group])
    """What is chosen. / 选项组。"""
    inputs: Mapping[Name, Input] = Field(default_factory=dict[str, Input])
    """What is entered. / 填写项。"""
    nested: Mapping[Name, Nested] = Field(default_factory=dict[str, Nested])
    """What is configured in turn. / 嵌套部件。"""
    rules: Mapping[Id, Rule] = Field(default_factory=dict[str, Rule])
    """What must hold. / 配置规则。"""
