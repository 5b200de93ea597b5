"""Connect to SecureStor: settings, host key, login, and a test of each step."""

from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from checks.job import Job
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.transfer.connect.exchange_check import EXCHANGE, look_for_exchange
from dde_tui.actions.transfer.connect.host_key import Shown, confirm_at, look_at_server
from dde_tui.actions.transfer.connect.settings_from_flags import (
    OPTIONS,
    asks_for_change,
    given_settings,
    variables_named,
)
from dde_tui.actions.transfer.connect.words import as_json, as_lines, teller
from dde_tui.errors import TransferError
from dde_tui.process.events import EventKind
from dde_tui.securestor.diagnosis.steps import StepReport
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock
from dde_tui.workspace.settings import SecureStorSettings, change_settings

if TYPE_CHECKING:
    from dde_tui.securestor.diagnosis.diagnosis import Diagnosis

__all__ = ["COMMAND", "Shown", "connect_workspace", "look_at_server", "try_connection"]


def connect_workspace(
    workspace: Workspace, given: SecureStorSettings, job: Job[StepReport], *, secret: str = ""
) -> "Diagnosis":
    """Test a connection and, only if every step passes, write it into the settings.

    Args:
        workspace: whose settings they are.
        given: host, user, folder, login and the confirmed host keys.
        job: told each step; prompts, in this thread.
        secret: a password or passphrase a person typed; it goes into the keyring when the test has passed.

    Raises:
        UnknownServerError: the key is another one, or none was confirmed; no credential was sent.
        LoginError, TransferError, SettingsError: the first step that failed. No setting was changed.
        CancelledError: the job was cancelled; the server and the settings are as they were.
    """
    from dde_tui.securestor.connected_settings import refuse_unnamed_variables

    refuse_unnamed_variables(given, workspace)
    trial = _connected(workspace, given, job, secret)
    if trial.error is not None:
        raise trial.error
    return trial


def _connected(
    workspace: Workspace, given: SecureStorSettings, job: Job[StepReport], secret: str
) -> "Diagnosis":
    from dde_tui.securestor.open_connection import secret_name
    from dde_tui.workspace.keyrings import KeyringError
    from dde_tui.workspace.secrets import forget_secret, read_secret, store_secret

    now = job.clock()
    if secret:
        given = replace(given, password="keyring")  # noqa: S106 - names where it is kept
    with run_lock(workspace):
        trial = _tried(workspace, given, job, secret, makes=True)
        if trial.error is not None:
            return trial
        given = replace(given, **trial.changes)
        before = None
        if secret:
            try:
                before = read_secret(secret_name(given))
                store_secret(secret_name(given), secret)
            except KeyringError as error:
                job.tell(f"{error.happened} The password is kept nowhere; dde asks for it at each run.")
                given, secret = replace(given, password="ask"), ""  # noqa: S106 - names how it comes
        try:
            changes = {f"securestor.{name}": value for name, value in asdict(given).items()}
            change_settings(workspace.settings_file, changes)
        except BaseException:
            if secret:
                forget_secret(secret_name(given))
            if before:
                store_secret(secret_name(given), before)
            raise
        workspace.record(EventKind.CONNECTED, _recorded(given, trial), now)
    return trial


def _recorded(given: SecureStorSettings, trial: "Diagnosis") -> dict[str, Any]:
    """Return what the journal keeps: which server, and in codes what it can do and what is not promised."""
    from dde_tui.securestor.connected_settings import settings_record

    return {
        "host": given.host,
        "port": given.port,
        "host_keys": list(given.host_keys),
        "abilities": {name: value for name, value in trial.abilities.as_json().items() if value is not None},
        "lost": [name for name, kept in trial.promises.items() if not kept],
        **settings_record(given),
    }


def try_connection(
    workspace: Workspace, settings: SecureStorSettings, job: Job[StepReport], *, secret: str = ""
) -> "Diagnosis":
    """Test every step and change nothing that stays; the result holds a step that failed.

    Like `connect_workspace`, but no setting is written.

    Raises:
        SettingsError, LoginError: the settings name no server, or a secret is not where they say.
        CancelledError: the job was cancelled; the server is as it was.
    """
    from dde_tui.securestor.connected_settings import refuse_unnamed_variables

    refuse_unnamed_variables(settings, workspace)
    return _tried(workspace, settings, job, secret, makes=False)


def _tried(
    workspace: Workspace, settings: SecureStorSettings, job: Job[StepReport], secret: str, *, makes: bool
) -> "Diagnosis":
    from dde_tui.securestor.diagnosis.run import diagnose
    from dde_tui.securestor.open_connection import route_of

    route = route_of(settings, workspace.path, job, secret=secret)
    further = [(EXCHANGE, partial(look_for_exchange, makes=makes))] if settings.exchange else []
    return diagnose(route, settings, job, further=further)


def _run(call: Call) -> ExitCode:
    from dde_tui.securestor.connected_settings import refuse_unnamed_variables

    options, console, workspace = call.options, call.console, call.workspace
    call.tell_workspace()
    settings = workspace.settings.securestor
    bare = not asks_for_change(options)
    if bare and (options.test or (settings.host and not console.can_ask)):
        with stopped_by_ctrl_c() as cancelled:
            trial = try_connection(workspace, settings, call.job(teller(call), cancelled))
        return _answer(call, trial, settings, "Every step to SecureStor works.")
    given, secret = given_settings(call, settings)
    refuse_unnamed_variables(given, workspace, variables_named(options))
    given = _confirmed(call, given, secret)
    with stopped_by_ctrl_c() as cancelled:
        trial = _connected(workspace, given, call.job(teller(call), cancelled), secret)
    return _answer(call, trial, given, "SecureStor is connected.")


def _confirmed(call: Call, given: SecureStorSettings, secret: str) -> SecureStorSettings:
    """Return the settings with the key that a person confirmed; a script must have named it."""
    if call.options.host_key or (given.host_keys and not call.console.can_ask):
        return given
    if call.console.can_ask:
        call.console.narrate(f"Getting the host key of {given.host}:{given.port}.")
    try:
        shown = look_at_server(
            call.workspace, given, call.job(), secret=secret, named=variables_named(call.options)
        )
    except TransferError:
        return given  # the test says at which step it fails
    if shown.is_known:
        return given
    return replace(given, host_keys=confirm_at(call.console, shown))


def _answer(call: Call, trial: "Diagnosis", settings: SecureStorSettings, done: str) -> ExitCode:
    if call.wants_json:
        call.console.json(as_json(trial, settings))
        if trial.error is not None:
            call.console.narrate(f"dde: {trial.error.sentence}")
        return trial.exit_code
    for line in as_lines(trial):
        call.console.say(line)
    if trial.error is not None:
        raise trial.error
    call.console.say(done)
    return ExitCode.DONE


COMMAND = Command(
    name="connect",
    sentence="Connect to SecureStor: host key, login, and a test of each step.",
    run=_run,
    options=(
        *OPTIONS,
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
        Example("dde connect --test", "test every step again"),
        Example(
            "dde connect --publish in-place",
            "for a server that refuses renames, knowing what is lost",
        ),
    ),
)
