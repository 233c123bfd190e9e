"""Examples of what is sent about accounts and contacts, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

ID = "acc_01k0x3v9m2q4r6t8w0y2z4a6b8"
_CONTACT = "con_01k0x3v9m2q4r6t8w0y2z4a6b8"
_OTHER = "con_01k0x3v9m2q4r6t8w0y2z4a6b9"

ACCOUNT = examples(
    "一家有信用代码的公司",
    "A company with its credit code",
    {
        "name": "上海云杉信息技术有限公司",
        "name_en": "Spruce Information Technology (Shanghai) Co., Ltd.",
        "credit_code": "91310115MA1K4AAA1G",
        "kind": "company",
        "industry": "software",
        "size": 420,
        "region": "CN-EAST",
        "website": "spruce.example",
        "phone": "021-5888 1234",
        "currency": "CNY",
    },
    short=("只有名称", "A name only", {"name": "Birch Foundry", "client_id": "phone-7-0001"}),
)
ACCOUNT_CHANGED = examples(
    "改两个字段，其余不动",
    "Two fields; the rest stays",
    {"base": 1, "lifecycle": "customer", "notes": None},
)
CONTACT = examples(
    "一位采购经理",
    "A head of purchasing",
    {
        "account": ID,
        "name": "林悦",
        "name_en": "Lin Yue",
        "title": "采购经理",
        "department": "采购部",
        "phones": ["138 1234 8000", "010-88888888-802"],
        "emails": ["lin.yue@spruce.example"],
        "consent": "given",
    },
)
CONTACT_CHANGED = examples("换了上级", "Another superior", {"base": 2, "reports_to": _CONTACT})
POWER_MAP = examples(
    "两个人和一条汇报关系",
    "Two people, one of whom reports to the other",
    {
        "account": ID,
        "name": "核心系统",
        "members": [
            {"contact": _CONTACT, "role": "decision_maker", "support": "supporter", "coverage": "in_depth"},
            {
                "contact": _OTHER,
                "role": "evaluator",
                "support": "mentor",
                "status": "inner_circle",
                "orientation": "technical",
                "coverage": "multiple",
            },
        ],
        "edges": [{"source": _OTHER, "target": _CONTACT, "kind": "reports_to"}],
    },
)
POWER_MAP_CHANGED = examples(
    "关系变了", "Another edge", {"base": 1, "edges": [{"source": _OTHER, "target": _CONTACT, "kind": "influence"}]}
)
PLAN = examples(
    "一份年度计划",
    "A plan for a year",
    {
        "account": ID,
        "map": "map_01k0x3v9m2q4r6t8w0y2z4a6b8",
        "name": "2027",
        "start": "2027-01-01",
        "end": "2027-12-31",
        "objectives": [{"text": "Framework contract", "due": "2027-06-30"}],
        "actions": [{"text": "Visit the plant", "owner": "usr_01k0x3v9m2q4r6t8w0y2z4a6b8", "due": "2027-02-15"}],
        "coverage": [{"role": "decision_maker", "coverage": "in_depth", "by": "2027-03-31"}],
    },
)
PLAN_CHANGED = examples(
    "行动已完成",
    "An action is done",
    {
        "base": 1,
        "actions": [
            {
                "text": "Visit the plant",
                "owner": "usr_01k0x3v9m2q4r6t8w0y2z4a6b8",
                "due": "2027-02-15",
                "done": "2027-02-11",
            }
        ],
    },
)
