"""The JSON files of the exchange folder: written once, read whole, and nothing believed unseen."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.file_record import FileRecord
from dde_tui.errors import TransferError
from dde_tui.feedback.folder import (
    FolderSource,
    Receipt,
    Review,
    is_prepared,
    prepare,
    read_receipts,
    read_reviews,
)
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

NOON = datetime(2026, 9, 14, 17, tzinfo=UTC)
FILE = {"file": "users.csv", "bytes": 12, "sha256": "0" * 64, "rows": 1, "verified": "read-back"}
RECEIPT = Receipt(
    "20260914T170000Z-00000000",
    "Peña ISD",
    NOON,
    2,
    (FileRecord(**FILE),),
    ({"code": "DDE703", "because": "asked"},),
    {"error": 2},
    "h:22",
    "SHA256:x",
)
PLACE = {"file": "users.csv", "line": 91, "column": "role"}
FINDING = {"code": "DDE301", "severity": "error", **PLACE, "affected": 1, "message": "role must be a word"}
REVIEW = Review(EventKind.RETURNED, NOON, "Pat", "Nguyễn", "initial", RECEIPT.submission, (FINDING,))
not_on_windows = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names and few links")


@pytest.fixture
def folder(tmp_path):
    mine = LocalFolder(tmp_path)
    prepare(mine)
    return mine


def put(folder, *written):
    for each in written:
        folder.write_new(each.path, each.encode())


def test_a_receipt_is_read_as_it_was_written(folder):
    put(folder, RECEIPT)
    assert read_receipts(folder)[0] == [RECEIPT]
    data = json.loads(folder.read(RECEIPT.path))
    assert data["schema"] == "dde-receipt/1"
    assert folder.read(RECEIPT.path).isascii()


def test_a_review_is_read_as_it_was_written(folder):
    put(folder, REVIEW)
    assert read_reviews(folder)[0] == [(REVIEW.path, REVIEW)]
    assert json.loads(folder.read(REVIEW.path))["schema"] == "dde-review/1"


def test_nothing_is_written_over(folder):
    put(folder, REVIEW)
    with pytest.raises(TransferError, match="already exists"):
        put(folder, REVIEW)


def test_reviews_come_oldest_first_and_their_names_sort_so(folder):
    moments = [NOON.replace(hour=hour, microsecond=hour) for hour in (9, 23, 4)]
    put(folder, *(Review(EventKind.COMMENT, moment) for moment in moments))
    found = read_reviews(folder)[0]
    assert [review.at for _, review in found] == sorted(moments)
    assert [path for path, _ in found] == sorted(path for path, _ in found)


def test_preparing_twice_changes_nothing(folder):
    put(folder, REVIEW)
    prepare(folder)
    assert is_prepared(folder)
    assert read_reviews(folder)[0] == [(REVIEW.path, REVIEW)]


def test_a_folder_that_is_not_prepared_holds_nothing(tmp_path):
    plain = LocalFolder(tmp_path)
    assert not is_prepared(plain)
    assert read_receipts(plain)[0] == []
    assert read_reviews(plain)[0] == []
    assert FolderSource(plain).fetch(()) == []


def test_the_source_gives_what_is_not_known_yet(folder):
    later = Review(EventKind.ACCEPTED, NOON.replace(hour=18), review="initial")
    put(folder, REVIEW, later)
    source = FolderSource(folder)
    first, second = source.fetch(())
    assert (first.kind, first.id, first.path, first.source, first.findings) == (
        EventKind.RETURNED,
        REVIEW.id,
        REVIEW.path,
        "folder",
        (FINDING,),
    )
    assert (second.kind, second.review) == (EventKind.ACCEPTED, "initial")
    assert [answer.path for answer in source.fetch({REVIEW.path})] == [later.path]
    assert source.fetch({REVIEW.path, later.path}) == []


def test_a_known_review_is_not_read_again(folder):
    put(folder, REVIEW)
    (folder.root / REVIEW.path).write_bytes(b"{")
    source = FolderSource(folder)
    assert source.fetch({REVIEW.path}) == []
    assert source.not_understood == []


def test_a_broken_review_is_told_and_holds_up_nobody(folder):
    put(folder, REVIEW)
    folder.write_new("dde/reviews/0.json", b"{")
    source = FolderSource(folder)
    for _ in range(2):
        assert [answer.path for answer in source.fetch(())] == [REVIEW.path]
        assert [error.happened for error in source.not_understood] == [
            "dde/reviews/0.json in the exchange folder can't be understood: it is not valid JSON."
        ]


STRANGE = ["a:b.json", "b\\..\\c.json", "C:\\x.json"]


@not_on_windows
@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_leads_elsewhere_is_left_out_and_told_and_holds_up_nobody(folder, name):
    put(folder, RECEIPT, REVIEW)
    for home in ("reviews", "receipts"):
        (folder.root / "dde" / home / name).write_bytes(REVIEW.encode())
    assert read_receipts(folder)[0] == [RECEIPT]
    assert read_reviews(folder)[0] == [(REVIEW.path, REVIEW)]
    complaints = [*read_reviews(folder)[1], *read_receipts(folder)[1]]
    assert [error.happened for error in complaints] == [
        f"dde/{home}/{name} in the exchange folder can't be understood: on some systems its name points elsewhere."
        for home in ("reviews", "receipts")
    ]
    source = FolderSource(folder)
    assert [answer.path for answer in source.fetch(())] == [REVIEW.path]
    assert [name in error.happened for error in source.not_understood] == [True]


@not_on_windows
def test_a_folder_or_a_link_that_leads_out_holds_up_nobody(folder, tmp_path_factory):
    put(folder, REVIEW)
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.json"
    secret.write_bytes(REVIEW.encode())
    (folder.root / "dde" / "reviews" / "0.json").mkdir()
    (folder.root / "dde" / "reviews" / "1.json").symlink_to(secret)
    source = FolderSource(folder)
    assert [answer.path for answer in source.fetch(())] == [REVIEW.path]
    assert [error.happened.split()[0] for error in source.not_understood] == [
        "dde/reviews/0.json",
        "dde/reviews/1.json",
    ]


def test_values_of_cells_that_somebody_wrote_are_not_taken_in(folder):
    data = json.loads(REVIEW.encode())
    data["findings"][0]["value"] = "Zoë"
    folder.write_new("dde/reviews/1.json", json.dumps(data).encode())
    ((_, review),) = read_reviews(folder)[0]
    assert review.findings == (FINDING,)


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def one_file(tmp_path_factory):
    """Writes one review and one receipt with other content, again and again."""
    mine = LocalFolder(tmp_path_factory.mktemp("exchange"))
    prepare(mine)

    def write(review, receipt):
        (mine.root / "dde/reviews/1.json").write_text(json.dumps(review), encoding="utf-8")
        (mine.root / "dde/receipts/1.json").write_text(json.dumps(receipt), encoding="utf-8")
        return mine

    return write


@given(
    st.sampled_from(sorted(json.loads(REVIEW.encode()))),
    st.sampled_from(sorted(json.loads(RECEIPT.encode()))),
    NESTED,
)
def test_whatever_stands_in_a_part_it_is_understood_or_refused(one_file, review_key, receipt_key, value):
    folder = one_file(
        {**json.loads(REVIEW.encode()), review_key: value},
        {**json.loads(RECEIPT.encode()), receipt_key: value},
    )
    source = FolderSource(folder)
    answers = source.fetch(())
    assert len(answers) + len(source.not_understood) == 1
    for answer in answers:
        assert answer.kind in EventKind
        assert json.dumps(answer.data, allow_nan=False)
    receipts, left_out = read_receipts(folder)
    assert len(receipts) + len(left_out) == 1
    for receipt in receipts:
        assert json.dumps([file.to_data() for file in receipt.files], allow_nan=False)


def test_the_same_review_under_two_names_is_one_answer(folder):
    put(folder, REVIEW)
    spaced = json.dumps(json.loads(REVIEW.encode()), separators=(",", ":"), sort_keys=True)
    folder.write_new("dde/reviews/1.json", spaced.encode())
    first, second = FolderSource(folder).fetch(())
    assert first.id == second.id != replace(REVIEW, by="Sam").id
    assert {first.path, second.path} == {REVIEW.path, "dde/reviews/1.json"}


@pytest.mark.parametrize("inside", [False, True])
def test_a_key_that_appears_twice_is_told(folder, inside):
    text = REVIEW.encode().decode()
    twice = (
        text.replace('"line": 91', '"line": 91, "line": 7')
        if inside
        else text.replace("{", '{"kind": "live",', 1)
    )
    folder.write_new("dde/reviews/1.json", twice.encode())
    source = FolderSource(folder)
    assert source.fetch(()) == []
    (error,) = source.not_understood
    assert error.why == f"the key '{'line' if inside else 'kind'}' appears twice"


def test_no_more_is_read_at_a_time_than_there_is_room_for(folder, monkeypatch):
    put(folder, *(replace(REVIEW, at=NOON.replace(minute=minute)) for minute in range(5)))
    for name, limit in (("_MOST_FILES", 3), ("_MOST_BYTES", 2 * len(REVIEW.encode()) + 1)):
        with monkeypatch.context() as patch:
            patch.setattr(f"dde_tui.feedback.folder.{name}", limit)
            source = FolderSource(folder)
            known = [answer.path for answer in source.fetch(())]
            assert len(known) == 3
            assert source.not_understood[0].why == "with 2 more files it is too much to read"
            assert max(known) == max(path for path, _ in read_reviews(folder)[0])
            assert len(source.fetch(known)) == 2


def test_of_many_receipts_the_newest_are_read_and_nothing_is_complained_about(folder, monkeypatch):
    put(
        folder,
        *(replace(RECEIPT, submission=f"2026091{day}", sent=NOON.replace(day=day)) for day in range(1, 6)),
    )
    monkeypatch.setattr("dde_tui.feedback.folder._MOST_FILES", 2)
    receipts, left_out = read_receipts(folder)
    assert [receipt.sent.day for receipt in receipts] == [4, 5]
    assert left_out == []


def test_a_text_is_taken_up_to_a_limit(folder):
    put(folder, replace(REVIEW, text="x" * 30_000))
    assert len(FolderSource(folder).fetch(())[0].text) == 20_000
