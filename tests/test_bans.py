"""What paramiko offers and we never use: the linter says so, each time with the reason."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "dde_tui").rglob("*.py"))
BANNED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"][
    "flake8-tidy-imports"
]["banned-api"]
ON_INSTANCES = {
    *("open_sftp", "open_sftp_client", "putfo", "load_system_host_keys", "load_host_keys"),
    *("save_host_keys", "set_missing_host_key_policy"),
}


def reported(code: str) -> str:
    """What the linter says of this code, with the project's own settings."""
    ran = subprocess.run(
        [
            *(Path(sys.executable).with_name("ruff"), "check", "--select", "TID251"),
            *("--output-format", "concise", "--config", ROOT / "pyproject.toml"),
            *("--stdin-filename", "sending.py", "-"),
        ],
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import paramiko\nparamiko.SFTPClient.put(a, b)\n", "write acknowledgement"),
        ("import paramiko\nparamiko.SFTPFile.write(a, b)\n", "acknowledgements at close"),
        ("import paramiko\nparamiko.SFTPClient.from_transport(a).put(b)\n", "write acknowledgement"),
        ("from paramiko import SFTPClient\n", "write acknowledgement"),
        ("from paramiko.sftp_client import SFTPClient\n", "write acknowledgement"),
        ("from paramiko.sftp_file import SFTPFile as Quick\n", "acknowledgements at close"),
        ("import paramiko\nparamiko.AutoAddPolicy()\n", "confirmed by a person"),
        ("import paramiko\nparamiko.WarningPolicy()\n", "confirmed by a person"),
        ("from paramiko.client import AutoAddPolicy\n", "securestor.connection"),
        ("import paramiko\nparamiko.SSHClient().load_system_host_keys()\n", "securestor.connection"),
        ("import paramiko\nparamiko.SSHClient.load_system_host_keys(a)\n", "@revoked"),
        ("import paramiko\nparamiko.HostKeys.save(a, b)\n", "loses lines"),
        ("from paramiko.hostkeys import HostKeys\n", "known_hosts"),
    ],
)
def test_the_linter_reports_it_with_the_reason(code, reason):
    assert reason in reported(code)


def test_the_linter_reports_nothing_of_what_we_use():
    assert "TID251" not in reported("import paramiko\nparamiko.Transport(a).open_session().sendall(b)\n")


def test_every_ban_says_why():
    assert all(len(ban["msg"]) > 40 for ban in BANNED.values())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_of_it_is_reached_by_way_of_an_object(path):
    names = {
        node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert not names & ON_INSTANCES
