"""From a workspace's settings to an open connection: where secrets come from, and in which order."""

import os
from collections.abc import Mapping
from pathlib import Path

from dde_tui.errors import LoginError, SettingsError
from dde_tui.securestor.connecting import connect
from dde_tui.securestor.connection import Connection, Server
from dde_tui.securestor.login.proofs import Login
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.secrets import read_secret
from dde_tui.workspace.settings import SecureStorSettings


def server_of(settings: SecureStorSettings, base: Path) -> Server:
    """Return the server that the settings name; a relative key file lies in the workspace.

    Raises:
        SettingsError: nobody has connected yet.
    """
    if not settings.host:
        raise SettingsError(
            "This workspace does not know your SecureStor folder yet.",
            meaning="Nothing was sent.",
            to_do="Enter what CLI's e-mail says with `dde connect`.",
        )
    return Server(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        folder=settings.folder,
        key_file=base / home_expanded(settings.key_file) if settings.key_file else None,
        agent=settings.agent,
        host_keys=settings.host_keys,
    )


def home_expanded(path: str) -> Path:
    """Return the path with ~ as the home folder; one of a user who is not there stays as it is written."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib's own raises for such a user


def secret_name(settings: SecureStorSettings) -> str:
    """Return under which name the keyring holds the password or passphrase."""
    return f"{settings.user}@{settings.host}:{settings.port}"


def login_of(settings: SecureStorSettings, environ: Mapping[str, str]) -> Login:
    """Return the secret of this login, from where the settings say.

    Raises:
        LoginError: the keyring or the variable has none.
        SettingsError: this machine's keyring is not safe to use.
    """
    if not settings.password:
        return Login()
    if settings.password.startswith("env:"):
        variable = settings.password.removeprefix("env:")
        secret = environ.get(variable)
        where = f"the environment variable {variable}"
    else:
        secret = read_secret(secret_name(settings))
        where = "the keyring"
    if not secret:
        raise LoginError(
            f"There is no password for SecureStor in {where}.",
            meaning="Nothing was sent.",
            to_do="Give it there, or connect anew with `dde connect`.",
        )
    return Login(passphrase=secret) if settings.key_file else Login(password=secret)


def open_connection(workspace: Workspace, environ: Mapping[str, str], timeout: float = 15) -> Connection:
    """Open the workspace's connection to SecureStor.

    Raises:
        SettingsError: nobody has connected yet.
        UnknownServerError, LoginError, TransferError: as `connect` does.
    """
    settings = workspace.settings.securestor
    return connect(server_of(settings, workspace.path), login_of(settings, environ), timeout)
