"""What CLI told becomes the requirement: exactly what was asked changes, with its basis, and nothing else."""

import shlex
from datetime import date

import pytest

from checks.errors import AnswerError
from checks.profile.model import OFF, AnswerKind, Basis, RuleChoice, ToldAnswer, Type
from checks.profile.questions import FORMS
from checks.profile.settlement import kind_of, settle, take_back
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules

PROFILE = load_profile()
DAY, SOURCE = date(2026, 11, 3), "ticket CE-4711"
QUESTIONS = {question.id: question for question in PROFILE.questions}


def told(question, *answer, profile=PROFILE):
    return settle(profile, question, answer, on=DAY, source=SOURCE)


def columns(profile):
    return {(spec.name, column.name): column for spec in profile.files for column in spec.columns}


def changed_columns(profile):
    before = columns(PROFILE)
    return {place for place, column in columns(profile).items() if before.get(place) != column}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_an_example_that_is_an_answer(question):
    settled = told(question, *shlex.split(QUESTIONS[question].example))
    assert settled.answers[question].on == DAY
    assert settled.answers[question].source == SOURCE
    assert question not in {each.id for each in settled.open_questions}
    assert len(settled.open_questions) == len(QUESTIONS) - 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_leaves_the_profile_before_it_alone_and_can_be_taken_back(question):
    example = shlex.split(QUESTIONS[question].example)
    settled = told(question, *example)
    assert load_profile().answers == {}
    assert take_back(settled, question) == PROFILE
    other = "bulk" if question != "bulk" else "manifest"
    both = told(other, "yes", profile=settled)
    assert take_back(both, other) == settled


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_profile_asks_for_the_kind_of_answer_that_has_an_effect(question):
    assert QUESTIONS[question].answer is (kind_of(question) or AnswerKind.TEXT)
    assert set(FORMS) == set(AnswerKind)


def test_the_order_of_the_answers_makes_no_difference():
    first = told("manifest", "yes", profile=told("files", "users", "orgs"))
    second = told("files", "users", "orgs", profile=told("manifest", "yes"))
    assert first.files == second.files
    assert first.file("manifest.csv").required


def test_a_second_answer_leaves_nothing_of_the_first():
    once = told("required-columns", "users.csv.phone")
    again = told("required-columns", "users.csv.email", profile=once)
    assert changed_columns(again) == {("users.csv", "email")}


def test_the_files_that_cli_named_are_required_and_the_others_not_read():
    settled = told("files", "users", "Classes.CSV", "enrollments.csv,demographics.csv", "orgs.csv")
    named = {"users.csv", "classes.csv", "enrollments.csv", "demographics.csv", "orgs.csv"}
    for spec in settled.tables:
        wanted = spec.name in named
        assert (spec.required, spec.accepted, spec.basis) == (wanted, wanted, Basis.TOLD)
    assert settled.file("manifest.csv") == PROFILE.file("manifest.csv")
    assert told("files", "manifest").file("manifest.csv").required
    assert changed_columns(settled) == set()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_manifest_is_required_or_not(answer):
    spec = told("manifest", answer).file("manifest.csv")
    assert (spec.required, spec.accepted, spec.basis) == (answer == "yes", True, Basis.TOLD)


def test_columns_that_cli_requires_are_required():
    settled = told("required-columns", "users.csv.email", "demographics.birthdate")
    assert changed_columns(settled) == {("users.csv", "email"), ("demographics.csv", "birthDate")}
    column = settled.file("demographics.csv").column("birthDate")
    assert (column.required, column.basis, column.type) == (True, Basis.TOLD, Type.DATE)


def test_grade_codes_are_the_only_ones_from_then_on():
    settled = told("grade-codes", "PK,KG", "EE")
    grades = {("users.csv", "grades"), ("classes.csv", "grades"), ("courses.csv", "grades")}
    assert changed_columns(settled) == grades
    for place in grades:
        column = columns(settled)[place]
        assert (column.vocabulary, column.basis) == (("PK", "KG", "EE"), Basis.TOLD)
    assert settled.vocabulary["grade"] == ("PK", "KG", "EE")


def test_the_internal_id_is_where_cli_says_and_the_guess_is_gone():
    settled = told("internal-id", "users.csv.sourcedId", "classes.csv.classCode")
    meant = {place for place, column in columns(settled).items() if column.means == "internal-id"}
    assert meant == {("users.csv", "sourcedId"), ("classes.csv", "classCode")}
    identifier = settled.file("users.csv").column("identifier")
    assert (identifier.means, identifier.basis) == ("identifier", Basis.STANDARD)
    assert settled.file("users.csv").column("sourcedId").required
    kept = told("internal-id", "users.csv.identifier").file("users.csv").column("identifier")
    assert (kept.means, kept.basis) == ("internal-id", Basis.TOLD)


def test_the_state_unique_id_may_stand_in_a_metadata_column_that_is_made_for_it():
    settled = told("state-unique-id", "users.csv.metadata.stateUniqueId")
    users = settled.file("users.csv")
    assert users.header == (*PROFILE.file("users.csv").header, "metadata.stateUniqueId")
    column = users.columns[-1]
    assert (column.means, column.basis, column.required) == ("state-unique-id", Basis.TOLD, False)


def test_the_guess_of_an_internal_id_gives_way_to_a_state_unique_id_but_a_told_one_does_not():
    column = told("state-unique-id", "users.identifier").file("users.csv").column("identifier")
    assert column.means == "state-unique-id"
    with pytest.raises(AnswerError, match="said is the internal-id"):
        told("state-unique-id", "users.identifier", profile=told("internal-id", "users.identifier"))


def test_metadata_columns_are_made_with_their_values():
    settled = told("metadata", "classes.csv.metadata.dayType required: Full Day, AM,PM", "users.metadata.x")
    day, other = settled.file("classes.csv").columns[-1], settled.file("users.csv").columns[-1]
    assert (day.name, day.type, day.required) == ("metadata.dayType", Type.ENUM, True)
    assert (day.vocabulary, day.basis) == (("Full Day", "AM", "PM"), Basis.TOLD)
    assert (other.name, other.type, other.required, other.vocabulary) == (
        "metadata.x",
        Type.STRING,
        False,
        (),
    )
    assert settled.answers["metadata"].answer == (
        "classes.csv.metadata.dayType required: Full Day, AM, PM",
        "users.csv.metadata.x",
    )


@pytest.mark.parametrize(
    ("answer", "word", "note"), [("yes", "error", "only full sets"), ("no", OFF, "set of changes")]
)
def test_sets_of_changes_are_an_error_or_no_matter(answer, word, note):
    settled = told("bulk", answer)
    assert settled.rules == {"DDE110": RuleChoice(word, Basis.TOLD)}
    status = settled.file("users.csv").column("status")
    assert note in status.note
    assert (status.basis, status.told) == (Basis.TOLD, "bulk")


@pytest.mark.parametrize("question", ["missing-records", "night-run", "securestor"])
def test_an_answer_in_words_is_recorded_and_changes_no_requirement(question):
    settled = told(question, "Files", "by 18:00")
    assert settled.answers == {question: ToldAnswer("Files by 18:00", DAY, SOURCE)}
    assert (settled.files, settled.rules, settled.vocabulary) == (
        PROFILE.files,
        PROFILE.rules,
        PROFILE.vocabulary,
    )


def test_only_an_answer_can_be_taken_back():
    with pytest.raises(AnswerError, match="has no answer"):
        take_back(PROFILE, "bulk")
    with pytest.raises(AnswerError, match="no question"):
        take_back(PROFILE, "x")


def test_what_rules_wait_for_can_be_told():
    for rule in all_rules().values():
        profile = PROFILE
        for question, answer in rule.told:
            profile = settle(profile, question, answer, on=DAY, source=SOURCE)
        assert set(profile.answers) == {question for question, _ in rule.told}
