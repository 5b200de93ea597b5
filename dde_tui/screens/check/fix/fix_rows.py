"""What `dde fix` would change and what it leaves, as list entries with before and after."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from textual.content import Content

from checks.fixes.apply import DUPLICATE
from checks.fixes.declaration import Change
from checks.fixes.file_format import BLANK_LINE
from checks.fixes.fix_set import FixCount, FixPlan
from checks.fixes.registry import fixes_of
from checks.rules.registry import find_rule
from checks.visible import visible
from dde_tui.screens.check.finding_groups import FindingGroup, FindingGroups
from dde_tui.screens.check.finding_rows import COLOURS, MARKS, PlaceRows, last_row
from dde_tui.screens.check.finding_text import HIDDEN
from dde_tui.screens.shell.detail_page import Entry

GONE, NOTHING = "(dropped)", "(nothing)"
_DROPPING = {BLANK_LINE.name, DUPLICATE.name}
_BLANK = re.compile(r"^ +| +$|  +")
_OTHER_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def whole(value: str, limit: int = 60) -> str:
    """Return a value with every character visible: leading, trailing and repeated spaces as dots."""
    dotted = _BLANK.sub(lambda blanks: "·" * len(blanks.group()), value)
    return visible(_OTHER_BLANK.sub(lambda blank: f"<U+{ord(blank.group()):04X}>", dotted), limit)


def before_and_after(change: Change, *, shows_values: bool, limit: int = 60) -> tuple[str, str]:
    """Return before and after; two empty texts if the fix's own sentence says it all."""
    if not change.before and not change.after:
        return "", ""
    if not shows_values:
        return HIDDEN, GONE if change.after is None else HIDDEN
    after = GONE if change.after is None else whole(change.after, limit) or NOTHING
    return whole(change.before or "", limit) or NOTHING, after


def place_of(change: Change) -> str:
    """Return a change's location: file and line."""
    return change.file if change.line is None else f"{change.file}:{change.line}"


class FixList:
    """The entries of a plan, changes first, then what is left; and their rows."""

    def __init__(self, plan: FixPlan) -> None:
        self._plan = plan
        self._made: dict[str, list[FixCount]] = defaultdict(list)
        for each in plan.changes:
            self._made[each.fix.name].append(each)
        self.changes = [
            tuple(change for each in made for change in each.places) for made in self._made.values()
        ]
        """The kept changes, by entry."""
        self.left: Sequence[FindingGroup] = FindingGroups(plan.after).groups()
        """The remaining findings, by entry, after the entries of the changes."""

    def entries(self, *, shows_values: bool) -> list[Entry]:
        """Return all entries; `shows_values` says whether cell values may be shown."""
        return [
            *self._fixed(shows_values=shows_values),
            *self._left(shows_values=shows_values),
            *self._notes(),
        ]

    def _fixed(self, *, shows_values: bool) -> Iterator[Entry]:
        for made, changes in zip(self._made.values(), self.changes, strict=True):
            fix, count = made[0].fix, sum(each.count for each in made)
            head = _head("√ fix ", "$text-success", fix.code or "-", count, _capital(fix.sentence))
            fixed_rule = f"\nFixes {fix.code}: {find_rule(fix.code).title}." if fix.code else ""
            why = Content.assemble(f"dde {fix.sentence}.", (fixed_rule, "$text-muted"))
            last = f"… and {count - len(changes):,} more; the list of changes has all of them"
            rows = partial(ChangeRows, changes, shows_values=shows_values, last=last)
            yield Entry(head, why, len(changes) + (count > len(changes)), rows)

    def _left(self, *, shows_values: bool) -> Iterator[Entry]:
        for group in self.left:
            mark = f"{MARKS[group.severity]} left"
            head = _head(mark, COLOURS[group.severity], group.key, group.count, group.title)
            last = last_row(group, filtered=False, unkept=0)
            rows = partial(PlaceRows, group, by_file=False, shows_values=shows_values, last=last)
            yield Entry(head, self._why_left(group.key), len(group.findings) + bool(last), rows)

    def _why_left(self, code: str) -> Content:
        why = "Only you know what is right here, so dde does not guess."
        if fixes_of(code):
            why = "The rest of these could mean more than one thing, so dde does not guess."
        if self._made.keys() & _DROPPING:
            why += " Line numbers are those of the copies, where some lines are dropped."
        hidden = self._plan.uncovered.get(code, 0)
        seen = f" {hidden:,} were hidden before by what is now fixed." if hidden else ""
        return Content.assemble(f"{why}{seen}", (f"\n{find_rule(code).fix}", "$text-muted"))

    def _notes(self) -> Iterator[Entry]:
        notes = self._plan.notes

        def row(number: int) -> Content:
            return Content(visible(": ".join(notes[number]), 400))

        if notes:
            title = "Files left unchanged, fully or in part"
            head = _head("! left", "$text-warning", "-", len(notes), title)
            why = Content("Fixing these could damage them, so they are left to you.")
            yield Entry(head, why, len(notes), lambda: row)


class ChangeRows:
    """Makes the rows of changes, in aligned columns."""

    def __init__(self, changes: Sequence[Change], *, shows_values: bool, last: str) -> None:
        self._changes = changes
        self._shows_values = shows_values
        self._last = last
        self._places = max((len(place_of(change)) for change in changes), default=0)
        self._columns = max(
            (len(visible(column or "")) for column in {change.column for change in changes}), default=0
        )

    def __call__(self, number: int) -> Content:
        """Return the row of a change, or the note after the last one."""
        if number >= len(self._changes):
            return Content.styled(self._last, "$text-muted")
        change = self._changes[number]
        before, after = before_and_after(change, shows_values=self._shows_values, limit=40)
        return Content.assemble(
            (f"{place_of(change):<{self._places}}", "bold"),
            f"  {visible(change.column or ''):<{self._columns}}" if self._columns else "",
            (f"  {before}", "$text-warning") if after else "",
            (" ► ", "$text-muted") if after else "",
            (after, "$text-success"),
        )


def _head(mark: str, colour: str, code: str, count: int, title: str) -> Content:
    return Content.assemble((f"{mark}  ", colour), (f"{code:<6}", "bold"), f"  {count:>6,}  {title}")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
