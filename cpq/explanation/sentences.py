"""How a line's price came about, in sentences that can be repeated to the customer: no cost, no margin, no reason of a discount."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from cpq.explanation.figures import Figures, amount_asked, each_unit, number, percent
from cpq.money import settled
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.pricing.phases.manual import BY_ORDER
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def sentences(line: PricedLine, quote: PricedQuote) -> tuple[Text, ...]:
    """One sentence for each step of the trace, in its order, and what it comes to."""
    if line.included:
        return (Text(zh="价格已含在上级行中。", en="It is paid with the line above."),)
    telling = _Telling(line, quote)
    return (*(telling.step(step) for step in line.trace), *telling.ending())


class _Telling:
    """One line's steps in words."""

    def __init__(self, line: PricedLine, quote: PricedQuote) -> None:
        self._line = line
        self._quote = quote
        self._figures = Figures(quote.currency, quote.digits)
        self._told: Mapping[Phase, Callable[[Step], Text]] = {
            Phase.BASE: self._base,
            Phase.OPTIONS: self._surcharge,
            Phase.QUANTITY: self._tier,
            Phase.ORDER_DISCOUNT: self._share,
            Phase.REBATE: self._rebate,
            Phase.MANUAL: self._by_hand,
        }

    def step(self, step: Step) -> Text:
        """The sentence of one step."""
        return self._told.get(step.phase, self._rule)(step)

    def _each(self, price: Decimal) -> Text:
        """A price of the trace, which is for one of the product's own unit, for one of the unit that was ordered."""
        return self._each_ordered(settled(price * self._line.contains))

    def _each_ordered(self, price: Decimal) -> Text:
        return each_unit(self._figures.price(price), self._line)

    def _ordered(self, quantity: Decimal | None) -> Decimal:
        """A quantity of the trace in the unit that was ordered."""
        return settled((quantity or Decimal(0)) / self._line.contains)

    def _base(self, step: Step) -> Text:
        if self._line.role == "delivery":
            return self._delivery(step)
        in_parts = self._is_in_parts()
        if not in_parts and not self._is_all(step) and step.quantity != self._line.quantity:
            return self._charge(step)
        each = self._list_price(step)
        if in_parts:
            count = number(self._ordered(step.quantity))
            return Text(
                zh=f"其中 {count.zh} {self._line.unit.zh}按“{step.label.zh}”，单价为{each.zh}。",
                en=f"For {count.en} of them the price under “{step.label.en}” is {each.en}.",
            )
        if step.label == self._quote.price_list_name:
            return Text(
                zh=f"目录单价为{each.zh}（{step.label.zh}）。", en=f"The list price is {each.en} ({step.label.en})."
            )
        return Text(zh=f"按“{step.label.zh}”，单价为{each.zh}。", en=f"Under “{step.label.en}” the price is {each.en}.")

    def _list_price(self, step: Step) -> Text:
        """The price of a step about units of the product, or about the unit that was ordered where the price is one for that."""
        price = step.unit_price or Decimal(0)
        return self._each_ordered(price) if step.quantity == self._line.quantity else self._each(price)

    def _charge(self, step: Step) -> Text:
        """A part of the list amount that is not quantity × unit price, as a package that is begun."""
        money = self._figures.money(step.amount)
        zh, en = (f"，{step.note.zh}", f", {step.note.en}") if step.note else ("", "")
        return Text(
            zh=f"“{step.label.zh}”{zh}：{money.zh}。", en=f"Under “{step.label.en}”{en}, there is {money.en} to pay."
        )

    def _delivery(self, step: Step) -> Text:
        """What a method of delivery costs; not the note, which may be the rep's reason."""
        if not step.amount:
            return Text(zh=f"“{step.label.zh}”免运费。", en=f"“{step.label.en}” is free of charge.")
        money = self._figures.money(step.amount)
        return Text(zh=f"“{step.label.zh}”运费为 {money.zh}。", en=f"“{step.label.en}” costs {money.en}.")

    def _is_in_parts(self) -> bool:
        """Whether the units are sold at several prices, as those within a contract's limit and those beyond it."""
        parts = [step.quantity or Decimal(0) for step in self._line.trace if step.phase is Phase.BASE]
        return len(parts) > 1 and self._ordered(sum(parts, Decimal(0))) == settled(self._line.quantity)

    def _is_all(self, step: Step) -> bool:
        """Whether a step is about every unit of the line."""
        return self._ordered(step.quantity) == settled(self._line.quantity)

    def _surcharge(self, step: Step) -> Text:
        price = step.unit_price or Decimal(0)
        each = self._each(abs(price))
        adds = Text(zh="加价", en="adds") if price >= 0 else Text(zh="减价", en="takes off")
        return Text(zh=f"{step.label.zh}{adds.zh}{each.zh}。", en=f"{step.label.en} {adds.en} {each.en}.")

    def _tier(self, step: Step) -> Text:
        if step.quantity is None:
            return self._rule(step)
        base = next((each for each in self._line.trace if each.phase is Phase.BASE), step)
        each = self._each((base.unit_price or Decimal(0)) + (step.unit_price or Decimal(0)))
        count = number(self._ordered(step.quantity))
        if step.counted is not None:
            return self._tier_together(step, count, each)
        if self._is_all(step):
            return Text(
                zh=f"由于订购 {count.zh} {self._line.unit.zh}，单价为{each.zh}。",
                en=f"Because you order {count.en}, the price is {each.en}.",
            )
        return Text(
            zh=f"其中 {count.zh} {self._line.unit.zh}的单价为{each.zh}。",
            en=f"For {count.en} of them the price is {each.en}.",
        )

    def _tier_together(self, step: Step, count: Text, each: Text) -> Text:
        """A tier that other lines, or what was bought before, helped to reach."""
        counted, unit = number(self._ordered(step.counted)), self._line.unit
        if self._is_all(step):
            return Text(
                zh=f"由于合计 {counted.zh} {unit.zh}，单价为{each.zh}。",
                en=f"Because it is {counted.en} in all, the price is {each.en}.",
            )
        return Text(
            zh=f"由于合计 {counted.zh} {unit.zh}，其中 {count.zh} {unit.zh}的单价为{each.zh}。",
            en=f"Because it is {counted.en} in all, the price of {count.en} of them is {each.en}.",
        )

    def _rule(self, step: Step) -> Text:
        """A rule, a contract, a ramp or a promotion by its name, and what it does."""
        name = Text(zh=f"“{step.label.zh}”", en=f"“{step.label.en}”")
        if step.becomes is not None:
            each = self._each(step.becomes)
            return Text(zh=f"按{name.zh}，单价为{each.zh}。", en=f"With {name.en} the price is {each.en}.")
        money = self._figures.money(abs(step.amount))
        does = Text(zh="减", en="takes off") if step.amount <= 0 else Text(zh="加", en="adds")
        if step.rate is None or step.phase is Phase.DEAL:  # a deal's rate is that of the units it gives away
            return Text(zh=f"{name.zh}{does.zh} {money.zh}。", en=f"{name.en} {does.en} {money.en}.")
        rate = percent(abs(step.rate))
        return Text(
            zh=f"{name.zh}{does.zh} {rate.zh}，即 {money.zh}。",
            en=f"{name.en} {does.en} {rate.en}, that is {money.en}.",
        )

    def _share(self, step: Step) -> Text:
        """A promotion on several lines together."""
        money = self._figures.money(abs(step.amount))
        if step.rate is None:
            return Text(
                zh=f"“{step.label.zh}”为多行共享的优惠，本行分摊 {money.zh}。",
                en=f"“{step.label.en}” is for several lines together; {money.en} of it is for this one.",
            )
        rate = percent(abs(step.rate))
        return Text(
            zh=f"“{step.label.zh}”优惠 {rate.zh}，本行为 {money.zh}。",
            en=f"“{step.label.en}” takes off {rate.en}, for this line {money.en}.",
        )

    def _rebate(self, step: Step) -> Text:
        """Rebate that was earned before and pays for a part of the line."""
        money = self._figures.money(abs(step.amount))
        return Text(
            zh=f"{step.label.zh}，本行抵扣 {money.zh}。", en=f"{step.label.en}, of which {money.en} pays for this line."
        )

    def _by_hand(self, step: Step) -> Text:
        """What the rep does; the reason stays inside the house."""
        if step.becomes is not None:
            each = self._each(step.becomes)
            return Text(zh=f"我们为您将单价定为{each.zh}。", en=f"We set the price at {each.en} for you.")
        money = self._figures.money(abs(step.amount))
        whole = step.rule == BY_ORDER[0]
        on = Text(zh="整单", en=" on the whole order") if whole else Text("", "")
        if step.rate is None:
            share = Text(zh="，本行分摊", en=", of which this line has") if whole else Text(zh="", en="")
            return Text(
                zh=f"我们{on.zh}再优惠{share.zh} {money.zh}。",
                en=f"We give a further discount{on.en}{share.en or ' of'} {money.en}.",
            )
        rate = percent(abs(step.rate))
        return Text(
            zh=f"我们{on.zh}再优惠 {rate.zh}，本行为 {money.zh}。",
            en=f"We give a further {rate.en}{on.en}, for this line {money.en}.",
        )

    def ending(self) -> Iterator[Text]:
        """What it comes to, and the tax on it."""
        line, figures = self._line, self._figures
        net, asked, each = figures.money(line.net), amount_asked(line), self._each_ordered(line.unit_net)
        about = Text("", "") if line.net == line.unit_net else each
        yield Text(
            zh=f"合计 {net.zh}（{asked.zh}{f'，折合{about.zh}' if about.zh else ''}）。",
            en=f"That comes to {net.en} for {asked.en}{f', {about.en}' if about.en else ''}.",
        )
        tax, gross, rates = figures.money(line.tax.amount), figures.money(line.gross), self._rates()
        if self._quote.tax_included:
            yield Text(zh=f"其中含{rates.zh}，{tax.zh}。", en=f"It contains {rates.en}, {tax.en}.")
        elif line.tax.amount:
            yield Text(
                zh=f"加上{rates.zh}，{tax.zh}，共 {gross.zh}。", en=f"With {rates.en}, {tax.en}, it is {gross.en}."
            )
        if line.estimated:
            yield Text(
                zh="金额按预计用量估算，按实际用量结算。",
                en="The amount is an estimate; what is billed is the actual use.",
            )

    def _rates(self) -> Text:
        """`VAT of 13 %`; where a bundle is taxed by part, each rate with the amount that it is taken of."""
        tax = self._line.tax
        if not tax.by_part:
            rate = percent(tax.rate)
            return Text(zh=f"{tax.name.zh} {rate.zh}", en=f"{tax.name.en} of {rate.en}")
        each = [(part.name, percent(part.rate), self._figures.money(part.base)) for part in tax.parts]
        return Text(
            zh="、".join(f"{name.zh} {rate.zh}（基数 {base.zh}）" for name, rate, base in each),
            en=" and ".join(f"{name.en} of {rate.en} on {base.en}" for name, rate, base in each),
        )
