"""The dialogue of `cpq configure`: a command a line, the state and the price after each."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import Literal

from rich.text import Text as Styled

from cpq.bom.configuration import Choice, Configuration, Explanation
from cpq.bom.configuration.state import Path
from cpq.bom.request import QuoteRequest
from cpq.cli.amounts import money
from cpq.cli.configuration_view import configuration_view, conflict_view, overview, repairs_view
from cpq.cli.effects_view import effects_view
from cpq.cli.findings_view import show
from cpq.cli.language import read, say
from cpq.cli.quote_view import quote_view
from cpq.cli.request_file import write_request
from cpq.cli.terminal import out
from cpq.cli.typed import addressed, asked, chosen, dropped, looked_at, unknown_part
from cpq.configuring.asking import Asking
from cpq.configuring.part_answers import effects_of, part_of, state_of
from cpq.configuring.session import Session, request_of, typed
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused

HELP = say(
    zh="""\
  组名 选项 [数量]     选用，例如：memory MEM-32 8      填写项：raid RAID5
  drop 组名 [选项]     取消选择                          why 组名 选项 [数量]  为什么不行
  show [组名]          全部选项，或一组的选项            undo                  撤销上一步
  fix 组名 选项 [数量] 怎样才能选（fix 不带选项：怎样消除矛盾）
  cheapest             最便宜的补全                      effects [组名]        各选项对最便宜补全的影响
  margin               毛利最高的补全                    closest               放弃默认项最少的补全
  count                还有多少种配置                    price                 逐项价格
  overview             总览                              save 文件.yaml        写成报价请求
  quit                 离开""",
    en="""\
  GROUP OPTION [QTY]   choose, e.g. memory MEM-32 8      an input: raid RAID5
  drop GROUP [OPTION]  take a choice back                why GROUP OPTION [QTY]  why it cannot be had
  show [GROUP]         every option, or a group's        undo                    one step back
  fix GROUP OPTION     how it could be had (fix alone: how to mend a contradiction)
  cheapest             the cheapest completion           effects [GROUP]         what choices make of it
  margin               the one with the highest margin   closest                 the one closest to the defaults
  count                how many configurations are left  price                   every item's price
  overview             what is chosen                    save FILE.yaml          write it as a request
  quit                 leave""",
)

PARTS_HELP = say(
    zh="""\
  部件位 [产品] 件数   放几件，例如：servers 3           servers.0 4           第一项改为 4 件相同的
  servers.0.cpu 选项   在一件里选，why、fix、drop、show 也可这样写；servers.* 表示每一件
  why servers 9        为什么不能放 9 件                 drop servers          件数不定，按最少补全
  enter servers.0      进入这一件                        leave                 回到外层""",
    en="""\
  PLACE [PRODUCT] N    so many parts, e.g. servers 3     servers.0 4             four equal ones of the first
  servers.0.cpu OPTION choose in a part; so with why, fix, drop, show; servers.* is every part
  why servers 9        why there cannot be nine          drop servers            leave the number open
  enter servers.0      step into a part                  leave                   step out again""",
)


Optimum = Literal["cheapest", "margin", "closest"]
"""What a completion can be the best by."""

_OPTIMA: Mapping[Optimum, tuple[str, str]] = {
    "cheapest": (
        say(zh="按目录价已证明最便宜", en="proven the cheapest at list prices"),
        say(zh="限时内找到的最便宜配置，未证明", en="the cheapest found within the limit; not proven"),
    ),
    "margin": (
        say(zh="按目录价与成本已证明毛利最高", en="proven the highest margin at list prices and costs"),
        say(zh="限时内找到的毛利最高的配置，未证明", en="the highest margin found within the limit; not proven"),
    ),
    "closest": (
        say(zh="已证明放弃的默认项最少", en="proven to give up the fewest defaults"),
        say(
            zh="限时内找到的放弃默认项最少的配置，未证明",
            en="the fewest defaults given up within the limit; not proven",
        ),
    ),
}
"""What is said of a completion by each word, proven or not."""


@dataclass
class Dialogue:
    """Reads commands until `quit` or the end of input."""

    session: Session
    head: QuoteRequest

    def run(self, complete: Optimum | None = None) -> None:
        """With the best completion to begin with, where one is asked for."""
        out.print(Styled.assemble((read(self.session.product.name), "bold"), "  ", (self.session.product.id, "dim")))
        self._help()
        if complete:
            self._optimum(complete)
        else:
            self._overview()
        while True:
            try:
                words = shlex.split(input(self._prompt))
            except EOFError:
                return
            except ValueError:
                words = ["?"]
            if words[:1] in (["quit"], ["exit"], ["q"]):
                return
            if words:
                self._safely(words)

    @property
    def _prompt(self) -> str:
        """Says where one is."""
        path = ".".join(str(step) for step in self.session.at)
        return f"{path} › " if path else "› "

    def _help(self) -> None:
        out.print(HELP, style="dim")
        if self.session.product.nested:
            out.print(PARTS_HELP, style="dim")

    def _safely(self, words: list[str]) -> None:
        try:
            self._do(words)
        except Refused as refused:
            show(refused.findings, None, as_json=False)

    def _do(self, words: list[str]) -> None:
        if not self._move(words) and not self._look(words) and not self._step(words):
            self._help()

    def _move(self, words: list[str]) -> bool:
        """Steps into a part or out of one; false where neither is asked."""
        match words:
            case ["enter", word]:
                (path, name), *others = addressed(self.session, word)
                if name or others:
                    raise Refused([unknown_part(self.session, word)])
                self.session = self.session.inside(path)
            case ["leave"]:
                self.session = replace(self.session, at=self.session.at[:-2])
            case _:
                return False
        self._overview()
        return True

    def _look(self, words: list[str]) -> bool:
        """Answers a question; false where it is none."""
        match words:
            case ["show", *rest]:
                self._show(*rest[:1])
            case ["overview"]:
                self._overview()
            case ["price"]:
                self._price()
            case ["count"]:
                self._count()
            case ["why", *rest]:
                self._why(rest)
            case ["fix", *rest]:
                self._fix(asked(self.session, rest) if rest else None)
            case ["effects", *rest]:
                self._effects(*rest[:1])
            case ["save", file]:
                write_request(File(file), request_of(self.session, self.head))
            case _:
                return False
        return True

    def _step(self, words: list[str]) -> bool:
        """Changes the choices; false where nothing is to be changed."""
        match words:
            case ["undo"]:
                self.session = self.session.undone()
                self._overview()
            case ["drop", word, *rest]:
                self._become(dropped(self.session, word, rest[0] if rest else None))
            case ["cheapest" | "margin" | "closest" as word]:
                self._optimum(word)
            case [_, _, *_]:
                self._become(chosen(self.session, words))
            case _:
                return False
        return True

    def _become(self, session: Session) -> None:
        """Takes the step, unless it makes a contradiction where there was none: then it says why, and nothing changes."""
        conflict = session.configurator.status(session.selection).conflict
        if conflict is not None and self._sound():
            out.print(conflict_view(conflict))
            out.print(say(zh="没有选用，其余不变。", en="Not taken; nothing else has changed."), style="yellow")
            return
        self.session = session
        self._overview()

    def _sound(self) -> bool:
        return isinstance(self.session.configurator.complete(self.session.selection), Configuration)

    def _overview(self) -> None:
        session, selection = self.session, self.session.selection
        state, completed = session.configurator.status(selection), session.configurator.complete(selection)
        out.print(overview(session, state_of(state, session.at), _inside(completed, session.at)))
        if isinstance(completed, Configuration):
            self._total(completed)

    def _show(self, word: str = "") -> None:
        selection, configurator = self.session.selection, self.session.configurator
        state, completed = configurator.status(selection), configurator.complete(selection)
        for session, name in looked_at(self.session, word):
            out.print(configuration_view(session, state_of(state, session.at), _inside(completed, session.at), name))

    def _total(self, completed: Configuration) -> None:
        for given_up in part_of(completed, self.session.at).given_up:
            out.print(
                say(
                    zh=f"· {given_up.text.zh}：{given_up.why.text.zh}",
                    en=f"· {given_up.text.en}: {given_up.why.text.en}",
                ),
                style="dim",
            )
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

    def _why(self, words: list[str]) -> None:
        choice = asked(self.session, words)
        reason = self.session.configurator.explain(self.session.selection, choice)
        what = " ".join(words) if choice.option is choice.value is None else words[1]
        if reason is None:
            out.print(say(zh=f"{what} 可以选", en=f"{what} can be had"))
        else:
            out.print(conflict_view(reason))

    def _fix(self, choice: Choice | None) -> None:
        out.print(repairs_view(self.session.configurator.repairs(self.session.selection, choice)))

    def _optimum(self, word: Optimum) -> None:
        """Chooses what the cheapest completion of the whole has here, or the best by another word, as one step."""
        session = self.session
        completed = self._asking.completed(word)
        if isinstance(completed, Explanation):
            out.print(conflict_view(completed))
            return
        self._become(session.stepped(session.taken(completed.configuration)))
        proven, unproven = _OPTIMA[word]
        out.print(proven if completed.proven else unproven, style="dim")
        for each in completed.not_weighed:
            out.print(f"· {each.option}: {read(each.why)}", style="dim")

    @property
    def _asking(self) -> Asking:
        """The choices as a question."""
        return Asking(self.session, request_of(self.session, self.head), typed)

    def _effects(self, word: str = "") -> None:
        effects = self._asking.effects()
        if isinstance(effects, Explanation):
            out.print(conflict_view(effects))
            return
        for session, name in looked_at(self.session, word):
            out.print(effects_view(session, effects_of(effects, session.at), self.head.currency, name))

    def _count(self) -> None:
        count = self.session.configurator.count(self.session.selection)
        zh, en = ("还有", "") if count.exact else ("至少还有", "at least ")
        left = "configuration is left" if count.number == 1 else "configurations are left"
        out.print(say(zh=f"{zh} {count.number:,} 种配置", en=f"{en}{count.number:,} {left}"))


def _inside(completed: Configuration | Explanation, path: Path) -> Configuration | Explanation:
    return part_of(completed, path) if isinstance(completed, Configuration) else completed
