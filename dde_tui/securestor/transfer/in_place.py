"""For servers that refuse every rename: files written under their final names, which can promise little."""

from collections.abc import Callable, Sequence
from functools import partial
from posixpath import join

from checks.errors import CancelledError
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.outgoing import OutgoingFile, TransferOptions, Verify
from dde_tui.securestor.sftp.client import Cancelled
from dde_tui.securestor.transfer.disk_space import check_disk_space
from dde_tui.securestor.transfer.progress import Progress, TransferProgress
from dde_tui.securestor.transfer.publish import check_way_free
from dde_tui.securestor.transfer.publish_lock import publish_lock
from dde_tui.securestor.transfer.upload import upload


def send_in_place(
    connection: Connection,
    files: Sequence[OutgoingFile],
    way: TransferOptions,
    before_publish: Callable[[], None],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> dict[str, Verify]:
    """Write every file under its final name, one after the other, in the order given.

    Args:
        connection: an open connection.
        files: what is to be written.
        way: how arrivals are proved.
        before_publish: called before the first file is touched.
        progress: told how far it is.
        cancelled: asked several times a second.

    Returns:
        how each file's arrival was proved, by name.

    Raises:
        TransferError, CancelledError: their `meaning` says which files are new, and that one may be half.
    """
    sftp, folder = connection.sftp(), connection.folder().path()
    tally, proofs = TransferProgress(files, progress), dict[str, Verify]()
    try:
        check_disk_space(sftp, folder, files, {})
        check_way_free(sftp, folder, files)
        with publish_lock(sftp, folder, way.owner, patience=connection.patience, cancelled=cancelled):
            before_publish()
            for file in files:
                proofs[file.name] = upload(
                    sftp,
                    join(folder, file.name),
                    file,
                    verify=way.verify,
                    tell=partial(tally.tell, file.name),
                    cancelled=cancelled,
                )
    except (TransferError, CancelledError) as error:
        error.meaning = error.meaning or (
            f"This SecureStor lets no file be renamed: {visible(', '.join(proofs)) or 'no file'} is new, "
            "the next one may stand there half. Send again at once: that makes it whole."
        )
        raise
    return proofs
