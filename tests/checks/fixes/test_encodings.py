"""Which bytes are Windows-1252 without a doubt."""

import pytest

from checks.fixes.encodings import is_surely_windows_1252

NAMES = "S1,Zoë,Muñoz,José\nS2,María,Nguyen,D’Angelo\n"


def cut(data):
    return [data[at : at + 7] for at in range(0, len(data), 7)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (NAMES.encode("cp1252"), True),
        (NAMES.encode("latin-1", "ignore"), True),
        (NAMES.encode("mac-roman"), False),
        (NAMES.replace("’", "'").encode("cp850"), False),
        ("S1,D’Angelo\n".encode("cp1252"), False),
        ("S1,Иванов\n".encode("cp1251"), False),
        (b"S1,Mu\x81oz,Jos\xe9\n", False),
        ("S1,Zoë\n".encode() + "S2,María\n".encode("cp1252"), True),
        ("S1,Zoë\n".encode() + "S2,José\n".encode("cp1252"), False),
        ("S1,Zoë\n".encode() + b"S2,Mu\xc3,x\n", False),
    ],
    ids=[
        *("windows", "latin-1", "mac", "dos", "one quote only", "cyrillic", "no sign"),
        *("a letter inside a word among utf-8", "one at its end", "utf-8 that was cut"),
    ],
)
def test_only_what_can_be_nothing_else_is_taken_for_windows_1252(data, expected):
    assert is_surely_windows_1252(cut(data)) is expected
    assert is_surely_windows_1252([data]) is expected
