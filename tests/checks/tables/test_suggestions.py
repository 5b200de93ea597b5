"""Hints that know: the word that was meant, why it is written otherwise, and never a word of another list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.profile.model import Type
from checks.rules.choices import load_profile
from checks.tables.suggestions import PLACEHOLDERS, hint_for_flag, hint_for_nothing, hint_for_word

PROFILE = load_profile()


def column(place):
    file, name = place.split(".")
    return PROFILE.file(f"{file}.csv").column(name)


LISTED = [spec.column(c.name) for spec in PROFILE.files for c in spec.columns if c.vocabulary]


@pytest.mark.parametrize(
    ("place", "value", "hint"),
    [
        ("users.role", "Teacher", "Did you mean teacher? Upper and lower case matter."),
        ("users.role", "techer", "Did you mean teacher?"),
        ("users.role", "Pupil", "Did you mean student?"),
        ("users.role", "Principal", "Did you mean administrator?"),
        ("users.role", "ext:nurse", "does not allow custom ext: values"),
        ("users.role", "NULL", "A database wrote this for a missing value. Fill in"),
        ("users.role", "teacher/student", "It names several values. Write one of them."),
        ("users.role", "xyz", ""),
        ("enrollments.role", "aide", ""),
        ("classes.classType", "HR", "Did you mean homeroom?"),
        ("classes.classType", "Homeroom", "Did you mean homeroom?"),
        ("classes.classType", "home room", "Did you mean homeroom?"),
        ("orgs.type", "Campus", "Did you mean school?"),
        ("orgs.type", "LEA", "Did you mean district?"),
        ("academicSessions.type", "school year", "Did you mean schoolYear?"),
        ("academicSessions.type", "Quarter", "Did you mean gradingPeriod?"),
        ("users.status", "deleted", "Did you mean tobedeleted?"),
        ("demographics.sex", "F", "Did you mean female?"),
        ("demographics.sex", "M", "Did you mean male?"),
        ("demographics.sex", "MALE", "Did you mean male?"),
        ("demographics.sex", "X", "Ask CLI what to send"),
        ("demographics.sex", "other", "Ask CLI what to send"),
        ("demographics.sex", "Unknown", "It means a missing value. Fill in the real one."),
        ("users.grades", "1", "Write 01. A spreadsheet removes"),
        ("users.grades", "1.0", "Did you mean 01?"),
        ("users.grades", "1st", "Did you mean 01?"),
        ("users.grades", "Grade 3", "Did you mean 03?"),
        ("users.grades", "k", "Did you mean KG?"),
        ("users.grades", "KG5", "Did you mean KG?"),
        ("users.grades", "Kindergarten", "Did you mean KG?"),
        ("users.grades", "0", "Did you mean KG?"),
        ("users.grades", "PK,Pre-K", "Did you mean PK?"),
        ("users.grades", "PK4", "Did you mean PK?"),
        ("users.grades", "PR/PK", "or the list PR,PK if you mean all."),
        ("users.grades", "pk-k", "the list PK,KG if you mean all."),
        ("users.grades", "other", "Did you mean Other?"),
        ("users.grades", "N/A", "Fill in the real one"),
        ("users.grades", "99", ""),
    ],
)
def test_a_hint_names_what_was_meant(place, value, hint):
    found = hint_for_word(column(place), value)
    assert hint in found
    assert bool(hint) == bool(found)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("TRUE", "Write true in lower case"),
        ("False", "Write false in lower case"),
        ("Yes", "Write true."),
        ("1", "Write true."),
        ("1.0", "Write true."),
        ("n", "Write false."),
        ("0", "Write false."),
        ("NULL", "Leave the cell blank"),
        ("maybe", ""),
    ],
)
def test_a_hint_says_which_flag_was_meant(value, hint):
    found = hint_for_flag(column("enrollments.primary"), value)
    assert hint in found
    assert bool(hint) == bool(found)


def test_a_missing_value_is_filled_in_where_it_is_required():
    assert "Fill in the real one" in hint_for_nothing(column("users.givenName"), "NULL")
    assert "Leave the cell blank" in hint_for_nothing(column("users.middleName"), "NULL")


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_a_hint_knows_every_placeholder(word):
    assert hint_for_nothing(column("users.middleName"), word).startswith(
        f"{PLACEHOLDERS[word].capitalize()} "
    )


@given(st.sampled_from(LISTED), st.data())
def test_a_word_in_whatever_case_is_recognised(spec, data):
    word = data.draw(st.sampled_from(spec.vocabulary))
    spelled = "".join(data.draw(st.sampled_from((letter.lower(), letter.upper()))) for letter in word)
    if spelled in spec.vocabulary:
        assert hint_for_word(spec, spelled) == ""
    else:
        assert re.match(rf"Did you mean {word}\?", hint_for_word(spec, spelled))


@given(
    st.sampled_from(LISTED), st.text(max_size=12) | st.sampled_from(["f", "k", "hr", "pupil", "year", "0"])
)
def test_only_words_of_the_column_itself_are_suggested(spec, value):
    meant = re.match(r"Did you mean (.*?)\?", hint_for_word(spec, value))
    assert meant is None or meant[1] in spec.vocabulary


@given(st.sampled_from(LISTED), st.text(alphabet="QJWXYZqjwxyz@'é", min_size=5, max_size=12))
def test_no_hint_repeats_what_stands_in_the_cell(spec, value):
    assert spec.type in (Type.ENUM, Type.GRADE)
    assert value.casefold() not in hint_for_word(spec, value).casefold()
