//! A packet put in place as a whole: what the events of several replicas make of it.

use crate::cells::run;
use crate::derived;
use crate::query::search;
use crate::rows::{iteration, micro_task, note, work_packet};
use locus_core::domain::PacketState;
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

const REMOVE_NOTES: &str = "DELETE FROM work_notes WHERE wp_id = :wp_id";
const REMOVE_ITERATIONS: &str = "DELETE FROM mt_iterations WHERE wp_id = :wp_id";
const REMOVE_MICRO_TASKS: &str = "DELETE FROM micro_tasks WHERE wp_id = :wp_id";

/// What hangs on the packet is put in anew, since something may have come in between.
pub(crate) fn put(conn: &Connection, state: &PacketState) -> Result<(), StoreError> {
    let PacketState { wp, notes, micro_tasks, iterations } = state;
    let wp_id = named_params! { ":wp_id": wp.wp_id.as_str() };
    let before = work_packet::get(conn, &wp.wp_id)?;
    match &before {
        None => work_packet::insert(conn, wp)?,
        Some(before) => {
            let standing = work_packet::standing(conn, &wp.wp_id)?;
            search::remove(conn, standing.wp_key)?;
            work_packet::update(conn, before, wp, &standing)?;
            derived::status_written(conn, before, wp)?;
            for removal in [REMOVE_NOTES, REMOVE_ITERATIONS, REMOVE_MICRO_TASKS] {
                run(conn, removal, wp_id)?;
            }
        }
    }
    notes.iter().try_for_each(|written| note::insert(conn, written))?;
    search::add_texts(conn, work_packet::standing(conn, &wp.wp_id)?.wp_key, wp, notes)?;
    micro_tasks.iter().try_for_each(|mt| micro_task::insert(conn, mt))?;
    iterations.iter().try_for_each(|one| iteration::insert(conn, one))
}
