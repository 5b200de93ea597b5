"""What the rows of a sending show, from what the sending tells; no clock, no server."""

import pytest

from checks.progress import Progress
from dde_tui.screens.send.progress import Phase, Stand, Uploads
from dde_tui.screens.send.result import on_the_way
from dde_tui.securestor.outgoing import FileDigest
from dde_tui.securestor.transfer.progress import FileProgress

BLOCK = 32_640
FILES = [FileDigest("orgs.csv", 300, ""), FileDigest("users.csv", 100_000, "")]


def begun(there: frozenset[str] = frozenset()) -> Uploads:
    uploads = Uploads()
    uploads.connecting()
    uploads.planned(FILES, there)
    return uploads


def move(uploads: Uploads, name: str, done: int) -> None:
    size = next(file.size for file in FILES if file.name == name)
    rows = {row.name: row for row in uploads.rows}
    others = sum(row.done for row in rows.values() if row.name != name)
    total = sum(row.total for row in rows.values())
    uploads.moved(FileProgress(name, done, 2 * size, others + done, total))


def stands(uploads: Uploads) -> list[Stand]:
    return [row.stand for row in uploads.rows]


def test_a_file_waits_goes_up_is_read_back_and_is_proved() -> None:
    uploads = begun()
    assert stands(uploads) == [Stand.WAITING, Stand.WAITING]
    seen = []
    for done in (0, BLOCK, 100_000, 150_000, 200_000):
        move(uploads, "users.csv", done)
        seen.append(stands(uploads)[1])
    assert seen == [Stand.UP, Stand.UP, Stand.PROVING, Stand.PROVING, Stand.PROVED]
    assert uploads.told == ()


def test_what_stands_there_is_no_work() -> None:
    uploads = begun(frozenset({"users.csv"}))
    assert stands(uploads) == [Stand.WAITING, Stand.THERE]
    move(uploads, "orgs.csv", 300)
    assert uploads.progress == Progress("", 0, 300, 600)


def test_when_all_are_proved_they_get_their_names() -> None:
    uploads = begun()
    move(uploads, "users.csv", 200_000)
    assert uploads.phase is Phase.MOVING
    move(uploads, "orgs.csv", 600)
    assert uploads.phase is Phase.NAMING


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (0, ()),
        (2 * BLOCK, ("users.csv resumes after the 65 KB from an earlier try.",)),
        (100_000, ("users.csv was already uploaded by an earlier try; verifying it now.",)),
    ],
)
def test_an_upload_that_goes_on_is_told_as_such(first: int, words: tuple[str, ...]) -> None:
    uploads = begun()
    move(uploads, "users.csv", first)
    assert uploads.told == words


def test_a_broken_line_lets_the_files_wait_and_what_is_done_stays_in_sight() -> None:
    uploads = begun()
    move(uploads, "orgs.csv", 600)
    move(uploads, "users.csv", 2 * BLOCK)
    uploads.tell("The line broke. Trying again in 4 s (2 of 4).")
    assert uploads.phase is Phase.WAITING
    assert uploads.progress.total == 0
    assert stands(uploads) == [Stand.WAITING, Stand.WAITING]
    uploads.connecting()
    uploads.planned(FILES, frozenset())
    assert [row.done for row in uploads.rows] == [600, 2 * BLOCK]
    move(uploads, "users.csv", 3 * BLOCK)
    assert uploads.told[-1].startswith("users.csv resumes after the 98 KB")


def test_a_file_that_arrived_before_the_line_broke_stands_there_in_the_next_try() -> None:
    uploads = begun()
    move(uploads, "orgs.csv", 600)
    uploads.tell("The line broke.")
    uploads.planned(FILES, frozenset({"orgs.csv"}))
    assert stands(uploads) == [Stand.THERE, Stand.WAITING]
    assert uploads.progress.total == 200_000


@pytest.mark.parametrize(("verify", "words"), [("read-back", "reading back"), ("hash", "comparing its hash")])
def test_the_rows_say_how_an_arrival_is_proved_and_fit_a_narrow_window(verify: str, words: str) -> None:
    uploads = begun()
    move(uploads, "users.csv", 100_000)
    narrow = on_the_way(uploads.rows, (), verify, 58).plain
    assert narrow.splitlines()[1] == f"◄ users.csv               100 KB   50%  {words}"
    wide = on_the_way(uploads.rows, (), verify, 78).plain
    assert "═══════───────" in wide
    assert max(map(len, wide.splitlines())) <= 78


def test_the_newest_of_what_was_told_stands_first_and_is_data() -> None:
    lines = on_the_way((), ("first", "second\x1b[31m [bold]"), "read-back", 80).plain.splitlines()
    assert lines == ["! second␛[31m [bold]", "! first"]
