"""No control character of anybody's text reaches the terminal from a command, in a real terminal.

Commands write no control character but line ends and the console's own styles.
"""

import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import paramiko
import pytest

from dde_tui.actions.files.template import template_files
from dde_tui.feedback.folder import Review
from dde_tui.process.events import EventKind
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.workspace.folder import create_workspace
from support import pseudo_terminal as terminals
from support.hostile_text import HOSTILE, NOT_UTF8, controls, got_through, text_of, toml
from support.hostile_world import (
    KEY,
    NOW,
    SETTINGS,
    a_name,
    closed_port,
    evil_exchange,
    evil_files,
    evil_workspace,
    evil_zip,
    put,
)

PASSWORD = "correct horse battery"

PLAYS = """
import json, os, sys
from dde_tui.cli import run
for name, arguments in json.load(open(sys.argv[1], encoding="utf-8")):
    print(f"@@@ {name} @@@", flush=True)
    run(arguments)
"""
"""Plays one command line after the other, each as `dde` would, in one process and so in one terminal."""

OUR_STYLES = re.compile(r"\x1b\[(?:0|(?:[12]|3[1236])(?:;3[1236])?)m")
"""The styles of the console; none of them is in the hostile text."""

Scenes = list[tuple[str, list[str]]]


def scenes_of_files(root: Path, evil: str) -> Scenes:
    folder = put(root / f"{evil}{NOT_UTF8}", evil_files(evil))
    archive = evil_zip(root / f"{evil}.zip", evil)
    plain = put(root / "plain", template_files("mistakes"))
    formats = ("text", "json", "csv", "html", "sarif", "junit", "github")
    told = toml(in_one_line(evil))  # a profile's words may have several lines
    rules = f'[rules]\n{toml(evil)} = "off"\n'
    heading = f'extends = "cli-engage"\nname = {told}\nversion = {told}\ntitle = {told}\n'
    column = f'{{ name = "role", note = {told} }}'
    words = (
        f'[[file]]\nname = "users.csv"\ncolumns = [{column}]\n[[file]]\nname = {told}\ncolumns = [{column}]\n'
    )
    profiles = {"words": heading + words, "rules": heading + rules, "wrong": f"{toml(evil)} = 1"}
    for name, text in profiles.items():
        (root / f"{name}.toml").write_text(text, encoding="utf-8")
    (root / "recipe.toml").write_text(
        f"source = {toml(evil)}\ndate_format = {toml(evil)}\n{toml(evil)} = {toml(evil)}\n", encoding="utf-8"
    )
    return [
        *(
            (f"check as {form}", ["check", str(folder), "--format", form, "--show-values"])
            for form in formats
        ),
        ("check zip", ["check", str(archive)]),
        ("check saved", ["check", str(plain), "--output", str(root / f"{evil}.txt")]),
        ("check saved nowhere", ["check", str(plain), "--output", str(root / evil / "x" / "y")]),
        ("check nothing", ["check", f"{evil}{NOT_UTF8}"]),
        *(
            (f"check {name}", ["check", str(folder), "--profile", str(root / f"{name}.toml")])
            for name in profiles
        ),
        ("check no profile", ["check", str(plain), "--profile", evil]),
        ("check select", ["check", str(plain), "--select", evil]),
        ("compare", ["check", str(plain), "--compare", str(folder)]),
        ("fix diff", ["fix", str(folder), "--diff"]),
        ("fix", ["fix", str(folder), "--output", str(root / f"mended{evil}")]),
        ("bundle", ["bundle", str(folder), "-o", str(root / f"bundle{evil}.zip")]),
        *(
            (f"requirements of {name} as {form}", ["requirements", "--profile", str(path), "--format", form])
            for name, path in ((name, root / f"{name}.toml") for name in profiles)
            for form in ("text", "markdown", "csv", "json")
        ),
        ("requirements of a column", ["requirements", evil]),
        ("explain", ["explain", evil]),
        ("template", ["template", str(root / f"template{evil}")]),
        ("build", ["build", str(root / "recipe.toml"), "--output", str(root / "built")]),
        ("build nothing", ["build", evil]),
    ]


def scenes_of_words(evil: str) -> Scenes:
    """Arguments that a usage error repeats."""
    return [
        ("command", [evil]),
        ("flag", ["check", f"--{evil}"]),
        ("value", ["check", "x", "--format", evil]),
        ("number", ["check", "x", "--limit", evil]),
        ("port", ["connect", "--port", evil]),
        ("more", ["status", evil, NOT_UTF8]),
        ("kind", ["feedback", "record", evil]),
        ("version", ["--version", evil]),
        ("help", ["check", "--help", evil]),
        ("workspace", ["--workspace", f"{evil}{NOT_UTF8}", "status"]),
    ]


def scenes_of_workspace(root: Path, evil: str) -> Scenes:
    """What stands in the journal, the settings, the waivers, and the Help Center's folder."""
    closed = {"securestor_host": "127.0.0.1", "securestor_port": closed_port(), "securestor_agent": True}
    journal = evil_workspace(root / f"w{evil}", evil, **closed)
    put(journal.path / "files", template_files("clean"))
    waivers = evil_workspace(root / "waivers", evil)
    put(waivers.path / "files", template_files("mistakes"))
    because = toml(in_one_line(evil))
    covered = f'[[waiver]]\ncode = "DDE701"\nbecause = {because}\nuntil = 2099-01-01\nfile = {because}\n'
    (waivers.path / "waivers.toml").write_text(covered, encoding="utf-8")
    unknown = evil_workspace(root / "unknown", evil)
    unknown.settings_file.write_text(f"{toml(evil)} = 1\n", encoding="utf-8")
    damaged = evil_workspace(root / "damaged", evil)
    damaged.settings_file.write_text(f'[district]\nname = "{evil}"', encoding="utf-8", newline="\n")
    exchange = evil_exchange(root / "exchange", evil)
    review = ["--folder", str(exchange / evil)]
    at = ["--workspace", str(journal.path)]
    connect = ["connect", "--port", str(closed_port()), "--user", evil, "--folder", evil]
    spoken = {
        "init again": ["init", "--district", "x"],
        "request": ["request", "--draft"],
        "requested": ["request", "--at", evil],
        "confirm": ["confirm", "--yes"],
        "status": ["status"],
        "doctor": ["doctor"],
        "send": ["send"],
        "send nothing": ["send", evil],
        "send accepting": ["send", "--because", evil, "--accept", evil],
        "answers": ["feedback", "list"],
        "answers as json": ["feedback", "list", "--json"],
        "recorded": ["feedback", "record", "answered", "--yes", "--text", evil],
        "recorded when": ["feedback", "record", "answered", "--at", evil],
        "fetched": ["feedback", "fetch"],
        "connection": ["connect", "--test"],
        "key": [*connect, "--host", evil, "--agent", "--host-key", evil],
        "name": [*connect, "--host", evil, "--agent", "--host-key", KEY],
        "variable": [*connect, "--host", "localhost", "--password-env", evil, "--host-key", KEY],
        "two logins": [*connect, "--host", evil, "--key-file", evil, "--agent"],
        "no key file": [*connect, "--host", "localhost", "--key-file", evil, "--host-key", KEY],
        "settled": ["requirements", "settle", evil, evil, "--source", evil],
    }
    settings = []
    for number, name in enumerate(SETTINGS):
        workspace = evil_workspace(root / f"s{number}", evil, **{**closed, name: evil})
        settings.append((name, ["--workspace", str(workspace.path), "status"]))
    return [
        *((name, [*at, *arguments]) for name, arguments in spoken.items()),
        ("waivers", ["--workspace", str(waivers.path), "check", str(waivers.path / "files")]),
        *((where.path.name, ["--workspace", str(where.path), "status"]) for where in (unknown, damaged)),
        *settings,
        (
            "init",
            [
                "--workspace",
                str(root / evil),
                "init",
                "--district",
                "x",
                "--zone",
                "UTC",
                "--feedback",
                "hand",
            ],
        ),
        (
            "init named",
            [
                "--workspace",
                str(root / "n"),
                "init",
                "--district",
                evil,
                "--zone",
                evil,
                "--feedback",
                "hand",
            ],
        ),
        *((f"helpcenter {verb}", ["helpcenter", verb, *review]) for verb in ("queue", "review")),
        *(
            (f"helpcenter {verb}", ["helpcenter", verb, *review, "--text", evil])
            for verb in ("return", "accept", "live")
        ),
        ("helpcenter of all", ["helpcenter", "queue", "--folder", str(exchange)]),
        ("helpcenter nowhere", ["helpcenter", "queue", "--folder", evil]),
    ]


def in_one_line(evil: str) -> str:
    return evil.removesuffix("\nLINE").removesuffix("xLINE")


def played(scenes: Scenes, root: Path, **environ: str) -> dict[str, str]:
    """What each scene wrote to the terminal."""
    script = root / "scenes.json"
    script.write_text(json.dumps(scenes), encoding="utf-8")
    program = [sys.executable, "-c", PLAYS, str(script)]
    with terminals.terminal(program, root, {"SECRET": PASSWORD, **environ}, size=(240, 50)) as shown:
        assert shown.end() == 0, shown.seen[-3000:]
    parts = text_of(shown.seen).split("@@@ ")[1:]
    return dict(part.split(" @@@\n", 1) for part in parts)


def leaks(scenes: Scenes, root: Path, **environ: str) -> dict[str, object]:
    """What got through in each scene: places of the hostile text, and control signs that are not ours."""
    found = {}
    for name, text in played(scenes, root, **environ).items():
        signs = controls(OUR_STYLES.sub("", text))
        del signs["\r"]  # of the progress line; one of the hostile text would be found as a place
        if signs or got_through(text):
            found[name] = (got_through(text), signs)
    return found


def test_files_their_names_and_their_cells(tmp_path: Path) -> None:
    scenes = scenes_of_files(tmp_path, HOSTILE)
    assert leaks(scenes, tmp_path) == {}


def test_arguments_that_a_usage_error_repeats(tmp_path: Path) -> None:
    assert leaks(scenes_of_words(HOSTILE), tmp_path) == {}


def test_settings_journal_and_the_exchange_folder(tmp_path: Path) -> None:
    assert leaks(scenes_of_workspace(tmp_path, HOSTILE), tmp_path) == {}


def wrote(arguments: list[str], home: Path, exit_code: int, **environ: str) -> str:
    """What a program wrote to the terminal before it ended with this code."""
    with terminals.terminal(arguments, home, environ) as shown:
        assert shown.end() == exit_code, shown.seen[-3000:]
    return text_of(shown.seen)


@pytest.mark.parametrize(
    "variable", ["TERM", "LANG", "LC_ALL", "TZ", "COLUMNS", "DDE_WORKSPACE", "XDG_CONFIG_HOME"]
)
def test_the_environment(tmp_path: Path, variable: str) -> None:
    environ = {variable: HOSTILE, "PYTHONWARNINGS": ""}
    shown = wrote([sys.executable, "-m", "dde_tui", "doctor"], tmp_path, 0, **environ)
    assert "keyring" in shown
    assert controls(OUR_STYLES.sub("", shown)) == {}
    assert got_through(shown) == []


DEFECTS = f"""
import sys, threading
from dde_tui import cli

def boom(*_):
    raise RuntimeError({HOSTILE!r})

class Left:
    __del__ = boom

def everywhere(*_):
    threading.Thread(target=boom).start()
    Left()
    boom()

cli._call = everywhere
sys.argv = ["dde", "status"]
from dde_tui.__main__ import main
main()
"""


@pytest.mark.parametrize("debug", ["", "1"])
def test_defects_wherever_they_happen(tmp_path: Path, debug: str) -> None:
    state = tmp_path / HOSTILE
    environ = {"DDE_DEBUG": debug, "XDG_STATE_HOME": str(state)}
    shown = wrote([sys.executable, "-c", DEFECTS], tmp_path, 70, **environ)
    assert "a defect of its own (RuntimeError)" in shown
    assert ("Traceback" in shown) is bool(debug)
    assert controls(shown) == {}
    if sys.platform != "darwin":
        reports = [path.read_text("utf-8") for path in state.rglob("defect-*.txt")]
        assert len(reports) == 3, "the thread, what Python took away, and the command itself"
        assert not any("LINK" in report for report in reports)


@contextmanager
def greeting(words: str) -> Iterator[int]:
    """A server that greets in these words, whatever it is, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = listener.accept()
                    with caller:
                        caller.sendall(words.encode() + b"\r\n")

        threading.Thread(target=greet, daemon=True).start()
        yield int(listener.getsockname()[1])
        with suppress(OSError):  # Windows and macOS refuse it where nobody is connected
            listener.shutdown(socket.SHUT_RDWR)


def test_what_servers_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send_status = paramiko.SFTPServer._send_status
    monkeypatch.setattr(paramiko.ServerInterface, "get_banner", lambda _door: (HOSTILE, "en"))
    monkeypatch.setattr(
        paramiko.SFTPServer,
        "_send_status",
        lambda session, number, status, _words=None: send_status(session, number, status, HOSTILE),
    )
    finding = {"code": HOSTILE, "file": HOSTILE, "line": 1, "column": HOSTILE, "message": HOSTILE}
    review = Review(EventKind.RETURNED, NOW, HOSTILE, HOSTILE, "initial", HOSTILE, (finding,))
    home = evil_exchange(tmp_path / "securestor", HOSTILE) / HOSTILE
    put(home / "dde" / "reviews", {Path(review.path).name: review.encode(), a_name(HOSTILE): b"{}"})
    (home / "orgs.csv").unlink()
    (home / "orgs.csv" / HOSTILE).mkdir(parents=True)
    workspace = create_workspace(tmp_path / "w", "Bluebonnet ISD", feedback="folder")
    put(workspace.path / "files", template_files("clean"))
    at = ["--workspace", str(workspace.path)]
    with (
        EmbeddedServer(home, password=PASSWORD) as server,
        greeting(f"220 {HOSTILE}") as other,
        greeting(f"SSH-2.0-{HOSTILE}") as odd,
    ):

        def connect(port: int, folder: str = "", variable: str = "SECRET", key: str = "") -> list[str]:
            where = ["--host", "127.0.0.1", "--port", str(port), "--user", "district", "--folder", folder]
            return [
                *at,
                "connect",
                *where,
                "--password-env",
                variable,
                "--host-key",
                key or server.fingerprint,
            ]

        scenes = [
            ("another key", connect(server.port, key=KEY)),
            ("refused", connect(server.port, variable="HOME")),
            ("missing", connect(server.port, "missing")),
            ("something else", connect(other)),
            ("something odd", connect(odd)),
            ("connected", [*connect(server.port), "--exchange"]),
            ("tested", [*at, "connect", "--test"]),
            ("sent", [*at, "send"]),
            ("fetched", [*at, "feedback", "fetch"]),
            ("answers", [*at, "feedback", "list"]),
            ("status", [*at, "status"]),
            ("helpcenter", [*at, "helpcenter", "queue"]),
        ]
        assert leaks(scenes, tmp_path) == {}
        shown = played(scenes, tmp_path)
    for name in ("missing", "answers", "helpcenter"):
        assert "␛]52;c;Q0xJUA==␇" in shown[name], name


def test_a_reader_sees_that_something_is_there_and_our_own_styles_work(tmp_path: Path) -> None:
    folder = put(tmp_path / "files", evil_files(HOSTILE))
    shown = played([("check", ["check", str(folder)])], tmp_path)["check"]
    assert "␛]52;c;Q0xJUA==␇" in shown
    assert "\x1b[1;31merror DDE" in shown
    assert leaks([("check", ["check", str(folder)])], tmp_path, NO_COLOR="1") == {}
