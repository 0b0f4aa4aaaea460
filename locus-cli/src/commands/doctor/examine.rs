//! Looking at everything.

use super::aspect::Aspect;
use super::files;
use crate::error::CliError;
use crate::project::Project;
use crate::session::Session;
use crate::verify::{self, FaultKind, LogFault};
use crate::wire::{self, Need};
use locus_core::app::workflows::{RowFault, SyncTaskBoard, examine};
use locus_core::app::{Engine, Error, OperationName};
use locus_core::domain::Source;
use locus_core::ports::{Boards as _, StoreError};

/// Findings of one aspect that are told one by one.
const TOLD: usize = 100;

/// One aspect that was looked at, or could not be.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) aspect: Aspect,
    /// What was found, in words; the first hundred.
    pub(super) findings: Vec<String>,
    /// How many more there are.
    pub(super) more: usize,
    /// Why it was not looked at.
    pub(super) skipped: Option<String>,
}

/// What the doctor found, aspect by aspect.
#[derive(Debug)]
pub(super) struct Findings {
    pub(super) looked: Vec<Looked>,
    /// Query events that were given up, which is no damage (locus.md §5).
    pub(super) dropped_queries: u64,
}

impl Findings {
    fn new() -> Self {
        let blank =
            |aspect: &Aspect| Looked { aspect: *aspect, findings: Vec::new(), more: 0, skipped: None };
        Self { looked: Aspect::ALL.iter().map(blank).collect(), dropped_queries: 0 }
    }

    fn of(&mut self, aspect: Aspect) -> impl Iterator<Item = &mut Looked> {
        self.looked.iter_mut().filter(move |looked| looked.aspect == aspect)
    }

    fn add(&mut self, aspect: Aspect, what: String) {
        for looked in self.of(aspect) {
            if looked.findings.len() < TOLD {
                looked.findings.push(what.clone());
            } else {
                looked.more += 1;
            }
        }
    }

    fn skip(&mut self, aspect: Aspect, why: &str) {
        for looked in self.of(aspect) {
            looked.skipped = Some(why.to_owned());
        }
    }

    fn has(&self, wanted: impl Fn(Aspect) -> bool) -> bool {
        self.looked.iter().any(|looked| wanted(looked.aspect) && !looked.findings.is_empty())
    }

    pub(super) fn is_clean(&self) -> bool {
        !self.has(|_| true)
    }

    /// Whether `--fix` has anything to put right. In a damaged file it touches nothing.
    pub(super) fn is_fixable(&self) -> bool {
        !self.has(|aspect| aspect == Aspect::File) && self.has(Aspect::is_fixable)
    }

    /// Whether the log is whole, so that it tells what the rows should be.
    pub(super) fn log_holds(&self) -> bool {
        !self.has(|aspect| matches!(aspect, Aspect::File | Aspect::Chain | Aspect::Records))
    }

    pub(super) fn has_derived(&self) -> bool {
        self.has(Aspect::is_derived)
    }
}

/// Looks at everything there is.
pub(super) fn all(session: &Session<'_>, project: &Project) -> Result<Findings, CliError> {
    let mut findings = Findings::new();
    match database(project, &mut findings)? {
        Some(mut engine) => {
            log(&mut engine, &mut findings)?;
            rows(&mut engine, &mut findings)?;
            board(session, project, &mut engine, &mut findings)?;
            findings.dropped_queries = engine.dropped_queries()?;
        }
        None => {
            let of_database =
                |aspect| !matches!(aspect, Aspect::File | Aspect::Leftovers | Aspect::Permissions);
            for aspect in Aspect::ALL.into_iter().filter(|aspect| of_database(*aspect)) {
                findings.skip(aspect, "the file is damaged");
            }
        }
    }
    files::left_behind(project).into_iter().for_each(|path| {
        findings.add(Aspect::Leftovers, path.display().to_string());
    });
    for (path, mode) in files::open_to_others(project) {
        let what = format!("{} may be used by others (mode {mode:04o})", path.display());
        findings.add(Aspect::Permissions, what);
    }
    Ok(findings)
}

/// What the store finds; an engine on it, if there is any sense in asking it more.
fn database(project: &Project, findings: &mut Findings) -> Result<Option<Engine>, CliError> {
    let checked = wire::store(&project.db, Need::Existing, &project.config).and_then(|mut store| {
        store.check(|found| findings.add(found.kind.into(), found.what))?;
        Ok(store)
    });
    let store = match checked {
        Err(StoreError::Damaged { reason }) => {
            findings.add(Aspect::File, reason);
            return Ok(None);
        }
        checked => checked?,
    };
    if findings.has(|aspect| aspect == Aspect::File) { Ok(None) } else { Ok(Some(wire::engine(store)?)) }
}

fn log(engine: &mut Engine, findings: &mut Findings) -> Result<(), CliError> {
    let verified = verify::store(engine, |LogFault { kind, what, .. }| {
        findings.add(if kind == FaultKind::Records { Aspect::Records } else { Aspect::Chain }, what);
        Ok(())
    });
    unless_damaged(verified.map(drop), Aspect::Chain, findings)
}

fn rows(engine: &mut Engine, findings: &mut Findings) -> Result<(), CliError> {
    if findings.has(|aspect| aspect == Aspect::Chain) {
        findings.skip(Aspect::Rows, "the log doesn't hold");
        return Ok(());
    }
    let examined = engine.read_log(|reader| {
        examine(reader, &mut |RowFault { table, key, what }| {
            findings.add(Aspect::Rows, format!("{table} {key}: {what}"));
        })
    });
    unless_damaged(examined.map_err(CliError::from), Aspect::Rows, findings)
}

/// A row that can't be read is a finding.
fn unless_damaged(
    looked: Result<(), CliError>,
    aspect: Aspect,
    findings: &mut Findings,
) -> Result<(), CliError> {
    match looked {
        Err(CliError::Refused(Error::Store(StoreError::Damaged { reason }))) => {
            findings.add(aspect, reason);
            Ok(())
        }
        looked => looked,
    }
}

/// Whether a sync would change anything.
fn board(
    session: &Session<'_>,
    project: &Project,
    engine: &mut Engine,
    findings: &mut Findings,
) -> Result<(), CliError> {
    let caller = session.caller(Source::Cli)?;
    if project.board().is_none() {
        findings.skip(Aspect::Board, "there is none");
        return Ok(());
    }
    if caller.check(OperationName::SyncTaskBoard).is_err() {
        findings.skip(Aspect::Board, "this role may not sync it");
        return Ok(());
    }
    let check = SyncTaskBoard { check: true, ..SyncTaskBoard::default() };
    let opened = session.boards(project).open(None).map_err(Error::from);
    let report = match opened.and_then(|board| check.run(engine, board.as_ref(), &caller)) {
        Ok(synced) => synced.report,
        Err(Error::Store(StoreError::ReadOnly { .. })) => {
            findings.skip(Aspect::Board, "the database can only be read");
            return Ok(());
        }
        Err(error) => {
            findings.add(Aspect::Board, format!("it can't be compared: {error}"));
            return Ok(());
        }
    };
    let (take, write, torn) = (report.db_changes.len(), report.board_changes.len(), report.conflicts.len());
    if report.is_drift() || torn > 0 {
        let what = format!("a sync is due: {take} to take in, {write} to write, {torn} in conflict");
        findings.add(Aspect::Board, what);
    }
    Ok(())
}
