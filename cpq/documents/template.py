"""A quote's view through the company's template: HTML, or findings with the template's file and line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from traceback import walk_tb
from types import FrameType

from jinja2 import Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from cpq.documents.compiled import CompiledTemplates
from cpq.documents.formatting import Formats
from cpq.documents.job import Job
from cpq.documents.limits import Limits, OutOfTime, confined_briefly
from cpq.documents.sandbox import FolderLoader, Sandbox, UnknownName
from cpq.documents.words import read_words
from cpq.money import arithmetic
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_START = "quote.html.j2"
_MOST_HTML = 60_000_000
_COMPILED = CompiledTemplates()
_COMPILING = Limits(seconds=2, megabytes=1_000)
_WRONG = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
_TOO_MUCH = (OutOfTime, MemoryError, RecursionError, SecurityError)


def render_template(job: Job) -> str:
    """The HTML of a job. Raises `Refused` for what is wrong in the templates, with its place and its remedy."""
    words = read_words(job.folder, job.locale)
    loader = FolderLoader(job.folder)
    sandbox = _sandbox(job, loader)
    try:
        with arithmetic():
            return _joined(sandbox.get_template(_START).generate(quote=job.view, words=words, locale=job.locale))
    except _TOO_MUCH as error:
        raise Refused([Finding("template-limit", _place(error, loader, job), _too_much(error, job))]) from None
    except _WRONG as error:
        raise Refused([Finding("template", _place(error, loader, job), _wrong(error))]) from None


def compile_templates(job: Job) -> None:
    """Compile what has changed since the last time. Nothing is carried out, and errors wait for `render_template`."""
    sandbox = _sandbox(job, FolderLoader(job.folder))
    for name in job.folder.templates():
        with suppress(*_WRONG, *_TOO_MUCH), confined_briefly(_COMPILING):
            sandbox.get_template(name)


def _sandbox(job: Job, loader: FolderLoader) -> Sandbox:
    sandbox = Sandbox(loader, _COMPILED)
    sandbox.filters.update(Formats(job.locale, str(job.view["currency"]), int(str(job.view["digits"]))).filters())
    return sandbox


def _joined(chunks: Iterator[str]) -> str:
    parts: list[str] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > _MOST_HTML:
            raise SecurityError(f"writes more than {_MOST_HTML} characters")
    return "".join(parts)


def _place(error: BaseException, loader: FolderLoader, job: Job) -> Place:
    """The innermost line of a template that was being carried out."""
    if isinstance(error, TemplateSyntaxError):
        return Place(job.folder.label(error.name or _START), error.lineno)
    frames = [(frame.f_code.co_filename, _template_line(frame, line)) for frame, line in walk_tb(error.__traceback__)]
    own = [(name, line) for name, line in frames if name in loader.loaded]
    return Place(job.folder.label(own[-1][0]), own[-1][1]) if own else Place(job.folder.label(_START))


def _template_line(frame: FrameType, line: int) -> int:
    """Jinja gives the frames of an `Exception` the template's lines; of others they are those of the code it was compiled to."""
    compiled: Template | None = frame.f_globals.get("__jinja_template__")
    return compiled.get_corresponding_lineno(line) if compiled else line


def _too_much(error: BaseException, job: Job) -> Text:
    if isinstance(error, SecurityError):
        return Text(
            zh=f"模板做了不允许的事：{error}。请改用报价单数据直接输出",
            en=f"the template does what it may not: {error}; print the quote's data directly",
        )
    limit = f"{job.limits.seconds} s, {job.limits.megabytes} MB"
    return Text(
        zh=f"模板执行超出限制（{limit}）。请检查此处的循环、重复或相互包含",
        en=f"the template runs out of bounds ({limit}); look for a loop, a repetition or templates that include each other here",
    )


def _wrong(error: Exception) -> Text:
    match error:
        case UnknownName():
            near = did_you_mean(error.name, error.known)
            return Text(
                zh=f"没有名为“{error.name}”的内容{near.zh}。可用的字段见 PDF 所附的 JSON，标签见 words.yaml",
                en=f'there is no "{error.name}"{near.en}; the fields are those of the JSON attached to the PDF, labels are in words.yaml',
            )
        case TemplateNotFound():
            return Text(
                zh=f"模板文件夹里没有可读的文件“{error.name}”。请检查文件名；文件夹以外的文件不能使用",
                en=f'the template folder has no readable file "{error.name}"; check its name (files outside the folder cannot be used)',
            )
        case _:
            return Text(
                zh=f"模板有错：{str(error).rstrip('.')}。请对照样例模板修改",
                en=f"the template is wrong: {str(error).rstrip('.')}; compare the sample's template",
            )
