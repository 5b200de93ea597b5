"""What the tests of sending share: the answer's shape, and the receipts of both sides."""

import json

import pytest


@pytest.fixture
def shaped():
    """Checks that the JSON has the contract's shape, and returns it."""

    def check(said):
        data = said.json
        assert list(data) == [
            *("schema", "outcome", "submission", "files", "counts", "dry_run", "would_send"),
            *("plan", "left", "accepted", "hold"),
        ]
        assert data["schema"] == "dde-send/1"
        assert data["outcome"] in {"sent", "unchanged", "held", "not-ready"}
        for file in data["files"]:
            assert list(file) == ["file", "bytes", "sha256", "verified"]
            assert file["verified"] == (None if data["would_send"] else "read-back")
        return data

    return check


@pytest.fixture
def receipts(connected, securestor):
    """Returns the receipts of both sides by their names."""

    def read():
        sides = connected.state / "receipts", securestor.root / "district" / "dde" / "receipts"
        return [{path.name: json.loads(path.read_bytes()) for path in side.glob("*")} for side in sides]

    return read
