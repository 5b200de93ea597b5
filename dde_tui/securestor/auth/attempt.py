"""One proof after the other on the same connection, in the way the protocol means it.

paramiko asks for the login service anew before each proof. OpenSSH bears that; stricter servers hang up, and
its newer transport waits for ever for one that does not answer. So after the first proof, which shows that
the service is there, the others follow without asking.
"""

import threading
from collections.abc import Callable

from paramiko import Message
from paramiko.auth_handler import AuthHandler

from dde_tui.securestor.deadline import in_time
from dde_tui.securestor.ssh.transport import SoundTransport

_SIGNING = 60.0  # seconds for an agent to sign: a person may have to touch a key or to agree

Begin = Callable[[AuthHandler, threading.Event], None]


def attempt(transport: SoundTransport, begin: Begin) -> list[str]:
    """Make one attempt to log in after the first; return what the server wants besides, if anything.

    Args:
        transport: on which one attempt was answered.
        begin: starts it on this handler, which sets the event when the answer is there.

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
    """Goes on as if the service had just been granted, which it was long ago."""

    def _request_auth(self) -> None:
        granted = Message()
        granted.add_string("ssh-userauth")
        granted.rewind()
        self._parse_service_accept(granted)  # type: ignore[attr-defined]
