"""A hold in words: what would change, why, and what to do."""

from collections.abc import Iterator, Sequence

from checks.visible import visible
from dde_tui.nightly.causes import Cause, CauseKind
from dde_tui.nightly.holds import Hold
from dde_tui.nightly.limits import Excess
from dde_tui.nightly.snapshot import Kind

_CAUSES = {
    CauseKind.SCHOOL_MISSING: "School {school} is missing in the files, with its {students}.",
    CauseKind.HEADER_RENAMED: "A column was renamed or left out: {about} had values in the last set.",
    CauseKind.IDS_REKEYED: "IDs were assigned anew: {things} are the same ones under other IDs.",
    CauseKind.EXPORT_CUT: "The export was cut off before {about}; {students} after it are gone.",
    CauseKind.ROLLOVER: "The school year or term rolled over: {students} would be gone or changed{about}.",
    CauseKind.GRADE_FILTER: "The export leaves out a grade: {students} of grade {about} are gone.",
    CauseKind.ENCODING: "The encoding changed: {count} more names than before have damaged letters.",
    CauseKind.CANARY_MISSING: "A row that must be in every set is missing in {about}{of_school}.",
    CauseKind.FILE_EMPTY: "{about} has no rows; it had {count}.",
    CauseKind.WITHDRAWALS: "{things}{of_school} really are gone, if nothing else explains it.",
}
_LIMITS = {
    "removed": "{share} {what}s{of_school} would be removed",
    "changed": "{share} {what}s{of_school} would be changed",
    "rows": "{share} rows of {what} are gone",
    "names": "{count} more names have damaged letters",
    "school": "school {school} has no students any more; it had {count}",
    "empty": "{what} is empty",
    "homerooms": "no homeroom is left",
    "ids": "{share} {what}s have another ID",
}

TO_DO = (
    "If the export is wrong, correct it and send again. If the change is right, approve it: "
    '`dde approve --because "..."`, then send again. An approval covers this change or less, once.'
)


def cause_in_words(cause: Cause) -> str:
    """Return one likely cause as a sentence."""
    about, school = visible(cause.about), visible(cause.school)
    if cause.kind is CauseKind.ROLLOVER and about:
        about = f"; the sessions are those of {about} now"
    if cause.kind is CauseKind.HEADER_RENAMED and not about:
        return "Nearly all rows have other values: a column may be filled from another one now."
    return _CAUSES[cause.kind].format(
        things=_things(cause),
        count=f"{cause.count:,}",
        students=Kind.STUDENT.counted(cause.count),
        school=school,
        of_school=f" of school {school}" if school else "",
        about=about,
    )


def _things(cause: Cause) -> str:
    """Return what a cause counts, such as "12 teachers" or "90 rows of enrollments.csv"."""
    if cause.about in tuple(Kind):
        return Kind(cause.about).counted(cause.count)
    return f"{cause.count:,} rows of {visible(cause.about)}"


def limit_in_words(passed: Excess) -> str:
    """Return one limit that is passed, such as "79 of 79 students of school 057950102 would be removed"."""
    school = visible(passed.school)
    return _LIMITS[passed.how].format(
        what=visible(passed.what),
        count=f"{passed.count:,}",
        share=f"{passed.count:,} of {passed.of:,}",
        school=school,
        of_school=f" of school {school}" if school else "",
    )


def causes_in_words(causes: Sequence[Cause]) -> Iterator[str]:
    """Yield the likely causes, most likely first."""
    for number, cause in enumerate(causes):
        yield f"{'Or' if number else 'Most likely'}: {cause_in_words(cause)}"


def hold_lines(hold: Hold) -> Iterator[str]:
    """Yield the causes, most likely first, then the numbers; no person is named.

    Limits that single schools pass are told only where the whole set passes none, and rows of files only
    where nobody is removed or changed.
    """
    yield from causes_in_words(hold.causes)
    people = [each for each in hold.passed if each.how != "rows"]
    whole = [each for each in people if not each.school]
    for each in whole or people or hold.passed:
        yield f"  {limit_in_words(each)}."
    teachers = hold.removed.get(Kind.TEACHER, 0)
    if teachers:
        accounts = "teacher account" if teachers == 1 else "teacher accounts"
        yield f"  {teachers:,} {accounts} would be switched off."
