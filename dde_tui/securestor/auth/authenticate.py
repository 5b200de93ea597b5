"""SSH authentication, step by step: a server may require more than one method."""

import threading
from collections.abc import Sequence

import paramiko
from paramiko.auth_handler import AuthHandler

from checks.job import Prompt
from checks.visible import visible
from dde_tui.errors import LoginError, TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.auth.attempt import attempt
from dde_tui.securestor.auth.keyboard_interactive import PromptResponder, keyboard_interactive
from dde_tui.securestor.auth.methods import AuthMethod, Login
from dde_tui.securestor.ssh.transport import SoundTransport

_PASSWORD, _CONVERSATION = "password", "keyboard-interactive"
_NO_ANSWER = "timeout"  # in what paramiko says; a refusal says "failed"


# Six arguments: what holds user and place together, a server, is known to the connection above only.
def log_in(
    transport: SoundTransport,
    user: str,
    proofs: Sequence[AuthMethod],
    login: Login,
    *,
    called: str,
    where: str,
) -> None:
    """Log in to a server whose host key was verified.

    Only methods that the server accepts are tried, each once: every refusal counts toward a lockout
    (MaxAuthTries). A server may accept one and require another, such as a one-time code after a key.

    Args:
        transport: negotiated; the server learns the user's name here for the first time.
        user: the user's name.
        proofs: the keys and the password, in the order they are tried.
        login: the password, and how to ask you.
        called: what the server is called in messages: "SecureStor".
        where: host and port, for messages.

    Raises:
        LoginError: the server accepts none of them, or someone has to answer and nobody is there.
        TransferError: the network or the server failed.
    """
    if not proofs and login.ask is None:
        raise _no_way(called)
    with faults.translated(f"log in to {called}", where):
        _Entrance(transport, user, login, called).enter(list(proofs))


class _Entrance:
    """The state of one login: what was accepted, refused, and still required."""

    def __init__(self, transport: SoundTransport, user: str, login: Login, called: str) -> None:
        self._transport = transport
        self._user = user
        self._login = login
        self._called = called
        self._accepted: list[str] = []
        self._refused: list[str] = []

    def enter(self, untried: list[AuthMethod]) -> None:
        wanted = self._wanted()
        while not self._transport.is_authenticated():
            proof = next((each for each in untried if each.method in wanted), None)
            if proof is None and _PASSWORD in wanted and self._accepted:
                proof = self._asked_for_password()
            if proof is not None:
                untried = [each for each in untried if each is not proof]
                further = self._try(proof)
                name = proof.called
            elif _CONVERSATION in wanted and self._may_converse(untried):
                further = self._converse(untried)
                name = "the answers to its questions"
                wanted = [each for each in wanted if each != _CONVERSATION]
            else:
                raise self._refusal(wanted, untried)
            if further is None:
                self._refused.append(name)
            elif not self._transport.is_authenticated():
                self._accepted.append(name)
                wanted = further

    def _wanted(self) -> list[str]:
        """Return the methods the server accepts for this user, from a "none" request."""
        try:
            self._transport.auth_none(self._user)
        except paramiko.BadAuthenticationType as error:
            return list(error.allowed_types)
        except paramiko.AuthenticationException as error:
            self._check_alive(error)
        return []

    def _try(self, proof: AuthMethod) -> list[str] | None:
        """Try one method; return what the server still requires, or None if it refused."""

        def begin(handler: AuthHandler, answered: threading.Event) -> None:
            if proof.key is not None:
                handler.auth_publickey(self._user, proof.key, answered)
            else:
                handler.auth_password(self._user, proof.password or "", answered)

        try:
            return attempt(self._transport, begin)
        except paramiko.AuthenticationException as error:
            self._check_alive(error)
            return None

    def _check_alive(self, error: Exception) -> None:
        """Raise if the connection ended or timed out, which paramiko reports like a refusal."""
        if _NO_ANSWER in str(error):
            raise TimeoutError from error
        if not self._transport.is_active():
            raise TransferError(
                f"{self._called} ended the connection during the login.",
                to_do="Check user and login with `dde connect`; after several failed tries a server may lock "
                "a user out for a few minutes.",
            ) from error

    def _may_converse(self, untried: Sequence[AuthMethod]) -> bool:
        """Whether you can answer, or would have to: otherwise the refusal says more."""
        return bool(self._login.ask or untried or self._accepted)

    def _converse(self, untried: Sequence[AuthMethod]) -> list[str] | None:
        password = next((each.password for each in untried if each.method == _PASSWORD), None)
        seconds = self._transport.auth_timeout
        conversation = PromptResponder(self._called, password, self._login.ask)
        try:
            return keyboard_interactive(self._transport, self._user, conversation, seconds)
        except paramiko.AuthenticationException as error:
            self._check_alive(error)
            return None

    def _asked_for_password(self) -> AuthMethod | None:
        """Ask you for the password that the server requires after an accepted method."""
        if self._login.ask is None or "the password" in (*self._accepted, *self._refused):
            return None
        answers = self._login.ask("", [Prompt(f"Password of {visible(self._user, 60)}:", hidden=True)])
        return AuthMethod("the password", password=answers[0]) if answers else None

    def _refusal(self, wanted: Sequence[str], untried: Sequence[AuthMethod]) -> LoginError:
        """Return the error for a refused login."""
        ways = visible(", ".join(wanted))
        if self._accepted and not self._refused:
            return LoginError(
                f"{self._called} accepted {' and '.join(self._accepted)}, "
                f"and requires another login method: {ways}.",
                meaning="The server is the one you confirmed; no file was sent.",
                to_do="Store the password with `dde connect`, or run `dde` in a terminal, where it can "
                "ask you. For automated sending ask the CLI Engage Help Center for a login with one method.",
            )
        if not self._refused:
            unwanted = " or ".join(dict.fromkeys(each.called for each in untried)) or "no login method"
            return LoginError(
                f"{self._called} does not accept {unwanted}. It accepts: {ways or 'nothing'}.",
                meaning="The server is the one you confirmed; no file was sent.",
                to_do="Set another method with `dde connect --key-file FILE`, `--agent` or `--password-env "
                "VAR`, or ask the CLI Engage Help Center which login it expects.",
            )
        tried = " and ".join(dict.fromkeys(self._refused))
        accepts = f" It accepts: {ways}." if ways else ""
        return LoginError(
            f"{self._called} refused the login of {visible(self._user, 60)} with {tried}.{accepts}",
            meaning="The server is the one you confirmed; no file was sent.",
            to_do="Check user and login with `dde connect`. If they are right, ask the CLI Engage Help "
            "Center whether the account is active and which login it expects.",
        )


def _no_way(called: str) -> LoginError:
    return LoginError(
        f"No login method is set for {called}: no key file, no agent, no password.",
        to_do="Set one with `dde connect --key-file FILE`, `--agent` or `--password-env VAR`.",
    )
