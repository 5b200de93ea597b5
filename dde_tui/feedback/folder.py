"""The JSON files of the exchange folder, both directions, and the source that reads them.

`dde/receipts/` holds what the district sent, `dde/reviews/` what the Help Center answered: one file
each, never rewritten. Both sides use nothing else, so the loop works with an SFTP folder alone.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from checks.file_record import FileRecord
from checks.visible import visible
from dde_tui.errors import TransferError, UsageError
from dde_tui.feedback.answers import ANSWERS, LONGEST, REVIEWS, Answer, AnswerSource
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.folder import Folder
from dde_tui.securestor.faults import LineError
from dde_tui.securestor.remote_names import inside
from dde_tui.terminal.time_format import countable

Word = TypeVar("Word", bound=str)
Read = TypeVar("Read")

HOME = "dde"
RECEIPTS = f"{HOME}/receipts"
REVIEWS_FOLDER = f"{HOME}/reviews"

RECEIPT_SCHEMA = "dde-receipt/1"
REVIEW_SCHEMA = "dde-review/1"
_LARGEST = 4 * 1024**2
"""Maximum bytes of a JSON file; a review is far smaller."""
_MOST_FILES = 500
_MOST_BYTES = 64 * 1024**2
"""What is read of one folder at a time: more than a year of nightly receipts, and less than memory."""

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

    def __init__(self, path: str, why: str, happened: str, *, meaning: str = "", to_do: str = "") -> None:
        super().__init__(happened, meaning=meaning, to_do=to_do)
        self.path = path
        self.why = why


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
    district: str = ""

    @property
    def id(self) -> str:
        """The hash of all that it says: two files that say the same are one answer."""
        said = {**asdict(self), "at": _text(self.at)}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=list).encode("ascii")).hexdigest()[:32]

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


def read_receipts(folder: Folder) -> tuple[list[Receipt], list[NotUnderstoodError]]:
    """Return the newest receipts, oldest first, and an error for each file that is none."""
    found, left_out, _ = _read_newest(folder, RECEIPTS, _read_receipt)
    return sorted((receipt for _, receipt in found), key=lambda receipt: receipt.sent), left_out


def read_reviews(
    folder: Folder, known: Collection[str] = ()
) -> tuple[list[tuple[str, Review]], list[NotUnderstoodError]]:
    """Return every review with its path, oldest first, and an error for each file that is none.

    A file whose path is known is not read again.
    """
    found, left_out, more = _read_newest(folder, REVIEWS_FOLDER, _read_review, known)
    if more:
        left_out.append(_not_understood(more[-1], f"with {len(more):,} more files it is too much to read"))
    return sorted(found, key=lambda pair: (pair[1].at, pair[0])), left_out


def _read_newest(
    folder: Folder, home: str, read: Callable[[Folder, str], Read], known: Collection[str] = ()
) -> tuple[list[tuple[str, Read]], list[NotUnderstoodError], list[str]]:
    """Read one folder's files, those with the latest names first; one that can't be read holds up no other.

    Returns:
        what was read, an error for each file that could not be, and the paths for which there was no room.

    Raises:
        LineError: the line to the server broke.
    """
    found: list[tuple[str, Read]] = []
    paths, left_out = _listed(folder, home)
    waiting, room = [path for path in paths if path not in known], _MOST_BYTES
    for _ in range(min(len(waiting), _MOST_FILES)):
        if room <= 0:
            break
        path = waiting.pop()
        try:
            room -= min(folder.size(path), _LARGEST)
            found.append((path, read(folder, path)))
        except NotUnderstoodError as error:
            left_out.append(error)
        except LineError:
            raise
        except (TransferError, UsageError) as error:
            # A folder, a link that points outside, a file without read permission.
            left_out.append(_not_understood(path, "it can't be read", error))
    return found, sorted(left_out, key=lambda error: error.path), waiting


class FolderSource(AnswerSource):
    """The source of kind `folder`: answers are the reviews in the exchange folder."""

    def __init__(self, folder: Folder) -> None:
        """Read from this folder."""
        self._folder = folder
        self.not_understood: list[NotUnderstoodError] = []
        """The files that the last fetch left out: one of them must not hold up the others."""

    def fetch(self, known: Collection[str]) -> list[Answer]:
        """Return the reviews that are new, oldest first."""
        reviews, self.not_understood = read_reviews(self._folder, known)
        return [
            Answer(
                kind=review.kind,
                at=review.at,
                text=review.text[:LONGEST],
                review=review.review,
                submission=review.submission,
                findings=review.findings,
                id=review.id,
                path=path,
                source="folder",
                district=review.district,
            )
            for path, review in reviews
        ]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _encode(schema: str, data: Mapping[str, Any]) -> bytes:
    return (json.dumps({"schema": schema, **data}, indent=2, default=list) + "\n").encode("ascii")


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
        data = json.loads(folder.read(path).decode("utf-8"), object_pairs_hook=_keys_once)
    except _KeyTwiceError as error:
        raise _not_understood(path, f"the key {visible(str(error), 40)!r} appears twice") from error
    except (ValueError, RecursionError) as error:
        raise _not_understood(path, "it is not valid JSON") from error
    if not isinstance(data, dict) or data.get("schema") != schema:
        raise _not_understood(path, f"its schema is not {schema}")
    return data


class _KeyTwiceError(ValueError):
    """A JSON object has a key twice, so that two readers could understand two things."""


def _keys_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _KeyTwiceError(name)
        found[name] = value
    return found


def _read_receipt(folder: Folder, path: str) -> Receipt:
    return _receipt(path, _decode(folder, path, RECEIPT_SCHEMA))


def _read_review(folder: Folder, path: str) -> Review:
    return _review(path, _decode(folder, path, REVIEW_SCHEMA))


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
            district=str(data.get("district") or ""),
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
        path,
        why,
        f"{visible(path)} in the exchange folder can't be understood: {why}.",
        meaning="It was not recorded as an answer.",
        to_do="Ask CLI what it should say, and record that with `dde feedback record`.",
    )
    error.__cause__ = cause
    return error
