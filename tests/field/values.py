"""Values: damaged letters, dates, grades, numbers."""

from field.case import Case

CASES = (
    Case(
        folder="broken-accents",
        story="Letters lost or garbled on the way, in several manners.",
        found=(
            "warning DDE317 users.csv:5 givenName",
            "warning DDE317 users.csv:6-7 familyName",
            "warning DDE317 users.csv:10 familyName",
            "warning DDE321 users.csv:11-12 familyName",
            "info DDE322 users.csv:9 givenName",
        ),
    ),
    Case(
        folder="question-marks-for-letters",
        story="An ASCII export wrote Nu?ez and Jos?.",
        found=(
            "warning DDE317 users.csv:2 givenName",
            "warning DDE317 users.csv:7 givenName",
            "warning DDE317 users.csv:5-6 familyName",
        ),
        says=("A program probably wrote ? for a letter",),
    ),
    Case(
        folder="html-entities",
        story="A web page's codes in names: Nu&ntilde;ez, O&#39;Dell.",
        found=(
            "warning DDE321 orgs.csv:3 name",
            "warning DDE321 users.csv:5-6 familyName",
            "warning DDE321 users.csv:7 givenName",
        ),
        says=("HTML code",),
    ),
    Case(
        folder="no-break-space",
        story="No-break spaces within and before names.",
        found=(
            "warning DDE307 users.csv:6 familyName",
            "info DDE322 classes.csv:2 title",
            "info DDE322 users.csv:5 givenName",
        ),
        says=("no-break space",),
    ),
    Case(
        folder="last-first-in-both-names",
        story="Given and family name both hold Castillo, Ana.",
        found=("warning DDE712 users.csv:5 givenName x9",),
        says=("whole names",),
    ),
    Case(
        folder="other-line-breaks",
        story="Line separators and control characters within values.",
        found=(
            "warning DDE207 classes.csv:2",
            "warning DDE307 users.csv:5 givenName",
            "warning DDE317 users.csv:6 familyName",
        ),
    ),
    Case(
        folder="single-name-placeholders",
        story="People with one name only; FNU, LNU and N/A.",
        found=("error DDE302 users.csv:5 familyName", "warning DDE315 users.csv:11 middleName"),
        says=("ask CLI", "Don't leave the person out"),
        never=("leave the whole row out",),
    ),
    Case(
        folder="phones-with-plus",
        story="Phones that begin with +, and rooms that begin like a formula.",
        found=("warning DDE316 classes.csv:4 location",),
    ),
    Case(
        folder="powerschool-grades",
        story="Grades as a SIS numbers them: -1, -2, 0, PK3, P4.",
        found=("warning DDE304 users.csv:5-13 grades",),
        says=("Is it PK?", "Did you mean KG?", "Did you mean PK?"),
    ),
    Case(
        folder="guid-case",
        story="One file has the GUIDs in capital letters, the other in small ones.",
        found=(
            "error DDE502 demographics.csv:2-10 sourcedId",
            "error DDE502 enrollments.csv:2 userSourcedId x12",
        ),
    ),
    Case(
        folder="guid-braces",
        story="GUIDs in braces.",
        found=("warning DDE306 users.csv:2-13 sourcedId",),
    ),
    Case(
        folder="email-na",
        story="n/a, and two addresses in one cell.",
        found=("error DDE308 users.csv:2 email", "error DDE308 users.csv:4 email"),
        says=("stands for no address",),
    ),
    Case(
        folder="excel-text-guards",
        story='Numbers guarded for a spreadsheet: ="1001" and \'401.',
        found=("warning DDE316 users.csv:5-13 identifier", "warning DDE323 users.csv:2 identifier"),
        says=("Remove the apostrophe", "Write only 007"),
        never=("who could have entered it",),
    ),
    Case(
        folder="zeros-lost-everywhere",
        story="A spreadsheet removed the zero of 071999 in every file.",
        found=("info DDE511 orgs.csv:3 sourcedId x2",),
        says=("probably lost their leading zero",),
    ),
    Case(
        folder="dates-oracle",
        story="Dates as databases write them: 14-MAR-22, March 3, 2022.",
        found=("error DDE401 demographics.csv:2-10 birthDate",),
        says=("The month is a word",),
    ),
    Case(
        folder="dates-serial",
        story="Dates as spreadsheets write them: 44634, 3/4/22, 03142022.",
        found=("error DDE401 demographics.csv:2-10 birthDate",),
        says=("The year is last",),
    ),
    Case(
        folder="dates-us-dashes",
        story="Month, day and year with hyphens: 03-14-2022.",
        found=("error DDE401 demographics.csv:2-10 birthDate",),
        says=("The year comes first",),
        never=("Use a day that exists",),
    ),
    Case(
        folder="dates-too-narrow",
        story="A spreadsheet wrote ######## for a column too narrow, and #N/A for a failed lookup.",
        found=("error DDE401 demographics.csv:2-3 birthDate",),
        says=("too narrow", "A failed lookup wrote this"),
        never=("slashes", "Use a day that exists"),
    ),
    Case(
        folder="dates-placeholder",
        story="Dates that mean no date: 0000-00-00, 1/0/1900, 1900-01-01.",
        found=("error DDE401 demographics.csv:3-4 birthDate", "warning DDE706 demographics.csv:2 birthDate"),
        says=("wrote this for a missing date",),
        never=("slashes",),
    ),
    Case(
        folder="ambiguous-dates",
        story="Dates with slashes that can be read in two ways.",
        found=("error DDE401 demographics.csv:2-10 birthDate",),
    ),
    Case(
        folder="blank-after-commas",
        story="A blank after every comma.",
        found=(
            "error DDE212 orgs.csv:1 dateLastModified",
            "error DDE212 orgs.csv:1 identifier",
            "error DDE212 orgs.csv:1 name",
            "error DDE212 orgs.csv:1 parentSourcedId",
            "error DDE212 orgs.csv:1 status",
            "error DDE212 orgs.csv:1 type",
            "warning DDE307 orgs.csv:2-4 identifier",
            "warning DDE307 orgs.csv:2-4 name",
            "warning DDE307 orgs.csv:2-4 type",
            "warning DDE307 orgs.csv:3-4 parentSourcedId",
        ),
    ),
)
