"""What programs leave behind is found, and no name of any language is taken for it."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.example.changes import Cell, changed
from checks.example.names import BOYS, FAMILIES, GIRLS, MIDDLE, SCHOOLS
from checks.example.tiny import tiny
from checks.rules.choices import load_profile
from checks.rules.registry import find_rule
from checks.tables.suggestions import PLACEHOLDERS

COLUMN = load_profile().file("users.csv").column("familyName")
RULES = [find_rule(f"DDE{code}") for code in (312, 315, 316, 317, 318, 321, 323)]
MOJIBAKE, INVISIBLE = (find_rule(code) for code in ("DDE317", "DDE318"))

ALPHABETS = {
    "Spanish": "abcdefghijklmnopqrstuvwxyzáéíñóúü",
    "Portuguese": "abcdefghijklmnopqrstuvwxyzàáâãçéêíóôõú",
    "French": "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿ",
    "German": "abcdefghijklmnopqrstuvwxyzäöüßẞ",
    "Danish": "abcdefghijklmnopqrstuvwxyzæøåéö",
    "Finnish": "abcdefghijklmnopqrstuvwxyzåäöšž",
    "Icelandic": "abcdefghijklmnopqrstuvwxyzáéíóúýþæöð",
    "Irish": "abcdefghilmnoprstuáéíóú",
    "Welsh": "abcdefghijlmnoprstuwyâêîôûŵŷäëïöüẅÿ",
    "Estonian": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "Latvian": "abcdefghijklmnopqrstuvwxyzāčēģīķļņšūž",
    "Polish": "abcdefghijklmnopqrstuvwxyząćęłńóśźż",
    "Czech": "abcdefghijklmnopqrstuvwxyzáčďéěíňóřšťúůýž",
    "Slovak": "abcdefghijklmnopqrstuvwxyzáäčďéíĺľňóôŕšťúýž",
    "Hungarian": "abcdefghijklmnopqrstuvwxyzáéíóöőúüű",
    "Romanian": "abcdefghijklmnopqrstuvwxyzăâîșțşţ",
    "Turkish": "abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû",
    "Vietnamese": (
        "abcdefghijklmnopqrstuvwxyzàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
    ),
    "Hawaiian": "aeiouhklmnpwāēīōū",
    "Navajo": "abcdefghijklmnopqrstuvwxyząęįǫáéíóń",
    "Yoruba": "abdeẹfgijklmnoọprsṣtuwyàáèéìíòóùú",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "Hebrew": "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىپچژگ",
    "Hindi": "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौं्",
    "Chinese": "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "Korean": "김이박최정강조윤장임",
}
JOINTS = (" ", "-", "'", "’", ". ", ", ", "–", " (", " “", "” ")


def breaks(rule, values):
    found = pl.DataFrame({"value": values}).select(rule.broken(COLUMN, pl.col("value")))
    return found.to_series().to_list()


@st.composite
def names(draw):
    """A name of one to three words of one language, in small letters, capitals, or as names are written."""
    letters = ALPHABETS[draw(st.sampled_from(sorted(ALPHABETS)))]
    words = draw(st.lists(st.text(alphabet=letters, min_size=2, max_size=8), min_size=1, max_size=3))
    style = draw(st.sampled_from((str.lower, str.upper, str.title)))
    name = draw(st.sampled_from(JOINTS)).join(style(word) for word in words)
    return unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), name)


@given(st.lists(names(), min_size=30, max_size=60))
def test_no_name_of_any_language_has_leftovers(written):
    unlucky = set(PLACEHOLDERS)
    for rule in RULES:
        assert not any(breaks(rule, [name for name in written if name not in unlucky] or [""])), rule.code


@given(
    st.lists(
        st.text(alphabet=st.characters(categories=["L", "M", "Nd"], exclude_characters="ªºµ"), max_size=9)
    )
)
def test_no_letters_of_any_scripts_in_a_row_are_damage_by_themselves(written):
    mixed = set("ÃÂÄÅÆ")
    sound = [name for name in written if not mixed & set(name)]
    assert not any(breaks(MOJIBAKE, [*sound, ""]))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "KNÍŽEK",
            "ŘÍŠA",
            "JOÃO",
            "IRMÃ’S",
            "IRMÃ–MARIA",
            "MÄKELÄ’S ROOM",
            "MÄKELÄ–VIRTANEN",
            "JOSÉ’S CLASS",
        ),
        *("JOSÉ\u00a0GARCÍA", "Mª José", "1º B", "«Papá»", "CAFÉ…", "Ångström", "D’Ångelo", "Æther", "ÆØÅ"),
        *(
            "50° Club",
            "Café™",
            "Niño®",
            "½ day",
            "Grades 1–3",
            "Nguyễn",
            "Đặng",
            "Žižek",
            "Łukasz",
            "Þór",
            "Ðuro",
        ),
        *("نرگس\u200cسادات", "क्\u200dष", "Åsa", "SÃO PAULO", "ÂNGELA", "Ä", "¿Qué?", "“A” List", "O‘ahu"),
    ],
)
def test_unusual_writing_is_not_damage(name):
    assert [rule.code for rule in RULES if any(breaks(rule, [name]))] == []


def broken(text, codec):
    """The text's UTF-8 bytes read in a wrong character set, as programs on Windows do."""
    return "".join(
        bytes([byte]).decode(codec) if codec == "latin-1" or byte not in _UNDEFINED else chr(byte)
        for byte in text.encode()
    )


_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
EXAMPLES = sorted({name for name in (*GIRLS, *BOYS, *FAMILIES, *MIDDLE, *SCHOOLS) if not name.isascii()})


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "name",
    [
        *EXAMPLES,
        *(
            "MUÑOZ",
            "PEÑA",
            "RAMÓN",
            "JESÚS",
            "Óscar",
            "Élodie",
            "Özdemir",
            "Århus",
            "Łukasz",
            "Wałęsa",
            "Tomáš",
        ),
        *(
            "Ąžuolas",
            "Hoàng Ngọc",
            "Đức",
            "Ayşe",
            "Yağmur",
            "O’Neil",
            "“A” list",
            "Grades 1–3",
            "Αλέξης",
            "Иван",
        ),
        *("דוד", "محمد", "🎒 room", "½", "\ufeffAna", "caf\u00e9…"),
    ],
)
def test_letters_that_were_read_in_a_wrong_character_set_are_found(name, codec):
    assert breaks(MOJIBAKE, [broken(name, codec)]) == [True]


@pytest.mark.parametrize("value", ["Mar\ufffda", "O\u0092Neil", "Mar\u00c3\u00ada", "ï¿½"])
def test_letters_that_are_lost_or_in_halves_are_found_once(check_files, value):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, "familyName", value)])).findings
    assert (finding.code, finding.severity) == ("DDE317", "warning")
    assert ("lost for good" in finding.hint) == ("\ufffd" in value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("Zo\u200bë", "copied from a web page"),
        ("\u200bZoë", "copied from a web page"),
        ("Zoë\u200e", "copied from a web page"),
        ("Ana\u200d", "copied from a web page"),
        ("\u202eanA", "copied from a web page"),
        ("Gar\u00adcía", "soft hyphen"),
        ("\u00adGarcía", "soft hyphen"),
        ("Ana\ufeff", "byte order mark"),
        ("A\u2028na", "copied from a web page"),
    ],
)
def test_signs_that_can_not_be_seen_are_found_once(check_files, value, hint):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, "givenName", value)])).findings
    assert finding.code == "DDE318"
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("code", "damaged", "sound"),
    [
        ("DDE317", ["Nu?ez", "Jos?", "?ngel"], ["?", "Ana", "Núñez", "¿Ana?"]),
        (
            "DDE321",
            ["Nu&ntilde;ez", "O&#39;Dell", "O&#x27;Dell", "A &amp; B"],
            ["AT&T", "A&B", "R & D;", "A&x;"],
        ),
        ("DDE322", ["Ana\u00a0María", "Ana\u202fMaría"], ["Ana María", "Ana\u00a0", "\u00a0Ana"]),
        ("DDE323", ["'401", "'0401"], ["'Aina", "O'Quinn", "'", "401'"]),
    ],
)
def test_damage_that_is_legal_is_found_and_what_looks_like_it_is_not(code, damaged, sound):
    rule = find_rule(code)
    assert breaks(rule, damaged) == [True] * len(damaged)
    assert breaks(rule, sound) == [False] * len(sound)


def test_a_title_may_be_a_question():
    title = load_profile().file("classes.csv").column("title")
    cells = pl.DataFrame({"value": ["¿Qué?", "Who am I?"]})
    assert not cells.select(MOJIBAKE.broken(title, pl.col("value"))).to_series().any()


@pytest.mark.parametrize("value", ["Ana\u00a0", "\u2003Ana", "Ana\u2028"])
def test_blanks_at_the_ends_of_whatever_kind_are_padding_alone(check_files, value):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, "givenName", value)])).findings
    assert finding.code == "DDE307"


@given(st.sampled_from(sorted(PLACEHOLDERS)), st.sampled_from((str.lower, str.title, str.swapcase)))
def test_a_placeholder_counts_in_its_exact_spelling_only(word, change):
    other = change(word)
    assert breaks(find_rule("DDE315"), [word, other]) == [True, other in PLACEHOLDERS]


@pytest.mark.parametrize(
    ("value", "hint"), [("1.23457E+11", "lost its last digits"), ("7215.0", "remove the .0")]
)
def test_a_hint_says_what_made_the_number(check_files, value, hint):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, "identifier", value)])).findings
    assert (finding.code, finding.severity, finding.basis) == ("DDE309", "error", "assumed")
    assert hint in finding.hint
