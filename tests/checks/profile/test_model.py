"""Profiles: the ones that come along, a district's own, and what is said of a mistake in one."""

from datetime import date

import pytest

from checks.errors import ProfileError
from checks.profile.loader import profile_names
from checks.profile.model import OFF, Basis, RuleChoice, ToldAnswer, Type
from checks.rules.choices import load_profile, rules_of

OWN = 'extends = "cli-engage"\nname = "own"\nversion = "1"\ntitle = "Our own"\n'
ALONE = 'name = "own"\nversion = "1"\ntitle = "Our own"\n'
FILE = '[[file]]\nname = "users.csv"\npurpose = "People"\n'


def told(question, answer, on="2026-11-03", source="'ticket CE-1'"):
    return f"[[told]]\nquestion = '{question}'\nanswer = {answer}\non = {on}\nsource = {source}\n"


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
        ("name = ", "is not valid TOML"),
        (OWN + "colour = 1", "colour is not a known key."),
        (OWN + "other_file = []", 'other_file is not a known key. Did you mean "other_files"?'),
        (OWN.replace('"own"', "1"), "name must be text in quotes"),
        (ALONE.replace('version = "1"\n', ""), "version is missing"),
        (ALONE + "extends = 1", "extends must be text in quotes"),
        (ALONE + 'extends = "cli"', "extends must be one of cli-engage, oneroster-1.1, or the path"),
        (ALONE + 'extends = "own.toml"', "extends must not come back to this profile"),
        (ALONE + 'extends = "x/../own.toml"', "extends must not come back to this profile"),
        (OWN + 'other_files = "x.csv"', "other_files must be a list of texts in quotes"),
        (OWN + "other_files = [1]", "other_files must be a list of texts in quotes"),
        (OWN + 'vocabulary = ["a"]', "vocabulary must be a table"),
        (OWN + "[vocabulary]\nsex = 3", "vocabulary.sex must be a list of texts in quotes"),
        (OWN + "[file]\nname = 'users.csv'", "file must be a list of [[file]] tables"),
        (OWN + "file = [1]", "file[1] must be a table"),
        (OWN + "[[file]]\npurpose = 'x'", "file[1].name is missing"),
        (OWN + FILE + "requird = true", 'file[1].requird is not a known key. Did you mean "required"?'),
        (OWN + FILE + "required = 1", "file[1].required must be true or false"),
        (OWN + FILE + "table = 'yes'", "file[1].table must be true or false"),
        (OWN + FILE + "purpose = 1".replace("purpose", "basis"), "file[1].basis must be text in quotes"),
        (OWN + FILE + "basis = 'heard'", "file[1].basis must be one of standard, published, told"),
        (OWN + FILE + "basis = ['told']", "file[1].basis must be text in quotes"),
        (OWN + FILE + "columns = 1", "file[1].columns must be a list"),
        (OWN + FILE + "columns = [1]", "file[1].columns[1] must be a table"),
        (OWN + FILE + "columns = [{ type = 'guid' }]", "file[1].columns[1].name is missing"),
        (
            OWN + FILE + "columns = [{ name = 'role' }, { name = 'email', kind = 'guid' }]",
            "file[1].columns[2].kind is not a known key",
        ),
        (
            OWN + FILE + "columns = [{ name = 'role', type = 'number' }]",
            "file[1].columns[1].type must be one of guid, string",
        ),
        (
            OWN + FILE + "columns = [{ name = 'role', type = ['guid'] }]",
            "file[1].columns[1].type must be text in quotes",
        ),
        (
            OWN + FILE + "columns = [{ name = 'role', vocabulary = 'x' }]",
            "file[1].columns[1].vocabulary must be one of status",
        ),
        (
            OWN + FILE + "columns = [{ name = 'email', type = 'enum' }]",
            "file[1].columns[1].vocabulary or values must be given for the type enum",
        ),
        (
            OWN + FILE + "columns = [{ name = 'role', required = 'yes' }]",
            "file[1].columns[1].required must be true or false",
        ),
        (
            OWN + FILE + "columns = [{ name = 'metadata.a', references = 'people.csv' }]",
            "users.csv: columns.metadata.a.references must name a file",
        ),
        (ALONE + FILE, "file[1].columns must have at least one column"),
        (OWN + "[[question]]\nid = 'x'\nabout = 'y'", "question[1].text is missing"),
        (OWN + "[[question]]\nid = 'x'\nreply = 'y'", "question[1].reply is not a known key"),
        (OWN + "[[question]]\nid = 'x'\nanswer = 'y'", "question[1].answer must be one of files, column"),
        (
            OWN + "[[question]]\nid = 'files'\nabout = 'y'\ntext = 'z'",
            "question[1].id must not be that of another question",
        ),
        (
            ALONE
            + FILE
            + "columns = [{ name = 'a' }]\n[[question]]\nid = 'bulk'\nabout = 'y'\ntext = 'z'\nanswer = 'text'",
            "question[1].answer must be one of yes-no",
        ),
        (
            OWN + FILE + "columns = [{ name = 'identifer', required = true }]",
            'file[1].columns[1].name is no column of users.csv. Did you mean "identifier"?',
        ),
        (
            OWN + FILE + "columns = [{ name = 'role', values = ['a'], vocabulary = 'sex' }]",
            "file[1].columns[1].values must not be given together with vocabulary",
        ),
        (
            OWN + FILE + "columns = [{ name = 'role', values = 'a' }]",
            "columns[1].values must be a list of texts in quotes",
        ),
        (OWN + "[rules]\nDDE2115 = 'off'", 'rules.DDE2115 is not a rule. Did you mean "DDE215"?'),
        (
            OWN + "[rules]\nDDE215 = 'warn'",
            'rules.DDE215 must be one of error, warning, info, off. Did you mean "warning"?',
        ),
        (OWN + "[rules]\nDDE215 = 1", "rules.DDE215 must be one of error, warning, info, off."),
        (OWN + "rules = ['DDE215']", "rules must be a table"),
        (OWN + told("fils", "'a'"), "told[1]: own has no question 'fils'. Did you mean \"files\"?"),
        (OWN + told("grade-codes", "[]"), "told[1]: The answer to grade-codes is blank"),
        (OWN + told("grade-codes", "1"), "told[1]: The answer to grade-codes has the wrong type"),
        (OWN + told("bulk", "'perhaps'"), "An answer is yes or no, such as: yes"),
        (
            OWN + told("bulk", "true", on="'2026-11-03'"),
            "told[1].on must be a date such as 2026-12-24, without quotes",
        ),
        (OWN + told("bulk", "true", on="2026-11-03T10:00:00"), "told[1].on must be a date"),
        (OWN + told("bulk", "true", source="' '"), "told[1].source must say where"),
        (OWN + told("bulk", "true") + "when = 1", "told[1].when is not a known key"),
        (OWN + told("bulk", "true") + told("bulk", "false"), "told[2].question must not come twice"),
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


def test_an_own_profile_changes_the_severity_of_a_rule_or_switches_it_off(own):
    profile = own(OWN + "[rules]\nDDE215 = 'info'\nDDE610 = 'off'\n".replace("DDE610", "DDE605"))
    assert profile.rules == {"DDE215": RuleChoice("info"), "DDE605": RuleChoice(OFF)}
    rules = rules_of(profile)
    assert rules["DDE215"].severity == "info"
    assert "DDE605" not in rules
    assert rules["DDE301"] is rules_of(load_profile())["DDE301"]


def test_a_profile_that_builds_on_another_keeps_its_choices_of_rules(own):
    own(OWN + "[rules]\nDDE215 = 'info'\nDDE301 = 'off'\n", "base.toml")
    profile = own(ALONE + 'extends = "base.toml"\n[rules]\nDDE301 = "warning"\n', "more.toml")
    assert {code: choice.word for code, choice in profile.rules.items()} == {
        "DDE215": "info",
        "DDE301": "warning",
    }


def test_a_new_column_may_list_its_own_values(own):
    profile = own(
        OWN + FILE + "columns = [{ name = 'metadata.dayType', values = ['Full Day', 'AM'], required = true }]"
    )
    column = profile.file("users.csv").column("metadata.dayType")
    assert (column.type, column.vocabulary, column.required) == (Type.ENUM, ("Full Day", "AM"), True)


def test_what_cli_told_is_in_effect_and_the_question_no_longer_open(own):
    profile = own(OWN + told("grade-codes", "['PK', 'KG', 'EE']") + told("bulk", "true"))
    assert profile.answers["grade-codes"] == ToldAnswer(("PK", "KG", "EE"), date(2026, 11, 3), "ticket CE-1")
    assert profile.file("users.csv").column("grades").vocabulary == ("PK", "KG", "EE")
    asked = {question.id for question in profile.questions}
    assert asked - {question.id for question in profile.open_questions} == {"grade-codes", "bulk"}


def test_what_was_told_before_holds_in_a_profile_that_builds_on_it_unless_it_is_told_anew(own):
    own(OWN + told("grade-codes", "'PK'") + told("required-columns", "'users.csv.email'"), "base.toml")
    more = (
        ALONE + 'extends = "base.toml"\n' + told("required-columns", "['users.csv.phone']", source="'a call'")
    )
    users = own(more, "more.toml").file("users.csv")
    assert users.column("grades").vocabulary == ("PK",)
    assert (users.column("email").required, users.column("phone").required) == (False, True)
