"""Some operations of a whole `dde send`, drawn by a seed, go wrong in every way; the benchmark does so with all of them."""

from random import Random

import pytest

from faults.operations import LADDERS, WRONG, Operations

SEED, DRAWN = 20261124, 1


@pytest.mark.parametrize("ladder", LADDERS)
@pytest.mark.parametrize("how", WRONG)
def test_whatever_goes_wrong_the_old_or_the_new_set_stands_and_what_is_said_is_true(ladder, how, tmp_path):
    stage = Operations(tmp_path, ladder)
    try:
        whole = stage.whole()
        assert whole > 100
        draw = Random(f"{SEED} {ladder} {how}")
        # The last sixth is where names are given and receipts are left.
        numbers = [*draw.sample(range(1, whole + 1), DRAWN), draw.randrange(whole * 5 // 6, whole + 1)]
        played = [(number, stage.play(number, how)) for number in numbers]
    finally:
        stage.close()
    assert {number: each.lies for number, each in played if each.lies} == {}
    assert all(each.operation for number, each in played if number < whole - 20)


def test_a_sending_with_nothing_wrong_is_no_fault(tmp_path):
    stage = Operations(tmp_path, "posix-rename")
    try:
        played = stage.play(10_000, "cut")
    finally:
        stage.close()
    assert (played.operation, played.code, played.kept, played.lies) == ("", 0, "new", ())
