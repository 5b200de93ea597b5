"""Twenty kills at seeded moments on OpenSSH's server: the old or the new set, and the next run makes it whole."""

import pytest

from faults.kills import kills, wrong

EACH = 5
"""Kills of one seed."""


@pytest.mark.parametrize("seed", range(4))
def test_no_kill_leaves_half_a_file_a_lie_or_anything_that_the_next_run_does_not_mend(tmp_path, seed):
    seen = list(kills(seed, EACH, tmp_path))
    assert len(seen) == EACH
    assert not [words for killed in seen for words in wrong(killed)]
