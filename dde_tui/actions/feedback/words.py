"""CLI's answers in words, and as plain data for scripts."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from checks.visible import visible
from dde_tui.actions.feedback.answers import Recorded
from dde_tui.feedback.answers import LONGEST
from dde_tui.feedback.held import Held
from dde_tui.process.events import Event, EventKind
from dde_tui.terminal.time_format import moment

WORDS: Mapping[str, str] = {
    EventKind.ANSWERED: "CLI answered the request",
    EventKind.FOLDER_READY: "the SecureStor folder is ready",
    EventKind.RETURNED: "CLI returned the files",
    EventKind.ACCEPTED: "CLI accepted the files",
    EventKind.PREPARED: "CLI prepared the files",
    EventKind.LIVE: "the files are in production",
    EventKind.COMMENT: "CLI commented",
}
UNCHECKED = (
    "What comes from the folder was written by whoever may write to dde/ on SecureStor; dde can't check who."
)
HOW_TO_RECORD = (
    "If a held answer is right, record it with `dde feedback record`; if not, `dde feedback forget ID`."
)


def in_words(event: Event) -> str:
    """Return what CLI said; a kind that only a newer version knows is shown as it stands."""
    return WORDS.get(event.kind, f"{event.kind} (recorded by a newer version of dde; it moves no step)")


def as_data(recorded: Recorded) -> dict[str, Any]:
    """Return an answer as plain data."""
    event, data = recorded.event, recorded.event.data
    return {
        "id": recorded.id,
        "kind": str(event.kind),
        "at": event.at.isoformat(),
        "review": data.get("review"),
        "submission": data.get("submission"),
        "text": data.get("text", ""),
        "findings": list(data.get("findings", ())),
        "source": data.get("source", "hand"),
        "authenticated": not is_unchecked(event),
        "withdrawn": recorded.withdrawn,
    }


def held_as_data(held: Held, newly: Collection[str] = ()) -> dict[str, Any]:
    """Return a held answer as plain data; `new` where no earlier fetch told of it."""
    return {
        "id": held.id,
        "kind": held.kind,
        "at": held.at or None,
        "why": held.why,
        "text": held.text,
        "path": held.path,
        "new": held.id in newly,
    }


def is_unchecked(event: Event) -> bool:
    """Return whether nobody checked who wrote the answer: it did not come from a person in this workspace."""
    return bool(event.data.get("source", "hand") != "hand")


def as_lines(recorded: Recorded, zone: str) -> Iterator[str]:
    """Yield an answer as lines of text."""
    event = recorded.event
    review = event.data.get("review")
    about = f" in the {visible(str(review))} review" if review else ""
    marks = "".join(
        (" (from the folder)" if is_unchecked(event) else "", " (taken back)" if recorded.withdrawn else "")
    )
    yield f"{recorded.id}  {moment(event.at, zone)}  {in_words(event)}{about}{marks}"
    for line in str(event.data.get("text", "")).splitlines():
        yield f"    {visible(line, LONGEST)}"
    for finding in event.data.get("findings", ()):
        yield f"    {describe(finding)}"


def held_lines(held: Held, zone: str) -> Iterator[str]:
    """Yield a held answer as lines of text: its ID, what it says, and why it is held."""
    yield f"{held.id}  held: {held_words(held, zone)}. Reason: {visible(held.why)}."
    for line in held.text.splitlines():
        yield f"    {visible(line, LONGEST)}"


def held_words(held: Held, zone: str) -> str:
    """Return what a held answer says and when, or the name of a file that can't be understood."""
    if held.kind not in WORDS:
        return visible(held.path)
    return f"{WORDS[held.kind]}, {moment(datetime.fromisoformat(held.at), zone)}"


def describe(finding: Mapping[str, Any]) -> str:
    """Return one finding of a review as a line."""
    place = ":".join(str(finding[key]) for key in ("file", "line") if finding.get(key))
    words = [finding.get("code"), place, finding.get("column"), finding.get("message")]
    return visible("  ".join(str(word) for word in words if word))
