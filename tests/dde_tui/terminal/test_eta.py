"""Speed and time left, by a clock that the test holds."""

import pytest

from checks.progress import Progress
from dde_tui.terminal.eta import Eta, EtaEstimator, in_words, moving_in_words, size_in_words

TOTAL = 100_000


def steady(rate: float, seconds: float, every: float = 0.1, pacer: EtaEstimator | None = None) -> Eta:
    """The pace after work that goes at a steady rate, ten bytes a row."""
    pacer = pacer or EtaEstimator()
    pace = Eta(0)
    for step in range(round(seconds / every) + 1):
        rows = int(rate * step * every)
        pace = pacer.look(Progress("users.csv", rows, rows * 10, TOTAL), 50 + step * every)
    return pace


def test_nothing_is_said_about_speed_before_enough_is_known() -> None:
    assert steady(1_000, 0.9) == Eta(0.09)
    assert EtaEstimator().look(Progress("", 0, 0, 0), 1) == Eta(0)


def test_steady_work_has_its_rate_and_its_time_left() -> None:
    pace = steady(1_000, 4)
    assert pace.rate == pytest.approx(1_000)
    assert pace.left == pytest.approx(6)


def test_work_that_stands_still_takes_longer_the_longer_it_does() -> None:
    pacer = EtaEstimator()
    lefts = [steady(1_000, 4, pacer=pacer).left]
    at = Progress("users.csv", 4_000, 40_000, TOTAL)
    lefts += [pacer.look(at, 54 + second).left for second in (1, 2, 3)]
    assert lefts == sorted(lefts)
    assert lefts[-1] > 8


def test_one_jump_moves_the_rate_only_in_part() -> None:
    pacer = EtaEstimator()
    before = steady(1_000, 4, pacer=pacer).rate
    after = pacer.look(Progress("users.csv", 5_000, 50_000, TOTAL), 54.1).rate
    assert before < after < before * 1.5


def test_the_next_piece_of_work_is_reckoned_anew() -> None:
    pacer = EtaEstimator()
    steady(1_000, 4, pacer=pacer)
    assert pacer.look(Progress("orgs.csv", 0, 10, 500), 60) == Eta(0.02)
    assert pacer.look(Progress("orgs.csv", 0, 5, 500), 70) == Eta(0.01)


def test_what_is_done_has_no_time_left() -> None:
    pacer = EtaEstimator()
    steady(1_000, 4, pacer=pacer)
    assert pacer.look(Progress("", 10_000, TOTAL + 5, TOTAL), 60) == Eta(1.0)


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Eta(0.1), ["12,345 rows"]),
        (Eta(0.1, 412_345.6, 0.2), ["12,345 rows", "410,000 rows/s", "1 s left"]),
        (Eta(0.1, 12.0, 89.4), ["12,345 rows", "12 rows/s", "89 s left"]),
        (Eta(0.1, None, 100), ["12,345 rows", "2 min left"]),
        (Eta(0.1, None, 7_200), ["12,345 rows", "2.0 h left"]),
        (Eta(0.1, None, 1e7), ["12,345 rows"]),
        (Eta(1.0), ["12,345 rows", "finishing"]),
    ],
)
def test_what_is_known_is_said_in_words(pace: Eta, words: list[str]) -> None:
    assert in_words(Progress("users.csv", 12_345, 5, 10), pace) == words


def test_work_without_rows_says_nothing_of_rows() -> None:
    assert in_words(Progress("", 0, 5, 10), Eta(0.5)) == []


def test_bytes_have_the_speed_of_the_line_and_the_time_left() -> None:
    pacer = EtaEstimator()
    pace = Eta(0)
    for second in range(5):
        pace = pacer.look(Progress("", 0, 1_200_000 * second, 10_000_000), 70 + second)
    assert moving_in_words(Progress("", 0, 4_800_000, 10_000_000), pace) == ["1.2 MB/s", "4 s left"]
    assert moving_in_words(Progress("", 0, 0, 0), Eta(0)) == []
    assert moving_in_words(Progress("", 0, 5, 5), Eta(1.0)) == ["finishing"]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (999.6, "1.0 KB"),
        (1_000, "1.0 KB"),
        (39_811, "40 KB"),
        (999_600, "1.0 MB"),
        (9_949_999, "9.9 MB"),
        (9_960_000, "10 MB"),
        (2_300_000_000_000, "2,300 GB"),
    ],
)
def test_a_size_is_said_in_two_or_three_digits(size: float, words: str) -> None:
    assert size_in_words(size) == words
