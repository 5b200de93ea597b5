"""The connection to a server: direct, or through the proxy that the district's network requires."""

import re
import socket
from dataclasses import dataclass, field

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.deadline import in_time
from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor import faults
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.ssh.transport import SoundTransport

_ADMINISTRATOR = (
    "Ask your network's administrator about this proxy; it is set in dde.toml as securestor.proxy."
)


@dataclass(frozen=True, slots=True)
class SocksProxy:
    """A SOCKS 5 proxy, with remote name lookup."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    def __reduce__(self) -> str:
        raise TypeError("an object with a password must not be serialized")


@dataclass(frozen=True, slots=True)
class JumpHost:
    """An SSH jump host, with a login and a host key of its own to confirm."""

    server: Server
    login: Login


Proxy = SocksProxy | JumpHost


@dataclass(frozen=True, slots=True)
class Route:
    """Everything needed to connect to SecureStor: address, login, and proxy."""

    server: Server
    login: Login = field(default_factory=Login)
    proxy: Proxy | None = None


def open_socket(host: str, port: int, timeout: float) -> socket.socket:
    """Return a socket connected to this server; the timeout includes the name lookup.

    Raises:
        OSError: as `socket.create_connection`; TimeoutError when it took longer than these seconds.
    """
    return in_time(
        lambda: socket.create_connection((host, port), timeout), timeout, too_late=socket.socket.close
    )


def through_socks(proxy: SocksProxy, host: str, port: int, timeout: float) -> socket.socket:
    """Return a socket connected to this server through the proxy.

    Raises:
        LoginError: the proxy refuses this user.
        TransferError: the proxy is unreachable, or cannot reach the server.
    """
    from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
    from python_socks.sync import Proxy as Connector

    connector = Connector(
        ProxyType.SOCKS5, proxy.host, proxy.port, proxy.user or None, proxy.password or None, rdns=True
    )
    at = visible(f"{proxy.host}:{proxy.port}")
    wanted = visible(f"{host}:{port}")
    try:
        return in_time(
            lambda: connector.connect(host, port, timeout=timeout), timeout, too_late=socket.socket.close
        )
    except (ProxyTimeoutError, TimeoutError) as error:
        raise TransferError(
            f"Could not reach SecureStor: the proxy {at} did not connect to {wanted} in time.",
            to_do=_ADMINISTRATOR,
        ) from error
    except ProxyConnectionError as error:
        raise TransferError(
            f"Could not reach SecureStor: there is no proxy at {at}.", to_do=_ADMINISTRATOR
        ) from error
    except (ProxyError, OSError, ValueError) as error:
        reason = visible(str(error), 120)
        if re.search("authentication", reason, re.IGNORECASE):
            raise LoginError(
                f"The proxy {at} does not let you through ({reason}).",
                meaning="Nothing was sent to SecureStor.",
                to_do=f"Check the user in securestor.proxy and the password that securestor.proxy_password "
                f"names. {_ADMINISTRATOR}",
            ) from error
        raise TransferError(
            f"Could not reach SecureStor: the proxy {at} could not connect to {wanted} ({reason}).",
            to_do=_ADMINISTRATOR,
        ) from error


class Tunnel:
    """A channel through a jump host, with a socket's interface; closing it closes the jump connection."""

    def __init__(self, through: SoundTransport, host: str, port: int, timeout: float) -> None:
        self._through = through
        with faults.translated("reach SecureStor", f"{host}:{port}"):
            self._channel = through.open_channel(
                "direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=timeout
            )
        self.send = self._channel.send
        self.recv = self._channel.recv
        self.settimeout = self._channel.settimeout
        self.gettimeout = self._channel.gettimeout
        self.fileno = self._channel.fileno

    @property
    def _closed(self) -> bool:
        """Whether it is at end of file; paramiko expects a socket's attribute."""
        return bool(self._channel.closed)

    def setsockopt(self, *_: object) -> None:
        """No-op: the underlying socket has these options already."""

    def shutdown(self, how: int) -> None:
        """Close the underlying socket without a goodbye to the jump host, so that nothing can block.

        Raises:
            OSError: it is closed already.
        """
        self._through.sock.shutdown(how)

    def close(self) -> None:
        """Close the jump connection, and so itself; a graceful close might block forever."""
        self._through.end()


def at_the_jump(error: DdeError) -> DdeError:
    """Rephrase the error for the jump host: the contact is the district's own network staff."""
    happened = f"On the way to SecureStor: {error.happened}"
    nothing = "Nothing was sent to SecureStor."
    match error:
        case UnknownServerError():
            return UnknownServerError(
                happened,
                meaning=nothing,
                to_do="Ask your network's administrator for the SHA-256 fingerprint of the jump host's key. "
                "Only if it is the one shown, give it to `dde connect` with --proxy-host-key.",
                shown=error.shown,
                confirmed=error.confirmed,
            )
        case LoginError():
            return LoginError(
                happened,
                meaning=nothing,
                to_do="Check securestor.proxy and securestor.proxy_password in dde.toml, and ask your "
                "network's administrator which login the jump host expects.",
            )
        case _:
            return TransferError(
                happened,
                meaning=nothing,
                to_do="Check securestor.proxy in dde.toml, and ask your network's administrator whether the "
                "jump host is up.",
            )
