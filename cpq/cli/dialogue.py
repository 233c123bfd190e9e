"""The dialogue of `cpq configure`: a command a line, the state and the price after each."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from rich.text import Text as Styled

from cpq.bom.configuration import Choice, Configuration, Explanation
from cpq.bom.request import QuoteRequest
from cpq.cli.amounts import money
from cpq.cli.configuration_view import configuration_view, conflict_view, overview, repairs_view
from cpq.cli.configuring import Session, chosen, engine_for, request_of
from cpq.cli.findings_view import show
from cpq.cli.language import read, say
from cpq.cli.quote_view import quote_view
from cpq.cli.request_file import write_request
from cpq.cli.terminal import out
from cpq.option_amounts import option_amounts
from cpq.quote import price_quote
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

HELP = say(
    zh="""\
  组名 选项 [数量]     选用，例如：memory MEM-32 8      填写项：raid RAID5
  drop 组名 [选项]     取消选择                          why 组名 选项 [数量]  为什么不行
  show [组名]          全部选项，或一组的选项            undo                  撤销上一步
  fix 组名 选项 [数量] 怎样才能选（fix 不带选项：怎样消除矛盾）
  cheapest             最便宜的补全                      count                 还有多少种配置
  price                逐项价格                          save 文件.yaml        写成报价请求
  overview             总览                              quit                  离开""",
    en="""\
  GROUP OPTION [QTY]   choose, e.g. memory MEM-32 8      an input: raid RAID5
  drop GROUP [OPTION]  take a choice back                why GROUP OPTION [QTY]  why it cannot be had
  show [GROUP]         every option, or a group's        undo                    one step back
  fix GROUP OPTION     how it could be had (fix alone: how to mend a contradiction)
  cheapest             the cheapest completion           count                   how many configurations are left
  price                every item's price                save FILE.yaml          write it as a request
  overview             what is chosen                    quit                    leave""",
)


@dataclass
class Dialogue:
    """Reads commands until `quit` or the end of input."""

    session: Session
    head: QuoteRequest

    def run(self) -> None:
        out.print(Styled.assemble((read(self.session.product.name), "bold"), "  ", (self.session.product.id, "dim")))
        out.print(HELP, style="dim")
        self._overview()
        while True:
            try:
                words = shlex.split(input("› "))
            except EOFError:
                return
            except ValueError:
                words = ["?"]
            if words[:1] in (["quit"], ["exit"], ["q"]):
                return
            if words:
                self._safely(words)

    def _safely(self, words: list[str]) -> None:
        try:
            self._do(words)
        except Refused as refused:
            show(refused.findings, None, as_json=False)

    def _do(self, words: list[str]) -> None:
        if not self._look(words) and not self._step(words):
            out.print(HELP, style="dim")

    def _look(self, words: list[str]) -> bool:
        """Answers a question; false where it is none."""
        match words:
            case ["show", *rest]:
                self._show(rest[0] if rest else None)
            case ["overview"]:
                self._overview()
            case ["price"]:
                self._price()
            case ["count"]:
                self._count()
            case ["why", _, _, *_]:
                self._why(words[1:])
            case ["fix", *rest]:
                self._fix(self._asked(rest) if rest else None)
            case ["save", file]:
                write_request(Path(file), request_of(self.session, self.head))
            case _:
                return False
        return True

    def _step(self, words: list[str]) -> bool:
        """Changes the choices; false where nothing is to be changed."""
        match words:
            case ["undo"]:
                self._become(self.session.undone())
            case ["drop", name, *rest]:
                self._become(self.session.dropped(name, rest[0] if rest else None))
            case ["cheapest"]:
                self._cheapest()
            case [name, _, *_] if name in (*self.session.product.groups, *self.session.product.inputs):
                self._become(chosen(self.session, words))
            case [name, _, *_]:
                raise Refused([_unknown(name, self.session)])
            case _:
                return False
        return True

    def _become(self, session: Session) -> None:
        """Takes the step, unless it contradicts the rules or the other choices: then it says why, and nothing changes."""
        conflict = engine_for(session).status(session.selection).conflict
        if conflict is not None and session.before and session.before[-1] == self.session.choices:
            out.print(conflict_view(conflict))
            out.print(say(zh="没有选用，其余不变。", en="Not taken; nothing else has changed."), style="yellow")
            return
        self.session = session
        self._overview()

    def _overview(self) -> None:
        configurator = engine_for(self.session)
        selection = self.session.selection
        state, completed = configurator.status(selection), configurator.complete(selection)
        out.print(overview(self.session, state, completed))
        if isinstance(completed, Configuration):
            self._total(completed)

    def _show(self, only: str | None) -> None:
        configurator = engine_for(self.session)
        selection = self.session.selection
        out.print(
            configuration_view(self.session, configurator.status(selection), configurator.complete(selection), only)
        )

    def _total(self, completed: Configuration) -> None:
        for given_up in completed.given_up:
            out.print(f"· {read(given_up.text)}", style="dim")
        try:
            priced = price_quote(self.session.rulebook, request_of(self.session, self.head))
        except Refused as refused:
            show(refused.findings, None, as_json=False)
            return
        buyer = read(priced.buyer.name)
        label = say(zh=f"净价（{buyer}，{priced.date}）", en=f"net price ({buyer}, {priced.date})")
        out.print(Styled.assemble(label, "  ", (money(priced.totals.net, priced.currency), "bold green")))

    def _price(self) -> None:
        out.print(quote_view(price_quote(self.session.rulebook, request_of(self.session, self.head))))

    def _asked(self, words: list[str]) -> Choice:
        """`GROUP OPTION [QUANTITY]` or `INPUT VALUE` as what is asked about. Raises `Refused`."""
        asked = chosen(replace(self.session, choices={}), words).selection
        for group, options in asked.options.items():
            for code, quantity in options.items():
                return Choice(group, code, quantity if len(words) > 2 else None)
        ((name, value),) = asked.inputs.items()
        return Choice(name, None, value=value)

    def _why(self, words: list[str]) -> None:
        self._explain(engine_for(self.session).explain(self.session.selection, self._asked(words)), words[1])

    def _fix(self, choice: Choice | None) -> None:
        repairs = engine_for(self.session).repairs(self.session.selection, choice)
        out.print(repairs_view(repairs))

    def _cheapest(self) -> None:
        """Chooses what the cheapest completion has, as one step."""
        session = self.session
        prices = option_amounts(session.rulebook, request_of(session, self.head), session.product, session.selection)
        completed = engine_for(session).complete(session.selection, prices.amounts)
        if isinstance(completed, Explanation):
            out.print(conflict_view(completed))
            return
        self._become(session.taken(completed))
        proven = say(zh="按目录价已证明最便宜", en="proven the cheapest at list prices")
        unproven = say(zh="限时内找到的最便宜配置，未证明", en="the cheapest found within the limit; not proven")
        out.print(proven if completed.proven else unproven, style="dim")

    def _count(self) -> None:
        count = engine_for(self.session).count(self.session.selection)
        zh, en = ("还有", "") if count.exact else ("至少还有", "at least ")
        out.print(say(zh=f"{zh} {count.number:,} 种配置", en=f"{en}{count.number:,} configurations are left"))

    def _explain(self, reason: Explanation | None, option: str) -> None:
        if reason is None:
            out.print(say(zh=f"{option} 可以选", en=f"{option} can be had"))
        else:
            out.print(conflict_view(reason))


def _unknown(name: str, session: Session) -> Finding:
    if name in session.product.nested:
        fits = session.product.nested[name].products[0]
        text = Text(
            zh=f"嵌套部件请写在请求里（configuration 下的 {name}）；先用 cpq configure {fits} 配好，save 后抄入",
            en=f"nested parts are written in the request, under configuration: {name}; make one with `cpq configure {fits}`, "
            "save it and copy it there",
        )
        return Finding("unknown-group", Place(name), text)
    near = did_you_mean(name, [*session.product.groups, *session.product.inputs])
    listed = ", ".join([*session.product.groups, *session.product.inputs])
    text = Text(
        zh=f"没有这个组{near.zh or f'；可选：{listed}'}",
        en=f"there is no such group{near.en or f'; there are: {listed}'}",
    )
    return Finding("unknown-group", Place(name), text)
