"""Finds the system's own keyring without loading any other back end.

The package `keyring` would load whatever back end it finds: those of other systems, those that other packages
bring, and ones that write plain text or nothing at all. Some start programs while they are loaded
(`ldconfig`, a compiler), and those would inherit this run's environment, which may hold a secret.
"""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from checks.visible import visible
from dde_tui.errors import SettingsError
from dde_tui.terminal.system import start_no_program

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_OF_SYSTEMS: Mapping[str, tuple[str, ...]] = {
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS.Keyring",),
}
_OF_DESKTOPS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
)
"""What the desktops of every other system have; all are reached by the session's D-Bus."""
SAFE = frozenset(name for names in (*_OF_SYSTEMS.values(), _OF_DESKTOPS) for name in names)

_CHAIN = "keyring.backends.chainer.ChainerBackend"
_NONE = "keyring.backends.fail.Keyring"
ALTERNATIVES = (
    "Log in with a key file without a passphrase that belongs to the account that sends, or with the SSH"
    " agent; or have systemd pass the password as a credential (`LoadCredentialEncrypted=`, and"
    ' `password = "credential:NAME"` in dde.toml); or give it for one run in an environment variable'
    " (`--password-env`)."
)


class KeyringError(SettingsError):
    """The keyring can't be used in this run; the password may come another way."""


def safe_backend(environ: Mapping[str, str] = os.environ) -> "KeyringBackend":
    """Return the keyring to use: the one that this run chose, that is configured, or the best one.

    Raises:
        KeyringError: this machine has none that keeps secrets safely.
    """
    start_no_program()
    import keyring

    # `get_keyring` would look for one, and so load them all.
    chosen: KeyringBackend | None = getattr(keyring.core, "_keyring_backend", None)
    if chosen is None:
        chosen = _found(environ)
        keyring.set_keyring(chosen)
    unsafe = [name_of(each) for each in _members(chosen) if name_of(each) not in SAFE]
    if unsafe == [_NONE]:
        raise _no_keyring()
    if unsafe:
        raise _refused(", ".join(unsafe))
    return chosen


def name_of(backend: "KeyringBackend") -> str:
    """Return the name that a back end is configured by."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _found(environ: Mapping[str, str]) -> "KeyringBackend":
    here = _OF_SYSTEMS.get(sys.platform, _OF_DESKTOPS)
    named = _configured(environ)
    if named not in ("", _CHAIN):
        if named not in here:
            raise _refused(visible(named))
        here = (named,)
    if here[0] in _OF_DESKTOPS and not _has_session_bus(environ):
        raise _no_keyring()
    viable = [kind for kind in map(_loaded, here) if kind is not None and kind.viable]
    if not viable:
        raise _no_keyring()
    return max(viable, key=lambda kind: kind.priority)()


def _loaded(name: str) -> "type[KeyringBackend] | None":
    module, _, kind = name.rpartition(".")
    try:
        return getattr(import_module(module), kind)  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001 - a back end's dependencies may raise anything when they are loaded
        return None


def _configured(environ: Mapping[str, str]) -> str:
    """Return the back end that a variable or keyring's own file names; it is not loaded."""
    from configparser import Error, RawConfigParser

    from keyring.util import platform_

    name = environ.get("PYTHON_KEYRING_BACKEND", "")
    if name:
        return name
    config = RawConfigParser()
    try:
        config.read(Path(platform_.config_root()) / "keyringrc.cfg", encoding="utf-8")
    except (Error, UnicodeDecodeError) as error:
        raise _refused("what keyringrc.cfg says, which can't be read,") from error
    return config.get("backend", "default-keyring", fallback="").strip()


def _has_session_bus(environ: Mapping[str, str]) -> bool:
    """Whether there is a desktop's bus; libraries would start one where there is none."""
    runtime = environ.get("XDG_RUNTIME_DIR")
    return bool(environ.get("DBUS_SESSION_BUS_ADDRESS")) or bool(runtime and Path(runtime, "bus").exists())


def _members(backend: "KeyringBackend") -> "list[KeyringBackend]":
    """Return the back ends that are asked in turn; an empty chain counts as itself and is refused."""
    chained = getattr(backend, "backends", ()) if name_of(backend) == _CHAIN else ()
    return list(chained) or [backend]


def _no_keyring() -> KeyringError:
    return KeyringError(
        f"This machine has no keyring ({_NONE}).",
        meaning="No secret was read or stored.",
        to_do=ALTERNATIVES,
    )


def _refused(name: str) -> KeyringError:
    return KeyringError(
        f"This machine's only keyring is {name}, which does not keep secrets safely.",
        meaning="No secret was read or stored.",
        to_do=ALTERNATIVES,
    )
