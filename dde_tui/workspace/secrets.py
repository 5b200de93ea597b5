"""Passwords and passphrases, stored only in the system's own keyring; systemd may pass one in.

Other keyrings are refused, and what was stored is read back.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from checks.visible import visible
from dde_tui.errors import SettingsError
from dde_tui.workspace.files.permissions import read_secret_file
from dde_tui.workspace.keyrings import ALTERNATIVES, name_of, safe_backend

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "dde"
_CREDENTIALS = "CREDENTIALS_DIRECTORY"


def read_secret(name: str) -> str | None:
    """Return the secret of this name, or None where none is stored.

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely, or it refused.
    """
    backend = safe_backend()
    return _asked(lambda: backend.get_password(SERVICE, name), backend)


def store_secret(name: str, value: str) -> None:
    """Store the secret and read it back.

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely, or it did not keep this one.
    """
    backend = safe_backend()
    _asked(lambda: backend.set_password(SERVICE, name, value), backend)
    if _asked(lambda: backend.get_password(SERVICE, name), backend) != value:
        raise SettingsError(
            f"The keyring {name_of(backend)} did not return what was stored.",
            meaning="The secret is not stored safely.",
            to_do=ALTERNATIVES,
        )


def forget_secret(name: str) -> None:
    """Delete the secret, if there is one.

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely, or it refused.
    """
    backend = safe_backend()
    if _asked(lambda: backend.get_password(SERVICE, name), backend) is not None:
        _asked(lambda: backend.delete_password(SERVICE, name), backend)


def read_credential(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the credential of this name that systemd passed to this run, or None where there is none.

    One trailing line break is removed: editors and `echo` add it.

    Raises:
        SettingsError: others can read it, or it is not text.
    """
    folder = environ.get(_CREDENTIALS)
    path = Path(folder, name) if folder else None
    if path is None or not path.is_file():
        return None
    try:
        data, why = read_secret_file(path, group_may_read=True)
        if why:
            raise SettingsError(
                f"The credential {visible(name)} {why}.",
                meaning="It was not used.",
                to_do="Have systemd pass it with `LoadCredential=` or `LoadCredentialEncrypted=`.",
            )
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The credential {visible(name)} cannot be read ({type(error).__name__}).",
            to_do="Create it again as UTF-8 text, for example with `systemd-creds encrypt`.",
        ) from None  # a decoder's error quotes what it could not decode
    return text.removesuffix("\n").removesuffix("\r")


def keyring_name() -> str:
    """Return which keyring secrets go to, such as "keyring.backends.macOS.Keyring".

    Raises:
        SettingsError: this machine has no keyring that keeps secrets safely.
    """
    return name_of(safe_backend())


def _asked(call: Callable[[], T], backend: "KeyringBackend") -> T:
    """Translate whatever a back end raises: each has its system's own errors."""
    try:
        return call()
    except Exception as error:
        raise SettingsError(
            f"The keyring {name_of(backend)} refused ({type(error).__name__}).",
            meaning="No secret was read or stored.",
            to_do=f"Unlock the keyring and try again. {ALTERNATIVES}",
        ) from error
