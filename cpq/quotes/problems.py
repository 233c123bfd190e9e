"""What can be in the way of a stored quote, each with its status and its words."""

from __future__ import annotations

from cpq.platform.problems import Kind
from cpq.rulebook.text import Text

NOT_NOW = Kind(
    "not-in-this-state",
    409,
    Text(zh="当前状态不允许", en="Not in this state"),
    Text(zh="报价当前的状态不允许这样做", en="the quote is not in a state in which this can be done"),
)
NOT_YOURS = Kind(
    "not-yours-to-do",
    403,
    Text(zh="不由你决定", en="Not yours to do"),
    Text(zh="这一步须由他人完成", en="this is for somebody else to do"),
)
DECIDED = Kind(
    "not-open",
    409,
    Text(zh="该审批不在等待决定", en="The approval is not open"),
    Text(zh="该审批已有结论，或尚未轮到", en="this approval is decided already, or it is not its turn yet"),
)
EDITS = Kind(
    "edits-refused",
    422,
    Text(zh="批量修改有误", en="The edits are not right"),
    Text(zh="有几处修改无法执行，全部未生效，详见 errors", en="some edits cannot be made, so none was; see errors"),
)
USED_UP = Kind(
    "used-up",
    409,
    Text(zh="名额或额度已用完", en="Used up"),
    Text(
        zh="促销、优惠券或合同的余量已被他人用去，请重新计算",
        en="what is left of a promotion, coupon or contract was used by others; recalculate the quote",
    ),
)
BAD_LINK = Kind(
    "link-not-valid",
    404,
    Text(zh="链接无效", en="The link is not valid"),
    Text(
        zh="链接无效或已过期，请向销售索取新的链接",
        en="the link is not valid, or not any more; ask the sales contact for a new one",
    ),
)
