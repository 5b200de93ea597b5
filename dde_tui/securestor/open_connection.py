"""From a workspace's settings to an open connection: where secrets come from, and in which order."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

from checks.errors import CancelledError
from checks.job import Ask
from dde_tui.errors import LoginError, SettingsError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.cancellable import Cancellable
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Connection, Server
from dde_tui.securestor.connection.proxy import JumpHost, Proxy, SocksProxy
from dde_tui.securestor.transfer.publish import UNTOUCHED
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.secrets import read_credential, read_secret
from dde_tui.workspace.settings import SecureStorSettings
from dde_tui.workspace.values import PROXY

_USUAL_PORTS = {"socks5": 1080, "ssh": 22}


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


def login_of(
    settings: SecureStorSettings, environ: Mapping[str, str], ask: Ask | None = None, *, secret: str = ""
) -> Login:
    """Return the secret of this login, from where the settings say.

    Args:
        settings: where it is kept.
        environ: this run's environment.
        ask: asks a person what only a person knows; None in a script.
        secret: the password or passphrase, where a person typed it just now.

    Raises:
        LoginError: there is none.
        SettingsError: this machine's keyring is not safe to use, or others can read the credential.
    """
    if not secret and not settings.password:
        return Login(ask=ask)
    secret = secret or _secret(settings.password, secret_name(settings), environ, "SecureStor")
    if settings.key_file:
        return Login(passphrase=secret, ask=ask)
    return Login(password=secret, ask=ask)


def first_stop(settings: SecureStorSettings) -> tuple[str, int]:
    """Return host and port of what is reached first: the proxy, or SecureStor itself without one.

    Raises:
        SettingsError: the settings hold no proxy's address.
    """
    if not settings.proxy:
        return settings.host, settings.port
    _, _, host, port = _address(settings.proxy)
    return host, port


def proxy_of(
    settings: SecureStorSettings, base: Path, environ: Mapping[str, str], login: Login
) -> Proxy | None:
    """Return what the line to SecureStor goes through, or None where it goes straight.

    A jump host is logged in to like SecureStor itself. Where it has a user of its own, SecureStor's password
    is not told to it; only a key or the proxy's own password counts there.

    Args:
        settings: where the proxy is, and whose.
        base: the workspace, in which a relative key file lies.
        environ: this run's environment.
        login: how one logs in to SecureStor.

    Raises:
        LoginError: the proxy's password is not where the settings say.
        SettingsError: the settings hold no proxy's address, or the keyring is not safe to use.
    """
    if not settings.proxy:
        return None
    kind, user, host, port = _address(settings.proxy)
    secret = None
    if settings.proxy_password:
        secret = _secret(settings.proxy_password, f"{user}@{host}:{port}", environ, "the proxy")
    if kind == "socks5":
        return SocksProxy(host, port, user, secret or "")
    server = Server(
        host=host,
        port=port,
        user=user or settings.user,
        key_file=base / home_expanded(settings.key_file) if settings.key_file else None,
        agent=settings.agent,
        host_keys=settings.proxy_host_keys,
    )
    password = secret if secret or user else login.password
    return JumpHost(server, Login(password, login.passphrase, login.ask))


def open_connection(
    workspace: Workspace,
    environ: Mapping[str, str],
    timeout: float = 15,
    *,
    ask: Ask | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Connection:
    """Open the workspace's connection to SecureStor.

    Args:
        workspace: whose settings say where it is.
        environ: this run's environment.
        timeout: seconds for each of connecting, negotiating and logging in.
        ask: asks a person what only a person knows; None in a script.
        cancelled: asked several times a second; a connection on its way is let go of, and closed.

    Raises:
        SettingsError: nobody has connected yet.
        UnknownServerError, LoginError, TransferError: as `connect` does.
        CancelledError: `cancelled` said yes.
    """
    settings = workspace.settings.securestor

    def opened() -> Connection:
        return open_as_settings_say(settings, workspace.path, environ, timeout, ask=work.asking(ask))

    work = Cancellable(opened, too_late=Connection.close)
    try:
        return work.wait(cancelled)
    except CancelledError as error:
        error.meaning = error.meaning or UNTOUCHED
        raise


def open_as_settings_say(
    settings: SecureStorSettings,
    base: Path,
    environ: Mapping[str, str],
    timeout: float = 15,
    *,
    login: Login | None = None,
    ask: Ask | None = None,
) -> Connection:
    """Open the connection that these settings describe, saved or not.

    Args:
        settings: where, who, and through which proxy.
        base: the workspace, in which a relative key file lies.
        environ: this run's environment.
        timeout: seconds for each of connecting, negotiating and logging in.
        login: the secrets, where a person just typed them; else they are looked up.
        ask: asks a person what only a person knows; None in a script.

    Raises:
        as `open_connection`.
    """
    server = server_of(settings, base)
    login = login or login_of(settings, environ, ask)
    proxy = proxy_of(settings, base, environ, login)
    return connect(server, login, timeout, patience=settings.patience, proxy=proxy)


def _address(proxy: str) -> tuple[str, str, str, int]:
    """Return a proxy's kind, user, host and port."""
    match = PROXY.fullmatch(proxy)
    if match is None:
        raise SettingsError("securestor.proxy is no proxy.", to_do="Correct it in dde.toml.")
    port = int(match["port"] or _USUAL_PORTS[match["kind"]])
    return match["kind"], unquote(match["user"] or ""), match["host"].strip("[]"), port


def _secret(source: str, name: str, environ: Mapping[str, str], of: str) -> str:
    """Return a secret from its source: "keyring", "env:NAME" or "credential:NAME"."""
    kind, _, place = source.partition(":")
    if kind == "env":
        secret = environ.get(place)
        where = f"the environment variable {place}"
    elif kind == "credential":
        secret = read_credential(place, environ)
        where = f"the systemd credential {place}"
    else:
        secret = read_secret(name)
        where = f"the keyring, under dde and {name}"
    if not secret:
        raise LoginError(
            f"There is no password for {of} in {where}.",
            meaning="Nothing was sent.",
            to_do="Give it there, or connect anew with `dde connect`.",
        )
    return secret
