"""What an answer of CLI may look like, and what is said of one that is none."""

from datetime import date

import pytest

from checks.errors import AnswerError
from checks.profile.settlement import settle
from checks.rules.choices import load_profile

PROFILE = load_profile()
DAY, SOURCE = date(2026, 11, 3), "ticket CE-4711"
QUESTIONS = {question.id: question for question in PROFILE.questions}


def answered(question, answer):
    return settle(PROFILE, question, answer, on=DAY, source=SOURCE).answers[question].answer


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        ("files", ["users, ORGS.csv", "users.csv"], ("users.csv", "orgs.csv")),
        (
            "internal-id",
            "users.IDENTIFIER,classes.csv.classcode",
            ("users.csv.identifier", "classes.csv.classCode"),
        ),
        ("state-unique-id", ["users.metadata.id"], ("users.csv.metadata.id",)),
        ("grade-codes", "PK, KG,PK", ("PK", "KG")),
        ("metadata", "users.metadata.a  required :A ,B b", ("users.csv.metadata.a required: A, B b",)),
        ("night-run", ["Files", " by 18:00"], "Files by 18:00"),
    ],
)
def test_an_answer_is_kept_in_one_form_however_it_was_given(question, answer, kept):
    assert answered(question, answer) == kept
    assert answered(question, kept) == kept


@pytest.mark.parametrize("answer", [True, "Yes", ["yes"], ("YES",)])
def test_yes_may_be_said_in_several_ways(answer):
    assert settle(PROFILE, "bulk", answer, on=DAY, source=SOURCE).answers["bulk"].answer is True


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("fils", ["a"], "no question 'fils'. Did you mean \"files\"?"),
        ("", "a", "has no question ''"),
        (
            "files",
            ["user.csv"],
            "'user.csv', which is not a file of the profile. Did you mean \"users.csv\"?",
        ),
        ("files", ["results.csv"], "add them in a [[file]] table first"),
        ("files", [], "is blank"),
        ("files", [" "], "is blank"),
        ("files", None, "has the wrong type"),
        ("files", {"users.csv": True}, "has the wrong type"),
        ("internal-id", ["users.csv"], "names users.csv, but not a column"),
        ("internal-id", ["users.csv.identifer"], 'not a column of users.csv. Did you mean "identifier"?'),
        ("internal-id", ["people.csv.id"], "not a file of the profile"),
        ("state-unique-id", ["users.csv.email", "users.csv.phone"], "names 2 columns"),
        ("metadata", ["users.csv.role"], "which is not a metadata column"),
        ("metadata", ["users.csv.metadata."], "not a column of users.csv"),
        ("metadata", ["users.csv.metadata.x optional"], "is invalid at"),
        ("metadata", ["users.csv.metadata.x:"], "is invalid at"),
        ("metadata", [": a"], "is invalid at"),
        ("metadata", [","], "is not a file"),
        ("grade-codes", ["\x1b[31m"], "control characters"),
        ("grade-codes", [","], "is blank"),
        ("internal-id", [","], "is blank"),
        ("bulk", "perhaps", "is not yes or no"),
        ("bulk", ["yes", "no"], "is not yes or no"),
        ("bulk", 1, "is not yes or no"),
    ],
)
def test_what_is_no_answer_is_an_error_that_shows_one(question, answer, words):
    with pytest.raises(AnswerError) as caught:
        settle(PROFILE, question, answer, on=DAY, source=SOURCE)
    assert caught.value.exit_code == 2
    assert words in caught.value.happened
    if question in QUESTIONS:
        assert QUESTIONS[question].example in caught.value.to_do
    else:
        assert "grade-codes" in caught.value.to_do
