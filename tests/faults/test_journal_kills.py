"""Twenty seeded `kill -9` of the journal's writer; tests/benchmarks/kills.py does so hundreds of times."""

import pytest

from faults.journal_killing import killed_writers

SEED, EACH = 20261130, 10


@pytest.mark.parametrize("part", range(2))
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(part, tmp_path):
    kills = killed_writers(tmp_path, f"{SEED} {part}", EACH)
    assert [lie for each in kills for lie in each.lies] == []
    assert len(kills) == EACH
    assert sum(each.acknowledged for each in kills) > EACH
