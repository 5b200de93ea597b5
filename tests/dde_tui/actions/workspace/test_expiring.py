"""What stops working within two weeks is told before it does, with what to do."""

import os
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    SSHCertificateBuilder,
    SSHCertificateType,
)

from dde_tui.actions.workspace import expiring as module
from dde_tui.actions.workspace.expiring import expiring, key_age
from dde_tui.workspace.settings import change_settings

NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)


def told(workspace, now=NOW):
    return [each.sentence(now.date()) for each in expiring(workspace, now)]


@pytest.fixture
def key(workspace):
    """The workspace's login key; called with a last moment it gets a certificate beside it."""
    private = Ed25519PrivateKey.generate()
    path = workspace.path / "id_ed25519"
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    change_settings(workspace.settings_file, {"securestor.key_file": "id_ed25519"})

    def certified(until):
        made = (
            SSHCertificateBuilder()
            .public_key(private.public_key())
            .serial(1)
            .type(SSHCertificateType.USER)
            .key_id(b"district")
            .valid_for_all_principals()
            .valid_after(1)
            .valid_before(until)
            .sign(private)
        )
        (workspace.path / "id_ed25519-cert.pub").write_bytes(made.public_bytes())

    return certified


def test_nothing_is_told_while_all_is_well(workspace):
    assert told(workspace) == []
    assert told(None) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (15, []),
        (14, ["The certificate of your login key ends on Mon 14 Dec 2026. Ask its issuer for a new one."]),
        (-1, ["The certificate of your login key ended on Sun 29 Nov 2026. Ask its issuer for a new one."]),
    ],
)
def test_a_certificate_that_ends_is_told(workspace, key, days, words):
    key(int((NOW + timedelta(days=days)).timestamp()))
    assert told(workspace) == words


def test_a_certificate_that_never_ends_and_one_that_is_none_are_not_told(workspace, key):
    key(2**64 - 1)
    assert told(workspace) == []
    (workspace.path / "id_ed25519-cert.pub").write_text("no certificate")
    assert told(workspace) == []


def test_a_waiver_that_ends_is_told(workspace):
    (workspace.path / "waivers.toml").write_text(
        '[[waiver]]\ncode = "DDE703"\nbecause = "CLI said so"\nuntil = 2026-12-04\n'
        '[[waiver]]\ncode = "DDE701"\nbecause = "CLI said so"\nuntil = 2027-02-04\n'
    )
    (one,) = told(workspace)
    assert one == (
        "The waiver of DDE703 ends on Fri 4 Dec 2026. Correct what it covers, or extend it in waivers.toml; "
        "else the files are stopped."
    )


def test_the_end_of_this_python_and_of_the_holidays_is_told(workspace, monkeypatch):
    monkeypatch.setattr(module, "_PYTHON_ENDS", {sys.version_info[:2]: date(2026, 12, 10)})
    assert "ends on Thu 10 Dec 2026. Install a newer Python." in told(workspace)[0]
    late = datetime(2035, 12, 20, tzinfo=UTC)
    assert any("The table of holidays ends on Mon 31 Dec 2035" in each for each in told(None, late))


def test_a_disk_without_space_for_the_copies_is_told(workspace, monkeypatch):
    change_settings(workspace.settings_file, {"send.copies": 30})
    kept = workspace.state / "copies" / "20261129T030000Z-0123abcd"
    kept.mkdir(parents=True)
    (kept / "users.csv").write_bytes(b"x" * 1_000)
    for free, count in ((14_000, 0), (13_999, 1)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        assert len(told(workspace)) == count


def test_the_age_of_the_key_is_known(workspace, key):
    week = (NOW - timedelta(days=7, hours=1)).timestamp()
    os.utime(workspace.path / "id_ed25519", (week, week))
    assert key_age(workspace, NOW) == 7
    (workspace.path / "id_ed25519").unlink()
    assert key_age(workspace, NOW) is None


def test_status_and_doctor_tell_it(dde, workspace):
    today = datetime.now(UTC).date()
    (workspace.path / "waivers.toml").write_text(
        f'[[waiver]]\ncode = "DDE703"\nbecause = "CLI said so"\nuntil = {today + timedelta(days=3)}\n'
    )
    assert "! The waiver of DDE703 ends on" in dde("status", workspace=workspace).out
    assert "The waiver of DDE703 ends on" in dde("doctor", workspace=workspace).out
