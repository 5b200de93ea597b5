"""What a value becomes: any word for a name, its own form where a rule looks at it, and never somebody's."""

import random
import re

import pytest

from checks.pseudonyms.mapping.values import LeakError, Values, plain


def values(*noted, form=""):
    made = Values(random.Random(1))
    for value in noted:
        made.note(value, form)
    return made


def test_spellings_of_one_id_stay_spellings_of_one_id():
    made = values("007A5", "7a5", "7A5.0", "07 a5")
    images = [made.image(value) for value in ("007A5", "7a5", "7A5.0", "07 a5")]
    assert len({plain(image) for image in images}) == 1
    assert [
        re.sub("[1-9]", "1", re.sub("[b-z]", "a", image.replace("A", "a"), flags=re.IGNORECASE))
        for image in images
    ] == [
        "001a1",
        "1a1",
        "1a1.0",
        "01 a1",
    ]


def test_the_same_value_becomes_the_same_and_no_two_become_one():
    numbers = [f"S{number:03}" for number in range(400)]
    made = values(*numbers)
    images = [made.image(number) for number in numbers]
    assert [made.image(number) for number in numbers] == images
    assert len({image.lower() for image in images}) == 400
    assert all(re.fullmatch("[A-Z][0-9]{3}", image) for image in images)


def test_a_name_becomes_another_word_each_time():
    made = values()
    assert len({made.fresh("Garcia") for _ in range(200)}) == 200


@pytest.mark.parametrize("name", ["Ng", "de la Cruz", "O'QUINN", "Nuñez-Öz", "Иван", "王"])
def test_rare_names_are_not_marked_by_their_shape(name):
    assert re.fullmatch("[A-Z][a-z]{3,7}", values().fresh(name))


@pytest.mark.parametrize(
    ("value", "form", "kept"),
    [
        ("mlopez@bluebonnet", "email", "[a-z]{4,8}@[a-z]{4,8}"),
        ("mlopez@bluebonnet.example", "email", "[a-z]{4,8}@[a-z]{4,8}[.]example"),
        ("E 3#A", "guid", "[A-Z] [1-9]#[A-Z]"),
        ("1.23457E+11", "", r"[1-9]\.[0-9]{5}E\+11"),
        ("57950.0", "", r"[1-9][0-9]{4}\.0"),
        ("Zo\u200bë", "", "[A-Z][a-z]\u200b[^a-zA-Z ]"),
    ],
)
def test_what_a_rule_looks_at_stays(value, form, kept):
    image = values(value, form=form).image(value)
    assert re.fullmatch(kept, image)
    assert image != value


def test_bytes_that_are_no_utf_8_stay_none_beside_any_other():
    value = "=Jos\udced\udcbf"
    with pytest.raises(UnicodeDecodeError):
        values().image(value).encode("utf-8", "surrogateescape").decode()


def test_nothing_in_which_an_original_stands_is_drawn():
    numbers = {f"{number}" for number in range(1000) if number % 3}
    made = values()
    made.avoid(number for number in numbers if len(number) == 3)
    images = [made.image(f"9{number:04}") for number in range(300)]
    assert not [image for image in images if any(image[at : at + 3] in numbers for at in range(3))]


def test_where_all_short_ids_are_taken_each_still_becomes_another_or_it_is_refused():
    letters = [*"0123456789abcdefghijklmnopqrstuvwxyz"[1:]]
    made = values(*letters)
    try:
        images = [made.image(letter) for letter in letters]
    except LeakError:
        return
    assert len(set(images)) == len(images)
