"""Runs the rules over a file set: bytes first, then cells in batches, then whole tables.

The rules of one column are fused: a column with few different values is looked at by its values, any
other by one expression that says "something is wrong here". Only what it hits is taken apart by rule.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from checks.engine.collector import Collector
from checks.engine.file_pass import FileCells
from checks.engine.meant_columns import connected, may_be_connected
from checks.engine.options import DEFAULT, CheckOptions
from checks.finding import CheckedFile, Report, WaiverUse
from checks.forecast import forecast
from checks.input.file_names import match_names
from checks.input.header import ReadFile, match_header
from checks.input.layouts.editions import Edition
from checks.input.prefetch import prefetch
from checks.input.rows import Rows
from checks.input.source import FileSet, SourceFile
from checks.input.structure import Batch, Structure
from checks.job import UNWATCHED, Job
from checks.profile.model import ColumnSpec, FileSpec, Profile
from checks.progress import Progress
from checks.rules.choices import rules_of, rules_off
from checks.rules.registry import all_rules, expand_codes
from checks.rules.rule import CellRule, CompareRule, FileRule, Hit, NamesRule, Places, Rule, SetRule
from checks.tables import statistics
from checks.tables.homerooms import NEEDS, USES
from checks.tables.tables import CategoryPools, Tables

if TYPE_CHECKING:
    import polars as pl

os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:300,muzzy_decay_ms:0")
# polars reads it when it is first imported: it gives memory back after 0.3 seconds, not after ten, which at a
# million students is a quarter of the most that is ever held, and costs nothing that can be measured.

_LOOKED_UP = frozenset(("internal-id", "state-unique-id"))
"""What rules over whole tables ask for by its meaning, whichever column has it."""
PIECE = 4 * 1024**2
"""Bytes that are read and looked at in one go; progress and cancel come at least this often."""


def check(
    source: FileSet,
    profile: Profile,
    *,
    today: date,
    options: CheckOptions = DEFAULT,
    job: Job[Progress] = UNWATCHED,
) -> Report:
    """Check a file set against a profile and return every finding.

    Args:
        source: the opened folder or zip.
        profile: the requirements.
        today: the day the check is made, for birth dates in the future.
        options: what is looked at, and how much is kept.
        job: told how far the check is, after each batch.

    Raises:
        SourceError: a file can't be read.
        UnknownCodeError: `select` or `ignore` name a rule that is not there.
        CancelledError: the job was cancelled.
    """
    rules = _chosen(profile, options)
    partial = len(rules) < len(rules_of(profile))
    pools = CategoryPools(profile)
    comparing = {code: rule for code, rule in rules.items() if isinstance(rule, CompareRule)}
    if options.before is None:
        rules = {code: rule for code, rule in rules.items() if code not in comparing}
    run = _Run(rules, Tables(profile, today), pools, options, job)
    run.check(source)
    earlier = None
    if options.before is not None:
        earlier = _Run(comparing, Tables(profile, today), pools, DEFAULT, job.unseen())
        earlier.check(options.before)
        run.compare(earlier.tables)
    if options.observer is not None:
        options.observer.look(run.tables)
    uses = run.collector.waive(options.waivers, today)
    return _report(source, run, uses, partial=partial, earlier=earlier.tables if earlier else None)


def _report(
    source: FileSet, run: "_Run", uses: tuple[WaiverUse, ...], *, partial: bool, earlier: Tables | None
) -> Report:
    profile, findings = run.profile, run.collector.findings()
    return Report(
        profile=profile.name,
        profile_version=profile.version,
        path=str(source.path),
        files=run.files(),
        findings=findings,
        rules=run.collector.rules(findings),
        partial=partial,
        forecast=forecast(run.tables, earlier),
        waivers=uses,
        by_file=run.collector.by_file(),
        ran=frozenset(run.ran),
        statistics=statistics.statistics(run.tables, run.tables.filled)
        if run.with_statistics
        else statistics.Statistics(),
        unsettled=tuple(question for question in profile.open_questions if question.unchecked),
        rules_off=rules_off(profile),
    )


def _chosen(profile: Profile, options: CheckOptions) -> dict[str, Rule]:
    wanted = expand_codes(options.select) if options.select else frozenset(all_rules())
    unwanted = expand_codes(options.ignore)
    return {
        code: rule
        for code, rule in rules_of(profile).items()
        if code in wanted and code not in unwanted and options.review in ("all", rule.review)
    }


class _Run:
    """One check under way."""

    def __init__(
        self,
        rules: Mapping[str, Rule],
        tables: Tables,
        pools: CategoryPools,
        options: CheckOptions,
        job: Job[Progress],
    ) -> None:
        self.profile = tables.profile
        self.with_statistics = options.with_statistics
        self.collector = Collector(rules, options.limit)
        self.checked: list[CheckedFile] = []
        self.tables = tables
        self._job = job
        self._package_rules = [rule for rule in rules.values() if isinstance(rule, NamesRule)]
        self._file_rules = [rule for rule in rules.values() if isinstance(rule, FileRule)]
        self._cell_rules = [rule for rule in rules.values() if isinstance(rule, CellRule)]
        self._set_rules = [rule for rule in rules.values() if isinstance(rule, SetRule)]
        self._compare_rules = [rule for rule in rules.values() if isinstance(rule, CompareRule)]
        uses: list[Mapping[str, tuple[str, ...]]] = [statistics.USES] if options.with_statistics else []
        uses += [options.observer.uses] if options.observer else []
        self._kept = _kept_columns(self.profile, rules.values(), uses)
        self.ran = {code for code, rule in rules.items() if not isinstance(rule, SetRule | CompareRule)}
        self._pools = pools
        self._edition: Edition | None = None
        self._rows = self._done = self._total = 0

    def check(self, source: FileSet) -> None:
        package, files = match_names(source, self.profile)
        self.tables.present.update(package.present)
        for rule in self._package_rules:
            self._collect(rule, rule.find(package))
        self._edition = package.edition
        self._total = sum(file.size for file in files.values())
        finished = 0
        for spec in sorted(self.profile.files, key=lambda spec: spec.table):
            if spec.name in files:
                self._check_file(spec, files[spec.name])
                finished += files[spec.name].size
                self._done = finished
                self._report(spec.name)
        for set_rule in self._set_rules:
            self._stop_if_cancelled()
            self._run_set_rule(set_rule)

    def files(self) -> tuple[CheckedFile, ...]:
        """Return the files that were read, in the order of the profile."""
        order = {spec.name: number for number, spec in enumerate(self.profile.files)}
        return tuple(sorted(self.checked, key=lambda file: order[file.file]))

    def _run_set_rule(self, rule: SetRule) -> None:
        if not all(self.tables.has(file, *columns) for file, columns in rule.needs.items()):
            return
        self.ran.add(rule.code)
        self._collect(rule, rule.find(self.tables))

    def compare(self, before: Tables) -> None:
        """Run the rules over an earlier set and this one."""
        for rule in self._compare_rules:
            self._stop_if_cancelled()
            if all(
                tables.has(file, *columns)
                for file, columns in rule.needs.items()
                for tables in (before, self.tables)
            ):
                self.ran.add(rule.code)
                self._collect(rule, rule.find(before, self.tables))

    def _collect(self, rule: Rule, found: Iterable[Places | Hit]) -> None:
        for each in found:
            if isinstance(each, Hit):
                self.collector.add(rule, (each,))
                continue
            like = Hit(
                each.file,
                None,
                each.column,
                message=each.message,
                hint=each.hint,
                basis=each.basis,
                severity=each.severity,
            )
            self.collector.add_frame(rule, like, each.frame)
            self.collector.add_more(rule, like, each.more)

    def _check_file(self, spec: FileSpec, file: SourceFile) -> None:
        digest = hashlib.sha256()
        rows = Rows(_hashed(file, digest), self._job, spec)
        structure = rows.structure
        header = match_header(structure.header, spec, self._edition)
        keys = (place for name, place in header.places.items() if spec.column(name).key)
        with closing(prefetch(rows.batches(next(keys, 0)))) as found:
            batches: Iterator[Batch] = found
            if may_be_connected(header) and (first := next(batches, None)):
                header = connected(header, spec, structure, first, self.tables.frames)
                batches = chain((first,), batches)
            columns = {self._as_sent(spec, name): place for name, place in header.places.items()}
            cells = FileCells(spec, columns, self._cell_rules, self._kept[spec.name], self._pools)
            for batch in batches:
                self._stop_if_cancelled()
                if columns:
                    cells.look_at(batch, structure, self.collector)
                self._done += len(batch.data)
                self._rows += len(batch.lines)
                self._report(spec.name)
        table = cells.finish(self.collector)
        self.tables.filled[spec.name] = {name: cells.filled[name] for name in header.places}
        read = ReadFile(spec, file.name, file.size, digest.hexdigest(), structure, header)
        self.checked.append(CheckedFile(spec.name, read.bytes, read.sha256, structure.rows, found=file.name))
        for rule in self._file_rules:
            self._collect(rule, rule.find(read))
        if columns:
            self._keep(spec, structure, table)

    def _as_sent(self, spec: FileSpec, name: str) -> ColumnSpec:
        """Return the column as the manifest announces the file: a set of changes must say what changed."""
        column = spec.column(name)
        if column.delta and self.tables.modes.get(spec.name) == "delta":
            return replace(column, required=True, delta=False)
        return column

    def _keep(self, spec: FileSpec, structure: Structure, table: "pl.DataFrame") -> None:
        """Keep the table for the rules over whole tables."""
        if structure.is_too_damaged:
            table = table.drop(column.name for column in spec.columns if column.key)
        self.tables.frames[spec.name] = table
        self.tables.damaged_keys[spec.name] = structure.damaged_keys
        if not spec.table and self.tables.has(spec.name, "propertyName", "value"):
            self.tables.modes.update(_modes(table))

    def _report(self, file: str) -> None:
        self._job.progress(Progress(file, self._rows, min(self._done, self._total), self._total))

    def _stop_if_cancelled(self) -> None:
        self._job.stop_if_cancelled("The check was stopped.", "The files were only read; nothing changed.")


def _hashed(file: SourceFile, digest: "hashlib._Hash") -> Iterator[bytes]:
    for piece in file.chunks(PIECE):
        digest.update(piece)
        yield piece


def _modes(manifest: "pl.DataFrame") -> dict[str, str]:
    """Return what the manifest announces of each file, such as `bulk` of `users.csv`."""
    lines = manifest.select("propertyName", "value").iter_rows()
    return {f"{name.removeprefix('file.')}.csv": mode for name, mode in lines if name.startswith("file.")}


def _kept_columns(
    profile: Profile, rules: Iterable[Rule], uses: Iterable[Mapping[str, tuple[str, ...]]]
) -> dict[str, set[str]]:
    """Return the columns of each file that a rule over whole tables, or the forecast, looks at."""
    kept = {
        spec.name: {
            column.name
            for column in spec.columns
            if column.key or column.references or column.means in _LOOKED_UP or not spec.table
        }
        for spec in profile.files
    }
    asked: list[Mapping[str, tuple[str, ...]]] = [NEEDS, USES, *uses]
    for rule in rules:
        if isinstance(rule, SetRule | CompareRule):
            asked += [rule.needs, rule.uses]
    for wanted in asked:
        for file, columns in wanted.items():
            if file in kept:
                kept[file].update(columns)
    return kept
