import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.errors import UnknownServerError
from dde_tui.securestor.ssh.fingerprints import HostKey, host_key
from dde_tui.securestor.ssh.known_hosts import (
    KnownHosts,
    Verdict,
    parse_known_hosts,
    read_known_hosts,
    usual_places,
)
from support.machine import program

FILE = Path("known_hosts")


def blob(number: int, kind: str = "ssh-ed25519") -> bytes:
    body = bytes([number]) * 32
    return len(kind).to_bytes(4) + kind.encode() + len(body).to_bytes(4) + body


def field(number: int, kind: str = "ssh-ed25519") -> str:
    return f"{kind} {base64.b64encode(blob(number, kind)).decode()}"


def key(number: int, kind: str = "ssh-ed25519") -> HostKey:
    return host_key(kind, blob(number, kind))


def known(*lines: str) -> KnownHosts:
    return KnownHosts(tuple(parse_known_hosts("\n".join(lines), FILE)))


@pytest.mark.parametrize(
    ("names", "host", "port"),
    [
        ("store.example", "store.example", 22),
        ("store.example", "STORE.example", 22),
        ("Store.Example", "store.example", 22),
        ("other,store.example,192.0.2.1", "store.example", 22),
        ("[store.example]:2222", "store.example", 2222),
        ("*.example", "store.example", 22),
        ("st?re.example", "store.example", 22),
        ("[*.example]:2222", "store.example", 2222),
        ("*,!other.example", "store.example", 22),
        ("2001:db8::1", "2001:db8::1", 22),
    ],
)
def test_a_line_means_the_hosts_it_names(names, host, port):
    opinion = known(f"{names} {field(1)} a comment").opinion(host, port, key(1))
    assert opinion.verdict is Verdict.SAME
    assert "has this key" in opinion.words
    assert "known_hosts, line 1" in opinion.words


@pytest.mark.parametrize(
    ("names", "host", "port"),
    [
        ("store.example", "other.example", 22),
        ("store.example", "store.example.evil", 22),
        ("[store.example]:2222", "store.example", 22),
        ("[store.example]:2222", "store.example", 2223),
        ("*.example,!store.example", "store.example", 22),
        ("!store.example,*.example", "store.example", 22),
        ("store[a-z].example", "storex.example", 22),
        ("|1|c2FsdA==|ZGlnZXN0", "store.example", 22),
        ("|1|no base64|x", "store.example", 22),
        ("|2|c2FsdA==|ZGlnZXN0", "store.example", 22),
        ("|1|", "store.example", 22),
    ],
)
def test_and_no_others(names, host, port):
    opinion = known(f"{names} {field(1)}").opinion(host, port, key(1))
    assert (opinion.verdict, opinion.words) == (Verdict.NOTHING, "")


def test_another_key_is_told_and_the_line_of_the_same_kind_is_named():
    lines = known(f"store {field(1, 'ssh-rsa')}", f"store {field(2)}")
    opinion = lines.opinion("store", 22, key(3))
    assert opinion.verdict is Verdict.ANOTHER
    assert "DIFFERENT key" in opinion.words
    assert key(2).fingerprint in opinion.words
    assert "line 2" in opinion.words
    assert lines.opinion("store", 22, key(3, "ecdsa-sha2-nistp256")).verdict is Verdict.ANOTHER


def test_a_line_without_the_port_only_ever_confirms():
    lines = known(f"store {field(1)}")
    assert lines.opinion("store", 2222, key(1)).verdict is Verdict.SAME
    assert lines.opinion("store", 2222, key(2)).verdict is Verdict.NOTHING


def test_a_revoked_key_is_refused_for_every_host_also_by_its_second_line():
    lines = known(f"store {field(1)}", f"@revoked elsewhere {field(1)}")
    with pytest.raises(UnknownServerError, match=r"revoked.*line 2") as caught:
        lines.check_not_revoked(key(1), "store:22")
    assert caught.value.shown == (key(1).fingerprint,)
    assert "no user name" in caught.value.meaning
    lines.check_not_revoked(key(2), "store:22")


def test_an_authoritys_key_is_never_a_hosts_own():
    lines = known(f"@cert-authority * {field(1)}")
    assert lines.opinion("store", 22, key(1)).verdict is Verdict.NOTHING
    assert lines.revoked(key(1).fingerprint) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "# store ssh-ed25519 AAAA",
        f"#store {field(1)}",
        "store",
        "store ssh-ed25519",
        "store ssh-ed25519 !!!!",
        "store ssh-ed25519 AAAA",
        f"store ssh-rsa {field(1).split()[1]}",
        f"@unknown store {field(1)}",
        "@revoked",
        "@revoked store",
        f"@revoked # {field(1)}",
        "store ssh-ed25519 AAAAé",
        "\x00\x1b[2J",
    ],
)
def test_a_line_that_makes_no_sense_is_passed_over_and_the_next_is_read(line):
    (read,) = parse_known_hosts(f"{line}\r\n  store {field(2)}\r\n", FILE)
    assert (read.fingerprint, read.number) == (key(2).fingerprint, 2)


@given(st.text(), st.sampled_from(["store", "é", "[x", ""]), st.integers(1, 65_535))
def test_no_text_stops_the_reader(text, host, port):
    lines = KnownHosts(tuple(parse_known_hosts(f"{text}\nstore {field(1)}", FILE)))
    lines.opinion(host, port, key(1))
    lines.revoked("SHA256:x")


TOKENS = st.sampled_from(
    [
        "@revoked",
        "@cert-authority",
        "|1|",
        "|1|AAAA|AAAA",
        "*",
        "!",
        "!*",
        "[store]:2",
        ",",
        "#",
        *field(1).split(),
    ]
)


@given(st.lists(TOKENS, max_size=6), st.sampled_from(["store", "[store]:2"]))
def test_no_line_of_its_own_words_stops_the_reader(words, host):
    lines = KnownHosts(tuple(parse_known_hosts(" ".join(words), FILE)))
    assert lines.opinion(host, 2, key(1)).verdict in Verdict


def test_many_stars_cost_no_time():
    assert known(f"{'*a' * 200} {field(1)}").opinion("a" * 200 + "b", 22, key(1)).verdict is Verdict.NOTHING


def test_files_that_are_missing_or_no_files_hold_nothing(tmp_path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text(f"store {field(1)}\n", encoding="utf-8")
    bad.write_bytes(b"\xff\xfe\x00 store\n")
    lines = read_known_hosts([tmp_path / "missing", tmp_path, bad, good])
    assert lines.opinion("store", 22, key(1)).verdict is Verdict.SAME


def test_the_usual_places_are_openssh_s(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    names = [path.name for path in usual_places(system="posix")]
    assert names == ["known_hosts", "known_hosts2", "ssh_known_hosts", "ssh_known_hosts2"]
    assert usual_places(system="posix")[0] == tmp_path / ".ssh" / "known_hosts"
    assert usual_places({"PROGRAMDATA": "D:/Data"}, "nt")[2] == Path("D:/Data/ssh/ssh_known_hosts")
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(f"store {field(1)}\n", encoding="utf-8")
    assert read_known_hosts().opinion("store", 22, key(1)).verdict is Verdict.SAME


@pytest.mark.parametrize(("host", "port"), [("store.example", 22), ("store.example", 2222)])
def test_names_that_openssh_hashed_are_understood(tmp_path, host, port):
    program("ssh-keygen")
    path = tmp_path / "known_hosts"
    name = host if port == 22 else f"[{host}]:{port}"
    path.write_text(f"{name} {field(1)}\n", encoding="utf-8")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "real"], check=True)
    public = (tmp_path / "real.pub").read_text("ascii").split()
    path.write_text(f"{name} {public[0]} {public[1]}\n", encoding="utf-8")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", path], check=True, capture_output=True)
    before = path.read_bytes()
    assert b"|1|" in before
    assert b"store" not in before
    real = host_key(public[0], base64.b64decode(public[1]))
    lines = read_known_hosts([path])
    assert lines.opinion(host, port, real).verdict is Verdict.SAME
    assert lines.opinion(host, port, key(1)).verdict is Verdict.ANOTHER
    assert lines.opinion("other", port, real).verdict is Verdict.NOTHING
    assert path.read_bytes() == before
