"""What each place does, on a real workspace and, where one is needed, a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.job import Job
from dde_tui.actions.transfer.connect.command import connect_workspace
from dde_tui.app import DdeApp
from dde_tui.process.events import EventKind
from dde_tui.process.progress import State
from dde_tui.screens.shell.session import Session
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.widgets.controls import PlainInput, PlainOptionList
from dde_tui.workspace.folder import Workspace, create_workspace
from dde_tui.workspace.settings import SecureStorSettings
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)


@pytest.fixture
def server(tmp_path: Path, workspace: Workspace) -> Iterator[EmbeddedServer]:
    root = tmp_path / "securestor"
    root.mkdir()
    line = make_key(workspace.path / "id_ed25519")
    with EmbeddedServer(root, authorized_keys=(line,)) as running:
        yield running


@pytest.fixture
def connected(server: EmbeddedServer, workspace: Workspace, session: Session) -> EmbeddedServer:
    given = SecureStorSettings(
        host="127.0.0.1",
        port=server.port,
        user="district",
        key_file="id_ed25519",
        host_keys=(server.fingerprint,),
    )
    connect_workspace(workspace, given, Job(clock=session.clock))
    return server


def kinds(workspace: Workspace) -> list[EventKind]:
    return [event.kind for event in workspace.journal.events()]


async def test_the_request_is_recorded_only_when_the_contact_says_it_was_sent(
    tmp_path: Path, session: Session
) -> None:
    fresh = create_workspace(tmp_path / "fresh", "Fresh ISD")
    session.workspace = fresh
    app = DdeApp(session, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("a")
        await until_shown(pilot, "[ Record as sent ]")
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to close")
        assert kinds(fresh) == []
        await pilot.press("a")
        await until_shown(pilot, "[ Record as sent ]")
        await pilot.press("left", "enter")
        await until_shown(pilot, "CLI's turn")
        assert kinds(fresh) == [EventKind.REQUESTED]
        assert (fresh.path / "outbox" / "1-request.txt").is_file()


async def test_the_requirements_are_found_by_a_part_of_a_columns_name(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("R", "slash", *"birthdate")
        await until_shown(pilot, "demographics.birthDate")
        assert app.screen.query_one("#columns", PlainOptionList).option_count == 1
        await pilot.press("escape")
        await until_shown(pilot, "academicSessions.csv")


async def test_the_open_questions_stand_among_the_requirements(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("R", "end")
        await until_shown(pilot, "Only CLI can settle these")


async def test_what_cli_told_stands_among_the_requirements(app: DdeApp, workspace: Workspace) -> None:
    from datetime import date

    from dde_tui.workspace.requirements import record_answer

    record_answer(workspace, "grade-codes", ("PK", "KG"), on=date(2026, 11, 3), source="ticket CE-4711")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("R", "end", "tab", "end")
        await until_shown(pilot, "√ grade-codes")
        await until_shown(pilot, "PK; KG (told 2026-11-03, ticket CE-4711)")
        await pilot.press("slash", *"users.csv grades")
        await until_shown(pilot, "basis told 2026-11-03, ticket CE-4711")


async def test_building_without_a_recipe_says_how_to_get_one(app: DdeApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("B")
        await until_shown(pilot, "dde template DIR --example flat")
        await pilot.press("r")
        await until_shown(pilot, "Esc closes this")


async def test_building_a_recipe_makes_the_files(app: DdeApp, workspace: Workspace) -> None:
    from dde_tui.actions.files.template import template_files, write_template

    write_template(workspace.path, template_files("flat"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("B", "r")
        await until_shown(pilot, "√ Built")
        assert (workspace.files / "users.csv").is_file()


@pytest.mark.usefixtures("clean_files")
async def test_building_asks_before_it_replaces_files(app: DdeApp, workspace: Workspace) -> None:
    from dde_tui.actions.files.template import template_files, write_template

    before = (workspace.files / "users.csv").read_bytes()
    write_template(workspace.path, template_files("flat"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("B", "r")
        await until_shown(pilot, "Replace the files in files?")
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to close")
        assert (workspace.files / "users.csv").read_bytes() == before


async def test_checking_a_folder_that_is_not_there_says_what_to_do_and_stays(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "Check the path for typos")
        await pilot.press("escape")
        await until(pilot, lambda: "for typos" not in screen_text(app), "the panel to close")


@pytest.mark.usefixtures("clean_files")
async def test_clean_files_are_ready(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "√ Ready. 0 errors, 0 warnings")


@pytest.mark.usefixtures("wrong_files")
async def test_privacy_mode_hides_every_value_in_the_list_and_in_the_row(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "DDE301")
        await pilot.press("down", "down")
        await until_shown(pilot, "[pupil]")
        await pilot.press("v")
        await until(pilot, lambda: "pupil" not in screen_text(app), "the value to be hidden")
        await pilot.press("enter", "enter")
        await until_shown(pilot, "as the file is now")
        assert "(hidden)" in screen_text(app)
        assert "pupil" not in screen_text(app)


async def test_a_cell_full_of_escapes_and_markup_reaches_the_screen_as_plain_signs(
    app: DdeApp, clean_files: Path
) -> None:
    users = clean_files / "users.csv"
    text = users.read_text(encoding="utf-8")
    users.write_text(text.replace(",student,", ",[bold]\x1b[31m\u202e,", 1), encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "[bold]␛[31m<U+202E>")


async def test_leaving_in_the_middle_of_a_check_ends_cleanly(app: DdeApp, workspace: Workspace) -> None:
    workspace.files.mkdir()
    rows = "".join(f"U{number},,,true,1,student,u{number}\n" for number in range(1_000_000))
    (workspace.files / "users.csv").write_text(
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username\n" + rows, encoding="utf-8"
    )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C")
        app.simulate_key("r")
        await until_shown(pilot, "Checking")
        app.simulate_key("ctrl+q")
    assert app.failure is None


async def test_connecting_without_a_confirmed_key_sends_nothing(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("K")
        await until(pilot, lambda: app.current_mode == "securestor" and app.screen.focused, "the form")
        for field, value in (("host", "127.0.0.1"), ("port", str(server.port)), ("user", "district")):
            app.screen.query_one(f"#{field}", PlainInput).value = value
        await pilot.press("escape", "c")
        await until_shown(pilot, "No key of this server is confirmed yet")
        assert server.auth_attempts == 0
        assert workspace.settings.securestor.host == ""


async def test_a_wrong_fingerprint_is_refused_before_any_login(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("K")
        await until(pilot, lambda: app.current_mode == "securestor" and app.screen.focused, "the form")
        fields = {
            "host": "127.0.0.1",
            "port": str(server.port),
            "user": "district",
            "key": "id_ed25519",
            "pasted": "SHA256:" + "A" * 43,
        }
        for field, value in fields.items():
            app.screen.query_one(f"#{field}", PlainInput).value = value
        await pilot.press("escape", "c")
        await until_shown(pilot, "Nothing was sent to it")
        assert server.auth_attempts == 0
        assert workspace.settings.securestor.host == ""


async def test_the_key_is_looked_at_compared_deliberately_and_then_trusted(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("K")
        await until(pilot, lambda: app.current_mode == "securestor" and app.screen.focused, "the form")
        fields = {"host": "127.0.0.1", "port": str(server.port), "user": "district", "key": "id_ed25519"}
        for field, value in fields.items():
            app.screen.query_one(f"#{field}", PlainInput).value = value
        await pilot.press("escape", "l")
        await until_shown(pilot, server.fingerprint)
        await pilot.press("escape", "c")
        await until_shown(pilot, "It is the same")
        await pilot.press("enter", "enter")
        await until_shown(pilot, "SecureStor is connected")
        assert workspace.settings.securestor.host_keys == (server.fingerprint,)


@pytest.mark.usefixtures("connected", "clean_files")
async def test_sending_asks_first_and_shows_what_was_sent(app: DdeApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("S", "s")
        await until_shown(pilot, "Send 8 files to 127.0.0.1?")
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to close")
        assert EventKind.SUBMITTED not in kinds(workspace)
        await pilot.press("s")
        await until_shown(pilot, "[ Send 8 files ]")
        await pilot.press("left", "enter")
        await until_shown(pilot, "√ Sent as")
        assert kinds(workspace)[-1] is EventKind.SUBMITTED
        await pilot.press("s")
        await until_shown(pilot, "[ Send 8 files ]")
        await pilot.press("left", "enter")
        await until_shown(pilot, "already holds exactly these files")


@pytest.mark.usefixtures("connected", "wrong_files")
async def test_files_with_errors_are_not_sent_and_the_rules_are_named(
    app: DdeApp, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("S", "s")
        await until_shown(pilot, "[ Send 8 files ]")
        await pilot.press("left", "enter")
        await until_shown(pilot, "must be fixed")
        assert not app.screen.is_modal
        assert EventKind.SUBMITTED not in kinds(workspace)


async def test_sending_before_connecting_says_where_to_go(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("S", "s")
        await until_shown(pilot, "Connect first: press K")


async def test_an_answer_is_recorded_by_hand_and_moves_the_step(app: DdeApp, session: Session) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("F", "f")
        await until_shown(pilot, "Record what CLI said")
        assert "(●) the SecureStor folder is ready" in screen_text(app)
        await pilot.press("tab", "tab", *"Welcome", "tab", "enter")
        await until(pilot, lambda: session.progress().steps[2].state is State.DONE, "step 3 to end")
        await until_shown(pilot, "√ Tue 15 Sep 2026, 10:00  the SecureStor folder is ready")
        await until_shown(pilot, "Welcome")


async def test_a_time_that_is_none_is_named_under_the_fields(app: DdeApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("F", "f")
        await until_shown(pilot, "Record what CLI said")
        app.screen.query_one("#when", PlainInput).value = "soon"
        await pilot.press("tab", "tab", "tab", "enter")
        await until_shown(pilot, "is not a valid time")
        assert EventKind.FOLDER_READY not in kinds(workspace)


async def test_fetching_where_answers_come_by_hand_says_why_there_is_nothing_to_fetch(app: DdeApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("F", "u")
        await until_shown(pilot, "records answers by hand")


async def test_a_damaged_journal_is_a_sentence_and_no_traceback(app: DdeApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_shown(pilot, "^p All")
        (workspace.state / "journal.sqlite3").write_bytes(b"this is no database at all, only text" * 100)
        await pilot.press("F")
        await until_shown(pilot, "is damaged: file is not a database")
