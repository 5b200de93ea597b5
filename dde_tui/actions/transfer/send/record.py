"""The journal record of a submission: first the intent, then the result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from checks.file_record import FileRecord

if TYPE_CHECKING:
    from checks.finding import Report


def found_by_code(report: "Report") -> dict[str, int]:
    """Return how many findings of each code a report has, for the record of a round."""
    return {code: rule.count for code, rule in sorted(report.rules.items()) if rule.count}


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """One submission, as stored in the events `sending` and `submitted`."""

    submission: str
    files: tuple[FileRecord, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Reasons for findings accepted with --accept, by rule code."""
    counts: Mapping[str, int] | None = None
    """Findings by severity."""
    findings: Mapping[str, int] | None = None
    """Findings by code; None where the set was not checked, or by a version that did not record them."""
    client: str = ""
    """The other program that sent the files; empty where dde did."""
    approved: str = ""
    """The ID of the change that a person approved for it, if it was held."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Deserialize an event of either kind; older versions stored fewer fields."""
        accepted = data.get("accepted") or {}
        if not isinstance(accepted, Mapping):
            accepted = {str(each["code"]): str(each["because"]) for each in accepted}
        return cls(
            submission=str(data.get("submission") or ""),
            files=tuple(FileRecord.from_data(each) for each in data.get("files") or ()),
            accepted=accepted,
            counts=data.get("counts"),
            findings=data.get("findings"),
            client=str(data.get("client") or ""),
            approved=str(data.get("approved") or ""),
        )

    def intent_data(self) -> dict[str, Any]:
        """Return the data of the event `sending`."""
        return {
            "submission": self.submission,
            "files": [file.to_data() for file in self.files],
            "accepted": dict(self.accepted),
            "counts": dict(self.counts or {}),
            **({} if self.findings is None else {"findings": dict(self.findings)}),
            **({"client": self.client} if self.client else {}),
            **({"approved": self.approved} if self.approved else {}),
        }

    def to_data(self) -> dict[str, Any]:
        """Return the data of the event `submitted`."""
        return {**self.intent_data(), "accepted": self.listed}

    @property
    def listed(self) -> list[dict[str, str]]:
        """The accepted findings as a list, the form of receipts and answers."""
        return [{"code": code, "because": why} for code, why in self.accepted.items()]
