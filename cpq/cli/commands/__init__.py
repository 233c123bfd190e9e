"""The commands, in the order in which a newcomer meets them. Each lives in the module of its name."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.cli.language import say

COMMANDS: Mapping[str, str] = {
    "demo": say(
        zh="用示例公司走一遍：配置、定价、PDF", en="The whole line on the sample company: configure, price, PDF."
    ),
    "init": say(zh="新建一个工作文件夹", en="Make a new workspace."),
    "check": say(zh="检查规则并运行规则测试", en="Check the rulebook and run its tests."),
    "products": say(zh="列出产品，或一个产品的构成与用处", en="List products, or what one is built from and used in."),
    "bom": say(
        zh="列出请求或产品的物料清单、成本与汇总",
        en="What a request or a product is made of, with cost and totals.",
    ),
    "configure": say(zh="在终端里配置一个产品", en="Configure a product in the terminal."),
    "quote": say(zh="为请求定价，可生成 PDF", en="Price a request; write its PDF."),
    "explain": say(zh="说明每一行价格的由来", en="Say how each line's price came about."),
    "advise": say(zh="说明怎样改动可免去审批或拒绝，均经试算", en="Say which change avoids an approval or a refusal."),
    "waterfall": say(zh="画出从目录价到到袋价的瀑布", en="Draw the waterfall from list to pocket price."),
    "schedule": say(
        zh="列出账单计划：每张账单的日期与金额", en="The billing schedule: every invoice, its date and amount."
    ),
    "coupons": say(zh="生成与查验优惠券码", en="Make coupon codes, or say what one is."),
    "clean": say(
        zh="整理电话、邮箱、公司名称、统一社会信用代码",
        en="Bring a telephone number, address, company name or code into its form.",
    ),
    "serve": say(zh="启动 HTTP 服务", en="Serve the HTTP API."),
    "leads": say(zh="线索：导入文件、列出", en="Leads: import files, list them."),
    "tasks": say(zh="任务：一名用户今天要做的", en="Tasks: what somebody has to do today."),
    "users": say(zh="用户：新增、列出、重设密码", en="Users: add, list, set a password."),
    "keys": say(zh="密钥：新建、列出、吊销", en="API keys: make, list, revoke."),
    "accounts": say(
        zh="客户：列出、360° 视图、分群、补全工商信息",
        en="Accounts: list, from every side, by RFM, filled from registers.",
    ),
    "db": say(zh="数据库：升级到最新版本、查看状态", en="The database: upgrade it, or say how it stands."),
    "opportunities": say(
        zh="商机：导入、列出、预测", en="Opportunities: import them, list them, say what is expected."
    ),
    "audit": say(zh="核验审计链", en="Verify the audit chain."),
    "backup": say(zh="备份整个数据库，服务可继续运行", en="Back up the whole database while the service runs."),
    "restore": say(zh="把备份恢复到空数据库", en="Restore a backup into an empty database."),
    "import-model": say(
        zh="导入 DIMACS、XCSP 或 UVL 格式的配置模型", en="Import a configuration model: DIMACS, XCSP or UVL."
    ),
    "schema": say(zh="输出编辑器用的 JSON Schema", en="JSON Schemas for editors."),
}
"""Name → help."""
