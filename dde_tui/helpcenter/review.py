"""The review of one submission: is it what the receipt says, and what is wrong with it."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any

from checks.engine.options import CheckOptions
from checks.engine.run import check
from checks.file_record import hashes
from checks.finding import Finding, Report, Severity
from checks.finding import Review as ReviewKind
from checks.input.source import FileSet, SourceFile
from checks.profile.model import Profile
from dde_tui.feedback.folder import Receipt
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.folder import Folder

_MOST = 200
"""Places of one rule that an answer lists; the counts stay exact."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a review."""

    kind: EventKind
    """`returned` or `accepted`."""
    review: str
    report: Report
    stopping: tuple[Finding, ...]
    """The findings for which the files go back."""
    changed: tuple[str, ...]
    """Files that are not the ones the receipt names."""

    @property
    def findings(self) -> tuple[dict[str, Any], ...]:
        """The stopping findings as an answer carries them: places, no values of cells."""
        return tuple(
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "file": finding.file,
                "line": finding.line,
                "column": finding.column,
                "affected": finding.affected,
                "message": finding.message,
            }
            for finding in self.stopping
        )

    @property
    def text(self) -> str:
        """The answer's first lines, as a person would write them."""
        if self.kind is EventKind.ACCEPTED:
            step = "complete" if self.review == "initial" else "accurate and in the right formats"
            return f"Your files are {step}."
        if self.changed:
            return f"These files are not the ones your receipt names: {', '.join(self.changed)}."
        count, listed = places(self.report, self.review), len(self.stopping)
        what = "1 place" if count == 1 else f"{count:,} places"
        which = "each" if count == listed else f"{listed:,} of them, the first of each kind,"
        verb = "is" if count == listed else "are"
        return f"Your files need a revision in {what}; {which} {verb} listed with file and line."


def places(report: Report, review: str) -> int:
    """Return how many findings stop the files in this review, also those that are not listed."""
    return sum(
        count
        for rule in report.rules.values()
        for severity, count in rule.by_severity.items()
        if _stops(severity, rule.review, review)
    )


def review_files(
    folder: Folder, receipt: Receipt | None, profile: Profile, review: str, today: date
) -> Verdict:
    """Review the files in a district's SecureStor folder.

    The initial review returns files that have any error. The quality review also returns files with a
    warning of the kind that the functional teams check: accuracy and formats.

    Args:
        folder: the district's folder; the files are read in place.
        receipt: what the district says it sent; None leaves the comparison out.
        profile: the requirements.
        review: `initial` or `quality`.
        today: the day of the review.
    """
    names = [name for name in folder.names() if name.lower().endswith(".csv")]
    files = [SourceFile(name, folder.size(name), partial(_opened, folder, name)) for name in names]
    report = check(
        FileSet(Path("SecureStor"), tuple(files)), profile, today=today, options=CheckOptions(limit=_MOST)
    )
    found = hashes(report.files)
    changed = tuple(
        file.file
        for file in (receipt.files if receipt else ())
        if (found.get(file.file) or _hash(folder, file.file)) != file.sha256
    )
    stopping = tuple(f for f in report.findings if _stops(f.severity, f.review, review))
    kind = EventKind.RETURNED if places(report, review) or changed else EventKind.ACCEPTED
    return Verdict(kind, review, report, stopping, changed)


def _stops(severity: Severity, found_in: ReviewKind, review: str) -> bool:
    if severity is Severity.ERROR:
        return True
    wanted = review == "quality" and found_in is ReviewKind.QUALITY
    return wanted and severity is Severity.WARNING


@contextmanager
def _opened(folder: Folder, name: str) -> Iterator[IO[bytes]]:
    with closing(folder.chunks(name)) as chunks:
        yield BufferedReader(_Chunks(chunks))


class _Chunks(RawIOBase):
    """A file's chunks as a stream: a file of any size is reviewed with the memory of one chunk."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._held = self._held or memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


def _hash(folder: Folder, name: str) -> str:
    """Return the hash of a file that was not checked, such as one that the profile does not know."""
    digest = hashlib.sha256()
    if not folder.exists(name):
        return ""
    for chunk in folder.chunks(name):
        digest.update(chunk)
    return digest.hexdigest()
