"""The Help Center's side: the queue, a review made by the same checks, and answers that arrive."""

import json
import os
from datetime import UTC, datetime

import pytest

from checks.errors import ExitCode
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from dde_tui.actions.process.status import status
from dde_tui.feedback.folder import Review, read_reviews
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

MISTAKES = planted(district())
ERRORS = [mistake for mistake in MISTAKES if mistake.code not in {"DDE304", "DDE308", "DDE403", "DDE706"}]


def step(workspace, id_):
    found = {step.id: step for step in status(workspace, datetime.now(UTC)).steps}[id_]
    return str(found.state), found.round


@pytest.fixture
def theirs(securestor):
    return securestor.root / "district"


@pytest.fixture
def sent(dde, connected, clean):
    """A connected workspace whose clean files wait for the initial review; and the submission's name."""
    data = dde("send", clean, "--json", workspace=connected).json
    return connected, data["submission"]


def test_the_queue_lists_what_waits(dde, sent, theirs):
    workspace, submission = sent
    said = dde("helpcenter", "queue", "--folder", theirs, "--json")
    assert said.code == 0
    assert said.json["schema"] == "dde-helpcenter-queue/1"
    (waiting,) = said.json["waiting"]
    assert (waiting["district"], waiting["submission"]) == ("Caprock Bend ISD", submission)
    assert (waiting["review"], waiting["round"]) == ("initial", 1)
    assert datetime.fromisoformat(waiting["due"]) > datetime.fromisoformat(waiting["sent"])
    assert [file["file"] for file in waiting["files"]][-1] == "manifest.csv"
    assert (
        f"{submission}  district  initial review, round 1, due "
        in dde("helpcenter", "queue", "--folder", theirs).out
    )
    over_sftp = dde("helpcenter", "queue", "--json", workspace=workspace)
    assert over_sftp.json["waiting"] == said.json["waiting"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_file_whose_name_leads_elsewhere_is_told_and_hides_no_submission(dde, sent, theirs):
    workspace, submission = sent
    (theirs / "dde" / "receipts" / "a:b.json").write_bytes(b"{}")
    (theirs / "dde" / "reviews" / "b\\c.json").write_bytes(b"{}")
    for where in (["--folder", theirs], []):
        said = dde("helpcenter", "queue", *where, "--json", workspace=workspace)
        assert [each["submission"] for each in said.json["waiting"]] == [submission]
        assert said.code == 0
        assert "dde/receipts/a:b.json" in said.err
        assert "dde/reviews/b\\c.json" in said.json["remarks"][1]["remark"]
    dde("helpcenter", "return", "--folder", theirs, "--text", "Please call us.")
    said = dde("feedback", "fetch", workspace=workspace)
    assert said.code == 0
    assert "held: dde/reviews/b\\c.json. Reason: it can't be understood" in said.out
    assert workspace.journal.events()[-1].data["text"] == "Please call us."


def test_nothing_waits_once_it_is_answered(dde, sent, theirs):
    dde("helpcenter", "return", "--folder", theirs, "--text", "Please call us.")
    assert dde("helpcenter", "queue", "--folder", theirs).out == "No submission is waiting for a review.\n"
    assert dde("helpcenter", "queue", "--folder", theirs, "--json").json["waiting"] == []


@pytest.fixture
def districts(theirs, sent, tmp_path):
    """A folder with three districts: one sent an hour later, one is prepared but sent nothing."""
    root = tmp_path / "all"
    receipt = next((theirs / "dde" / "receipts").iterdir())
    data = json.loads(receipt.read_bytes())
    for name, sent_at in (
        ("aldine", "2026-09-14T16:00:00+00:00"),
        ("bend", "2026-09-14T15:00:00+00:00"),
        ("calm", ""),
    ):
        folder = root / name / "dde" / "receipts"
        folder.mkdir(parents=True)
        if sent_at:
            named = {**data, "district": name.title(), "sent": sent_at, "submission": f"x-{name}"}
            (folder / f"x-{name}.json").write_text(json.dumps(named), encoding="utf-8")
    (root / "not yet").mkdir()
    return root


def test_the_queue_of_several_districts_is_oldest_first(dde, districts):
    said = dde("helpcenter", "queue", "--folder", districts)
    assert [line.split()[:2] for line in said.out.splitlines()] == [
        ["x-bend", "bend"],
        ["x-aldine", "aldine"],
    ]
    listed = dde("helpcenter", "queue", "--folder", districts, "--json").json["waiting"]
    assert [each["district"] for each in listed] == ["Bend", "Aldine"]


def test_one_districts_broken_receipt_does_not_hide_the_others(dde, districts):
    (districts / "aldine" / "dde" / "receipts" / "x-aldine.json").write_bytes(b"{")
    said = dde("helpcenter", "queue", "--folder", districts)
    assert said.code == 0
    assert "x-bend" in said.out
    assert said.err.startswith(
        "aldine: dde/receipts/x-aldine.json in the exchange folder can't be understood"
    )


def test_a_review_needs_one_district(dde, districts):
    said = dde("helpcenter", "review", "--folder", districts)
    assert said.code == ExitCode.USAGE
    assert "There are several districts: aldine, bend, calm." in said.err


def test_the_mistakes_in_a_plain_folder_are_returned_with_codes_and_lines(dde, wrong):
    said = dde("helpcenter", "review", "--folder", wrong, "--json")
    data = said.json
    assert said.code == ExitCode.NOT_READY
    assert data["schema"] == "dde-helpcenter-review/1"
    assert (data["submission"], data["review"], data["verdict"], data["decided"]) == (
        None,
        "initial",
        "returned",
        False,
    )
    assert sorted((f["code"], f["file"], f["line"], f["column"] or "") for f in data["findings"]) == sorted(
        (m.code, m.file, m.line, m.column or "") for m in ERRORS
    )
    assert {finding["value"] for finding in data["report"]["findings"]} == {None}
    assert not (wrong / "dde").exists()
    text = dde("helpcenter", "review", "--folder", wrong).out
    assert (
        f"initial review of these files: returned. Your files need a revision in {len(ERRORS)} places" in text
    )
    for mistake in ERRORS:
        assert f"{mistake.file}:{mistake.line}" in text


def test_the_clean_example_is_accepted(dde, clean):
    said = dde("helpcenter", "review", "--folder", clean, "--json")
    assert (said.code, said.json["verdict"], said.json["findings"]) == (0, "accepted", [])


def test_a_review_shows_values_only_when_asked(dde, wrong):
    assert "pupil" not in dde("helpcenter", "review", "--folder", wrong).out
    assert "[pupil]" in dde("helpcenter", "review", "--folder", wrong, "--show-values").out


def test_decide_writes_the_review_that_the_district_fetches(dde, sent, theirs):
    workspace, submission = sent
    said = dde("helpcenter", "review", "--folder", theirs, "--decide", "--by", "Pat", "--json")
    assert (said.code, said.json["verdict"], said.json["decided"]) == (0, "accepted", True)
    ((_, review),) = read_reviews(LocalFolder(theirs))[0]
    assert (review.kind, review.by, review.review, review.submission) == (
        "accepted",
        "Pat",
        "initial",
        submission,
    )
    assert dde("feedback", "fetch", workspace=workspace).code == 0
    assert step(workspace, "quality-review") == ("waiting", 1)


def test_what_is_returned_reaches_the_district_with_its_findings(dde, connected, put, tmp_path, theirs):
    rows = district()
    assumed = put(
        tmp_path / "assumed", with_mistakes(rows, [m for m in planted(rows) if m.stage == "assumed"])
    )
    dde("send", assumed, "--accept", "DDE701,DDE703", "--because", "asked", workspace=connected)
    said = dde("helpcenter", "review", "--folder", theirs, "--decide")
    assert said.code == ExitCode.NOT_READY
    (fetched,) = dde("feedback", "fetch", "--json", workspace=connected).json["answers"]
    assert fetched["kind"] == "returned"
    assert [(f["code"], f["file"], f["line"]) for f in fetched["findings"]] == sorted(
        (m.code, m.file, m.line) for m in planted(rows) if m.stage == "assumed"
    )
    assert step(connected, "initial-review") == ("returned", 2)


def test_the_quality_review_also_returns_warnings_of_its_kind(dde, connected, put, tmp_path, theirs):
    rows = district()
    mistakes = [m for m in planted(rows) if m.stage == "quality"]
    dde("send", put(tmp_path / "warned", with_mistakes(rows, mistakes)), workspace=connected)
    assert dde("helpcenter", "review", "--folder", theirs, "--decide").code == 0
    said = dde("helpcenter", "review", "--folder", theirs, "--decide", "--json")
    assert (said.json["review"], said.json["verdict"]) == ("quality", "returned")
    assert {finding["code"] for finding in said.json["findings"]} == {mistake.code for mistake in mistakes}
    dde("feedback", "fetch", workspace=connected)
    assert step(connected, "quality-review") == ("returned", 2)


def test_every_answer_moves_the_districts_process(dde, sent, theirs):
    workspace, _ = sent
    moves = [
        ("return", "initial-review", ("returned", 2)),
        ("accept", "quality-review", ("waiting", 1)),
        ("accept", "preparation", ("waiting", 1)),
        ("prepared", "production", ("waiting", 1)),
        ("live", "production", ("done", 1)),
    ]
    for verb, id_, state in moves:
        words = ["--text", "Please call us."] if verb == "return" else []
        said = dde("helpcenter", verb, "--folder", theirs, "--by", "Pat", "--json", *words)
        assert said.code == 0
        assert said.json["schema"] == "dde-helpcenter-answer/1"
        assert (theirs / said.json["path"]).is_file()
        assert dde("feedback", "fetch", workspace=workspace).code == 0
        assert step(workspace, id_) == state, verb


def test_folder_ready_prepares_the_folder_and_opens_step_4(dde, connected, securestor):
    new = securestor.root / "district"
    said = dde("helpcenter", "folder-ready", "--folder", new)
    assert said.code == 0
    assert (new / "dde" / "receipts").is_dir()
    assert (new / "dde" / "reviews").is_dir()
    assert dde("feedback", "fetch", workspace=connected).code == 0
    assert step(connected, "initial-review") == ("yours", 1)


def test_staff_can_say_it_in_their_own_words(dde, sent, theirs):
    said = dde("helpcenter", "return", "--folder", theirs, "--text", "Please call us.", "--by", "Pat")
    assert "Answered: Please call us." in said.out
    ((_, review),) = read_reviews(LocalFolder(theirs))[0]
    assert review.text == "Please call us."


def test_files_without_a_fault_are_returned_in_words_or_not_at_all(dde, sent, theirs):
    said = dde("helpcenter", "return", "--folder", theirs)
    assert said.code == 2
    assert "finds no reason to return these files" in said.err
    assert not list((theirs / "dde" / "reviews").glob("*returned*"))


def test_files_that_are_not_the_receipts_are_named(dde, sent, theirs):
    (theirs / "users.csv").write_bytes((theirs / "users.csv").read_bytes() + b"\n")
    (theirs / "courses.csv").unlink()
    said = dde("helpcenter", "review", "--folder", theirs, "--decide", "--json")
    assert said.code == ExitCode.NOT_READY
    assert said.json["changed"] == ["courses.csv", "users.csv"]
    ((_, review),) = read_reviews(LocalFolder(theirs))[0]
    assert review.text == "These files are not the ones your receipt names: courses.csv, users.csv."


def test_a_submission_is_chosen_by_its_name(dde, sent, theirs):
    _, submission = sent
    assert (
        dde("helpcenter", "review", submission, "--folder", theirs, "--json").json["submission"] == submission
    )
    said = dde("helpcenter", "accept", "another", "--folder", theirs)
    assert said.code == ExitCode.USAGE
    assert "no submission another" in said.err
    assert read_reviews(LocalFolder(theirs))[0] == []


def test_what_was_never_sent_cannot_be_answered(dde, clean):
    said = dde("helpcenter", "accept", "--folder", clean)
    assert said.code == ExitCode.USAGE
    assert "no submission yet" in said.err
    assert not (clean / "dde").exists()


def test_a_folder_must_be_there(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert dde("helpcenter", "queue", "--folder", tmp_path / "none").code == ExitCode.USAGE
    said = dde("helpcenter", "queue")
    assert said.code == ExitCode.USAGE
    assert "--folder" in said.err


def test_what_a_district_writes_never_steers_the_staffs_terminal(dde, sent, theirs):
    evil = "\x1b]52;c;cHduZWQ=\x07\x1b[2J\u202e"
    receipt = next((theirs / "dde" / "receipts").iterdir())
    data = json.loads(receipt.read_bytes())
    data |= {"submission": evil, "district": evil, "files": [{"file": "users.csv", "sha256": evil}]}
    receipt.write_text(json.dumps(data), encoding="utf-8")
    for words in (["queue"], ["review"], ["review", "--decide"], ["return"]):
        said = dde("helpcenter", *words, "--folder", theirs)
        assert [sign for sign in "\x1b\x07\u202e" if sign in said.out + said.err] == [], words


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "/etc/passwd", "..\\secret", "dde/../../x"])
def test_a_receipt_cannot_make_the_staff_read_elsewhere(dde, sent, theirs, name):
    receipt = next((theirs / "dde" / "receipts").iterdir())
    data = json.loads(receipt.read_bytes())
    receipt.write_text(json.dumps({**data, "files": [{"file": name, "sha256": "0" * 64}]}), encoding="utf-8")
    said = dde("helpcenter", "review", "--folder", theirs)
    assert said.code == ExitCode.USAGE
    assert "The path leaves the folder" in said.err


@pytest.mark.parametrize(
    "broken",
    [
        {"round": "1e999"},
        {"round": None},
        {"files": [["a", "b"]]},
        {"files": [{"file": "users.csv"}]},
        {"files": [{"file": "users.csv", "sha256": "0", "rows": 0.5}]},
        {"sent": "9999-12-31T23:59:59-12:00"},
        {"sent": "2026-09-14"},
        {"accepted": [1]},
        {"schema": "dde-receipt/2"},
    ],
    ids=str,
)
def test_a_broken_receipt_is_a_sentence(dde, sent, theirs, broken):
    receipt = next((theirs / "dde" / "receipts").iterdir())
    text = json.dumps({**json.loads(receipt.read_bytes()), **broken}).replace('"1e999"', "1e999")
    receipt.write_text(text, encoding="utf-8")
    said = dde("helpcenter", "review", "--folder", theirs, "--json")
    assert said.code == said.json["exit"] == ExitCode.TRANSFER
    assert "can't be understood" in said.json["sentence"]


def test_many_findings_are_counted_exactly_and_listed_up_to_a_bound(dde, wrong):
    users = (wrong / "users.csv").read_bytes()
    (wrong / "users.csv").write_bytes(users.replace(b",student,", b",pupil,"))
    said = dde("helpcenter", "review", "--folder", wrong, "--json")
    errors = said.json["report"]["counts"]["error"]
    assert len(said.json["findings"]) < errors
    dde("helpcenter", "review", "--folder", wrong, "--decide")
    ((_, review),) = read_reviews(LocalFolder(wrong))[0]
    assert f"{errors:,} places" in review.text
    assert f"{len(review.findings):,} of them" in review.text


def test_a_district_that_accepts_itself_does_not_vanish_from_the_queue(dde, sent, theirs):
    _, submission = sent
    folder = LocalFolder(theirs)
    for number, review in enumerate(("initial", "quality")):
        forged = Review(EventKind.ACCEPTED, datetime.now(UTC), "CLI", review=review, submission=submission)
        folder.write_new(f"dde/reviews/{number}.json", forged.encode())
    said = dde("helpcenter", "queue", "--folder", theirs, "--json").json
    assert said["waiting"] == []
    (each,) = said["unconfirmed"]
    assert (each["submission"], each["review"]) == (submission, "initial")
    line = dde("helpcenter", "queue", "--folder", theirs).out
    assert "(answered in the folder by a review that was not written from this computer)" in line


def test_what_the_help_center_wrote_itself_needs_no_remark(dde, sent, theirs):
    dde("helpcenter", "review", "--folder", theirs, "--decide")
    dde("helpcenter", "accept", "--folder", theirs)
    said = dde("helpcenter", "queue", "--folder", theirs, "--json").json
    assert (said["waiting"], said["unconfirmed"], said["remarks"]) == ([], [], [])


def test_a_receipt_dated_2036_is_shown_as_such_and_is_not_the_newest(dde, sent, theirs):
    _, submission = sent
    receipt = next((theirs / "dde" / "receipts").iterdir())
    ahead = {**json.loads(receipt.read_bytes()), "submission": "wrong", "sent": "2036-01-01T00:00:00+00:00"}
    (theirs / "dde" / "receipts" / "wrong.json").write_text(json.dumps(ahead), encoding="utf-8")
    said = dde("helpcenter", "queue", "--folder", theirs, "--json")
    assert [each["submission"] for each in said.json["waiting"]] == [submission]
    assert "The receipt of wrong is dated in the future: Mon 31 Dec 2035" in said.err
    assert dde("helpcenter", "review", "--folder", theirs, "--json").json["submission"] == submission
    receipt.unlink()
    said = dde("helpcenter", "queue", "--folder", theirs)
    assert (
        "wrong  district  initial review, round 1 (dated in the future: Mon 31 Dec 2035, 18:00)" in said.out
    )
    assert dde("helpcenter", "queue", "--folder", theirs, "--json").json["waiting"][0]["due"] is None
