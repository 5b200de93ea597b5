"""`dde send`: what was checked arrives, is recorded on both sides, and nothing else happens."""

import hashlib
import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from checks.errors import ExitCode
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.job import Job
from checks.rules.choices import load_profile
from dde_tui.actions.process.status import status
from dde_tui.actions.transfer.send.command import send
from dde_tui.feedback.folder import read_receipts
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

ORDER = [spec.name for spec in load_profile("cli-engage").files]
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def hashes(files):
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def named(records):
    return {record["file"]: record["sha256"] for record in records}


def kinds(workspace):
    return [str(event.kind) for event in workspace.journal.events()]


@pytest.fixture
def assumed(tmp_path, put):
    """The sample district with only those mistakes whose basis is an assumption."""
    rows = district()
    mistakes = [mistake for mistake in planted(rows) if mistake.stage == "assumed"]
    return put(tmp_path / "assumed", with_mistakes(rows, mistakes))


def test_what_lies_on_the_server_is_what_journal_and_receipts_name(
    dde, connected, clean, clean_files, arrived, receipts, shaped
):
    said = dde("send", clean, "--json", workspace=connected)
    data = shaped(said)
    assert said.code == 0
    assert data["outcome"] == "sent"
    assert arrived() == clean_files
    assert named(data["files"]) == hashes(clean_files)
    assert [file["file"] for file in data["files"]] == ORDER
    assert {file["file"]: file["bytes"] for file in data["files"]} == {
        n: len(d) for n, d in clean_files.items()
    }
    (event,) = [event for event in connected.journal.events() if event.kind is EventKind.SUBMITTED]
    assert event.data["submission"] == data["submission"]
    assert named(event.data["files"]) == hashes(clean_files)
    here, there = receipts()
    assert here == there
    assert list(here) == [f"{data['submission']}.json"]
    receipt = here[f"{data['submission']}.json"]
    assert named(receipt["files"]) == hashes(clean_files)
    assert receipt["district"] == "Caprock Bend ISD"
    assert receipt["host_key"] == connected.settings.securestor.host_keys[0]
    assert kinds(connected) == ["connected", "sending", "submitted"]


def test_nothing_of_ours_stays_at_the_folders_root(dde, connected, clean, securestor):
    dde("send", clean, workspace=connected)
    assert sorted(path.name for path in (securestor.root / "district").iterdir()) == sorted([*ORDER, "dde"])


def test_a_second_sending_is_unchanged(dde, connected, clean, receipts, shaped):
    first = shaped(dde("send", clean, "--json", workspace=connected))
    events, both = connected.journal.events(), receipts()
    said = dde("send", clean, "--json", workspace=connected)
    second = shaped(said)
    assert said.code == 0
    assert second["outcome"] == "unchanged"
    assert second["submission"] == first["submission"]
    assert second["files"] == first["files"]
    assert connected.journal.events() == events
    assert receipts() == both
    assert "already holds exactly these files" in dde("send", clean, workspace=connected).out


def test_another_set_replaces_the_files_and_has_a_receipt_of_its_own(
    dde, connected, clean, arrived, receipts, shaped
):
    dde("send", clean, workspace=connected)
    users = (clean / "users.csv").read_bytes().splitlines(keepends=True)
    (clean / "users.csv").write_bytes(b"".join(users).replace("Renée".encode(), b"Renata"))
    data = shaped(dde("send", clean, "--json", workspace=connected))
    assert data["outcome"] == "sent"
    assert hashes(arrived()) == named(data["files"])
    assert len(receipts()[0]) == len(receipts()[1]) == 2


def test_without_a_path_the_workspaces_files_are_sent(dde, connected, put, clean_files, arrived):
    said = dde("send", workspace=connected)
    assert said.code == ExitCode.SOURCE
    put(connected.path / "files", clean_files)
    assert dde("send", workspace=connected).code == 0
    assert arrived() == clean_files


def test_a_zip_is_sent_as_its_files(dde, connected, clean_files, tmp_path, arrived):
    import zipfile

    with zipfile.ZipFile(tmp_path / "roster.zip", "w") as archive:
        for name, data in clean_files.items():
            archive.writestr(name, data)
    assert dde("send", tmp_path / "roster.zip", workspace=connected).code == 0
    assert arrived() == clean_files


def test_a_file_that_the_profile_does_not_know_stays_here(dde, connected, clean, clean_files, arrived):
    (clean / "notes.csv").write_text("a,b\n", encoding="utf-8")
    assert dde("send", clean, workspace=connected).code == 0
    assert arrived() == clean_files


def test_files_with_errors_are_not_sent(dde, connected, wrong, arrived, receipts, shaped):
    said = dde("send", wrong, "--json", workspace=connected)
    data = shaped(said)
    assert said.code == ExitCode.NOT_READY
    assert (data["outcome"], data["submission"], data["files"]) == ("not-ready", None, [])
    assert arrived() == {}
    assert receipts() == [{}, {}]
    assert kinds(connected) == ["connected"]
    lines = dde("send", wrong, workspace=connected).out
    assert "DDE301 " in lines
    assert "must be fixed" in lines
    assert "--accept sends it anyway" in lines


def test_findings_that_rest_on_an_assumption_may_be_accepted_and_that_is_recorded(
    dde, connected, assumed, arrived, receipts, shaped
):
    assert dde("send", assumed, workspace=connected).code == ExitCode.NOT_READY
    because = "CLI was asked on Monday"
    flags = ["--accept", "DDE701,dde703", "--because", because]
    data = shaped(dde("send", assumed, *flags, "--json", workspace=connected))
    expected = [{"code": "DDE701", "because": because}, {"code": "DDE703", "because": because}]
    assert data["outcome"] == "sent"
    assert data["accepted"] == expected
    assert [dict(each) for each in connected.journal.events()[-1].data["accepted"]] == expected
    assert [receipt["accepted"] for side in receipts() for receipt in side.values()] == [expected, expected]
    assert hashes(arrived()) == named(data["files"])


def test_waived_findings_are_sent_and_cli_is_told_why(dde, connected, assumed, receipts, shaped):
    waiver = '[[waiver]]\ncode = "{}"\nbecause = "CLI knows"\nuntil = {}-05-31\n'
    path = connected.path / "waivers.toml"
    path.write_text(waiver.format("DDE701", 2999) + waiver.format("DDE703", 2020), "utf-8")
    said = dde("send", assumed, workspace=connected)
    assert said.code == ExitCode.NOT_READY
    assert "DDE703" in said.out
    assert "DDE701" not in said.out
    path.write_text(waiver.format("DDE701", 2999) + waiver.format("DDE703", 2999), "utf-8")
    data = shaped(dde("send", assumed, "--json", workspace=connected))
    expected = [
        {"code": code, "because": "waived until 2999-05-31: CLI knows"} for code in ("DDE701", "DDE703")
    ]
    assert (data["outcome"], data["counts"]["error"]) == ("sent", 0)
    assert data["accepted"] == expected
    assert [receipt["accepted"] for side in receipts() for receipt in side.values()] == [expected, expected]


def test_one_accepted_code_does_not_carry_another(dde, connected, assumed, arrived):
    said = dde("send", assumed, "--accept", "DDE701", "--because", "asked", workspace=connected)
    assert said.code == ExitCode.NOT_READY
    assert arrived() == {}


def test_an_error_by_the_standard_is_never_accepted_away(dde, connected, wrong, arrived):
    codes = {mistake.code for mistake in planted(district())}
    said = dde("send", wrong, "--accept", ",".join(codes), "--because", "all of it", workspace=connected)
    assert said.code == ExitCode.NOT_READY
    assert arrived() == {}
    assert kinds(connected) == ["connected"]


@pytest.mark.parametrize(
    "flags", [["--accept", "DDE703"], ["--because", "x"], ["--accept", "DDE703", "--because", "  "]]
)
def test_what_is_accepted_needs_a_reason_and_a_reason_something(dde, connected, assumed, flags):
    said = dde("send", assumed, *flags, workspace=connected)
    assert said.code == ExitCode.USAGE
    assert "--accept and --because go together" in said.err


DIES_AT = """
import os
from dde_tui.workspace.journal.journal import Journal
append = Journal.append
def dying(self, kind, data=None, at=None):
    if kind == {at!r} and not {after}:
        os._exit(9)
    event = append(self, kind, data, at)
    if kind == {at!r}:
        os._exit(9)
    return event
Journal.append = dying
"""


@pytest.mark.parametrize(
    ("at", "after"),
    [("sending", True), ("submitted", False)],
    ids=["before the renames", "before the record"],
)
def test_a_sending_that_died_is_finished_by_the_next_one(
    dde, process, connected, clean, clean_files, arrived, receipts, at, after, shaped
):
    died = process("send", clean, cwd=connected.path, before=DIES_AT.format(at=at, after=after))
    assert died.code == 9, died.err
    assert kinds(connected) == ["connected", "sending"]
    begun = connected.journal.events()[-1].data["submission"]
    said = dde("send", clean, "--json", workspace=connected)
    data = shaped(said)
    assert (said.code, data["outcome"], data["submission"]) == (0, "sent", begun)
    assert arrived() == clean_files
    (event,) = [event for event in connected.journal.events() if event.kind is EventKind.SUBMITTED]
    assert event.data["submission"] == begun
    assert [list(side) for side in receipts()] == [[f"{begun}.json"]] * 2
    assert shaped(dde("send", clean, "--json", workspace=connected))["outcome"] == "unchanged"


def test_a_sending_that_died_does_not_name_another_set(dde, process, connected, clean, shaped):
    process("send", clean, cwd=connected.path, before=DIES_AT.format(at="sending", after=True))
    begun = connected.journal.events()[-1].data["submission"]
    users = (clean / "users.csv").read_bytes()
    (clean / "users.csv").write_bytes(users.replace("Renée".encode(), b"Renata"))
    assert shaped(dde("send", clean, "--json", workspace=connected))["submission"] != begun


def test_without_an_exchange_folder_the_receipt_is_kept_here_only(
    dde, workspace, connect_flags, clean, securestor, monkeypatch, shaped
):
    monkeypatch.setenv("DISTRICT_PASSWORD", "correct horse battery")
    dde("connect", *connect_flags, workspace=workspace)
    data = shaped(dde("send", clean, "--json", workspace=workspace))
    assert [path.stem for path in (workspace.state / "receipts").iterdir()] == [data["submission"]]
    assert not (securestor.root / "district" / "dde").exists()


def test_no_value_of_a_student_leaves_the_files(
    dde, connected, assumed, wrong, secrets_of_the_district, securestor, tmp_path
):
    dde("send", wrong, workspace=connected)
    dde("request", workspace=connected)
    dde("confirm", wrong, "--yes", workspace=connected)
    said = dde("send", assumed, "--accept", "DDE701,DDE703", "--because", "asked", workspace=connected)
    assert said.code == 0
    dde("helpcenter", "review", "--folder", securestor.root / "district", "--decide")
    assert dde("feedback", "fetch", workspace=connected).code == 0
    dde("send", wrong, "--json", workspace=connected)

    def found_in(*places):
        kept = b"\n".join(
            path.name.encode() + b"\n" + path.read_bytes()
            for place in places
            for path in place.rglob("*")
            if path.is_file()
        )
        return [
            value
            for value in secrets_of_the_district
            for spelling in {value, json.dumps(value)[1:-1]}
            if re.search(rb"(?<![\w\\])" + re.escape(spelling.encode()) + rb"(?!\w)", kept)
        ]

    assert len(found_in(assumed)) > 200
    assert found_in(connected.path, securestor.root / "district" / "dde", tmp_path / "state") == []


def test_a_submissions_name_is_in_utc_whatever_the_clocks_zone(connected, clean):
    at = datetime(2026, 9, 14, 10, 30, tzinfo=ZoneInfo("America/Chicago"))
    sending = send(
        connected, clean, Job(environ={"DISTRICT_PASSWORD": "correct horse battery"}, clock=lambda: at)
    )
    assert NAME.fullmatch(sending.submission)
    assert sending.submission.startswith("20260914T153000Z-")


def test_a_receipt_names_the_round_of_the_review_it_waits_for(dde, connected, clean, securestor):
    def send_anew(count):
        (clean / "users.csv").write_bytes((clean / "users.csv").read_bytes() + mark(count))
        assert dde("send", clean, workspace=connected).code == 0
        steps = status(connected, datetime.now(UTC)).steps
        waiting = next(step for step in steps if step.state == "waiting")
        return waiting.id, waiting.round

    def mark(count):
        return f"T9{count:03},,,true,057950,aide,aide{count},,Ana,Diaz,,{count},a{count}@x.example,,,,,\n".encode()

    found = [send_anew(1)]
    for count, kind in enumerate(("returned", "returned"), 2):
        dde("feedback", "record", kind, workspace=connected)
        found.append(send_anew(count))
    for kind in ("accepted", "returned"):
        dde("feedback", "record", kind, workspace=connected)
    found.append(send_anew(4))
    assert found == [
        ("initial-review", 1),
        ("initial-review", 2),
        ("initial-review", 3),
        ("quality-review", 2),
    ]
    receipts = read_receipts(LocalFolder(securestor.root / "district"))[0]
    assert [receipt.round for receipt in receipts] == [round_ for _, round_ in found]


def test_progress_is_shown_on_a_terminal(dde, connected, clean):
    said = dde("send", clean, terminal=True, workspace=connected)
    assert "Sending " in said.err
    assert "100%" in said.err
    assert "\r" not in said.out


def test_a_smaller_set_is_another_submission_and_names_what_is_left(dde, connected, clean):
    assert dde("send", clean, "--json", workspace=connected).json["outcome"] == "sent"
    (clean / "courses.csv").unlink()
    (clean / "manifest.csv").unlink()
    said = dde("send", clean, "--json", workspace=connected)
    assert said.json["outcome"] == "sent"
    assert said.json["left"] == ["courses.csv", "manifest.csv"]
    assert dde("send", clean, "--json", workspace=connected).json["outcome"] == "unchanged"


def test_an_exchange_folder_without_its_folders_gets_them(dde, connected, clean, securestor):
    import shutil

    home = next(path for path in securestor.root.rglob("dde") if path.is_dir())
    shutil.rmtree(home)
    home.mkdir()
    assert dde("send", clean, workspace=connected).code == 0
    assert len(list((home / "receipts").iterdir())) == 1
