"""The JSON files of the exchange folder, both directions, and the source that reads them.

`dde/receipts/` holds what the district sent, `dde/reviews/` what the Help Center answered: one file
each, never rewritten. Both sides use nothing else, so the loop works with an SFTP folder alone.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from checks.file_record import FileRecord
from checks.visible import visible
from dde_tui.errors import TransferError, UsageError
from dde_tui.feedback.answers import ANSWERS, REVIEWS, Answer, AnswerSource
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.folder import Folder
from dde_tui.securestor.faults import LineError
from dde_tui.securestor.remote_names import inside
from dde_tui.terminal.time_format import countable

Word = TypeVar("Word", bound=str)

HOME = "dde"
RECEIPTS = f"{HOME}/receipts"
REVIEWS_FOLDER = f"{HOME}/reviews"

RECEIPT_SCHEMA = "dde-receipt/1"
REVIEW_SCHEMA = "dde-review/1"
_LARGEST = 4 * 1024**2
"""Maximum bytes of a JSON file; a review is far smaller."""

_FILE = {"file": str, "bytes": int, "sha256": str, "rows": int, "verified": str}
_ACCEPTED = {"code": str, "because": str}
_FINDING = {
    "code": str,
    "severity": str,
    "file": str,
    "line": int,
    "column": str,
    "affected": int,
    "message": str,
}
"""The only keys read from a file's records: anything else there, such as cell values, is ignored."""


class NotUnderstoodError(TransferError):
    """A file of the exchange folder is not what it should be."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the district sent, and that it arrived whole; no values of cells."""

    submission: str
    district: str
    sent: datetime
    round: int
    files: tuple[FileRecord, ...]
    accepted: tuple[Mapping[str, str], ...] = ()
    """Findings the district sent along on purpose: code and because."""
    counts: Mapping[str, int] | None = None
    server: str = ""
    host_key: str = ""
    protected_by: Mapping[str, str] = field(default_factory=dict)
    """What was negotiated for the connection: kex, cipher, mac, host_key, strict_kex."""

    @property
    def path(self) -> str:
        """Its path in the exchange folder."""
        return f"{RECEIPTS}/{self.submission}.json"

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return _encode(RECEIPT_SCHEMA, {**asdict(self), "sent": _text(self.sent)})


@dataclass(frozen=True, slots=True)
class Review:
    """One answer of the Help Center."""

    kind: EventKind
    at: datetime
    by: str = ""
    text: str = ""
    review: str = ""
    submission: str = ""
    findings: tuple[Mapping[str, Any], ...] = ()

    @property
    def path(self) -> str:
        """Its path in the exchange folder; the time comes first, so that names sort by it."""
        about = f"-{self.review}" if self.review else ""
        moment = f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
        return f"{REVIEWS_FOLDER}/{moment}-{self.kind.value}{about}.json"

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return _encode(REVIEW_SCHEMA, {**asdict(self), "at": _text(self.at), "kind": self.kind.value})


def prepare(folder: Folder) -> None:
    """Create the exchange folders that are missing."""
    for path in (HOME, RECEIPTS, REVIEWS_FOLDER):
        folder.make(path)


def is_prepared(folder: Folder) -> bool:
    """Return whether the exchange folder exists."""
    return folder.exists(HOME)


def read_receipts(folder: Folder) -> list[Receipt]:
    """Return every receipt, oldest first; NotUnderstoodError when one can't be understood."""
    receipts = [_receipt(path, _decode(folder, path, RECEIPT_SCHEMA)) for path in _paths(folder, RECEIPTS)]
    return sorted(receipts, key=lambda receipt: receipt.sent)


def read_reviews(folder: Folder) -> list[tuple[str, Review]]:
    """Return every review with its path, oldest first; NotUnderstoodError when one can't be understood."""
    return _oldest_first((path, _read_review(folder, path)) for path in _paths(folder, REVIEWS_FOLDER))


def unreadable_names(folder: Folder) -> list[NotUnderstoodError]:
    """Return an error for each file whose name is unsafe on some system (path traversal): never opened.

    `dde` writes no such name; `read_receipts` and `read_reviews` leave them out.
    """
    return [error for home in (RECEIPTS, REVIEWS_FOLDER) for error in _listed(folder, home)[1]]


def _read_review(folder: Folder, path: str) -> Review:
    return _review(path, _decode(folder, path, REVIEW_SCHEMA))


def _oldest_first(reviews: Iterable[tuple[str, Review]]) -> list[tuple[str, Review]]:
    return sorted(reviews, key=lambda pair: (pair[1].at, pair[0]))


class FolderSource(AnswerSource):
    """The source of kind `folder`: answers are the reviews in the exchange folder."""

    def __init__(self, folder: Folder) -> None:
        """Read from this folder."""
        self._folder = folder
        self.not_understood: list[NotUnderstoodError] = []
        """The files that the last fetch left out: one of them must not hold up the others."""

    def fetch(self, known: Collection[str]) -> list[Answer]:
        """Return the reviews that are new, oldest first."""
        reviews: list[tuple[str, Review]] = []
        paths, self.not_understood = _listed(self._folder, REVIEWS_FOLDER)
        for path in paths:
            if path not in known:
                try:
                    reviews.append((path, _read_review(self._folder, path)))
                except NotUnderstoodError as error:
                    self.not_understood.append(error)
                except LineError:
                    raise
                except (TransferError, UsageError) as error:
                    # A folder, a link that points outside, a file without read permission.
                    self.not_understood.append(_not_understood(path, "it can't be read", error))
        return [
            Answer(
                kind=review.kind,
                at=review.at,
                text=review.text,
                review=review.review,
                submission=review.submission,
                findings=review.findings,
                id=path,
                source="folder",
            )
            for path, review in _oldest_first(reviews)
        ]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _encode(schema: str, data: Mapping[str, Any]) -> bytes:
    return (json.dumps({"schema": schema, **data}, indent=2, default=list) + "\n").encode("ascii")


def _paths(folder: Folder, home: str) -> list[str]:
    return _listed(folder, home)[0]


def _listed(folder: Folder, home: str) -> tuple[list[str], list[NotUnderstoodError]]:
    """Return the paths of the files that may be read, and a complaint for each of the others."""
    paths: list[str] = []
    strange: list[NotUnderstoodError] = []
    names = folder.names(home) if folder.exists(home) else []
    for path in (f"{home}/{name}" for name in names if name.endswith(".json")):
        try:
            inside(path)
        except UsageError as error:
            strange.append(_not_understood(path, "on some systems its name points elsewhere", error))
        else:
            paths.append(path)
    return paths, strange


def _decode(folder: Folder, path: str, schema: str) -> Mapping[str, Any]:
    if folder.size(path) > _LARGEST:
        raise _not_understood(path, "it is too large")
    try:
        data = json.loads(folder.read(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _not_understood(path, "it is not valid JSON") from error
    if not isinstance(data, dict) or data.get("schema") != schema:
        raise _not_understood(path, f"its schema is not {schema}")
    return data


def _receipt(path: str, data: Mapping[str, Any]) -> Receipt:
    try:
        return Receipt(
            submission=str(data["submission"]),
            district=str(data["district"]),
            sent=_moment(data["sent"]),
            round=int(data["round"]),
            files=tuple(
                FileRecord(**_record(file, _FILE, needed=("file", "sha256"))) for file in data["files"]
            ),
            accepted=tuple(_record(each, _ACCEPTED) for each in data.get("accepted") or ()),
            counts=data.get("counts"),
            server=str(data.get("server") or ""),
            host_key=str(data.get("host_key") or ""),
            protected_by=_words(data, "protected_by"),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _not_understood(path, "a part of it is missing or wrong") from error


def _words(data: Mapping[str, Any], key: str) -> dict[str, str]:
    found = data.get(key)
    pairs = found.items() if isinstance(found, dict) else ()
    return {visible(str(name)): visible(str(word)) for name, word in pairs}


def _review(path: str, data: Mapping[str, Any]) -> Review:
    try:
        return Review(
            kind=_one_of((*ANSWERS, EventKind.COMMENT), data["kind"]),
            at=_moment(data["at"]),
            by=str(data.get("by") or ""),
            text=str(data.get("text") or ""),
            review=_one_of(("", *REVIEWS), data.get("review") or ""),
            submission=str(data.get("submission") or ""),
            findings=tuple(_record(finding, _FINDING) for finding in data.get("findings") or ()),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _not_understood(path, "a part of it is missing or wrong") from error


def _record(found: object, kinds: Mapping[str, type], needed: Collection[str] = ()) -> dict[str, Any]:
    """Return the known parts of a record; those that are not needed may be missing."""
    if not isinstance(found, dict):
        raise TypeError(found)
    for key, kind in kinds.items():
        if type(found.get(key)) is not kind and (key in needed or found.get(key) is not None):
            raise TypeError(key)
    return {key: found.get(key) for key in kinds}


def _one_of(known: tuple[Word, ...], value: object) -> Word:
    return known[known.index(value)]


def _moment(value: object) -> datetime:
    return countable(datetime.fromisoformat(str(value)))


def _not_understood(path: str, why: str, cause: Exception | None = None) -> NotUnderstoodError:
    error = NotUnderstoodError(
        f"{visible(path)} in the exchange folder can't be understood: {why}.",
        meaning="It was not recorded as an answer.",
        to_do="Ask CLI what it should say, and record that with `dde feedback record`.",
    )
    error.__cause__ = cause
    return error
