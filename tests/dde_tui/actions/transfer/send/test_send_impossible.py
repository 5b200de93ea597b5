"""`dde send` where nothing can be sent: each reason has its sentence and its exit code."""

from checks.errors import ExitCode
from dde_tui.securestor.embedded.server import EmbeddedServer
from support.connected import set_connection


def test_a_workspace_that_never_connected_is_told_to(dde, workspace, clean):
    said = dde("send", clean, "--json", workspace=workspace)
    assert said.code == said.json["exit"] == ExitCode.USAGE
    assert "dde connect" in said.json["sentence"]


def test_a_server_that_is_gone_is_a_failed_sending(dde, connected, clean, securestor):
    securestor.stop()
    said = dde("send", clean, "--json", workspace=connected)
    assert said.code == ExitCode.TRANSFER
    assert said.json["schema"] == "dde-send/1"
    assert said.json["outcome"] == "failed"
    assert "nothing listens" in said.json["sentence"]
    assert said.err.splitlines()[1].startswith("dde: ")
    assert [event.kind for event in connected.journal.events()] == ["connected"]


def test_another_server_at_the_same_place_gets_nothing(dde, connected, clean, tmp_path):
    (tmp_path / "foreign").mkdir()
    with EmbeddedServer(tmp_path / "foreign", password="correct horse battery") as foreign:
        set_connection(connected, {"port": foreign.port})
        said = dde("send", clean, "--json", workspace=connected)
        assert said.code == said.json["exit"] == ExitCode.UNKNOWN_SERVER
        assert foreign.auth_attempts == 0
    assert list((tmp_path / "foreign").iterdir()) == []


def test_a_source_that_is_missing_or_empty_is_3(dde, connected, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "no.zip").write_bytes(b"no zip")
    for name in ("missing", "empty", "no.zip"):
        said = dde("send", tmp_path / name, "--json", workspace=connected)
        assert said.code == said.json["exit"] == ExitCode.SOURCE
    assert [event.kind for event in connected.journal.events()] == ["connected"]


def test_a_code_that_no_rule_has_cannot_be_accepted(dde, connected, clean):
    said = dde("send", clean, "--accept", "DDE999", "--because", "x", workspace=connected)
    assert said.code == 2
    assert "No rule has the code" in said.err
