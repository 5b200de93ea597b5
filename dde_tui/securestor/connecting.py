"""The way in: the server's key is checked before anything of the district is sent."""

import socket
import threading
import time

import paramiko

from dde_tui.errors import LoginError, TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.connection import Connection, Server, shown_key
from dde_tui.securestor.identity import hostkeys
from dde_tui.securestor.identity.hostkeys import HostKey
from dde_tui.securestor.identity.transport import SoundTransport
from dde_tui.securestor.login.proofs import Login, Proof, load_key, proofs
from dde_tui.securestor.protocol.sftp import PATIENCE

_KEEP_ALIVE = 15  # seconds; routers forget a silent connection after a minute or more


def fetch_host_key(host: str, port: int = 22, timeout: float = 15) -> HostKey:
    """Return the key a server shows, without logging in, so that a person can compare it.

    Args:
        host: name or address.
        port: TCP port.
        timeout: seconds for each of connecting and negotiating.

    Raises:
        TransferError: nothing that speaks SSH answered in time.
    """
    transport = _negotiate(Server(host, port), timeout)
    try:
        return shown_key(transport)
    finally:
        transport.end()


def connect(
    server: Server, login: Login | None = None, timeout: float = 15, *, patience: float = PATIENCE
) -> Connection:
    """Return a connection to the confirmed server, logged in.

    The key is checked before the login begins: a server that is not the confirmed one learns neither
    user name nor password.

    Args:
        server: where, who, and the confirmed host keys.
        login: password and passphrase, where they are needed.
        timeout: seconds for each of connecting, negotiating and logging in.
        patience: seconds without any answer after which a transfer counts as stalled.

    Raises:
        UnknownServerError: the server's key was never confirmed, or is another one.
        LoginError: the key file cannot be used, or the server does not let this user in.
        TransferError: the network or the server failed.
    """
    login = login or Login()
    if not server.host_keys:
        raise hostkeys.no_pins(server.where)
    key = load_key(server.key_file, login.passphrase) if server.key_file else None
    transport = _negotiate(server, timeout)
    try:
        hostkeys.check_pinned(shown_key(transport), server.host_keys, server.where)
        _log_in(transport, server, key, login)
        transport.set_keepalive(_KEEP_ALIVE)
    except BaseException:
        transport.end()
        raise
    return Connection(server, transport, timeout=timeout, patience=patience)


def _negotiate(server: Server, timeout: float) -> SoundTransport:
    with faults.translated("reach SecureStor", server.where):
        sock = socket.create_connection((server.host, server.port), timeout)
        try:
            transport = SoundTransport(sock, timeout)
            done = threading.Event()
            transport.start_client(event=done)
        except BaseException:
            sock.close()
            raise
        # paramiko's own wait returns silently when the time is over.
        in_time = done.wait(timeout)
        if in_time and transport.is_active():
            return transport
        transport.end()
        raise (transport.get_exception() if in_time else TimeoutError()) or EOFError("the server hung up")


def _log_in(transport: SoundTransport, server: Server, key: paramiko.PKey | None, login: Login) -> None:
    tried: list[str] = []
    allowed: list[str] = []
    for proof in proofs(key, server.agent, login.password):
        if proof.called not in tried:
            tried.append(proof.called)
        allowed = _try(transport, server, proof)
        if transport.is_authenticated():
            return
    if not tried:
        raise LoginError(
            "There is no way to log in to SecureStor: the SSH agent holds no key."
            if server.agent
            else "There is no way to log in to SecureStor: no key file, no agent, no password.",
            to_do="Load a key into the agent, or set another way with `dde connect`."
            if server.agent
            else "Set one with `dde connect --key-file FILE`, `--agent` or `--password-env VAR`.",
        )
    raise faults.login_refused(server.user, " and ".join(tried), allowed)


def _try(transport: SoundTransport, server: Server, proof: Proof) -> list[str]:
    """Try one way; return what the server would accept instead, or besides."""
    begun = time.monotonic()
    with faults.translated("log in to SecureStor", server.where):
        try:
            if proof.key is not None:
                return transport.auth_publickey(server.user, proof.key)
            return transport.auth_password(server.user, proof.password or "")
        except paramiko.BadAuthenticationType as error:
            return list(error.allowed_types)
        except paramiko.AuthenticationException as error:
            # An ended or silent connection also comes as this exception, but is no answer to the login.
            if time.monotonic() - begun >= (transport.auth_timeout or 0):
                raise TimeoutError from error
            if not transport.is_active():
                raise TransferError(
                    "SecureStor ended the connection during the login.",
                    to_do="Check user and login with `dde connect`; after several wrong tries a server shuts "
                    "a user out for some minutes.",
                ) from error
            return []
