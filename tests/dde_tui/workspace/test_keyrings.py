"""Which keyring is used, and that nothing else is loaded, let alone started, to find it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import keyring
import pytest
from keyring.backends import fail

from dde_tui.errors import SettingsError
from dde_tui.workspace.keyrings import SAFE, safe_backend

ROOT = Path(__file__).parents[3]
desktop = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system has one keyring only")
LOOKS = """
import json, sys
started = []
STARTS = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty", "os.system", "os.spawn")
sys.addaudithook(lambda event, given: started.append(event) if event in STARTS else None)
from dde_tui.errors import DdeError
from dde_tui.workspace.keyrings import safe_backend
try:
    said = type(safe_backend()).__module__
except DdeError as error:
    said = error.sentence
loaded = [name for name in sys.modules if name.startswith(("keyring.backends.", "keyrings", "poisoned"))]
print(json.dumps([said, sorted(loaded), started]))
"""
POISONED = """
import subprocess, sys
from keyring.backend import KeyringBackend

subprocess.run([sys.executable, "-c", ""], check=True)

class Keyring(KeyringBackend):
    priority = 1000
"""


@pytest.fixture
def looks(tmp_path):
    """Looks for a keyring in a process of its own: what it found, what it loaded, what it started."""

    def look(**variables):
        spared = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND")
        kept = {name: value for name, value in os.environ.items() if name not in spared}
        places = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", LOOKS],
            env={**kept, **places, "PYTHONPATH": os.pathsep.join((str(ROOT), str(tmp_path))), **variables},
            capture_output=True,
            check=True,
        )
        return json.loads(done.stdout)

    return look


@pytest.fixture
def poisoned(tmp_path):
    """A package that offers a back end of the highest rank, which starts a program when it is loaded."""
    (tmp_path / "poisoned.py").write_text(POISONED, encoding="utf-8")
    offered = tmp_path / "poisoned-1.dist-info"
    offered.mkdir()
    (offered / "METADATA").write_text("Metadata-Version: 2.1\nName: poisoned\nVersion: 1\n", encoding="utf-8")
    (offered / "entry_points.txt").write_text("[keyring.backends]\npoisoned = poisoned\n", encoding="utf-8")


@desktop
def test_without_a_desktop_nothing_is_loaded_and_nothing_started(looks, poisoned):
    said, loaded, started = looks()
    assert said.startswith("This machine has no keyring")
    assert (loaded, started) == (["keyring.backends.fail"], [])


@desktop
def test_only_the_keyrings_of_this_system_are_loaded(looks, poisoned, tmp_path):
    said, loaded, started = looks(DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path / 'nobody'}")
    assert said.startswith("This machine has no keyring")
    known = {name.rpartition(".")[0] for name in SAFE}
    assert {*loaded} - {"keyring.backends.fail"} <= known - {
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
    assert "keyring.backends.SecretService" in loaded
    assert started == []


def test_a_keyring_on_nobodys_list_is_refused_by_name_before_it_is_loaded(looks, poisoned):
    said, loaded, started = looks(PYTHON_KEYRING_BACKEND="poisoned.Keyring")
    assert said.startswith("This machine's only keyring is poisoned.Keyring, which does not keep secrets")
    assert (loaded, started) == (["keyring.backends.fail"], [])


@desktop
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[backend]\ndefault-keyring=poisoned.Keyring\n", "only keyring is poisoned.Keyring"),
        (
            "[backend]\ndefault-keyring=keyring.backends.null.Keyring\n",
            "only keyring is keyring.backends.null.Keyring",
        ),
        (
            "[backend]\ndefault-keyring=keyring.backends.macOS.Keyring\n",
            "only keyring is keyring.backends.macOS",
        ),
        ("[backend\n", "keyringrc.cfg"),
        ("[backend]\nkeyring-path=/nowhere\n", "This machine has no keyring"),
    ],
)
def test_keyrings_own_file_is_read_and_what_it_names_judged(looks, poisoned, tmp_path, text, said):
    folder = tmp_path / "config" / "python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text(text, encoding="utf-8")
    found, loaded, started = looks()
    assert said in found
    assert (loaded, started) == (["keyring.backends.fail"], [])


@pytest.fixture
def nothing_chosen(monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)


def working(monkeypatch, name, priority):
    """A back end that works, under the name of a desktop's keyring, which a test machine need not have."""
    module, _, kind = name.rpartition(".")
    made = type(kind, (fail.Keyring,), {"__module__": module, "__qualname__": kind, "priority": priority})
    monkeypatch.setitem(sys.modules, module, SimpleNamespace(**{kind: made}))
    return made


@desktop
def test_the_best_of_the_desktops_keyrings_is_taken_and_kept(nothing_chosen, monkeypatch, tmp_path):
    wallet = working(monkeypatch, "keyring.backends.kwallet.DBusKeyring", 4.9)
    service = working(monkeypatch, "keyring.backends.SecretService.Keyring", 5)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    found = safe_backend()
    assert type(found) is service
    assert safe_backend() is found
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.kwallet.DBusKeyring")
    assert type(safe_backend()) is wallet


def test_a_keyring_that_is_configured_but_does_not_work_here_is_none(nothing_chosen, monkeypatch):
    (first, *_) = sorted(name for name in SAFE if "libsecret" in name)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", first)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    refusal = (
        r"no keyring|offers only" if sys.platform == "linux" else first
    )  # another system's is refused by name
    with pytest.raises(SettingsError, match=refusal):
        safe_backend()
