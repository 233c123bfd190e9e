"""A company edits its templates; what is wrong in them is said with file and line, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpq.documents import Press, render_html, render_pdf
from cpq.rulebook.finding import Finding, Refused
from tests.documents.conftest import SAMPLE
from tests.documents.sample_quote import one_line

ONE = one_line()


def _refusal(templates: Path, press: Press) -> Finding:
    with pytest.raises(Refused) as refused:
        render_html(ONE, templates, "zh", press=press)
    (finding,) = refused.value.findings
    return finding


def _write(templates: Path, body: str, name: str = "quote.html.j2") -> None:
    (templates / name).write_text(body, encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("<p>\n{{ quote.nummber }}", 2, 'there is no "nummber" — did you mean "number"?'),
        ("{{ words.totall }}", 1, 'did you mean "total"?'),
        ("\n\n{{ nothing }}", 3, 'there is no "nothing"'),
        ("{% if quote %}\n<p>", 2, "endif"),
        ("a\n{{ quote.number | moneyy }}", 2, "No filter named 'moneyy'"),
        ("{{ quote.number | money }}", 1, "ConversionSyntax"),
        ('\n{% include "absent.html.j2" %}', 2, 'no readable file "absent.html.j2"'),
        ("{{ 1 / 0 }}", 1, "division"),
        ("{{ quote.number | safe }}", 1, "No filter named 'safe'"),
    ],
)
def test_an_error_names_the_line(copied: Path, press: Press, body: str, line: int, said: str) -> None:
    _write(copied, body)
    finding = _refusal(copied, press)
    assert (finding.place.file, finding.place.line) == ("quotes/templates/quote.html.j2", line)
    assert said in finding.text.en
    assert finding.text.zh != finding.text.en


def test_an_error_in_a_part_is_placed_in_that_part(copied: Path, press: Press) -> None:
    _write(copied, "<p></p>\n{{ quote.totals.grosss }}", "totals.html.j2")
    finding = _refusal(copied, press)
    assert str(finding.place) == "quotes/templates/totals.html.j2:2"


@pytest.mark.parametrize(
    "body",
    [
        "\n{{ 'x' * 999999999 }}",
        "\n{{ [1] * 99999999 }}",
        "\n{{ 9 ** 99999999 }}",
        "\n{% for i in range(999999999) %}{% endfor %}",
        "\n{{ quote.__class__.__mro__ }}",
        "\n{{ ''.__class__ }}",
        "\n{{ quote.update({'number': 1}) }}",
        "\n{{ '%0999999999d' | format(1) }}",
        "\n{{ 'x' | center(9999999999) }}",
        '\n{% include "quote.html.j2" %}',
        "\n{{ quote | attr('__class__') }}",
        "\n{{ [quote] | map(attribute='__class__') | first }}",
        "\n{{ '{0.__class__.__mro__}'.format(quote) }}",
        "\n{{ cycler.__init__.__globals__ }}",
        "\n{{ lipsum.__globals__['os'].popen('id').read() }}",
        "\n{{ self._TemplateReference__context }}",
        "\n{{ quote.items.__self__ }}",
        "\n{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "\n{% set box = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set box.x = box.x ~ box.x %}{% endfor %}",
    ],
)
def test_what_the_sandbox_forbids_is_refused_at_its_line(copied: Path, press: Press, body: str) -> None:
    _write(copied, body)
    finding = _refusal(copied, press)
    assert finding.code in {"template-limit", "template"}
    assert str(finding.place) == "quotes/templates/quote.html.j2:2"


def test_what_is_worked_out_while_compiling_is_bounded_too(copied: Path, press: Press) -> None:
    _write(copied, "{% autoescape 'x' | center(9999999999) %}{% endautoescape %}")
    assert _refusal(copied, press).code == "template-limit"
    assert render_html(ONE, SAMPLE, "zh", press=press).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "name", ["../secret.html.j2", "/etc/hostname", "link.html.j2", ".", "partials/../../secret.html.j2"]
)
def test_no_template_is_read_from_outside_the_folder(copied: Path, press: Press, name: str) -> None:
    (copied.parent / "secret.html.j2").write_text("TOP SECRET", encoding="utf-8")
    (copied / "link.html.j2").symlink_to(copied.parent / "secret.html.j2")
    for way in ("include {0}", "include [{0}]", "extends {0}", "import {0} as x", "from {0} import x"):
        _write(copied, f"\n{{% {way.format(repr(name))} %}}")
        finding = _refusal(copied, press)
        assert finding.code == "template"
        assert "SECRET" not in finding.text.en
        assert finding.place.line == 2


def test_a_huge_template_is_refused(copied: Path, press: Press) -> None:
    _write(copied, "<p>x</p>\n" * 2_000_000)
    assert "no readable file" in _refusal(copied, press).text.en


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("total: {zh: 合计, en: Total}\nnet: 净额\n", 2),
        ("total: {zh: 合计}\n", 1),
        ("- a list\n", 1),
        ("total: {zh: 合计, en: [\n", 2),
        ("total: {zh: [1], en: Total}\n", 1),
    ],
)
def test_a_wrong_label_is_named_by_its_line(copied: Path, press: Press, words: str, line: int) -> None:
    _write(copied, words, "words.yaml")
    finding = _refusal(copied, press)
    assert (finding.place.file, finding.place.line) == ("quotes/templates/words.yaml", line)


def test_an_empty_folder_says_what_is_missing(tmp_path: Path, press: Press) -> None:
    assert _refusal(tmp_path, press).code == "no-words"
    (tmp_path / "words.yaml").write_text("total: {zh: 合计, en: Total}", encoding="utf-8")
    assert "quote.html.j2" in _refusal(tmp_path, press).text.zh


def test_a_wrong_style_is_left_out_with_a_warning_at_its_line(copied: Path, press: Press) -> None:
    _write(copied, "p { color: red }\np { colour: red }\n", "quote.css")
    rendered = render_pdf(ONE, copied, "zh", press=press)
    assert [str(each.place) for each in rendered.warnings] == ["quotes/templates/quote.css:2:5"]
    assert "colour" in rendered.warnings[0].text.en


def test_a_missing_logo_is_a_warning(copied: Path, press: Press) -> None:
    (copied / "logo.svg").unlink()
    rendered = render_pdf(ONE, copied, "zh", press=press)
    assert "logo.svg" in rendered.warnings[0].text.en
    assert str(copied) not in rendered.warnings[0].text.en
