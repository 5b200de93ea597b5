"""What works on this machine: versions, keyring, terminal, time zone, workspace."""

import locale
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checks.errors import DdeError, ExitCode
from checks.visible import cleaned, visible
from dde_tui import __version__
from dde_tui.actions.command import JSON, Call, Command, Example
from dde_tui.actions.workspace.expiring import expiring, key_age
from dde_tui.process.calendars.calendar import CLI_ZONE
from dde_tui.process.calendars.closing_days import NAMES, closing_days
from dde_tui.terminal.console import Console
from dde_tui.terminal.system import this_system

PACKAGES = ("textual", "polars", "numpy", "pandas", "paramiko", "cryptography", "python-socks", "keyring")
_NARROW, _LOW = 60, 18
_PATIENCE = 3.0
"""Seconds SecureStor may take to answer."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The result of one check of this machine."""

    name: str
    works: bool
    words: str


def examine(call: Call) -> list[HealthCheck]:
    """Check everything `dde` needs on this machine; changes nothing and sends nothing."""
    system = this_system()
    return [
        HealthCheck(
            "dde",
            works=True,
            words=f"{__version__} on Python {system.python}, {system.name}",
        ),
        _packages(),
        _terminal(call.console),
        _encoding(call.console),
        _zones(),
        _holidays(call.clock()),
        _asked("keyring", lambda: _keyring(call)),
        _asked("ssh agent", _agent),
        _asked("ssh", _algorithms),
        _asked("workspace", lambda: _workspace(call)),
        *_its_state(call),
        _network(call),
        *_expiring(call),
    ]


def _packages() -> HealthCheck:
    from importlib.metadata import PackageNotFoundError, version

    found, missing = [], []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    words = ", ".join(found) + (f"; missing: {', '.join(missing)}" if missing else "")
    return HealthCheck("packages", not missing, words)


def _terminal(console: Console) -> HealthCheck:
    if not console.is_terminal:
        return HealthCheck("terminal", works=True, words="none: no colors, no prompts, no progress")
    size = shutil.get_terminal_size()
    enough = size.columns >= _NARROW and size.lines >= _LOW
    words = f"{size.columns} x {size.lines}" + ("" if enough else f"; the app needs {_NARROW} x {_LOW}")
    return HealthCheck("terminal", enough, words)


def _encoding(console: Console) -> HealthCheck:
    encoding = getattr(console.out, "encoding", None) or locale.getpreferredencoding()
    whole = encoding.lower().replace("-", "") == "utf8"
    words = encoding + ("" if whole else "; characters it lacks are shown as plain letters")
    return HealthCheck("encoding", works=True, words=words)


def _zones() -> HealthCheck:
    try:
        ZoneInfo(CLI_ZONE)
    except ZoneInfoNotFoundError:
        return HealthCheck(
            "time zones", works=False, words="this system has none; install the package tzdata"
        )
    return HealthCheck("time zones", works=True, words=f"{CLI_ZONE} is known")


def _holidays(now: datetime) -> HealthCheck:
    known = closing_days(NAMES[0]).covers(now.date())
    words = "the table covers this year" if known else "the table does not cover this year; update dde"
    return HealthCheck("holidays", known, words)


def _asked(name: str, ask: Callable[[], str]) -> HealthCheck:
    try:
        return HealthCheck(name, works=True, words=ask())
    except DdeError as error:
        return HealthCheck(name, works=False, words=error.sentence)


def _keyring(call: Call) -> str:
    """Say where secrets are kept; the error of a machine without a keyring says what to do instead."""
    from dde_tui.workspace.secrets import keyring_name

    handed = "; systemd passes credentials to this run" if call.environ.get("CREDENTIALS_DIRECTORY") else ""
    return keyring_name() + handed


def _agent() -> str:
    from dde_tui.securestor.auth.agent import agent_keys

    kinds = agent_keys()
    return (
        f"it holds {', '.join(visible(kind, 60) for kind in kinds)}"
        if kinds
        else "no agent, or it holds no key"
    )


def _algorithms() -> str:
    from dde_tui.securestor.ssh.transport import CIPHERS, can_resist_quantum_computers

    ready = "with" if can_resist_quantum_computers() else "without"
    return f"{CIPHERS[0]}, {ready} the post-quantum key exchange ML-KEM"


def _network(call: Call) -> HealthCheck:
    """Try to reach SecureStor's port or the proxy's, where a workspace names it; nothing is sent there."""
    try:
        saved = call.workspace.settings.securestor if call.has_workspace else None
    except DdeError:
        saved = None
    if saved is None or not saved.host:
        return HealthCheck("network", works=True, words="not tested: no SecureStor server is set yet")
    from dde_tui.securestor.connection.proxy import open_socket
    from dde_tui.securestor.open_connection import first_stop

    host, port = first_stop(saved)
    where = f"{'the proxy ' if saved.proxy else ''}{host}:{port}"
    try:
        open_socket(host, port, _PATIENCE).close()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return HealthCheck("network", works=False, words=f"{where} does not answer: {reason}")
    return HealthCheck("network", works=True, words=f"{where} answers")


def _workspace(call: Call) -> str:
    if not call.has_workspace:
        return "none here; create one with `dde init`"
    connected = "connected" if call.workspace.settings.securestor.host else "not connected to SecureStor yet"
    return f"{call.workspace.path}, {connected}{_copies(call)}"


def _its_state(call: Call) -> Iterator[HealthCheck]:
    """Say how the journal is, and whether its folder is a good place for it; nothing without a workspace."""
    from dde_tui.actions.workspace.journal import in_words
    from dde_tui.workspace.files.location import concerns, conflicting_copies

    try:
        workspace = call.workspace
    except DdeError:  # the line above says it
        return
    try:
        found = workspace.journal.survey()
    except DdeError as error:
        yield HealthCheck("journal", works=False, words=error.sentence)
        return
    copies = conflicting_copies(workspace.state)
    more = "" if found.is_whole else " See `dde journal`."
    words = " ".join(in_words(found, copies))
    yield HealthCheck("journal", works=found.is_whole and not copies, words=f"{words}{more}")
    bad = concerns(workspace.path, call.environ)
    yield HealthCheck(
        "folder", works=not bad, words=" ".join(bad) or "on this computer's own disk, not synced"
    )


def _expiring(call: Call) -> list[HealthCheck]:
    """Say what stops working within two weeks, and how old the login key is."""
    try:
        workspace = call.workspace if call.has_workspace else None
    except DdeError:
        workspace = None
    now = call.clock()
    found = [
        HealthCheck("expiring", works=False, words=each.sentence(now.date()))
        for each in expiring(workspace, now)
    ] or [HealthCheck("expiring", works=True, words="nothing within two weeks, as far as dde can know")]
    age = key_age(workspace, now) if workspace else None
    if age is not None:
        days = "1 day" if age == 1 else f"{age:,} days"
        found.append(HealthCheck("login key", works=True, words=f"its file is {days} old"))
    return found


def _copies(call: Call) -> str:
    """Say so if copies with students' data are kept."""
    from dde_tui.workspace.files.copies import FOLDER, copies_in

    count = len(copies_in(call.workspace.state))
    words = "1 copy of a sent set is" if count == 1 else f"{count} copies of sent sets are"
    return f", {words} in .dde/{FOLDER} (students' data, not encrypted by dde)" if count else ""


def _run(call: Call) -> ExitCode:
    answers = examine(call)
    if call.wants_json:
        listed = [{"name": each.name, "works": each.works, "words": each.words} for each in answers]
        call.console.json({"schema": "dde-doctor/1", "python": sys.version.split()[0], "answers": listed})
        return ExitCode.DONE
    for each in answers:
        glyph = call.console.style("√", "green") if each.works else call.console.style("!", "yellow")
        call.console.say(f"  {glyph} {each.name:<11} {cleaned(each.words)}")
    return ExitCode.DONE


COMMAND = Command(
    name="doctor",
    sentence="Show what works on this machine.",
    run=_run,
    options=(JSON,),
    examples=(Example("dde doctor", "before asking for help"),),
)
