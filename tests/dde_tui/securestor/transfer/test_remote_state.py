"""A sending that died between its renames is finished from wherever it stopped, or not touched at all."""

import pytest

from dde_tui.errors import TransferError
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.outgoing import FileDigest, Transfer, TransferOptions
from dde_tui.securestor.remote_names import SIGN, aside_name, part_name
from dde_tui.securestor.transfer.remote_state import already_there, finish
from dde_tui.securestor.transfer.send_set import send_files
from faults.embedded import FaultyServer
from faults.switches import At, Faults
from support.outgoing_files import content, contents, expected

NAMES = ("orgs.csv", "courses.csv", "classes.csv", "users.csv")
WAY = TransferOptions(owner="0123abcd")


class Plain(EmbeddedServer):
    """Offers no posix-rename, so that the ladder is climbed."""

    extensions = ()


def part(file):
    return part_name(file.name, file.sha256, WAY.owner)


@pytest.fixture
def cut_off(outgoing, root):
    """Leaves what a sending left that died after so many renames; returns the old and the new set."""

    def leave(renamed, sign=True):
        old, new = outgoing(1, 40_000, NAMES), outgoing(2, 40_000, NAMES)
        for number, (before, file) in enumerate(zip(old, new, strict=True)):
            (root / file.name).write_bytes(content(file if number < renamed else before))
            if number >= renamed:
                (root / part(file)).write_bytes(content(file))
        if sign:
            (root / SIGN).write_bytes(WAY.owner.encode())
        return old, new

    return leave


def known(files):
    """Return what the journal knows of them: the bytes are not among it."""
    return [FileDigest(file.name, file.size, file.sha256) for file in files]


@pytest.mark.parametrize("kind", [EmbeddedServer, Plain])
@pytest.mark.parametrize("renamed", range(len(NAMES) + 1))
def test_it_is_finished_from_every_position(serve, log_in, root, cut_off, renamed, kind):
    new = cut_off(renamed)[1]
    assert finish(log_in(serve(kind)), known(new), WAY)
    assert contents(root) == expected(new)


@pytest.mark.parametrize("stepped", range(len(NAMES)))
def test_it_is_finished_where_an_old_file_still_stands_aside(serve, log_in, root, cut_off, stepped):
    old, new = cut_off(stepped)
    (root / NAMES[stepped]).rename(root / aside_name(NAMES[stepped]))
    assert finish(log_in(serve(Plain)), known(new), WAY)
    assert contents(root) == {**expected(new), aside_name(NAMES[stepped]): content(old[stepped])}


@pytest.mark.parametrize("verify", ["read-back", "hash", "size"])
@pytest.mark.parametrize(
    "damage",
    {
        "gone": lambda path: path.unlink(),
        "short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
        "long": lambda path: path.write_bytes(path.read_bytes() + b"x"),
        "other": lambda path: path.write_bytes(b"x" + path.read_bytes()[1:]),
    }.items(),
    ids=lambda each: each[0],
)
def test_where_one_part_is_not_what_was_proved_nothing_is_renamed(
    serve, log_in, root, cut_off, damage, verify
):
    new = cut_off(2)[1]
    damage[1](root / part(new[3]))
    before = contents(root)
    assert not finish(log_in(serve()), known(new), TransferOptions(verify=verify, owner=WAY.owner))
    assert contents(root) == before


def test_another_computers_parts_finish_nothing(serve, log_in, root, cut_off):
    new = cut_off(2, sign=False)[1]
    before = contents(root)
    assert not finish(log_in(serve()), known(new), TransferOptions(owner="fedcba98"))
    assert contents(root) == before


def test_where_nobody_may_read_nothing_is_trusted_and_the_next_sending_goes_on(serve, log_in, root, cut_off):
    new = cut_off(2)[1]
    upload_only = Faults(denied=frozenset({"read", "opendir", "readdir"}))
    connection = log_in(serve(FaultyServer, password="correct horse", faults=upload_only), patience=0.5)
    way = TransferOptions(verify="size", owner=WAY.owner)
    assert not finish(connection, known(new), way)
    send_files(connection, Transfer(new, way), before_publish=lambda sent: None)
    assert contents(root) == expected(new)


def test_a_refusal_while_finishing_says_what_is_new(serve, log_in, root, cut_off):
    old, new = cut_off(1)
    server = serve(FaultyServer, password="correct horse", faults=Faults(at=(At("posix-rename", 2),)))
    with pytest.raises(TransferError) as caught:
        finish(log_in(server), known(new), WAY)
    assert contents(root) == {**expected(new), NAMES[2]: content(old[2]), part(new[2]): content(new[2])}
    assert NAMES[2] not in caught.value.meaning
    assert NAMES[3] in caught.value.meaning
    server.faults = Faults()
    assert finish(log_in(server), known(new), WAY)
    assert contents(root) == expected(new)


def test_a_link_to_an_equal_file_is_not_the_file(serve, log_in, root, outgoing):
    (file,) = outgoing(names=("users.csv",))
    (root.parent / "elsewhere").write_bytes(content(file))
    (root / "users.csv").symlink_to(root.parent / "elsewhere")
    assert already_there(log_in(serve()), [file]) == frozenset()
