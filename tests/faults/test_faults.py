"""Every row of the fault table, on both servers: what `dde send` promises is kept, and the page says what is seen."""

import json
import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from faults.rows import ROWS, broken
from faults.scene import Scene, Seen
from faults.senders import Dde
from faults.servers import SERVERS

DOCS = Path(__file__).parents[2] / "docs"
rows = pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
servers = pytest.mark.parametrize("server", SERVERS)


@pytest.fixture(scope="module")
def page():
    return runpy.run_path(str(DOCS / "tools" / "fault_table.py"))


@servers
@rows
def test_what_is_promised_is_kept(row, server, tmp_path):
    assert not broken(row, Scene(tmp_path, row, SERVERS[server], Dde).play())


@servers
@rows
def test_the_page_tells_of_promises_kept(page, row, server):
    recorded = page["read_seen"]()["rows"][row.name][f"{Dde.called} on {server}"]
    lists = {name: tuple(recorded[name]) for name in ("halves", "left", "gone", "next_halves")}
    assert not broken(row, replace(Seen(**recorded), **lists)), f"run: {page['COMMAND']}"


def test_the_page_is_what_was_seen(page):
    assert (DOCS / "faults.md").read_text("utf-8") == page["page"](page["read_seen"]()), (
        f"run: {page['COMMAND']} --page"
    )


def test_what_was_seen_holds_no_path_of_a_machine(page):
    assert "/tmp/" not in json.dumps(page["read_seen"]())
