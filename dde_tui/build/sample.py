"""The recipe to begin with: it fits the sample district's export, and says what each line is for."""

from dde_tui.build.fields import FIELDS

_HEAD = """\
# A recipe for `dde build`: it makes the required files from one table with one row a child.

source = "children.csv"    # the export, CSV or XLSX, relative to this file
date_format = "%m/%d/%Y"   # how the export writes 08/31/2026; 2026-08-31 is always understood
# sheet = "Children"       # the sheet of an XLSX workbook; otherwise the first
# header_row = 4           # the row with the column names; otherwise it is found

[district]
number = "057950"          # 6 digits in quotes, so that leading zeros stay
name = "Caprock Bend ISD"

[school_year]
id = "SY2027"
title = "School year 2026-2027"
begin = 2026-08-12
end = 2027-05-28           # the first day after it
year = 2027                # the year in which it ends

[columns]                  # our name = "the export's header"; remove optional lines you have no column for
"""
_TAIL = """
[values.sex]               # "the export's word" = "our word"
F = "female"
M = "male"

[values.yes_no]            # for all columns that say yes or no
1 = true
0 = false

# [values.race]            # if one word means all races of a child
# W = "white"
# WB = ["white", "black"]

# [values.grade]
# K = "KG"
"""
_NOT_EXPORTED = ("race", "exit_date")


def sample_recipe() -> str:
    """Return the text of a recipe with comments, for the table that `flat_children` gives."""
    lines = []
    for field in FIELDS:
        need = "required" if field.required else "optional"
        setting = f'{"# " if field.name in _NOT_EXPORTED else ""}{field.name} = "{field.name}"'
        lines.append(f"{setting:<45}# {need}: {field.meaning}\n")
    return _HEAD + "".join(lines) + _TAIL
