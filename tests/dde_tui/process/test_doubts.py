"""What is asked about before it is recorded, and what is not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.doubts import doubts
from dde_tui.process.events import Event, EventKind

CHICAGO = ZoneInfo("America/Chicago")


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHICAGO)


def journal(*lines):
    words = [line.split() for line in lines]
    return [
        Event(kind, at(f"{day} {clock}"), {}, at(f"{day} {clock}"), number)
        for number, (day, clock, kind) in enumerate(words, 1)
    ]


def asked(kind, when, *lines, review="", now="12-01 12:00"):
    found = doubts(EventKind(kind), at(when), journal(*lines), at(now), Calendar(), review)
    return [(str(doubt.reason), doubt.steps) for doubt in found]


REQUESTED = ("09-01 09:00 requested",)
SETUP = (*REQUESTED, "09-01 09:20 answered", "09-02 09:00 confirmed", "09-03 09:00 folder-ready")
SENT = (*SETUP, "09-04 09:00 submitted")
RETURNED = (*SENT, "09-08 10:00 returned")
IN_QUALITY = (*SENT, "09-08 10:00 accepted")
PREPARING = (*IN_QUALITY, "09-14 10:00 accepted")
LIVE = (*PREPARING, "09-18 10:00 prepared", "09-22 10:00 live")


@pytest.mark.parametrize(
    ("kind", "when", "lines"),
    [
        ("requested", "09-01 09:00", ()),
        ("answered", "09-01 09:20", REQUESTED),
        ("answered", "09-01 09:20", ()),
        ("confirmed", "09-02 09:00", SETUP[:2]),
        ("folder-ready", "09-03 09:00", SETUP[:3]),
        ("folder-ready", "09-03 09:00", ()),
        ("submitted", "09-04 09:00", SETUP),
        ("submitted", "09-09 09:00", SENT),
        ("submitted", "09-09 09:00", RETURNED),
        ("submitted", "09-30 02:00", LIVE),
        ("returned", "09-08 10:00", SENT),
        ("accepted", "09-08 10:00", SENT),
        ("returned", "09-10 10:00", IN_QUALITY),
        ("accepted", "09-14 10:00", IN_QUALITY),
        ("prepared", "09-18 10:00", PREPARING),
        ("live", "09-22 10:00", LIVE[:-1]),
    ],
)
def test_what_fits_is_not_asked_about(kind, when, lines):
    assert asked(kind, when, *lines) == []


@pytest.mark.parametrize(
    ("kind", "when", "lines", "reasons"),
    [
        ("requested", "09-01 12:00", REQUESTED, [("twice", (1,))]),
        ("requested", "09-05 12:00", SENT, [("done", (1,))]),
        ("answered", "09-05 12:00", SENT, [("done", (1,))]),
        ("answered", "08-31 12:00", REQUESTED, [("before-step", (1,))]),
        ("confirmed", "09-05 12:00", SENT, [("done", (2,))]),
        ("folder-ready", "09-01 12:00", SETUP[:3], [("before-step", (3,))]),
        ("folder-ready", "09-05 12:00", SENT, [("done", (3,))]),
        ("returned", "09-05 12:00", SETUP, [("nothing-sent", ())]),
        ("accepted", "09-05 12:00", (), [("nothing-sent", ())]),
        ("returned", "09-09 12:00", RETURNED, [("nothing-sent-since", (4,))]),
        ("accepted", "09-09 12:00", RETURNED, [("nothing-sent-since", (4,))]),
        ("returned", "09-03 12:00", SENT, [("before-sending", ())]),
        ("live", "09-09 12:00", SENT, [("skips", (4, 5, 6))]),
        ("prepared", "09-10 12:00", IN_QUALITY, [("skips", (5,))]),
        ("live", "09-09 12:00", SETUP, [("nothing-sent", ()), ("skips", (4, 5, 6))]),
        ("live", "09-30 12:00", LIVE, [("done", (7,))]),
        ("returned", "09-30 10:00", LIVE, [("done", (5,))]),
        ("submitted", "09-03 12:00", SENT, [("before-sending", ())]),
    ],
)
def test_what_may_be_a_mistake_is_asked_about(kind, when, lines, reasons):
    assert asked(kind, when, *lines) == reasons


def test_an_answer_that_names_a_review_which_is_done_is_asked_about():
    assert asked("accepted", "09-10 10:00", *IN_QUALITY, review="initial") == [("done", (4,))]
    assert asked("accepted", "09-10 10:00", *IN_QUALITY, review="quality") == []


def test_clocks_that_differ_by_minutes_are_no_reason_to_ask():
    assert asked("returned", "09-04 08:57", *SENT) == []
    assert asked("answered", "09-01 08:58", *REQUESTED) == []


@pytest.mark.parametrize("kind", ["comment", "note", "sending", "withdrawn"])
def test_what_moves_nothing_is_never_asked_about(kind):
    assert asked(kind, "09-04 09:00", *SENT) == []
