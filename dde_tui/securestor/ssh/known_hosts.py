"""Your own OpenSSH known_hosts as a second opinion; read-only.

paramiko's parser fails on markers and rewrites files in place, so this is our own. Invalid lines
are skipped, as in OpenSSH.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from checks.regular_file import read_regular
from checks.visible import visible
from dde_tui.errors import UnknownServerError
from dde_tui.securestor.ssh.fingerprints import HostKey, host_key

_SSH = 22
_HASHED = "|1|"
_LARGEST = 16 * 1024**2
"""Maximum bytes of a file of known hosts: some hold those of a whole company."""


class Marker(StrEnum):
    """A line's marker: @cert-authority or @revoked."""

    REVOKED = "@revoked"
    AUTHORITY = "@cert-authority"


class Verdict(StrEnum):
    """What known_hosts says about a server's key."""

    SAME = "same"
    ANOTHER = "another"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class HostKeyEntry:
    """One valid line: host patterns, key, and its location."""

    marker: Marker | None
    names: str
    kind: str
    fingerprint: str
    file: Path
    number: int

    @property
    def place(self) -> str:
        """File and line, for display."""
        return f"{visible(str(self.file))}, line {self.number}"


@dataclass(frozen=True, slots=True)
class KeyOpinion:
    """The second opinion on one key, and the line it comes from."""

    verdict: Verdict
    line: HostKeyEntry | None = None

    @property
    def words(self) -> str:
        """The opinion in a sentence; empty if there is none."""
        if self.line is None:
            return ""
        if self.verdict is Verdict.SAME:
            return f"Your own known_hosts has this key for this server ({self.line.place})."
        return (
            f"Your own known_hosts has a DIFFERENT key for this server: {self.line.fingerprint} "
            f"({self.line.place}). Confirm the shown one only by typing the fingerprint CLI gives you."
        )


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """All valid lines of the files."""

    lines: tuple[HostKeyEntry, ...] = ()

    def opinion(self, host: str, port: int, key: HostKey) -> KeyOpinion:
        """Return what these lines say about the server's key.

        A line for the host without its port counts only if it has the same key, as in OpenSSH; it says
        nothing about another server of that host.
        """
        here = [line for line in self._plain() if _names(line.names, host, port)]
        near = [line for line in self._plain() if _names(line.names, host, _SSH)]
        for line in (*here, *near):
            if line.fingerprint == key.fingerprint:
                return KeyOpinion(Verdict.SAME, line)
        if not here:
            return KeyOpinion(Verdict.NOTHING)
        return KeyOpinion(Verdict.ANOTHER, next((line for line in here if line.kind == key.kind), here[0]))

    def revoked(self, fingerprint: str) -> HostKeyEntry | None:
        """Return the line that revokes this key for any host, or None."""
        return next(
            (
                line
                for line in self.lines
                if line.marker is Marker.REVOKED and line.fingerprint == fingerprint
            ),
            None,
        )

    def check_not_revoked(self, key: HostKey, where: str) -> None:
        """Verify that a key is not revoked, even if it is pinned.

        Raises:
            UnknownServerError: a line of known_hosts revokes it.
        """
        line = self.revoked(key.fingerprint)
        if line is None:
            return
        raise UnknownServerError(
            f"The server at {visible(where)} shows the {key.kind} key {key.fingerprint}, which is revoked "
            f"({line.place}).",
            meaning="Nothing was sent to it: no user name, no password, no file. The administrator of this "
            "computer marked that key as stolen or retired, so it is refused even if you confirmed it.",
            to_do="Ask the CLI Engage Help Center which key SecureStor has now, and your administrator why "
            "this one is revoked.",
            shown=(key.fingerprint,),
        )

    def _plain(self) -> Iterator[HostKeyEntry]:
        """Yield the lines with a host's own key, not a certificate authority's."""
        return (line for line in self.lines if line.marker is None)


def usual_places(environ: Mapping[str, str] = os.environ, system: str = os.name) -> tuple[Path, ...]:
    """Return where OpenSSH keeps known hosts: the user's files, then the system's."""
    home = Path(os.path.expanduser("~")) / ".ssh"  # noqa: PTH111 - pathlib's own raises without a home
    if system == "nt":
        shared = Path(environ.get("PROGRAMDATA", r"C:\ProgramData"), "ssh")
    else:
        shared = Path("/etc/ssh")
    return (
        home / "known_hosts",
        home / "known_hosts2",
        shared / "ssh_known_hosts",
        shared / "ssh_known_hosts2",
    )


def read_known_hosts(places: Iterable[Path] | None = None) -> KnownHosts:
    """Read these files, or the default ones; unreadable files count as empty."""
    lines: list[HostKeyEntry] = []
    for path in usual_places() if places is None else places:
        try:
            text = read_regular(path, _LARGEST).decode("utf-8", "replace")
        except OSError:
            continue
        lines += parse_known_hosts(text, path)
    return KnownHosts(tuple(lines))


def parse_known_hosts(text: str, file: Path) -> Iterator[HostKeyEntry]:
    """Yield the valid lines; comments and invalid lines are skipped."""
    for number, written in enumerate(text.split("\n"), 1):
        fields = written.split()
        marker = None
        if fields and fields[0].startswith("@"):
            if fields[0] not in {*Marker}:
                continue
            marker = Marker(fields.pop(0))
        if len(fields) < 3 or fields[0].startswith("#"):
            continue
        names, kind, encoded = fields[:3]
        try:
            blob = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if blob.startswith(len(kind.encode()).to_bytes(4) + kind.encode()):
            yield HostKeyEntry(
                marker, names, visible(kind, 60), host_key(kind, blob).fingerprint, file, number
            )


def _names(names: str, host: str, port: int) -> bool:
    """Whether a line's names match this server: hashed, or patterns with negation."""
    name = host.lower() if port == _SSH else f"[{host.lower()}]:{port}"
    if names.startswith(_HASHED):
        return _is_hash_of(names, name)
    means = False
    for pattern in names.split(","):
        # Brackets belong to the name here; only * and ? stand for other signs.
        if fnmatchcase(name, pattern.removeprefix("!").lower().replace("[", "[[]")):
            if pattern.startswith("!"):
                return False
            means = True
    return means


def _is_hash_of(hashed: str, name: str) -> bool:
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in hashed[len(_HASHED) :].split("|"))
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(hmac.digest(salt, name.encode(), "sha1"), digest)
