"""Writes a fixed set into a folder, and a log of every change into a file next to it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from checks.job import UNWATCHED, Job
from checks.progress import Progress
from dde_tui.errors import UsageError
from dde_tui.workspace.disk import disk_trouble, replace_file_by
from dde_tui.workspace.write_files import refuse_used, write_files

if TYPE_CHECKING:
    from checks.fixes.declaration import Change
    from checks.fixes.fix_set import FixPlan

_PIECE = 1024 * 1024


def write_fixed(
    plan: "FixPlan",
    output: Path,
    *,
    log: Path | None = None,
    show_values: bool = False,
    job: Job[Progress] = UNWATCHED,
) -> None:
    """Write the fixed set into a folder, and a log of every change into a file next to it.

    Args:
        plan: the fixes to apply.
        output: the folder; new or empty, and outside of the source.
        log: a new CSV file; without it, no log is written.
        show_values: whether the log holds values of cells.
        job: told how far the writing is.

    Raises:
        UsageError: the folder or the log already exists, or is in the source.
        SourceError: an original can't be read, or changed since the plan was made.
        DiskError: the disk refused.
        CancelledError: the job was cancelled. No partial output is left.
    """
    source = plan.source.path
    refuse_used(output, source)
    if log is None:
        write_files(_files(plan, lambda _change: None, job), output)
        return
    refuse_log(log, output, source)
    from checks.reports.fixes import log_head, log_row

    with TemporaryFile() as lines:  # without a name, so that a killed run leaves nothing of it

        def record(change: "Change") -> None:
            lines.write(log_row(change, show_values=show_values).encode())

        lines.write(log_head().encode())
        files = _files(plan, record, job)
        if log.absolute().parent == output.absolute().parent:
            write_files(files, output, beside={log.name: _from_start(lines)})
            return
        _make_folder(log.absolute().parent)
        write_files(files, output)
        replace_file_by(log, _from_start(lines))


def refuse_log(log: Path, output: Path, source: Path) -> None:
    """Refuse a log path inside the source or the output, or one that already exists.

    Raises:
        UsageError: the log can't be written there.
    """
    place = log.absolute().resolve()
    folders = [path.absolute().resolve() for path in (output, source)]
    if place.exists() or any(place == folder or folder in place.parents for folder in folders):
        raise UsageError(
            f"The log can't be written to {log}: it already exists, or is among the files.",
            meaning="Nothing was written.",
            to_do="Give --log the name of a new file outside of both folders.",
        )


def _files(
    plan: "FixPlan", record: "Callable[[Change], None]", job: Job[Progress]
) -> Iterator[tuple[PurePosixPath, Iterable[bytes]]]:
    total = sum(file.source.size for file in plan.files)
    done = 0
    for file in plan.files:
        here = job.with_progress(partial(_tell, job, file.name, done, total))
        yield PurePosixPath(file.folder, file.name), _told(file.pieces(record, job), here)
        done += file.source.size


def _tell(job: Job[Progress], name: str, done: int, total: int, written: int) -> None:
    """Report the bytes of one file as a part of the total."""
    job.progress(Progress(name, 0, min(done + written, total), total))


def _from_start(lines: IO[bytes]) -> Iterator[bytes]:
    """Yield what was written, read when it is asked for: after the last file of the set."""
    lines.seek(0)
    yield from iter(partial(lines.read, _PIECE), b"")


def _make_folder(folder: Path) -> None:
    with disk_trouble(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _told(pieces: Iterable[bytes], job: Job[int]) -> Iterator[bytes]:
    written = 0
    for piece in pieces:
        job.stop_if_cancelled("Fixing was stopped.", "Nothing was written.")
        yield piece
        written += len(piece)
        job.progress(written)
