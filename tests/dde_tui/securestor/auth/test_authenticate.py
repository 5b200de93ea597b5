"""Logging in with one proof or several, to a real server; what is never sent, and who is asked."""

import subprocess
import threading
import time

import pytest

from checks.job import Prompt
from dde_tui.errors import LoginError, TransferError
from dde_tui.securestor.auth.key_file import load_key
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Server
from support.multi_step_server import USER, Doors, Round
from support.sshd import new_key

SECRET = "correct horse"
ASKS_PASSWORD = Round([("Password: ", False)], [SECRET])
ASKS_CODE = Round([("Verification code: ", False)], ["123456"], "Two steps", "Look at your phone")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def key(tmp_path):
    return new_key(tmp_path / "id")


def enter(doors, login, key_file=None, timeout=5):
    server = Server("127.0.0.1", doors.port, USER, key_file=key_file, host_keys=(doors.fingerprint,))
    with connect(server, login, timeout) as connection:
        assert connection.negotiated
    return doors.seen


def public(key):
    return load_key(key, None).asbytes()


class Person:
    """Somebody at a terminal: says these things, and remembers what was asked and on which thread."""

    def __init__(self, *says):
        self.says = list(says)
        self.asked = []
        self.threads = set()

    def __call__(self, title, prompts):
        self.asked.append((title, list(prompts)))
        self.threads.add(threading.current_thread())
        return [self.says.pop(0) for _ in prompts]


def test_the_password_is_typed_at_the_servers_single_prompt():
    with Doors([{"keyboard-interactive"}], rounds=[ASKS_PASSWORD]) as doors:
        seen = enter(doors, Login(SECRET))
    assert ("answers", SECRET) in seen
    assert not [method for method, _ in seen if method == "password"]


def test_a_code_is_asked_of_a_person_on_the_callers_own_thread():
    person = Person("123456")
    with Doors([{"keyboard-interactive"}], rounds=[ASKS_PASSWORD, ASKS_CODE]) as doors:
        enter(doors, Login(SECRET, ask=person))
    assert person.asked == [("Two steps Look at your phone", [Prompt("Verification code:", hidden=True)])]
    assert person.threads == {threading.current_thread()}


def test_password_and_code_in_one_round_are_told_apart():
    both = Round([("Code", True), ("Password", False)], ["77", SECRET])
    person = Person("77")
    with Doors([{"keyboard-interactive"}], rounds=[both]) as doors:
        enter(doors, Login(SECRET, ask=person))
    assert person.asked == [("", [Prompt("Code", hidden=False)])]


@pytest.mark.parametrize(
    "prompt",
    [
        *("Verification code:", "One-time password (OATH) for `x': ", "Enter PASSCODE:", "Token: ", "PIN:"),
        *("New password: ", "Duo two-factor login"),
    ],
)
def test_a_password_is_never_given_as_a_code(prompt):
    asked = Round([(prompt, False)], ["1"])
    with Doors([{"keyboard-interactive"}], rounds=[asked]) as doors:
        with pytest.raises(LoginError, match="someone has to answer"):
            enter(doors, Login(SECRET))
        enter(doors, Login(SECRET, ask=Person("1")))
    assert not [said for _, said in doors.seen if SECRET in said]


def test_a_script_is_told_what_to_ask_for_and_not_prompted():
    with (
        Doors([{"keyboard-interactive"}], rounds=[ASKS_CODE]) as doors,
        pytest.raises(LoginError) as caught,
    ):
        enter(doors, Login(SECRET))
    assert '"Verification code:"' in caught.value.happened
    assert "without one-time codes" in caught.value.to_do
    assert SECRET not in caught.value.sentence
    assert caught.value.exit_code == 2


def test_a_password_is_answered_once_and_then_a_person_is_asked():
    with Doors([{"keyboard-interactive"}], rounds=[ASKS_PASSWORD, ASKS_PASSWORD]) as doors:
        with pytest.raises(LoginError, match="someone has to answer"):
            enter(doors, Login(SECRET))
        enter(doors, Login(SECRET, ask=Person(SECRET)))


def test_a_round_without_questions_is_passed():
    with Doors([{"keyboard-interactive"}], rounds=[Round([], [], "Welcome"), ASKS_PASSWORD]) as doors:
        enter(doors, Login(SECRET))


def test_what_the_server_asks_is_made_visible():
    person = Person("1")
    asked = Round([("Code\x1b]52;c;x\x07", True)], ["1"], "\x1b[2J", "\x9b31m")
    with Doors([{"keyboard-interactive"}], rounds=[asked]) as doors:
        enter(doors, Login(ask=person))
        with pytest.raises(LoginError) as caught:
            enter(doors, Login("x"))
    ((title, (prompt,)),) = person.asked
    for text in (title, prompt.words, caught.value.sentence):
        assert text.isprintable()


def test_a_server_that_asks_without_end_is_left():
    endless = [Round([("Answer", True)], ["1"])] * 20
    with (
        Doors([{"keyboard-interactive"}], rounds=endless) as doors,
        pytest.raises(LoginError, match="keeps asking questions"),
    ):
        enter(doors, Login(ask=Person(*["1"] * 20)))


def test_a_wrong_answer_is_a_refusal():
    with (
        Doors([{"keyboard-interactive"}], rounds=[ASKS_CODE]) as doors,
        pytest.raises(LoginError, match="the answers to its questions"),
    ):
        enter(doors, Login(ask=Person("0")))


def test_a_person_may_think_longer_than_a_server_may(monkeypatch):
    def ask(_title, prompts):
        time.sleep(1.2)
        return ["123456" for _ in prompts]

    with Doors([{"keyboard-interactive"}], rounds=[ASKS_CODE]) as doors:
        enter(doors, Login(ask=ask), timeout=1)


def test_a_person_who_gives_up_ends_the_login_at_once():
    def ask(_title, _prompts):
        raise KeyboardInterrupt

    begun = time.monotonic()
    with (
        Doors([{"keyboard-interactive"}], rounds=[ASKS_CODE]) as doors,
        pytest.raises(KeyboardInterrupt),
    ):
        enter(doors, Login(ask=ask))
    assert time.monotonic() - begun < 2


def test_too_few_answers_are_giving_up():
    with (
        Doors([{"keyboard-interactive"}], rounds=[ASKS_CODE]) as doors,
        pytest.raises(LoginError, match="cancelled"),
    ):
        enter(doors, Login(ask=lambda _title, _prompts: []))


def test_a_key_and_then_a_code(key):
    with Doors([{"publickey"}, {"keyboard-interactive"}], keys=[public(key)], rounds=[ASKS_CODE]) as doors:
        enter(doors, Login(ask=Person("123456")), key)
        with pytest.raises(LoginError, match="someone has to answer"):
            enter(doors, Login(), key)


def test_a_key_and_then_the_password(key):
    with Doors([{"publickey"}, {"password"}], keys=[public(key)], password=SECRET) as doors:
        enter(doors, Login(SECRET), key)
        person = Person(SECRET)
        enter(doors, Login(ask=person), key)
        assert person.asked == [("", [Prompt("Password of district:", hidden=True)])]
        with pytest.raises(
            LoginError, match=r"accepted the key file, and requires another login method: password"
        ) as caught:
            enter(doors, Login(), key)
    assert "login with one method" in caught.value.to_do


def test_the_password_first_and_then_the_key(key):
    with Doors([{"password"}, {"publickey"}], keys=[public(key)], password=SECRET) as doors:
        seen = enter(doors, Login(SECRET), key)
    assert [method for method, _ in seen] == ["none", "password", "publickey"]


def test_only_what_the_server_accepts_is_tried(key):
    with (
        Doors([{"publickey"}], keys=[public(key)]) as doors,
        pytest.raises(LoginError, match=r"does not accept the password\. It accepts: publickey"),
    ):
        enter(doors, Login(SECRET))
    assert doors.seen == [("none", "")]


def test_a_refused_password_is_not_tried_again_in_another_way():
    with Doors([{"password", "keyboard-interactive"}], password="other", rounds=[ASKS_PASSWORD]) as doors:
        with pytest.raises(LoginError, match="the password"):
            enter(doors, Login(SECRET))
        assert [said for _, said in doors.seen if said] == [SECRET]


def test_a_server_that_wants_no_proof_lets_in():
    with Doors([{"none"}]) as doors:
        enter(doors, Login(SECRET))
    assert doors.seen == [("none", "")]


@pytest.mark.parametrize("method", ["none", "password", "keyboard-interactive"])
def test_a_server_that_falls_silent_during_the_login_fails_within_the_limit(method):
    begun = time.monotonic()
    locks = [{method} - {"none"} or {"password"}]
    with Doors(locks, password=SECRET, rounds=[ASKS_PASSWORD], silent=method) as doors:
        with pytest.raises(TransferError, match="in time"):
            enter(doors, Login(SECRET), timeout=1)
        assert time.monotonic() - begun < 4


def test_a_server_that_hangs_up_during_the_login_is_told_apart():
    with (
        Doors([{"password"}], password=SECRET, hangs_up_at="password") as doors,
        pytest.raises(TransferError, match="ended the connection during the login"),
    ):
        enter(doors, Login(SECRET))


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
@pytest.mark.parametrize("passphrase", ["", "open sesame"])
def test_every_kind_of_key_lets_in(tmp_path, kind, passphrase):
    path = new_key(tmp_path / "id", kind, passphrase)
    held = load_key(path, passphrase or None).asbytes()
    with Doors([{"publickey"}], keys=[held]) as doors:
        enter(doors, Login(passphrase=passphrase or None), path)


def test_a_key_in_an_older_form_lets_in(tmp_path):
    for name, words in {"pem": ["-m", "PEM"], "pkcs8": ["-m", "PKCS8"]}.items():
        path = new_key(tmp_path / name, "rsa")
        subprocess.run(
            ["ssh-keygen", "-q", "-p", *words, "-P", "", "-N", "", "-f", path],
            check=True,
            capture_output=True,
        )
        assert b"OPENSSH" not in path.read_bytes()
        with Doors([{"publickey"}], keys=[public(path)]) as doors:
            enter(doors, Login(), path)
