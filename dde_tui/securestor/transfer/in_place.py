"""In-place writing for servers that refuse every rename, with few guarantees."""

from collections.abc import Callable
from functools import partial
from posixpath import join

from checks.errors import CancelledError
from checks.job import Job
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.faults import RefusedError
from dde_tui.securestor.outgoing import Transfer, Verify
from dde_tui.securestor.transfer.disk_space import check_disk_space
from dde_tui.securestor.transfer.progress import FileProgress, TransferProgress
from dde_tui.securestor.transfer.publish import check_way_free
from dde_tui.securestor.transfer.publish_lock import publish_lock
from dde_tui.securestor.transfer.upload import RemoteFile, upload


def send_in_place(
    connection: Connection,
    transfer: Transfer,
    before_publish: Callable[[], None],
    job: Job[FileProgress],
) -> dict[str, Verify]:
    """Write every file under its final name, one after another, in the order given.

    Args:
        connection: an open connection.
        transfer: what to write, and how to verify it.
        before_publish: called before the first file is touched.
        job: receives the progress.

    Returns:
        how each file's arrival was verified, by name.

    Raises:
        TransferError, CancelledError: their `meaning` says which files are new, and that one may be partial.
    """
    sftp, folder, way = connection.sftp(), connection.folder().path(), transfer.way
    files, proofs = transfer.todo, dict[str, Verify]()
    tally = TransferProgress(files, job)
    try:
        check_disk_space(sftp, folder, files, {})
        check_way_free(sftp, folder, files)
        with publish_lock(sftp, folder, way.owner, patience=connection.patience, job=job):
            before_publish()
            for file in files:
                one = job.with_progress(partial(tally.tell, file.name))
                proofs[file.name] = upload(RemoteFile(sftp, join(folder, file.name)), file, way.verify, one)
    except (TransferError, CancelledError) as error:
        error.meaning = error.meaning or _left(list(proofs), error)
        raise
    return proofs


def _left(new: list[str], error: TransferError | CancelledError) -> str:
    """Return what is on the server now: a file that could not even be opened is as it was."""
    named = f"{visible(', '.join(new)) or 'No file'} is new"
    if isinstance(error, RefusedError) and error.is_at_open:
        return f"{named}; the others are as before: SecureStor refused before anything was written."
    return (
        f"{named}, the next one may be incomplete, since this SecureStor does not allow renames. "
        "Send again at once to complete it."
    )
