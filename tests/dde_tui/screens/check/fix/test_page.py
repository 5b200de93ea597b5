"""What is safe to mend: seen before anything is written, written as copies, checked again."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from checks.fixes.declaration import Change
from checks.rules.choices import load_profile
from dde_tui.app import DdeApp
from dde_tui.screens.check.fix.fix_rows import before_and_after, whole
from dde_tui.screens.check.fix.page import FixPage
from dde_tui.screens.shell.session import Session
from dde_tui.widgets.controls import PlainInput, PlainStatic
from dde_tui.widgets.virtual_list import VirtualList
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)
LISTED = "can be fixed safely"


@pytest.fixture
def untidy(wrong_files: Path) -> Path:
    """The wrong files, and also a byte order mark, blanks around a value, and words in another letter case."""
    orgs, users = wrong_files / "orgs.csv", wrong_files / "users.csv"
    orgs.write_bytes(b"\xef\xbb\xbf" + orgs.read_bytes())
    damaged, *rows = users.read_bytes().split(b"\n")[1:]
    rows[0] = rows[0].replace(b",true,", b", TRUE  ,")
    rows[1] = rows[1].replace(b",true,", b",True,")
    users.write_bytes(b"\n".join((users.read_bytes().split(b"\n")[0], damaged, *rows)))
    return wrong_files


@pytest.fixture
def large(workspace: Workspace) -> Path:
    """Many users in whose rows a word is to be mended."""
    workspace.files.mkdir(exist_ok=True)
    header = ",".join(load_profile("cli-engage").file("users.csv").header)
    rows = "".join(f"S{n},,,TRUE,1,student,u{n},,Ann,Bee,,,,,,,PK,\n" for n in range(80_000))
    (workspace.files / "users.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    return workspace.files


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def open_list(pilot) -> None:
    await pilot.press("C", "x")
    await until_shown(pilot, LISTED)
    await pilot.pause()


async def go_to(pilot, words: str) -> None:
    heads = [entry.head.plain for entry in pilot.app.screen.entries()]
    at = next(number for number, head in enumerate(heads) if words in head)
    await pilot.press("home", *["down"] * at, "enter")
    await until(pilot, lambda: isinstance(pilot.app.focused, VirtualList), "the rows to have the focus")
    await pilot.pause()


async def write_into(pilot, name: str) -> None:
    await pilot.press("w")
    await until_shown(pilot, "Write fixed copies into a new folder")
    pilot.app.screen.query_one("#target", PlainInput).value = name
    await pilot.press("enter", "enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.usefixtures("untidy")
async def test_the_list_looks_as_kept(
    app: DdeApp, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await open_list(pilot)
        await golden(pilot, "fix")
        await go_to(pilot, "DDE307")
        await golden(pilot, "fix-change")
        await pilot.press("enter")
        await until_shown(pilot, "as the file is now")
        await golden(pilot, "fix-row")


@pytest.mark.usefixtures("untidy")
async def test_each_change_is_seen_with_its_line_its_column_and_every_sign(app: DdeApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_list(pilot)
        await until_shown(pilot, "orgs.csv:1  <U+FEFF> ► (nothing)")
        await go_to(pilot, "DDE307")
        await until_shown(pilot, "users.csv:3  enabledUser  ·TRUE·· ► TRUE")
        await pilot.press("enter")
        await until_shown(pilot, "copy   TRUE")
        assert "now    ·TRUE··" in screen_text(app)
        assert "Line 3 of users.csv, as the file is now:" in screen_text(app)
        await pilot.press("escape", "tab")
        await go_to(pilot, "DDE501")
        await until_shown(pilot, "► (dropped)")


@pytest.mark.usefixtures("untidy")
async def test_what_is_left_says_why_and_leads_to_its_rule(app: DdeApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_list(pilot)
        await go_to(pilot, "DDE602")
        await until_shown(pilot, "Only you know what is right here, so dde does not guess.")
        await pilot.press("enter")
        await until_shown(pilot, "DDE602  left to you")
        assert "Why it matters" in screen_text(app)


async def test_a_file_that_must_not_be_mended_is_named_with_the_reason(
    app: DdeApp, clean_files: Path
) -> None:
    (clean_files / "courses.csv").write_bytes(b"sourcedId,title\nC1,\x81\x8d\n")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("C", "x")
        await until_shown(pilot, "Everything here needs your decision")
        await go_to(pilot, "Files left unchanged")
        await until_shown(pilot, "courses.csv: It was left unchanged")


async def test_privacy_mode_shows_no_value_in_list_or_row(
    app: DdeApp, session: Session, untidy: Path, secrets_of_the_district: tuple[str, ...]
) -> None:
    session.shows_values = False
    async with app.run_test(size=(100, 36)) as pilot:
        await open_list(pilot)
        for code in ("DDE307", "DDE401", "DDE501", "DDE301"):
            await go_to(pilot, code)
            text = screen_text(app)
            await pilot.press("enter")
            await until(pilot, lambda: app.screen.is_modal, "the page")
            text += screen_text(app)
            assert "TRUE" not in text.replace("TRUE and FALSE", "")
            assert "pupil" not in text
            assert [secret for secret in secrets_of_the_district if len(secret) > 5 and secret in text] == []
            await pilot.press("escape", "shift+tab")
        assert "8/14/2026" not in text


async def test_copies_are_written_and_the_originals_stay_and_the_copies_are_checked(
    app: DdeApp, session: Session, workspace: Workspace, untidy: Path
) -> None:
    before = held(untidy)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot)
        await pilot.press("w")
        await until_shown(pilot, "New folder    files-fixed")
        assert "Yours stay" in screen_text(app)
        await pilot.press("enter", "enter")
        await until_shown(pilot, "The fixed copies were written")
        await pilot.press("left", "enter")
        await until_shown(pilot, "Folder or zip files-fixed")
        await until(
            pilot, lambda: session.checked == workspace.path / "files-fixed", "the check of the copies"
        )
        assert app.current_mode == "check"
        assert not app.screen.is_modal
    assert held(untidy) == before
    copies = held(workspace.path / "files-fixed")
    assert copies["orgs.csv"] == before["orgs.csv"].removeprefix(b"\xef\xbb\xbf")
    assert b" TRUE  " not in copies["users.csv"]
    assert "DDE307" not in session.report.rules
    log = (workspace.path / "files-fixed.changes.csv").read_text(encoding="utf-8-sig")
    assert "orgs.csv,1,,,byte-order-mark" in log
    assert "TRUE" not in log


@pytest.mark.usefixtures("untidy")
async def test_the_log_holds_values_only_after_the_switch(app: DdeApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot)
        await pilot.press("w")
        await until_shown(pilot, "[ ] with values")
        await pilot.press("tab", "space", "tab", "enter")
        await until_shown(pilot, "The fixed copies were written")
    assert "TRUE" in (workspace.path / "files-fixed.changes.csv").read_text(encoding="utf-8-sig")


USED = {
    "files": "is inside the source",
    "files/mended": "is inside the source",
    "used": "already exists",
    "logged": "exists already",
    "": "Enter the name of a folder.",
}


async def test_a_folder_that_is_used_is_refused(app: DdeApp, workspace: Workspace, untidy: Path) -> None:
    (workspace.path / "used").mkdir()
    (workspace.path / "used" / "note.txt").write_text("mine", encoding="utf-8")
    (workspace.path / "logged.changes.csv").write_text("mine", encoding="utf-8")
    before = held(untidy)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_list(pilot)
        for name, words in USED.items():
            await write_into(pilot, name)
            complaint = app.screen.query_one("#complaint", PlainStatic)
            await until(pilot, lambda words=words, complaint=complaint: words in complaint.text, words)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, FixPage), "the list")
    assert held(untidy) == before
    assert held(workspace.path / "used") == {"note.txt": b"mine"}
    assert not (workspace.path / "logged").exists()


@pytest.mark.usefixtures("clean_files")
async def test_right_files_have_nothing_to_mend(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "x")
        await until_shown(pilot, "Everything here needs your decision")
        await pilot.press("w")
        assert isinstance(app.screen, FixPage)
        await pilot.press("escape")
        await until_shown(pilot, "Folder or zip")


async def test_a_folder_that_is_not_there_is_a_sentence(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "x")
        await until_shown(pilot, "Check the path for typos")


async def test_originals_that_changed_meanwhile_are_not_mended(
    app: DdeApp, workspace: Workspace, untidy: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot)
        (untidy / "users.csv").write_text("sourcedId\nnew\n", encoding="utf-8")
        await write_into(pilot, "copies")
        await until_shown(pilot, "Esc closes this")
        assert isinstance(app.screen, FixPage)
    assert not (workspace.path / "copies").exists()
    assert not (workspace.path / "copies.changes.csv").exists()


async def test_looking_and_writing_are_stopped_by_esc(app: DdeApp, workspace: Workspace, large: Path) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("C")
        app.simulate_key("x")  # a press would wait until the thread is done
        await until(pilot, lambda: app.screen.is_busy, "the look to begin")
        app.simulate_key("escape")
        await until_shown(pilot, "Stopped")
        await until(pilot, lambda: not app.screen.is_busy, "the look to end")
        assert not isinstance(app.screen, FixPage)
        app.simulate_key("x")
        await until_shown(pilot, LISTED)
        await pilot.press("w")
        await until_shown(pilot, "New folder")
        await pilot.press("enter")
        app.simulate_key("enter")
        await until(
            pilot, lambda: isinstance(app.screen, FixPage) and app.screen.is_busy, "the writing to begin"
        )
        app.simulate_key("escape")
        await until(pilot, lambda: isinstance(app.screen, FixPage) and not app.screen.is_busy, "the end")
    assert {path.name for path in workspace.path.iterdir()} == {".dde", "dde.toml", "files"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a b", "a b"),
        (" a  b ", "·a··b·"),
        ("\u00a0a", "<U+00A0>a"),
        ("\ufeffa\tb", "<U+FEFF>a␉b"),
        ("a\u202eb", "a<U+202E>b"),
        ("", ""),
    ],
)
def test_every_sign_of_a_value_can_be_seen(value: str, shown: str) -> None:
    assert whole(value) == shown


@pytest.mark.parametrize(
    ("before", "after", "hidden"),
    [
        ("TRUE", "true", ("(hidden)", "(hidden)")),
        ("S1", None, ("(hidden)", "(dropped)")),
        (None, None, ("", "")),
    ],
)
def test_a_hidden_value_is_hidden_before_and_after(
    before: str | None, after: str | None, hidden: tuple[str, str]
) -> None:
    change = Change("DDE303", "flag-in-case", "users.csv", 3, "enabledUser", before, after)
    assert before_and_after(change, shows_values=False) == hidden
