//! `mt_iterations`: kept in the order they were recorded.

use crate::cells::{Cells, Stored, all, flag, number, one, run, text, time, uuid};
use crate::error::failure;
use locus_core::domain::{BronzeId, Iteration, IterationKey, MtId, WpId};
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

macro_rules! select {
    () => {
        "SELECT wp_id, mt_id, ordinal, escalation_level, iteration, model_id, lora_id, started_at, \
         completed_at, duration_ms, tokens_prompt, tokens_completion, claimed_complete, validation_passed, \
         outcome, failure_category, bronze_id, output_artifact_ref, validation_artifact_ref, error_summary \
         FROM mt_iterations WHERE wp_id = :wp_id AND mt_id = :mt_id"
    };
}

pub(crate) const BY_MT: &str = concat!(select!(), " ORDER BY ordinal");
pub(crate) const NEWEST: &str = concat!(select!(), " ORDER BY ordinal DESC LIMIT 1");
pub(crate) const BY_KEY: &str =
    concat!(select!(), " AND escalation_level = :escalation_level AND iteration = :iteration");
pub(crate) const LAST_AT: &str = "SELECT coalesce(max(iteration), 0) FROM mt_iterations \
    WHERE wp_id = :wp_id AND mt_id = :mt_id AND escalation_level = :escalation_level";
const INSERT: &str = "INSERT INTO mt_iterations (wp_id, mt_id, ordinal, escalation_level, iteration, model_id, \
    lora_id, started_at, completed_at, duration_ms, tokens_prompt, tokens_completion, claimed_complete, \
    validation_passed, outcome, failure_category, bronze_id, output_artifact_ref, validation_artifact_ref, \
    error_summary) VALUES (:wp_id, :mt_id, :ordinal, :escalation_level, :iteration, :model_id, :lora_id, \
    :started_at, :completed_at, :duration_ms, :tokens_prompt, :tokens_completion, :claimed_complete, \
    :validation_passed, :outcome, :failure_category, :bronze_id, :output_artifact_ref, \
    :validation_artifact_ref, :error_summary)";

impl Stored for Iteration {
    const TABLE: &'static str = "mt_iterations";
    const KEY_COLUMNS: usize = 3;

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (wp_id, mt_id, ordinal) = (cells.get(text)?, cells.get(text)?, cells.get(number)?);
        Ok(Self {
            wp_id,
            mt_id,
            ordinal,
            escalation_level: cells.get(number)?,
            iteration: cells.get(number)?,
            model_id: cells.get(text)?,
            lora_id: cells.optional(text)?,
            started_at: cells.get(time)?,
            completed_at: cells.get(time)?,
            duration_ms: cells.get(number)?,
            tokens_prompt: cells.get(number)?,
            tokens_completion: cells.get(number)?,
            claimed_complete: cells.get(flag)?,
            validation_passed: cells.optional(flag)?,
            outcome: cells.get(text)?,
            failure_category: cells.optional(text)?,
            bronze_id: BronzeId::new(cells.get(uuid)?),
            output_artifact_ref: cells.optional(text)?,
            validation_artifact_ref: cells.optional(text)?,
            error_summary: cells.optional(text)?,
        })
    }
}

pub(crate) fn of_mt(conn: &Connection, id: &WpId, mt_id: &MtId) -> Result<Vec<Iteration>, StoreError> {
    all(conn, BY_MT, named_params! { ":wp_id": id.as_str(), ":mt_id": mt_id.as_str() })
}

pub(crate) fn newest(conn: &Connection, id: &WpId, mt_id: &MtId) -> Result<Option<Iteration>, StoreError> {
    one(conn, NEWEST, named_params! { ":wp_id": id.as_str(), ":mt_id": mt_id.as_str() })
}

pub(crate) fn get(conn: &Connection, key: &IterationKey) -> Result<Option<Iteration>, StoreError> {
    let params = named_params! {
        ":wp_id": key.wp_id.as_str(),
        ":mt_id": key.mt_id.as_str(),
        ":escalation_level": key.escalation_level,
        ":iteration": key.iteration,
    };
    one(conn, BY_KEY, params)
}

pub(crate) fn last_at(conn: &Connection, id: &WpId, mt_id: &MtId, level: u64) -> Result<u64, StoreError> {
    let params = named_params! {
        ":wp_id": id.as_str(), ":mt_id": mt_id.as_str(), ":escalation_level": level
    };
    let mut statement = conn.prepare_cached(LAST_AT).map_err(failure)?;
    statement.query_row(params, |row| row.get(0)).map_err(failure)
}

pub(crate) fn insert(conn: &Connection, iteration: &Iteration) -> Result<(), StoreError> {
    let params = named_params! {
        ":wp_id": iteration.wp_id.as_str(),
        ":mt_id": iteration.mt_id.as_str(),
        ":ordinal": iteration.ordinal,
        ":escalation_level": iteration.escalation_level,
        ":iteration": iteration.iteration,
        ":model_id": iteration.model_id.as_str(),
        ":lora_id": iteration.lora_id.as_ref().map(AsRef::<str>::as_ref),
        ":started_at": iteration.started_at.millis(),
        ":completed_at": iteration.completed_at.millis(),
        ":duration_ms": iteration.duration_ms,
        ":tokens_prompt": iteration.tokens_prompt,
        ":tokens_completion": iteration.tokens_completion,
        ":claimed_complete": iteration.claimed_complete,
        ":validation_passed": iteration.validation_passed,
        ":outcome": iteration.outcome.as_str(),
        ":failure_category": iteration.failure_category.map(|category| category.as_str()),
        ":bronze_id": iteration.bronze_id.uuid().into_bytes(),
        ":output_artifact_ref": iteration.output_artifact_ref.as_ref().map(AsRef::<str>::as_ref),
        ":validation_artifact_ref": iteration.validation_artifact_ref.as_ref().map(AsRef::<str>::as_ref),
        ":error_summary": iteration.error_summary.as_ref().map(AsRef::<str>::as_ref),
    };
    run(conn, INSERT, params)?;
    Ok(())
}
