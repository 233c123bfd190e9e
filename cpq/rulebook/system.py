"""Why the operating system refused a file, in both languages and with a remedy."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from cpq.rulebook.text import Text

_WHY: Mapping[int, Text] = {
    errno.ENOENT: Text(zh="没有这个文件或文件夹；请检查路径", en="there is no such file or folder; check the path"),
    errno.EACCES: Text(
        zh="没有权限；请改权限，或换一个位置", en="it is not permitted; change the permissions, or choose another place"
    ),
    errno.EISDIR: Text(zh="这是文件夹，不是文件；请写文件名", en="it is a folder; name a file"),
    errno.ENOTDIR: Text(
        zh="路径中有一段是文件，不是文件夹；请检查路径", en="a part of the path is a file and no folder; check the path"
    ),
    errno.ENOTEMPTY: Text(zh="文件夹不为空；请换一个名字", en="the folder is not empty; choose another name"),
    errno.EEXIST: Text(zh="已存在；请换一个名字", en="it exists already; choose another name"),
    errno.ENOSPC: Text(
        zh="磁盘已满；请腾出空间，或换一个位置", en="the disk is full; make room, or choose another place"
    ),
    errno.EROFS: Text(zh="磁盘只读；请换一个位置", en="the disk is read-only; choose another place"),
    errno.ELOOP: Text(zh="链接首尾相接；请改正链接", en="the link leads back to itself; correct it"),
    errno.ENAMETOOLONG: Text(zh="名称太长；请缩短", en="the name is too long; shorten it"),
}
_SAME = {errno.EPERM: errno.EACCES, errno.EDQUOT: errno.ENOSPC}


def why(error: OSError) -> Text:
    """The reason and what to do; what is not foreseen is said in the system's own words."""
    number = error.errno or 0
    known = _WHY.get(_SAME.get(number, number))
    return known or Text.same(error.strerror or str(error) or type(error).__name__)
