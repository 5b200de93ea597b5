"""What a server asks in words: a one-time code, or the password in another way.

The words are the server's and so are data; they are made visible before anybody sees them.
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
    """Return how a person at this console is asked, or None for a script, which is never prompted."""
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
    """Answers a server's questions: the password once, where one is asked for; all else a person.

    Args:
        called: who asks, for messages.
        password: the password, where it was not tried yet.
        ask: asks a person; None in a script.
    """

    def __init__(self, called: str, password: str | None, ask: Ask | None) -> None:
        self._called = called
        self._password = password
        self._ask = ask
        self._rounds = 0

    def answers(self, title: str, instructions: str, asked: Sequence[tuple[str, bool]]) -> list[str]:
        """Return an answer to each question.

        Args:
            title: what the server calls this, raw.
            instructions: what it says about it, raw.
            asked: each question, raw, and whether the answer may be seen.

        Raises:
            LoginError: a person would have to answer and there is none, or the server asks without end.
        """
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS:
            raise LoginError(
                f"{self._called} asks one question after the other and lets nobody in.",
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
            raise LoginError("The login was given up.", meaning="No file was sent.")
        return [given.pop(0) if answer is None else answer for answer in known]

    def _known(self, prompt: Prompt, *, alone: bool) -> str | None:
        """Return the password where the server asks for it and did not hear it yet; a code is never one."""
        asks_for_it = _A_PASSWORD.search(prompt.words) or alone
        if not prompt.hidden or not asks_for_it or _A_CODE.search(prompt.words):
            return None
        password, self._password = self._password, None
        return password

    def _nobody_there(self, prompts: Sequence[Prompt]) -> LoginError:
        asked = ", ".join(f'"{prompt.words}"' for prompt in prompts)
        return LoginError(
            f"{self._called} asks something that only a person can answer: {asked}.",
            meaning="No file was sent: a script has nobody to ask.",
            to_do="Ask the CLI Engage Help Center for a login without one-time codes for automated sending, "
            "best by an SSH key; or run `dde` at a terminal.",
        )


def keyboard_interactive(
    transport: "SoundTransport", user: str, conversation: PromptResponder, seconds: float
) -> list[str] | None:
    """Log in by question and answer; return the further steps a server wants, or None if it said no.

    paramiko asks from its own thread. The questions are brought into the caller's, where a person can be
    asked and Ctrl-C arrives; the time a person takes counts for nothing.

    Args:
        transport: negotiated, and its server's key checked.
        user: the user's name.
        conversation: who answers.
        seconds: how long the server may take for each of its turns.

    Raises:
        LoginError: as the conversation does.
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
        answers.put([])  # whoever still waits for one goes on
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
