"""What a person reads where the server holds a name of ours."""

import pytest

from dde_tui.securestor.remote_names import aside_name, part_name, spoken

OWNER = "0123abcd"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("./" + part_name("users.csv", "f" * 64, OWNER), "the hidden copy of users.csv"),
        ("district/in/" + part_name("users.csv", "f" * 64), "the hidden copy of district/in/users.csv"),
        ("/" + part_name("users.csv", "f" * 64), "the hidden copy of /users.csv"),
        ("./" + aside_name("users.csv"), "the earlier version of users.csv"),
        ("district/users.csv", "district/users.csv"),
        ("./users.csv", "users.csv"),
        (".hidden", ".hidden"),
        (".", "."),
    ],
)
def test_a_hidden_name_is_told_by_the_file_it_stands_for(path: str, words: str) -> None:
    assert spoken(path) == words
