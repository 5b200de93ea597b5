"""An attack on bundles: what somebody with public lists of names reads out of a roster without its names.

He has no roster and no key. He knows how common each name is (the US census lists, from the package `names`) and that
exports are often sorted by family name. He looks at a bundle in every order it may betray: of its rows, its IDs, its
demographics and its enrollments. In each order he tries three guesses:

- *aligned*: rows that follow each other with one name are a block; blocks stand in the alphabet as names do. A Viterbi
  alignment finds the likeliest names by order, length and count.
- *by place*: a row in the middle of the order has a name of the middle of the alphabet, of this length.
- *by length and count*: the name that is expected as often as this one comes, of this length.

With a second bundle of the same roster he links the rows that are the only ones of their school, grade, homeroom, year
and half-year of birth, days and time of change, and believes a length only where both bundles have it.
"""

import random
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path

import names
import numpy as np

from checks.example.changes import as_files
from checks.example.district import district

LISTED = 12_000
"""Family names of the public list that the attacker tries: the commonest ones, of nine in ten people."""
MISSED = -6.0
"""What a wrong length costs in the alignment: not everybody's name is in the list."""
NEAR = 0.02
"""Share of the alphabet around a place in which a name is looked for."""


@dataclass(frozen=True, eq=False)
class NameList:
    """A public list, in the order of the alphabet."""

    names: np.ndarray
    share: np.ndarray
    """The share of the people who have each name."""

    @cached_property
    def commonest(self):
        return self.names[self.share.argmax()]

    @cached_property
    def log_share(self):
        return np.log(self.share)

    @cached_property
    def until(self):
        """The share of the people whose name stands before each name or in its middle."""
        return self.share.cumsum() - self.share / 2

    @cache  # noqa: B019 - the lists live as long as the tests
    def fits(self, length):
        """What it costs each name that a word has this length; nothing where the length is unknown."""
        if length is None:
            return np.zeros(len(self.names))
        return np.where(np.char.str_len(self.names) == length, 0.0, MISSED)


def name_list(*kinds, most=LISTED):
    """The names of these census lists with their shares, the commonest `most` of them."""
    share = Counter()
    for kind in kinds:
        for line in Path(names.FILES[kind]).read_text("ascii").splitlines():
            name, percent, *_ = line.split()
            share[name.lower()] += float(percent) / 100 / len(kinds)
    kept = dict(sorted(share.most_common(most)))
    shares = np.maximum(np.array([*kept.values()]), 1e-6)
    return NameList(np.array([*kept]), shares / shares.sum())


LISTS = {"familyName": name_list("last"), "givenName": name_list("first:male", "first:female")}


def roster(students, seed, *, is_sorted):
    """The files of a district whose students have names of the public lists, with IDs in the order of the rows."""
    rng = random.Random(seed)
    rows = district(seed, schools=max(1, students // 100), homerooms=5, children=22)
    people = {row["sourcedId"]: row for row in rows["users.csv"] if row["role"] == "student"}
    kept = rng.sample(sorted(people), min(students, len(people)))
    for key in kept:
        for column, known in LISTS.items():
            people[key][column] = str(rng.choices(known.names, known.share)[0]).title()
    kept = sorted(kept, key=lambda key: (people[key]["familyName"], people[key]["givenName"]))
    order = kept if is_sorted else rng.sample(kept, len(kept))
    new = {key: f"S{100_000 + number}" for number, key in enumerate(order)}
    for number, key in enumerate(order):
        given, family = (people[key][column] for column in ("givenName", "familyName"))
        people[key]["username"] = people[key]["email"] = f"{given[0]}{family}{number}@isd.example".lower()
        people[key]["identifier"] = str(100_000 + number)
    for file, column in (
        ("users.csv", "sourcedId"),
        ("demographics.csv", "sourcedId"),
        ("enrollments.csv", "userSourcedId"),
    ):
        own = [row for row in rows[file] if row[column] in new]
        own.sort(key=lambda row, column=column: new[row[column]])
        rows[file] = [row for row in rows[file] if row[column] not in people] + own
        for row in own:
            row[column] = new[row[column]]
            if file == "enrollments.csv":
                row["sourcedId"] = f"E-{row['classSourcedId']}-{row[column]}"
            if file == "users.csv":
                row["dateLastModified"] = (
                    f"2026-08-{rng.randint(1, 28):02}T12:00:{rng.randint(0, 59):02}.{rng.randint(0, 999):03}Z"
                )
    return as_files(rows)


@dataclass(frozen=True)
class Seen:
    """The students of a bundle as the attacker sees them."""

    users: list
    orders: dict
    """Orders of the rows that may be the order of names."""
    marks: list
    """What two bundles of one roster have in common of each student."""


def seen(tables):
    """What the attacker makes of a bundle: its tables as lists of rows."""
    users = [row for row in tables["users.csv"] if row["role"] == "student"]
    place = {row["sourcedId"]: number for number, row in enumerate(users)}
    rows = range(len(users))
    orders = {"the rows": rows, "the IDs": sorted(rows, key=lambda at: users[at]["sourcedId"])}
    for file, column in (("demographics.csv", "sourcedId"), ("enrollments.csv", "userSourcedId")):
        known = (place[row[column]] for row in tables[file] if row[column] in place)
        orders[file.removesuffix(".csv")] = list(dict.fromkeys(known))
    born = {row["sourcedId"]: row["birthDate"] for row in tables["demographics.csv"]}
    days, size = Counter(), Counter(row["classSourcedId"] for row in tables["enrollments.csv"])
    for row in tables["enrollments.csv"]:
        days[row["userSourcedId"], row["beginDate"], row["endDate"], size[row["classSourcedId"]]] += 1
    own = {}
    for user, *rest in days:
        own.setdefault(user, []).append(tuple(rest))
    marks = []
    for row in users:
        birth = born.get(row["sourcedId"], "")
        marks.append(
            (
                row["orgSourcedIds"],
                row["grades"],
                birth[:4],
                birth[5:] > "09-01",
                row["dateLastModified"],
                tuple(sorted(own.get(row["sourcedId"], ()))),
            )
        )
    return Seen(users, orders, marks)


def guesses(bundle, column, second=None):
    """Yield one guess of every student's name for each order and each way to guess."""
    known = LISTS[column]
    words = [row[column].lower() for row in bundle.users]
    lengths = [len(word) for word in words]
    if second is not None:
        words, lengths = _linked(bundle, second, column, words, lengths)
    yield "by length and count", _by_count(words, lengths, known)
    for known_by, order in bundle.orders.items():
        for name, guess in (("aligned", _aligned), ("by place", _by_place)):
            made = guess([words[at] for at in order], [lengths[at] for at in order], known)
            by_row = dict(zip(order, made, strict=True))
            yield (
                f"{name}, in the order of {known_by}",
                [by_row.get(at, known.commonest) for at in range(len(words))],
            )


def _linked(bundle, second, column, words, lengths):
    """Words and lengths as both bundles have them; without a length where they differ."""
    counts, others = Counter(bundle.marks), Counter(second.marks)
    at = {mark: number for number, mark in enumerate(second.marks)}
    words, lengths = list(words), list(lengths)
    for number, mark in enumerate(bundle.marks):
        if counts[mark] == others[mark] == 1:
            other = second.users[at[mark]][column].lower()
            lengths[number] = lengths[number] if len(other) == lengths[number] else None
    return words, lengths


def _by_count(words, lengths, known):
    counts, number, made = Counter(words), len(words), {}
    for word, length in dict(zip(words, lengths, strict=True)).items():
        # the odds that a name comes this often, among all people with a name of this length
        often = counts[word] > 1
        odds = counts[word] * known.log_share - known.share * number if often else known.log_share
        made[word] = known.names[(odds + known.fits(length)).argmax()]
    return [made[word] for word in words]


def _aligned(words, lengths, known):
    blocks = [(len(list(group)), length) for (_, length), group in groupby(zip(words, lengths, strict=True))]
    expected = known.log_share + np.log(len(words))
    best, scores = np.zeros(len(expected)), []
    for count, length in blocks:
        before = np.concatenate(([-np.inf if scores else 0.0], np.maximum.accumulate(best)[:-1]))
        best = before + count * expected + known.fits(length)
        scores.append(best.astype(np.float32))
    chosen, end = [], len(expected)
    for number in range(len(blocks) - 1, -1, -1):
        end = int(scores[number][: max(end, 1)].argmax())
        chosen.append(known.names[end])
    return [name for (count, _), name in zip(blocks, reversed(chosen), strict=True) for _ in range(count)]


def _by_place(_words, lengths, known):
    made = []
    for number, length in enumerate(lengths):
        place = (number + 0.5) / len(lengths)
        first, last = np.searchsorted(known.until, (place - NEAR, place + NEAR))
        first = min(first, len(known.names) - 1)
        near = slice(first, max(last, first + 1))
        made.append(known.names[near][(known.log_share + known.fits(length))[near].argmax()])
    return made


def expected(column, students):
    """How many names of so many students are found by always guessing the commonest one."""
    return float(LISTS[column].share.max()) * students


def attack(tables, truth, second=None):
    """Attack a bundle; `truth` has the real row of each student, in the bundle's order.

    By column and way to guess, how many names were found.
    """
    bundle, other = seen(tables), seen(second) if second else None
    found = Counter()
    for column in LISTS:
        real = [row[column].lower() for row in truth]
        for way, guess in guesses(bundle, column, other):
            found[column, way] += sum(map(str.__eq__, map(str, guess), real))
    return found


def best(found, column):
    """How many names of a column the best way to guess found, and which one it was."""
    return max((count, way) for (name, way), count in found.items() if name == column)
