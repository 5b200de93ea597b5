"""What a server can't do is found by the trial, not by a sending; a weaker way counts only when accepted."""

import pytest

from checks.errors import ExitCode
from dde_tui.securestor.diagnosis.capabilities import ABILITIES, Capabilities, promised
from dde_tui.securestor.diagnosis.guarantees import BY_HASH, BY_SIZE, IN_PLACE, PROMISES, WEAKER
from dde_tui.securestor.diagnosis.steps import Contact, StepStatus
from dde_tui.securestor.outgoing import OutgoingFile, Transfer, TransferOptions
from dde_tui.securestor.transfer.send_set import send_files
from dde_tui.workspace.settings import SecureStorSettings
from faults.switches import Faults

BOTH = frozenset({"rename", "posix-rename"})
LOOKS = frozenset({"stat", "lstat"})

NEEDS = {
    "no rename": (Faults(denied=BOTH), {"rename": "none"}, "--publish in-place"),
    "no reading back": (Faults(denied=frozenset({"read"})), {"read": "none"}, "--verify size"),
    "no looking": (Faults(denied=LOOKS), {"look": False, "stays": None}, "--collects"),
    "short names": (Faults(longest_name=45), {"names": "short"}, "--publish in-place"),
    "two things": (
        Faults(denied=BOTH | {"read"}),
        {"rename": "none", "read": "none"},
        "--publish in-place --verify size",
    ),
}


def accepted(flags):
    """The settings that these flags make."""
    return {each.setting: each.value for each in WEAKER if each.flag in flags}


@pytest.mark.parametrize("case", NEEDS)
def test_a_server_that_needs_a_weaker_way_is_refused_until_its_flag_is_given(limited, try_it, case):
    faults, found, flags = NEEDS[case]
    server = limited(faults)
    trial = try_it(server)
    assert {name: getattr(trial.abilities, name) for name in found} == found
    assert trial.exit_code == ExitCode.USAGE
    assert trial.error.to_do.endswith(f"give `dde connect` also {flags}")
    assert all(each.lost in trial.error.meaning for each in PROMISES if each.id in losses(flags))
    assert not any(trial.promises[name] for name in losses(flags))

    again = try_it(server, **accepted(flags))
    assert again.error is None
    assert again.promises == trial.promises
    assert StepStatus.WARNING in {result.state for result in again.steps}
    assert not any(server.root.iterdir())


def losses(flags):
    return {promise for each in WEAKER if each.flag in flags for promise in each.loses}


FALLS_BACK = {
    "no rename-over": (Faults(denied=frozenset({"posix-rename"})), {"rename": "refuses"}, {"always"}),
    "no listing": (Faults(denied=frozenset({"opendir"})), {"list": False}, {"resumed", "tidy"}),
    "no removing": (Faults(denied=frozenset({"remove"})), {"remove": False}, {"tidy"}),
    "no fsync": (Faults(denied=frozenset({"fsync"})), {"sync": False}, {"durable"}),
    "no statvfs": (Faults(denied=frozenset({"statvfs"})), {"space": False}, {"room"}),
}


@pytest.mark.parametrize("case", FALLS_BACK)
def test_what_a_sending_can_do_without_is_told_and_passes(district_server, try_it, case):
    faults, found, lost = FALLS_BACK[case]
    before = {name for name, kept in try_it(district_server).promises.items() if kept}
    district_server.change(faults)
    trial = try_it(district_server)
    assert trial.error is None
    assert {name: getattr(trial.abilities, name) for name in found} == found
    assert {name for name, kept in trial.promises.items() if kept} == before - lost


@pytest.mark.parametrize("case", [*NEEDS, *FALLS_BACK])
def test_a_sending_comes_through_where_the_trial_says_so(limited, log_in, case):
    """The other half of the promise: what the trial accepts, a sending can do."""
    faults, *_, flags = NEEDS.get(case) or (*FALLS_BACK[case][:2], "")
    server = limited(faults)
    way = TransferOptions(**{"verify": "read-back", "publish": "rename", **accepted(flags)}, owner="0123abcd")
    for data in (b"old", b"new and longer"):
        files = [OutgoingFile.of(name, name.encode() + data) for name in ("orgs.csv", "users.csv")]
        send_files(log_in(server), Transfer(files, way), before_publish=lambda sent: None)
    stand = {path.name: path.read_bytes() for path in server.root.iterdir() if path.suffix == ".csv"}
    assert stand == {name: name.encode() + b"new and longer" for name in ("orgs.csv", "users.csv")}


def test_a_server_that_refuses_hidden_names_is_told_from_one_that_refuses_all(odd, try_it):
    trial = try_it(odd(no_dots=True))
    assert trial.abilities.names == "visible"
    assert trial.promises["turns"] is False
    assert "--publish in-place" in trial.error.to_do


def test_a_server_that_replaces_by_the_plain_rename(odd, try_it):
    trial = try_it(odd(replaces=True, faults=Faults(denied=frozenset({"posix-rename"}))))
    assert trial.abilities.rename == "replaces"
    assert trial.error is None
    assert trial.promises["always"] is False


def test_a_server_that_takes_files_away_as_they_arrive(odd, try_it, states):
    server = odd(takes_away=True)
    trial = try_it(server)
    assert trial.abilities.stays is False
    assert trial.error.to_do.endswith("--publish in-place --verify size --collects")
    assert [states(trial)[step] for step in ("read", "rename", "speed")] == [StepStatus.NOT_REACHED] * 3
    again = try_it(server, publish="in-place", verify="size", collects=True)
    assert again.error is None
    assert not again.promises["seen"]


def test_a_folder_in_which_only_what_is_there_may_be_written(odd, try_it):
    server = odd(no_new=True)
    (server.root / "users.csv").write_bytes(b"old")
    trial = try_it(server)
    assert trial.abilities.names == "none"
    assert "--publish in-place" in trial.error.to_do
    again = try_it(server, publish="in-place")
    assert again.error is None
    written = next(result for result in again.steps if result.step.id == "write")
    assert written.state is StepStatus.WARNING
    assert "tested without changing any of them" in written.found
    assert (server.root / "users.csv").read_bytes() == b"old"


def test_a_read_only_account_is_never_connected_whatever_is_accepted(district_server, try_it):
    (district_server.root / "users.csv").write_bytes(b"old")
    district_server.change(Faults(read_only=True))
    trial = try_it(district_server, publish="in-place", verify="size", collects=True)
    assert trial.failed.step.id == "write"
    assert trial.failed.ask.whom is Contact.CLI
    assert "The account is read-only" in trial.error.happened
    assert "--publish" not in trial.error.to_do
    assert trial.exit_code == ExitCode.TRANSFER
    assert (district_server.root / "users.csv").read_bytes() == b"old"


def test_a_server_on_which_nothing_proves_an_arrival_is_refused_whatever_is_accepted(district_server, try_it):
    district_server.change(Faults(denied=LOOKS | {"fstat", "read"}))
    trial = try_it(district_server, verify="size", collects=True)
    assert trial.failed.step.id == "read"
    assert trial.exit_code == ExitCode.TRANSFER
    assert "Nothing can confirm that a file arrived intact" in trial.error.happened


def test_a_server_that_reckons_hashes_needs_only_that_to_be_accepted():
    abilities = Capabilities(read="hash", hash=True)
    assert abilities.missing(SecureStorSettings()) == (BY_HASH,)
    assert abilities.missing(SecureStorSettings(verify="hash")) == ()
    assert abilities.missing(SecureStorSettings(verify="size")) == ()
    assert Capabilities(read="none").missing(SecureStorSettings(verify="hash")) == (BY_SIZE,)


def test_nothing_is_lost_on_a_server_that_can_do_everything():
    best = Capabilities(**{each.id: each.answers[0].value for each in ABILITIES if len(each.answers) > 1})
    assert all(promised(best, SecureStorSettings()).values())
    assert not promised(best, SecureStorSettings(publish="in-place"))["whole"]


def test_every_loss_names_a_promise_and_every_answer_can_be_found():
    known = {promise.id for promise in PROMISES}
    for ability in ABILITIES:
        for answer in ability.answers:
            assert {*answer.loses} <= known
            assert ability.answer(answer.value) is answer
    assert {loss for each in WEAKER for loss in each.loses} <= known
    assert IN_PLACE.flag == "--publish in-place"


@pytest.mark.parametrize(
    ("oddities", "way"),
    [
        ({"no_dots": True}, TransferOptions(publish="in-place")),
        ({"takes_away": True}, TransferOptions(publish="in-place", verify="size", collects=True)),
        ({"replaces": True, "faults": Faults(denied=frozenset({"posix-rename"}))}, TransferOptions()),
    ],
)
def test_a_sending_comes_through_on_odd_servers_too(odd, log_in, oddities, way):
    server = odd(**oddities)
    for data in (b"old", b"new and longer"):
        files = [OutgoingFile.of(name, name.encode() + data) for name in ("orgs.csv", "users.csv")]
        send_files(log_in(server), Transfer(files, way), before_publish=lambda sent: None)
    stand = {path.name: path.read_bytes() for path in server.root.iterdir()}
    taken = bool(oddities.get("takes_away"))
    assert stand == ({} if taken else {name: name.encode() + data for name in ("orgs.csv", "users.csv")})
