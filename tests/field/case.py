"""A case from the field: files as people really had them, and what a check must say about them.

`cases/` holds for each case the files in which it differs from `cases/base`, a sound set of nine children. What
happened to whom, and where that was told, is in each row's words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).with_name("cases")
BASE = CASES / "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One situation and the right answer to it."""

    folder: str
    """Its folder in `cases`, and its name."""
    story: str
    """What happened, in a few words."""
    found: tuple[str, ...] = ()
    """Every finding: "error DDE403 enrollments.csv:5 endDate", with "x12" where it stands for several rows."""
    says: tuple[str, ...] = ()
    """Words that must be in the messages and hints."""
    never: tuple[str, ...] = ()
    """Words that must not: advice that would do harm."""
    forecast: tuple[str, ...] = ()
    """Sentences of the forecast."""
    whole: bool = False
    """Whether the folder holds the whole set, not only what differs from the base."""
    without: tuple[str, ...] = ()
    """Files of the base that are not in the set."""
    before: str = ""
    """The folder of the earlier set, where two sets are compared."""

    def files(self, folder: str = "") -> dict[str, bytes]:
        """Return the files of the set by their names in it."""
        here = CASES / (folder or self.folder)
        own = {path.relative_to(here).as_posix(): path.read_bytes() for path in _files(here)}
        if self.whole and not folder:
            return own
        base = {path.name: path.read_bytes() for path in _files(BASE) if path.name not in self.without}
        return base | own

    def write(self, into: Path) -> Path:
        """Write the set into a folder and return what is to be checked: the folder, or the zip in it."""
        for name, data in self.files().items():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        zips = sorted(into.glob("*.zip"))
        return zips[0] if zips and self.whole else into


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
