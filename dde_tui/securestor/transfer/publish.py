"""Publishes finished parts under their final names without ever losing the last good file.

If the server offers an atomic replacing rename, all files are renamed with it,
pipelined. Otherwise an existing file is moved aside under a hidden name, and moved back if
the new one can't take its place. Nothing is deleted before the new file is in place.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from posixpath import basename, join

from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.outgoing import FileDigest
from dde_tui.securestor.remote_names import ASIDE, PART, aside_name
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.sftp.packets import Attributes, Extension
from dde_tui.securestor.status import Status

UNTOUCHED = "The files on SecureStor are unchanged."

_FORGOTTEN = 24 * 3600
"""Age in seconds, by the server's clock, after which another computer's part counts as abandoned."""


def clear_leftovers(
    sftp: SftpClient, folder: str, names: Iterable[str], *, owner: str, keep: Iterable[str] = ()
) -> list[str]:
    """Remove leftovers of earlier sendings, and move files that were set aside back.

    Args:
        sftp: the session.
        folder: the folder on the server.
        names: its file names.
        owner: of this workspace; parts of others may be uploads in progress.
        keep: the parts that are still needed.

    Returns:
        the parts of other workspaces.

    Raises:
        TransferError: the folder can't be changed.
    """
    names, strangers = set(names), list[str]()
    for name in sorted(names - set(keep)):
        stepped_aside, part = ASIDE.fullmatch(name), PART.fullmatch(name)
        if stepped_aside and stepped_aside["name"] not in names:
            sftp.rename(join(folder, name), join(folder, stepped_aside["name"]))
        elif stepped_aside or (part and part["owner"] in (owner or None, None)):
            remove(sftp, folder, [name])
        elif part:
            strangers.append(name)
    return strangers


def forget_strangers(sftp: SftpClient, folder: str, parts: Sequence[str], published: Iterable[str]) -> None:
    """Remove parts that another computer left more than a day ago, by the server's own clock.

    Args:
        sftp: the session.
        folder: the folder on the server.
        parts: of other workspaces.
        published: names of files just written: their times show the server's clock.
    """
    found = sftp.stats(join(folder, name) for name in (*parts, *published))
    clock = [each.changed for each in found[len(parts) :] if each is not None and each.changed is not None]
    for name, each in zip(parts, found, strict=False):
        if clock and each is not None and each.changed is not None and max(clock) - each.changed > _FORGOTTEN:
            remove(sftp, folder, [name])


def forget_asides(sftp: SftpClient, folder: str, files: Iterable[FileDigest]) -> None:
    """Remove the old files that were moved aside for these, which are all published now."""
    with suppress(faults.RefusedError):  # a folder that may only be written to
        there = set(sftp.names(folder))
        remove(sftp, folder, [aside for file in files if (aside := aside_name(file.name)) in there])


def remove(sftp: SftpClient, folder: str, names: Iterable[str]) -> None:
    """Remove files if the server allows it; leftovers are hidden, and cleared by the next sending."""
    for name in names:
        with suppress(faults.RefusedError):
            sftp.remove(join(folder, name))


def check_way_free(sftp: SftpClient, folder: str, files: Sequence[FileDigest]) -> None:
    """Check the final names before the first rename.

    Raises:
        TransferError: a folder has one of these names.
    """
    for file, found in zip(files, seen(sftp, folder, files), strict=True):
        if found is not None and found.is_folder:
            raise TransferError(
                f"{visible(file.name)} can't get its name: SecureStor has a folder with that name.",
                meaning=UNTOUCHED,
                to_do="Ask the CLI Engage Help Center to remove that folder, then send again.",
            )


def seen(sftp: SftpClient, folder: str, files: Iterable[FileDigest]) -> list[Attributes | None]:
    """Return the attributes under the files' names; None also if this user may not read them."""
    paths = [join(folder, file.name) for file in files]
    try:
        return sftp.lstats(paths)
    except faults.RefusedError as error:
        if error.status != Status.PERMISSION_DENIED:
            raise
        return [None] * len(paths)


def rename_all(sftp: SftpClient, folder: str, files: Sequence[FileDigest], parts: Sequence[str]) -> None:
    """Rename every part of this folder to its final name, in the order given.

    Raises:
        TransferError: the server refuses one, or the line fails; its `meaning` says which files are new.
    """
    pairs = [(join(folder, part), join(folder, file.name)) for file, part in zip(files, parts, strict=True)]
    try:
        if Extension.POSIX_RENAME in sftp.extensions:
            refused = sftp.rename_all(pairs, over=True)
        else:
            refused = _step_aside(sftp, folder, files, pairs)
    except TransferError as error:
        error.meaning = (
            "Some files may already be new on SecureStor, each of them complete; "
            "the next sending finishes this one first."
        )
        raise
    failed = [error for error in refused if error is not None]
    if failed:
        new = [file.name for file, error in zip(files, refused, strict=True) if error is None]
        worst = next((error for error in failed if error.meaning), failed[0])
        worst.meaning = worst.meaning or (
            f"New on SecureStor: {visible(', '.join(new))}; the others are as before. Send again to finish."
            if new
            else UNTOUCHED
        )
        raise worst


def _step_aside(
    sftp: SftpClient, folder: str, files: Sequence[FileDigest], pairs: Sequence[tuple[str, str]]
) -> list[faults.RefusedError | None]:
    """Replace without an atomic rename: move the old file aside, the new one in, delete the old."""
    taken = seen(sftp, folder, files)
    asides = [join(folder, aside_name(file.name)) for file in files]
    steps: list[tuple[str, str]] = []
    for (part, target), aside, old in zip(pairs, asides, taken, strict=True):
        steps += [(target, aside), (part, target)] if old is not None else [(part, target)]
    answers = iter(sftp.rename_all(steps, over=False))
    refused: list[faults.RefusedError | None] = []
    for (_, target), aside, old in zip(pairs, asides, taken, strict=True):
        left = next(answers) if old is not None else None
        came = next(answers)
        if came is not None and old is not None and left is None:
            came = _step_back(sftp, aside, target) or came
        elif came is None and old is not None:
            # The new file is in its place; a leftover of the old one is cleared by the next sending.
            with suppress(faults.RefusedError):
                sftp.remove(aside)
        refused.append(left if came is not None and left is not None else came)
    return refused


def _step_back(sftp: SftpClient, aside: str, target: str) -> faults.RefusedError | None:
    try:
        sftp.rename(aside, target)
    except faults.RefusedError as error:
        name = visible(basename(target))
        error.meaning = (
            f"The old {name} is intact, but hidden on SecureStor as {visible(basename(aside))}, and could "
            f"not get its name back: until the next sending there is no {name}."
        )
        return error
    return None
