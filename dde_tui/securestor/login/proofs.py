"""How the district proves who it is: key file, SSH agent, password; nothing is read before it is needed."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from checks.visible import visible
from dde_tui.errors import LoginError

if TYPE_CHECKING:
    import paramiko

_MOST_AGENT_KEYS = 5  # servers close the connection after about six tries


@dataclass(frozen=True, slots=True)
class Login:
    """The secrets of one run, from the keyring, a prompt or a named variable; never stored here."""

    password: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)


def load_key(path: Path, passphrase: str | None) -> "paramiko.PKey":
    """Return the private key in this file.

    Raises:
        LoginError: the file is missing, no private key, encrypted with another passphrase, or readable
            by others on this computer.
    """
    import paramiko
    from paramiko.pkey import UnknownKeyType

    shown = visible(str(path))
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise LoginError(
                f"The key file {shown} can be read by others on this computer.",
                meaning="Whoever reads it can send files as your district; it was not used.",
                to_do=f"Take the others' rights away: chmod 600 {shown}",
            )
        return _parsed(path, passphrase)
    except OSError as error:
        raise LoginError(
            f"The key file {shown} cannot be read: {visible(error.strerror or str(error))}.",
            to_do="Name another file with `dde connect --key-file FILE`.",
        ) from error
    except TypeError as error:
        raise LoginError(
            f"The key file {shown} needs a passphrase, and none was given.",
            to_do="Store its passphrase with `dde connect`.",
        ) from error
    except (ValueError, paramiko.SSHException, UnknownKeyType) as error:
        raise LoginError(
            f"The key file {shown} cannot be used: it is no private key in OpenSSH's format, "
            "or the passphrase is another.",
            to_do="Check the passphrase. A key in PuTTY's format is exported with PuTTYgen: "
            "Conversions, Export OpenSSH key.",
        ) from error


def _parsed(path: Path, passphrase: str | None) -> "paramiko.PKey":
    """`from_path` wants the passphrase as bytes, and answers TypeError to a needless or a missing one."""
    import paramiko

    if passphrase:
        try:
            return paramiko.PKey.from_path(path, passphrase.encode())  # type: ignore[arg-type]
        except TypeError:
            return paramiko.PKey.from_path(path)
    return paramiko.PKey.from_path(path)


@dataclass(frozen=True, slots=True)
class Proof:
    """One way to log in that was prepared: a key or a password, and how a person calls it."""

    called: str
    key: "paramiko.PKey | None" = None
    password: str | None = field(default=None, repr=False)


def proofs(key: "paramiko.PKey | None", agent: bool, password: str | None) -> Iterator[Proof]:
    """Yield the ways to log in, in the order they are tried: key file, agent, password."""
    import paramiko

    if key is not None:
        yield Proof("the key file", key=key)
    if agent:
        with closing(paramiko.Agent()) as running:
            for held in running.get_keys()[:_MOST_AGENT_KEYS]:
                yield Proof("the SSH agent", key=held)
    if password is not None:
        yield Proof("the password", password=password)
