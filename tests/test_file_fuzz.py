"""A few seeded files of each kind that a stranger could have written; `benchmarks/fuzz.py` tries thousands."""

import pytest

from support import file_fuzz


@pytest.mark.parametrize("kind", file_fuzz.VALID)
def test_a_valid_file_and_changed_ones_end_with_an_exit_of_the_contract(kind):
    assert file_fuzz.outcome(kind, file_fuzz.valid(kind)) in {(0, ""), (1, "")}
    for seed in range(12):
        code, defect = file_fuzz.outcome(kind, file_fuzz.example(kind, seed))
        assert code in file_fuzz.CONTRACT[kind], (seed, defect)
