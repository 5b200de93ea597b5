"""Secrets in a real Secret Service (gnome-keyring on a D-Bus of its own), and where it is locked or gone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.machine import program

ROOT = Path(__file__).parents[3]
TALK = """
import json, sys
from dde_tui.errors import DdeError
from dde_tui.workspace import secrets
secrets._FOR_A_SCRIPT = float(sys.argv[1])
said = []
for call in (
    lambda: secrets.keyring_name(),
    lambda: secrets.read_secret("ann@example.org:22"),
    lambda: secrets.store_secret("ann@example.org:22", "correct horse"),
    lambda: secrets.read_secret("ann@example.org:22"),
    lambda: secrets.store_secret("ann@example.org:22", "pe\\u00f1a \\u2713"),
    lambda: secrets.read_secret("ann@example.org:22"),
    lambda: secrets.forget_secret("ann@example.org:22"),
    lambda: secrets.forget_secret("ann@example.org:22"),
    lambda: secrets.read_secret("ann@example.org:22"),
):
    try:
        said.append(call())
    except DdeError as error:
        said.append(error.sentence)
print(json.dumps(said))
"""
UNLOCKED = "echo -n correct | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1; "
LOCKED = "gnome-keyring-daemon --start --components=secrets > /dev/null 2>&1; "


@pytest.fixture
def session(tmp_path):
    """Runs the program on a D-Bus of its own, with a home of its own, after these words of a shell."""
    bus = program("dbus-run-session")
    program("gnome-keyring-daemon")

    def run(before, patience=10.0):
        places = {"HOME": tmp_path, "XDG_DATA_HOME": tmp_path / "data", "XDG_RUNTIME_DIR": tmp_path / "run"}
        for path in places.values():
            path.mkdir(mode=0o700, exist_ok=True)
        spared = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL")
        kept = {name: value for name, value in os.environ.items() if name not in spared}
        done = subprocess.run(
            [bus, "--", "bash", "-c", before + 'exec "$0" -c "$1" "$2"', sys.executable, TALK, str(patience)],
            env={**kept, **{name: str(path) for name, path in places.items()}, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout), tmp_path

    return run


def everything_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_secret_is_kept_changed_and_forgotten_by_a_real_secret_service(session):
    said, home = session(UNLOCKED)
    assert said == [
        "keyring.backends.SecretService.Keyring",
        None,
        None,
        "correct horse",
        None,
        "peña ✓",
        None,
        None,
        None,
    ]
    assert b"correct horse" not in everything_below(home)


def test_what_was_stored_is_there_in_the_next_session(session, tmp_path, monkeypatch):
    keeps = TALK.replace('lambda: secrets.forget_secret("ann@example.org:22"),', "")
    monkeypatch.setitem(globals(), "TALK", keeps)
    session(UNLOCKED)
    said, home = session(UNLOCKED)
    assert said[1] == "peña ✓"
    assert "peña".encode() not in everything_below(home)


def test_a_locked_keyring_whose_prompt_nobody_sees_ends_in_a_sentence(session):
    said, _ = session(LOCKED, patience=3.0)
    for sentence in said[1:4]:
        assert "refused" in sentence or "did not answer within 3 seconds" in sentence
        assert "credential:NAME" in sentence
        assert "correct horse" not in sentence
