"""Whether the SecureStor settings are still the ones that `dde connect` tested and recorded.

`dde.toml` is text that other programs and people can change, and it names the server, its key and where the
password is. So the journal holds a hash of each such setting, and only `dde connect` records new ones.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dde_tui.errors import SettingsError
from dde_tui.process.events import Event, EventKind
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import SecureStorSettings

_WHERE_TO = ("host", "port", "user", "folder", "host_keys")
_LOGS_IN = ("key_file", "agent", "password")
_THROUGH = ("proxy", "proxy_password", "proxy_host_keys")
_RECORD = "settings"
_SINCE_ALWAYS = ("host", "port", "host_keys")
"""What the event holds in clear; older versions recorded nothing else."""
_VARIABLE = "env:"


def settings_record(settings: SecureStorSettings) -> dict[str, dict[str, str]]:
    """Return what the event `connected` records: a hash of each setting that decides where the files go."""
    names = (*_WHERE_TO, *_LOGS_IN, *_THROUGH)
    return {_RECORD: {name: _hash(getattr(settings, name)) for name in names}}


def refuse_changed(workspace: Workspace) -> None:
    """Refuse settings that `dde connect` did not record; without any settings there is nothing to refuse.

    Raises:
        SettingsError: they are not the recorded ones, or none were ever recorded.
    """
    settings = workspace.settings.securestor
    if not settings.host:
        return
    recorded = _last_connection(workspace.journal.events())
    if recorded is None:
        raise SettingsError(
            "The SecureStor settings in dde.toml were never tested with `dde connect`.",
            meaning="Nothing was sent, and no connection was opened.",
            to_do="Run `dde connect`, and compare the server's key with CLI's e-mail.",
        )
    if changed := _changes(settings, recorded):
        raise SettingsError(
            f"The SecureStor settings changed since the last `dde connect`: {', '.join(changed)}.",
            meaning="Nothing was sent, and no connection was opened.",
            to_do="If the change is yours, run `dde connect`. If it is not, find out who made it first.",
        )


def refuse_unnamed_variables(
    settings: SecureStorSettings, workspace: Workspace, named: Collection[str] = ()
) -> None:
    """Refuse to read a password from an environment variable that nobody named to `dde connect`.

    A line in `dde.toml` could otherwise send any variable of this run, such as another program's key.

    Args:
        settings: those to connect with.
        workspace: whose journal holds the variables that were named before.
        named: variables that this command line names.

    Raises:
        SettingsError: a variable is neither named nor recorded.
    """
    recorded = _last_connection(workspace.journal.events()) or {_RECORD: {}}
    known = recorded.get(_RECORD)
    for key in ("password", "proxy_password"):
        source: str = getattr(settings, key)
        if not source.startswith(_VARIABLE) or source.removeprefix(_VARIABLE) in named:
            continue
        if known is not None and known.get(key) != _hash(source):
            flag = f"--{key.replace('_', '-')}-env"
            raise SettingsError(
                f"securestor.{key} in dde.toml names the environment variable "
                f"{source.removeprefix(_VARIABLE)}, which `dde connect` never recorded.",
                meaning="It was not read, and no connection was opened.",
                to_do=f"Name it with `dde connect {flag} {source.removeprefix(_VARIABLE)}`.",
            )


def _last_connection(events: Sequence[Event]) -> Mapping[str, Any] | None:
    found = [event.data for event in events if event.kind is EventKind.CONNECTED]
    return found[-1] if found else None


def _changes(settings: SecureStorSettings, recorded: Mapping[str, Any]) -> list[str]:
    known = recorded.get(_RECORD)
    if known is not None:
        changed = [name for name, value in known.items() if _hash(getattr(settings, name, None)) != value]
    else:
        now = {"host": settings.host, "port": settings.port, "host_keys": [*settings.host_keys]}
        changed = [name for name in _SINCE_ALWAYS if name in recorded and recorded[name] != now[name]]
    return [f"securestor.{name}" for name in changed]


def _hash(value: object) -> str:
    plain = list(value) if isinstance(value, tuple) else value
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]
