import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.process.calendars.calendar import Calendar, ClockError
from dde_tui.process.events import Event, EventKind
from dde_tui.process.next_thing import sentence
from dde_tui.process.progress import NextThing, State, Turn, progress

CLI = Calendar()
CHICAGO = ZoneInfo("America/Chicago")


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHICAGO)


def journal(*lines):
    """Events from lines such as "09-15 09:00 returned quality"."""
    events = []
    for line in lines:
        day, clock, kind, *review = line.split()
        events.append(Event(kind, at(f"{day} {clock}"), {"review": review[0]} if review else {}))
    return events


SETUP = ["09-01 09:00 requested", "09-01 09:20 answered", "09-02 09:00 confirmed", "09-03 09:00 folder-ready"]
IN_QUALITY = [*SETUP, "09-04 09:00 submitted", "09-08 15:00 accepted"]


def after(*lines, now="09-30 12:00"):
    return progress(journal(*lines), at(now), CLI)


def states(found):
    return [str(step.state) for step in found.steps]


DONE, YOURS, WAITING, RETURNED, UPCOMING = "done", "yours", "waiting", "returned", "upcoming"


def test_at_the_start_the_request_is_yours():
    found = after()
    assert states(found) == [YOURS, *[UPCOMING] * 6]
    assert found.next == NextThing(
        "Ask CLI for information about automated rostering.", Turn.DISTRICT, None, 1, "overview"
    )


def test_a_request_waits_one_elapsed_hour_for_cli():
    found = after("09-04 23:30 requested", now="09-05 00:00")
    assert states(found) == [WAITING, *[UPCOMING] * 6]
    assert (found.steps[0].turn, found.steps[0].due) == (Turn.CLI, at("09-05 00:30"))
    assert found.steps[0].remaining_minutes == 30
    assert (found.next.turn, found.next.due, found.next.place) == (Turn.CLI, at("09-05 00:30"), "feedback")


def test_the_answer_makes_the_confirmation_yours():
    found = after(*SETUP[:2])
    assert states(found) == [DONE, YOURS, *[UPCOMING] * 5]
    assert found.steps[1].started == at("09-01 09:20")
    assert (found.next.turn, found.next.step, found.next.place) == (Turn.DISTRICT, 2, "requirements")


def test_while_cli_makes_the_folder_the_district_builds_its_files():
    found = after(*SETUP[:3], now="09-02 10:00")
    assert states(found) == [DONE, DONE, WAITING, *[UPCOMING] * 4]
    assert (found.steps[2].turn, found.steps[2].due) == (Turn.CLI, at("09-04 11:00"))
    assert found.next == NextThing(
        "Build and check your files while CLI makes your SecureStor folder.", Turn.DISTRICT, None, 3, "build"
    )


@pytest.mark.parametrize("proof", ["folder-ready", "connected"])
def test_a_folder_that_exists_makes_the_first_sending_yours(proof):
    found = after(*SETUP[:3], f"09-03 09:00 {proof}")
    assert states(found) == [DONE, DONE, DONE, YOURS, *[UPCOMING] * 3]
    assert (found.next.turn, found.next.step, found.next.place) == (Turn.DISTRICT, 4, "send")


def test_connecting_again_later_changes_nothing():
    assert after(*IN_QUALITY) == after(*IN_QUALITY, "09-09 09:00 connected")


def test_a_submission_waits_twenty_business_hours():
    found = after(*SETUP, "09-15 09:00 submitted", now="09-16 12:00")
    assert states(found) == [DONE, DONE, DONE, WAITING, *[UPCOMING] * 3]
    assert (found.steps[3].due, found.steps[3].remaining_minutes) == (at("09-17 11:00"), 480)
    assert found.next.sentence == ("CLI reviews whether your files are complete (round 1).")
    assert found.next.due == at("09-17 11:00")


def test_a_step_shows_the_late_end_and_is_not_overdue_on_the_early_one():
    found = after(*SETUP, "12-21 10:00 submitted", now="12-28 12:00")
    step = found.steps[3]
    assert step.deadline is not None
    assert step.due == step.deadline.due == datetime(2027, 1, 4, 12, tzinfo=CHICAGO)
    assert step.deadline.earliest == at("12-23 12:00")
    assert not step.is_overdue
    assert after(*SETUP, "12-21 10:00 submitted", now="12-24 12:00").next.turn is Turn.CLI


def test_a_second_submission_restarts_the_clock():
    found = after(*SETUP, "09-15 09:00 submitted", "09-21 13:30 submitted")
    assert (found.steps[3].due, found.steps[3].round) == (at("09-23 15:30"), 1)


def test_a_return_is_yours_again_in_the_next_round_and_stops_the_clock_of_cli():
    found = after(*SETUP, "09-15 09:00 submitted", "09-16 10:00 returned")
    step = found.steps[3]
    assert (step.state, step.turn, step.round) == (State.RETURNED, Turn.DISTRICT, 2)
    assert (step.started, step.due, step.remaining_minutes) == (at("09-16 10:00"), None, None)
    assert found.next == NextThing(
        "CLI returned your files: read its remarks, correct the files and send them again (round 2).",
        Turn.DISTRICT,
        None,
        4,
        "feedback",
    )


def test_v25_revised_files_restart_the_clock_and_do_not_resume_it():
    found = after(*SETUP, "09-15 09:00 submitted", "09-16 10:00 returned", "09-21 13:30 submitted")
    assert (found.steps[3].state, found.steps[3].round) == (State.WAITING, 2)
    assert found.steps[3].due == at("09-23 15:30")


def test_an_accepted_initial_review_opens_the_quality_review_of_five_days():
    found = after(*SETUP, "09-04 09:00 submitted", "09-15 09:00 accepted", now="09-15 09:00")
    assert states(found) == [DONE, DONE, DONE, DONE, WAITING, UPCOMING, UPCOMING]
    assert found.steps[4].due == at("09-22 17:00")
    assert (found.steps[3].due, found.steps[3].remaining_minutes) == (None, None)


def test_a_returned_quality_review_waits_five_days_for_the_revised_files():
    returned = [*IN_QUALITY, "09-10 09:00 returned"]
    assert states(after(*returned)) == [DONE, DONE, DONE, DONE, RETURNED, UPCOMING, UPCOMING]
    again = after(*returned, "09-15 09:00 submitted")
    assert (again.steps[4].state, again.steps[4].round) == (State.WAITING, 2)
    assert again.steps[4].due == at("09-22 17:00")
    assert again.steps[3].round == 1


def test_a_submission_during_the_first_quality_review_restarts_its_five_days():
    found = after(*IN_QUALITY, "09-15 09:00 submitted")
    assert (found.steps[4].due, found.steps[4].round) == (at("09-22 17:00"), 1)


def test_two_loops_in_each_review_count_their_own_rounds():
    found = after(
        *SETUP,
        *("09-04 09:00 submitted", "09-04 12:00 returned", "09-08 09:00 submitted", "09-08 12:00 returned"),
        *("09-09 09:00 submitted", "09-09 12:00 accepted", "09-10 09:00 returned", "09-11 09:00 submitted"),
        *("09-14 09:00 returned", "09-15 09:00 submitted"),
    )
    assert [step.round for step in found.steps] == [1, 1, 1, 3, 3, 1, 1]
    assert found.steps[4].due == at("09-22 17:00")


def test_an_accepted_quality_review_lets_cli_prepare_the_files():
    found = after(*IN_QUALITY, "09-15 09:00 accepted")
    assert states(found) == [*[DONE] * 5, WAITING, UPCOMING]
    assert found.steps[5].due == at("09-22 17:00")


def test_prepared_files_go_into_production_within_two_days():
    found = after(*IN_QUALITY, "09-15 09:00 accepted", "09-21 09:00 prepared")
    assert states(found) == [*[DONE] * 6, WAITING]
    assert found.steps[6].due == at("09-23 17:00")


LIVE = [*IN_QUALITY, "09-15 09:00 accepted", "09-21 09:00 prepared", "09-22 09:00 live"]


def test_in_production_it_is_nobodys_turn():
    found = after(*LIVE)
    assert states(found) == [DONE] * 7
    assert found.next == NextThing(
        "Your rosters are in production: keep sending your files every night.", Turn.NONE, None, 7, "overview"
    )
    assert {step.turn for step in found.steps} == {Turn.NONE}


@pytest.mark.parametrize("nightly", ["submitted", "accepted", "connected", "requested", "sending"])
def test_what_comes_after_production_changes_no_state(nightly):
    assert after(*LIVE, f"09-23 02:00 {nightly}") == after(*LIVE)


@pytest.mark.parametrize("before", [LIVE[:-1], LIVE, ["09-15 09:00 live"]])
def test_a_return_in_production_is_not_lost(before):
    found = after(*before, "09-23 02:00 returned")
    assert states(found) == [*[DONE] * 4, RETURNED, UPCOMING, UPCOMING]
    assert (found.steps[4].round, found.next.turn, found.next.step) == (2, Turn.DISTRICT, 5)
    assert after(*before, "09-23 02:00 returned", "09-24 09:00 live").next.step == 7


@pytest.mark.parametrize("silent", ["comment", "sending", "withdrawn", "hold-approved"])
@pytest.mark.parametrize("known", range(len(LIVE) + 1))
def test_comments_and_intents_move_nothing(silent, known):
    assert after(*LIVE[:known], f"09-29 09:00 {silent}") == after(*LIVE[:known])


def test_a_submission_after_the_quality_review_changes_no_state():
    accepted = [*IN_QUALITY, "09-15 09:00 accepted"]
    assert after(*accepted, "09-16 09:00 submitted") == after(*accepted)


def test_a_return_while_cli_prepares_the_files_is_not_lost():
    accepted = [*IN_QUALITY, "09-15 09:00 accepted", "09-16 09:00 returned"]
    found = after(*accepted)
    assert states(found) == [*[DONE] * 4, RETURNED, UPCOMING, UPCOMING]
    assert (found.steps[4].round, found.steps[5].started, found.next.step) == (2, None, 5)
    again = after(*accepted, "09-16 12:00 submitted", "09-21 09:00 accepted")
    assert (states(again), again.steps[5].due) == ([*[DONE] * 5, WAITING, UPCOMING], at("09-28 17:00"))


def test_nobody_recorded_the_steps_before_a_submission():
    found = after("09-15 09:00 submitted")
    assert states(found) == [DONE, DONE, DONE, WAITING, *[UPCOMING] * 3]
    assert [step.recorded for step in found.steps] == [False, False, False, *[True] * 4]
    assert sentence(found.steps[0]) == (
        "This step counts as done because a later one came; its end was not recorded."
    )


def test_going_live_alone_ends_every_step():
    found = after("09-15 09:00 live")
    assert states(found) == [DONE] * 7
    assert [step.recorded for step in found.steps] == [*[False] * 6, True]


def test_a_step_recorded_late_is_recorded_after_all():
    found = after("09-02 09:00 confirmed", "09-03 09:00 answered")
    assert states(found)[:3] == [DONE, DONE, WAITING]
    assert found.steps[0].recorded


def test_a_request_that_nobody_answered_is_no_recorded_end():
    found = after("09-01 09:00 requested", "09-02 09:00 confirmed")
    assert (found.steps[0].state, found.steps[0].recorded, found.steps[0].due) == (State.DONE, False, None)


def test_an_answer_that_names_the_quality_review_ends_the_initial_one_unrecorded():
    found = after(*SETUP, "09-04 09:00 submitted", "09-10 09:00 returned quality")
    assert states(found) == [DONE, DONE, DONE, DONE, RETURNED, UPCOMING, UPCOMING]
    assert not found.steps[3].recorded
    assert states(after(*SETUP, "09-10 09:00 accepted quality")) == [*[DONE] * 5, WAITING, UPCOMING]


def test_the_initial_review_accepted_twice_does_not_accept_the_quality_review():
    once = [*SETUP, "09-04 09:00 submitted", "09-08 15:00 accepted initial"]
    assert after(*once, "09-08 15:05 accepted initial") == after(*once)


def test_a_return_that_names_a_review_already_done_belongs_to_the_open_one():
    found = after(*IN_QUALITY, "09-10 09:00 returned initial")
    assert (found.steps[3].state, found.steps[4].state) == (State.DONE, State.RETURNED)


def test_a_review_that_does_not_exist_is_not_believed():
    assert after(*SETUP, "09-08 09:00 accepted final") == after(*SETUP, "09-08 09:00 accepted")


@pytest.mark.parametrize(
    ("lines", "step", "now"),
    [
        (["09-01 09:00 requested"], 1, "09-01 10:01"),
        (SETUP[:3], 3, "09-04 11:01"),
        ([*SETUP, "09-15 09:00 submitted"], 4, "09-17 11:01"),
        ([*SETUP, "09-15 09:00 accepted"], 5, "09-22 18:00"),
    ],
)
def test_an_allowance_that_ended_is_told_and_sends_the_contact_to_the_ticket(lines, step, now):
    found = after(*lines, now=now)
    assert found.steps[step - 1].remaining_minutes < 0
    assert found.next == NextThing(
        f"CLI's answer in step {step} is overdue: ask in your help ticket, or record the answer if it came.",
        Turn.CLI,
        found.steps[step - 1].due,
        step,
        "feedback",
    )


def test_the_order_of_recording_does_not_matter():
    events = journal(*LIVE)
    shuffled = random.Random(7).sample(events, len(events))
    assert shuffled != events
    for known in range(len(events)):
        assert progress([e for e in shuffled if e in events[:known]], at("09-30 12:00"), CLI) == progress(
            events[:known], at("09-30 12:00"), CLI
        )


def test_of_two_events_at_the_same_time_the_first_recorded_came_first():
    found = after(*SETUP, "09-15 09:00 submitted", "09-15 09:00 returned")
    assert found.steps[3].state is State.RETURNED
    found = after(*SETUP, "09-15 09:00 returned", "09-15 09:00 submitted")
    assert found.steps[3].state is State.WAITING


def test_every_step_always_has_a_sentence():
    for known in range(len(LIVE) + 1):
        for step in after(*LIVE[:known]).steps:
            assert sentence(step).endswith(".")
            assert "{" not in sentence(step)


def test_now_needs_a_zone():
    with pytest.raises(ClockError):
        progress(journal(*SETUP[:3]), datetime(2026, 9, 2, 10, 0), CLI)  # noqa: DTZ001


journals = st.lists(
    st.builds(
        Event,
        st.sampled_from(EventKind),
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
        st.sampled_from([{}, {"review": "initial"}, {"review": "quality"}]),
    ),
    max_size=12,
)


@given(journals, st.timedeltas(timedelta(), timedelta(days=400)))
def test_any_journal_gives_seven_steps_of_which_the_done_ones_come_first(events, later):
    now = datetime(2026, 1, 1, tzinfo=UTC) + later
    for known in range(len(events) + 1):
        found = progress(events[:known], now, CLI)
        assert found == progress(iter(events[:known]), now, CLI)
        assert [step.number for step in found.steps] == [1, 2, 3, 4, 5, 6, 7]
        found_states = [step.state for step in found.steps]
        done = found_states.count(State.DONE)
        assert found_states[:done] == [State.DONE] * done
        assert found_states[done + 1 :] == [State.UPCOMING] * (6 - done if done < 7 else 0)
        if done < 7:
            assert found_states[done] in {State.YOURS, State.WAITING, State.RETURNED}
        for step in found.steps:
            assert step.turn is step.state.turn
            assert (
                (step.due is not None)
                == (step.remaining_minutes is not None)
                == (step.state is State.WAITING)
            )
            assert step.round == 1 or step.number in {4, 5}
            assert step.recorded or step.state is State.DONE
        assert found.next.step == min(done + 1, 7)
        assert len(found.next.sentence) <= 120
