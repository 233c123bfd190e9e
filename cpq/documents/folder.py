"""The template folder: the only place that a document is made from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

_LARGEST = 8_000_000
_LARGE = 100_000
_MOST = 50


class OutsideFolder(OSError):
    """Something was asked for that is not a regular file inside the folder, or is too large."""


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """Reads regular files of at most 8 MB inside the folder, after following symbolic links; nothing else exists for it."""

    root: Path

    @property
    def url(self) -> str:
        """What relative addresses in a template are relative to."""
        return self.root.resolve().as_uri() + "/"

    def label(self, name: str) -> str:
        """How messages name a file: the folder's last two parts and the name."""
        return "/".join([*self.root.resolve().parts[-2:], name])

    def templates(self) -> list[str]:
        """The names of the templates at its top: at most 50, and none that is larger than 100 kB."""
        small = (file for file in self.root.glob("*.j2") if file.is_file() and file.stat().st_size <= _LARGE)
        return [file.name for file in islice(small, _MOST)]

    def read(self, name: str) -> bytes:
        """The bytes of a file, by its name relative to the folder. Raises `OutsideFolder`."""
        return self._read(self.root / name)

    def read_absolute(self, path: str) -> tuple[str, bytes]:
        """Name and bytes of a file by its whole path. Raises `OutsideFolder`."""
        content = self._read(Path(path))
        return self._inside(Path(path)).relative_to(self.root.resolve()).as_posix(), content

    def _inside(self, path: Path) -> Path:
        try:
            real = path.resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise OutsideFolder(path.name) from error
        if not real.is_relative_to(self.root.resolve()) or not real.is_file():
            raise OutsideFolder(path.name)
        return real

    def _read(self, path: Path) -> bytes:
        real = self._inside(path)
        if real.stat().st_size > _LARGEST:
            raise OutsideFolder(path.name)
        return real.read_bytes()
