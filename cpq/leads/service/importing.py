"""Rows of files as leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpq.leads.cleaned import cleaned
from cpq.leads.service.giving import Giver
from cpq.leads.service.intake import NAMELESS, say_again, take_in
from cpq.platform.act import Act
from cpq.platform.imports.mapping import Field
from cpq.platform.imports.target import ReadRow, RowError
from cpq.platform.records.origin import Source
from cpq.quote_json import Json
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

FIELDS = (
    Field("name", Text(zh="姓名", en="Name"), ("联系人", "联系人姓名", "客户姓名", "full name", "contact", "contact name", "person")),
    Field("company", Text(zh="公司", en="Company"), ("公司名称", "单位", "企业名称", "客户名称", "company name", "organisation", "organization", "account")),
    Field("title", Text(zh="职务", en="Title"), ("职位", "岗位", "job title", "position")),
    Field("phone", Text(zh="电话", en="Phone"), ("手机", "手机号", "手机号码", "联系电话", "电话号码", "固话", "mobile", "tel", "telephone", "phone number")),
    Field("email", Text(zh="邮箱", en="E-mail"), ("电子邮箱", "电子邮件", "邮件", "mail", "e-mail address", "email address")),
    Field("region", Text(zh="地区", en="Region"), ("省份", "城市", "所在地", "区域", "省市", "city", "province", "state", "country")),
    Field("industry", Text(zh="行业", en="Industry"), ("所属行业", "sector")),
    Field("size", Text(zh="人数", en="Employees"), ("规模", "员工数", "员工人数", "公司规模", "company size", "headcount", "number of employees")),
    Field("credit_code", Text(zh="统一社会信用代码", en="Credit code"), ("信用代码", "社会信用代码", "税号", "uscc", "unified social credit code")),
    Field("source", Text(zh="来源", en="Source"), ("线索来源", "lead source")),
    Field("channel", Text(zh="渠道", en="Channel"), ("渠道来源",)),
    Field("notes", Text(zh="备注", en="Notes"), ("说明", "需求", "留言", "note", "comment", "comments", "message", "remarks")),
    Field("consent", Text(zh="同意联系", en="Consent"), ("是否同意联系", "授权", "opt in", "opted in")),
)  # fmt: skip


class LeadRows:
    """How rows become leads, given to whom the rules of a rulebook say."""

    kind = "leads"
    fields = FIELDS

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._giver: Giver | None = None

    def read(self, cells: Mapping[str, str], country: str) -> ReadRow:
        """The cells cleaned; an empty cell says nothing."""
        made = cleaned({name: cell for name, cell in cells.items() if cell}, country)
        errors = [RowError(name, each.code, each.text) for name, each in made.wrong.items()]
        if not {"name", "company"} & {*made.values, *made.wrong}:
            errors.append(RowError(None, "nameless", NAMELESS))
        shown: dict[str, Json] = {name: value for name, value in made.values.items() if value is not None}
        return ReadRow({**made.values, **made.keys}, shown, tuple(errors))

    def create(self, act: Act, values: Mapping[str, Any], source: Source) -> str:
        """The id of the new lead."""
        if self._giver is None or self._giver.act is not act:
            self._giver = Giver(act, self._rulebook)  # one for a transaction: it knows who has how many
        return str(take_in(self._giver, {"source": "import", **values}, source)["id"])

    def change(self, act: Act, record: str, values: Mapping[str, Any], source: Source) -> bool:
        """Whether the lead is another one now."""
        return say_again(act, self._rulebook, record, values, source)
