"""From a workspace's settings to an open connection: where secrets come from, and in which order."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.errors import LoginError, SettingsError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.cancellable import Cancellable
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Connection, Server
from dde_tui.securestor.connection.proxy import JumpHost, Proxy, Route, SocksProxy
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


def login_of(settings: SecureStorSettings, job: Job[Any], *, secret: str = "") -> Login:
    """Return the secret of this login, from where the settings say.

    Args:
        settings: where it is kept.
        job: holds this run's environment, and asks a person what only a person knows.
        secret: the password or passphrase, where a person typed it just now.

    Raises:
        LoginError: there is none.
        SettingsError: this machine's keyring is not safe to use, or others can read the credential.
    """
    if not secret and not settings.password:
        return Login(ask=job.ask)
    secret = secret or _secret(settings.password, secret_name(settings), job.environ, "SecureStor")
    if settings.key_file:
        return Login(passphrase=secret, ask=job.ask)
    return Login(password=secret, ask=job.ask)


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


def route_of(settings: SecureStorSettings, base: Path, job: Job[Any], *, secret: str = "") -> Route:
    """Return the whole way to SecureStor as these settings describe it, saved or not.

    Args:
        settings: where, who, and through which proxy.
        base: the workspace, in which a relative key file lies.
        job: holds this run's environment, and asks a person what only a person knows.
        secret: the password or passphrase, where a person typed it just now.

    Raises:
        SettingsError, LoginError: as `server_of`, `login_of` and `proxy_of`.
    """
    server = server_of(settings, base)
    login = login_of(settings, job, secret=secret)
    return Route(server, login, proxy_of(settings, base, job.environ, login))


def open_connection(workspace: Workspace, job: Job[Any], timeout: float = 15) -> Connection:
    """Open the workspace's connection to SecureStor.

    Args:
        workspace: whose settings say where it is.
        job: holds this run's environment, and asks a person what only a person knows; where it is cancelled,
            a connection on its way is let go of, and closed.
        timeout: seconds for each of connecting, negotiating and logging in.

    Raises:
        SettingsError: nobody has connected yet.
        UnknownServerError, LoginError, TransferError: as `connect` does.
        CancelledError: the job was cancelled.
    """
    settings = workspace.settings.securestor

    def opened() -> Connection:
        inside = replace(job, ask=work.asking(job.ask))
        route = route_of(settings, workspace.path, inside)
        return connect(route.server, route.login, timeout, patience=settings.patience, proxy=route.proxy)

    work = Cancellable(opened, too_late=Connection.close)
    try:
        return work.wait(job)
    except CancelledError as error:
        error.meaning = error.meaning or UNTOUCHED
        raise


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
