"""The Check place by keyboard alone, on files that have every kind of fault."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.rules.choices import load_profile
from checks.rules.registry import find_rule
from dde_tui.actions.files.template import template_files, write_template
from dde_tui.app import DdeApp
from dde_tui.screens.check.report_actions import ONWARD
from dde_tui.screens.shell.session import Session
from dde_tui.widgets.controls import PlainInput, PlainOptionList
from dde_tui.widgets.virtual_list import VirtualList
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)
KINDS = {
    "DDE101": "missing-file",
    "DDE203": "damaged-row",
    "DDE501": "id-twice",
    "DDE502": "reference",
    "DDE606": "waived",
}
WAIVERS = """[[waiver]]
code = "DDE606"
because = "Music classes are taught by {name}"
until = 2027-05-31
"""


@pytest.fixture
def every_kind(workspace: Workspace) -> Path:
    """Files with every planted mistake, one file missing, one too many, an open quote, and a waiver."""
    rows = district()
    files = dict(with_mistakes(rows, planted(rows)))
    del files["academicSessions.csv"]
    files["notes.csv"] = b"a,b\n1,2\n"
    files["demographics.csv"] += b'"S1,an open \x1b[31mquote\n'
    write_template(workspace.files, files)
    (workspace.path / "waivers.toml").write_text(WAIVERS.replace("{name}", "others"), encoding="utf-8")
    return workspace.files


@pytest.fixture
def checked(app: DdeApp, every_kind: Path):
    """Opens the Check place, checks, and waits for the answer."""

    async def run(pilot) -> None:
        await pilot.press("C", "r")
        await until_shown(pilot, "Not ready")

    return run


def cursor_row(app: DdeApp) -> tuple[str, int]:
    """The group under the cursor by its key, and the number of the place under the cursor."""
    place = app.screen_stack[0]
    group = place._groups[place.query_one("#groups", PlainOptionList).highlighted]
    return group.key, place.query_one("#findings", VirtualList).cursor


async def go_to(pilot, code: str) -> None:
    """Filter for a rule, keep the filter, and go on to its places."""
    await pilot.press("slash", *code.lower(), "enter", "enter")
    await until(pilot, lambda: isinstance(pilot.app.focused, VirtualList), "the places to have the focus")


async def open_finding(pilot, code: str) -> None:
    await go_to(pilot, code)
    await pilot.press("enter")
    await until_shown(pilot, "] next error")


async def close_finding(pilot) -> None:
    """Close the page and take the filter away."""
    await pilot.press("escape", "escape")
    await until(pilot, lambda: not pilot.app.screen.query_one("#filter").display, "the filter to go")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_check_place_looks_as_kept_from_empty_to_filtered(
    app: DdeApp, checked: Callable, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("C")
        await until_shown(pilot, "Nothing has been checked in this session yet")
        await until_shown(pilot, "r Check")
        await golden(pilot, "check-empty")
        await checked(pilot)
        await pilot.pause()
        await golden(pilot, "check-every-kind")
        await pilot.press("g", "end", "up", "up", "enter")
        await until_shown(pilot, "line ")
        await golden(pilot, "check-by-file")
        await pilot.press("g", "slash", *"error users")
        await until(pilot, lambda: "DDE308" not in screen_text(app), "the filter")
        await pilot.press("enter")
        await until_shown(pilot, "r Check")
        await golden(pilot, "check-filtered")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_page_of_each_kind_of_finding_looks_as_kept(
    app: DdeApp, checked: Callable, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await checked(pilot)
        for code, name in KINDS.items():
            await open_finding(pilot, code)
            await golden(pilot, f"finding-{name}")
            await close_finding(pilot)


async def test_a_finding_in_the_header_names_the_column_as_the_file_has_it(
    app: DdeApp, checked: Callable
) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await checked(pilot)
        await open_finding(pilot, "DDE212")
        assert re.search(r"► email +spelled Email", screen_text(app))


async def test_a_row_has_its_fields_the_lines_around_it_and_the_rules_page(
    app: DdeApp, checked: Callable
) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        await checked(pilot)
        await open_finding(pilot, "DDE301")
        text = screen_text(app)
        assert re.search(r"► role +pupil", text)
        assert re.search(r"givenName +\w+", text)
        assert re.search(r"  18  S\d+", text)
        assert re.search(r"► +19  S\d+", text)
        assert "Why it matters" in text


async def test_privacy_mode_shows_no_value_on_any_page(
    app: DdeApp, checked: Callable, every_kind: Path
) -> None:
    users = (every_kind / "users.csv").read_text("utf-8").splitlines()
    secrets = {cell for cell in re.split('[,"]', users[18]) if len(cell) > 4} | {"S999999", "open ␛"}
    async with app.run_test(size=(120, 60)) as pilot:
        await checked(pilot)
        await pilot.press("v")
        for code in ("DDE301", "DDE501", "DDE502", "DDE203", "DDE204"):
            await open_finding(pilot, code)
            text = screen_text(app)
            assert [secret for secret in secrets if secret in text] == [], code
            assert "(hidden)" in text
            await close_finding(pilot)


async def test_a_damaged_row_cannot_move_the_cursor(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await checked(pilot)
        await open_finding(pilot, "DDE204")
        assert "an open ␛[31mquote" in screen_text(app)


async def test_the_next_error_is_a_key_away_from_list_and_page(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await checked(pilot)
        place = app.screen
        errors = [
            (group.key, number)
            for group in place._groups
            for number, finding in enumerate(group.findings)
            if finding.severity.value == "error"
        ]
        seen = []
        for _ in errors:
            await pilot.press("right_square_bracket")
            seen.append(cursor_row(app))
        assert seen == errors
        await pilot.press("right_square_bracket")
        assert cursor_row(app) == errors[-1]
        await pilot.press("left_square_bracket")
        assert cursor_row(app) == errors[-2]
        await pilot.press("enter")
        await until_shown(pilot, errors[-2][0])
        await until_shown(pilot, "] next error")
        await pilot.press("right_square_bracket")
        await until(
            pilot,
            lambda: (
                app.screen.is_modal and str(app.screen.query_one("#title").content).startswith(errors[-1][0])
            ),
            "the page of the next error",
        )
        assert cursor_row(app) == errors[-1]


async def test_the_filter_is_kept_by_enter_and_taken_away_by_escape(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await checked(pilot)
        groups = app.screen.query_one("#groups", PlainOptionList)
        everything = groups.option_count
        await pilot.press("slash", *"error")
        await until(pilot, lambda: 0 < groups.option_count < everything, "the filter")
        await pilot.press("enter")
        assert app.focused is groups
        assert app.screen.query_one("#filter", PlainInput).display
        await pilot.press("escape")
        await until(pilot, lambda: groups.option_count == everything, "everything to be there again")
        assert app.current_mode == "check"


async def test_a_filter_that_nothing_passes_says_how_to_take_it_away(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await checked(pilot)
        await pilot.press("slash", *"zzz")
        await until_shown(pilot, "No finding has all these words. Esc clears the filter.")
        await pilot.press("enter", "enter", "enter", "c", "right_square_bracket", "g")
        assert "No finding has all these words" in screen_text(app)
        assert not app.screen.is_modal


async def test_the_place_is_copied_without_a_value(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await checked(pilot)
        await go_to(pilot, "DDE301")
        await pilot.press("c")
        await until_shown(pilot, "Copied: users.csv:19 role DDE301")
        assert app.clipboard == "users.csv:19 role DDE301"


async def test_grouping_by_file_stays_at_the_finding(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await checked(pilot)
        await pilot.press(*["right_square_bracket"] * 4)
        before = app.screen._finding()
        await pilot.press("g")
        assert cursor_row(app)[0] == before.file
        assert app.screen._finding() == before
        await pilot.press("g")
        assert cursor_row(app)[0] == before.code
        assert app.screen._finding() == before


async def test_what_is_waived_says_so_and_why(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot)
        await go_to(pilot, "DDE606")
        assert "(1 waived)" in screen_text(app)
        assert "published, waived" in screen_text(app)
        await pilot.press("enter")
        await until_shown(pilot, "Waived: Music classes are taught by others (until 2027-05-31)")


async def test_a_file_that_changed_since_the_check_says_so_on_the_page(
    app: DdeApp, checked: Callable, every_kind: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await checked(pilot)
        (every_kind / "users.csv").write_text("sourcedId\n", encoding="utf-8")
        await open_finding(pilot, "DDE301")
        assert "no longer has line 19" in screen_text(app)


async def test_the_words_of_every_basis_are_told_in_the_help(app: DdeApp) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("C", "question_mark")
        await until_shown(pilot, "published, told, assumed or unsettled")
        assert "Copy the place as text" in screen_text(app)


@pytest.mark.parametrize("size", [(60, 18), (80, 24)], ids=["60x18", "80x24"])
async def test_the_keys_and_both_lists_are_there_in_small_windows(
    app: DdeApp, checked: Callable, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await checked(pilot)
        await until_shown(pilot, "F2 Next")
        await until_shown(pilot, "× error   DDE101")
        await until_shown(pilot, "× academicSessions.csv")
        last = screen_text(app).splitlines()[-1]
        assert all(key in last for key in ("r Check", "/ Filter", "v Hide", "F1 Help", "F2 Next", "^p All"))


async def test_a_check_of_a_large_set_is_stopped_by_esc(
    app: DdeApp, session: Session, workspace: Workspace
) -> None:
    workspace.files.mkdir(exist_ok=True)
    header = ",".join(load_profile("cli-engage").file("users.csv").header)
    rows = "".join(f"S{n},,,true,1,student,u{n},,Ann,Bee,,,,,,,PK,\n" for n in range(1_000_000))
    (workspace.files / "users.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("C")
        app.simulate_key("r")  # a press would wait until the thread is done
        await until(pilot, lambda: app.screen.is_busy, "the check to begin")
        app.simulate_key("escape")
        await until_shown(pilot, "Stopped")
        assert session.report is None
        assert not app.screen.is_busy


async def test_every_way_on_is_shown_after_a_check_and_stands_in_the_help_and_the_palette(
    app: DdeApp, checked: Callable
) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("C")
        await until_shown(pilot, "Nothing has been checked in this session yet")
        assert "f Forecast" not in screen_text(app)
        await checked(pilot)
        await until_shown(pilot, "f Forecast   x Fix   s Save report   b Bundle")
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {f"Check: {way.description}" for way in ONWARD} <= titles
        assert {"Check: Earlier set", "Check: Path"} <= titles
        await pilot.press("question_mark", "pagedown", "pagedown")
        await until_shown(pilot, "Compare with an earlier set")
        assert all(str(way.tooltip) in screen_text(app) for way in ONWARD)


async def test_an_earlier_set_is_compared_with(app: DdeApp, every_kind: Path) -> None:
    earlier = every_kind.with_name("yesterday")
    write_template(earlier, template_files("clean"))
    with (earlier / "users.csv").open("a", encoding="utf-8") as users:
        users.writelines(f"S9{n},,,true,057950101,student,s9{n},,Ann,Bee,,9{n},,,,,PK,\n" for n in range(400))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "t", *"yesterday", "enter")
        await until_shown(pilot, "Not ready")
        assert [code for code in app.screen.session.report.rules if code.startswith("DDE8")]
        await pilot.press("t")
        app.screen.query_one("#before", PlainInput).value = "nowhere"
        await pilot.press("enter")
        await until_shown(pilot, "Check the path for typos")


async def test_what_is_said_in_passing_never_covers_a_list(app: DdeApp, checked: Callable) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await checked(pilot)
        await pilot.press("v")
        await until_shown(pilot, "Privacy mode")
        lines = screen_text(app).splitlines()
        top = next(number for number, line in enumerate(lines) if "Folder or zip" in line)
        assert any("Privacy mode" in line for line in lines[:top])


def test_the_rules_of_this_test_are_still_there() -> None:
    for code in ("DDE101", "DDE204", "DDE203", "DDE212", "DDE301", "DDE501", "DDE502", "DDE606"):
        assert find_rule(code)


SAYS_BUNDLE = """{"schema": "dde-bundle/1", "profile": {"name": "cli-engage"}, "today": "2031-01-01",
"versions": {"dde": "1"}, "rows_left_out": 0, "same_findings": true}"""
LAX = 'extends = "cli-engage"\nname = "lax"\nversion = "1"\ntitle = "x"\n[rules]\nDDE101 = "off"\n'


@pytest.mark.parametrize(("keys", "is_bundle"), [(("enter",), False), (("left", "enter"), True)])
async def test_a_set_that_says_it_is_a_bundle_counts_as_one_only_when_a_person_says_so(
    app: DdeApp, every_kind: Path, keys: tuple[str, ...], is_bundle: bool
) -> None:
    (every_kind / ".dde-bundle.json").write_text(SAYS_BUNDLE, encoding="utf-8")
    (every_kind / ".dde-profile-1.toml").write_text(LAX, encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "Check it as a bundle?")
        session = app.screen_stack[0].session
        assert not session.report.is_bundle, "it was checked as files first"
        await pilot.press(*keys)
        if is_bundle:
            await until_shown(pilot, "Checked as the bundle that it says it is")
            assert "1 rule is off in the profile lax: DDE101." in screen_text(app)
        else:
            await pilot.press("r")
            await until_shown(pilot, "Not ready")
        assert session.report.is_bundle is is_bundle
