"""Which server is the one we know: SHA-256 fingerprints, as a person reads and pastes them."""

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
    """A server's public key, as a person compares it: its kind, its fingerprint "SHA256:…", its size in bits.

    `bits` is 0 where the kind is none we know.
    """

    kind: str
    fingerprint: str
    bits: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nobody can be expected to break it; curves are, and RSA from 2,048 bits on."""
        return self.kind != _RSA or self.bits >= _SHORTEST_RSA

    @property
    def title(self) -> str:
        """Its kind and size as OpenSSH writes them over a picture: "ED25519 256"."""
        family = self.kind.removeprefix("ssh-").partition("-")[0].upper()
        return f"{family} {self.bits}"


def host_key(kind: str, blob: bytes) -> HostKey:
    """Return the key that a server showed, from the bytes it sent."""
    return HostKey(visible(kind, 60), _spelled(hashlib.sha256(blob).digest()), _BITS.get(kind) or _size(blob))


def parse_fingerprint(pasted: str) -> str:
    """Return a pasted fingerprint in its one spelling "SHA256:…" without padding.

    People paste it without the prefix, with padding, with blanks from an e-mail's line break, in
    hexadecimal, or with the whole line of `ssh-keygen -l` around it; all of these are understood.

    Raises:
        UsageError: the text holds no SHA-256 fingerprint.
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
        f"This is no SHA-256 fingerprint of a host key: {visible(pasted, 80)}",
        meaning="It is an MD5 fingerprint, which can be forged." if _MD5.fullmatch(compact) else "",
        to_do="Ask the CLI Engage Help Center for SecureStor's fingerprint in the form SHA256:… "
        "(43 signs after the colon).",
    )


def pinned_among(shown: Iterable[HostKey], pins: Iterable[str]) -> HostKey | None:
    """Return the first of these keys that a person confirmed, or None.

    Several pins are allowed, so that the next key can be confirmed before the server changes to it.

    Raises:
        UsageError: a pin is no fingerprint.
    """
    confirmed = {parse_fingerprint(pin) for pin in pins}
    return next((key for key in shown if key.fingerprint in confirmed), None)


def check_pinned(shown: HostKey, pins: Iterable[str], where: str) -> None:
    """Pass only where the server's key is one of those a person confirmed.

    Args:
        shown: the key the server proved to hold.
        pins: the confirmed fingerprints, in any pasted form.
        where: host and port, for the message.

    Raises:
        UnknownServerError: the key is none of them; both fingerprints are named.
        UsageError: a pin is no fingerprint.
    """
    pins = tuple(pins)
    if pinned_among([shown], pins) is None:
        raise changed_key_error([shown], pins, where)


def changed_key_error(shown: Sequence[HostKey], pins: Iterable[str], where: str) -> UnknownServerError:
    """Return the error for a server that holds none of the confirmed keys; it names those it holds.

    Raises:
        UsageError: a pin is no fingerprint.
    """
    confirmed = [parse_fingerprint(pin) for pin in pins]
    keys = " and ".join(f"the {key.kind} key {key.fingerprint}" for key in shown)
    return UnknownServerError(
        f"The server at {visible(where)} shows {keys}, but confirmed for it is {' or '.join(confirmed)}.",
        meaning="Nothing was sent to it: no user name, no password, no file. Either SecureStor has a new "
        "key, or something stands between you and SecureStor.",
        to_do="Ask the CLI Engage Help Center, by phone or a known e-mail address, whether SecureStor's host "
        "key changed and what its SHA-256 fingerprint is now. Only if their answer is what the server shows, "
        "accept it with `dde connect --host-key` and the fingerprint from that answer.",
        shown=(key.fingerprint for key in shown),
        confirmed=confirmed,
    )


def unknown_key_error(where: str) -> UnknownServerError:
    """Return the error for a server that nobody confirmed yet: it is never trusted at first sight."""
    return UnknownServerError(
        f"No key of the server at {visible(where)} was confirmed yet.",
        meaning="Nothing was sent, because nobody could tell it from another server.",
        to_do="Ask the CLI Engage Help Center for SecureStor's SHA-256 fingerprint and confirm it with "
        "`dde connect`.",
    )


def check_sound(key: HostKey, where: str) -> None:
    """Pass only a key that nobody can be expected to break.

    Raises:
        TransferError: it is too short.
    """
    if not key.is_sound:
        raise short_key_error(key, where)


def short_key_error(key: HostKey, where: str) -> TransferError:
    """Return the error for a server whose key is too short to prove anything."""
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
