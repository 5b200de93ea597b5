"""Options of the whole suite."""

import os

import pytest
from hypothesis import settings

settings.register_profile("dde", deadline=None)  # a busy machine fails no test
settings.load_profile("dde")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the screens in tests/golden as they are now"
    )


def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: many tests wait for a line, a server or a screen."""
    return 2 * (os.cpu_count() or 1)
