"""When the files may be in production: CLI's allowances one after the other, by their late ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.forecast import scenarios
from dde_tui.process.progress import progress

CHICAGO = ZoneInfo("America/Chicago")
CLI = Calendar()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


def ways(now, *lines):
    events = [Event(kind, at(f"{day} {clock}")) for day, clock, kind in map(str.split, lines)]
    return scenarios(progress(events, at(now), CLI), at(now), CLI)


def days(now, *lines):
    return [way.live.date() for way in ways(now, *lines)]


PREPARING = ("2026-09-08 10:00 submitted", "2026-09-09 10:00 accepted", "2026-09-14 10:00 accepted")


def test_the_last_steps_follow_one_another():
    # prepared by Mon 21 Sep 17:00, which is received on Tuesday; live two days later
    first, again = ways("2026-09-14 10:00", *PREPARING)
    assert [(stage.step, stage.ends) for stage in first.stages] == [
        (6, at("2026-09-21 17:00")),
        (7, at("2026-09-24 17:00")),
    ]
    assert again.live == first.live


def test_one_more_round_counts_its_allowance_again_in_each_review_that_is_open():
    # Tue 15 Sep 09:00, 20 hours: Thu 11:00; 5 days: Thu 24 17:00; 5 days from Fri: Fri 2 Oct; 2 from Mon: Wed 7
    first, again = days("2026-09-15 09:00", "2026-09-15 09:00 submitted")
    assert first == date(2026, 10, 7)
    # a second round each: Mon 21 Sep 13:00; Mon 28 17:00, Tue 6 Oct 17:00; Wed 14 Oct; Mon 19 Oct
    assert again > first


def test_in_the_quality_review_only_that_one_is_repeated():
    sent = ("2026-09-08 10:00 submitted", "2026-09-09 10:00 accepted")
    first, again = ways("2026-09-10 10:00", *sent)
    assert [stage.step for stage in first.stages] == [5, 6, 7]
    assert first.stages[0].ends == at("2026-09-16 17:00")
    assert again.stages[0].ends == at("2026-09-24 17:00")


def test_an_overdue_allowance_counts_as_ending_now():
    first, _ = ways("2026-11-02 10:00", *PREPARING)
    assert first.stages[0].ends == at("2026-11-02 10:00")
    assert first.live == at("2026-11-04 17:00")


def test_the_district_s_own_turn_takes_no_time():
    returned = (*PREPARING[:1], "2026-09-09 10:00 returned")
    first, _ = ways("2026-09-20 10:00", *returned)
    assert (first.stages[0].step, first.stages[0].begins) == (4, at("2026-09-20 10:00"))
    assert first.stages[0].ends == at("2026-09-23 10:00")


def test_the_late_ends_count():
    first, _ = ways("2026-12-21 10:00", "2026-12-21 10:00 submitted")
    assert first.stages[0].ends == at("2027-01-04 12:00")


def test_in_production_nothing_is_forecast():
    assert ways("2026-09-30 10:00", *PREPARING, "2026-09-21 10:00 live") == ()


@given(
    st.lists(st.sampled_from(EventKind), max_size=8),
    st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 30)),  # noqa: DTZ001 - the zone comes next
)
def test_law_more_rounds_never_end_earlier_and_no_stage_begins_before_now(kinds, moment):
    now = moment.replace(tzinfo=CHICAGO)
    events = [Event(kind, now - timedelta(days=9 - number)) for number, kind in enumerate(kinds)]
    for way in scenarios(progress(events, now, CLI), now, CLI):
        assert all(now <= stage.begins <= stage.ends for stage in way.stages)
        assert way.live == way.stages[-1].ends
    found = [way.live for way in scenarios(progress(events, now, CLI), now, CLI)]
    assert found == sorted(found)


@pytest.mark.parametrize("count", [0])
def test_a_new_workspace_has_all_seven_steps_before_it(count):
    first, _ = ways("2026-09-15 09:00")
    assert [stage.step for stage in first.stages] == [1, 2, 3, 4, 5, 6, 7][count:]
