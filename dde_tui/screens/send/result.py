"""The text of a sending: progress per file, the result, and its receipt."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.content import Content

from checks.errors import DdeError
from checks.finding import Report
from checks.regular_file import read_regular
from checks.visible import visible
from dde_tui.actions.transfer.send.acceptance import may_accept
from dde_tui.actions.transfer.send.submission import HELD, NOT_READY, SENT, Sending
from dde_tui.actions.transfer.send.words import plan_in_words
from dde_tui.errors import refused_by_machine
from dde_tui.screens.send.hold import held_lines
from dde_tui.screens.send.progress import Stand, Upload
from dde_tui.terminal.eta import size_in_words
from dde_tui.terminal.time_format import countable, moment

_NAME = 20
"""Screen columns for a file's name: the standard's longest one fits."""
_SIZE = 9
_LARGEST = 4 * 1024**2
"""Maximum bytes of a receipt."""
_BAR = 14
_ROOM_FOR_BAR = 68
"""Minimum columns for a bar next to the percentage."""
_MARKS = {
    Stand.THERE: ("√", "$text-success"),
    Stand.WAITING: ("○", "$text-muted"),
    Stand.UP: ("►", "$text-primary"),
    Stand.PROVING: ("◄", "$text-primary"),
    Stand.PROVED: ("√", "$text-success"),
}
_PROVING = {"read-back": "reading back", "hash": "comparing its hash", "size": "comparing its size"}


def on_the_way(rows: Sequence[Upload], told: Sequence[str], verify: str, width: int) -> Content:
    """Return a row per file while sending, and the notes, the newest first.

    Args:
        rows: the files.
        told: notes, the newest last.
        verify: the verification method from the settings.
        width: available columns.
    """
    lines = [_row(row, verify, has_bar=width >= _ROOM_FOR_BAR) for row in rows]
    return Content("\n").join([*lines, *happened(told[::-1])])


def _row(row: Upload, verify: str, *, has_bar: bool) -> Content:
    mark, colour = _MARKS[row.stand]
    words = _PROVING.get(verify, row.stand.value) if row.stand is Stand.PROVING else row.stand.value
    full = int(row.share * _BAR)
    bar = (("═" * full, "$text-primary"), ("─" * (_BAR - full), "$text-muted"), "  ") if has_bar else ()
    return Content.assemble(
        (f"{mark} ", colour),
        f"{visible(row.name):<{_NAME}} {size_in_words(row.size):>{_SIZE}}  ",
        *bar,
        f"{row.share:4.0%}  ",
        (words, colour),
    )


def happened(told: Sequence[str]) -> list[Content]:
    """Return the lines of the notes."""
    return [Content.styled(f"! {visible(sentence, 400)}", "$text-warning") for sentence in told]


def became(sending: Sending, told: Sequence[str] = ()) -> Content:
    """Return the result of a sending or of a dry run."""
    if sending.outcome == HELD and sending.hold is not None:
        lines = [*held_lines(sending.hold, dry_run=sending.dry_run)]
    else:
        lines = _not_ready(sending.report) if sending.outcome == NOT_READY else [*_outcome(sending)]
    return Content("\n").join([*lines, *happened(told)])


def _outcome(sending: Sending) -> Iterator[Content]:
    foreseen = {each.file: each for each in sending.plan}
    yield Content.styled(_head(sending), "bold" if sending.dry_run else "bold $text-success")
    for code, why in sending.accepted.items():
        yield Content(f"  {code} accepted: {visible(why)}")
    for file in sending.files:
        name = file.file
        if name in foreseen:
            tail = plan_in_words(foreseen[name])
        else:
            was_there = name in sending.there and sending.outcome == SENT
            tail = "already there" if was_there else f"sha256 {file.sha256[:10]}…"
        yield Content.assemble(
            f"  {visible(name):<{_NAME}} {size_in_words(file.bytes or 0):>{_SIZE}}  ", (tail, "$text-muted")
        )
    for name in sending.left:
        words = "from an earlier sending is still on SecureStor; ask CLI whether it should be"
        yield Content.styled(f"! {visible(name)} {words}.", "$text-warning")
    if sending.receipt is not None:
        yield Content.styled(f"Receipt: .dde/receipts/{sending.receipt.name} (o shows it)", "$text-muted")


def _head(sending: Sending) -> str:
    if sending.would_send:
        going = sum(each.does != "equal" for each in sending.plan)
        if not going:
            return (
                "All files are there already; only the record of this set would be new. Nothing was changed."
            )
        return f"What would happen: {going} of {len(sending.files)} files would be sent. Nothing was changed."
    if sending.outcome != SENT:
        return "√ SecureStor already holds exactly these files; nothing was sent."
    return f"√ Sent as {sending.submission}; {sending.proof}."


def _not_ready(report: Report) -> list[Content]:
    lines = [Content.styled("× Nothing was sent: the files are not ready.", "bold $text-error")]
    for code, may in may_accept(report).items():
        note = "rests on an assumption; you may send with a reason" if may else "must be fixed"
        rule = report.rules[code]
        lines.append(Content.assemble((f"  {code} ", "bold"), f"{rule.name}, {rule.count:,}: {note}"))
    lines.append(Content("Each place is listed under Check (C)."))
    return lines


def receipt_in_words(path: Path, zone: str) -> Content:
    """Return the content of a receipt on this computer, its time in the contact's zone.

    Raises:
        DdeError: it is missing or is not a receipt.
    """
    try:
        receipt = json.loads(read_regular(path, _LARGEST))
        return Content("\n\n").join(_parts(receipt, path, zone))
    except OSError as error:
        raise refused_by_machine(error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DdeError(
            f"{visible(path.name)} is not a readable receipt.",
            meaning="The files on SecureStor are not affected.",
            to_do="The journal still has what was sent: see `dde status`.",
        ) from error


def _parts(receipt: Mapping[str, Any], path: Path, zone: str) -> Iterator[Content]:
    facts = {
        "Submission": receipt["submission"],
        "District": receipt["district"],
        "Sent": moment(countable(datetime.fromisoformat(receipt["sent"])), zone),
        "Round": f"{receipt['round']} of its review",
        "Server": receipt["server"],
        "Its key": receipt["host_key"],
        **{f"  {name}": value for name, value in receipt["protected_by"].items()},
        **{f"Findings: {name}": count for name, count in (receipt["counts"] or {}).items()},
        **{f"Accepted: {each['code']}": each["because"] for each in receipt["accepted"]},
    }
    yield Content("\n").join(
        Content.assemble((f"{visible(name):<18}", "$text-muted"), visible(str(value), 400))
        for name, value in facts.items()
    )
    yield Content("\n").join(
        Content.assemble(
            (f"{visible(file['file']):<{_NAME}}", "bold"),
            f" {file['bytes']:>13,} bytes {file['rows']:>9,} rows  {visible(file['verified'])}\n",
            (f"  sha256 {visible(file['sha256'])}", "$text-muted"),
        )
        for file in receipt["files"]
    )
    yield Content.styled(f"The file: {visible(str(path))}", "$text-muted")
