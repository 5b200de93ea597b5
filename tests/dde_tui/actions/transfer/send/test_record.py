"""What the journal holds of a submission is read whatever version wrote it, and written as ever."""

import json

from checks.file_record import FileRecord, hashes
from dde_tui.actions.transfer.send.record import SubmissionRecord

RECORD = SubmissionRecord(
    "20260915T140000Z-0123abcd",
    (FileRecord("users.csv", 12, "ab", 1, "read-back"), FileRecord("orgs.csv", 3, "cd", 0, "size")),
    {"DDE704": "CLI knows"},
    {"error": 0, "warning": 2},
)
FILES = (
    '[{"file": "users.csv", "bytes": 12, "sha256": "ab", "rows": 1, "verified": "read-back"}, '
    '{"file": "orgs.csv", "bytes": 3, "sha256": "cd", "rows": 0, "verified": "size"}]'
)


def test_the_intent_and_the_submission_are_stored_as_ever():
    begin = f'{{"submission": "20260915T140000Z-0123abcd", "files": {FILES}, "accepted": '
    end = ', "counts": {"error": 0, "warning": 2}}'
    assert json.dumps(RECORD.intent_data()) == f'{begin}{{"DDE704": "CLI knows"}}{end}'
    assert json.dumps(RECORD.to_data()) == f'{begin}[{{"code": "DDE704", "because": "CLI knows"}}]{end}'


def test_either_event_is_read_back():
    assert SubmissionRecord.from_data(json.loads(json.dumps(RECORD.intent_data()))) == RECORD
    assert SubmissionRecord.from_data(json.loads(json.dumps(RECORD.to_data()))) == RECORD


def test_what_an_older_version_left_out_is_no_mistake():
    assert SubmissionRecord.from_data({}) == SubmissionRecord("")
    old = SubmissionRecord.from_data({"submission": "a", "files": [{"file": "users.csv", "sha256": "ab"}]})
    assert old == SubmissionRecord("a", (FileRecord("users.csv", None, "ab"),))
    assert hashes(old.files) == {"users.csv": "ab"}
