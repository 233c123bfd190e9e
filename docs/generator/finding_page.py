"""The reference page of the finding codes, read from the program's source: every code with the sentences that it comes with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

CPQ = Path(__file__).resolve().parents[2] / "cpq"
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
MAKERS = frozenset(
    (
        "Finding",
        "problem",
        "Reason",
        "Remark",
        "Note",
        "ExpressionError",
        "Slip",
        "Message",
        "refuse",
        "note",
        "stop",
        "argument_error",
        "error",
        "warning",
        "TermProblem",
        "Unclean",
        "Unsupported",
    )
)
"""What takes a code as its first argument and says what is wrong."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
Sentence = tuple[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef

INTRODUCTION = """\
# Findings · 问题代码

Everything that is wrong in a rulebook or a request is reported as `file:line:column: message`, all of it together. With `--json` each
finding also has a code, which stays the same from version to version. `…` stands for what differs from case to case. Codes of an
expression begin with `expression-`.

规则或请求中的所有问题一并报告，格式为 `文件:行:列: 说明`；加 `--json` 时还给出代码，各版本保持不变。
`…` 表示随情况而变的内容；表达式的代码以 `expression-` 开头。

| Code · 代码 | Says · 说明 |
|---|---|
"""


def finding_page() -> str:
    """The whole page."""
    found: dict[str, dict[Sentence, None]] = {}
    for path in sorted(CPQ.rglob("*.py")):
        for code, sentence in _Module(path).codes():
            known = found.setdefault(code, {})
            if sentence is not None:
                known[sentence] = None
    rows = [f"| `{code}` | {_said(code, list(sentences))} |" for code, sentences in sorted(found.items())]
    return INTRODUCTION + "\n".join(rows) + "\n"


def _said(code: str, sentences: list[Sentence]) -> str:
    """The sentences of a code; of one whose sentences are put together elsewhere, what it means."""
    if not sentences and code not in MEANINGS:
        raise SystemExit(f"the code {code} has no sentence beside it in the source: say in MEANINGS what it means")
    return "<br>".join(_row(each) for each in sentences or [MEANINGS[code]])


MEANINGS: dict[str, Sentence] = {
    "bad-code": ("a name given on the command line is no code", "命令行给出的名称不是编号"),
    "choice-form": (
        "a group, an input or a nested place was given a value of another kind",
        "组、填写项或嵌套位写成了别的形式",
    ),
    "configuration-too-large": ("the choices cannot be searched in bounds", "选择的组合超出可搜索的范围"),
    "csv-quotes": ("a double quote in a CSV file opens or closes no whole cell", "CSV 里的双引号没有括住整个单元格"),
    "expression-argument": ("an argument of a function is of the wrong kind", "函数的参数不对"),
    "expression-not-in-language": ("Python that the language does not have", "语言中没有的 Python 写法"),
    "expression-number": ("a number past every bound", "数字超出范围"),
    "expression-wanted": ("the expression gives another type than is wanted here", "表达式的结果类型不符"),
    "full-width": (
        "a full-width sign or space stands where a plain one is needed",
        "此处须用半角符号或空格，而写成了全角",
    ),
    "impossible-configuration": (
        "the choices and the rules do not go together; both are named",
        "所选内容与规则冲突，并列出两者",
    ),
    "input-value": ("an input cannot take this value", "填写项不能取此值"),
    "manual-discount": (
        "the rep's discount has neither or both of percent and amount, or takes too much",
        "手工折扣须写 percent 或 amount 之一，且不可过多",
    ),
    "no-longer-sold": ("the product's period of sale is over", "产品已停售"),
    "no-price": ("neither a contract nor the price list in force has a price", "合同与适用价目表中都没有价格"),
    "not-sold": ("a selling rule is against it; its text is given", "可售规则不允许，并给出其说明"),
    "not-yet-sold": ("the product's period of sale has not begun", "产品尚未开售"),
    "number-bounds": ("the number has too many digits to be kept exactly", "数字位数太多，无法精确保存"),
    "default-given-up": (
        "a default does not go with the choices and was given up; the reason is given",
        "默认项与所选内容冲突，已放弃，并说明原因",
    ),
    "number": ("a number is expected, or this one is out of bounds", "这里要写数字，或数字超出范围"),
    "rule-too-large": ("a rule of a configurable product looks at too many combinations", "配置规则涉及的组合过多"),
    "start": (
        "only what runs over a term has a first day, and it is not before the quote's",
        "只有按期限计费的产品才有起始日",
    ),
    "syntax": ("the file is not YAML or JSON from here on; the slip is named", "从这里起不是 YAML 或 JSON，并指出笔误"),
    "table-cell": ("a compatibility table names a value that its column does not have", "兼容表的取值不在该列之内"),
    "undecided": (
        "an answer was not found within the limits of one question; what is shown as possible may not be",
        "在计算上限内未能得出答案；显示为可选的未必可选",
    ),
    "unknown-choice": ("the product has no such group, input or nested place", "产品没有这个组、填写项或嵌套位"),
    "unknown-option": ("the group has no such option", "该组没有这个选项"),
    "unknown-part": ("the product does not fit in this nested place", "此处不能放这个部件"),
    "unknown-product": ("there is no product or variant with this code", "没有这个编码的产品或变体"),
    "word-form": ("a label of the document templates is not written in both languages", "单据标签须写中英两种"),
    "wrong-type": ("a value of another type is expected", "值的类型不符"),
}
"""What a code means whose sentences are put together from parts."""


def _row(sentence: Sentence) -> str:
    return "<br>".join(
        word.replace("|", "\\|").replace("<", "&lt;").replace("{", "&#123;").replace("\n", " ") for word in sentence
    )


class _Module:
    """One file of the program, searched for codes."""

    def __init__(self, path: Path) -> None:
        self._tree = ast.parse(path.read_text("utf-8"))
        self._functions: Mapping[str, Function] = {
            node.name: node for node in ast.walk(self._tree) if isinstance(node, Function)
        }
        self._constants = {
            target.id: node.value
            for node in self._tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        self._in_expressions = "expressions" in path.parts

    def codes(self) -> Iterator[tuple[str, Sentence | None]]:
        scopes = [*self._functions.values(), *(node for node in self._tree.body if not isinstance(node, Function))]
        for scope in scopes:
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and node.args and self._makes_finding(node, scope):
                    said = [*node.args[1:], *(key.value for key in node.keywords)]
                    yield from self._of(node.args[0], said, scope, raises=_name(node) == "ExpressionError")
                elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and self._is_problem(node):
                    yield from self._of(node.elts[0], [node.elts[1]], scope)

    def _makes_finding(self, node: ast.Call, scope: ast.AST) -> bool:
        name = _name(node)
        if name in MAKERS:
            return True
        function = self._functions.get(name)
        arguments = [argument.arg for argument in function.args.args if argument.arg != "self"] if function else []
        return arguments[:1] == ["code"]

    def _is_problem(self, node: ast.Tuple) -> bool:
        code, text = node.elts
        if not (
            isinstance(code, ast.Constant) and isinstance(code.value, str) and isinstance(text, ast.Call | ast.Name)
        ):
            return False
        return bool(CODE.fullmatch(code.value)) and next(self._sentences(text, self._tree, 0), None) is not None

    def _of(
        self, code: ast.expr, said: list[ast.expr], scope: ast.AST, *, raises: bool = False
    ) -> Iterator[tuple[str, Sentence | None]]:
        constants = [node.value for node in ast.walk(code) if isinstance(node, ast.Constant)]
        literals = [word for word in constants if isinstance(word, str) and CODE.fullmatch(word)]
        sentences = [sentence for expression in said for sentence in self._sentences(expression, scope, 0)]
        paired = len(literals) == len(sentences) > 1  # one code and one sentence for each case
        for number, literal in enumerate(literals):
            full = f"expression-{literal}" if self._in_expressions or raises else literal
            yield from ((full, sentence) for sentence in (sentences[number : number + 1] if paired else sentences))
            if not sentences:
                yield full, _pair(said, scope)

    def _sentences(self, node: ast.expr, scope: ast.AST, depth: int) -> Iterator[Sentence]:
        """The texts that an expression can be, followed through names and functions of the same file."""
        if depth > 4:
            return
        match node:
            case ast.Name(name) if name in self._functions:
                yield from self._returned(self._functions[name], depth)
            case ast.Name(name):
                for value in [*_assigned(name, scope, node.lineno), *filter(None, [self._constants.get(name)])]:
                    yield from self._sentences(value, scope, depth + 1)
            case ast.IfExp(_, body, orelse):
                yield from self._sentences(body, scope, depth + 1)
                yield from self._sentences(orelse, scope, depth + 1)
            case ast.Lambda(body=body):
                yield from self._sentences(body, scope, depth + 1)
            case ast.Call(ast.Name(name) | ast.Attribute(attr=name)) if name in self._functions:
                found = list(self._returned(self._functions[name], depth))
                yield from found or _pairs(node, scope)
            case ast.Call():
                yield from _pairs(node, scope)
            case _:
                pass

    def _returned(self, function: Function, depth: int) -> Iterator[Sentence]:
        for each in ast.walk(function):
            if isinstance(each, ast.Return) and each.value:
                yield from self._sentences(each.value, function, depth + 1)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _assigned(name: str, scope: ast.AST, line: int) -> list[ast.expr]:
    """The last value that a name got above a line; both, where it was one in `if` and another in `else`."""
    nodes = [node for node in ast.walk(scope) if isinstance(node, ast.Assign) and node.lineno <= line]
    given = {node: value for node in nodes if (value := _value(node, name)) is not None}
    if not given:
        return []
    last = max(given, key=lambda node: node.lineno)
    for branch in ast.walk(scope):
        if isinstance(branch, ast.If) and last in branch.orelse:
            first = [given[each] for each in branch.body if isinstance(each, ast.Assign) and each in given]
            return [*first, given[last]]
    return [given[last]]


def _value(node: ast.Assign, name: str) -> ast.expr | None:
    """What `name = value` or `other, name = other_value, value` gives a name."""
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == name:
            return node.value
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=False)
            return next((value for each, value in pairs if isinstance(each, ast.Name) and each.id == name), None)
    return None


def _pairs(call: ast.Call, scope: ast.AST) -> Iterator[Sentence]:
    sentence = _pair([*call.args, *(key.value for key in call.keywords)], scope)
    if sentence is not None:
        yield sentence


def _pair(nodes: list[ast.expr], scope: ast.AST | None = None) -> Sentence | None:
    """The English and the Chinese of several strings."""
    words = [word for word in (_template(node, scope) for node in nodes) if re.search(r"\w", word)]
    chinese = next((word for word in words if CHINESE.search(word)), None)
    english = next((word for word in words if not CHINESE.search(word) and " " in word), None)
    return (english, chinese) if english and chinese else None


def _template(node: ast.expr, scope: ast.AST | None) -> str:
    """A string as it is written, with `…` for what is filled in."""
    match node:
        case ast.Constant(str(word)):
            return re.sub(r"\{\d?\}", "…", word)
        case ast.JoinedStr(parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.BinOp(left, ast.Add(), right):
            return _template(left, scope) + _template(right, scope)
        case ast.Name(name) if scope is not None:
            return next((_template(value, None) for value in _assigned(name, scope, node.lineno)), "…")
        case _:
            return "…"
