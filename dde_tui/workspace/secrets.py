"""Passwords and passphrases, stored only in the system's own keyring; systemd may pass one in.

Other keyrings are refused, and what was stored is read back. A keyring may raise anything, or wait for a
password in a window that nobody sees, as it does for a scheduler; so it is asked with a time limit.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from checks.visible import visible
from dde_tui.deadline import in_time
from dde_tui.errors import SettingsError
from dde_tui.terminal.streams import has_person
from dde_tui.workspace.files.permissions import read_secret_file
from dde_tui.workspace.keyrings import ALTERNATIVES, KeyringError, name_of, safe_backend

T = TypeVar("T")
SERVICE = "dde"
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_FOR_A_PERSON, _FOR_A_SCRIPT = 60.0, 10.0
"""Seconds to wait for a keyring: a person may have to unlock it first."""


def read_secret(name: str) -> str | None:
    """Return the secret of this name, or None where none is stored.

    Raises:
        KeyringError: this machine has no keyring that keeps secrets safely, or it refused.
    """
    return _asked(lambda: safe_backend().get_password(SERVICE, name))


def store_secret(name: str, value: str) -> None:
    """Store the secret and read it back.

    Raises:
        KeyringError: this machine has no keyring that keeps secrets safely, or it did not keep this one.
    """
    _asked(lambda: safe_backend().set_password(SERVICE, name, value))
    if read_secret(name) != value:
        raise KeyringError(
            f"The keyring {keyring_name()} did not return what was stored.",
            meaning="The secret is not stored safely.",
            to_do=ALTERNATIVES,
        )


def forget_secret(name: str) -> None:
    """Delete the secret, if there is one.

    Raises:
        KeyringError: this machine has no keyring that keeps secrets safely, or it refused.
    """
    if read_secret(name) is not None:
        _asked(lambda: safe_backend().delete_password(SERVICE, name))


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
        KeyringError: this machine has no keyring that keeps secrets safely.
    """
    return _asked(lambda: name_of(safe_backend()))


def _asked(call: Callable[[], T]) -> T:
    """Ask the keyring in time, and translate whatever it raises: each has its system's own errors.

    Raises:
        KeyringError: there is none, it did not answer in time, or it refused.
    """
    patience = _FOR_A_PERSON if has_person() else _FOR_A_SCRIPT
    try:
        return in_time(call, patience)
    except TimeoutError as error:
        raise KeyringError(
            f"The keyring did not answer within {patience:g} seconds.",
            meaning="No secret was read or stored. It may wait for a password in a window that nobody sees.",
            to_do=f"Unlock the keyring and try again. {ALTERNATIVES}",
        ) from error
    except (KeyringError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise KeyringError(
            f"The keyring refused ({type(error).__name__}).",
            meaning="No secret was read or stored.",
            to_do=f"Unlock the keyring and try again. {ALTERNATIVES}",
        ) from error
