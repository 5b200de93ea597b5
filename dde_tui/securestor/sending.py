"""A sending: every file there whole and read back before the first one gets its name."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from posixpath import dirname, join
from typing import Literal

from checks.errors import CancelledError, SourceError
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.connection import Connection
from dde_tui.securestor.folder import inside
from dde_tui.securestor.protocol.session import Cancelled
from dde_tui.securestor.protocol.sftp import Sftp
from dde_tui.securestor.protocol.wire import Status
from dde_tui.securestor.publishing import clear_leftovers, part_name, publish

Progress = Callable[[str, int, int], None]

_UNTOUCHED = "The files on SecureStor are as they were before."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file to send: its name on the server, its bytes, and the hexadecimal SHA-256 that was checked."""

    name: str
    data: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that stands under its name: what arrived was read back and is what was checked."""

    file: str
    bytes: int
    sha256: str
    verified: Literal["read-back"] = "read-back"


def send_files(
    connection: Connection,
    files: Sequence[Outgoing],
    *,
    before_publish: Callable[[], None],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Sent]:
    """Send a set of files; they get their names together, in the order given, or none of them does.

    Up to the renames nothing under a final name changes, whatever happens. Should a server refuse a
    later rename after it granted an earlier one, the error names the files that are already new.

    Args:
        connection: an open connection; the files go to its server's folder.
        files: in the order of publishing.
        before_publish: called when everything is up and verified, right before the renames, so that the
            caller can record the intent; what it raises stops the sending.
        progress: told file name, bytes done, bytes in all; a byte counts once sent and once read back.
        cancelled: asked several times a second, also from another thread; a sending stops within a second,
            but not between the renames.

    Returns:
        one record a file, in the order given.

    Raises:
        SourceError: bytes and SHA-256 of a file do not belong together; nothing was sent.
        TransferError: network or server failed.
        CancelledError: `cancelled` said yes.
    """
    for file in files:
        _check_source(file)
    sftp, folder = connection.sftp(), connection.folder().path()
    parts: list[str] = []
    try:
        clear_leftovers(sftp, folder)
        _check_room(sftp, folder, files)
        for file in files:
            part = part_name(file.name, file.sha256)
            parts.append(part)
            _put_up(sftp, join(folder, part), file, progress, cancelled)
        before_publish()
    except BaseException as error:
        _remove(sftp, folder, parts)
        if isinstance(error, TransferError | CancelledError):
            error.meaning = error.meaning or _UNTOUCHED
        raise
    _publish_all(sftp, folder, files, parts)
    return [Sent(file.name, len(file.data), file.sha256) for file in files]


def already_there(connection: Connection, files: Sequence[Outgoing]) -> bool:
    """Whether the server holds exactly these files: sizes first, then the hashes of what it gives back.

    Raises:
        TransferError: network or server failed.
    """
    sftp, folder = connection.sftp(), connection.folder()
    paths = [(folder.path(file.name), file) for file in files]
    for path, file in paths:
        found = sftp.stat(path)
        if found is None or found.size != len(file.data):
            return False
    return all(_hash_there(sftp, path, len(file.data)) == file.sha256 for path, file in paths)


def _check_source(file: Outgoing) -> None:
    if len(inside(file.name).parts) != 1:
        raise SourceError(f"{visible(file.name)} is no file name.", meaning="Nothing was sent.")
    if hashlib.sha256(file.data).hexdigest() != file.sha256:
        raise SourceError(
            f"{visible(file.name)} is not the file that was checked: its content changed since.",
            meaning="Nothing was sent; the files on SecureStor are as they were before.",
            to_do="Wait until the export is finished, then send again: the files are checked anew.",
        )


def _check_room(sftp: Sftp, folder: str, files: Sequence[Outgoing]) -> None:
    needed = sum(len(file.data) for file in files)
    free = sftp.free_bytes(folder)
    if free is not None and free < needed:
        raise faults.disk_full(needed, free)


def _put_up(
    sftp: Sftp, path: str, file: Outgoing, progress: Progress | None, cancelled: Cancelled | None
) -> None:
    """Upload one part and prove that it arrived."""
    size = len(file.data)

    def tell(done: int) -> None:
        if progress is not None:
            progress(file.name, done, 2 * size)

    try:
        sftp.write(path, file.data, tell, cancelled)
    except faults.RefusedError as error:
        # A full disk comes as "Failure" without a reason; what is left tells.
        free = sftp.free_bytes(dirname(path) or ".") if error.status == Status.FAILURE else None
        if free is not None and free < size:
            raise faults.disk_full(size, free) from error
        raise
    found = sftp.stat(path)
    there = _hash_there(sftp, path, size, lambda done: tell(size + done), cancelled)
    if found is None or found.size != size or there != file.sha256:
        raise TransferError(
            f"{visible(file.name)} did not arrive as it was sent: what SecureStor holds differs.",
            to_do="Send again; if it happens again, tell the CLI Engage Help Center that SecureStor stores "
            "other bytes than it acknowledges.",
        )


def _hash_there(
    sftp: Sftp,
    path: str,
    size: int,
    progress: Callable[[int], None] | None = None,
    cancelled: Cancelled | None = None,
) -> str:
    """Return the SHA-256 of what the server gives back."""
    digest, done = hashlib.sha256(), 0
    with closing(sftp.chunks(path, size, cancelled)) as chunks:
        for chunk in chunks:
            digest.update(chunk)
            done += len(chunk)
            if progress is not None:
                progress(done)
    return digest.hexdigest()


def _publish_all(sftp: Sftp, folder: str, files: Sequence[Outgoing], parts: Sequence[str]) -> None:
    published: list[str] = []
    try:
        for file, part in zip(files, parts, strict=True):
            publish(sftp, folder, part, file.name)
            published.append(file.name)
        for file in files:
            _check_published(sftp, join(folder, file.name), file)
    except BaseException as error:
        _remove(sftp, folder, parts[len(published) :])
        if isinstance(error, TransferError):
            refused = isinstance(error, faults.RefusedError)
            error.meaning = _state(published, len(files), certain=refused)
        raise


def _check_published(sftp: Sftp, path: str, file: Outgoing) -> None:
    found = sftp.stat(path)
    if found is None or found.size != len(file.data):
        raise TransferError(
            f"{visible(file.name)} was renamed, but does not stand under its name as it was sent.",
            to_do="Ask the CLI Engage Help Center whether SecureStor moves files away at once.",
        )


def _state(published: Sequence[str], total: int, *, certain: bool) -> str:
    """Say which files are new; not certain where the connection failed before a rename was answered."""
    if len(published) == total:
        return "All files were sent and renamed."
    if not certain:
        return "Some files may be new on SecureStor already, each of them whole; send again to finish."
    if not published:
        return _UNTOUCHED
    return (
        f"New on SecureStor: {visible(', '.join(published))}; the others are as before. Send again to finish."
    )


def _remove(sftp: Sftp, folder: str, parts: Sequence[str]) -> None:
    """Remove parts where the connection still lives; what stays is hidden and cleared by the next sending."""
    for part in parts:
        with suppress(TransferError):
            sftp.remove(join(folder, part))
