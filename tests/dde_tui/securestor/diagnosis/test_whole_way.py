"""The whole way, on both servers: every step is told, and nothing of it stays."""

import pytest

from checks.errors import ExitCode
from checks.job import Job
from dde_tui.securestor.connection.proxy import Route
from dde_tui.securestor.diagnosis.guarantees import PROMISES
from dde_tui.securestor.diagnosis.steps import STEPS, StepStatus
from faults.switches import Faults


def test_a_good_server_passes_every_step_and_is_as_it_was(district_server, try_it, states):
    (district_server.root / "users.csv").write_bytes(b"old")
    before = {path.name: path.stat().st_mtime_ns for path in district_server.root.iterdir()}
    trial = try_it(district_server)
    assert states(trial) == dict.fromkeys((step.id for step in STEPS), StepStatus.PASSED)
    assert (trial.error, trial.failed, trial.exit_code) == (None, None, ExitCode.DONE)
    assert (trial.abilities.names, trial.abilities.rename, trial.abilities.read) == ("hidden", "over", "all")
    assert {"kex", "cipher", "mac", "host_key", "strict_kex"} == set(trial.negotiated)
    assert {path.name: path.stat().st_mtime_ns for path in district_server.root.iterdir()} == before


def test_each_step_is_told_when_it_begins_and_when_it_ends(district_server, try_it):
    told = []
    trial = try_it(district_server, job=Job(progress=told.append))
    assert [(each.step.id, each.state is StepStatus.UNDER_WAY) for each in told] == [
        (step.id, begins) for step in STEPS for begins in (True, False)
    ]
    assert [each.found for each in told[::2]] == [step.does for step in STEPS]
    assert tuple(told[1::2]) == trial.steps


def test_what_is_found_names_the_server_its_key_and_what_protects_the_line(district_server, try_it):
    found = {result.step.id: result.found for result in try_it(district_server).steps}
    assert str(district_server.port) in found["port"]
    assert district_server.fingerprint in found["key"]
    assert "quantum computers" in found["key"]
    assert district_server.user in found["login"]


def test_a_promise_that_this_server_can_not_keep_is_named(district_server, try_it):
    trial = try_it(district_server)
    lost = {name for name, kept in trial.promises.items() if not kept}
    assert set(trial.promises) == {promise.id for promise in PROMISES}
    assert lost == (set() if district_server.called == "OpenSSH" else {"durable", "room"})


def test_one_session_is_enough_and_is_what_will_be_used(district_server, try_it):
    district_server.change(Faults(sessions=1))
    trial = try_it(district_server)
    assert trial.error is None
    assert trial.changes == {"channels": 1}
    assert "Sessions at once: 1 of the 4 wanted." in trial.steps[-2].found


def test_a_further_step_is_tried_last_and_only_where_all_others_came_through(district_server, monkeypatch):
    from dde_tui.securestor.diagnosis.run import diagnose
    from dde_tui.securestor.diagnosis.step_result import StepResult
    from dde_tui.securestor.diagnosis.steps import Contact, DiagnosisStep
    from dde_tui.workspace.settings import SecureStorSettings

    step = DiagnosisStep("more", "More", "Does more.", Contact.CLI, "Please.")
    further = [(step, lambda connection: StepResult(f"{len(connection.folder().names())} files."))]
    settings = SecureStorSettings(host="127.0.0.1")
    trial = diagnose(Route(district_server.server()), settings, further=further)
    assert (trial.steps[-1].step, trial.steps[-1].found) == (step, "0 files.")
    district_server.change(Faults(read_only=True))
    trial = diagnose(Route(district_server.server()), settings, further=further)
    assert trial.steps[-1].state is StepStatus.NOT_REACHED


def test_the_passphrase_of_a_login_is_in_nothing_that_is_told(district_server, try_it):
    from dde_tui.securestor.auth.methods import Login

    told = []
    trial = try_it(district_server, login=Login(passphrase="correct horse"), job=Job(progress=told.append))
    assert "correct horse" not in repr(told) + repr(trial)


@pytest.mark.parametrize("name", ["users.csv", ".dde-test-0123abcd"])
def test_a_young_file_of_another_computers_trial_stays(district_server, try_it, name):
    (district_server.root / name).write_bytes(b"x")
    try_it(district_server)
    assert [path.name for path in district_server.root.iterdir()] == [name]


def test_a_test_file_that_an_earlier_trial_had_to_leave_is_cleared_after_an_hour(district_server, try_it):
    import os
    import time

    left = district_server.root / ".dde-test-0123abcd"
    left.write_bytes(b"x")
    os.utime(left, (time.time() - 3_700,) * 2)
    try_it(district_server)
    assert not left.exists()
