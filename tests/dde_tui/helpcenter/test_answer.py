"""What the Help Center writes, and that it never writes over anything."""

from datetime import UTC, datetime

import pytest

from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.rules.choices import load_profile
from dde_tui.errors import TransferError
from dde_tui.feedback.folder import Review, read_reviews
from dde_tui.helpcenter.answer import answer
from dde_tui.helpcenter.review import review_files
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

NOW = datetime(2026, 9, 14, 15, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    return LocalFolder(tmp_path / "district")


def verdict_of(tmp_path, put, mistakes):
    rows = district()
    put(tmp_path / "files", with_mistakes(rows, [m for m in planted(rows) if m.code in mistakes]))
    return review_files(
        LocalFolder(tmp_path / "files"), None, load_profile("cli-engage"), "initial", NOW.date()
    )


def test_an_answer_prepares_the_exchange_folder(folder):
    written = answer(folder, Review(EventKind.FOLDER_READY, NOW, by="Pat"))
    assert read_reviews(folder)[0] == [(written.path, written)]
    assert written.text == "Your SecureStor folder is ready."
    assert folder.names("dde/receipts") == []


@pytest.mark.parametrize("kind", [EventKind.RETURNED, EventKind.ACCEPTED, EventKind.PREPARED, EventKind.LIVE])
def test_every_answer_has_words_of_its_own(folder, kind):
    assert answer(folder, Review(kind, NOW)).text
    assert answer(folder, Review(kind, NOW.replace(hour=16), text="Ours.")).text == "Ours."


def test_a_return_carries_the_reviews_words_and_findings(folder, tmp_path, put):
    verdict = verdict_of(tmp_path, put, {"DDE301"})
    written = answer(folder, Review(EventKind.RETURNED, NOW, review="initial", submission="a"), verdict)
    assert written.text == verdict.text
    assert [finding["code"] for finding in written.findings] == ["DDE301"]
    ((_, read),) = read_reviews(folder)[0]
    assert read == written


def test_an_acceptance_carries_no_findings_whatever_the_review_found(folder, tmp_path, put):
    written = answer(folder, Review(EventKind.ACCEPTED, NOW), verdict_of(tmp_path, put, {"DDE301"}))
    assert written.findings == ()
    assert written.text == "Your files are accepted."


def test_a_return_of_files_without_a_fault_says_nothing_good_about_them(folder, tmp_path, put):
    written = answer(folder, Review(EventKind.RETURNED, NOW), verdict_of(tmp_path, put, set()))
    assert written.text == "Your files need a revision."


def test_the_same_moment_twice_is_refused_and_the_first_stays(folder):
    first = answer(folder, Review(EventKind.LIVE, NOW, text="first"))
    with pytest.raises(TransferError, match="already exists"):
        answer(folder, Review(EventKind.LIVE, NOW, text="second"))
    assert read_reviews(folder)[0] == [(first.path, first)]


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TransferError, match="Could not make"):
        answer(LocalFolder(tmp_path / "file"), Review(EventKind.LIVE, NOW))
