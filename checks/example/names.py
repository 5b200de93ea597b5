"""Invented names of people and schools, as varied as in a real district.

They include accents, apostrophes, hyphens, two words and a comma, because each breaks some export.
"""

import random
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

GIRLS = (
    *("Inés", "Zoë", "Amara", "Linh", "Guadalupe", "María José", "Harper", "Aaliyah", "Noémie", "Xóchitl"),
    *("Priya", "Ava-Grace", "Soledad", "Ngọc", "Renée", "Chloé", "Itzel", "Fatima", "Dakota", "Mei"),
    *("Beatriz", "Nia", "Siobhán", "Ruth", "Yaretzi", "Ofelia", "Anaïs", "Tamsin", "Camila"),
)
BOYS = (
    *("François", "Mateo", "José", "Dương", "Kwame", "André", "D'Marcus", "Elijah", "Jesús", "Raúl"),
    *("Arjun", "Jean-Luc", "Iker", "Omar", "Bao", "Nicolás", "Theo", "Tomás", "Micah", "Ángel"),
    *("Wyatt", "Joaquín", "Malik", "Sören", "Luis", "Ezra", "Ibrahim", "Óscar", "Cyrus", "Noah", "Emílio"),
)
FAMILIES = (
    *("O'Quinn", "D'Angelo", "Nguyễn", "Muñoz", "García-López", "St. John", "de la Cruz", "Peña", "Okafor"),
    *("Washington", "Patel", "Ibáñez", "Trần", "McAllister", "Núñez", "Villarreal", "Bui", "Castañeda"),
    *("Dubois", "Ramírez", "O'Rourke", "Begay", "Kealoha", "Müller", "Zúñiga", "Hernández", "Abdi", "Lê"),
    *("Van der Berg", "Holloway", "Quintanilla", "Söderberg", "Jefferson", "Cantú", "Yazzie", "Lévesque"),
    *("Treviño", "Adeyemi", "Ortega-Ruiz", "Phạm", "Boone", "Gutiérrez", "Singh", "Flores", "M'Bala"),
    *("Salinas", "Kowalski", "Téllez", "Chen", "Bañuelos", "Whitfield"),
)
"""Its length is coprime to those of the given names, so that cycling through both gives new pairs."""
MIDDLE = ("", "", "", "Rose", "Ángela", "James", "Lucía", "Lee", "del Carmen", "Thanh", "Ray")
SCHOOLS = (
    *("Bluebonnet Elementary", "Peñasco Creek Early Childhood Center"),
    *("Dr. M. L. King, Jr. Elementary", "César Chávez Elementary", "Live Oak Pre-K Center"),
)


class Person(NamedTuple):
    """An invented person."""

    given: str
    family: str
    sex: str


def invent(rng: random.Random) -> Iterator[Person]:
    """Yield people endlessly, alternating women and men; a pair of names repeats after about 3,000."""
    lists = (("female", rng.sample(GIRLS, len(GIRLS))), ("male", rng.sample(BOYS, len(BOYS))))
    families = rng.sample(FAMILIES, len(FAMILIES))
    for turn in count():
        for sex, given in lists:
            yield Person(given[turn % len(given)], families[turn % len(families)], sex)
