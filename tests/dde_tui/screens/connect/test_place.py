"""The place of the connection, on real servers: the look at the key, the test step by step, weaker ways."""

import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from checks.errors import DdeError
from checks.job import Job, Prompt
from dde_tui.actions.transfer.connect.command import Shown
from dde_tui.app import DdeApp
from dde_tui.errors import UnknownServerError
from dde_tui.screens.connect.changed_key import AnotherKey
from dde_tui.screens.connect.login_prompt import Questions, asked_in
from dde_tui.screens.connect.place import SecureStor
from dde_tui.screens.connect.server_key import ServerKey
from dde_tui.screens.shell.dialog import Dialog
from dde_tui.screens.shell.task import Task
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.diagnosis.capabilities import Capabilities
from dde_tui.securestor.diagnosis.diagnosis import Diagnosis
from dde_tui.securestor.diagnosis.guarantees import PROMISES
from dde_tui.securestor.diagnosis.steps import STEPS, Advice, Contact, StepReport, StepStatus, words_for
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.ssh.fingerprints import HostKey
from dde_tui.securestor.ssh.known_hosts import HostKeyEntry as KnownLine
from dde_tui.securestor.ssh.known_hosts import KeyOpinion, Verdict
from dde_tui.securestor.ssh.randomart import randomart
from dde_tui.widgets.controls import PlainCheckbox, PlainInput, PlainStatic
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import SecureStorSettings
from support.app_pilot import screen_text, until, until_ready, until_shown
from support.slow_link import Break
from support.slow_link import Line as Cable

Compare = Callable[[Pilot[Any], str], Awaitable[None]]


@pytest.fixture
def server(tmp_path: Path, workspace: Workspace) -> Iterator[EmbeddedServer]:
    root = tmp_path / "securestor"
    (root / "bluebonnet").mkdir(parents=True)
    with EmbeddedServer(root, authorized_keys=(make_key(workspace.path / "id_ed25519"),)) as running:
        yield running


@pytest.fixture
def cable(server: EmbeddedServer) -> Iterator[Cable]:
    """A line to the server on which nothing ever comes through."""
    with Cable(server.port) as cable:
        cable.snap(Break.STALL, lasting=True)
        yield cable


async def fill_in(pilot: Pilot[Any], port: int, folder: str = "bluebonnet", key: str = "") -> None:
    await pilot.press("K")
    await until(
        pilot, lambda: isinstance(pilot.app.screen, SecureStor) and pilot.app.screen.focused, "the form"
    )
    given = {
        "host": "127.0.0.1",
        "port": str(port),
        "user": "district",
        "folder": folder,
        "key": "id_ed25519",
        "pasted": key,
    }
    for field, value in given.items():
        pilot.app.screen.query_one(f"#{field}", PlainInput).value = value
    await pilot.press("escape")


def said(app: DdeApp, part: str) -> str:
    return app.screen.query_one(f"#{part}", PlainStatic).text


async def test_the_key_is_shown_with_its_picture_and_must_be_the_pasted_one(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await fill_in(pilot, server.port)
        await pilot.press("l")
        await until_shown(pilot, server.fingerprint)
        assert "[ED25519 256]" in screen_text(app)
        app.screen.query_one("#named", PlainInput).value = "SHA256:" + "A" * 43
        await pilot.press("enter", "enter")
        await until_shown(pilot, "does not show the key you pasted")
        app.screen.query_one("#copy").focus()
        await pilot.press("enter")
        assert server.fingerprint in copied[0]
        app.screen.query_one("#named", PlainInput).value = f"256 {server.fingerprint} district (ED25519)"
        app.screen.query_one("#named").focus()
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, SecureStor), "the form again")
        assert app.screen.query_one("#pasted", PlainInput).value == server.fingerprint
        assert server.auth_attempts == 0
        await pilot.press("enter")
        await until_shown(pilot, "SecureStor is connected")
    assert workspace.settings.securestor.host_keys == (server.fingerprint,)


async def test_a_test_fills_its_list_and_the_saved_way_is_tested_again(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await fill_in(pilot, server.port, key=server.fingerprint)
        await pilot.press("c")
        await until_shown(pilot, "√ SecureStor is connected. Next: send your files (U).")
        assert said(app, "trial-steps").count("√ ") >= len(STEPS) - 1
        assert "Protected by aes256-gcm@openssh.com" in said(app, "trial-promises")
        saved = workspace.settings_file.read_bytes()
        await pilot.press("escape")
        await until_shown(pilot, "[ Show the server's key ]")
        await pilot.press("t")
        await until_shown(pilot, "√ Every step to SecureStor works.")
    assert workspace.settings_file.read_bytes() == saved


async def test_a_step_that_fails_says_whom_to_ask_and_y_copies_the_words(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await fill_in(pilot, server.port, "nowhere\x1b[31m", server.fingerprint)
        await pilot.press("c")
        await until_shown(pilot, "× Not connected. No setting was changed.")
        await until_shown(pilot, "Ask the CLI Engage Help Center (y copies this):")
        steps = said(app, "trial-steps").splitlines()
        assert [line[0] for line in steps if line[0] in "√×○"] == [*"√√√√×○○○○○○"]
        assert "\x1b" not in "".join(steps)
        await pilot.press("y")
        await until(pilot, lambda: copied, "the words")
        assert copied[0].startswith("Which folder on 127.0.0.1 is ours")
        await pilot.press("escape")
        await until_shown(pilot, "Not connected yet.")
    assert workspace.settings.securestor.host == ""


async def test_a_failed_step_stands_in_sight_in_the_smallest_window(
    app: DdeApp, server: EmbeddedServer
) -> None:
    async with app.run_test(size=(60, 18)) as pilot:
        await fill_in(pilot, server.port, "nowhere", server.fingerprint)
        await pilot.press("c")
        await until_shown(pilot, "× Folder")
        await until_shown(pilot, "(y copies this)")


async def test_a_test_that_hangs_is_stopped_by_esc_and_changes_nothing(
    app: DdeApp, server: EmbeddedServer, cable: Cable, workspace: Workspace
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await fill_in(pilot, cable.port, key=server.fingerprint)
        await pilot.press("c")
        await until_shown(pilot, "► Port")
        await pilot.press("escape")
        await until_shown(pilot, "[ Show the server's key ]")
        await until(pilot, lambda: not app.screen.is_busy, "the test to be given up")
        await pilot.press("l")
        await until_shown(pilot, "Asking the server for its key")
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_busy, "the look to be given up")
    assert workspace.settings.securestor.host == ""


async def test_connecting_to_another_key_shows_both_and_takes_only_what_cli_names(
    app: DdeApp, server: EmbeddedServer, workspace: Workspace
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await fill_in(pilot, server.port, key="SHA256:" + "A" * 43)
        await pilot.press("c")
        await until_shown(pilot, "This is not the server you confirmed")
        assert server.auth_attempts == 0
        app.screen.query_one("#from-cli", PlainInput).value = server.fingerprint
        app.screen.query_one("#from-cli").focus()
        await pilot.press("enter", "enter")
        await until_shown(pilot, "√ SecureStor is connected.")
    assert workspace.settings.securestor.host_keys == (server.fingerprint,)


async def test_a_weaker_way_is_a_choice_that_says_what_is_lost(
    app: DdeApp,
    server: EmbeddedServer,
    workspace: Workspace,
    golden_when_it_grows: Compare,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await fill_in(pilot, 22, key="SHA256:" + "A" * 43)
        assert not app.screen.query_one("#weaker").display
        app.screen.query_one("#publish").focus()
        await pilot.press("right", "space")
        app.screen.query_one("#verify").focus()
        await pilot.press("right", "right", "space")
        await until_shown(pilot, "A broken connection leaves a partial file")
        await golden_when_it_grows(pilot, "securestor-weaker")
        app.screen.query_one("#port", PlainInput).value = str(server.port)
        app.screen.query_one("#pasted", PlainInput).value = server.fingerprint
        app.screen.query_one("#collects", PlainCheckbox).focus()
        await pilot.press("c")
        await until_shown(pilot, "√ SecureStor is connected.")
        await until(pilot, lambda: "Only sizes are compared" in said(app, "trial-promises"), "what is lost")
    saved = workspace.settings.securestor
    assert (saved.publish, saved.verify, saved.collects) == ("in-place", "size", False)


async def test_a_code_is_asked_in_a_dialog_and_the_thread_waits_for_it(app: DdeApp) -> None:
    given: list[Sequence[str]] = []
    stop = threading.Event()
    prompts = [Prompt("[bold]User[/]", hidden=False), Prompt("Code", hidden=True)]
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "^p All")

        def ask() -> None:
            given.append(asked_in(app, Job(cancelled=stop.is_set))("Welcome [red]", prompts))

        for keys, expected in ((("a", "b", "enter", "1", "2", "enter"), ("ab", "12")), (("escape",), ())):
            thread = threading.Thread(target=ask)
            thread.start()
            await until_shown(pilot, "SecureStor asks")
            assert "Welcome [red]" in screen_text(app)
            assert "[bold]User[/]" in screen_text(app)
            await pilot.press(*keys[:-1])
            assert "12" not in screen_text(app)
            await pilot.press(keys[-1])
            await until(pilot, lambda: not thread.is_alive(), "the thread to go on")  # noqa: B023
            assert given.pop() == expected
        thread = threading.Thread(target=ask)
        thread.start()
        await until_shown(pilot, "SecureStor asks")
        stop.set()
        await until(pilot, lambda: not thread.is_alive(), "the thread to go on")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to go")
        assert given == [()]


def results(failed: str = "", under_way: str = "") -> dict[str, StepReport]:
    """A test up to a step, with words that stay the same on every machine."""
    found: dict[str, StepReport] = {}
    for step in STEPS:
        if step.id == under_way:
            found[step.id] = StepReport(step, StepStatus.UNDER_WAY, step.does)
            break
        if step.id == failed:
            words = words_for(
                step,
                host="sftp.example.org",
                port=22,
                user="bluebonnet",
                folder="roster",
                happened="permission denied.",
            )
            ask = Advice(Contact.CLI, words)
            found[step.id] = StepReport(step, StepStatus.FAILED, "SecureStor does not permit it.", ask)
        elif failed and step.after in found and found[step.after].state is not StepStatus.PASSED:
            found[step.id] = StepReport(step, StepStatus.NOT_REACHED)
        elif step.id == "space":
            found[step.id] = StepReport(step, StepStatus.WARNING, "Little room is left: 3 MB.")
        else:
            found[step.id] = StepReport(step, StepStatus.PASSED, f"It came through. {step.does}")
    return found


@pytest.mark.parametrize("name", ["under-way", "failed", "passed"])
async def test_a_test_looks_as_kept(app: DdeApp, golden_when_it_grows: Compare, name: str) -> None:
    kept = {promise.id: promise.id != "always" for promise in PROMISES}
    told = {"under-way": results(under_way="write"), "failed": results(failed="write"), "passed": results()}
    error = DdeError("Refused.", meaning="Nothing can be sent.") if name == "failed" else None
    trial = Diagnosis(tuple(told[name].values()), Capabilities(list=True), kept, {}, {"channels": 1}, error)
    go_on = threading.Event()

    def work(_task: Task) -> Diagnosis:
        for result in told[name].values():
            app.screen.note(result)
        if name == "under-way":
            go_on.wait(10)
        return trial

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("K")
        await until(pilot, lambda: app.current_mode == "securestor" and app.screen.focused, "the form")
        app.screen.run_trial("Connecting", SecureStorSettings(), work, "√ SecureStor is connected.")
        shown = {"under-way": "► Write", "failed": "× Not connected", "passed": "√ SecureStor is connected."}
        await until_shown(pilot, shown[name])
        await until(pilot, lambda: app.screen.is_busy is (name == "under-way"), "the end")
        await pilot.pause()
        await golden_when_it_grows(pilot, f"trial-{name}")
        go_on.set()


OLD, NEW = "SHA256:" + "A" * 43, "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
STORE = SecureStorSettings(host="sftp.example.org", user="bluebonnet", folder="roster")


def look(verdict: Verdict, confirmed: tuple[str, ...] = ()) -> Shown:
    """A server that shows the new key, with what speaks for or against it."""
    key = HostKey("ssh-ed25519", NEW, 256)
    line = KnownLine(None, "sftp.example.org", key.kind, OLD, Path("known_hosts"), 3)
    opinion = KeyOpinion(verdict, line if verdict is not Verdict.NOTHING else None)
    return Shown("sftp.example.org:22", (key,), key, randomart(NEW, key.title), opinion, confirmed)


@pytest.mark.parametrize(
    ("name", "dialog"),
    [
        ("server-key", lambda: ServerKey(look(Verdict.NOTHING))),
        ("server-key-doubted", lambda: ServerKey(look(Verdict.ANOTHER, (OLD,)))),
        (
            "another-key",
            lambda: AnotherKey(UnknownServerError("Another key.", shown=[NEW], confirmed=[OLD]), STORE),
        ),
        ("code", lambda: Questions("Welcome to SecureStor", [Prompt("Verification code:", hidden=True)])),
    ],
)
async def test_a_question_of_trust_looks_as_kept(
    app: DdeApp,
    golden_when_it_grows: Compare,
    name: str,
    dialog: Callable[[], Dialog[Any]],
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "^p All")
        await app.push_screen(dialog())
        await until(pilot, lambda: app.screen.focused, "the dialog")
        await pilot.pause()
        await golden_when_it_grows(pilot, name)


async def test_a_key_that_something_speaks_against_is_not_confirmed_by_a_yes(app: DdeApp) -> None:
    answers: list[str | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "^p All")
        await app.push_screen(ServerKey(look(Verdict.ANOTHER)), answers.append)
        await pilot.press("enter", "enter")
        await until_shown(pilot, "There is a reason to doubt this key")
        assert answers == []
        app.screen.query_one("#named", PlainInput).value = NEW
        await until_ready(pilot, "#yes")
        await pilot.press("enter")
        await until(pilot, lambda: answers == [NEW], "the answer")
