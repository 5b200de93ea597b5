"""The files of a sending, on both ends: what shall go out, how, and what was found to have arrived."""

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
"""How an arrival is proved: reading everything back; the server's own SHA-256, where it has one; its size."""

Publish = Literal["rename", "in-place"]
"""How a file gets its name: whole, by a rename; or written under its final name, which promises nothing."""


@dataclass(frozen=True, slots=True)
class TransferOptions:
    """How a sending goes about it."""

    verify: Verify = "read-back"
    publish: Publish = "rename"
    channels: int = CHANNELS
    """Sessions on the connection, so many files at once; fewer where the server allows no more."""
    collects: bool = False
    """Whether the server is known to take files away as soon as they stand under their names."""
    owner: str = ""
    """Eight hexadecimal digits of the workspace, in the names of its parts: two never share one."""

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Return how this workspace sends, as its settings say."""
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
    """What a file is known by: its name on the server, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OutgoingFile(FileDigest):
    """A file to send; its SHA-256 is the one that was checked."""

    chunks: Callable[[int], Generator[bytes]] = field(repr=False)
    """Yields the bytes in pieces of up to so many; it may be called again and again."""

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """Return a file that is held in memory."""

        def chunks(size: int) -> Generator[bytes]:
            for start in range(0, len(data), size):
                yield data[start : start + size]

        return cls(name, len(data), sha256(data).hexdigest(), chunks)

    def blocks(self, start: int = 0) -> Generator[bytes]:
        """Yield the bytes from `start` on; at the end they must be the ones that were checked.

        Raises:
            SourceChangedError: the file is another one by now.
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
        """Raise SourceError where the name leads anywhere but into the folder."""
        if len(inside(self.name).parts) != 1:
            raise SourceError(f"{visible(self.name)} is no file name.", meaning="Nothing was sent.")

    def _changed(self) -> SourceChangedError:
        return SourceChangedError(
            f"{visible(self.name)} is not the file that was checked: its content changed since.",
            to_do="Wait until the export is finished, then send again: the files are checked anew.",
        )


@dataclass(frozen=True, slots=True)
class Transfer:
    """One sending: what shall stand on the server in the end, and how it gets there."""

    files: Sequence[OutgoingFile]
    """In the order of publishing."""
    way: TransferOptions = field(default_factory=TransferOptions)
    there: Collection[str] = ()
    """Names of files that stand there already, equal; they are not sent again."""

    @property
    def todo(self) -> list[OutgoingFile]:
        """The files that are to be sent."""
        return [file for file in self.files if file.name not in self.there]

    @property
    def parts(self) -> dict[str, str]:
        """For each file that is to be sent, the hidden name under which it goes up."""
        return {file.name: part_name(file.name, file.sha256, self.way.owner) for file in self.todo}


def _even(chunks: Generator[bytes]) -> Generator[bytes]:
    """Cut whatever comes into pieces of LARGEST bytes, the last one excepted."""
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
