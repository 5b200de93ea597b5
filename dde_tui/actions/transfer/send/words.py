"""A sending in words, and as plain data for scripts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dde_tui.actions.nights.words import TO_DO, hold_lines
from dde_tui.actions.transfer.send.acceptance import may_accept
from dde_tui.actions.transfer.send.submission import HELD, NOT_READY, UNCHANGED, Sending
from dde_tui.nightly.holds import Hold

if TYPE_CHECKING:
    from dde_tui.securestor.transfer.remote_state import PlannedFile


def as_json(sending: Sending) -> dict[str, Any]:
    """Return the sending as plain data: schema `dde-send/1`."""
    keys = ("file", "bytes", "sha256", "verified")
    return {
        "schema": "dde-send/1",
        "outcome": sending.outcome,
        "submission": sending.submission or None,
        "files": [{key: getattr(file, key) for key in keys} for file in sending.files],
        "counts": {severity.value: count for severity, count in sending.report.counts.items()},
        "dry_run": sending.dry_run,
        "would_send": sending.would_send,
        "plan": [{"file": each.file, "does": each.does, "begun": each.begun} for each in sending.plan],
        "left": list(sending.left),
        "accepted": [{"code": code, "because": why} for code, why in sending.accepted.items()],
        "hold": _hold(sending),
    }


def _hold(sending: Sending) -> dict[str, Any] | None:
    """Return why the set is held, or None; the same shape as in `dde-nightly/1`."""
    if sending.hold is None or sending.outcome != HELD:
        return None
    since = sending.since.isoformat() if sending.since else None
    return {"since": since, "causes": [each.to_data() for each in sending.hold.causes]}


def _held_lines(hold: Hold, *, dry_run: bool) -> Iterable[str]:
    would = "It would be held" if dry_run else "Held: nothing was sent"
    yield f"{would}, because too much would change since the last sending."
    yield from hold_lines(hold)
    yield TO_DO


def as_lines(sending: Sending) -> Iterable[str]:
    """Yield the result of a submission as lines of text."""
    from checks.finding import Severity

    errors = sending.report.counts[Severity.ERROR]
    if sending.outcome == NOT_READY:
        yield f"Nothing was sent: the files have {errors:,} {'error' if errors == 1 else 'errors'}."
        for code, assumed in may_accept(sending.report).items():
            note = "its basis is assumed; --accept sends it anyway" if assumed else "must be fixed"
            yield f"  {code} {sending.report.rules[code].name}: {note}"
        yield "See `dde check` for each place."
        return
    if sending.outcome == HELD and sending.hold is not None:
        yield from _held_lines(sending.hold, dry_run=sending.dry_run)
        return
    foreseen = {each.file: f"  {plan_in_words(each)}" for each in sending.plan}
    for file in sending.files:
        words = foreseen.get(file.file, "")
        yield f"  {file.file:<21} {file.bytes:>12,} bytes  {file.sha256[:16]}{words}"
    if sending.would_send:
        going = sum(each.does != "equal" for each in sending.plan)
        yield (
            f"{going} of {len(sending.files)} files would be sent; nothing was changed."
            if going
            else "All are already there; only the record of this set would be new; nothing was changed."
        )
    elif sending.outcome == UNCHANGED:
        yield "SecureStor already holds exactly these files; nothing was sent."
        yield "If CLI wants the same ones again, `dde send --recorded --at TIME` hands them over."
    else:
        yield f"Sent as {sending.submission}; {sending.proof}."
    if sending.hold is not None:
        yield "With an approval, because more would change than the limits allow:"
        yield from hold_lines(sending.hold)
    if sending.copy is not None:
        yield f"A copy is kept in .dde/copies/{sending.copy.name}: students' data, not encrypted by dde."
    for name in sending.left:
        yield f"! {name} from an earlier submission is still on SecureStor; ask CLI whether it should be."
    for code, why in sending.accepted.items():
        yield f"  with {code} accepted: {why}"


def plan_in_words(each: "PlannedFile") -> str:
    """Return what would happen to a file."""
    words = {
        "new": "new",
        "replaces": "replaces the one there",
        "equal": "already there, identical",
        "unknown": "would be sent; dde can't see what is there",
    }[each.does]
    return f"{words}, resumes after {each.begun:,} bytes" if each.begun else words
