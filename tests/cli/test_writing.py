"""Files are written whole, all of them or none."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from cpq.cli.writing import write_all
from cpq.rulebook.finding import Refused
from cpq.rulebook.system import why


def refusal(files: list[tuple[Path, bytes]]) -> str:
    with pytest.raises(Refused) as caught:
        write_all(files)
    (finding,) = caught.value.findings
    return finding.text.en


def test_files_are_written_into_new_folders_and_over_old_ones(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"old")
    files = [(tmp_path / "new" / "a.pdf", b"one"), (tmp_path / "b.pdf", b"two")]
    assert write_all(files) == (files[0][0], files[1][0])
    assert [path.read_bytes() for path, _ in files] == [b"one", b"two"]


def test_a_folder_of_the_same_name_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").mkdir()
    said = refusal([(tmp_path / "a.pdf", b"one"), (tmp_path / "b.pdf", b"two")])
    assert said == "cannot be written: it is a folder; name a file"
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_bytes = Path.write_bytes

    def half(path: Path, content: bytes) -> int:
        if "b.pdf" in path.name:
            write_bytes(path, content[:1])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", half)
    said = refusal([(tmp_path / "a.pdf", b"one"), (tmp_path / "b.pdf", b"two")])
    assert said == "cannot be written: the disk is full; make room, or choose another place"
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_is_due(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    for path in (tmp_path / "out" / "a.pdf", tmp_path / "out" / "x" / "a.pdf"):
        with pytest.raises(Refused) as caught:
            write_all([(path, b"one")])
        (finding,) = caught.value.findings
        assert finding.line("en") == f"{tmp_path / 'out'}: it is a file and no folder; name another folder"


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        (errno.EPERM, "没有权限；请改权限，或换一个位置"),
        (errno.EDQUOT, "磁盘已满；请腾出空间，或换一个位置"),
        (errno.EROFS, "磁盘只读；请换一个位置"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_says_is_said_in_both_languages(number: int, zh: str) -> None:
    assert why(OSError(number, "Input/output error")).zh == zh
