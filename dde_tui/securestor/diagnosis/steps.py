"""The steps of a connection test, declared once: what each does, whom to ask if it fails, and what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checks.visible import visible


class Contact(StrEnum):
    """Whom to ask when a step fails."""

    YOU = "you"
    NETWORK = "network"
    CLI = "cli"

    @property
    def person(self) -> str:
        """The contact's name, to follow "Ask"."""
        return {
            Contact.YOU: "yourself",
            Contact.NETWORK: "your district's network or firewall administrator",
            Contact.CLI: "the CLI Engage Help Center",
        }[self]


class StepStatus(StrEnum):
    """The outcome of a step; UNDER_WAY is only reported while it runs."""

    UNDER_WAY = "under-way"
    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    NOT_REACHED = "not-reached"


@dataclass(frozen=True, slots=True)
class DiagnosisStep:
    """One step of a test."""

    id: str
    title: str
    does: str
    whom: Contact
    """Whom to ask when it fails, unless the error says otherwise."""
    ask: str
    """What to write to them; names in braces are filled in by `words_for`."""
    after: str = ""
    """The step this one depends on."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Whom to ask, and the text to paste into an e-mail or a ticket."""

    whom: Contact
    words: str


@dataclass(frozen=True, slots=True)
class StepReport:
    """The outcome of a step, in a sentence."""

    step: DiagnosisStep
    state: StepStatus
    found: str = ""
    ask: Advice | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "step": self.step.id,
            "state": self.state.value,
            "found": self.found,
            "ask": {"whom": self.ask.whom.value, "words": self.ask.words} if self.ask else None,
        }


"""Called twice per step, at the start and with the outcome; not always in the caller's thread."""


# Six arguments: a server and its settings both have these four, and they are all that the words need.
def words_for(step: DiagnosisStep, *, host: str, port: int, user: str, folder: str, happened: str) -> str:
    """Return what to write when this step failed; the values are untrusted and sanitized."""
    values = {"host": host, "user": user, "folder": folder or "of our login"}
    shown = {name: visible(value, 120) for name, value in values.items()}
    return f"{step.ask.format(port=port, **shown)} Our test says: {happened}"


STEPS = (
    DiagnosisStep(
        "name",
        "Name",
        "Asks the name server for the host's address.",
        Contact.YOU,
        "Is {host} spelled exactly as in CLI's e-mail? Is this computer online?",
    ),
    DiagnosisStep(
        "port",
        "Port",
        "Opens the port and waits for the banner of an SSH server.",
        Contact.NETWORK,
        "Please allow outgoing TCP connections from our rostering computer to {host}, port {port} "
        "(SSH/SFTP), without inspection in between.",
        after="name",
    ),
    DiagnosisStep(
        "key",
        "Host key",
        "Compares the server's key with the confirmed ones, before any login.",
        Contact.CLI,
        "What is the SHA-256 fingerprint of the host key of {host}, port {port}, and did it change?",
        after="port",
    ),
    DiagnosisStep(
        "login",
        "Login",
        "Logs in.",
        Contact.CLI,
        "Please check the account {user} on {host}, port {port}: is it active, and which login does it use?",
        after="key",
    ),
    DiagnosisStep(
        "folder",
        "Folder",
        "Lists the district's folder.",
        Contact.CLI,
        "Which folder on {host} is ours, how is it spelled, and can the account {user} list it? "
        "We use the folder {folder}.",
        after="login",
    ),
    DiagnosisStep(
        "write",
        "Write",
        "Writes a small hidden file and inspects it.",
        Contact.CLI,
        "Please let the account {user} write files in the folder {folder} on {host}, also hidden ones "
        "(with a leading dot), and make sure that files stay until they are read.",
        after="folder",
    ),
    DiagnosisStep(
        "read",
        "Read back",
        "Reads the hidden file back and compares every byte.",
        Contact.CLI,
        "Please let the account {user} read the files it wrote in the folder {folder} on {host}: we compare "
        "what arrived with what was checked.",
        after="write",
    ),
    DiagnosisStep(
        "rename",
        "Rename",
        "Renames one hidden file over another, then removes both.",
        Contact.CLI,
        "Please let the account {user} rename and remove files in the folder {folder} on {host}, best over "
        "an older file (posix-rename@openssh.com): without that a broken connection leaves a partial file.",
        after="write",
    ),
    DiagnosisStep(
        "space",
        "Space",
        "Asks for the free space.",
        Contact.CLI,
        "Please free up space in the folder {folder} of the account {user} on {host}.",
        after="folder",
    ),
    DiagnosisStep(
        "speed",
        "Speed",
        "Uploads up to 1 MiB for up to 2 seconds, and opens several sessions.",
        Contact.NETWORK,
        "Uploads from our rostering computer to {host}, port {port} (SFTP), are slow or interrupted. "
        "Is something in between limiting or inspecting them?",
        after="write",
    ),
    DiagnosisStep(
        "latency",
        "Latency",
        "Measures the round-trip time.",
        Contact.NETWORK,
        "Answers from {host}, port {port} (SFTP), reach our rostering computer late or not at all. "
        "Is something in between delaying them?",
        after="folder",
    ),
)
