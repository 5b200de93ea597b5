"""`dde status` after each thing that can happen: one sentence says whose turn, until when, and what to type."""

import json
import re
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator

from dde_tui.actions.process.sentences import full_sentence, headline
from dde_tui.actions.process.situation import Situation
from dde_tui.actions.process.status import as_lines, forecast_line
from dde_tui.cli import COMMANDS, _parse
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.forecast import scenarios
from dde_tui.process.progress import progress

ZONE = "America/Chicago"
CLI = Calendar()
HERE = Situation()
SCHEMA = json.loads((resources.files("dde_tui.actions.process") / "status.schema.json").read_text("utf-8"))


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(ZONE))


JOURNEY = [
    ("", "", "It is your turn: ask CLI for information about automated rostering; type `dde request`."),
    (
        "requested",
        "09-14 09:00",
        (
            "CLI answers your request automatically, by Mon 14 Sep, 10:00 at the latest; when it has answered, type "
            "`dde feedback record answered`."
        ),
    ),
    (
        "answered",
        "09-14 09:20",
        (
            "It is your turn: read the requirements and confirm that you can produce the files; type "
            "`dde requirements`, and then `dde confirm`."
        ),
    ),
    (
        "confirmed",
        "09-14 10:00",
        (
            "It is your turn: build and check your files while CLI makes your SecureStor folder, by Wed 16 Sep, 12:00 "
            "at the latest; type `dde check`, and `dde feedback record folder-ready` when CLI's e-mail has come."
        ),
    ),
    (
        "folder-ready",
        "09-15 10:00",
        (
            "It is your turn: your SecureStor folder is ready: check your files and send them; type "
            "`dde connect` first."
        ),
    ),
    (
        "connected",
        "09-15 10:10",
        (
            "It is your turn: your SecureStor folder is ready: check your files and send them; type "
            "`dde send`."
        ),
    ),
    (
        "submitted",
        "09-15 11:00",
        (
            "CLI reviews whether your files are complete (round 1), by Thu 17 Sep, 13:00 at the latest; when it has "
            "answered, type `dde feedback record accepted` or `dde feedback record returned`."
        ),
    ),
    (
        "returned",
        "09-16 11:00",
        (
            "It is your turn: CLI returned your files: read its remarks, correct the files and send them again "
            "(round 2); type `dde feedback list`, and then `dde send`."
        ),
    ),
    (
        "submitted",
        "09-17 11:00",
        (
            "CLI reviews whether your files are complete (round 2), by Mon 21 Sep, 13:00 at the latest; when it has "
            "answered, type `dde feedback record accepted` or `dde feedback record returned`."
        ),
    ),
    (
        "accepted",
        "09-18 11:00",
        (
            "CLI reviews whether your files are accurate (round 1), by Fri 25 Sep, 17:00 at the latest; when it has "
            "answered, type `dde feedback record accepted` or `dde feedback record returned`."
        ),
    ),
    (
        "accepted",
        "09-22 11:00",
        (
            "CLI prepares your files and updates student ID numbers, by Tue 29 Sep, 17:00 at the latest; when it has "
            "answered, type `dde feedback record prepared`."
        ),
    ),
    (
        "prepared",
        "09-25 11:00",
        (
            "CLI puts your files into production: rosters are updated over two days, by Tue 29 Sep, 17:00 at the "
            "latest; when it has answered, type `dde feedback record live`."
        ),
    ),
    (
        "live",
        "09-28 11:00",
        "Your rosters are in production: keep sending your files every night; type `dde send`.",
    ),
]


def stands(count):
    events = [Event(kind, at(moment)) for kind, moment, _ in JOURNEY[1 : count + 1]]
    now = events[-1].at if events else at("09-14 09:00")
    return progress(events, now, CLI), now


@pytest.mark.parametrize("count", range(len(JOURNEY)), ids=[kind or "new" for kind, *_ in JOURNEY])
def test_the_sentence_after_each_event(count):
    found, now = stands(count)
    here = Situation(is_connected=count >= 5)
    assert full_sentence(found, here, ZONE, now) == JOURNEY[count][2]


@pytest.mark.parametrize("count", range(len(JOURNEY)))
def test_every_command_that_a_sentence_names_is_one(count):
    found, now = stands(count)
    for here in (
        HERE,
        Situation(is_connected=False, has_files=False),
        Situation(reads_folder=True, has_recipe=True),
    ):
        commands = re.findall(r"`(.+?)`", full_sentence(found, here, ZONE, now))
        assert commands
        for command in commands:
            name, *rest = command.split()[1:]
            assert name in COMMANDS
            assert _parse([name, *rest]).command is not None


@pytest.mark.parametrize("count", range(len(JOURNEY)))
def test_the_headline_of_the_app_names_no_command(count):
    found, now = stands(count)
    assert "`" not in headline(found, ZONE, now)
    assert headline(found, ZONE, now).endswith(".")
    assert len(headline(found, ZONE, now)) <= 120


def test_where_there_is_no_recipe_none_is_asked_for():
    found, now = stands(3)
    empty = Situation(is_connected=False, has_files=False, output="roster")
    assert "put your files into roster/, type `dde check`" in full_sentence(found, empty, ZONE, now)
    assert "`dde build`" in full_sentence(found, Situation(has_recipe=True), ZONE, now)


def test_answers_from_the_folder_are_fetched():
    found, now = stands(6)
    sentence = full_sentence(found, Situation(reads_folder=True), ZONE, now)
    assert sentence.endswith("when it has answered, type `dde feedback fetch`.")


def overdue(count, now):
    events = [Event(kind, at(moment)) for kind, moment, _ in JOURNEY[1 : count + 1]]
    return progress(events, at(now), CLI), at(now)


@pytest.mark.parametrize(
    ("count", "now", "words"),
    [
        (1, "09-14 10:30", "step 1 (Request information) is overdue by 30 minutes, since Mon 14 Sep, 10:00"),
        (1, "09-17 10:30", "step 1 (Request information) is overdue by 3 days, since"),
        (
            6,
            "09-18 13:00",
            "step 4 (Initial file review) is overdue by 1 business day, since Thu 17 Sep, 13:00",
        ),
        (6, "09-17 16:00", "overdue by 3 business hours"),
        (6, "10-30 17:00", "overdue by 31 business days"),
    ],
)
def test_overdue_says_by_how_much_and_to_record_the_answer(count, now, words):
    found, moment = overdue(count, now)
    sentence = full_sentence(found, HERE, ZONE, moment)
    assert words in sentence
    assert "ask in your help ticket, or record the answer with `dde feedback record" in sentence


def test_overdue_offers_a_text_and_says_why_there_may_be_silence():
    found, now = overdue(6, "09-30 12:00")
    lines = "\n".join(as_lines("X ISD", ZONE, found, now, HERE))
    assert "A text for your help ticket:" in lines
    assert (
        'Our step "Initial File Review" began on Tue 15 Sep 2026, 11:00; your page says 20 business hours.'
        in lines
    )
    for words in ("Notifications may be off", "blocked on Atlassian's side", "spam"):
        assert words in lines
    on_time = "\n".join(as_lines("X ISD", ZONE, *overdue(6, "09-16 12:00"), HERE))
    assert "help ticket" not in on_time


def test_an_allowance_reads_in_its_own_unit_and_with_its_late_end():
    events = [Event("submitted", at("12-21 10:00"))]
    lines = list(as_lines("X ISD", ZONE, progress(events, at("12-21 10:00"), CLI), at("12-21 10:00"), HERE))
    assert lines[5] == "  … 4 Initial file review    CLI's turn, 20 business hours, until Mon 4 Jan, 12:00"
    assert lines[6].strip() == "CLI may be closed from Wed 23 Dec; at the earliest Wed 23 Dec, 12:00"
    assert not re.search(r"\d h \d\d", "\n".join(lines))


def test_the_quality_review_counts_days_in_round_two():
    kinds = [("submitted", "09-04 09:00"), ("accepted", "09-08 15:00"), ("returned", "09-10 09:00")]
    events = [Event(kind, at(moment)) for kind, moment in [*kinds, ("submitted", "11-27 10:00")]]
    lines = list(as_lines("X ISD", ZONE, progress(events, at("11-27 10:00"), CLI), at("11-27 10:00"), HERE))
    assert lines[6].endswith("CLI's turn, round 2, 5 business days, until Mon 7 Dec, 17:00")


def test_the_forecast_is_one_line_with_both_ways():
    found, now = stands(6)
    assert forecast_line(scenarios(found, now, CLI), now) == (
        "If nothing more is returned, in production on Wednesday 7 October; with one more round in each review, on "
        "Tuesday 20 October."
    )
    assert forecast_line((), now) == ""


def test_a_journal_without_a_sending_beside_receipts_is_noticed(dde, workspace):
    workspace.record(EventKind.REQUESTED)
    folder = workspace.state / "receipts"
    folder.mkdir()
    (folder / "20260914T140000Z-0123abcd.json").write_text("{}")
    assert "The journal has no sending, but .dde/receipts holds 1" in dde("status", workspace=workspace).out
    dde("send", "--recorded", "--at", "2026-09-14T09:00", workspace=workspace)
    assert "The journal has no sending" not in dde("status", workspace=workspace).out


def test_the_json_is_as_its_schema_says(dde, workspace):
    Draft202012Validator.check_schema(SCHEMA)
    for kind, *_ in JOURNEY[1:]:
        workspace.journal.append(kind)
        data = dde("status", "--format", "json", workspace=workspace).json
        Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)


def test_the_calendar_file_holds_the_due_times(dde, workspace):
    dde("send", "--recorded", "--at", "2026-09-14T09:00", workspace=workspace)
    text = dde("status", "--format", "ics", workspace=workspace).out
    lines = text.replace("\r\n", "\n").split("\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2] == "END:VCALENDAR"
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 2
    assert "DTSTART:20260916T160000Z" in lines
    assert f"UID:initial-review-1@{workspace.owner}.dde" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "SUMMARY:CLI's answer is due: Initial file review\\, round 1 (Caprock Bend ISD)" in (
        text.replace("\r\n ", "")
    )
