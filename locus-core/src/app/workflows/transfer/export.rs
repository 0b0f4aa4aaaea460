//! From the store to lines: the log with its records, which all rows are made of, and what no event tells.

use crate::app::Error;
use crate::domain::VectorClock;
use crate::ports::{BoardState, EXPORT_FORMAT, ExportLine};
use crate::replay::{InOrder, Reader, with_content};

/// Rows read at once.
const PAGE: u32 = 500;

/// Writes out everything that is needed to go on elsewhere, of one moment, in the memory of a page. What is left out
/// tells of this store only: its replica's identity, queries, refused jobs.
///
/// # Errors
/// If the store fails or holds what is no valid log, or whatever `put` fails with.
pub fn export_project<E: From<Error>>(
    log: Reader<'_>,
    put: &mut dyn FnMut(&ExportLine) -> Result<(), E>,
) -> Result<(), E> {
    put(&ExportLine::Begin { format: EXPORT_FORMAT })?;
    let mut lines = 0;
    between(log, &mut |line| {
        lines += 1;
        put(line)
    })?;
    put(&ExportLine::End { lines })
}

/// All between beginning and end.
fn between<E: From<Error>>(
    log: Reader<'_>,
    put: &mut dyn FnMut(&ExportLine) -> Result<(), E>,
) -> Result<(), E> {
    for event in InOrder::behind(log.txn, &VectorClock::new()).map_err(Error::from)? {
        let event = event.and_then(|event| with_content(log, event.record)).map_err(Error::from)?;
        put(&ExportLine::Event(Box::new(event)))?;
    }
    bindings(log, put)?;
    job_results(log, put)?;
    for base in log.txn.board_bases().map_err(Error::from)? {
        put(&ExportLine::BoardBase(base))?;
    }
    for BoardState { hash, clean, .. } in log.txn.known_boards().map_err(Error::from)? {
        if let Some(hash) = hash {
            put(&ExportLine::Board { hash, clean })?;
        }
    }
    Ok(())
}

fn bindings<E: From<Error>>(
    log: Reader<'_>,
    put: &mut dyn FnMut(&ExportLine) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let page = log.txn.bindings(after.as_ref(), PAGE).map_err(Error::from)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.work_packet_id.clone());
        page.into_iter().try_for_each(|binding| put(&ExportLine::Binding(binding)))?;
    }
}

fn job_results<E: From<Error>>(
    log: Reader<'_>,
    put: &mut dyn FnMut(&ExportLine) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let page = log.txn.job_results(after, PAGE).map_err(Error::from)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.op_id);
        page.into_iter().try_for_each(|result| put(&ExportLine::JobResult(result)))?;
    }
}
