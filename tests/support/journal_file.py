"""The file of a journal, read and written past the program: what another program could do."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone

AT = datetime(2026, 9, 15, 9, 0, tzinfo=timezone(timedelta(hours=-5)))


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def insert(path, *columns):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", columns)
