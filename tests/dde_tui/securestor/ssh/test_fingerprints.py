import base64
import hashlib

import pytest

from dde_tui.errors import UnknownServerError, UsageError
from dde_tui.securestor.ssh.fingerprints import check_pinned, host_key, parse_fingerprint, unknown_key_error

DIGEST = hashlib.sha256(b"a key").digest()
PADDED = base64.b64encode(DIGEST).decode()
PLAIN = PADDED.rstrip("=")
SPELLED = f"SHA256:{PLAIN}"


def test_a_keys_fingerprint_is_spelled_as_openssh_spells_it():
    shown = host_key("ssh-ed25519", b"a key")
    assert shown.fingerprint == SPELLED
    assert shown.kind == "ssh-ed25519"


@pytest.mark.parametrize(
    "pasted",
    [
        SPELLED,
        f"SHA256:{PADDED}",
        PLAIN,
        PADDED,
        f"  {SPELLED}\n",
        f"sha256:{PLAIN}",
        f"SHA256: {PLAIN}",
        f"SHA256:{PLAIN[:20]}\n  {PLAIN[20:]}",
        f'"{SPELLED}".',
        f"256 {SPELLED} securestor (ED25519)",
        f"ED25519 key fingerprint is {SPELLED}.",
        DIGEST.hex(),
        DIGEST.hex(":").upper(),
    ],
)
def test_every_way_to_paste_a_fingerprint_means_the_same(pasted):
    assert parse_fingerprint(pasted) == SPELLED


@pytest.mark.parametrize(
    "pasted", ["", "SHA256:", "SHA256:abc", PLAIN[:-1], PLAIN + "A", PLAIN[:-1] + "é", "\x1b]52;c;x\x07"]
)
def test_what_is_no_fingerprint_is_refused_and_shown_without_escapes(pasted):
    with pytest.raises(UsageError) as caught:
        parse_fingerprint(pasted)
    assert "\x1b" not in caught.value.sentence


def test_a_fingerprint_with_stray_bits_is_no_fingerprint():
    stray = next(sign for sign in "BCDEFGH" if sign != PLAIN[-1])
    assert base64.b64decode(f"{PLAIN[:-1]}{stray}=") is not None
    with pytest.raises(UsageError):
        parse_fingerprint(f"SHA256:{PLAIN[:-1]}{stray}")


def test_an_md5_fingerprint_is_named_as_such():
    with pytest.raises(UsageError) as caught:
        parse_fingerprint("MD5:" + hashlib.md5(b"x").digest().hex(":"))
    assert "MD5" in caught.value.meaning


def test_any_of_several_pins_is_enough():
    other = host_key("ssh-rsa", b"the next key").fingerprint
    check_pinned(host_key("ssh-ed25519", b"a key"), [other, PADDED], "host:22")


def test_another_key_is_refused_and_both_fingerprints_are_named():
    shown = host_key("ssh-ed25519", b"somebody else")
    with pytest.raises(UnknownServerError) as caught:
        check_pinned(shown, [SPELLED], "store.example:22")
    assert shown.fingerprint in caught.value.sentence
    assert SPELLED in caught.value.sentence
    assert "Help Center" in caught.value.to_do
    assert caught.value.exit_code == 7


def test_an_unconfirmed_server_leads_to_connect():
    assert "dde connect" in unknown_key_error("store.example:22").to_do
