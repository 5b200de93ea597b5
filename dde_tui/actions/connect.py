"""Connect to SecureStor: settings, host key, login, and a test of each step on the way."""

import os
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UnknownServerError, UsageError
from dde_tui.process.events import Kind
from dde_tui.workspace import values
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock
from dde_tui.workspace.settings import SecureStorSettings, change_settings

if TYPE_CHECKING:
    from dde_tui.securestor.identity.hostkeys import HostKey


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test of the connection found."""

    steps: tuple[tuple[str, str], ...]
    """Each step that worked, and what was found there."""
    negotiated: Mapping[str, str]


Tell = Callable[[str, str], None]

_CHANGING = (
    *("host", "port", "user", "folder", "key_file", "agent", "password_env", "host_key", "exchange"),
)
"""The flags that ask for other settings than the saved ones."""

_PORT = 22


def look_at_server(host: str, port: int = 22) -> "HostKey":
    """Return the key the server shows, so that a person can compare it; no login is tried.

    Raises:
        TransferError: nothing that speaks SSH answers there.
    """
    from dde_tui.securestor.connecting import fetch_host_key

    return fetch_host_key(host, port)


def connect_workspace(
    workspace: Workspace,
    given: SecureStorSettings,
    environ: Mapping[str, str],
    now: datetime,
    *,
    secret: str = "",
    tell: Tell | None = None,
) -> Tested:
    """Test a connection and, only when every step worked, write it into the settings.

    Args:
        workspace: whose settings they are.
        given: host, user, folder, login and the confirmed host keys.
        environ: where a named variable with the password is looked up.
        now: the time, for the journal.
        secret: a password or passphrase a person typed; it goes into the keyring when the test has passed.
        tell: told each step that worked.

    Raises:
        UnknownServerError: the key is another one, or none was confirmed; no credential was sent.
        LoginError, TransferError: the step that failed, and whom to ask. No setting was changed.
    """
    from dde_tui.securestor.access import secret_name
    from dde_tui.workspace.secrets import forget_secret, read_secret, store_secret

    if secret:
        given = replace(given, password="keyring")  # noqa: S106 - names where it is kept
    changes = {f"securestor.{name}": value for name, value in asdict(given).items()}
    found = {"host": given.host, "port": given.port, "host_keys": list(given.host_keys)}
    with run_lock(workspace):
        tested = try_connection(workspace, given, environ, secret=secret, tell=tell)
        before = read_secret(secret_name(given)) if secret else None
        if secret:
            store_secret(secret_name(given), secret)
        try:
            change_settings(workspace.settings_file, changes)
        except BaseException:
            if secret:
                forget_secret(secret_name(given))
            if before:
                store_secret(secret_name(given), before)
            raise
        workspace.journal.append(Kind.CONNECTED, found, now)
    return tested


def try_connection(
    workspace: Workspace,
    settings: SecureStorSettings,
    environ: Mapping[str, str],
    *,
    secret: str = "",
    tell: Tell | None = None,
) -> Tested:
    """Go the whole way once: key, login, folder, writing, renaming; change nothing that stays.

    Raises:
        as `connect_workspace`.
    """
    from dde_tui.desk.exchange import is_prepared, prepare
    from dde_tui.securestor.access import login_of, server_of
    from dde_tui.securestor.connecting import connect
    from dde_tui.securestor.login.proofs import Login

    steps: list[tuple[str, str]] = []

    def done(step: str, words: str) -> None:
        steps.append((step, words))
        if tell:
            tell(step, words)

    login = login_of(settings, environ) if not secret else Login(password=secret)
    if secret and settings.key_file:
        login = Login(passphrase=secret)
    server = server_of(settings, workspace.path)
    with connect(server, login) as connection:
        negotiated = dict(connection.negotiated)
        done("server", f"{server.where} is the server you confirmed")
        done("login", f"{server.user} may log in")
        folder, sftp = connection.folder(), connection.sftp()
        rosters = sum(name.endswith(".csv") for name in folder.names())
        done("folder", f"{server.folder or 'the login folder'} is there; roster files in it: {rosters}")
        first, second = (folder.path(f".dde-test-{os.urandom(4).hex()}") for _ in range(2))
        try:
            sftp.write(first, [b"dde\n"])
            done("write", "files may be written")
            sftp.rename(first, second)
            done("rename", "files may be renamed, so no half-written file is ever seen")
        finally:
            for path in (first, second):
                if sftp.stat(path):
                    sftp.remove(path)
        if settings.exchange:
            made = not is_prepared(folder)
            prepare(folder)
            done("exchange", f"the folder dde/ for receipts and reviews {'was made' if made else 'is there'}")
    return Tested(tuple(steps), negotiated)


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    workspace = call.workspace
    saved = workspace.settings.securestor
    bare = not any(getattr(options, name) for name in _CHANGING)
    if bare and (options.test or (saved.host and not console.can_ask)):
        tested = try_connection(workspace, saved, call.environ, tell=_teller(call))
        return _answer(call, tested, saved)
    given, secret = _given(call, saved)
    if not given.host_keys:
        given = replace(given, host_keys=_confirmed_key(call, given))
    tested = connect_workspace(
        workspace, given, call.environ, call.clock(), secret=secret, tell=_teller(call)
    )
    return _answer(call, tested, given)


def _given(call: Call, saved: SecureStorSettings) -> tuple[SecureStorSettings, str]:
    options, console = call.options, call.console
    from dde_tui.securestor.access import home_expanded
    from dde_tui.securestor.identity.hostkeys import parse_fingerprint

    host, user, folder = options.host, options.user, options.folder
    logins = (options.key_file, options.agent, options.password_env)
    if sum(bool(login) for login in logins) > 1:
        raise UsageError("Choose one of --key-file, --agent and --password-env.")
    if not console.can_ask:
        return _completed(options, saved), ""
    host = host or console.ask("Host (from CLI's e-mail):", saved.host)
    user = user or console.ask("User:", saved.user)
    folder = folder if folder is not None else console.ask("Folder:", saved.folder)
    if not host or not user:
        raise UsageError("Without a host and a user there is nothing to connect to.")
    secret = ""
    if not any(logins):
        options.key_file = console.ask("Private key file (empty for a password):", saved.key_file)
        asked = "Its passphrase, if it has one" if options.key_file else "Password"
        secret = console.ask_secret(f"{asked} (kept in this machine's keyring):")
    return (
        SecureStorSettings(
            host=host,
            port=options.port or (saved.port if host == saved.host else _PORT),
            user=user,
            folder=folder,
            key_file=str(home_expanded(options.key_file).absolute()) if options.key_file else "",
            agent=options.agent,
            password=f"env:{options.password_env}" if options.password_env else "",
            host_keys=tuple(parse_fingerprint(key) for key in options.host_key),
            exchange=options.exchange or saved.exchange,
        ),
        secret,
    )


def _port(text: str) -> int:
    return values.port(int(text))


_port.__name__ = "port"


def _completed(options: Namespace, saved: SecureStorSettings) -> SecureStorSettings:
    """Return the settings a script gives; for the server that is saved, what it leaves out stays.

    Raises:
        UsageError: what is left out is not saved either.
    """
    from dde_tui.securestor.access import home_expanded
    from dde_tui.securestor.identity.hostkeys import parse_fingerprint

    base = saved if options.host in (None, saved.host) else SecureStorSettings(exchange=saved.exchange)
    changes: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("host", "port", "user", "folder", "exchange")
        if getattr(options, name)
    }
    if options.key_file or options.agent or options.password_env:
        changes["key_file"] = str(home_expanded(options.key_file).absolute()) if options.key_file else ""
        changes["agent"] = options.agent
        changes["password"] = f"env:{options.password_env}" if options.password_env else ""
    if options.host_key:
        changes["host_keys"] = tuple(parse_fingerprint(key) for key in options.host_key)
    given = replace(base, **changes)
    missing = [flag for flag, value in (("--host", given.host), ("--user", given.user)) if not value]
    if missing or not (given.key_file or given.agent or given.password):
        raise UsageError(
            f"{' and '.join(missing) or 'The way to log in'} is missing.",
            to_do="See `dde connect --help`; CLI's e-mail about your folder has the values.",
        )
    return given


def _confirmed_key(call: Call, given: SecureStorSettings) -> tuple[str, ...]:
    """Show the server's key and have a person compare it; a script must name it."""
    from dde_tui.securestor.identity.hostkeys import check_pinned, parse_fingerprint

    shown = look_at_server(given.host, given.port)
    where = f"{given.host}:{given.port}"
    if not call.console.can_ask:
        raise UnknownServerError(
            f"The key of {where} was never confirmed; it shows {shown.fingerprint} ({shown.kind}).",
            meaning="Nothing was sent and no login was tried.",
            to_do="Compare it with CLI's e-mail and give it with --host-key.",
        )
    call.console.narrate(f"{where} shows this key ({shown.kind}):")
    call.console.narrate(f"  {shown.fingerprint}")
    typed = call.console.ask("Paste the fingerprint from CLI's e-mail, or type yes if it is the same:", "no")
    if typed.lower() in ("n", "no"):
        raise UnknownServerError("You did not confirm the server's key.", meaning="Nothing was changed.")
    pin = shown.fingerprint if typed.lower() in ("y", "yes") else parse_fingerprint(typed)
    check_pinned(shown, (pin,), where)
    return (pin,)


def _teller(call: Call) -> Tell | None:
    if call.wants_json:
        return None
    return lambda step, words: call.console.say(f"  {call.console.style('√', 'green')} {step:<9} {words}")


def _answer(call: Call, tested: Tested, settings: SecureStorSettings) -> ExitCode:
    if call.wants_json:
        data: dict[str, Any] = {
            "schema": "dde-connect/1",
            "host": settings.host,
            "port": settings.port,
            "host_keys": list(settings.host_keys),
            "steps": [{"step": step, "found": words} for step, words in tested.steps],
            "negotiated": dict(tested.negotiated),
        }
        call.console.json(data)
    else:
        call.console.say("SecureStor is connected.")
    return ExitCode.DONE


COMMAND = Command(
    name="connect",
    sentence="Connect to SecureStor: host key, login, and a test of each step.",
    run=_run,
    options=(
        Option("--host", "The server's name.", metavar="HOST"),
        Option("--port", "Its port, 22 if not given.", metavar="PORT", kind=_port),
        Option("--user", "The user CLI gave you.", metavar="USER"),
        Option("--folder", "The folder on the server.", metavar="DIR"),
        Option("--key-file", "Log in with this private key.", metavar="FILE"),
        Option("--agent", "Log in with a key of the SSH agent.", switch=True),
        Option("--password-env", "Log in with the password in this environment variable.", metavar="VAR"),
        Option(
            "--host-key", "The server's fingerprint from CLI's e-mail, SHA256:...", metavar="KEY", many=True
        ),
        Option("--exchange", "Make and use the folder dde/ for receipts and reviews.", switch=True),
        Option("--test", "Test the connection that the settings name.", switch=True),
        JSON,
    ),
    examples=(
        Example("dde connect", "asks for what CLI's e-mail says"),
        Example(
            "dde connect --host sftp.example.org --user district --folder roster --key-file id_ed25519 "
            "--host-key SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
            "for a script: writes the settings only if the test passes",
        ),
        Example("dde connect --test", "go the whole way once more"),
    ),
)
