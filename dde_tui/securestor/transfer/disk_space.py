"""Checks the free space on the server before the first byte."""

from collections.abc import Mapping, Sequence

from dde_tui.securestor import faults
from dde_tui.securestor.outgoing import OutgoingFile
from dde_tui.securestor.sftp.client import SftpClient


def check_disk_space(
    sftp: SftpClient, folder: str, files: Sequence[OutgoingFile], begun: Mapping[str, int]
) -> None:
    """Raise TransferError if the server reports too little space; `begun` bytes are already there."""
    needed = sum(max(file.size - begun.get(file.name, 0), 0) for file in files)
    free = sftp.free_bytes(folder)
    if free is not None and free < needed:
        raise faults.disk_full(needed, free)
