"""Twenty seeded `kill -9` of a real `dde send` against a real sshd; tests/benchmarks/kills.py does so hundreds of times."""

import pytest

from faults.killing import killed, untrue

SEED, EACH = 20261124, 5


@pytest.mark.parametrize("part", range(4))
def test_a_killed_sending_leaves_the_old_or_the_new_set_or_what_the_next_run_repairs(part, tmp_path):
    kills = killed(tmp_path, f"{SEED} {part}", EACH, delay=0.005, size=40_000)
    assert untrue(kills) == []
    assert len(kills) == EACH
