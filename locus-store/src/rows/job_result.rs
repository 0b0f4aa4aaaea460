//! `job_results`: kept 30 days.

use crate::cells::{Cells, Stored, all, hash, one, run, text, time, uuid};
use crate::rows::forget_before;
use locus_core::domain::OpId;
use locus_core::ports::{JobResult, StoreError};
use rusqlite::{Connection, named_params};

pub(crate) const BY_ID: &str =
    "SELECT op_id, request_hash, created_at, answer FROM job_results WHERE op_id = :op_id";
pub(crate) const BEHIND: &str = "SELECT op_id, request_hash, created_at, answer FROM job_results \
    WHERE op_id > :after AND created_at >= :since ORDER BY op_id LIMIT :limit";
const NEWEST: &str =
    "SELECT op_id, request_hash, created_at, answer FROM job_results ORDER BY created_at DESC LIMIT 1";
pub(crate) const FORGET: &str = "DELETE FROM job_results WHERE created_at < :before";
const PUT: &str = "INSERT INTO job_results (op_id, request_hash, created_at, answer) \
    VALUES (:op_id, :request_hash, :created_at, :answer)";

impl Stored for JobResult {
    const TABLE: &'static str = "job_results";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            op_id: OpId::new(cells.get(uuid)?),
            request_hash: cells.get(hash)?,
            created_at: cells.get(time)?,
            answer: cells.get(text)?,
        })
    }
}

pub(crate) fn get(conn: &Connection, op_id: OpId) -> Result<Option<JobResult>, StoreError> {
    one(conn, BY_ID, named_params! { ":op_id": op_id.uuid().into_bytes() })
}

/// Those that are older than 30 days may still be there, if nothing was put since.
pub(crate) fn behind(
    conn: &Connection,
    after: Option<OpId>,
    limit: u32,
) -> Result<Vec<JobResult>, StoreError> {
    let Some(newest) = one::<JobResult>(conn, NEWEST, &[])? else { return Ok(Vec::new()) };
    let after = after.map_or_else(Vec::new, |op_id| op_id.uuid().into_bytes().to_vec());
    let since = forget_before(newest.created_at);
    all(conn, BEHIND, named_params! { ":after": after, ":since": since, ":limit": limit })
}

pub(crate) fn put(conn: &Connection, result: &JobResult) -> Result<(), StoreError> {
    run(conn, FORGET, named_params! { ":before": forget_before(result.created_at) })?;
    let params = named_params! {
        ":op_id": result.op_id.uuid().into_bytes(),
        ":request_hash": result.request_hash.0,
        ":created_at": result.created_at.millis(),
        ":answer": result.answer.as_str(),
    };
    run(conn, PUT, params)?;
    Ok(())
}
