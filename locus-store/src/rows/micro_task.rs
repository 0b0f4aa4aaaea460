//! `micro_tasks`. The definition is written once; an update touches the rest, and the index only if the status
//! changes.

use crate::cells::{Cells, Stored, all, json, number, one, run, text, time, to_json, uuid};
use crate::error::{damaged, failed, failure};
use locus_core::domain::{
    BronzeId, Escalation, MaxIterations, MicroTask, MtDefinition, MtId, MtSummary, ValidationResult, WpId,
};
use locus_core::ports::StoreError;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT wp_id, mt_id, version, status, current_iteration, max_iterations, current_level, \
             escalations_count, drop_backs_count, model_id, lora_id, started_at, completed_at, duration_ms, \
             bronze_id, validation_result, name, files, done_criteria, depends_on, escalation_chain, metadata, scope \
             FROM micro_tasks WHERE ",
            $which
        )
    };
}

pub(crate) const BY_PACKET: &str = select!("wp_id = :wp_id ORDER BY mt_id");
pub(crate) const BY_ID: &str = select!("wp_id = :wp_id AND mt_id = :mt_id");
pub(crate) const RUNNING: &str = select!(
    "status = 'in_progress' AND EXISTS (SELECT 1 FROM work_packets WHERE work_packets.wp_id = micro_tasks.wp_id \
     AND deleted_at IS NULL AND status NOT IN ('done', 'cancelled')) ORDER BY wp_id, mt_id LIMIT :limit"
);
pub(crate) const SUMMARY: &str = "SELECT mt_id, status FROM micro_tasks WHERE wp_id = :wp_id ORDER BY mt_id";
const INSERT: &str = "INSERT INTO micro_tasks (wp_id, mt_id, version, status, current_iteration, max_iterations, \
    current_level, escalations_count, drop_backs_count, model_id, lora_id, started_at, completed_at, duration_ms, \
    bronze_id, validation_result, name, files, done_criteria, depends_on, escalation_chain, metadata, scope) \
    VALUES (:wp_id, :mt_id, :version, :status, :current_iteration, :max_iterations, :current_level, \
    :escalations_count, :drop_backs_count, :model_id, :lora_id, :started_at, :completed_at, :duration_ms, \
    :bronze_id, :validation_result, :name, :files, :done_criteria, :depends_on, :escalation_chain, :metadata, \
    :scope)";
const UPDATE: &str = "UPDATE micro_tasks SET version = :version, current_iteration = :current_iteration, \
    current_level = :current_level, escalations_count = :escalations_count, \
    drop_backs_count = :drop_backs_count, model_id = :model_id, lora_id = :lora_id, started_at = :started_at, \
    completed_at = :completed_at, duration_ms = :duration_ms, bronze_id = :bronze_id, \
    validation_result = :validation_result \
    WHERE wp_id = :wp_id AND mt_id = :mt_id AND version = :version_before";
const UPDATE_STATUS: &str = "UPDATE micro_tasks SET status = :status WHERE wp_id = :wp_id AND mt_id = :mt_id";

impl Stored for MicroTask {
    const TABLE: &'static str = "micro_tasks";
    const KEY_COLUMNS: usize = 2;

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (wp_id, mt_id) = (cells.get(text)?, cells.get(text)?);
        let (version, status) = (cells.get(number)?, cells.get(text)?);
        let (current_iteration, max_iterations) = (cells.get(number)?, cells.get(max_iterations)?);
        let escalation = Escalation {
            current_level: cells.get(number)?,
            escalations_count: cells.get(number)?,
            drop_backs_count: cells.get(number)?,
        };
        let (model_id, lora_id) = (cells.optional(text)?, cells.optional(text)?);
        let (started_at, completed_at) = (cells.optional(time)?, cells.optional(time)?);
        let (duration_ms, bronze_id) = (cells.optional(number)?, BronzeId::new(cells.get(uuid)?));
        let validation_result = cells.optional(json)?;
        let (name, files, done_criteria) = (cells.get(text)?, cells.get(json)?, cells.get(json)?);
        let (depends_on, escalation_chain) = (cells.get(json)?, cells.get(json)?);
        let (metadata, scope) = (cells.get(json)?, cells.get(text)?);
        Ok(Self {
            wp_id,
            definition: MtDefinition {
                mt_id,
                name,
                scope,
                files,
                done_criteria,
                depends_on,
                max_iterations,
                escalation_chain,
                metadata,
            },
            version,
            status,
            current_iteration,
            model_id,
            lora_id,
            escalation,
            validation_result,
            started_at,
            completed_at,
            duration_ms,
            bronze_id,
        })
    }
}

fn max_iterations(value: ValueRef<'_>) -> Option<MaxIterations> {
    number(value)?.try_into().ok()
}

pub(crate) fn get(conn: &Connection, id: &WpId, mt_id: &MtId) -> Result<Option<MicroTask>, StoreError> {
    one(conn, BY_ID, named_params! { ":wp_id": id.as_str(), ":mt_id": mt_id.as_str() })
}

pub(crate) fn of_packet(conn: &Connection, id: &WpId) -> Result<Vec<MicroTask>, StoreError> {
    all(conn, BY_PACKET, named_params! { ":wp_id": id.as_str() })
}

pub(crate) fn running(conn: &Connection, limit: u32) -> Result<Vec<MicroTask>, StoreError> {
    all(conn, RUNNING, named_params! { ":limit": limit })
}

pub(crate) fn summary(conn: &Connection, id: &WpId) -> Result<MtSummary, StoreError> {
    let mut statement = conn.prepare_cached(SUMMARY).map_err(failure)?;
    let mut rows = statement.query(named_params! { ":wp_id": id.as_str() }).map_err(failure)?;
    let mut summary = MtSummary::default();
    while let Some(row) = rows.next().map_err(failure)? {
        let cells = (row.get_ref(0).ok().and_then(text), row.get_ref(1).ok().and_then(text));
        let (Some(mt_id), Some(status)) = cells else {
            return Err(damaged(format!("micro_tasks {id}: mt_id or status holds no valid value")));
        };
        summary.mt_ids.push(mt_id);
        summary.counts.add(status);
    }
    Ok(summary)
}

pub(crate) fn insert(conn: &Connection, mt: &MicroTask) -> Result<(), StoreError> {
    let definition = &mt.definition;
    let params = named_params! {
        ":wp_id": mt.wp_id.as_str(),
        ":mt_id": mt.mt_id().as_str(),
        ":version": mt.version,
        ":status": mt.status.as_str(),
        ":current_iteration": mt.current_iteration,
        ":max_iterations": definition.max_iterations.get(),
        ":current_level": mt.escalation.current_level,
        ":escalations_count": mt.escalation.escalations_count,
        ":drop_backs_count": mt.escalation.drop_backs_count,
        ":model_id": mt.model_id.as_ref().map(AsRef::<str>::as_ref),
        ":lora_id": mt.lora_id.as_ref().map(AsRef::<str>::as_ref),
        ":started_at": mt.started_at.map(|at| at.millis()),
        ":completed_at": mt.completed_at.map(|at| at.millis()),
        ":duration_ms": mt.duration_ms,
        ":bronze_id": mt.bronze_id.uuid().into_bytes(),
        ":validation_result": validation(mt)?,
        ":name": definition.name.as_str(),
        ":files": to_json(&definition.files)?,
        ":done_criteria": to_json(&definition.done_criteria)?,
        ":depends_on": to_json(&definition.depends_on)?,
        ":escalation_chain": to_json(&definition.escalation_chain)?,
        ":metadata": to_json(&definition.metadata)?,
        ":scope": definition.scope.as_str(),
    };
    run(conn, INSERT, params)?;
    Ok(())
}

pub(crate) fn update(conn: &Connection, before: &MicroTask, mt: &MicroTask) -> Result<(), StoreError> {
    let params = named_params! {
        ":version": mt.version,
        ":current_iteration": mt.current_iteration,
        ":current_level": mt.escalation.current_level,
        ":escalations_count": mt.escalation.escalations_count,
        ":drop_backs_count": mt.escalation.drop_backs_count,
        ":model_id": mt.model_id.as_ref().map(AsRef::<str>::as_ref),
        ":lora_id": mt.lora_id.as_ref().map(AsRef::<str>::as_ref),
        ":started_at": mt.started_at.map(|at| at.millis()),
        ":completed_at": mt.completed_at.map(|at| at.millis()),
        ":duration_ms": mt.duration_ms,
        ":bronze_id": mt.bronze_id.uuid().into_bytes(),
        ":validation_result": validation(mt)?,
        ":wp_id": mt.wp_id.as_str(),
        ":mt_id": mt.mt_id().as_str(),
        ":version_before": before.version,
    };
    if run(conn, UPDATE, params)? != 1 {
        return Err(failed(format!(
            "{} of {} is no longer at version {}",
            mt.mt_id(),
            mt.wp_id,
            before.version
        )));
    }
    if before.status != mt.status {
        let params = named_params! {
            ":status": mt.status.as_str(), ":wp_id": mt.wp_id.as_str(), ":mt_id": mt.mt_id().as_str()
        };
        run(conn, UPDATE_STATUS, params)?;
    }
    Ok(())
}

fn validation(mt: &MicroTask) -> Result<Option<String>, StoreError> {
    mt.validation_result.as_ref().map(to_json::<ValidationResult>).transpose()
}
