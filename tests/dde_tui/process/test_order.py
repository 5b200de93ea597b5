"""Which event came first: by its own time where that can be right, else as recorded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import TOLERANCE, in_order, standing, withdrawn
from dde_tui.process.progress import State, Turn, progress

START = datetime(2026, 9, 14, 14, tzinfo=UTC)
NOW = START + timedelta(days=20)


def day(number):
    return START + timedelta(days=number)


def book(*lines):
    """A journal of (kind, at, recorded at, data); a time that is left out is the one before it."""
    events = []
    for kind, at, *more in lines:
        recorded = more[0] if more else at
        data = more[1] if len(more) > 1 else {}
        events.append(Event(kind, at, data, recorded, len(events) + 1))
    return events


def stands(events, now=NOW):
    found = progress(events, now, Calendar())
    step = found.steps[found.next.step - 1]
    return step.id, step.state


def numbers(events, now=NOW):
    return [placed.event.id for placed in in_order(events, now)]


SENT = ("submitted", day(1))
WAITS = ("initial-review", State.WAITING)
RETURNED = ("initial-review", State.RETURNED)


def test_what_is_recorded_late_has_the_place_of_its_own_time():
    events = book(("submitted", day(1)), ("submitted", day(5)), ("returned", day(3), day(6)))
    assert numbers(events) == [1, 3, 2]
    assert stands(events) == WAITS


@pytest.mark.parametrize("claimed", [datetime(2999, 1, 1, tzinfo=UTC), day(9)])
def test_a_live_from_the_future_is_corrected_by_every_later_return(claimed):
    events = book(SENT, ("comment", day(3)), ("live", claimed, day(3)), ("returned", day(2), day(4)))
    assert stands(events) == ("quality-review", State.RETURNED)
    assert [placed.at for placed in in_order(events, NOW)] == [day(1), None, day(2), day(3)]


WRONG = [datetime(1970, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC), day(-30), day(40)]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_sending_under_a_wrong_clock_is_neither_lost_nor_the_last_word(wrong):
    again = book(SENT, ("returned", day(2), day(3)), ("sending", wrong), ("submitted", wrong))
    assert stands(again) == WAITS
    step = progress(again, NOW, Calendar()).steps[3]
    assert (step.started, step.due, step.remaining_minutes) == (None, None, None)
    returned = Event("returned", day(5), {}, day(6), 5)
    assert stands([*again, returned]) == RETURNED
    sent = Event("submitted", day(7), {}, day(7), 6)
    assert stands([*again, returned, sent]) == WAITS


@pytest.mark.parametrize("wrong", WRONG)
def test_the_first_sending_under_a_wrong_clock_is_returned_today(wrong):
    for name in ({}, {"submission": "x"}):
        events = book(("submitted", wrong, wrong, name), ("returned", day(5), day(6), name))
        assert stands(events) == RETURNED


def test_a_clock_that_is_behind_at_cli_does_not_put_an_answer_before_its_sending():
    about = {"submission": "x"}
    events = book(
        ("submitted", day(1), day(1), about), ("returned", day(1) - timedelta(minutes=3), day(2), about)
    )
    assert stands(events) == RETURNED


def test_a_clock_that_is_ahead_at_cli_does_not_put_a_sending_before_its_return():
    a_little = timedelta(minutes=3)
    events = book(SENT, ("returned", day(2) + a_little, day(2)), ("submitted", day(2) + a_little / 3))
    assert stands(events) == WAITS


def test_a_clock_that_the_network_puts_right_by_seconds_is_no_wrong_clock():
    events = book(SENT, ("returned", day(2)), ("submitted", day(2) - timedelta(seconds=4)))
    assert stands(events) == WAITS
    assert in_order(events, NOW)[-1].at == day(2)


def test_a_clock_that_is_behind_now_spoils_nothing():
    events = book(SENT, ("returned", day(2)))
    assert stands(events, datetime(1970, 1, 1, tzinfo=UTC)) == RETURNED
    assert [placed.at for placed in in_order(events, datetime(1970, 1, 1, tzinfo=UTC))] == [day(1), day(2)]


def test_an_event_that_was_taken_back_moves_nothing():
    events = book(SENT, ("live", day(3)))
    back = Event("withdrawn", day(4), {"withdraws": 2}, day(4), 3)
    assert stands(events)[0] == "production"
    assert stands([*events, back]) == WAITS
    assert [event.id for event in standing([*events, back])] == [1, 3]


@pytest.mark.parametrize("claim", [0, -1, 3, 9, True, "2", None, [2], 2.0])
def test_only_an_earlier_event_is_taken_back(claim):
    events = [*book(SENT, ("live", day(3))), Event("withdrawn", day(4), {"withdraws": claim}, day(4), 3)]
    assert withdrawn(events) == frozenset()


moments = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
lines = st.tuples(
    st.sampled_from(EventKind),
    moments,
    moments | st.just(START),
    st.sampled_from([{}, {"submission": "x"}, {"submission": "x", "review": "quality"}]),
)


@given(st.lists(lines, max_size=10))
def test_law_a_return_that_happens_as_it_is_recorded_shows_whatever_the_clocks_said_before(recorded):
    events = [*book(*recorded), Event("returned", NOW, {}, NOW, len(recorded) + 1)]
    found = progress(events, NOW, Calendar())
    assert stands(events)[1] is State.RETURNED
    assert found.next.turn is Turn.DISTRICT
    assert in_order(events, NOW)[-1].event is events[-1]


@given(st.lists(lines, max_size=10))
def test_law_no_clock_of_a_step_begins_in_the_future(recorded):
    for step in progress(book(*recorded), NOW, Calendar()).steps:
        assert step.started is None or step.started <= NOW + TOLERANCE


@given(st.lists(st.tuples(st.sampled_from(EventKind), st.integers(0, 400), st.integers(0, 400)), max_size=10))
def test_law_where_every_clock_is_right_the_order_is_that_of_the_times(recorded):
    listed = sorted(
        (
            (START + timedelta(hours=max(at, later)), START + timedelta(hours=at), kind)
            for kind, at, later in recorded
        ),
        key=lambda line: line[0],
    )
    events = book(*((kind, at, recorded_at) for recorded_at, at, kind in listed))
    placed = in_order(events, NOW)
    assert [each.event for each in placed] == sorted(events, key=lambda event: event.at)
    assert [each.at for each in placed] == sorted(event.at for event in events)


@given(st.lists(lines, max_size=10))
def test_law_nothing_is_lost_and_nothing_comes_twice(recorded):
    events = book(*recorded)
    assert sorted(numbers(events)) == [event.id for event in events]
