"""What the journal holds of a submission: first what shall be sent, then what was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from checks.file_record import FileRecord


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """One submission, as the events `sending` and `submitted` hold it."""

    submission: str
    files: tuple[FileRecord, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Why findings were sent along on purpose, by their codes."""
    counts: Mapping[str, int] | None = None
    """Findings by severity."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return what an event of either kind holds, also where an older version wrote less."""
        accepted = data.get("accepted") or {}
        if not isinstance(accepted, Mapping):
            accepted = {str(each["code"]): str(each["because"]) for each in accepted}
        return cls(
            submission=str(data.get("submission") or ""),
            files=tuple(FileRecord.from_data(each) for each in data.get("files") or ()),
            accepted=accepted,
            counts=data.get("counts"),
        )

    def intent_data(self) -> dict[str, Any]:
        """Return the data of the event `sending`."""
        return {
            "submission": self.submission,
            "files": [file.to_data() for file in self.files],
            "accepted": dict(self.accepted),
            "counts": dict(self.counts or {}),
        }

    def to_data(self) -> dict[str, Any]:
        """Return the data of the event `submitted`."""
        return {**self.intent_data(), "accepted": self.listed}

    @property
    def listed(self) -> list[dict[str, str]]:
        """What was accepted as receipts and answers list it."""
        return [{"code": code, "because": why} for code, why in self.accepted.items()]
