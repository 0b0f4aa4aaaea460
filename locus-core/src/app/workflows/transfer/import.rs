//! From an export to the store, in one transaction: an empty store is rebuilt from it, another replica of the project
//! takes in what it lacks.

use super::chains::Chains;
use crate::app::workflows::sync_events::{Intake, Settled, settle, told};
use crate::app::{Caller, Engine, Error, OperationName, Unit};
use crate::event::EventType;
use crate::ports::{BoardState, EXPORT_FORMAT, EventFileFailure, EventWithContent, ExportLine, Wait};
use crate::replay::Dispute;
use schemars::JsonSchema;
use serde::Serialize;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Imported {
    /// Events that came in.
    pub events: u64,
    /// Events that were there already.
    pub skipped: u64,
    /// Bindings, stored answers and what is remembered of the board, as far as that came in.
    pub others: u64,
    /// What came in but could not stand beside what other replicas said before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// The events recorded of it: none where a store was rebuilt, which is then as it was.
    #[serde(skip)]
    pub told: Vec<EventType>,
}

impl Imported {
    /// Whether anything came in.
    #[must_use]
    pub const fn changed(&self) -> bool {
        self.events > 0 || self.others > 0
    }
}

/// Takes in the lines of an export, each with its number, in the memory of one and of the ids of the packets they are
/// about. The store stays the replica it is. With `dry_run` nothing is kept.
///
/// # Errors
/// If the caller may not, the lines are no whole export, they are of another project, or the store fails; or whatever
/// `lines` fails with. Nothing is kept then.
pub fn import_project<E: From<Error>>(
    engine: &mut Engine,
    path: &str,
    lines: &mut dyn Iterator<Item = Result<(u64, ExportLine), E>>,
    caller: &Caller,
    dry_run: bool,
) -> Result<Imported, E> {
    caller.check(OperationName::SyncEvents).map_err(E::from)?;
    let unit = engine.begin(Wait::Default)?;
    let mut import = Import::new(path, unit)?;
    for line in lines {
        let (number, line) = line?;
        import.take(number, line)?;
    }
    Ok(import.finish(caller, dry_run)?)
}

/// How far an import has come: the lines of an export have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Outside,
    Events,
    Others,
    Over,
}

struct Import<'a> {
    path: &'a str,
    unit: Unit<'a>,
    stage: Stage,
    lines: u64,
    was_empty: bool,
    chains: Chains<'a>,
    intake: Option<Intake>,
    done: Imported,
}

impl<'a> Import<'a> {
    fn new(path: &'a str, unit: Unit<'a>) -> Result<Self, Error> {
        let was_empty = unit.txn().replica_heads()?.is_empty();
        let chains = Chains::new(path, unit.txn().chain_head()?);
        let intake = Some(Intake::new(&unit)?);
        let (stage, done) = (Stage::Outside, Imported::default());
        Ok(Self { path, unit, stage, lines: 0, was_empty, chains, intake, done })
    }

    fn invalid(&self, place: impl Into<String>, reason: impl Into<String>) -> Error {
        let (path, place, reason) = (self.path.to_owned(), place.into(), reason.into());
        EventFileFailure::Invalid { path, place, reason }.into()
    }

    fn take(&mut self, number: u64, line: ExportLine) -> Result<(), Error> {
        let stage = match &line {
            ExportLine::Begin { .. } | ExportLine::Event(_) => Stage::Events,
            ExportLine::End { .. } => Stage::Over,
            _ => Stage::Others,
        };
        let begins = matches!(line, ExportLine::Begin { .. });
        if begins != (self.stage == Stage::Outside) || stage < self.stage || self.stage == Stage::Over {
            let reason =
                "no such line belongs here: an export is taken in as it was written, whole and alone";
            return Err(self.invalid(format!("line {number}"), reason));
        }
        if stage > Stage::Events {
            self.settle()?;
        }
        self.stage = stage;
        self.lines += u64::from(!begins);
        match line {
            ExportLine::Begin { format } if format > EXPORT_FORMAT || format == 0 => {
                let reason = format!("its format is {format}; this Locus reads up to {EXPORT_FORMAT}");
                Err(self.invalid(format!("line {number}"), reason))
            }
            ExportLine::End { lines } if lines + 1 != self.lines => {
                let reason = format!("it says {lines} lines, but there are {}", self.lines - 1);
                Err(self.invalid(format!("line {number}"), reason))
            }
            ExportLine::Event(event) => self.take_event(*event),
            other => self.take_other(number, other),
        }
    }

    fn take_event(&mut self, event: EventWithContent) -> Result<(), Error> {
        let is_new = self.chains.follow(&event.record, self.unit.txn())?;
        match &mut self.intake {
            Some(intake) if is_new => intake.offer(&mut self.unit, event),
            _ => {
                self.done.skipped += 1;
                Ok(())
            }
        }
    }

    /// What no event tells. What a store remembers of its board is its own, unless it has nothing yet.
    fn take_other(&mut self, number: u64, line: ExportLine) -> Result<(), Error> {
        let about = match &line {
            ExportLine::Binding(binding) => Some(&binding.work_packet_id),
            ExportLine::BoardBase(base) => Some(&base.wp_id),
            _ => None,
        };
        if let Some(id) = about
            && self.unit.txn().packet(id)?.is_none()
        {
            return Err(self.invalid(format!("line {number}"), format!("no event brought {id} into being")));
        }
        let txn = self.unit.txn_mut();
        let comes_in = match &line {
            ExportLine::Binding(binding) => txn.binding(&binding.work_packet_id)?.is_none(),
            ExportLine::JobResult(result) => txn.job_result(result.op_id)?.is_none(),
            _ => self.was_empty,
        };
        if !comes_in {
            return Ok(());
        }
        match line {
            ExportLine::Binding(binding) => txn.put_binding(&binding)?,
            ExportLine::JobResult(result) => txn.put_job_result(&result)?,
            ExportLine::BoardBase(base) => txn.put_board_base(&base)?,
            // Nothing that came in was compared with a board here: the next sync looks at all of it.
            ExportLine::Board { hash, clean } => {
                txn.put_board_state(&BoardState { hash: Some(hash), words: None, sequence: 0, clean })?;
            }
            ExportLine::Begin { .. } | ExportLine::Event(_) | ExportLine::End { .. } => return Ok(()),
        }
        self.done.others += 1;
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Error> {
        let Some(intake) = self.intake.take() else { return Ok(()) };
        if !self.was_empty && self.chains.in_common(self.unit.txn())? == 0 {
            let reason = "the database and the file have no event in common: they are of two projects";
            return Err(self.invalid("as a whole", reason));
        }
        let Settled { events, disputes } = settle(&mut self.unit, intake)?;
        (self.done.events, self.done.disputes) = (events, disputes);
        Ok(())
    }

    fn finish(mut self, caller: &Caller, dry_run: bool) -> Result<Imported, Error> {
        if self.stage != Stage::Over {
            return Err(self.invalid("at its end", "the export is not whole: its last line is missing"));
        }
        if !self.was_empty && !dry_run {
            self.done.told = told(&mut self.unit, self.done.events, caller)?;
        }
        if self.done.changed() && !dry_run {
            self.unit.commit()?;
        }
        Ok(self.done)
    }
}
