import base64
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.errors import UsageError
from dde_tui.securestor.ssh.fingerprints import host_key
from dde_tui.securestor.ssh.randomart import randomart
from support.machine import program

KINDS = [("ed25519", 256), ("rsa", 2048), ("rsa", 3072), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521)]


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_it_is_the_picture_that_openssh_draws(tmp_path, kind, bits):
    program("ssh-keygen")
    path = tmp_path / "key"
    command = ["ssh-keygen", "-q", "-t", kind, "-b", str(bits), "-N", "", "-f", path]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    drawn = subprocess.run(["ssh-keygen", "-lvf", path], capture_output=True, text=True, check=True).stdout
    name, encoded, *_ = path.with_suffix(".pub").read_text("ascii").split()
    key = host_key(name, base64.b64decode(encoded))
    assert key.bits == bits
    assert [f"{bits} {key.fingerprint}", *randomart(key.fingerprint, key.title)] == [
        drawn.splitlines()[0].rsplit(" ", 2)[0],
        *drawn.splitlines()[1:],
    ]


@given(st.binary(min_size=32, max_size=32))
def test_every_picture_has_the_same_shape_and_signs_of_any_console(digest):
    fingerprint = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
    lines = randomart(fingerprint)
    assert len(lines) == 11
    assert {len(line) for line in lines} == {19}
    assert all(line.isascii() and line.isprintable() for line in lines)
    assert sum(line.count("E") for line in lines[1:-1]) == 1


def test_two_keys_have_two_pictures():
    first, second = (randomart(host_key("ssh-ed25519", each).fingerprint) for each in (b"one", b"two"))
    assert first != second


def test_a_title_that_does_not_fit_is_cut():
    assert len(randomart(host_key("x", b"x").fingerprint, "A" * 99)[0]) == 19


def test_what_is_no_fingerprint_has_no_picture():
    with pytest.raises(UsageError):
        randomart("SHA256:abc")
