"""The Help Center's answers, written into a district's exchange folder."""

from datetime import datetime

from dde_tui.feedback.folder import Review, prepare
from dde_tui.helpcenter.review import Verdict
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.folder import Folder

_WORDS = {
    EventKind.FOLDER_READY: "Your SecureStor folder is ready.",
    EventKind.PREPARED: "Your files are prepared and tested; student ID numbers are updated.",
    EventKind.LIVE: "Your files are in production; rosters are updated over two days.",
    EventKind.RETURNED: "Your files need a revision.",
    EventKind.ACCEPTED: "Your files are accepted.",
}


def answer(
    folder: Folder,
    kind: EventKind,
    at: datetime,
    *,
    by: str = "",
    text: str = "",
    review: str = "",
    submission: str = "",
    verdict: Verdict | None = None,
) -> Review:
    """Write one answer and return it; nothing that was written before is changed.

    Args:
        folder: the district's SecureStor folder.
        kind: what CLI says.
        at: when.
        by: who at CLI says it.
        text: in words; without them, the verdict's where it comes to the same, or the usual ones.
        review: `initial` or `quality`, for a return or an acceptance.
        submission: which one is meant.
        verdict: what a review found, to be listed in the answer.

    Raises:
        TransferError: the folder refuses it.
    """
    prepare(folder)
    words = text or (verdict.text if verdict and verdict.kind is kind else _WORDS.get(kind, ""))
    findings = verdict.findings if verdict and kind is EventKind.RETURNED else ()
    review_ = Review(kind, at, by, words, review, submission, findings)
    folder.write_new(review_.path, review_.encode())
    return review_
