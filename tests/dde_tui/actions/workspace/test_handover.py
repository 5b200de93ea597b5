"""The page for the next contact: every setting, and no secret wherever one may be kept."""

from dataclasses import fields

from dde_tui.process.events import EventKind
from dde_tui.workspace.settings import Settings, change_settings

SECRETS = (
    "hunter2-of-the-environment",
    "hunter2-of-the-keyring",
    "hunter2-of-systemd",
    "hunter2-of-the-proxy",
)
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0IGtleSBtYXRlcmlhbA==\n-----END OPENSSH PRIVATE KEY-----\n"


def test_it_has_every_setting_and_no_secret(dde, workspace, monkeypatch, tmp_path):
    monkeypatch.setenv("DISTRICT_PASSWORD", SECRETS[0])
    monkeypatch.setenv("PROXY_PASSWORD", SECRETS[3])
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "securestor").write_text(SECRETS[2])
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    (workspace.path / "id_ed25519").write_text(KEY)
    change_settings(
        workspace.settings_file,
        {
            "securestor.host": "securestor.example.org",
            "securestor.user": "bluebonnet",
            "securestor.key_file": "id_ed25519",
            "securestor.password": "env:DISTRICT_PASSWORD",
            "securestor.proxy": "socks5://user@proxy.example.org:1080",
            "securestor.proxy_password": "env:PROXY_PASSWORD",
        },
    )
    page = dde("handover", workspace=workspace).out
    for section in fields(Settings):
        for each in fields(section.type):
            assert (f"| {section.name}.{each.name} | " in page) is not bool(each.metadata.get("earlier"))
    for secret in (*SECRETS, *KEY.splitlines(), "hunter2"):
        assert secret not in page
    assert "port 22, user bluebonnet" in page
    assert "the key file `id_ed25519` and a password or passphrase from the variable DISTRICT\\_PASSWORD" in (
        page.replace("the variable DISTRICT_PASSWORD", "the variable DISTRICT\\_PASSWORD")
    )


def test_it_says_where_it_stands_what_came_back_and_what_is_open(dde, workspace):
    workspace.journal.append(
        EventKind.SUBMITTED,
        {"submission": "s1", "files": [{"file": "users.csv", "sha256": "1"}], "findings": {"DDE301": 2}},
    )
    workspace.journal.append(EventKind.RETURNED, {"text": "Zoë O'Quinn is missing"})
    page = dde("handover", workspace=workspace).out
    for title in (
        "Where it runs",
        "When it runs",
        "Where we stand",
        "The last rounds",
        "Open questions",
        "Whom to ask",
    ):
        assert f"## {title}" in page
    assert "| initial | 1 | " in page
    assert "| 1 | DDE301 2 | returned " in page
    assert "Quinn" not in page
    assert "`dde requirements settle " in page
    assert "It is your turn: CLI returned your files" in page


def test_data_in_it_is_no_markup(dde, tmp_path):
    name = "A | <b>B</b> [x](http://y) *ISD*"
    assert dde("--workspace", tmp_path / "w", "init", "--district", name).code == 0
    page = dde("--workspace", tmp_path / "w", "handover").out
    assert page.splitlines()[0] == "# Handover: A \\| \\<b\\>B\\</b\\> \\[x\\](http://y) \\*ISD\\*"


def test_it_is_written_into_a_file_that_is_not_replaced_unasked(dde, workspace, tmp_path):
    path = tmp_path / "handover.md"
    assert dde("handover", "-o", path, workspace=workspace).code == 0
    assert path.read_text("utf-8").startswith("# Handover: Caprock Bend ISD")
    assert dde("handover", "-o", path, workspace=workspace).code == 2
    assert dde("handover", "-o", path, "--force", "--json", workspace=workspace).json["file"] == str(path)
