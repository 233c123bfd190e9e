"""A document reads the files of its template folder. Every other address, by every way there is to name one, is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cpq.documents import Press, render_pdf
from cpq.documents.fetcher import FolderFetcher, Refusal
from cpq.documents.folder import TemplateFolder
from cpq.rulebook.finding import Refused
from tests.documents import reading
from tests.documents.sample_quote import one_line

CHANNELS = {
    "image": '<img alt="" src="{url}">',
    "style sheet": '<link rel="stylesheet" href="{url}">',
    "css import": "<style>@import url({url});</style>",
    "css image": '<div style="background: url({url}); height: 9px"></div>',
    "css content": "<style>p::before {{ content: url({url}) }}</style><p></p>",
    "list marker": '<ul><li style="list-style-image: url({url})">x</li></ul>',
    "font": "<style>@font-face {{ font-family: f; src: url({url}) }} p {{ font-family: f }}</style><p>x</p>",
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "attachment": '<link rel="attachment" href="{url}">',
    "linked attachment": '<a rel="attachment" href="{url}">x</a>',
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{url}#x"/></svg>',
    "svg style": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>@import url({url});</style></svg>',
    "base": '<base href="{url}"><img alt="" src="x.png"><link rel="stylesheet" href="y.css">',
    "page background": "<style>@page {{ background: url({url}) }}</style>",
    "colour profile": "<style>@color-profile --p {{ src: url({url}) }}</style>",
}


class Visits(list[str]):
    """The paths that were asked for at a server of ours."""

    port = 0


@pytest.fixture
def visits() -> Iterator[Visits]:
    seen = Visits()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        seen.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        yield seen
        server.shutdown()


def _document(templates: Path, body: str) -> None:
    (templates / "quote.html.j2").write_text(f"<html lang=en><title>t</title><body><p>kept</p>{body}", encoding="utf-8")


def _rendered(templates: Path, press: Press) -> bytes:
    """The PDF; where WeasyPrint gives up for want of the file, the one without it."""
    try:
        return render_pdf(one_line(), templates, "en", press=press).pdf
    except Refused:
        _document(templates, "")
        return render_pdf(one_line(), templates, "en", press=press).pdf


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_reaches_the_network(copied: Path, press: Press, visits: Visits, channel: str) -> None:
    _document(copied, CHANNELS[channel].format(url=f"http://127.0.0.1:{visits.port}/x"))
    assert "kept" in reading.text(_rendered(copied, press))
    assert visits == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_reads_a_file_outside_the_folder(copied: Path, press: Press, channel: str) -> None:
    secret = copied.parent / "secret.txt"
    secret.write_text("TOP SECRET", encoding="utf-8")
    _document(copied, CHANNELS[channel].format(url=secret.as_uri()))
    pdf = _rendered(copied, press)
    assert list(reading.reader(pdf).attachments) == ["quote.json"]
    assert "SECRET" not in reading.text(pdf)


OWN_FILES = {
    "logo.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        '<image xlink:href="{url}" width="9" height="9"/><use href="{url}#x"/><style>@import url({url});</style></svg>'
    ),
    "entity.svg": (
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "{url}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="9"><text y="9">&x;</text></svg>'
    ),
    "own.css": "@import url({url}); @import '{url}'; p {{ background: url({url}); color: red }}",
}


@pytest.mark.parametrize("name", OWN_FILES)
def test_no_file_of_the_folder_leads_out_of_it(copied: Path, press: Press, visits: Visits, name: str) -> None:
    secret = copied.parent / "secret.txt"
    secret.write_text("TOP SECRET", encoding="utf-8")
    use = f'<link rel="stylesheet" href="{name}">' if name.endswith("css") else f'<img alt="" src="{name}">'
    for url in (f"http://127.0.0.1:{visits.port}/x", secret.as_uri()):
        (copied / name).write_text(OWN_FILES[name].format(url=url), encoding="utf-8")
        _document(copied, use)
        text = reading.text(_rendered(copied, press))
        assert "kept" in text
        assert "SECRET" not in text
    assert visits == []


@pytest.mark.parametrize(
    "address",
    [
        "{folder}/../secret.txt",
        "{folder}/%2e%2e/secret.txt",
        "{folder}/link.txt",
        "{folder}/inside/../../secret.txt",
        "{folder}/",
        "{folder}/quote.css%00.png",
        "file://localhost/etc/hostname",
        "file:///etc/hostname",
        "file:///dev/zero",
        "file:///proc/self/environ",
        "http://localhost/",
        "https://localhost/",
        "ftp://localhost/",
        "data:text/css,p{{}}",
        "jar:file:///etc/hostname",
        "FILE:///etc/hostname",
        "//localhost/x",
        "file://[::1/x",
        "",
    ],
)
def test_the_fetcher_refuses(copied: Path, address: str) -> None:
    (copied.parent / "secret.txt").write_text("TOP SECRET", encoding="utf-8")
    (copied / "link.txt").symlink_to(copied.parent / "secret.txt")
    with pytest.raises(Refusal):
        FolderFetcher(TemplateFolder(copied)).fetch(address.format(folder=copied.as_uri()))


def test_the_fetcher_reads_files_of_the_folder(copied: Path) -> None:
    fetcher = FolderFetcher(TemplateFolder(copied))
    response = fetcher.fetch(f"{copied.as_uri()}/logo.svg?x#y")
    assert response.content_type == "image/svg+xml"
    assert response.read().startswith(b"<svg")


def test_the_fetcher_reads_no_fifo_and_no_huge_file(copied: Path) -> None:
    os.mkfifo(copied / "pipe")
    with (copied / "huge.png").open("wb") as huge:
        huge.truncate(9_000_000)
    for name in ("pipe", "huge.png"):
        with pytest.raises(Refusal):
            FolderFetcher(TemplateFolder(copied)).fetch(f"{copied.as_uri()}/{name}")
