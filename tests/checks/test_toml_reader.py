"""A record's fields say what a table may hold, and each mistake names its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from checks.toml_reader import TableError, filled, key, one_line, parse, read_table


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Wheel:
    size: int
    color: Color = Color.RED


@dataclass(frozen=True)
class Cart:
    name: str = field(metadata=key("What it is called.", filled))
    first: Wheel
    built: date | None = None
    is_new: bool = False
    home: Path = Path("shed")
    tags: tuple[str, ...] = field(default=(), metadata=key(check=one_line))
    colors: frozenset[Color] = frozenset()
    wheel: tuple[Wheel, ...] = ()
    prices: Mapping[Color, int] = field(default_factory=dict)


WHOLE = 'name = "a"\nfirst.size = 1\n'


def test_a_table_becomes_a_record_and_what_it_leaves_out_has_its_default():
    assert read_table(Cart, parse(WHOLE)) == Cart("a", Wheel(1))
    text = 'built = 2026-01-02\nis_new = true\nhome = "barn"\ntags = ["x"]\ncolors = ["blue"]\n'
    more = '[[wheel]]\nsize = 2\ncolor = "blue"\n[prices]\nred = 3\n'
    assert read_table(Cart, parse(WHOLE + text + more)) == Cart(
        name="a",
        first=Wheel(1),
        built=date(2026, 1, 2),
        is_new=True,
        home=Path("barn"),
        tags=("x",),
        colors=frozenset({Color.BLUE}),
        wheel=(Wheel(2, Color.BLUE),),
        prices={Color.RED: 3},
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = ", "is not valid TOML: "),
        ("", "name is missing."),
        ('name = "a"', "first.size is missing."),
        ('name = " "', "name must not be blank."),
        ("nam = 1", 'nam is not a known key. Did you mean "name"?'),
        ("x = 1", "x is not a known key. Known are name, first, built, "),
        ("first = 1", "first must be a table: write [first] on a line of its own"),
        ("first.size = true", "first.size must be a whole number."),
        (WHOLE + 'built = "2026-01-02"', "built must be a date such as 2026-12-24, without quotes."),
        (WHOLE + "built = 2026-01-02T10:00:00", "built must be a date"),
        (WHOLE + "is_new = 1", "is_new must be true or false."),
        (WHOLE + 'home = ""', "home must not be blank."),
        (WHOLE + 'tags = "x"', "tags must be a list of texts in quotes."),
        (WHOLE + "tags = [1]", "tags must be a list of texts in quotes."),
        (WHOLE + 'tags = ["a\\nb"]', "tags must be one line without control characters."),
        (WHOLE + 'colors = "red"', "colors must be a list of texts in quotes, each one of red, blue."),
        (WHOLE + 'colors = ["reed"]', 'colors[1] must be one of red, blue. Did you mean "red"?'),
        (WHOLE + "[wheel]", "wheel must be a list of [[wheel]] tables."),
        (WHOLE + "wheel = [1]", "wheel[1] must be a table."),
        (
            WHOLE + "[[wheel]]\nsize = 1\n[[wheel]]\nsiz = 1",
            'wheel[2].siz is not a known key. Did you mean "size"?',
        ),
        (WHOLE + "[prices]\ngreen = 1", "prices.green must be one of red, blue."),
        (WHOLE + '[prices]\nred = "1"', "prices.red must be a whole number."),
        (WHOLE + '"a\\u001bb" = 1', "a\u241bb is not a known key."),
    ],
)
def test_a_mistake_names_its_key_and_what_is_allowed_there(text, complaint):
    with pytest.raises(TableError) as caught:
        read_table(Cart, parse(text))
    assert complaint in str(caught.value)


def test_a_field_that_stands_in_no_table_is_given_and_is_no_key():
    assert read_table(Wheel, {"size": 1}, color=Color.BLUE) == Wheel(1, Color.BLUE)
    with pytest.raises(TableError, match="color is not a known key"):
        read_table(Wheel, {"size": 1, "color": "red"}, color=Color.BLUE)


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 100_000, "x = " + "9" * 5_000, "[" + "a." * 10_000 + "a]", "a" + ".a" * 10_000 + " = 1"],
    ids=["nested", "digits", "parts of a table's name", "parts of a key"],
)
def test_a_text_made_to_take_for_ever_is_refused_at_once(text):
    with pytest.raises(TableError):
        parse(text)


def test_a_row_of_dots_in_a_comment_is_read():
    assert parse(f"# {'.' * 500}\nx = 1\n") == {"x": 1}
