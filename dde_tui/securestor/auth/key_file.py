"""A private key in a file, and the certificate beside it."""

import base64
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks.regular_file import read_regular
from checks.visible import visible
from dde_tui.errors import LoginError
from dde_tui.workspace.files.permissions import read_secret_file

if TYPE_CHECKING:
    import paramiko
    from cryptography.hazmat.primitives.serialization import SSHCertificate

_CERTIFICATE = "-cert.pub"
_NEVER = 2**64 - 1
"""The end of a certificate that never ends."""
_OPENSSH = b"BEGIN OPENSSH PRIVATE KEY"
_FIDO = (b"sk-ssh-ed25519@openssh.com", b"sk-ecdsa-sha2-nistp256@openssh.com")
_PUBLIC = (
    b"ssh-",
    b"ecdsa-sha2-",
    b"sk-ssh-",
    b"sk-ecdsa-",
    b"---- BEGIN SSH2 PUBLIC KEY",
    b"-----BEGIN PUBLIC KEY",
)
"""How a public key's file begins: OpenSSH's one line, RFC 4716, and PEM."""
_ELSEWHERE = "Name another file with `dde connect --key-file FILE`."


def load_key(path: Path, passphrase: str | None) -> "paramiko.PKey":
    """Load the private key in this file; an encrypted one needs its passphrase.

    Raises:
        LoginError: the file is missing, not a private key, on a security key, encrypted with another
            passphrase, or open to others on this computer: its owner, its rights and those of its folder
            are looked at, as OpenSSH does.
    """
    import paramiko
    from cryptography.exceptions import UnsupportedAlgorithm
    from paramiko.pkey import UnknownKeyType

    shown = visible(str(path))
    try:
        data, why = read_secret_file(path)
        if data.lstrip().startswith(_PUBLIC) or (why and path.suffix == ".pub"):
            raise LoginError(
                f"The key file {shown} holds the public half of a key.",
                meaning="The public half is for CLI; to log in, dde needs the private half.",
                to_do=f"Name the private key's file, usually the same name without .pub. {_ELSEWHERE}",
            )
        if why:
            raise LoginError(
                f"The key file {shown} {why}.",
                meaning="Anyone who has the key can send files as your district, so it was not used.",
                to_do=f"Keep it in a folder of your own, and remove other users' access: chmod 600 {shown}",
            )
        if _is_on_security_key(data):
            raise LoginError(
                f"The key file {shown} only points to a security key (FIDO), which dde cannot use directly.",
                to_do="Load it into the SSH agent with `ssh-add` and log in with `dde connect --agent`, "
                "or make a key file with `ssh-keygen -t ed25519`.",
            )
        return _parsed(data, passphrase)
    except OSError as error:
        raise LoginError(
            f"The key file {shown} cannot be read: {visible(error.strerror or str(error))}.", to_do=_ELSEWHERE
        ) from error
    except TypeError as error:
        raise LoginError(
            f"The key file {shown} needs a passphrase, and none was given.",
            to_do="Store its passphrase with `dde connect`.",
        ) from error
    except UnsupportedAlgorithm as error:
        raise LoginError(
            f"The key file {shown} holds an unsupported type of key.",
            to_do="Make a new one with `ssh-keygen -t ed25519` and send CLI the public key.",
        ) from error
    except (ValueError, paramiko.SSHException, UnknownKeyType) as error:
        raise LoginError(
            f"The key file {shown} cannot be used: it is not a private key in OpenSSH's format, "
            "or the passphrase is wrong.",
            to_do="Check the passphrase. Export a key in PuTTY's format with PuTTYgen: "
            "Conversions, Export OpenSSH key.",
        ) from error


def certified(key: "paramiko.PKey", path: Path, now: datetime) -> "paramiko.PKey | None":
    """Return the key with the certificate beside its file (`<file>-cert.pub`), or None without one.

    Args:
        key: the private key of this file.
        path: the private key's file.
        now: the time, aware; certificates expire.

    Raises:
        LoginError: it is not a certificate, or for another key, not for a user, or not valid now.
    """
    from cryptography.hazmat.primitives.serialization import SSHCertificate, SSHCertificateType
    from cryptography.hazmat.primitives.serialization.ssh import load_ssh_public_identity

    beside = path.with_name(path.name + _CERTIFICATE)
    if not beside.is_file():
        return None
    try:
        text = read_regular(beside).decode("utf-8")
        found = load_ssh_public_identity(text.encode())
        holder = copy(key)
        holder.load_certificate(text)
    except Exception as error:  # two parsers of what may be any file
        raise _unusable(beside, "it is not an OpenSSH certificate for this key") from error
    if not isinstance(found, SSHCertificate) or found.type is not SSHCertificateType.USER:
        raise _unusable(beside, "it is not a user certificate")
    if _blob(found) != key.asbytes():
        raise _unusable(beside, "it belongs to another key")
    if not found.valid_after <= now.timestamp() < found.valid_before:
        raise _unusable(beside, "it is not valid at this time")
    return holder


def _unusable(beside: Path, why: str) -> LoginError:
    return LoginError(
        f"The certificate {visible(str(beside))} cannot be used: {why}.",
        to_do="Ask its issuer for a new one, or remove it to log in with the key alone.",
    )


def _blob(certificate: "SSHCertificate") -> bytes:
    """Return the public key in a certificate, in SSH wire format."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = certificate.public_key()
    return base64.b64decode(public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).split()[1])


def _is_on_security_key(data: bytes) -> bool:
    """Whether the public key, which is in clear text even in an encrypted file, is a FIDO type."""
    body = b"".join(line for line in data.splitlines() if not line.startswith(b"-----"))
    try:
        clear = base64.b64decode(body, validate=True)
    except ValueError:
        return False
    return any(kind in clear for kind in _FIDO)


def _parsed(data: bytes, passphrase: str | None) -> "paramiko.PKey":
    """Decrypt the key; an unneeded passphrase is ignored, and TypeError means that one is missing."""
    try:
        return _opened(data, passphrase.encode() if passphrase else None)
    except TypeError:
        return _opened(data, None)


def _opened(data: bytes, passphrase: bytes | None) -> "paramiko.PKey":
    """Normalize the key: parse any format, and pass it to paramiko in the one it always reads."""
    import io

    import paramiko
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
        load_ssh_private_key,
    )

    load = load_ssh_private_key if _OPENSSH in data else load_pem_private_key
    key = load(data, passphrase)
    kinds = (
        (Ed25519PrivateKey, paramiko.Ed25519Key),
        (RSAPrivateKey, paramiko.RSAKey),
        (EllipticCurvePrivateKey, paramiko.ECDSAKey),
    )
    for kind, read in kinds:
        if isinstance(key, kind):
            plain = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
            return read.from_private_key(io.StringIO(plain.decode("ascii")))
    raise UnsupportedAlgorithm(type(key).__name__)


def certificate_end(path: Path) -> datetime | None:
    """Return when the certificate beside a private key's file ends; None without one, or where it never does.

    Raises:
        ValueError: it can't be read, or is no certificate.
    """
    from cryptography.hazmat.primitives.serialization import SSHCertificate
    from cryptography.hazmat.primitives.serialization.ssh import load_ssh_public_identity

    beside = path.with_name(path.name + _CERTIFICATE)
    if not beside.is_file():
        return None
    try:
        found = load_ssh_public_identity(read_regular(beside))
        if not isinstance(found, SSHCertificate) or found.valid_before >= _NEVER:
            return None
        return datetime.fromtimestamp(found.valid_before, UTC)
    except Exception as error:  # a parser of what may be any file; a year beyond the calendar's end
        raise ValueError(f"{beside.name} is not a certificate that can be read") from error
