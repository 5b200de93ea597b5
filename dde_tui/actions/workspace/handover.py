"""One page for the next contact: where it runs, as whom, what is open, every setting, and no secret."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from checks.errors import ExitCode
from checks.visible import visible
from dde_tui import __version__
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.process import status as status_page
from dde_tui.actions.process.situation import situation
from dde_tui.process.forecast import scenarios
from dde_tui.process.progress import Progress, Round
from dde_tui.terminal.author import who
from dde_tui.terminal.system import this_system
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.disk import replace_file
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import SecureStorSettings
from dde_tui.workspace.write_files import refuse_taken

_ROUNDS = 6
"""The last rounds that the page lists."""


def handover(workspace: Workspace, now: datetime) -> str:
    """Return the page as Markdown.

    Raises:
        DdeError: settings, journal or profile can't be read.
    """
    settings = workspace.settings
    found = status_page.status(workspace, now)
    zone = settings.district.zone
    parts = (
        [f"# Handover: {_cell(settings.district.name)}", "", f"Written {moment(now, zone)} by {who()}."],
        ["## Where it runs", "", *_where(workspace)],
        ["## When it runs, and how to stop it", "", *_when()],
        ["## Where we stand", "", "```text", *_standing(workspace, found, now), "```"],
        ["## The last rounds", "", *_rounds(found.rounds, zone)],
        ["## Open questions to CLI", "", *_questions(workspace)],
        ["## Whom to ask", "", *_whom()],
        ["## Every setting", "", *_settings(workspace)],
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _where(workspace: Workspace) -> Iterator[str]:
    store = workspace.settings.securestor
    made = workspace.settings.build
    yield f"- Workspace: `{_code(str(workspace.path))}`."
    yield f"- Account: {who()}, with dde {__version__} on Python {this_system().python}."
    yield f"- Files to send: `{_code(made.output)}/`; recipe: `{_code(made.recipe)}`."
    if store.host:
        folder = store.folder or "the folder after login"
        where = f"{_cell(store.host)}, port {store.port}, user {_cell(store.user)}"
        yield f"- SecureStor: {where}, {_cell(folder)}."
        yield f"- Login: {_login(store)}. No secret is on this page or in `dde.toml`."
    else:
        yield "- SecureStor: not connected yet."


def _login(store: SecureStorSettings) -> str:
    ways = []
    if store.key_file:
        ways.append(f"the key file `{_code(store.key_file)}`")
    if store.agent:
        ways.append("a key of the SSH agent")
    if store.password:
        kind, _, name = store.password.partition(":")
        where = {"keyring": "this account's keyring", "env": f"the variable {name}"}
        ways.append(f"a password or passphrase from {where.get(kind, f'the systemd credential {name}')}")
    return " and ".join(ways) or "not set"


def _when() -> Iterator[str]:
    yield "dde sends when a person types `dde send`, or when a scheduler runs it. To stop that, remove the"
    yield "entry in the scheduler; what was sent stays in SecureStor."
    yield ""
    yield "Scheduler and its entry, if there is one: ______________________"


def _standing(workspace: Workspace, found: Progress, now: datetime) -> Iterator[str]:
    district = workspace.settings.district
    yield from status_page.as_lines(district.name, district.zone, found, now, situation(workspace, found))
    if line := status_page.forecast_line(scenarios(found, now, workspace.calendar), now):
        yield line


def _rounds(rounds: Sequence[Round], zone: str) -> Iterator[str]:
    if not rounds:
        yield "Nothing was sent yet."
        return
    yield "| review | round | sent | files | findings of dde | CLI's answer |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in rounds[-_ROUNDS:]:
        found = _codes(each.found)
        answer = f"{each.answer} {moment(each.answered, zone)}".strip() or "not yet"
        sent = moment(each.sent, zone) or "not recorded"
        cells = (each.review, str(each.number), sent, str(len(each.files) or "?"), found, answer)
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _codes(found: Mapping[str, int] | None) -> str:
    if found is None:
        return "not checked"
    return ", ".join(f"{code} {count}" for code, count in found.items()) or "none"


def _questions(workspace: Workspace) -> Iterator[str]:
    from checks.rules.choices import load_profile

    questions = load_profile(workspace.profile).open_questions
    if not questions:
        yield "None."
    for question in questions:
        yield f"- {_cell(question.text)} (`dde requirements settle {question.id}` records the answer)"


def _whom() -> Iterator[str]:
    yield "- CLI: a help ticket from the CLI Engage dashboard, tab Help Center, request type “I am a"
    yield "  District User”. Write “Automated Rostering” in it."
    yield "- Who keeps the SIS's exports here: ______________________"
    yield "- Who keeps this computer and its account: ______________________"


def _settings(workspace: Workspace) -> Iterator[str]:
    yield f"They are in `{_code(str(workspace.settings_file))}`, with what each is for."
    yield ""
    yield "| setting | value |"
    yield "| --- | --- |"
    settings = workspace.settings
    for section in fields(settings):
        values = getattr(settings, section.name)
        for each in fields(values):
            if not each.metadata.get("earlier"):
                yield f"| {section.name}.{each.name} | {_value(getattr(values, each.name))} |"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_cell(str(each)) for each in value) or "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _cell(str(value)) or "(empty)"


def _code(text: str) -> str:
    """Return data as it can stand between backquotes."""
    return visible(text, 300).replace("`", "'").strip()


def _cell(text: str) -> str:
    """Return data as it can stand in Markdown: one line, and no markup of its own."""
    return "".join(f"\\{sign}" if sign in "|<>[]*_`#" else sign for sign in visible(text, 300)).strip()


def _run(call: Call) -> ExitCode:
    text = handover(call.workspace, call.clock())
    if call.options.output:
        path = Path(call.options.output)
        refuse_taken(path, may_replace=call.options.force)
        replace_file(path, text.encode())
        if call.wants_json:
            call.console.json({"schema": "dde-handover/1", "file": str(path)})
        else:
            call.console.say(f"The page is at {path}.")
    elif call.wants_json:
        call.console.json({"schema": "dde-handover/1", "page": text})
    else:
        call.console.document(text)
    return ExitCode.DONE


COMMAND = Command(
    name="handover",
    sentence="Write one page for the next contact: every setting, what is open, and no secret.",
    run=_run,
    options=(
        Option("--output", "Write it into a file.", metavar="FILE", short="-o"),
        Option("--force", "Replace the file if it already exists.", switch=True),
        JSON,
    ),
    examples=(
        Example("dde handover -o handover.md", "before you leave, or for your deputy"),
        Example("dde handover", "on the screen"),
    ),
)
