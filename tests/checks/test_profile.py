"""Profiles: the ones that come along, a district's own, and what is said of a mistake in one."""

import pytest

from checks.errors import ProfileError
from checks.profile import Basis, Type, load_profile, profile_names

OWN = 'extends = "cli-engage"\nname = "own"\nversion = "1"\ntitle = "Our own"\n'
ALONE = 'name = "own"\nversion = "1"\ntitle = "Our own"\n'
FILE = '[[file]]\nname = "users.csv"\npurpose = "People"\n'


@pytest.fixture
def own(tmp_path):
    def load(text, name="own.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return load_profile(str(path))

    return load


def test_the_profiles_that_come_along_are_known_by_name():
    assert profile_names() == ("cli-engage", "oneroster-1.1")
    assert load_profile().name == "cli-engage"
    assert load_profile("oneroster-1.1") is load_profile("oneroster-1.1")


def test_what_a_file_refers_to_comes_before_it():
    for name in profile_names():
        seen = set()
        for spec in load_profile(name).files:
            seen.add(spec.name)
            for column in spec.columns:
                assert not column.references or column.references in seen, (name, spec.name, column.name)


def test_every_table_begins_with_the_three_columns_of_the_standard():
    for spec in load_profile("oneroster-1.1").tables:
        assert spec.header[:3] == ("sourcedId", "status", "dateLastModified")
        assert [column.name for column in spec.columns if column.key] == ["sourcedId"]


def test_examples_fit_their_own_columns():
    for spec in load_profile().files:
        for column in spec.columns:
            assert column.example or not column.required, (spec.name, column.name)
            if column.vocabulary and column.example:
                assert column.example in column.vocabulary


def test_cli_engage_says_only_what_differs():
    ours, standard = load_profile(), load_profile("oneroster-1.1")
    assert [spec.header for spec in ours.files] == [spec.header for spec in standard.files]
    assert {spec.name for spec in ours.files if spec.required} == {
        *(
            "academicSessions.csv",
            "orgs.csv",
            "classes.csv",
            "users.csv",
            "enrollments.csv",
            "demographics.csv",
        )
    }
    assert [spec.name for spec in standard.files if spec.required] == ["manifest.csv"]
    assert {spec.basis for spec in ours.files} == {Basis.ASSUMED}
    assert len({question.id for question in ours.questions}) == len(ours.questions) == 11
    assert not standard.questions


def test_files_and_columns_are_found_by_name_only():
    profile = load_profile()
    assert profile.file("users.csv").column("role").type is Type.ENUM
    with pytest.raises(KeyError):
        profile.file("Users.csv")
    with pytest.raises(KeyError):
        profile.file("users.csv").column("Role")


def test_an_own_profile_changes_what_it_names_and_keeps_the_rest(own):
    profile = own(
        OWN
        + """
        [[file]]
        name = "users.csv"
        columns = [
          { name = "identifier", required = true, basis = "told", note = "State Unique ID" },
          { name = "metadata.dayType", type = "string" },
        ]
        [[question]]
        id = "ours"
        about = "users.csv"
        text = "Is it so?"
        """
    )
    users, before = profile.file("users.csv"), load_profile().file("users.csv")
    changed = users.column("identifier")
    assert (changed.required, changed.basis, changed.type) == (True, Basis.TOLD, Type.STRING)
    assert users.header == (*before.header, "metadata.dayType")
    assert users.column("role") == before.column("role")
    assert (users.required, users.purpose, users.basis) == (before.required, before.purpose, before.basis)
    assert [spec.name for spec in profile.files] == [spec.name for spec in load_profile().files]
    assert profile.questions[:-1] == load_profile().questions
    assert profile.other_files == load_profile().other_files


def test_a_changed_list_of_words_holds_for_the_inherited_columns_too(own, check_files):
    words = [*load_profile().vocabulary["grade"], "EE"]
    profile = own(f"{OWN}[vocabulary]\ngrade = {words}\n")
    for file in ("users.csv", "classes.csv", "courses.csv"):
        assert profile.file(file).column("grades").vocabulary == tuple(words)
    assert profile.file("users.csv").column("role") == load_profile().file("users.csv").column("role")


def test_an_own_profile_may_build_on_another_own_one_beside_it(own):
    own(OWN + '[[file]]\nname = "courses.csv"\nrequired = true\n', "base.toml")
    profile = own(ALONE.replace("own", "more") + 'extends = "base.toml"\n', "more.toml")
    assert profile.file("courses.csv").required
    assert profile.name == "more"


def test_an_own_profile_is_read_anew_each_time(own):
    assert own(OWN).title == "Our own"
    assert own(OWN.replace("Our own", "Another")).title == "Another"


def test_an_own_profile_may_begin_with_a_byte_order_mark(own):
    assert own("\ufeff" + OWN).name == "own"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "is no TOML"),
        (OWN + "colour = 1", "colour is no known key."),
        (OWN + "other_file = []", "other_file is no known key. Did you mean 'other_files'?"),
        (OWN.replace('"own"', "1"), "name must be a text"),
        (ALONE.replace('version = "1"\n', ""), "version must be a text"),
        (ALONE + "extends = 1", "extends must be a text"),
        (ALONE + 'extends = "cli"', "extends must be one of cli-engage, oneroster-1.1, or the path"),
        (ALONE + 'extends = "own.toml"', "extends must not come back to this profile"),
        (ALONE + 'extends = "x/../own.toml"', "extends must not come back to this profile"),
        (OWN + 'other_files = "x.csv"', "other_files must be a list of texts"),
        (OWN + "other_files = [1]", "other_files must be a list of texts"),
        (OWN + 'vocabulary = ["a"]', "vocabulary must be a table"),
        (OWN + "[vocabulary]\nsex = 3", "vocabulary.sex must be a list of texts"),
        (OWN + "[file]\nname = 'users.csv'", "file must be a list of [[file]] tables"),
        (OWN + "file = [1]", "file must be a list of [[file]] tables"),
        (OWN + "[[file]]\npurpose = 'x'", "file[1].name must be a text"),
        (OWN + FILE + "requird = true", "file[1].requird is no known key. Did you mean 'required'?"),
        (OWN + FILE + "required = 1", "file[1].required must be true or false"),
        (OWN + FILE + "table = 'yes'", "file[1].table must be true or false"),
        (OWN + FILE + "purpose = 1".replace("purpose", "basis"), "file[1].basis must be a text"),
        (OWN + FILE + "basis = 'heard'", "file[1].basis must be one of standard, published, told"),
        (OWN + FILE + "basis = ['told']", "file[1].basis must be a text"),
        (OWN + FILE + "columns = 1", "file[1].columns must be a list"),
        (OWN + FILE + "columns = [1]", "file[1].columns[1] must be a table"),
        (OWN + FILE + "columns = [{ type = 'guid' }]", "file[1].columns[1].name must be a text"),
        (
            OWN + FILE + "columns = [{ name = 'a' }, { name = 'b', kind = 'guid' }]",
            "file[1].columns[2].kind is no known key",
        ),
        (
            OWN + FILE + "columns = [{ name = 'a', type = 'number' }]",
            "file[1].columns[1].type must be one of guid, string",
        ),
        (
            OWN + FILE + "columns = [{ name = 'a', type = ['guid'] }]",
            "file[1].columns[1].type must be a text",
        ),
        (
            OWN + FILE + "columns = [{ name = 'a', vocabulary = 'x' }]",
            "file[1].columns[1].vocabulary must be one of status",
        ),
        (
            OWN + FILE + "columns = [{ name = 'a', type = 'enum' }]",
            "file[1].columns[1].vocabulary must be given for the type enum",
        ),
        (
            OWN + FILE + "columns = [{ name = 'a', required = 'yes' }]",
            "file[1].columns[1].required must be true or false",
        ),
        (
            OWN + FILE + "columns = [{ name = 'a', references = 'people.csv' }]",
            "users.csv: columns.a.references must name a file",
        ),
        (ALONE + FILE, "file[1].columns must have at least one column"),
        (OWN + "[[question]]\nid = 'x'\nabout = 'y'", "question[1].text must be a text"),
        (OWN + "[[question]]\nid = 'x'\nanswer = 'y'", "question[1].answer is no known key"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_its_key(own, tmp_path, text, complaint):
    (tmp_path / "x").mkdir()
    with pytest.raises(ProfileError) as caught:
        own(text)
    assert caught.value.exit_code == 2
    assert str(tmp_path) in caught.value.sentence
    assert "own.toml" in caught.value.sentence
    assert complaint in caught.value.sentence


@pytest.mark.parametrize("name", ["", "cli", "CLI-ENGAGE", "../cli-engage", "own.yaml"])
def test_a_name_that_no_profile_has_is_an_error_that_names_the_known_ones(name):
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    assert "cli-engage, oneroster-1.1" in caught.value.sentence


@pytest.mark.parametrize("name", ["missing.toml", "a\0b.toml", "folder.toml"])
def test_a_path_that_can_not_be_read_is_an_error(tmp_path, name):
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ProfileError, match="can't be read"):
        load_profile(str(tmp_path / name))


def test_a_profile_that_is_no_utf_8_is_an_error(tmp_path):
    (tmp_path / "own.toml").write_bytes(OWN.encode() + "# Muñoz".encode("cp1252"))
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_profile(str(tmp_path / "own.toml"))
