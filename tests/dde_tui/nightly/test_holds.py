"""The laws of holds: small losses add up, ordinary churn passes, and an approval covers its change or less."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dde_tui.nightly.baselines import Sent, baselines
from dde_tui.nightly.holds import Delta, judge
from dde_tui.nightly.limits import Limits, limits_on
from dde_tui.nightly.snapshot import Kind, Member, Snapshot, Stands, only_rows
from dde_tui.workspace.settings import LimitSettings

NIGHT = timedelta(days=1)
START = datetime(2026, 9, 1, 2, tzinfo=UTC)
LIMITS = Limits()


def child(number, school="1", row=0, grade="PK"):
    return Member(number, number, row, school, grade, Stands.PLACED)


def snap(children, *, homerooms=(1, 2, 3, 4), teachers=(1, 2, 3, 4)):
    """A set of these children, spread over two schools."""
    groups = {
        Kind.TEACHER: [child(each, str(each % 2)) for each in teachers],
        Kind.HOMEROOM: [child(each, str(each % 2)) for each in homerooms],
    }
    members = {Kind.STUDENT: [child(each, str(each % 2)) for each in children], **groups}
    return Snapshot(
        files={"users.csv": len(children) + len(teachers), "classes.csv": len(homerooms)},
        key="k",
        members={kind: tuple(all_) for kind, all_ in members.items()},
    )


def nights(sets, limits=LIMITS):
    """Send a set each night as far as none is held; return the number of the night that was, or None."""
    sent, snapshots = [], {}
    for number, each in enumerate(sets):
        now = START + number * NIGHT
        hold = judge(each, [snapshots[at.submission] for at in baselines(sent, now)], limits)
        if hold is not None:
            return number
        sent.append(Sent(str(number), now))
        snapshots[str(number)] = each
    return None


@settings(max_examples=30)
@given(st.integers(60, 400), st.integers(6, 9))
def test_nine_percent_lost_each_night_does_not_slip_through(size, percent):
    children, sets = list(range(size)), []
    for _ in range(8):
        sets.append(snap(children))
        children = children[: len(children) - max(1, len(children) * percent // 100)]
    held = nights(sets)
    assert held is not None
    assert len(sets[held].members[Kind.STUDENT]) > 0.7 * size


@settings(max_examples=20)
@given(st.integers(100, 400), st.randoms(use_true_random=False))
def test_ordinary_churn_is_never_held(size, rng):
    """Each night at most one percent leave, as many come, and some have another value."""
    there, new, sets = list(range(size)), size, []
    for _ in range(30):
        leaving = set(rng.sample(there, rng.randint(0, size // 100)))
        for school in (0, 1):  # one percent of each school, too: it is what a limit counts
            here = [each for each in leaving if each % 2 == school]
            leaving -= set(here[size // 200 :])
        there = [each for each in there if each not in leaving]
        there += [new + 2 * place + each % 2 for place, each in enumerate(sorted(leaving))]
        new += 2 * len(leaving) + 2 - (2 * len(leaving)) % 2
        sets.append(snap(there))
    assert nights(sets) is None


@settings(max_examples=40)
@given(st.sets(st.integers(0, 299), min_size=40), st.data())
def test_an_approval_covers_the_same_removals_or_fewer(gone, data):
    everyone = snap(range(300))
    left = [each for each in range(300) if each not in gone]
    approved = judge(snap(left), [everyone], LIMITS).delta
    back = data.draw(st.sets(st.sampled_from(sorted(gone))))
    fewer = judge(snap([*left, *back]), [everyone], LIMITS)
    assert fewer is None or approved.covers(fewer.delta)
    if left:
        one_more = data.draw(st.sampled_from(left))
        rest = [each for each in left if each != one_more]
        assert not approved.covers(judge(snap(rest), [everyone], LIMITS).delta)


def test_as_many_others_are_not_covered():
    everyone = snap(range(300))
    first = judge(snap(range(100, 300)), [everyone], LIMITS).delta
    others = judge(snap(range(200)), [everyone], LIMITS).delta
    assert len(first.parts) == len(others.parts)
    assert not first.covers(others)


def test_more_rows_lost_are_not_covered():
    assert Delta(fewer={"courses.csv": 5}).covers(Delta(fewer={"courses.csv": 5}))
    assert not Delta(fewer={"courses.csv": 5}).covers(Delta(fewer={"courses.csv": 6}))


@pytest.mark.parametrize(
    ("left", "is_held"), [(range(96), False), (range(90), False), (range(88), True), (range(50), True)]
)
def test_the_limit_is_ten_percent(left, is_held):
    assert (judge(snap(left), [snap(range(100))], LIMITS) is not None) is is_held


def test_a_few_children_of_a_small_school_are_not_held_and_five_are():
    """A pre-K campus of twenty: four of them are twenty percent, and not yet a pattern."""
    everyone, small = list(range(0, 400, 2)), list(range(1, 41, 2))
    before = snap([*everyone, *small])
    assert judge(snap([*everyone, *small[4:]]), [before], LIMITS) is None
    hold = judge(snap([*everyone, *small[5:]]), [before], LIMITS)
    assert [(each.how, each.school, each.count) for each in hold.passed] == [("removed", "1", 5)]


def test_a_school_that_is_gone_is_held_however_small_it_is():
    before = snap([*range(0, 400, 2), 1])
    hold = judge(snap(range(0, 400, 2), homerooms=(2, 4)), [before], LIMITS)
    assert ("school", "1", 1) in [(each.how, each.school, each.count) for each in hold.passed]


def test_no_homeroom_left_is_held():
    hold = judge(snap(range(100), homerooms=()), [snap(range(100), homerooms=(1,))], LIMITS)
    assert "homerooms" in {each.how for each in hold.passed}


def test_most_ids_assigned_anew_are_held():
    before = snap(range(100))
    anew = tuple(each._replace(id=each.id + 1000) for each in before.members[Kind.STUDENT])
    hold = judge(replace(before, members={**before.members, Kind.STUDENT: anew}), [before], LIMITS)
    assert ("ids", 100, 100) in [(each.how, each.count, each.of) for each in hold.passed]


def test_twins_and_namesakes_are_not_taken_for_one_child_with_another_id():
    twins = tuple(child(each)._replace(who=7) for each in range(100))
    before = replace(snap([]), members={Kind.STUDENT: twins})
    after = replace(
        snap([]), members={Kind.STUDENT: tuple(each._replace(id=each.id + 500) for each in twins)}
    )
    hold = judge(after, [before], LIMITS)
    assert "ids" not in {each.how for each in hold.passed}
    assert "removed" in {each.how for each in hold.passed}


def test_three_quarters_may_change_and_more_are_held():
    before = snap(range(100))

    def changed(many):
        rows = tuple(each._replace(row=int(each.id < many)) for each in before.members[Kind.STUDENT])
        return replace(before, members={**before.members, Kind.STUDENT: rows})

    assert judge(changed(74), [before], LIMITS) is None
    assert judge(changed(80), [before], LIMITS).changed == 80


def test_where_only_rows_are_known_only_rows_are_compared():
    before = only_rows([("users.csv", 252), ("enrollments.csv", 314), ("manifest.csv", None)])
    hold = judge(replace(snap(range(60)), files={"users.csv": 76, "enrollments.csv": 91}), [before], LIMITS)
    assert {each.how for each in hold.passed} == {"rows"}
    assert judge(replace(snap(range(60)), files={"users.csv": 250}), [before], LIMITS) is None


def test_hashes_of_another_key_are_not_compared():
    before = replace(snap(range(100)), key="another")
    assert judge(snap(range(1000, 1100)), [before], LIMITS) is None


def test_limits_are_tighter_in_a_testing_wave():
    limits = LimitSettings(waves=("2026-09-08/2026-10-16",))
    assert limits_on(limits, date(2026, 9, 7)) == Limits()
    assert (
        limits_on(limits, date(2026, 9, 8)).removed == limits_on(limits, date(2026, 10, 16)).removed == 0.05
    )
    assert limits_on(limits, date(2026, 10, 17)) == Limits()


def test_an_approved_set_is_the_only_baseline_from_then_on():
    sent = [Sent(str(number), START + number * NIGHT) for number in range(10)]
    now = START + 10 * NIGHT
    assert [each.submission for each in baselines(sent, now)] == ["9", "3"]
    assert [each.submission for each in baselines(sent[-3:], now)] == ["9", "7"]
    assert [each.submission for each in baselines(sent[-1:], now)] == ["9"]
    assert baselines([], now) == []
