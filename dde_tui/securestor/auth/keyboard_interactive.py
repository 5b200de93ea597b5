"""Keyboard-interactive authentication: a one-time code, or the password.

The prompts are untrusted data; they are sanitized with `visible` before they are shown.
"""

import re
import threading
from collections.abc import Sequence
from queue import Empty, Queue
from typing import TYPE_CHECKING

from checks.job import Ask, Prompt
from checks.visible import visible
from dde_tui.errors import LoginError
from dde_tui.terminal.interrupt import broken_by_ctrl_c

if TYPE_CHECKING:
    from dde_tui.securestor.ssh.transport import SoundTransport
    from dde_tui.terminal.console import Console

_MOST_ROUNDS = 10
_A_PASSWORD = re.compile("pass ?word|passwort|contrase|mot de passe", re.IGNORECASE)
_A_CODE = re.compile(
    r"code|token|\botp\b|one.?time|passcode|verif|\bpin\b|challenge|authenticat|factor|\bduo\b|\bnew\b",
    re.IGNORECASE,
)


def asked_at(console: "Console") -> Ask | None:
    """Return how to ask at this console, or None for a script, which is never prompted."""
    if not console.can_ask:
        return None

    def ask(title: str, prompts: Sequence[Prompt]) -> list[str]:
        console.narrate(f"SecureStor asks: {title}" if title else "SecureStor asks:")
        with broken_by_ctrl_c():
            return [
                console.ask_secret(prompt.words) if prompt.hidden else console.ask(prompt.words)
                for prompt in prompts
            ]

    return ask


class PromptResponder:
    """Answers the server's prompts: the password once, if asked for; you answer the others.

    Args:
        called: the server's name, for messages.
        password: the password, if not tried yet.
        ask: asks you; None in a script.
    """

    def __init__(self, called: str, password: str | None, ask: Ask | None) -> None:
        self._called = called
        self._password = password
        self._ask = ask
        self._rounds = 0

    def answers(self, title: str, instructions: str, asked: Sequence[tuple[str, bool]]) -> list[str]:
        """Return an answer per question.

        Args:
            title: the server's title, raw.
            instructions: the server's instructions, raw.
            asked: each prompt, raw, and whether the answer may be echoed.

        Raises:
            LoginError: nobody is there to answer, or the server keeps asking.
        """
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS:
            raise LoginError(
                f"{self._called} keeps asking questions and does not complete the login.",
                meaning="No file was sent.",
                to_do="Ask the CLI Engage Help Center which login it expects.",
            )
        prompts = [Prompt(visible(words.strip(), 120), hidden=not seen) for words, seen in asked]
        known = [self._known(prompt, alone=len(prompts) == 1) for prompt in prompts]
        open_ones = [prompt for prompt, answer in zip(prompts, known, strict=True) if answer is None]
        if not open_ones:
            return [answer or "" for answer in known]
        if self._ask is None:
            raise self._nobody_there(open_ones)
        heading = " ".join(visible(words.strip(), 200) for words in (title, instructions) if words.strip())
        given = list(self._ask(heading, open_ones))
        if len(given) != len(open_ones):
            raise LoginError("The login was cancelled.", meaning="No file was sent.")
        return [given.pop(0) if answer is None else answer for answer in known]

    def _known(self, prompt: Prompt, *, alone: bool) -> str | None:
        """Return the password if the server asks for it and it was not tried yet; never for a code."""
        asks_for_it = _A_PASSWORD.search(prompt.words) or alone
        if not prompt.hidden or not asks_for_it or _A_CODE.search(prompt.words):
            return None
        password, self._password = self._password, None
        return password

    def _nobody_there(self, prompts: Sequence[Prompt]) -> LoginError:
        asked = ", ".join(f'"{prompt.words}"' for prompt in prompts)
        return LoginError(
            f"{self._called} asks a question that someone has to answer: {asked}.",
            meaning="No file was sent: dde can't ask you in a script.",
            to_do="Ask the CLI Engage Help Center for a login without one-time codes for automated sending, "
            "preferably with an SSH key; or run `dde` in a terminal.",
        )


def keyboard_interactive(
    transport: "SoundTransport", user: str, conversation: PromptResponder, seconds: float
) -> list[str] | None:
    """Log in with keyboard-interactive; return the methods still required, or None if refused.

    paramiko asks from its own thread. The prompts are handed to the caller's, where you can be asked
    and Ctrl-C arrives; the time you take doesn't count.

    Args:
        transport: negotiated, with the host key verified.
        user: the user's name.
        conversation: answers the prompts.
        seconds: timeout for each of the server's turns.

    Raises:
        LoginError: raised by the conversation.
        TimeoutError: the server took longer.
        paramiko.SSHException, EOFError, OSError: the connection failed.
    """
    import paramiko

    from dde_tui.securestor.auth.attempt import attempt

    questions: Queue[tuple[str, str, Sequence[tuple[str, bool]]] | None] = Queue()
    answers: Queue[list[str]] = Queue()
    outcome: list[list[str] | BaseException] = []

    def handle(title: str, instructions: str, asked: list[tuple[str, bool]]) -> list[str]:
        questions.put((title, instructions, asked))
        return answers.get()

    def run() -> None:
        try:
            outcome.append(
                attempt(transport, lambda handler, event: handler.auth_interactive(user, handle, event))
            )
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            outcome.append(error)
        questions.put(None)

    limit, transport.auth_timeout = transport.auth_timeout, float("inf")
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while (question := questions.get(timeout=seconds)) is not None:
            answers.put(conversation.answers(*question))
    except Empty:
        raise TimeoutError from None
    finally:
        transport.auth_timeout = limit
        answers.put([])  # unblocks a waiting thread
        if not outcome:
            transport.end()
        thread.join(seconds)
    (result,) = outcome
    if isinstance(result, paramiko.BadAuthenticationType):
        return None
    if isinstance(result, paramiko.AuthenticationException) and transport.is_active():
        return None
    if isinstance(result, BaseException):
        raise result
    return result
