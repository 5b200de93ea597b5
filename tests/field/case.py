"""A case from the field: files as people really had them, and what a check must say about them.

`cases/` holds for each case the files in which it differs from `cases/base`, a sound set of nine children. What
happened to whom is in each row's story.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from checks.engine.options import CheckOptions
from checks.engine.run import check
from checks.finding import Report
from checks.input.source import open_file_set
from checks.rules.choices import load_profile

CASES = Path(__file__).with_name("cases")
BASE = "base"
TODAY = date(2026, 11, 30)
"""The day of every check: in the middle of the base's school year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One situation and the right answer to it."""

    folder: str
    """Its folder in `cases`, and its name."""
    story: str
    """What happened, in a few words."""
    found: tuple[str, ...] = ()
    """Every finding, as `told` writes them."""
    says: tuple[str, ...] = ()
    """Words that must be in the messages and hints."""
    never: tuple[str, ...] = ()
    """Words that must not: advice that would do harm."""
    forecast: tuple[str, ...] = ()
    """What the forecast must say, each a sentence with its reason."""
    refused: str = ""
    """Words of the error, where the set can't be checked at all."""
    whole: bool = False
    """Whether the folder holds the whole set, not only what differs from the base."""
    without: tuple[str, ...] = ()
    """Files of the base that are not in the set."""
    before: str = ""
    """The folder of the earlier set, where two sets are compared."""

    def check(self, scratch: Path) -> Report:
        """Write the set into a folder and check it.

        Raises:
            SourceError: the set can't be read.
        """
        before = None
        if self.before:
            before = open_file_set(Case(folder=self.before, story="").write(scratch / "before"))
        source = open_file_set(self.write(scratch / "now"))
        return check(source, load_profile(), today=TODAY, options=CheckOptions(before=before))

    def files(self) -> dict[str, bytes]:
        """Return the files of the set by their names in it."""
        own = _files(CASES / self.folder)
        if self.whole:
            return own
        return {name: data for name, data in _files(CASES / BASE).items() if name not in self.without} | own

    def write(self, into: Path) -> Path:
        """Write the set into a new folder and return what is to be checked: the folder, or the zip in it."""
        for name, data in self.files().items():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        zips = sorted(into.glob("*.zip")) if self.whole else []
        return zips[0] if zips else into


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def told(report: Report) -> tuple[str, ...]:
    """Return the findings in short, such as "error DDE401 demographics.csv:2-10 birthDate".

    Lines in a row stand together; "x12" means that a finding stands for 12 rows.
    """
    alike: dict[tuple[str, str, str], list[int | None]] = {}
    for found in report.findings:
        many = f" x{found.affected}" if found.affected > 1 else ""
        kind = f"{found.severity.value} {found.code}", found.file, f"{found.column or ''}{many}".strip()
        alike.setdefault(kind, []).append(found.line)
    return tuple(
        f"{rule} {file}{place} {what}".rstrip()
        for (rule, file, what), lines in alike.items()
        for place in _places(lines)
    )


def _places(lines: list[int | None]) -> Iterator[str]:
    """Yield ":5" or ":5-9" for each row of lines without a gap, and nothing for a whole file."""
    yield from ("" for line in lines if line is None)
    numbers = sorted(line for line in lines if line is not None)
    for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0]):
        _, first, *last = (number for _, number in [(0, 0), *run])
        yield f":{first}-{last[-1]}" if last else f":{first}"


def sentences(report: Report) -> tuple[str, ...]:
    """Return what the forecast says of anybody, each with its reason."""
    parts = report.forecast.get("parts", [])
    return tuple(f"{part['sentence']} {part['why']}" for part in parts if part["count"])
