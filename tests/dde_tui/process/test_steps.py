from importlib.resources import files

import pytest

from dde_tui.process.clock import Allowance
from dde_tui.process.events import EventKind
from dde_tui.process.states import State
from dde_tui.process.steps import StepsError, load_sentences, load_steps, parse_steps

TEXT = files("dde_tui.process").joinpath("steps.toml").read_text(encoding="utf-8")


def test_there_are_the_seven_steps_that_cli_publishes():
    assert [(step.number, step.id, str(step.allowance or "")) for step in load_steps()] == [
        (1, "request", "1 hour"),
        (2, "confirm", ""),
        (3, "folder", "20 business hours"),
        (4, "initial-review", "20 business hours"),
        (5, "quality-review", "5 business days"),
        (6, "preparation", "5 business days"),
        (7, "production", "2 business days"),
    ]


def test_the_quality_review_counts_days_and_shows_the_pages_wording_as_a_note():
    assert load_steps()[4].allowance == Allowance.parse("5 business days")
    assert '"the 20 business hours" start again' in load_steps()[4].allowance_note
    assert [step.id for step in load_steps() if step.allowance_note] == ["quality-review"]


def test_each_step_opens_with_what_ends_the_one_before():
    steps = load_steps()
    assert steps[0].opens == frozenset()
    assert [step.opens for step in steps[1:]] == [step.ends for step in steps[:-1]]
    assert steps[3].opens == {EventKind.FOLDER_READY, EventKind.CONNECTED}


def test_a_name_fits_the_rail_beside_its_number_and_glyph():
    assert all(len(step.name) <= 20 for step in load_steps())


def test_every_sentence_fits_one_line():
    sentences = [text for step in load_steps() for text in step.sentences.values()]
    assert len(sentences) == 17
    assert all(len(text) <= 120 for text in [*sentences, *load_sentences().values()])


def test_only_a_review_speaks_of_rounds():
    speaking = {step.id for step in load_steps() for text in step.sentences.values() if "{" in text}
    assert speaking == {"initial-review", "quality-review"}


def test_words_stay_within_the_signs_of_an_old_console():
    assert TEXT.isascii()


def test_the_steps_cannot_be_changed():
    with pytest.raises(TypeError):
        load_steps()[0].sentences[State.YOURS] = "Wait."


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id = "folder"\n', "", r"step\[3\].id is missing"),
        ('id = "folder"', 'id = "confirm"', "step: .*each with its own id"),
        ('meanwhile = "build"', 'whilst = "build"', r"step\[3\].whilst is not a known key"),
        ('place = "securestor"', "place = 3", r"step\[3\].place must be text"),
        ('allowance = "1 hour"', 'allowance = "soon"', r"step\[1\].allowance .*not an allowance"),
        ('ends = ["answered"]', 'ends = ["replied"]', r"step\[1\].ends"),
        ('ends = ["answered"]', "ends = [[]]", r"step\[1\].ends"),
        (
            'yours = "Ask CLI for information about automated rostering"',
            "yours = 1",
            r"step\[1\].sentences.yours must be text",
        ),
        ('ends = ["answered"]', 'ends = "answered"', r"step\[1\].ends"),
        (
            'opens_as = "waiting"\nmeanwhile',
            'opens_as = "done"\nmeanwhile',
            r"step\[3\].opens_as must be one of yours, waiting",
        ),
        ('yours = "Ask', 'returned = "Ask', r"step\[1\].sentences needs exactly waiting, yours"),
        ('yours = "Ask', 'sometimes = "Ask', r"step\[1\].sentences.sometimes must be one of"),
        ('done = "This', 'finished = "This', "sentences needs exactly"),
        ("[[step]]", "[[step", "is not valid TOML: Expected"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_key(old, new, complaint):
    assert old in TEXT
    with pytest.raises(StepsError, match=f"steps.toml: {complaint}"):
        parse_steps(TEXT.replace(old, new, 1))


def test_an_empty_file_has_no_sentences():
    with pytest.raises(StepsError, match="sentences"):
        parse_steps("")
