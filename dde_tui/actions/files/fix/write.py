"""Writes a mended set into a folder, and a list of every change into a file beside it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checks.errors import CancelledError
from checks.progress import Progress
from dde_tui.errors import UsageError
from dde_tui.workspace.disk import disk_trouble
from dde_tui.workspace.new_folder import refuse_used, write_new

if TYPE_CHECKING:
    from checks.fixes.declaration import Change
    from checks.fixes.fix_set import FixPlan
    from checks.progress import Tell


def write_fixed(
    repairs: "FixPlan",
    output: Path,
    *,
    log: Path | None = None,
    show_values: bool = False,
    progress: "Tell | None" = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write the mended set into a folder, and a log of every change into a file beside it.

    Args:
        repairs: what was planned.
        output: the folder; new or empty, and outside of the source.
        log: a new CSV file; without it, no log is written.
        show_values: whether the log holds values of cells.
        progress: told how far the writing is.
        cancelled: asked often; when true the writing stops.

    Raises:
        UsageError: the folder or the log is there already, or lies in the source.
        SourceError: an original can't be read, or changed since it was looked at.
        DiskError: the disk refused.
        CancelledError: `cancelled` said so. Nothing is left of what was begun.
    """
    source = repairs.source.path
    refuse_used(output, source)
    tell, stop = progress or (lambda _progress: None), cancelled or (lambda: False)
    if log is None:
        write_new(_files(repairs, lambda _change: None, tell, stop), output)
        return
    refuse_log(log, output, source)
    from checks.reports.fixes import log_head, log_row

    part = log.with_name(f".{log.name}.part")
    try:
        with disk_trouble(log):
            log.parent.mkdir(parents=True, exist_ok=True)
        with disk_trouble(log), part.open("w", encoding="utf-8", newline="") as lines:
            lines.write(log_head())

            def record(change: "Change") -> None:
                lines.write(log_row(change, show_values=show_values))

            write_new(_files(repairs, record, tell, stop), output)
        with disk_trouble(log):
            part.replace(log)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def refuse_log(log: Path, output: Path, source: Path) -> None:
    """Refuse a log that would stand among the files, or in the place of another one.

    Raises:
        UsageError: it is there already, or lies in the source or in the output.
    """
    place = log.absolute().resolve()
    folders = [path.absolute().resolve() for path in (output, source)]
    if place.exists() or any(place == folder or folder in place.parents for folder in folders):
        raise UsageError(
            f"The log can't be written to {log}: it is there already, or lies among the files.",
            meaning="Nothing was written.",
            to_do="Give --log the name of a new file outside of both folders.",
        )


def _files(
    repairs: "FixPlan", record: "Callable[[Change], None]", tell: "Tell", cancelled: Callable[[], bool]
) -> Iterator[tuple[PurePosixPath, Iterable[bytes]]]:
    total = sum(file.source.size for file in repairs.files)
    done = 0
    for file in repairs.files:
        pieces = file.pieces(record, cancelled)
        yield PurePosixPath(file.folder, file.name), _told(pieces, file.name, done, total, tell, cancelled)
        done += file.source.size


def _told(
    pieces: Iterable[bytes], name: str, done: int, total: int, tell: "Tell", cancelled: Callable[[], bool]
) -> Iterator[bytes]:
    for piece in pieces:
        if cancelled():
            raise CancelledError("Mending was stopped.", meaning="Nothing was written.")
        yield piece
        done += len(piece)
        tell(Progress(name, 0, min(done, total), total))
