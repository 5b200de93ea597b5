"""The socket under a connection: a shutdown ends the reading, whatever the system does with one that waits."""

import socket
import threading

import pytest

from dde_tui.securestor.ssh.banner import BannerSocket


class Unwakeable:
    """A socket like Windows': a shutdown wakes nobody, and the time limit of each look goes on."""

    def __init__(self) -> None:
        self.shut_down = threading.Event()
        self.says = [b"SSH-2.0-there\r\n"]

    def recv(self, _size: int) -> bytes:
        if self.says:
            return self.says.pop()
        raise TimeoutError

    def shutdown(self, _how: int) -> None:
        self.shut_down.set()


@pytest.mark.parametrize("greeted", [False, True])
def test_a_shutdown_is_the_end_of_what_is_received_also_where_it_wakes_nobody(greeted):
    under = Unwakeable()
    over = BannerSocket(under)
    if greeted:
        assert over.recv(100).startswith(b"SSH-")
    under.says = []
    with pytest.raises(TimeoutError):
        over.recv(100)
    over.shutdown(socket.SHUT_RDWR)
    assert under.shut_down.is_set()
    assert over.recv(100) == b""


def test_the_rest_of_a_socket_is_its_own():
    near, far = socket.socketpair()
    with near, far:
        assert BannerSocket(near).fileno() == near.fileno()
