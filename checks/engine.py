"""Runs the rules over a file set: bytes first, then cells in batches, then whole tables.

The rules of one column are fused: a column with few different values is looked at by its values, any
other by one expression that says "something is wrong here". Only what it hits is taken apart by rule.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from checks.collector import Collector
from checks.errors import CancelledError
from checks.finding import CheckedFile, Report
from checks.forecast import forecast
from checks.profile import Basis, ColumnSpec, FileSpec, Profile, Type
from checks.reading import ReadFile, fingerprint, match_header
from checks.rules import all_rules, expand_codes
from checks.rules.rule import CellRule, FileRule, Hit, PackageRule, Places, Rule, SetRule
from checks.source import FileSet, SourceFile
from checks.structure import read_structure
from checks.tables import Package, Tables
from checks.values import read_values

if TYPE_CHECKING:
    import polars as pl

BATCH = 250_000
"""Rows that are looked at in one go; progress and cancel come at least this often."""

_FEW_VALUES = {Type.ENUM, Type.BOOLEAN, Type.DATE, Type.DATETIME, Type.YEAR, Type.GRADE}

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


def check(
    source: FileSet,
    profile: Profile,
    *,
    today: date,
    review: str = "all",
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    limit: int = 1_000,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Check a file set against a profile and return every finding.

    Args:
        source: the opened folder or zip.
        profile: the requirements.
        today: the day the check is made, for birth dates in the future.
        review: `initial`, `quality` or `all`; chooses the rules by the review that would trip.
        select: rule codes, or their beginnings, that are checked; all when empty.
        ignore: rule codes, or their beginnings, that are not.
        limit: places kept for each rule; counts stay exact.
        progress: told how far the check is, in bytes.
        cancelled: asked often; when true the check stops.

    Raises:
        SourceError: a file can't be read.
        UnknownCodeError: `select` or `ignore` name a rule that is not there.
        CancelledError: `cancelled` said so.
    """
    rules = _chosen(review, select, ignore)
    run = _Run(profile, rules, Collector(rules, limit), today, progress, cancelled or (lambda: False))
    run.check(source)
    findings = run.collector.findings()
    return Report(
        profile=profile.name,
        profile_version=profile.version,
        path=str(source.path),
        files=tuple(run.checked),
        findings=findings,
        rules=run.collector.rules(findings),
        partial=len(rules) < len(all_rules()),
        forecast=forecast(run.tables),
    )


def _chosen(review: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> dict[str, Rule]:
    wanted = expand_codes(select) if select else frozenset(all_rules())
    unwanted = expand_codes(ignore)
    return {
        code: rule
        for code, rule in all_rules().items()
        if code in wanted and code not in unwanted and review in ("all", rule.review)
    }


class _Run:
    """One check under way."""

    def __init__(
        self,
        profile: Profile,
        rules: dict[str, Rule],
        collector: Collector,
        today: date,
        progress: Progress | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self.profile = profile
        self.collector = collector
        self.checked: list[CheckedFile] = []
        self.tables = Tables(profile, today)
        self._progress = progress
        self._cancelled = cancelled
        self._package_rules = [rule for rule in rules.values() if isinstance(rule, PackageRule)]
        self._file_rules = [rule for rule in rules.values() if isinstance(rule, FileRule)]
        self._cell_rules = [rule for rule in rules.values() if isinstance(rule, CellRule)]
        self._set_rules = [rule for rule in rules.values() if isinstance(rule, SetRule)]
        self._kept = _kept_columns(profile)

    def check(self, source: FileSet) -> None:
        package, files = _match_names(source, self.profile)
        self.tables.present.update(files)
        for package_rule in self._package_rules:
            self.collector.add(package_rule, package_rule.find(package))
        total = sum(file.size for file in files.values())
        done = 0
        for spec in self.profile.files:
            if spec.name in files:
                self._check_file(spec, files[spec.name], done, total)
                done += files[spec.name].size
                self._report(done, total)
        for set_rule in self._set_rules:
            self._stop_if_cancelled()
            self._run_set_rule(set_rule)

    def _run_set_rule(self, rule: SetRule) -> None:
        if not all(self.tables.has(file, *columns) for file, columns in rule.needs.items()):
            return
        for found in rule.find(self.tables):
            if isinstance(found, Places):
                like = Hit(
                    found.file, None, found.column, message=found.message, hint=found.hint, basis=found.basis
                )
                self.collector.add_frame(rule, like, found.frame)
            else:
                self.collector.add(rule, (found,))

    def _check_file(self, spec: FileSpec, file: SourceFile, done: int, total: int) -> None:
        data = file.read()
        structure = read_structure(data, self._cancelled)
        read = ReadFile(
            spec, file.name, len(data), fingerprint(data), structure, match_header(structure.header, spec)
        )
        del data
        self.checked.append(CheckedFile(spec.name, structure.rows, read.bytes, read.sha256))
        for rule in self._file_rules:
            self.collector.add(rule, rule.find(read))
        if read.header.places:
            self._check_cells(read, done, total)
        self.tables.damaged_keys[spec.name] = structure.damaged_keys

    def _check_cells(self, read: ReadFile, done: int, total: int) -> None:
        import polars as pl

        spec, structure, places = read.spec, read.structure, read.header.places
        plans = [_ColumnPlan(spec.column(name), self._cell_rules) for name in places]
        chosen = {name: pl.col(str(place)) for name, place in places.items()}
        kept = self._kept[spec.name]
        frames = [_no_rows(name for name in places if name in kept)]
        rows = 0
        for batch, lines in structure.batches(BATCH):
            self._stop_if_cancelled()
            cells = read_values(batch, structure.delimiter, structure.header, len(lines)).select(**chosen)
            cells.insert_column(0, pl.Series("line", lines))
            looks = pl.collect_all([plan.look(cells) for plan in plans])
            unclean = [plan for plan, look in zip(plans, looks, strict=True) if look.item()]
            found = pl.collect_all([plan.find(cells) for plan in unclean])
            for plan, hits in zip(unclean, found, strict=True):
                plan.collect(hits, spec.name, self.collector)
            padded = [plan.column.name for plan in unclean if plan.column.name in kept]
            trimmed = cells.with_columns(pl.col(name).str.strip_chars() for name in padded)
            frames.append(trimmed.select(frames[0].columns))
            rows += len(lines)
            self._report(done + read.bytes * rows // max(structure.rows, 1), total)
        self.tables.frames[spec.name] = pl.concat(frames, rechunk=True)

    def _report(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(done, total)

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise CancelledError(
                "The check was stopped.", meaning="The files were only read; nothing changed."
            )


class _ColumnPlan:
    """The fused cell rules of one column."""

    def __init__(self, column: ColumnSpec, rules: Iterable[CellRule]) -> None:
        import polars as pl

        self.column = column
        self._has_few_values = (
            column.type in _FEW_VALUES or column.list or column.references not in ("", "users.csv")
        )
        raw, text = pl.col("value"), pl.col("text")
        self._tests: list[tuple[CellRule, pl.Expr]] = []
        for rule in rules:
            test = rule.broken(column, raw if rule.raw else text)
            if test is not None:
                self._tests.append((rule, test if rule.blanks else (text != "") & test))
        self._is_unclean = pl.any_horizontal(raw != text, *(test for _, test in self._tests))

    def look(self, cells: "pl.DataFrame") -> "pl.LazyFrame":
        """Return the question whether any cell of the column is padded or breaks a rule."""
        import polars as pl

        values = cells.lazy().select(value=pl.col(self.column.name))
        return _with_text(values.unique() if self._has_few_values else values).select(self._is_unclean.any())

    def find(self, cells: "pl.DataFrame") -> "pl.LazyFrame":
        """Return the question which cells those are: `line`, `value` and `text`."""
        import polars as pl

        found = cells.lazy().select("line", value=pl.col(self.column.name))
        if not self._has_few_values:
            return _with_text(found).filter(self._is_unclean)
        wrong = _with_text(found.select("value").unique()).filter(self._is_unclean)
        return _with_text(found.join(wrong, on="value", how="semi", maintain_order="left"))

    def collect(self, hits: "pl.DataFrame", file: str, collector: Collector) -> None:
        """Take apart by rule what was found."""
        for rule, test in self._tests:
            broken = hits.filter(test).select("line", "value")
            if len(broken):
                self._collect(rule, broken, file, collector)

    def _collect(self, rule: CellRule, broken: "pl.DataFrame", file: str, collector: Collector) -> None:
        """Hand over the hits; the first ones each with a hint of their own."""
        basis = self.column.basis if rule.basis is Basis.STANDARD else rule.basis
        message, name = rule.message(self.column), self.column.name
        room = max(0, collector.room(rule, file, name))
        for line, value in broken.head(room).iter_rows():
            hint = rule.hint(self.column, value.strip())
            collector.add(rule, (Hit(file, line, name, value, message=message, hint=hint, basis=basis),))
        collector.add_frame(rule, Hit(file, None, name, message=message, basis=basis), broken.slice(room))


def _with_text(values: "pl.LazyFrame") -> "pl.LazyFrame":
    import polars as pl

    return values.with_columns(text=pl.col("value").str.strip_chars())


def _no_rows(columns: Iterable[str]) -> "pl.DataFrame":
    import polars as pl

    return pl.DataFrame(schema={"line": pl.Int64, **dict.fromkeys(columns, pl.String)})


def _kept_columns(profile: Profile) -> dict[str, set[str]]:
    """Return the columns of each file that some rule over whole tables, or the forecast, looks at."""
    kept = {spec.name: {c.name for c in spec.columns if c.key or c.references} for spec in profile.files}
    for rule in all_rules().values():
        if isinstance(rule, SetRule):
            for wanted in (rule.needs, rule.uses):
                for file, columns in wanted.items():
                    if file in kept:
                        kept[file].update(columns)
    return kept


def _match_names(source: FileSet, profile: Profile) -> tuple[Package, dict[str, SourceFile]]:
    by_exact: dict[str, list[SourceFile]] = {}
    for file in source.files:
        by_exact.setdefault(file.name, []).append(file)
    by_any_case: dict[str, list[str]] = {}
    for name in by_exact:
        by_any_case.setdefault(name.lower(), []).append(name)
    alike = {spec.name: by_any_case.get(spec.name.lower(), []) for spec in profile.files}
    found = {
        expected: expected if expected in names else names[0] for expected, names in alike.items() if names
    }
    chosen = {
        expected: min(
            by_exact[name], key=lambda file: (file.folder.count("/"), file.folder != "", file.folder)
        )
        for expected, name in found.items()
    }
    package = Package(
        profile=profile,
        found=found,
        extra=tuple(name for name in by_exact if not any(name in names for names in alike.values())),
        nested=tuple(expected for expected, file in chosen.items() if file.folder),
        twice=tuple(
            expected for expected, names in alike.items() if sum(len(by_exact[name]) for name in names) > 1
        ),
    )
    return package, chosen
