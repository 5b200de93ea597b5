from dataclasses import fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.errors import ExitCode
from checks.toml_reader import one_line
from dde_tui.errors import DiskError, SettingsError
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.calendars.closing_days import ClosingDays, closing_days
from dde_tui.process.clock import Allowance, due
from dde_tui.workspace.settings import Settings, change_settings, load_settings
from dde_tui.workspace.template import settings_text

KEY = "SHA256:" + "a" * 43


@pytest.fixture
def dde_toml(tmp_path):
    path = tmp_path / "dde.toml"

    def write(text, name='[district]\nname = "Example ISD"\n'):
        path.write_text(name + text, encoding="utf-8")
        return path

    return write


def test_what_a_file_leaves_out_has_its_default(dde_toml):
    settings = load_settings(dde_toml(""))
    assert (settings.district.name, settings.district.zone) == ("Example ISD", "America/Chicago")
    assert (settings.feedback.kind, settings.check.profile) == ("hand", "cli-engage")
    assert (settings.securestor.port, settings.securestor.host_keys) == (22, ())


def test_the_default_calendar_is_that_of_the_process(dde_toml):
    assert load_settings(dde_toml("")).calendar.calendar() == Calendar()


def test_the_template_of_a_new_workspace_loads_with_every_setting_explained(tmp_path):
    text = settings_text({"district.name": 'Ñandú "ISD" \\ 7'})
    (tmp_path / "dde.toml").write_text(text, encoding="utf-8")
    settings = load_settings(tmp_path / "dde.toml")
    assert settings.district.name == 'Ñandú "ISD" \\ 7'
    lines = text.splitlines()
    for section in fields(Settings):
        assert f"[{section.name}]" in lines
        for each in fields(section.type):
            if each.metadata.get("earlier"):
                continue
            (place,) = [
                number
                for number, line in enumerate(lines)
                if line.startswith(f"{each.name} = ")
                and lines[:number].count(f"[{section.name}]")
                and f"# {each.metadata['help']}" == lines[number - 1]
            ]
            assert place


@given(st.text(min_size=1).filter(lambda name: name.strip() and name.isprintable()))
def test_the_template_can_hold_any_name_a_line_can_show(tmp_path_factory, name):
    path = tmp_path_factory.mktemp("named") / "dde.toml"
    path.write_bytes(settings_text({"district.name": name}).encode())
    assert load_settings(path).district.name == name


def test_the_calendar_follows_the_settings(dde_toml):
    path = dde_toml(
        '[calendar]\nzone = "America/Denver"\nopen = "09:00"\nclose = "16:30"\nweekdays = ["Sat", "Sun"]\n'
        'closed = [2026-12-26]\nholidays = "none"\nlunch = "12:00-12:30"\n'
    )
    assert load_settings(path).calendar.calendar() == Calendar(
        ZoneInfo("America/Denver"),
        time(9),
        time(16, 30),
        (time(12), time(12, 30)),
        frozenset({5, 6}),
        ClosingDays().also_closed([date(2026, 12, 26)], "closed by your settings"),
    )


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("", closing_days("uthealth")),
        ("federal_holidays = true", closing_days("uthealth")),
        ("federal_holidays = false", ClosingDays()),
        ('holidays = "federal"', closing_days("federal")),
        ('holidays = "none"', ClosingDays()),
    ],
)
def test_a_workspace_of_an_earlier_version_follows_uthealth_unless_it_wanted_no_holidays(
    dde_toml, said, days
):
    assert load_settings(dde_toml(f"[calendar]\n{said}\n")).calendar.calendar().days == days


def test_an_extra_closing_day_moves_a_deadline(dde_toml):
    calendar = load_settings(dde_toml("[calendar]\nclosed = [2026-09-16]\n")).calendar.calendar()
    start = datetime(2026, 9, 15, 9, tzinfo=calendar.zone)
    assert due(start, Allowance.parse("20 business hours"), calendar) == datetime(
        2026, 9, 18, 11, tzinfo=calendar.zone
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[securestore]\n", 'securestore is not a known key. Did you mean "securestor"?'),
        ("[securestor]\nprot = 22\n", 'securestor.prot is not a known key. Did you mean "port"?'),
        ("[securestor]\nbanana = 1\n", "securestor.banana is not a known key."),
        ('[securestor]\nport = "22"\n', "securestor.port must be a whole number."),
        ("[securestor]\nport = true\n", "securestor.port must be a whole number."),
        ("[securestor]\nport = 70000\n", "securestor.port is not a port; ports are 1 to 65535"),
        ("[securestor]\nagent = 1\n", "securestor.agent must be true or false."),
        ("[securestor]\nhost = 5\n", "securestor.host must be text in quotes."),
        ('[securestor]\nhost = "a\\u001b[2J"\n', "securestor.host must be one line"),
        ("[limits]\nremoved = 0\n", "limits.removed must be from 1 to 100"),
        ("[limits]\nfewest = 0\n", "limits.fewest must be from 1 to 1,000"),
        ('[limits]\nwaves = ["2026-09-08"]\n', "limits.waves must be spans of days"),
        ('[limits]\nwaves = ["2026-10-16/2026-09-08"]\n', "limits.waves must be spans of days"),
        ('[limits]\nwaves = ["2026-09-08/2026-09-31"]\n', "limits.waves must be spans of days"),
        ('[limits]\ncanaries = ["S084816"]\n', "limits.canaries must name rows"),
        (
            '[limits]\ncanaries = ["org.csv 057950101"]\n',
            'limits.canaries must name files of the standard. Did you mean "orgs.csv"?',
        ),
        (f'[securestor]\nhost_keys = "{KEY}"\n', "securestor.host_keys must be a list of texts in quotes."),
        ('[securestor]\nhost_keys = ["MD5:12"]\n', "securestor.host_keys has an invalid fingerprint"),
        ('[securestor]\nhost_keys = ["a\\nb"]\n', "securestor.host_keys must be one line"),
        (
            '[feedback]\nkind = "jira"\n',
            'feedback.kind is not supported by this version of dde; use "hand"',
        ),
        (
            '[feedback]\nkind = "mail"\n',
            'feedback.kind is not supported by this version of dde; use "hand"',
        ),
        (
            '[feedback]\nkind = "fodler"\n',
            'feedback.kind is not a kind of feedback; use "hand" or "folder". Did you mean "folder"?',
        ),
        ('[calendar]\nzone = "America/Chicgo"\n', 'Did you mean "America/Chicago"?'),
        ('[calendar]\nzone = "../../etc/passwd"\n', "calendar.zone is not a time zone"),
        ('[calendar]\nzone = "America"\n', "calendar.zone is not a time zone"),
        ('[calendar]\nopen = "8:00"\n', "calendar.open is not a time of day"),
        ('[calendar]\nopen = "24:00"\n', "calendar.open is not a time of day"),
        (
            '[calendar]\nopen = "18:00"\n',
            "calendar.close is wrong: it closes (17:00) before it opens (18:00)",
        ),
        ("[calendar]\nweekdays = []\n", "calendar.weekdays must name at least one of Mon, Tue"),
        ('[calendar]\nweekdays = ["Monday"]\n', "calendar.weekdays must name at least one of Mon, Tue"),
        ('[calendar]\nclosed = ["2026-12-24"]\n', "calendar.closed must be a list of dates"),
        ('[calendar]\nlunch = "noon"\n', "calendar.lunch is not a span of the day"),
        ('[calendar]\nlunch = "18:00-19:00"\n', "calendar.lunch is wrong: the lunch break must begin"),
        ('[calendar]\nholidays = "texas"\n', "calendar.holidays must be one of uthealth, federal, none"),
        ("[calendar]\nclosed = [2026-12-24T08:00:00]\n", "calendar.closed must be a list of dates"),
        ('[check]\nprofile = " "\n', "check.profile must not be blank."),
    ],
)
def test_a_mistake_is_named_with_file_and_key(dde_toml, text, complaint):
    path = dde_toml(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.happened.startswith(f"{path}: ")
    assert complaint in caught.value.happened
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_section_written_as_a_value_is_explained(dde_toml):
    with pytest.raises(SettingsError, match=r"feedback must be a table: write \[feedback\]"):
        load_settings(dde_toml("", 'feedback = "hand"\n'))


def test_a_district_needs_its_name(dde_toml):
    with pytest.raises(SettingsError, match=r"district\.name is missing"):
        load_settings(dde_toml("", ""))


SENDING = {
    "channels": (4, [1, 10], [0, 11, -1]),
    "patience": (30, [1, 3600], [0, 3601]),
    "retries": (4, [0, 20], [-1, 21]),
    "verify": ("read-back", ["read-back", "hash", "size"], ["", "Hash", "none"]),
    "publish": ("rename", ["rename", "in-place"], ["", "inplace"]),
    "collects": (False, [True, False], [0, "yes"]),
    "proxy": (
        "",
        [
            *("socks5://proxy", "socks5://proxy.example.org:1080", "socks5://me@proxy:1080"),
            *("ssh://jump", "ssh://dom%5Cme@jump:2222", "ssh://me@[2001:db8::1]:22", "socks5://192.0.2.1"),
        ],
        [
            *("proxy", "http://proxy", "socks5://", "ssh://me@", "socks5://a b", "socks5://proxy:0"),
            *("socks5://proxy:70000", "ssh://jump/path", "ssh://jump:x", "ssh://a@b@c"),
        ],
    ),
    "proxy_password": ("", ["", "keyring", "env:PROXY", "credential:proxy"], ["hunter2"]),
    "proxy_host_keys": ((), [(KEY,)], [("MD5:12",)]),
}


@pytest.mark.parametrize("name", SENDING)
def test_how_files_are_sent_has_a_default_and_a_range(dde_toml, name):
    default, good, bad = SENDING[name]
    assert getattr(load_settings(dde_toml("")).securestor, name) == default
    for value in good:
        changed = change_settings(dde_toml(""), {f"securestor.{name}": value})
        assert getattr(changed.securestor, name) == value
    for value in bad:
        with pytest.raises(SettingsError, match=f"securestor.{name} "):
            change_settings(dde_toml(""), {f"securestor.{name}": value})


def test_a_proxys_password_in_the_file_is_refused_and_never_repeated(dde_toml):
    with pytest.raises(SettingsError, match="is never in this file") as caught:
        load_settings(dde_toml('[securestor]\nproxy = "socks5://me:hunter2@proxy:1080"\n'))
    assert "hunter2" not in caught.value.sentence


@pytest.mark.parametrize(
    "source", ["", "keyring", "env:SFTP_PASSWORD", "credential:securestor", "credential:a.b_c-1"]
)
def test_a_password_has_a_place(dde_toml, source):
    assert load_settings(dde_toml(f'[securestor]\npassword = "{source}"\n')).securestor.password == source


@pytest.mark.parametrize(
    "secret",
    [
        *("hunter2 hunter2", "env:", "env:MY PASSWORD"),
        *("credential:", "credential:..", "credential:../x", "credential:/etc/x", "credential:.x"),
    ],
)
def test_a_password_in_the_file_is_refused_and_never_repeated(dde_toml, secret):
    with pytest.raises(SettingsError, match="is never in this file") as caught:
        load_settings(dde_toml(f'[securestor]\npassword = "{secret}"\n'))
    assert secret.endswith(":") or secret not in caught.value.sentence


def test_what_is_no_toml_is_told_with_its_line(dde_toml):
    with pytest.raises(SettingsError, match="line 4") as caught:
        load_settings(dde_toml('[securestor]\nkey_file = "C:\\Users\\me\\key"\n'))
    assert "written /" in caught.value.to_do


def test_a_file_that_notepad_saved_with_a_mark_is_read(tmp_path):
    path = tmp_path / "dde.toml"
    path.write_bytes(b'\xef\xbb\xbf[district]\r\nname = "Example ISD"\r\n')
    assert load_settings(path).district.name == "Example ISD"


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "dde.toml"
    path.write_bytes('[district]\nname = "Cañón"\n'.encode("latin-1"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(path)


def test_a_file_that_cannot_be_read_is_the_disks_trouble(tmp_path):
    with pytest.raises(DiskError):
        load_settings(tmp_path)


def test_a_change_keeps_comments_order_and_line_ends(tmp_path):
    path = tmp_path / "dde.toml"
    before = b'# ours\r\n[district]\r\nname = "Example ISD" # by Pat\r\n\r\n[securestor]\r\nport = 22   # SFTP\r\nuser = "pat"\r\n'
    path.write_bytes(before)
    settings = change_settings(path, {"securestor.port": 2222})
    assert path.read_bytes() == before.replace(b"port = 22 ", b"port = 2222 ")
    assert settings == load_settings(path)


def test_a_change_adds_what_the_file_left_out(dde_toml):
    path = dde_toml("# the end\n")
    changes = {
        "securestor.host": "sftp.example.org",
        "securestor.host_keys": (KEY,),
        "securestor.agent": True,
        "calendar.closed": (date(2026, 12, 24),),
    }
    settings = change_settings(path, changes)
    assert settings == load_settings(path)
    assert (settings.securestor.host, settings.securestor.host_keys) == ("sftp.example.org", (KEY,))
    assert settings.calendar.closed == (date(2026, 12, 24),)
    assert "# the end" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["securestor.port = 22\n", "securestor = { port = 22 }\n", 'securestor.user = "pat"\n']
)
def test_a_change_fits_the_way_the_contact_writes(dde_toml, text):
    path = dde_toml("", f'district.name = "Example ISD"\n{text}')
    settings = change_settings(path, {"securestor.port": 2222, "securestor.host": "sftp.example.org"})
    assert settings == load_settings(path)
    assert (settings.securestor.port, settings.securestor.host) == (2222, "sftp.example.org")


@pytest.mark.parametrize(
    "changes",
    [
        {"securestor.host": "new", "securestor.port": 0},
        {"securestor.hots": "new"},
        {"securestor.host": None},
        {"host": "new"},
        {"nowhere.host": "new"},
        {"securestor.password": "hunter2"},
        {"calendar.open": "18:00"},
    ],
)
def test_a_change_that_cannot_be_leaves_the_file_as_it_was(dde_toml, changes):
    path = dde_toml('[securestor]\nhost = "old"\n')
    before = path.read_bytes()
    with pytest.raises(SettingsError) as caught:
        change_settings(path, changes)
    assert path.read_bytes() == before
    assert "hunter2" not in caught.value.sentence
    assert [each.name for each in path.parent.iterdir()] == ["dde.toml"]


def test_a_fingerprint_with_its_padding_is_the_same_fingerprint(dde_toml):
    assert change_settings(dde_toml(""), {"securestor.host_keys": (KEY + "=",)}).securestor.host_keys == (
        KEY,
    )


def test_a_key_of_a_newer_version_is_told_with_what_to_do(dde_toml):
    with pytest.raises(SettingsError) as caught:
        load_settings(dde_toml("[nightly]\nat = 1\n"))
    assert "nightly is not a known key" in caught.value.happened
    assert "newer version of dde" in caught.value.to_do
    with pytest.raises(SettingsError) as caught:
        load_settings(dde_toml("[securestor]\nport = 70000\n"))
    assert "newer version" not in caught.value.to_do


def test_every_check_says_what_is_allowed_for_the_reference():
    for section in fields(Settings):
        for each in fields(section.type):
            if each.metadata["check"] is not one_line and "allowed" in each.metadata:
                assert each.metadata["allowed"].endswith("."), each.name
