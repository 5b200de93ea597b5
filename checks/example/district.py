"""An invented Texas district with pre-K and kindergarten homerooms: a file set without errors.

The demo, the template and the tests start from it. A seed makes it reproducible on every machine.
"""

import random
from datetime import date, timedelta
from itertools import count

from checks.example.changes import Row, Rows
from checks.example.names import MIDDLE, SCHOOLS, invent
from checks.profile.loader import read_profile
from checks.visible import without_marks

NUMBER = "057950"
NAME = "Caprock Bend ISD"
RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)
_DOMAIN = "caprockbend.example"
_AGES = {"PK": 4, "KG": 5}
_COURSES = {"PK": ("PK101", "Prekindergarten"), "KG": ("KG101", "Kindergarten")}
_MUSIC = "MU100"


def first_day(year: int) -> date:
    """Return the first day of the school year that ends in `year`: August's second Wednesday."""
    start = date(year - 1, 8, 8)
    return start + timedelta(days=(2 - start.weekday()) % 7)


def last_day(year: int) -> date:
    """Return the end of the school year, May's last Friday; the files' end dates are exclusive."""
    end = date(year, 5, 31)
    return end - timedelta(days=(end.weekday() - 4) % 7)


def school_year(today: date) -> int:
    """Return the year in which the school year ends that is under way on this day, or comes next."""
    return today.year if today < last_day(today.year) else today.year + 1


def district(
    seed: int = 2027, *, year: int = 2027, schools: int = 3, homerooms: int = 4, children: int = 20
) -> Rows:
    """Return a clean roster: each file of the standard with all its columns in order.

    Args:
        seed: the same seed gives the same district.
        year: the calendar year the school year ends.
        schools: the number of schools, at most 899.
        homerooms: the number per school; PK and KG alternate.
        children: the number per homeroom, give or take two.
    """
    rng = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    return _District(rng, year, schools, homerooms, children).rows()


class _District:
    """One district being invented, file by file."""

    def __init__(self, rng: random.Random, year: int, schools: int, homerooms: int, children: int) -> None:
        self.rng = rng
        self.year = year
        self.schools = [f"{NUMBER}{101 + index}" for index in range(schools)]
        self.homerooms_each = homerooms
        self.children_each = children
        adults = schools * (homerooms + 1) + 2
        self.staff = iter(rng.sample(range(100, 9_000 + 2 * adults), adults))
        most = schools * homerooms * (children + 2)
        self.local = iter(rng.sample(range(1_000, 100_000 + 10 * most), most))
        self.session = f"SY{year}"
        self.begin, self.end = first_day(year), last_day(year)
        self.tables: Rows = {spec.name: [] for spec in read_profile("oneroster-1.1").files}
        self.people = invent(rng)
        self.emails: set[str] = set()

    def rows(self) -> Rows:
        self.sessions()
        self.add("orgs.csv", sourcedId=NUMBER, name=NAME, type="district", identifier=NUMBER)
        self.courses()
        self.adult("administrator", [NUMBER], family="Smith, Jr.")
        self.adult("aide", self.schools[:1])
        for index, number in enumerate(self.schools):
            name = SCHOOLS[index] if index < len(SCHOOLS) else f"Elementary School No. {index + 1}"
            self.add(
                "orgs.csv",
                sourcedId=number,
                name=name,
                type="school",
                identifier=number,
                parentSourcedId=NUMBER,
            )
            if index % 2 == 0:
                music_teacher = self.adult("teacher", self.schools[index : index + 2])
            self.music(number, music_teacher, self.homerooms(number))
        self.tables["users.csv"].sort(key=lambda row: row["role"] == "student")
        self.manifest()
        return self.tables

    def add(self, file: str, **values: str) -> Row:
        """Append a row to the file; columns not given stay blank."""
        row = dict.fromkeys(read_profile("oneroster-1.1").file(file).header, "") | values
        self.tables[file].append(row)
        return row

    def sessions(self) -> None:
        title = f"{self.year - 1}-{self.year}"
        turn = date(self.year, 1, 5)
        year = {"schoolYear": str(self.year)}
        spans = (
            (self.session, f"School year {title}", "schoolYear", self.begin, self.end, ""),
            (f"{self.session}-1", f"Fall {title}", "semester", self.begin, turn, self.session),
            (f"{self.session}-2", f"Spring {title}", "semester", turn, self.end, self.session),
        )
        for id_, name, type_, begin, end, parent in spans:
            self.add(
                "academicSessions.csv",
                sourcedId=id_,
                title=name,
                type=type_,
                startDate=begin.isoformat(),
                endDate=end.isoformat(),
                parentSourcedId=parent,
                **year,
            )

    def courses(self) -> None:
        for id_, title, grades in (
            *((*course, grade) for grade, course in _COURSES.items()),
            (_MUSIC, "Music and Movement", "PK,KG"),
        ):
            self.add(
                "courses.csv",
                sourcedId=id_,
                schoolYearSourcedId=self.session,
                title=title,
                courseCode=id_,
                grades=grades,
                orgSourcedId=NUMBER,
            )

    def homerooms(self, school: str) -> list[tuple[str, date]]:
        """Invent the school's homerooms; return every fourth child and its first day, for music."""
        chosen = []
        for index in range(self.homerooms_each):
            grade = ("PK", "KG")[index % 2]
            code = f"{grade}-{index // 2 + 1}"
            class_ = f"C{school.removeprefix(NUMBER)}-{code}"
            self.add(
                "classes.csv",
                sourcedId=class_,
                title=f"Homeroom {code}",
                grades=grade,
                courseSourcedId=_COURSES[grade][0],
                classCode=code,
                classType="homeroom",
                location=f"Room {index + 1}",
                schoolSourcedId=school,
                termSourcedIds=self.session,
            )
            self.enroll(class_, school, self.adult("teacher", [school]), "teacher", self.begin)
            for child in range(max(1, self.children_each + self.rng.randint(-2, 2))):
                late = timedelta(days=self.rng.randint(19, 60) if child % 12 == 8 else 0)
                id_ = self.child(school, grade)
                self.enroll(class_, school, id_, "student", self.begin + late)
                if child % 4 == 0:
                    chosen.append((id_, self.begin + late))
        return chosen

    def music(self, school: str, teacher: str, children: list[tuple[str, date]]) -> None:
        """Invent a class that is not a homeroom, so that CLI Engage ignores it."""
        class_ = f"C{school.removeprefix(NUMBER)}-MUS-1"
        self.add(
            "classes.csv",
            sourcedId=class_,
            title="Music and Movement",
            grades="PK,KG",
            courseSourcedId=_MUSIC,
            classCode="MUS-1",
            classType="scheduled",
            location="Music room",
            schoolSourcedId=school,
            termSourcedIds=f"{self.session}-1,{self.session}-2",
            periods="3",
        )
        self.enroll(class_, school, teacher, "teacher", self.begin)
        for child, begin in children:
            self.enroll(class_, school, child, "student", begin)

    def enroll(self, class_: str, school: str, user: str, role: str, begin: date) -> None:
        self.add(
            "enrollments.csv",
            sourcedId=f"E-{class_}-{user}",
            classSourcedId=class_,
            schoolSourcedId=school,
            userSourcedId=user,
            role=role,
            primary="true" if role == "teacher" else "false",
            beginDate=begin.isoformat(),
            endDate=self.end.isoformat(),
        )

    def adult(self, role: str, orgs: list[str], *, family: str = "") -> str:
        local = f"{next(self.staff):04}"
        person = next(self.people)
        given, family = person.given, family or person.family
        email = self.email(given, family)
        return self.add(
            "users.csv",
            sourcedId=f"T{local}",
            enabledUser="true",
            orgSourcedIds=",".join(orgs),
            role=role,
            username=email,
            givenName=given,
            familyName=family,
            identifier=local,
            email=email,
        )["sourcedId"]

    def child(self, school: str, grade: str) -> str:
        local = f"{next(self.local):06}"
        id_ = f"S{local}"
        person = next(self.people)
        self.add(
            "users.csv",
            sourcedId=id_,
            enabledUser="true",
            orgSourcedIds=school,
            role="student",
            username=id_.lower(),
            givenName=person.given,
            familyName=person.family,
            middleName=self.rng.choice(MIDDLE),
            identifier=local,
            grades=grade,
        )
        born = self.year - 1 - _AGES[grade]
        oldest = date(born - 1, 9, 2)
        birth = oldest + timedelta(days=self.rng.randrange((date(born, 9, 1) - oldest).days + 1))
        races = self.rng.sample(RACES, self.rng.choices((1, 2), (9, 1))[0])
        flags = {race: _flag(race in races) for race in RACES}
        self.add(
            "demographics.csv",
            sourcedId=id_,
            birthDate=birth.isoformat(),
            sex=person.sex,
            **flags,
            demographicRaceTwoOrMoreRaces=_flag(len(races) > 1),
            hispanicOrLatinoEthnicity=_flag(self.rng.random() < 0.5),
        )
        return id_

    def email(self, given: str, family: str) -> str:
        stem = f"{_letters(given)}.{_letters(family.partition(',')[0])}"
        address = f"{stem}@{_DOMAIN}"
        namesakes = count(2)
        while address in self.emails:
            address = f"{stem}{next(namesakes)}@{_DOMAIN}"
        self.emails.add(address)
        return address

    def manifest(self) -> None:
        profile = read_profile("oneroster-1.1")
        modes = {spec.name: "bulk" for spec in profile.tables} | dict.fromkeys(profile.other_files, "absent")
        self.add("manifest.csv", propertyName="manifest.version", value="1.0")
        self.add("manifest.csv", propertyName="oneroster.version", value="1.1")
        for name in sorted(modes):
            self.add("manifest.csv", propertyName=f"file.{name.removesuffix('.csv')}", value=modes[name])
        self.add("manifest.csv", propertyName="source.systemName", value="Sample SIS")


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _letters(text: str) -> str:
    return "".join(letter for letter in without_marks(text).lower() if "a" <= letter <= "z")
