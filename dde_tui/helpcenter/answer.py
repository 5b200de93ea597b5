"""The Help Center's answers, written into a district's exchange folder."""

from dataclasses import replace

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


def answer(folder: Folder, said: Review, verdict: Verdict | None = None) -> Review:
    """Write one answer and return it; nothing that was written before is changed.

    Args:
        folder: the district's SecureStor folder.
        said: what CLI says; without words, the verdict's where it comes to the same, or the usual ones.
        verdict: what a review found, to be listed in the answer.

    Raises:
        TransferError: the folder refuses it.
    """
    prepare(folder)
    same = verdict is not None and verdict.kind is said.kind
    words = said.text or (verdict.text if verdict and same else _WORDS.get(said.kind, ""))
    findings = verdict.findings if verdict and said.kind is EventKind.RETURNED else ()
    written = replace(said, text=words, findings=findings)
    folder.write_new(written.path, written.encode())
    return written
