"""The login itself, step by step, where a server may want more than one proof."""

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
    """Log in to a server whose key was checked.

    Only ways that the server accepts are tried, and each proof once: every refusal counts towards being
    shut out. A server may accept a proof and want another one, such as a one-time code after a key.

    Args:
        transport: negotiated; the server learns the user's name here for the first time.
        user: the user's name.
        proofs: the keys and the password, in the order they are tried.
        login: the password, and who may be asked.
        called: what the server is called in messages: "SecureStor".
        where: host and port, for messages.

    Raises:
        LoginError: the server lets this user in with none of them, or a person is needed and there is none.
        TransferError: the network or the server failed.
    """
    if not proofs and login.ask is None:
        raise _no_way(called)
    with faults.translated(f"log in to {called}", where):
        _Entrance(transport, user, login, called).enter(list(proofs))


class _Entrance:
    """One login on its way: what was accepted, what was refused, what the server still wants."""

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
        """Return what the server accepts of this user, as it tells one who shows nothing."""
        try:
            self._transport.auth_none(self._user)
        except paramiko.BadAuthenticationType as error:
            return list(error.allowed_types)
        except paramiko.AuthenticationException as error:
            self._check_alive(error)
        return []

    def _try(self, proof: AuthMethod) -> list[str] | None:
        """Try one proof; return what the server wants besides, or None where it refused."""

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
        """Raise where the connection ended or fell silent: for paramiko that is the same as a no."""
        if _NO_ANSWER in str(error):
            raise TimeoutError from error
        if not self._transport.is_active():
            raise TransferError(
                f"{self._called} ended the connection during the login.",
                to_do="Check user and login with `dde connect`; after several wrong tries a server shuts "
                "a user out for some minutes.",
            ) from error

    def _may_converse(self, untried: Sequence[AuthMethod]) -> bool:
        """Whether somebody can answer, or would have to: without that, the refusal says more."""
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
        """Ask a person for the password that is wanted besides a proof that was accepted."""
        if self._login.ask is None or "the password" in (*self._accepted, *self._refused):
            return None
        answers = self._login.ask("", [Prompt(f"Password of {visible(self._user, 60)}:", hidden=True)])
        return AuthMethod("the password", password=answers[0]) if answers else None

    def _refusal(self, wanted: Sequence[str], untried: Sequence[AuthMethod]) -> LoginError:
        """Return what to say where the server let nobody in."""
        ways = visible(", ".join(wanted))
        if self._accepted and not self._refused:
            return LoginError(
                f"{self._called} accepted {' and '.join(self._accepted)}, and wants another proof: {ways}.",
                meaning="The server is the confirmed one; no file was sent.",
                to_do="Store the password with `dde connect`, or run `dde` at a terminal, where you are "
                "asked. For automated sending ask the CLI Engage Help Center for a login with one proof.",
            )
        if not self._refused:
            unwanted = " or ".join(dict.fromkeys(each.called for each in untried)) or "no proof at all"
            return LoginError(
                f"{self._called} lets nobody in with {unwanted}. It accepts: {ways or 'nothing'}.",
                meaning="The server is the confirmed one; no file was sent.",
                to_do="Set another way with `dde connect --key-file FILE`, `--agent` or `--password-env "
                "VAR`, or ask the CLI Engage Help Center which login it expects.",
            )
        tried = " and ".join(dict.fromkeys(self._refused))
        accepts = f" It accepts: {ways}." if ways else ""
        return LoginError(
            f"{self._called} does not let the user {visible(self._user, 60)} in with {tried}.{accepts}",
            meaning="The server is the confirmed one; no file was sent.",
            to_do="Check user and login with `dde connect`. If they are right, ask the CLI Engage Help "
            "Center whether the account is open and which login it expects.",
        )


def _no_way(called: str) -> LoginError:
    return LoginError(
        f"There is no way to log in to {called}: no key file, no agent, no password.",
        to_do="Set one with `dde connect --key-file FILE`, `--agent` or `--password-env VAR`.",
    )
