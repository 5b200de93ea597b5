"""What stands on the server already: equal files, and a sending that died between its renames."""

from collections.abc import Sequence
from posixpath import join

from dde_tui.securestor import faults
from dde_tui.securestor.connection import Connection
from dde_tui.securestor.lanes import each_file
from dde_tui.securestor.names import part_name
from dde_tui.securestor.outgoing import Known, Way
from dde_tui.securestor.protocol.sftp import Cancelled, Sftp
from dde_tui.securestor.protocol.wire import Status
from dde_tui.securestor.publishing import rename_all, seen
from dde_tui.securestor.turns import my_turn
from dde_tui.securestor.uploading import holds


def already_there(
    connection: Connection,
    files: Sequence[Known],
    way: Way | None = None,
    cancelled: Cancelled | None = None,
) -> frozenset[str]:
    """Return the names of the files that the server holds exactly: sizes first, then what it gives back.

    Raises:
        TransferError: network or server failed.
        CancelledError: `cancelled` said yes.
    """
    way = way or Way()
    sftp, folder = connection.sftp(), connection.folder().path()
    found = zip(files, seen(sftp, folder, files), strict=True)
    alike = [file for file, each in found if each is not None and each.is_file and each.size == file.size]

    def work(session: Sftp, file: Known, is_stopped: Cancelled) -> bool:
        return holds(session, join(folder, file.name), file, way.verify, is_stopped)

    try:
        same = each_file(connection, alike, way.channels, work, cancelled)
    except faults.RefusedError as error:
        if error.status != Status.PERMISSION_DENIED:
            raise
        return frozenset()  # a folder that may only be written to: nobody can tell
    return frozenset(name for name, is_same in same.items() if is_same)


def finish(connection: Connection, files: Sequence[Known], way: Way | None = None) -> bool:
    """Finish a sending that died between its renames, if everything of it is still on the server.

    Args:
        connection: an open connection.
        files: what the recorded intent names, in its order; only their names, sizes and hashes are used.
        way: how that sending went about it.

    Returns:
        whether all files of it stand under their names now.

    Raises:
        TransferError: network or server failed.
    """
    way = way or Way()
    sftp, folder = connection.sftp(), connection.folder().path()
    there = already_there(connection, files, way)
    todo = [file for file in files if file.name not in there]
    parts = {file.name: part_name(file.name, file.sha256, way.owner) for file in todo}
    held = sizes(sftp, folder, list(parts.values()))
    if any(held.get(parts[file.name]) != file.size for file in todo):
        return False

    def work(session: Sftp, file: Known, is_stopped: Cancelled) -> bool:
        return holds(session, join(folder, parts[file.name]), file, way.verify, is_stopped)

    if not all(each_file(connection, todo, way.channels, work, None).values()):
        return False
    with my_turn(sftp, folder, way.owner, patience=connection.patience):
        rename_all(sftp, folder, todo, list(parts.values()))
    return True


def sizes(sftp: Sftp, folder: str, names: Sequence[str]) -> dict[str, int]:
    """Return the size in bytes of each of these names that is a file in the folder."""
    found = zip(names, sftp.lstats(join(folder, name) for name in names), strict=True)
    return {
        name: each.size for name, each in found if each is not None and each.is_file and each.size is not None
    }
