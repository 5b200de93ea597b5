"""Passwords and passphrases, stored nowhere but in the system's own keyring; systemd may hand one over.

The package `keyring` takes whatever back end it finds, also one that writes plain text or nothing at all.
So only the systems' own keyrings are accepted, and what was stored is read back.
"""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from checks.visible import visible
from dde_tui.errors import SettingsError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "dde"
_SAFE = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
    }
)
_CHAIN = "keyring.backends.chainer.ChainerBackend"
_NONE = "keyring.backends.fail.Keyring"
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_OF_OTHERS = stat.S_IRWXO | stat.S_IWGRP
"""What nobody else may do with a credential; the group's bit is how systemd lets its service read it."""
_ALTERNATIVES = (
    "Log in with a key file without a passphrase that belongs to the account that sends, or with the SSH"
    " agent; or have systemd hand over the password as a credential (`LoadCredentialEncrypted=`, and"
    ' `password = "credential:NAME"` in dde.toml); or give it for one run in an environment variable'
    " (`--password-env`)."
)


def read_secret(name: str) -> str | None:
    """Return the secret of this name, or None where none is stored.

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely, or it refused.
    """
    backend = _safe_backend()
    return _asked(lambda: backend.get_password(SERVICE, name), backend)


def store_secret(name: str, value: str) -> None:
    """Store the secret and read it back.

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely, or it did not keep this one.
    """
    backend = _safe_backend()
    _asked(lambda: backend.set_password(SERVICE, name, value), backend)
    if _asked(lambda: backend.get_password(SERVICE, name), backend) != value:
        raise SettingsError(
            f"The keyring {_name(backend)} did not give back what was stored.",
            meaning="The secret is not stored safely.",
            to_do=_ALTERNATIVES,
        )


def forget_secret(name: str) -> None:
    """Delete the secret, if there is one.

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely, or it refused.
    """
    backend = _safe_backend()
    if _asked(lambda: backend.get_password(SERVICE, name), backend) is not None:
        _asked(lambda: backend.delete_password(SERVICE, name), backend)


def read_credential(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the credential of this name that systemd handed to this run, or None where there is none.

    One line break at its end does not belong to it: editors and `echo` put it there.

    Raises:
        SettingsError: others can read it, or it is no text.
    """
    folder = environ.get(_CREDENTIALS)
    path = Path(folder, name) if folder else None
    if path is None or not path.is_file():
        return None
    try:
        if os.name == "posix" and path.stat().st_mode & _OF_OTHERS:
            raise SettingsError(
                f"The credential {visible(name)} can be read or changed by others on this computer.",
                meaning="It was not used.",
                to_do="Have systemd hand it over with `LoadCredential=` or `LoadCredentialEncrypted=`.",
            )
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The credential {visible(name)} cannot be read ({type(error).__name__}).",
            to_do="Make it anew as UTF-8 text, for example with `systemd-creds encrypt`.",
        ) from None  # the error of a decoder quotes what it could not decode
    return text.removesuffix("\n").removesuffix("\r")


def keyring_name() -> str:
    """Return which keyring secrets go to, such as "keyring.backends.macOS.Keyring".

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely.
    """
    return _name(_safe_backend())


def _safe_backend() -> "KeyringBackend":
    import keyring

    try:
        backend = keyring.get_keyring()
    except Exception as error:  # a back end that a configuration names may fail in any way when it loads
        raise SettingsError(
            f"No keyring could be opened ({type(error).__name__}).",
            meaning="No secret was read or stored.",
            to_do=_ALTERNATIVES,
        ) from error
    unsafe = [_name(each) for each in _members(backend) if _name(each) not in _SAFE]
    if unsafe == [_NONE]:
        raise SettingsError(
            f"This machine has no keyring ({_NONE}).",
            meaning="No secret was read or stored.",
            to_do=_ALTERNATIVES,
        )
    if unsafe:
        raise SettingsError(
            f"This machine offers only {', '.join(unsafe)} as its keyring, which keeps no secret safely.",
            meaning="No secret was read or stored.",
            to_do=_ALTERNATIVES,
        )
    return backend


def _members(backend: "KeyringBackend") -> "list[KeyringBackend]":
    """Return the back ends that are asked in turn; a chain without any stands for itself and is refused."""
    chained = getattr(backend, "backends", ()) if _name(backend) == _CHAIN else ()
    return list(chained) or [backend]


def _name(backend: "KeyringBackend") -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _asked(call: Callable[[], T], backend: "KeyringBackend") -> T:
    """Translate whatever a back end raises: each has its system's own errors."""
    try:
        return call()
    except Exception as error:
        raise SettingsError(
            f"The keyring {_name(backend)} refused ({type(error).__name__}).",
            meaning="No secret was read or stored.",
            to_do=f"Unlock the keyring and try again. {_ALTERNATIVES}",
        ) from error
