"""Host key pinning by SHA-256 fingerprints, in the forms people read and paste."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.visible import visible
from dde_tui.errors import TransferError, UnknownServerError, UsageError

_PREFIX = "SHA256:"
_WITHIN_TEXT = re.compile(r"SHA256:\s*([A-Za-z0-9+/]{43})=?(?![A-Za-z0-9+/=])", re.IGNORECASE)
_ALONE = re.compile(r"(?:SHA256:)?([A-Za-z0-9+/]{43})=?", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"(?:SHA256:)?((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})", re.IGNORECASE)
_MD5 = re.compile(r"(?:MD5:)?(?:[0-9a-f]{2}:){15}[0-9a-f]{2}", re.IGNORECASE)
_RSA = "ssh-rsa"
_SHORTEST_RSA = 2048  # bits
_BITS = {
    "ssh-ed25519": 256,
    "ecdsa-sha2-nistp256": 256,
    "ecdsa-sha2-nistp384": 384,
    "ecdsa-sha2-nistp521": 521,
}


@dataclass(frozen=True, slots=True)
class HostKey:
    """A server's public key for comparison: type, fingerprint "SHA256:…", size in bits.

    `bits` is 0 for an unknown type.
    """

    kind: str
    fingerprint: str
    bits: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether it is strong enough: elliptic curves are, and RSA from 2,048 bits."""
        return self.kind != _RSA or self.bits >= _SHORTEST_RSA

    @property
    def title(self) -> str:
        """Its type and size as in the frame of OpenSSH's randomart: "ED25519 256"."""
        family = self.kind.removeprefix("ssh-").partition("-")[0].upper()
        return f"{family} {self.bits}"


def host_key(kind: str, blob: bytes) -> HostKey:
    """Parse the key that a server sent."""
    return HostKey(visible(kind, 60), _spelled(hashlib.sha256(blob).digest()), _BITS.get(kind) or _size(blob))


def parse_fingerprint(pasted: str) -> str:
    """Normalize a pasted fingerprint to "SHA256:…" without padding.

    Accepts it without the prefix, with padding, with spaces from an e-mail's line break, in
    hexadecimal, or inside a whole line of `ssh-keygen -l`.

    Raises:
        UsageError: the text has no SHA-256 fingerprint.
    """
    compact = "".join(pasted.split()).strip("\"'`.,;")
    if match := _HEXADECIMAL.fullmatch(compact):
        return _spelled(bytes.fromhex(match.group(1).replace(":", "")))
    if match := _WITHIN_TEXT.search(pasted) or _ALONE.fullmatch(compact):
        try:
            digest = base64.b64decode(match.group(1) + "=", validate=True)
        except binascii.Error:
            digest = b""
        if _spelled(digest) == _PREFIX + match.group(1):
            return _spelled(digest)
    raise UsageError(
        f"This is not a SHA-256 fingerprint of a host key: {visible(pasted, 80)}",
        meaning="It is an MD5 fingerprint, which can be forged." if _MD5.fullmatch(compact) else "",
        to_do="Ask the CLI Engage Help Center for SecureStor's fingerprint in the form SHA256:… "
        "(43 characters after the colon).",
    )


def pinned_among(shown: Iterable[HostKey], pins: Iterable[str]) -> HostKey | None:
    """Return the first of these keys that is pinned, or None.

    Several pins are allowed, so that the next key can be confirmed before the server changes to it.

    Raises:
        UsageError: a pin is not a fingerprint.
    """
    confirmed = {parse_fingerprint(pin) for pin in pins}
    return next((key for key in shown if key.fingerprint in confirmed), None)


def check_pinned(shown: HostKey, pins: Iterable[str], where: str) -> None:
    """Verify that the server's key is one of the pinned ones.

    Args:
        shown: the key the server proved to hold.
        pins: the confirmed fingerprints, in any pasted form.
        where: host and port, for the message.

    Raises:
        UnknownServerError: the key is not pinned; both fingerprints are named.
        UsageError: a pin is not a fingerprint.
    """
    pins = tuple(pins)
    if pinned_among([shown], pins) is None:
        raise changed_key_error([shown], pins, where)


def changed_key_error(shown: Sequence[HostKey], pins: Iterable[str], where: str) -> UnknownServerError:
    """Return the error for a server without a pinned key; it names the keys it has.

    Raises:
        UsageError: a pin is not a fingerprint.
    """
    confirmed = [parse_fingerprint(pin) for pin in pins]
    keys = " and ".join(f"the {key.kind} key {key.fingerprint}" for key in shown)
    return UnknownServerError(
        f"The server at {visible(where)} shows {keys}, but you confirmed {' or '.join(confirmed)}.",
        meaning="Nothing was sent to it: no user name, no password, no file. Either SecureStor has a new "
        "key, or something is intercepting the connection.",
        to_do="Ask the CLI Engage Help Center, by phone or a known e-mail address, whether SecureStor's host "
        "key changed and what its SHA-256 fingerprint is now. Only if their answer matches what the server "
        "shows, accept it with `dde connect --host-key` and the fingerprint from that answer.",
        shown=(key.fingerprint for key in shown),
        confirmed=confirmed,
    )


def unknown_key_error(where: str) -> UnknownServerError:
    """Return the error for an unconfirmed server: there is no trust on first use."""
    return UnknownServerError(
        f"No key of the server at {visible(where)} is confirmed yet.",
        meaning="Nothing was sent, because it could be a different server.",
        to_do="Ask the CLI Engage Help Center for SecureStor's SHA-256 fingerprint and confirm it with "
        "`dde connect`.",
    )


def check_sound(key: HostKey, where: str) -> None:
    """Verify that a key is strong enough.

    Raises:
        TransferError: it is too short.
    """
    if not key.is_sound:
        raise short_key_error(key, where)


def short_key_error(key: HostKey, where: str) -> TransferError:
    """Return the error for a server whose key is too short."""
    return TransferError(
        f"The {key.kind} key of the server at {visible(where)} has {key.bits:,} bits, which can be broken.",
        meaning="Nothing was sent.",
        to_do="Ask the CLI Engage Help Center to give SecureStor a current host key.",
    )


def _spelled(digest: bytes) -> str:
    return _PREFIX + base64.b64encode(digest).decode("ascii").rstrip("=")


def _size(blob: bytes) -> int:
    """Return the bits of an RSA key's modulus: the third of its parts, each after its length."""
    parts, rest = [], blob
    while len(rest) >= 4:
        length = int.from_bytes(rest[:4])
        parts.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return int.from_bytes(parts[2]).bit_length() if len(parts) == 3 and parts[0] == _RSA.encode() else 0
