"""What can be wrong with an archive, and how to mend it."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed
from cpq.rulebooks.archive_limits import ArchiveLimits
from cpq.rulebooks.entry_names import shown

ARCHIVE = "archive.zip"
"""What findings about the whole call it."""
_ENCRYPTED = 0x1
_SMALL = 1_000_000


def unreadable(name: str) -> Finding:
    """Of the whole, or of a file in it."""
    text = Text(
        zh="不是完好的 ZIP 文件，或内容与其目录不符；请重新打包上传",
        en="this is no whole ZIP file, or not what its directory says; pack it again and send it anew",
    )
    return Finding("archive-unreadable", Place(shown(name)), text)


def too_many(limits: ArchiveLimits) -> Finding:
    text = Text(
        zh=f"压缩包里超过 {limits.entries:,} 个文件；请只打包 rules/ 与 quotes/templates/",
        en=f"the archive has more than {limits.entries:,} files; pack rules/ and quotes/templates/ only",
    )
    return Finding("archive-too-large", Place(ARCHIVE), text)


def too_large(limits: ArchiveLimits) -> Finding:
    size = f"{limits.unpacked / 1_000_000:,.0f} MB"
    text = Text(
        zh=f"解压后超过 {size}；请拆小，或请管理员调高 CPQ_MOST_UNPACKED_BYTES",
        en=f"unpacked it is more than {size}; make it smaller, or have the administrator raise CPQ_MOST_UNPACKED_BYTES",
    )
    return Finding("archive-too-large", Place(ARCHIVE), text)


def of_entry(name: str, entry: ZipInfo, limits: ArchiveLimits) -> Finding | None:
    """What an entry says of itself that is not taken."""
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        text = Text(
            zh="只接受普通文件；请把文件本身放进来，不用链接",
            en="only plain files are taken; put the file itself here, no link",
        )
        return Finding("archive-link", Place(name), text)
    if entry.flag_bits & _ENCRYPTED:
        text = Text(zh="文件已加密；请不设密码打包", en="the file is encrypted; pack without a password")
        return Finding("archive-encrypted", Place(name), text)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        text = Text(
            zh="压缩方法不是 Deflate；请用普通 ZIP 打包",
            en="it is packed by another method than Deflate; pack as plain ZIP",
        )
        return Finding("archive-method", Place(name), text)
    if entry.file_size > _SMALL and entry.file_size > limits.ratio * entry.compress_size:
        text = Text(
            zh=f"解压后是压缩时的 {limits.ratio} 倍以上，像是压缩炸弹；这样的内容请不要打包",
            en=f"it unpacks to more than {limits.ratio} times its size, as only a trap does; leave it out",
        )
        return Finding("archive-ratio", Place(name), text)
    return None


def duplicate(first: str, second: str) -> Finding:
    text = Text(
        zh="与另一个文件同名（不分大小写），或是它下面的文件；请改名其一",
        en="it has the name of another file, in letters of any case, or lies below that file; rename one of them",
    )
    return Finding("archive-duplicate", Place(second), text, related=(Place(first),))


def no_rules() -> Finding:
    text = Text(
        zh="压缩包里没有 rules/ 下的规则文件；请打包含 rules/ 的文件夹",
        en="the archive has no files of rules below rules/; pack the folder that has rules/",
    )
    return Finding("archive-no-rules", Place(ARCHIVE), text)


def passed_over(names: Sequence[str]) -> Finding:
    """A note: these are no part of a rulebook."""
    some = listed([shown(name) for name in names], 5)
    text = Text(
        zh=f"{len(names)} 个文件不属于规则或模板，未读取：{some.zh}",
        en=f"{len(names)} files are no rules and no templates, and were passed over: {some.en}",
    )
    return Finding("archive-passed-over", Place(ARCHIVE), text, Severity.NOTE)
