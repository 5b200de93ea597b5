"""The files of a sending: what is sent, how, and how its arrival was verified."""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, Self, cast

from checks.errors import SourceError
from checks.visible import visible
from dde_tui.errors import SourceChangedError
from dde_tui.securestor.remote_names import inside, part_name
from dde_tui.securestor.sftp.window import LARGEST
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import CHANNELS

Verify = Literal["read-back", "hash", "size"]
"""Verification methods: read everything back; the server's own SHA-256, if it has one; the size."""

Publish = Literal["rename", "in-place"]
"""Publication: an atomic rename; or writing under the final name, which guarantees nothing."""


@dataclass(frozen=True, slots=True)
class TransferOptions:
    """The options of a sending."""

    verify: Verify = "read-back"
    publish: Publish = "rename"
    channels: int = CHANNELS
    """Parallel sessions on the connection; fewer if the server allows no more."""
    collects: bool = False
    """Whether the server is known to remove files as soon as they are published."""
    owner: str = ""
    """Eight hexadecimal digits that identify the workspace in its part names, so that none are shared."""

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Return the options from this workspace's settings."""
        settings = workspace.settings.securestor
        return cls(
            cast("Verify", settings.verify),
            cast("Publish", settings.publish),
            settings.channels,
            settings.collects,
            workspace.owner,
        )


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file's identity: name on the server, size in bytes, SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OutgoingFile(FileDigest):
    """A file to send; its SHA-256 is the one that was checked."""

    chunks: Callable[[int], Generator[bytes]] = field(repr=False)
    """Yields the bytes in chunks of up to this size; may be called repeatedly."""

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """Return a file that is held in memory."""

        def chunks(size: int) -> Generator[bytes]:
            for start in range(0, len(data), size):
                yield data[start : start + size]

        return cls(name, len(data), sha256(data).hexdigest(), chunks)

    def blocks(self, start: int = 0) -> Generator[bytes]:
        """Yield the bytes from `start` on, and verify that they are the checked ones.

        Raises:
            SourceChangedError: the file changed since the check.
            SourceError: it can't be read.
        """
        digest, at = sha256(), 0
        with closing(_even(self.chunks(LARGEST))) as pieces:
            for piece in pieces:
                digest.update(piece)
                at += len(piece)
                if at > self.size:
                    raise self._changed()
                if at > start:
                    yield piece[max(0, len(piece) - (at - start)) :]
        if digest.hexdigest() != self.sha256:
            raise self._changed()

    def check_name(self) -> None:
        """Raise SourceError if the name is not a plain file name (path traversal)."""
        if len(inside(self.name).parts) != 1:
            raise SourceError(f"{visible(self.name)} is not a file name.", meaning="Nothing was sent.")

    def _changed(self) -> SourceChangedError:
        return SourceChangedError(
            f"{visible(self.name)} is not the file that was checked: its content changed since.",
            to_do="Wait until the export is finished, then send again: the files will be checked again.",
        )


@dataclass(frozen=True, slots=True)
class Transfer:
    """One sending: the desired state on the server, and how to get there."""

    files: Sequence[OutgoingFile]
    """In the order of publishing."""
    way: TransferOptions = field(default_factory=TransferOptions)
    there: Collection[str] = ()
    """Names of identical files that are already there and are not sent again."""

    @property
    def todo(self) -> list[OutgoingFile]:
        """The files that are to be sent."""
        return [file for file in self.files if file.name not in self.there]

    @property
    def parts(self) -> dict[str, str]:
        """For each file to send, the hidden name of its upload."""
        return {file.name: part_name(file.name, file.sha256, self.way.owner) for file in self.todo}


def _even(chunks: Generator[bytes]) -> Generator[bytes]:
    """Regroup the input into chunks of LARGEST bytes, except the last."""
    with closing(chunks):
        rest = b""
        for chunk in chunks:
            if not rest and len(chunk) == LARGEST:
                yield chunk
                continue
            held = memoryview(rest + chunk if rest else chunk)
            whole = len(held) - len(held) % LARGEST
            for start in range(0, whole, LARGEST):
                yield bytes(held[start : start + LARGEST])
            rest = bytes(held[whole:])
        if rest:
            yield rest
