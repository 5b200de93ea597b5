"""The server's state: identical files, and a sending interrupted between its renames."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from posixpath import join
from typing import Any, Literal

from checks.job import UNWATCHED, Job
from dde_tui.securestor import faults
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.outgoing import FileDigest, Transfer, TransferOptions
from dde_tui.securestor.remote_names import part_name
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.status import Status
from dde_tui.securestor.transfer.disk_space import check_disk_space
from dde_tui.securestor.transfer.publish import check_way_free, rename_all, seen
from dde_tui.securestor.transfer.publish_lock import publish_lock
from dde_tui.securestor.transfer.upload import RemoteFile, holds
from dde_tui.securestor.transfer.workers import run_workers


def already_there(
    connection: Connection,
    files: Sequence[FileDigest],
    way: TransferOptions | None = None,
    job: Job[Any] = UNWATCHED,
) -> frozenset[str]:
    """Return the names of identical files on the server: compare sizes first, then content.

    Raises:
        TransferError: network or server failed.
        CancelledError: the job was cancelled.
    """
    way = way or TransferOptions()
    sftp, folder = connection.sftp(), connection.folder().path()
    found = zip(files, seen(sftp, folder, files), strict=True)
    alike = [file for file, each in found if each is not None and each.is_file and each.size == file.size]

    def work(session: SftpClient, file: FileDigest, inside: Job[Any]) -> bool:
        return holds(RemoteFile(session, join(folder, file.name)), file, way.verify, inside)

    try:
        same = run_workers(connection, alike, way.channels, work, job)
    except faults.RefusedError as error:
        if error.status != Status.PERMISSION_DENIED:
            raise
        return frozenset()  # a folder that may only be written to: nobody can tell
    return frozenset(name for name, is_same in same.items() if is_same)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """What a sending would do with one file."""

    file: str
    does: Literal["new", "replaces", "equal", "unknown"]
    """New; replaces another file; already there; unknown."""
    begun: int = 0
    """Bytes an earlier try left there; a sending resumes after those that are equal."""


def plan_files(connection: Connection, transfer: Transfer) -> tuple[PlannedFile, ...]:
    """Dry run: return what a sending of these files would do, in order; changes nothing.

    Args:
        connection: an open connection.
        transfer: what would be sent, and how.

    Raises:
        TransferError: network or server failed; or a sending would fail: no space, a folder in the way.
    """
    sftp, folder = connection.sftp(), connection.folder().path()
    todo, parts = transfer.todo, transfer.parts
    check_way_free(sftp, folder, todo)
    found: dict[str, Literal["new", "replaces"]] = {}
    begun: dict[str, int] = {}
    with suppress(faults.RefusedError):  # a folder that may only be written to
        for file, each in zip(todo, sftp.lstats(join(folder, file.name) for file in todo), strict=True):
            found[file.name] = "new" if each is None else "replaces"
        if transfer.way.publish == "rename":
            held = sizes(sftp, folder, list(parts.values()))
            begun = {name: held[part] for name, part in parts.items() if part in held}
    check_disk_space(sftp, folder, todo, begun)
    return tuple(
        PlannedFile(file.name, found.get(file.name, "unknown"), min(begun.get(file.name, 0), file.size))
        if file.name in parts
        else PlannedFile(file.name, "equal")
        for file in transfer.files
    )


def finish(connection: Connection, files: Sequence[FileDigest], way: TransferOptions | None = None) -> bool:
    """Finish a sending interrupted between its renames, if all of it is still on the server.

    Args:
        connection: an open connection.
        files: from the recorded intent, in order; only their names, sizes and hashes are used.
        way: the options of that sending.

    Returns:
        whether all its files are published now.

    Raises:
        TransferError: network or server failed.
    """
    way = way or TransferOptions()
    sftp, folder = connection.sftp(), connection.folder().path()
    there = already_there(connection, files, way)
    todo = [file for file in files if file.name not in there]
    parts = {file.name: part_name(file.name, file.sha256, way.owner) for file in todo}
    held = sizes(sftp, folder, list(parts.values()))
    if any(held.get(parts[file.name]) != file.size for file in todo):
        return False

    def work(session: SftpClient, file: FileDigest, inside: Job[Any]) -> bool:
        return holds(RemoteFile(session, join(folder, parts[file.name])), file, way.verify, inside)

    try:
        is_whole = all(run_workers(connection, todo, way.channels, work).values())
    except faults.RefusedError as error:
        if error.status != Status.PERMISSION_DENIED:
            raise
        return False  # a folder that may only be written to: what stands there is sent anew, not trusted
    if not is_whole:
        return False
    with publish_lock(sftp, folder, way.owner, patience=connection.patience):
        rename_all(sftp, folder, todo, list(parts.values()))
    return True


def sizes(sftp: SftpClient, folder: str, names: Sequence[str]) -> dict[str, int]:
    """Return the size in bytes of each of these names that is a file in the folder."""
    found = zip(names, sftp.lstats(join(folder, name) for name in names), strict=True)
    return {
        name: each.size for name, each in found if each is not None and each.is_file and each.size is not None
    }
