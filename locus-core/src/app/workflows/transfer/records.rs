//! Many records at once: all of them or none, or all that can be taken in.

use super::edges::Edges;
use super::record::Record;
use crate::app::{Caller, Engine, Error, OperationName, Unit};
use crate::event::EventType;
use crate::ports::Wait;
use schemars::JsonSchema;
use serde::Serialize;

/// Records that are committed at once where refused ones are passed over.
const BATCH: u64 = 1000;

/// Edges one after another that are looked at together before they are taken in.
const WAITING: usize = 100_000;

/// An import of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportRecords {
    /// Whether records that are refused are passed over. The others are committed a thousand at a time then, so that
    /// what breaks off goes on when it is repeated. Without it a single refusal leaves nothing.
    pub keep_going: bool,
    /// Whether nothing is kept.
    pub dry_run: bool,
}

/// What an import of records did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct RecordsImported {
    /// Packets that came in.
    pub work_packets: u64,
    /// Edges that came in.
    pub dependencies: u64,
    /// Lines of micro-tasks that came in.
    pub micro_tasks: u64,
    /// Records that were there already.
    pub unchanged: u64,
    /// Records that were refused.
    pub refused: u64,
}

impl RecordsImported {
    /// Whether anything came in.
    #[must_use]
    pub const fn changed(&self) -> bool {
        self.work_packets + self.dependencies + self.micro_tasks > 0
    }

    /// The events recorded: one a record, those of packets first, those of micro-tasks last.
    pub fn events(&self) -> impl Iterator<Item = EventType> {
        let kinds = [
            (EventType::WorkPacketCreated, self.work_packets),
            (EventType::DependencyAdded, self.dependencies),
            (EventType::MicroTasksRegistered, self.micro_tasks),
        ];
        kinds.into_iter().flat_map(|(event, times)| (0..times).map(move |_| event))
    }

    const fn count(&mut self, record: &Record, changed: bool) {
        match record {
            _ if !changed => self.unchanged += 1,
            Record::WorkPacket(_) => self.work_packets += 1,
            Record::Dependency(_) => self.dependencies += 1,
            Record::MicroTasks(_) => self.micro_tasks += 1,
        }
    }
}

impl ImportRecords {
    /// Takes in records, each with the number of its line, in the order they come: an edge behind its packets. What
    /// is refused goes to `refuse`; all lines are looked at.
    ///
    /// # Errors
    /// If the caller may not, or the store fails, or whatever `lines` fails with; what was not committed is not kept.
    pub fn run<E: From<Error>>(
        self,
        engine: &mut Engine,
        lines: &mut dyn Iterator<Item = Result<(u64, Result<Record, Error>), E>>,
        caller: &Caller,
        refuse: &mut dyn FnMut(u64, Error),
    ) -> Result<RecordsImported, E> {
        caller.check(OperationName::CreateWp)?;
        let mut done = RecordsImported::default();
        let mut edges = Edges::default();
        loop {
            let mut unit = engine.begin(Wait::Default)?;
            let limit = if self.keep_going && !self.dry_run { BATCH } else { u64::MAX };
            edges.begin(&unit)?;
            let waiting = Vec::new();
            let mut taking =
                Taking { unit: &mut unit, caller, edges: &mut edges, waiting, done: &mut done, refuse };
            let is_over = !taking.take(lines, limit)?;
            edges.end(&unit)?;
            if !self.dry_run && (self.keep_going || done.refused == 0) {
                unit.commit()?;
            }
            if is_over {
                return Ok(done);
            }
        }
    }
}

/// Records on their way into one transaction.
struct Taking<'a, 'b> {
    unit: &'a mut Unit<'b>,
    caller: &'a Caller,
    edges: &'a mut Edges,
    /// Edges that came one after another, with their lines.
    waiting: Vec<(u64, Record)>,
    done: &'a mut RecordsImported,
    refuse: &'a mut dyn FnMut(u64, Error),
}

impl Taking<'_, '_> {
    /// Takes in so many records; answers whether there may be more.
    fn take<E: From<Error>>(
        &mut self,
        lines: &mut dyn Iterator<Item = Result<(u64, Result<Record, Error>), E>>,
        limit: u64,
    ) -> Result<bool, E> {
        for _ in 0..limit {
            let Some(line) = lines.next() else {
                self.take_waiting()?;
                return Ok(false);
            };
            let (number, record) = line?;
            if self.waiting.len() >= WAITING || !matches!(record, Ok(Record::Dependency(_))) {
                self.take_waiting()?;
            }
            match record {
                Ok(edge @ Record::Dependency(_)) => self.waiting.push((number, edge)),
                other => self.take_one(number, other)?,
            }
        }
        self.take_waiting()?;
        Ok(true)
    }

    fn take_waiting(&mut self) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        self.edges.expect(waiting.iter().filter_map(|(_, record)| record.edge()), self.unit)?;
        waiting.into_iter().try_for_each(|(number, edge)| self.take_one(number, Ok(edge)))
    }

    fn take_one(&mut self, number: u64, record: Result<Record, Error>) -> Result<(), Error> {
        let taken = record.and_then(|record| Ok((record.run(self.unit, self.caller, self.edges)?, record)));
        match taken {
            Ok((changed, record)) => self.done.count(&record, changed),
            // After these the unit can only be dropped.
            Err(error @ (Error::Store(_) | Error::InvalidEvent(_))) => return Err(error),
            Err(error) => {
                self.done.refused += 1;
                (self.refuse)(number, error);
            }
        }
        Ok(())
    }
}
