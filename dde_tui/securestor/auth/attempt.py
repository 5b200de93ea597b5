"""Multi-step authentication on one connection, with a single service request.

paramiko repeats the service request before each attempt. OpenSSH tolerates that; stricter servers hang up,
and its newer transport waits forever for one that does not answer. So after the first attempt, which shows
that the service is granted, the others skip the request.
"""

import threading
from collections.abc import Callable

from paramiko import Message
from paramiko.auth_handler import AuthHandler

from dde_tui.deadline import in_time
from dde_tui.securestor.ssh.transport import SoundTransport

_SIGNING = 60.0  # seconds for an agent to sign: a person may have to touch a key or to agree

Begin = Callable[[AuthHandler, threading.Event], None]


def attempt(transport: SoundTransport, begin: Begin) -> list[str]:
    """Make a further authentication attempt; return the methods the server still requires, if any.

    Args:
        transport: one on which an attempt was already answered.
        begin: starts it on this handler, which sets the event when the answer arrives.

    Raises:
        paramiko.AuthenticationException: the server said no.
        TimeoutError: an agent took too long to sign.
        paramiko.SSHException, EOFError, OSError: the connection failed.
    """
    handler = _Next(transport)
    transport.auth_handler = handler
    answered = threading.Event()
    in_time(lambda: begin(handler, answered), _SIGNING)
    return handler.wait_for_response(answered)


class _Next(AuthHandler):
    """Continues as if the service had just been granted, which it was before the first attempt."""

    def _request_auth(self) -> None:
        granted = Message()
        granted.add_string("ssh-userauth")
        granted.rewind()
        self._parse_service_accept(granted)  # type: ignore[attr-defined]
