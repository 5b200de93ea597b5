"""The forecast of going live, with its scenarios, and the rounds of the reviews, as text."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from checks.visible import visible
from dde_tui.process.forecast import Scenario
from dde_tui.process.progress import Round
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import day, near_day, near_moment, whole_day

_TITLES = ("If nothing more is returned", "With one more round in each review")
_SHORT = ("if nothing is returned", "with one more round each")
_PROMISE = "If CLI takes its published time and you answer the same day; no promise."
_LINES = 6
"""Lines of CLI's words that are shown of a round."""


def summary(ways: Sequence[Scenario], now: datetime) -> Content:
    """Return when the files may be in production, a line for each scenario; empty in production."""
    labels = ("In production", "")
    return Content("\n").join(
        Content.assemble(
            (f"{label:<15}", "$text-muted"), (near_day(way.live.date(), now.date()), "bold"), f" {words}"
        )
        for label, way, words in zip(labels, ways, _SHORT, strict=False)
    )


def scenarios_in_full(ways: Sequence[Scenario], now: datetime) -> Content:
    """Return each scenario with the day on which each step ends."""
    parts = [part for way, title in zip(ways, _TITLES, strict=False) for part in _scenario(way, title, now)]
    return Content("\n").join([*parts, Content.styled(_PROMISE, "$text-muted")])


def _scenario(way: Scenario, title: str, now: datetime) -> Iterator[Content]:
    yield Content.styled(title, "bold")
    for stage in way.stages:
        short = load_steps()[stage.step - 1].short
        yield Content.assemble((f"  {stage.step} ", "$text-muted"), f"{short:<15} {day(stage.ends.date())}")
    yield Content.assemble("  in production     ", (whole_day(way.live.date(), now.date()), "bold"))
    yield Content("")


def rounds_in_full(rounds: Sequence[Round], zone: str, now: datetime) -> Content:
    """Return the rounds, the newest first; where there is none, why."""
    if not rounds:
        return Content(
            "No round yet. The first begins when your files are sent: each round then shows what was sent, "
            "what CLI answered, and what is gone or new since the round before."
        )
    return Content("\n").join(line for each in reversed(rounds) for line in _round(each, zone, now))


def _round(each: Round, zone: str, now: datetime) -> Iterator[Content]:
    name = load_steps()[each.step - 1].short
    yield Content.styled(f"{name}, round {each.number}", "bold")
    sender = f" by {visible(each.client, 40)}" if each.client else ""
    yield Content(
        f"  sent {near_moment(each.sent, zone, now)}{sender}" if each.sent else "  no sending recorded"
    )
    if each.files:
        rows = sum(file.rows or 0 for file in each.files)
        yield Content(f"  {len(each.files)} files, {rows:,} rows")
    yield from _findings(each)
    yield from _answer(each, zone, now)
    yield Content("")


def _findings(each: Round) -> Iterator[Content]:
    if each.found is None:
        yield Content.styled("  not checked by dde", "$text-muted")
        return
    if each.difference is None:
        words = ", ".join(f"{code} {count}" for code, count in each.found.items()) or "none"
        yield Content(f"  findings of dde: {words}")
        return
    for mark, colour, title, codes in (
        ("√", "$text-success", "gone", each.difference.gone),
        ("!", "$text-warning", "still there", each.difference.same),
        ("×", "$text-error", "new", each.difference.new),
    ):
        if codes:
            yield Content.assemble((f"  {mark} ", colour), f"{title}: {', '.join(codes)}")
    changed = each.difference.changed_files
    yield Content.styled(f"  changed: {', '.join(changed)}" if changed else "  the same files", "$text-muted")


def _answer(each: Round, zone: str, now: datetime) -> Iterator[Content]:
    if not each.answer:
        yield Content.styled("  CLI has not answered yet", "$text-warning")
        return
    colour = "$text-error" if each.answer == "returned" else "$text-success"
    at = f" {near_moment(each.answered, zone, now)}" if each.answered else ""
    yield Content.assemble("  CLI ", (each.answer, colour), f" it{at}")
    for code, count in each.remarks.items():
        yield Content(f"    {visible(code, 20)} {count}")
    for line in each.text.splitlines()[:_LINES]:
        yield Content(f"    “{visible(line, 200)}”")
