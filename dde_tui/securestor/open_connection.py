"""Opens a connection from a workspace's settings, with secrets from their configured sources."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from checks.errors import CancelledError
from checks.job import Job, Prompt
from dde_tui.errors import LoginError, SettingsError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connected_settings import refuse_changed
from dde_tui.securestor.connection.cancellable import Cancellable
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Connection, Server
from dde_tui.securestor.connection.proxy import JumpHost, Proxy, Route, SocksProxy
from dde_tui.securestor.transfer.publish import UNTOUCHED
from dde_tui.workspace.files.home import home_expanded
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.keyrings import ALTERNATIVES, KeyringError
from dde_tui.workspace.secrets import read_credential, read_secret
from dde_tui.workspace.settings import SecureStorSettings
from dde_tui.workspace.values import PROXY

_USUAL_PORTS = {"socks5": 1080, "ssh": 22}


def server_of(settings: SecureStorSettings, base: Path) -> Server:
    """Return the server from the settings; a relative key file is in the workspace.

    Raises:
        SettingsError: SecureStor is not connected yet.
    """
    if not settings.host:
        raise SettingsError(
            "This workspace does not know your SecureStor folder yet.",
            meaning="Nothing was sent.",
            to_do="Enter the data from CLI's e-mail with `dde connect`.",
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


def secret_name(settings: SecureStorSettings) -> str:
    """Return the keyring entry's name for the password or passphrase."""
    return f"{settings.user}@{settings.host}:{settings.port}"


def login_of(settings: SecureStorSettings, job: Job[Any], *, secret: str = "") -> Login:
    """Return this login's secret, from the source in the settings.

    Args:
        settings: the source.
        job: this run's environment, and how to ask you.
        secret: the password or passphrase, if you just typed it.

    Raises:
        LoginError: there is none.
        SettingsError: this computer's keyring is not safe to use, or others can read the credential.
    """
    if not secret and not settings.password:
        return Login(ask=job.ask)
    secret = secret or _secret(settings.password, secret_name(settings), job, "SecureStor")
    if settings.key_file:
        return Login(passphrase=secret, ask=job.ask)
    return Login(password=secret, ask=job.ask)


def first_stop(settings: SecureStorSettings) -> tuple[str, int]:
    """Return host and port of the first hop: the proxy, or SecureStor itself without one.

    Raises:
        SettingsError: the proxy setting is invalid.
    """
    if not settings.proxy:
        return settings.host, settings.port
    _, _, host, port = _address(settings.proxy)
    return host, port


def proxy_of(settings: SecureStorSettings, base: Path, job: Job[Any], login: Login) -> Proxy | None:
    """Return the proxy or jump host, or None for a direct connection.

    A jump host uses SecureStor's login. If it has a user of its own, SecureStor's password
    is never sent to it; only a key or the proxy's own password is used.

    Args:
        settings: the proxy's address and user.
        base: the workspace, for a relative key file.
        job: this run's environment, and how to ask you.
        login: SecureStor's login.

    Raises:
        LoginError: the proxy's password is not at its source.
        SettingsError: the proxy setting is invalid, or the keyring is not safe to use.
    """
    if not settings.proxy:
        return None
    kind, user, host, port = _address(settings.proxy)
    secret = None
    if settings.proxy_password:
        secret = _secret(settings.proxy_password, f"{user}@{host}:{port}", job, "the proxy")
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
    """Return the route to SecureStor from these settings, saved or not.

    Args:
        settings: address, user, and proxy.
        base: the workspace, for a relative key file.
        job: this run's environment, and how to ask you.
        secret: the password or passphrase, if you just typed it.

    Raises:
        SettingsError, LoginError: as `server_of`, `login_of` and `proxy_of`.
    """
    server = server_of(settings, base)
    login = login_of(settings, job, secret=secret)
    return Route(server, login, proxy_of(settings, base, job, login))


def open_connection(workspace: Workspace, job: Job[Any], timeout: float = 15) -> Connection:
    """Open the workspace's connection to SecureStor.

    Args:
        workspace: the workspace with the settings.
        job: this run's environment, and how to ask you; if it is cancelled,
            a connection attempt is abandoned, and closed.
        timeout: seconds for each of connecting, negotiating and logging in.

    Raises:
        SettingsError: SecureStor is not connected yet, or its settings changed since it was.
        UnknownServerError, LoginError, TransferError: as `connect` does.
        CancelledError: the job was cancelled.
    """
    refuse_changed(workspace)
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
        raise SettingsError("securestor.proxy is not a valid proxy.", to_do="Correct it in dde.toml.")
    port = int(match["port"] or _USUAL_PORTS[match["kind"]])
    return match["kind"], unquote(match["user"] or ""), match["host"].strip("[]"), port


def _secret(source: str, name: str, job: Job[Any], of: str) -> str:
    """Return a secret from its source: "keyring", "env:NAME", "credential:NAME", or "ask" for a person.

    Where the keyring can't be used, a person is asked as well; what is typed counts for this run only.
    """
    kind, _, place = source.partition(":")
    if kind == "env":
        secret = job.environ.get(place)
        where = f"the environment variable {place}"
    elif kind == "credential":
        secret = read_credential(place, job.environ)
        where = f"the systemd credential {place}"
    elif kind == "ask":
        secret = _typed("It is kept nowhere.", name, job)
        where = "what was typed"
    else:
        secret = _kept_or_typed(name, job)
        where = f"the keyring, under dde and {name}"
    if not secret:
        raise LoginError(
            f"There is no password for {of} in {where}.",
            meaning="Nothing was sent.",
            to_do="Store it there, or connect again with `dde connect`.",
        )
    return secret


def _kept_or_typed(name: str, job: Job[Any]) -> str | None:
    try:
        return read_secret(name)
    except KeyringError as error:
        if job.ask is None:
            raise
        return _typed(error.happened, name, job)


def _typed(why: str, name: str, job: Job[Any]) -> str:
    """Ask a person for a password; LoginError where nobody is there."""
    if job.ask is None:
        raise LoginError(
            f"The password for {name} is asked for at each run, and nobody is there to ask.",
            meaning="Nothing was sent.",
            to_do=f"For a scheduler, connect again another way. {ALTERNATIVES}",
        )
    question = Prompt(f"Password for {name}:", hidden=True)
    (answer,) = job.ask(f"{why} It is asked for this run only.", [question])
    return answer
