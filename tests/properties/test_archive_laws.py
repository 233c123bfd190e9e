"""Laws of archives: what is packed is what is unpacked, and no damage does more than to be told."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.folder import version_of
from cpq.rulebooks.archive import read_archive
from cpq.rulebooks.archive_limits import ArchiveLimits
from cpq.rulebooks.contents import Contents, packed, unpacked, whole
from tests.rulebooks.minimal import RULES, workspace, zipped

SOUND = zipped(workspace(**{"quotes/templates/quote.css": b"p {}" * 100}))
NAMES = st.text("ab产é", min_size=1, max_size=8)
FILES = st.dictionaries(NAMES.map(lambda name: f"{name}.yaml"), st.binary(max_size=200), max_size=6)


@given(FILES)
def test_packing_and_unpacking_gives_the_same_files(files: dict[str, bytes]) -> None:
    assert unpacked(packed(files.items())) == files


@given(FILES, st.randoms())
def test_the_same_files_are_the_same_archive_in_any_order(files: dict[str, bytes], random) -> None:
    other = list(files.items())
    random.shuffle(other)
    assert packed(other) == packed(files.items())
    assert version_of(dict(other)) == version_of(files)


@given(FILES, FILES)
def test_other_files_are_another_version(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert (version_of(one) == version_of(other)) == (one == other)


@given(FILES)
def test_what_was_downloaded_can_be_sent_again(templates: dict[str, bytes]) -> None:
    contents = Contents(RULES, {f"{number}{name}": each for number, (name, each) in enumerate(templates.items())})
    assert read_archive(whole(contents)).contents == contents


@settings(max_examples=400)
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_damage_is_told_and_never_more(damages: list[tuple[int, bytes]], cut: int) -> None:
    content = bytearray(SOUND)
    for at, bytes_ in damages:
        content[at : at + len(bytes_)] = bytes_
    limits = ArchiveLimits(unpacked=100_000)
    findings, files = outcome(bytes(content[: len(content) - cut]), limits)
    assert all(each.text.zh and each.text.en for each in findings)
    assert findings or files
    assert sum(map(len, files)) <= limits.unpacked


def outcome(content: bytes, limits: ArchiveLimits) -> tuple[tuple[Finding, ...], list[bytes]]:
    try:
        read = read_archive(content, limits)
    except Refused as refused:
        return refused.findings, []
    return read.findings, [*read.contents.rules.values(), *read.contents.templates.values()]
