"""Each step fails once: the trial ends there, says whom to ask, and has the words for them."""

import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from paramiko.sftp import SFTP_FAILURE

from checks.errors import ExitCode
from dde_tui.securestor.diagnosis.steps import STEPS, Contact, StepStatus
from faults.servers import Embedded
from faults.switches import At, Faults


@pytest.fixture
def embedded(tmp_path):
    with Embedded(tmp_path / "server") as server:
        yield server


@contextmanager
def listening(says):
    """A port that says this to everybody, and nothing else; None hangs up at once."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with suppress(OSError):
                while True:
                    peer, _ = listener.accept()
                    held.append(peer)
                    if says is None:
                        peer.close()
                    else:
                        peer.sendall(says)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    for peer in held:
        peer.close()
    thread.join(5)


def failed_at(trial, states, step):
    """Check that this step failed, those before it did not, and return it."""
    ids = [each.id for each in STEPS]
    assert trial.failed is not None
    assert trial.failed.step.id == step, trial.failed
    assert all(
        states(trial)[name] in (StepStatus.PASSED, StepStatus.WARNING) for name in ids[: ids.index(step)]
    )
    assert list(states(trial)) == ids
    assert trial.error.happened == trial.failed.found
    assert trial.failed.ask.words.isprintable()
    return trial.failed


def test_a_name_that_nobody_knows(embedded, try_it, states):
    trial = try_it(embedded, at={"host": "no-such-host.invalid"})
    failed = failed_at(trial, states, "name")
    assert failed.ask.whom is Contact.YOU
    assert "no-such-host.invalid spelled exactly as in CLI's e-mail" in failed.ask.words
    assert trial.exit_code == ExitCode.TRANSFER
    assert set(states(trial).values()) == {StepStatus.FAILED, StepStatus.NOT_REACHED}


def test_a_port_that_nothing_listens_at(embedded, try_it, states):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    trial = try_it(embedded, at={"port": free})
    failed = failed_at(trial, states, "port")
    assert failed.ask.whom is Contact.NETWORK
    assert f"allow outgoing TCP connections from our rostering computer to 127.0.0.1, port {free}" in (
        failed.ask.words
    )
    assert trial.exit_code == ExitCode.TRANSFER


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (b"220 ftp.example.org ready\r\n", "does not speak SSH"),
        (b"HTTP/1.1 400 Bad Request\r\n\x1b[2J\r\n", "does not speak SSH"),
        (b"", "nothing answers there within 0.5 seconds"),
        (b"\x00" * 9_000, "does not speak SSH"),
    ],
)
def test_a_port_at_which_something_else_listens(embedded, try_it, states, says, words):
    with listening(says) as port:
        trial = try_it(embedded, at={"port": port}, timeout=0.5)
    failed = failed_at(trial, states, "port")
    assert words in failed.found
    assert failed.found.isprintable()
    assert failed.ask.whom is Contact.NETWORK


def test_a_door_that_closes_at_once_is_asked_about_at_cli(embedded, try_it, states):
    with listening(None) as port:
        trial = try_it(embedded, at={"port": port}, timeout=0.5)
    failed = failed_at(trial, states, "port")
    assert "was lost at once, before the server said a word" in failed.found
    assert failed.ask.whom is Contact.CLI
    assert "allow connections to 127.0.0.1" in failed.ask.words
    assert "SSH" not in failed.found


def test_another_key_stops_before_any_login(district_server, try_it, states):
    stranger = "SHA256:" + "A" * 43
    trial = try_it(district_server, at={"host_keys": (stranger,)})
    failed = failed_at(trial, states, "key")
    assert failed.ask.whom is Contact.CLI
    assert {stranger, district_server.fingerprint} <= {
        *failed.found.replace(",", " ").replace(".", " ").split()
    }
    assert "What is the SHA-256 fingerprint" in failed.ask.words
    assert trial.exit_code == ExitCode.UNKNOWN_SERVER
    assert states(trial)["login"] is StepStatus.NOT_REACHED
    assert trial.negotiated == {}


def test_a_key_that_nobody_confirmed_stops_it_too(district_server, try_it, states):
    trial = try_it(district_server, at={"host_keys": ()})
    failed_at(trial, states, "key")
    assert trial.exit_code == ExitCode.UNKNOWN_SERVER


def test_a_server_that_lets_this_user_not_in(district_server, try_it, states):
    district_server.admit(known=False)
    trial = try_it(district_server)
    failed = failed_at(trial, states, "login")
    assert failed.ask.whom is Contact.CLI
    assert f"Please check the account {district_server.user}" in failed.ask.words
    assert trial.exit_code == ExitCode.USAGE
    assert trial.negotiated["cipher"] == "aes256-gcm@openssh.com"


@pytest.mark.parametrize(("missing", "words"), [("no-such-key", "The key file"), (None, "No login method")])
def test_a_login_that_is_wrong_on_this_computer_is_for_oneself(
    embedded, try_it, states, tmp_path, missing, words
):
    trial = try_it(embedded, at={"key_file": tmp_path / missing if missing else None})
    failed = failed_at(trial, states, "login")
    assert words in failed.found
    assert failed.ask.whom is Contact.YOU
    assert failed.ask.words == trial.error.to_do
    assert embedded.running.auth_attempts == 0


def test_a_folder_that_is_not_there_says_what_is(district_server, try_it, states):
    trial = try_it(district_server, at={"folder": f"{district_server.folder}/elsewhere"})
    failed = failed_at(trial, states, "folder")
    assert failed.ask.whom is Contact.CLI
    assert "there is no such file or folder on SecureStor" in failed.found
    assert trial.exit_code == ExitCode.TRANSFER


def test_a_server_without_sftp_is_for_cli(embedded, try_it, states):
    embedded.change(Faults(sessions=0))
    failed = failed_at(try_it(embedded), states, "folder")
    assert failed.ask.whom is Contact.CLI
    assert "open SFTP" in failed.found


def test_a_folder_that_nothing_can_be_written_to(district_server, try_it, states):
    district_server.change(Faults(read_only=True))
    trial = try_it(district_server)
    failed = failed_at(trial, states, "write")
    assert failed.ask.whom is Contact.CLI
    assert "let the account" in failed.ask.words
    assert trial.exit_code == ExitCode.TRANSFER
    assert [states(trial)[step] for step in ("read", "rename", "speed")] == [StepStatus.NOT_REACHED] * 3
    assert states(trial)["latency"] is StepStatus.PASSED


def test_bytes_that_come_back_changed(embedded, try_it, states):
    embedded.change(Faults(at=(At("write", corrupts=True),)))
    failed = failed_at(try_it(embedded), states, "read")
    assert failed.found == "What was written to SecureStor came back changed."
    assert failed.ask.whom is Contact.CLI


def test_a_rename_that_is_refused_needs_a_way_that_nobody_accepted(district_server, try_it):
    district_server.change(Faults(denied=frozenset({"rename", "posix-rename"})))
    trial = try_it(district_server)
    assert trial.failed.step.id == "rename"
    assert trial.failed.ask.whom is Contact.CLI
    assert trial.exit_code == ExitCode.USAGE
    assert "--publish in-place" in trial.error.to_do
    assert "leaves a partial file under its name" in trial.error.meaning
    assert not any(district_server.root.iterdir())


def test_a_full_disk_is_found_before_any_roster_goes_up(embedded, try_it, states):
    embedded.change(Faults(room=500_000))
    trial = try_it(embedded)
    failed = failed_at(trial, states, "space")
    assert "is out of space" in failed.found
    assert failed.ask.words.startswith("Please free up space")
    assert trial.exit_code == ExitCode.TRANSFER


def test_a_line_that_breaks_while_bytes_go_up_is_for_the_network(embedded, try_it, states):
    embedded.change(Faults(at=(At("write", 3, cuts=True),)))
    trial = try_it(embedded)
    failed = failed_at(trial, states, "speed")
    assert failed.ask.whom is Contact.NETWORK
    assert "are slow or interrupted" in failed.ask.words
    assert states(trial)["latency"] is StepStatus.NOT_REACHED


def test_a_quota_that_is_met_while_bytes_go_up_is_for_cli(embedded, try_it, states):
    embedded.change(Faults(quota=20_000))
    failed = failed_at(try_it(embedded), states, "speed")
    assert failed.ask.whom is Contact.CLI
    assert failed.ask.words.startswith("Please free up space")
    assert not any(embedded.root.iterdir())


def test_silence_is_noticed_in_the_last_step(embedded, try_it, states):
    count = len(embedded.running.operations)
    try_it(embedded)
    stats = embedded.running.operations[count:].count("stat")
    embedded.change(Faults(at=(At("stat", stats, stalls=True),)))
    trial = try_it(embedded, patience=1)
    failed = failed_at(trial, states, "latency")
    assert "nothing came back" in failed.found
    assert failed.ask.whom is Contact.NETWORK


@pytest.mark.parametrize("operation", ["open", "write", "close", "opendir", "posix-rename"])
def test_one_failed_operation_is_never_a_crash_and_leaves_nothing(embedded, try_it, operation):
    embedded.change(Faults(at=(At(operation, status=SFTP_FAILURE),)))
    trial = try_it(embedded)
    assert len(trial.steps) == len(STEPS)
    assert not any(embedded.root.iterdir())
