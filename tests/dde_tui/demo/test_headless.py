"""The journey told in lines: seven steps, returns that the checks really made, and bytes that agree."""

import hashlib
import json
import re
import threading
from datetime import date

import pytest

from checks.engine.run import check
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.finding import Review, Severity
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from dde_tui.demo.headless import Journey
from dde_tui.demo.stage import Stage
from dde_tui.feedback.folder import Review as Answer
from dde_tui.feedback.folder import read_receipts, read_reviews
from dde_tui.helpcenter.answer import answer
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

ROWS = district()
MISTAKES = planted(ROWS)
STAGES = ("standard", "assumed", "quality")


def hashes(files):
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def named(receipt):
    return {file.file: file.sha256 for file in receipt.files}


@pytest.fixture(scope="module")
def folder(played):
    return LocalFolder(played.securestor)


@pytest.fixture(scope="module")
def receipts(folder):
    return read_receipts(folder)[0]


@pytest.fixture(scope="module")
def reviews(folder):
    return [review for _, review in read_reviews(folder)[0]]


def test_the_journey_arrives(played):
    assert played.code == 0
    assert played.err == ""
    assert played.out.count("√ ") >= 7
    assert "Your rosters are in production" in played.out


def test_it_shows_all_seven_steps_in_order(played):
    assert re.findall(r"^Step (\d) of 7: ", played.out, re.MULTILINE) == [
        str(number) for number in range(1, 8)
    ]


def test_the_initial_review_takes_two_rounds_and_so_does_the_quality_review(played):
    assert re.findall(r"\(((?:initial|quality)[a-z ]* review|[a-z ]*review), round (\d)\)", played.out) == [
        ("initial file review", "1"),
        ("initial file review", "2"),
        ("quality review", "2"),
    ]


def test_every_mistakes_story_is_told(played):
    for mistake in MISTAKES:
        assert mistake.story in played.out


def test_the_journal_holds_the_whole_journey(played):
    kinds = [event.kind for event in played.workspace.journal.events() if event.kind is not EventKind.COMMENT]
    assert [str(kind) for kind in kinds] == [
        *("requested", "answered", "confirmed", "folder-ready", "connected"),
        *("sending", "submitted", "returned", "sending", "submitted", "accepted"),
        *("returned", "sending", "submitted", "accepted", "prepared", "live"),
    ]


def test_the_hashes_of_files_journal_and_both_receipts_agree(played, folder, receipts):
    here = LocalFolder(played.workspace.state)
    kept = {name: json.loads(here.read(f"receipts/{name}")) for name in here.names("receipts")}
    assert {path.name for path in (played.securestor / "dde" / "receipts").iterdir()} == set(kept)
    submitted = {
        event.data["submission"]: event
        for event in played.workspace.journal.events()
        if event.kind is EventKind.SUBMITTED
    }
    for receipt in receipts:
        mine = kept[f"{receipt.submission}.json"]
        event = submitted[receipt.submission]
        assert named(receipt) == {file["file"]: file["sha256"] for file in mine["files"]}
        assert named(receipt) == {file["file"]: file["sha256"] for file in event.data["files"]}
    arrived = {path.name: path.read_bytes() for path in played.securestor.iterdir() if path.is_file()}
    assert hashes(arrived) == named(receipts[-1])
    exported = {path.name: path.read_bytes() for path in played.workspace.files.iterdir()}
    assert arrived == exported


def test_each_sending_is_the_district_with_what_was_not_fixed_yet(receipts):
    sets = [
        with_mistakes(ROWS, [mistake for mistake in MISTAKES if mistake.stage in STAGES[fixed:]])
        for fixed in (1, 2, 3)
    ]
    assert [named(receipt) for receipt in receipts] == [hashes(files) for files in sets]


def test_what_was_returned_is_what_a_check_of_the_same_files_finds(receipts, reviews, tmp_path, put):
    returned = [review for review in reviews if review.kind is EventKind.RETURNED]
    assert [review.review for review in returned] == ["initial", "quality"]
    for review, fixed in zip(returned, (1, 2), strict=True):
        files = with_mistakes(ROWS, [mistake for mistake in MISTAKES if mistake.stage in STAGES[fixed:]])
        receipt = next(receipt for receipt in receipts if receipt.submission == review.submission)
        assert named(receipt) == hashes(files)
        copy = put(tmp_path / review.review, files)
        report = check(open_file_set(copy), load_profile("cli-engage"), today=date(2026, 9, 15))
        found = [
            (finding.code, finding.file, finding.line, finding.column, finding.message)
            for finding in report.findings
            if finding.severity is Severity.ERROR
            or (
                review.review == "quality"
                and finding.severity is Severity.WARNING
                and finding.review is Review.QUALITY
            )
        ]
        assert found
        assert [
            (f["code"], f["file"], f["line"], f["column"], f["message"]) for f in review.findings
        ] == found


def test_what_it_tells_of_a_return_is_what_the_review_says(played, reviews):
    for review in reviews:
        for finding in review.findings:
            assert (
                f"{finding['code']}  {finding['file']}:{finding['line']}  {finding['column']}" in played.out
            )


def test_what_was_accepted_on_purpose_is_recorded(receipts):
    assert [{each["code"] for each in receipt.accepted} for receipt in receipts] == [
        {"DDE701", "DDE703"},
        set(),
        set(),
    ]


def test_the_final_set_is_ready_without_a_warning(played):
    report = check(open_file_set(played.securestor), load_profile("cli-engage"), today=date(2026, 9, 15))
    assert (report.counts[Severity.ERROR], report.counts[Severity.WARNING]) == (0, 0)


def test_no_students_value_is_in_what_it_tells_or_keeps(played, secrets_of_the_district):
    state = b"".join(path.read_bytes() for path in played.workspace.state.rglob("*") if path.is_file())
    exchange = b"".join(
        path.read_bytes() for path in (played.securestor / "dde").rglob("*") if path.is_file()
    )
    text = (state + exchange).decode("utf-8", "replace") + played.out
    found = [
        value for value in secrets_of_the_district if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)
    ]
    assert found == []


def test_nothing_is_left_behind_without_keep():
    threads = set(threading.enumerate())
    said = []
    with Stage(hours_a_second=40.0) as stage:  # slow enough for a busy machine: a school year must not pass
        home = stage.home
        assert home.is_dir()
        assert Journey(stage, said.append).play()
    assert not home.exists()
    assert set(threading.enumerate()) <= threads
    assert len([line for line in said if line.startswith("Step ")]) == 7


def test_nothing_is_left_behind_when_it_is_interrupted():
    threads = set(threading.enumerate())

    def interrupt(line):
        if "Step 3" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Stage(hours_a_second=60.0) as stage:
        Journey(stage, interrupt).play()
    assert not stage.home.exists()
    assert set(threading.enumerate()) <= threads


def test_answers_that_come_together_are_told_one_by_one():
    said = []
    with Stage(hours_a_second=600.0) as stage:
        journey = Journey(stage, said.append)
        journey._request()
        journey._confirm()
        journey._connect()
        stage._helpcenter.stop()
        stage.workspace.journal.append(EventKind.SUBMITTED, {"submission": "x"}, stage.clock())
        folder = LocalFolder(stage.securestor)
        answer(folder, Answer(EventKind.ACCEPTED, stage.clock(), review="initial"))
        answer(folder, Answer(EventKind.RETURNED, stage.clock(), review="quality"))
        journey._await(EventKind.ACCEPTED)
        said.append("between")
        journey._await(EventKind.RETURNED)
    told = "\n".join(said)
    assert "accepted" in told.split("between")[0].rpartition("dde connect")[2]
    assert "returned" not in told.split("between")[0].rpartition("dde connect")[2]
    assert "returned the files in the quality review" in told.split("between")[1]
