"""The fields a recipe may map, declared once: name, meaning and the words it may hold.

The recipe's checks, the sample recipe and the reading of the export are all derived from these records.
"""

from dataclasses import dataclass
from typing import Literal

from checks.rules.choices import load_profile

Kind = Literal["text", "id", "date", "yes_no", "races", "word"]

RACES = {
    "american_indian": "americanIndianOrAlaskaNative",
    "asian": "asian",
    "black": "blackOrAfricanAmerican",
    "pacific_islander": "nativeHawaiianOrOtherPacificIslander",
    "white": "white",
}
"""Our name of each race flag to the standard's column."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row of the export says about a child, its homeroom or its teacher."""

    name: str
    meaning: str
    required: bool = False
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    """What a value must be after the recipe's value map; nothing means anything."""


def _words(vocabulary: str) -> tuple[str, ...]:
    return load_profile("oneroster-1.1").vocabulary[vocabulary]


FIELDS = (
    Field("student_id", "the child's local number", required=True, kind="id"),
    Field("first_name", "the child's first name", required=True),
    Field("middle_name", "middle names"),
    Field("last_name", "the child's last name", required=True),
    Field("birth_date", "birth date", kind="date"),
    Field("sex", "female or male", kind="word", words=_words("sex")),
    *(
        Field(name, "one of the race flags, yes or no", kind="yes_no", words=("true", "false"))
        for name in RACES
    ),
    Field("race", "instead of the five flags: one word for all races", kind="races", words=tuple(RACES)),
    Field("hispanic", "Hispanic or Latino, yes or no", kind="yes_no", words=("true", "false")),
    Field("grade", "grade level", required=True, kind="word", words=_words("grade")),
    Field("campus_number", "9 digits, or the 3 after the district's number", required=True, kind="id"),
    Field("campus_name", "the school's name", required=True),
    Field(
        "homeroom_code", "the homeroom's code, at least unique within its school", required=True, kind="id"
    ),
    Field("homeroom_title", "the homeroom's name; otherwise made of its code"),
    Field("room", "where the homeroom is"),
    Field("teacher_id", "the homeroom teacher's local number", required=True, kind="id"),
    Field("teacher_first_name", "the teacher's first name", required=True),
    Field("teacher_last_name", "the teacher's last name", required=True),
    Field("teacher_email", "the teacher's e-mail"),
    Field("entry_date", "first day in the homeroom; otherwise the first school day", kind="date"),
    Field("exit_date", "first day no longer in it; otherwise the end of the school year", kind="date"),
)
BY_NAME = {field.name: field for field in FIELDS}
ANY_FLAG = Field(
    "yes_no", "all yes/no columns without a value map of their own", kind="yes_no", words=("true", "false")
)
