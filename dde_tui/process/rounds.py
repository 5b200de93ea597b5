"""The rounds of the two reviews: what was sent, what CLI answered, and what became of the round before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dde_tui.process.order import Placed
from dde_tui.process.steps import Step


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of a round."""

    file: str
    sha256: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Codes of our own findings, compared with those of the round before."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    same: tuple[str, ...]
    changed_files: tuple[str, ...]
    """Files whose content is another, with those that came or went."""


@dataclass(frozen=True, slots=True)
class Round:
    """One pass of a review. It is a record: nothing that happens later changes it, except CLI's answer."""

    step: int
    review: str
    number: int
    sent: datetime | None
    """When its files were sent; None where the clock was wrong, or nobody recorded a sending."""
    submission: str = ""
    client: str = ""
    """The other program that sent the files; empty where dde did."""
    files: tuple[SentFile, ...] = ()
    found: Mapping[str, int] | None = None
    """Our own findings as it was sent, by code; None where it was not checked by dde."""
    answer: str = ""
    """`returned` or `accepted`; empty while CLI reviews it."""
    answered: datetime | None = None
    text: str = ""
    remarks: Mapping[str, int] = field(default_factory=dict)
    """CLI's findings by code, where its answer has any."""
    difference: Difference | None = None
    """To the round before of the same review; None in the first, or where one of them was not checked."""


@dataclass(slots=True)
class _Open:
    """The events of one round, as they come."""

    step: Step
    number: int
    sending: Placed | None = None
    answers: list[Placed] = field(default_factory=list)


class RoundLog:
    """Collects the rounds while the events are replayed; they are put into words only when asked for."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, int], _Open] = {}
        self._last: Placed | None = None

    def __bool__(self) -> bool:
        """Return whether there is any round."""
        return bool(self._open)

    def sent(self, step: Step, number: int, placed: Placed) -> None:
        """Note a sending: of several in one round the last one counts, as for CLI's clock."""
        self._last = placed
        self._of(step, number).sending = placed

    def go_on(self, step: Step) -> None:
        """Note that the same files go on into this review, as its first round."""
        first = self._of(step, 1)
        first.sending = first.sending or self._last

    def answered(self, step: Step, number: int, placed: Placed) -> None:
        """Note CLI's answer; several answers to one round are kept together."""
        self._of(step, number).answers.append(placed)

    def _of(self, step: Step, number: int) -> _Open:
        key = (step.number, number)
        if key not in self._open:
            self._open[key] = _Open(step, number)
        return self._open[key]

    def rounds(self) -> tuple[Round, ...]:
        """Return the rounds in order, each with its difference to the one before."""
        found: list[Round] = []
        for key in sorted(self._open):
            each = _round(self._open[key])
            if found and found[-1].step == each.step:
                each = replace(each, difference=_difference(found[-1], each))
            found.append(each)
        return tuple(found)


def _round(noted: _Open) -> Round:
    data = noted.sending.event.data if noted.sending else {}
    found = data.get("findings")
    remarks: dict[str, int] = {}
    for answer in noted.answers:
        for code in _codes(answer.event.data.get("findings")):
            remarks[code] = remarks.get(code, 0) + 1
    last = noted.answers[-1] if noted.answers else None
    texts = (str(each.event.data.get("text") or "") for each in noted.answers)
    return Round(
        noted.step.number,
        noted.step.review,
        noted.number,
        noted.sending.at if noted.sending else None,
        submission=str(data.get("submission") or ""),
        client=str(data.get("client") or ""),
        files=tuple(_file(each) for each in _records(data.get("files"))),
        found={str(code): int(count) for code, count in found.items()}
        if isinstance(found, Mapping)
        else None,
        answer=str(last.event.kind) if last else "",
        answered=last.at if last else None,
        text="\n".join(text for text in texts if text),
        remarks=remarks,
    )


def _file(record: Mapping[str, Any]) -> SentFile:
    rows = record.get("rows")
    return SentFile(
        str(record.get("file") or ""),
        str(record.get("sha256") or ""),
        rows if isinstance(rows, int) else None,
    )


def _records(found: object) -> list[Mapping[str, Any]]:
    """Return the records of a list; what an early version wrote in another form is left out."""
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _codes(findings: object) -> list[str]:
    return [str(each["code"]) for each in _records(findings) if each.get("code")]


def _difference(before: Round, after: Round) -> Difference | None:
    if before.found is None or after.found is None:
        return None
    old, new = {*before.found}, {*after.found}
    return Difference(
        _in_order(old - new),
        _in_order(new - old),
        _in_order(old & new),
        _in_order({file for file, _ in _contents(before) ^ _contents(after)}),
    )


def _contents(each: Round) -> set[tuple[str, str]]:
    return {(file.file, file.sha256) for file in each.files}


def _in_order(codes: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))
