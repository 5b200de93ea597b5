"""The rounds of the reviews as records: files, our findings, CLI's answer, difference to the round before."""

from datetime import UTC, datetime, timedelta

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event
from dde_tui.process.progress import progress

START = datetime(2026, 9, 14, 14, tzinfo=UTC)
CLI = Calendar()


def files(**hashes):
    return [{"file": f"{name}.csv", "sha256": content, "rows": 4} for name, content in hashes.items()]


def book(*lines):
    return [
        Event(kind, START + timedelta(hours=number), data, START + timedelta(hours=number), number + 1)
        for number, (kind, data) in enumerate(lines)
    ]


def rounds(*lines):
    return progress(book(*lines), START + timedelta(days=9), CLI).rounds


FIRST = (
    "submitted",
    {"submission": "a", "files": files(users="1", orgs="1"), "findings": {"DDE301": 2, "DDE502": 1}},
)
BACK = (
    "returned",
    {"text": "Row 19.", "findings": [{"code": "DDE301", "line": 19}, {"code": "DDE301"}, {"line": 3}]},
)
SECOND = (
    "submitted",
    {
        "submission": "b",
        "files": files(users="2", orgs="1", classes="1"),
        "findings": {"DDE502": 1, "DDE706": 3},
    },
)


def test_a_round_keeps_what_was_sent_and_what_came_back():
    (one,) = rounds(FIRST)
    assert (one.step, one.review, one.number, one.sent) == (4, "initial", 1, START)
    assert [(file.file, file.sha256, file.rows) for file in one.files] == [
        ("users.csv", "1", 4),
        ("orgs.csv", "1", 4),
    ]
    assert one.found == {"DDE301": 2, "DDE502": 1}
    assert (one.answer, one.answered, one.difference) == ("", None, None)
    (answered,) = rounds(FIRST, BACK)
    assert (answered.answer, answered.answered) == ("returned", START + timedelta(hours=1))
    assert (answered.text, answered.remarks) == ("Row 19.", {"DDE301": 2})


def test_the_second_round_says_what_is_gone_new_and_the_same():
    one, two = rounds(FIRST, BACK, SECOND)
    assert (one.number, two.number, two.submission) == (1, 2, "b")
    difference = two.difference
    assert (difference.gone, difference.new, difference.same) == (("DDE301",), ("DDE706",), ("DDE502",))
    assert difference.changed_files == ("classes.csv", "users.csv")
    assert two.answer == ""


def test_the_files_that_were_accepted_are_round_one_of_the_quality_review():
    one, quality = rounds(FIRST, ("accepted", {}))
    assert (one.answer, quality.step, quality.number) == ("accepted", 5, 1)
    assert (quality.submission, quality.files, quality.answer) == ("a", one.files, "")
    *_, first, second = rounds(FIRST, ("accepted", {}), BACK, SECOND)
    assert (first.answer, first.text, second.number) == ("returned", "Row 19.", 2)
    assert second.difference.gone == ("DDE301",)


def test_the_last_of_several_sendings_in_one_round_counts():
    (one,) = rounds(FIRST, SECOND)
    assert (one.number, one.submission, one.difference) == (1, "b", None)


def test_two_answers_to_one_round_are_kept_together():
    (one, *_) = rounds(FIRST, BACK, ("returned", {"text": "Also row 20.", "findings": [{"code": "DDE502"}]}))
    assert (one.text, one.remarks) == ("Row 19.\nAlso row 20.", {"DDE301": 2, "DDE502": 1})


def test_an_answer_to_files_that_nobody_recorded_is_a_round_too():
    (one,) = rounds(BACK)
    assert (one.number, one.sent, one.files, one.found, one.answer) == (1, None, (), None, "returned")


def test_files_of_another_program_have_no_findings_and_so_no_difference():
    _, two = rounds(FIRST, BACK, ("submitted", {"submission": "c", "client": "another program"}))
    assert (two.client, two.found, two.difference) == ("another program", None, None)


def test_a_record_of_an_early_version_or_a_strange_one_is_no_trouble():
    for data in ({}, {"files": "users.csv", "findings": 3}, {"files": [3, {"rows": "x"}]}):
        (one,) = rounds(("submitted", data))
        assert one.found is None
    assert rounds(("returned", {"findings": {"DDE301": 1}}))[0].remarks == {}


def test_nights_in_production_are_no_rounds():
    assert len(rounds(FIRST, ("live", {}), SECOND, SECOND)) == 1


def test_an_event_that_was_taken_back_leaves_no_trace():
    events = [*book(FIRST, BACK), Event("withdrawn", START + timedelta(hours=3), {"withdraws": 2}, None, 3)]
    (one,) = progress(events, START + timedelta(days=9), CLI).rounds
    assert one.answer == ""
