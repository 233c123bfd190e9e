"""The account itself: its profile, its group, the people there, and who decides."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from cpq.accounts.store.reading import account_view, contacts_of
from cpq.accounts.store.trees import account_tree
from cpq.accounts.tables import POWER_MAPS
from cpq.accounts.views import AccountView, PhoneView
from cpq.money import Money
from cpq.overviews.block import Fact, columns, fact
from cpq.overviews.section import MOST, Asked, Section, Told
from cpq.platform.people.rights import Right
from cpq.platform.people.store import name_of
from cpq.platform.records.store import seen_by
from cpq.rulebook.text import Text

LIFECYCLES = {
    "prospect": Text(zh="潜在客户", en="prospect"),
    "customer": Text(zh="成交客户", en="customer"),
    "former": Text(zh="流失客户", en="former customer"),
}
CONSENTS = {
    "unknown": Text(zh="未知", en="unknown"),
    "given": Text(zh="同意", en="given"),
    "withdrawn": Text(zh="已撤回", en="withdrawn"),
}


def shown_number(phone: PhoneView | None) -> str | None:
    """A number with its extension, as far as it is told."""
    if phone is None:
        return None
    return f"{phone.number} ext. {phone.extension}" if phone.extension else phone.number


def profile(asked: Asked) -> Told:
    """Who the account is."""
    view = account_view(asked.connection, asked.caller, asked.row)
    source = Text(zh=f"客户记录，第 {view.version} 版", en=f"the account's record, version {view.version}")
    owner = fact("owner", "负责人", "Owner", name_of(asked.connection, view.owner))
    shown = tuple(each for each in (*_facts(view), owner) if each.value is not None)
    return Told(source, facts=shown, as_of=view.updated_at)


PROFILE = Section("profile", Text(zh="概况", en="Profile"), Right.SALES_READ, profile)


def _facts(view: AccountView) -> Iterator[Fact]:
    yield fact("name", "名称", "Name", view.name)
    yield fact("name_en", "英文名称", "English name", view.name_en)
    yield fact("credit_code", "统一社会信用代码", "Credit code", view.credit_code)
    yield fact("lifecycle", "生命周期", "Life cycle", LIFECYCLES[view.lifecycle])
    yield fact("industry", "行业", "Industry", view.industry)
    yield fact("size", "员工人数", "Employees", view.size)
    yield fact("region", "地区", "Region", view.region)
    yield fact("address", "地址", "Address", view.address)
    yield fact("website", "网址", "Website", view.website)
    yield fact("phone", "电话", "Telephone", shown_number(view.phone))
    yield fact("customer", "规则客户", "Customer of the rulebook", view.customer)
    yield fact("currency", "币种", "Currency", view.currency)
    yield fact("merged_into", "已并入", "Merged into", view.merged_into)
    yield fact("notes", "备注", "Notes", view.notes)


def group(asked: Asked) -> Told:
    """The accounts above and below, with what each bought."""
    tree = account_tree(asked.connection, asked.caller, asked.base, asked.row["id"], asked.day)
    source = Text(zh="客户记录的上下级；订单净额", en="accounts above and below; net amounts of orders")
    if len(tree.nodes) + tree.hidden < 2:
        return Told(source)
    heads = columns(
        ("account", "客户", "Account"), ("own", "自身采购", "Bought alone"), ("total", "含下级", "With all below")
    )
    rows = tuple(
        {
            "account": "\u3000" * each.level + each.name,
            "own": None if each.own is None else Money(each.own, tree.currency),
            "total": None if each.total is None else Money(each.total, tree.currency),
        }
        for each in tree.nodes[:MOST]
    )
    hidden = Text(
        zh=f"另有 {tree.hidden} 个客户您看不到，未计入", en=f"{tree.hidden} more that you do not see are in no sum"
    )
    note = hidden if tree.hidden else None
    more = len(tree.nodes) > MOST
    return Told(source, note, (), heads, rows, more)


GROUP = Section("tree", Text(zh="集团", en="Group"), Right.SALES_READ, group)


def contacts(asked: Asked) -> Told:
    """The people, with numbers as far as the caller may see them."""
    found = contacts_of(asked.connection, asked.caller, asked.row["id"])
    names = {each.id: each.name for each in found}
    heads = columns(
        ("name", "姓名", "Name"),
        ("title", "职务", "Title"),
        ("reports_to", "上级", "Reports to"),
        ("phone", "电话", "Telephone"),
        ("email", "邮箱", "E-mail"),
        ("consent", "同意联系", "Consent"),
    )
    rows = tuple(
        {
            "name": each.name,
            "title": each.title,
            "reports_to": names.get(each.reports_to or ""),
            "phone": shown_number(each.phones[0] if each.phones else None),
            "email": each.emails[0] if each.emails else None,
            "consent": CONSENTS[each.consent],
        }
        for each in found[:MOST]
    )
    source = Text(zh=f"联系人记录，共 {len(found)} 人", en=f"records of contacts, {len(found)} of them")
    return Told(source, None, (), heads, rows, len(found) > MOST)


CONTACTS_THERE = Section("contacts", Text(zh="联系人", en="Contacts"), Right.SALES_READ, contacts)


def power_maps(asked: Asked) -> Told:
    """The maps of who decides."""
    query = select(POWER_MAPS).where(
        POWER_MAPS.c.account == asked.row["id"],
        seen_by(asked.caller, POWER_MAPS),
        POWER_MAPS.c.merged_into.is_(None),
    )
    found = asked.connection.execute(query.order_by(POWER_MAPS.c.id.desc()).limit(MOST + 1)).mappings().all()
    heads = columns(
        ("name", "名称", "Name"),
        ("members", "人数", "People"),
        ("version", "版本", "Version"),
        ("at", "更新于", "Changed"),
    )
    rows = tuple(
        {"name": row["name"], "members": len(row["members"]), "version": row["version"], "at": row["updated_at"]}
        for row in found[:MOST]
    )
    source = Text(zh="权力地图", en="power maps")
    return Told(source, None, (), heads, rows, len(found) > MOST)


MAPS = Section("power_maps", Text(zh="权力地图", en="Power maps"), Right.SALES_READ, power_maps)
