"""The reference page of the quote as JSON: what `cpq quote --json` answers for a request of one line."""

from __future__ import annotations

import json

from cpq.quote import price_quote
from cpq.quote_json import as_json
from cpq.rule_test import RuleTest
from docs.generator.example import example_rulebook

TEST = "half-days"

INTRODUCTION = """\
# The quote as JSON · 报价的 JSON

What `cpq quote FILE --json` answers, here for the request of the rule test `half-days` in `docs/example`.

- Amounts, rates and quantities are strings; a rate of `0.06` is 6 %. Amounts are for the whole quantity and the whole term.
- Texts have both languages. Places are `file:line:column`; `null` is what the rep gave.
- `list_amount + surcharge - discount = net`; `net` is the sum of the amounts in `trace`.
- `status` of a promotion is `applied`, `lost` (another of its group was taken), `no_effect` or `not_eligible`.

`cpq quote 文件 --json` 的输出，此处为 `docs/example` 中规则测试 `half-days` 的请求。

- 金额、比率与数量都是字符串，比率 `0.06` 即 6%；金额为全部数量、整个期限的金额。
- 文字为中英两种；位置写作 `文件:行:列`，`null` 表示由销售给出。
- `list_amount + surcharge - discount = net`，`net` 等于 `trace` 中各步金额之和。
- 促销的 `status`：`applied` 已适用，`lost` 同组选了别的，`no_effect` 没有效果，`not_eligible` 不符合条件。
"""


def answer_page() -> str:
    """The whole page."""
    rulebook = example_rulebook()
    answer = as_json(price_quote(rulebook, rulebook.all(RuleTest)[TEST].request))
    answer["promotions"] = answer["promotions"][:2]  # pyright: ignore[reportArgumentType, reportIndexIssue, reportOptionalSubscript, reportCallIssue]
    return f"{INTRODUCTION}\n```json\n{json.dumps(answer, ensure_ascii=False, indent=2)}\n```\n"
