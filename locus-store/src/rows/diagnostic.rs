//! `diagnostics`.

use crate::cells::{Cells, Stored, all, hash, run, text, time, uuid};
use locus_core::domain::{Diagnostic, DiagnosticId};
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

const NEWEST: &str = "SELECT id, fingerprint, title, message, code, wp_id, timestamp FROM diagnostics \
    ORDER BY diagnostic_seq DESC LIMIT :limit";
const INSERT: &str = "INSERT INTO diagnostics (id, fingerprint, title, message, code, wp_id, timestamp) \
    VALUES (:id, :fingerprint, :title, :message, :code, :wp_id, :timestamp)";

impl Stored for Diagnostic {
    const TABLE: &'static str = "diagnostics";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: DiagnosticId::new(cells.get(uuid)?),
            fingerprint: cells.get(hash)?,
            title: cells.get(text)?,
            message: cells.get(text)?,
            code: cells.get(text)?,
            wp_id: cells.optional(text)?,
            timestamp: cells.get(time)?,
        })
    }
}

pub(crate) fn newest(conn: &Connection, limit: u32) -> Result<Vec<Diagnostic>, StoreError> {
    all(conn, NEWEST, named_params! { ":limit": limit })
}

pub(crate) fn insert(conn: &Connection, diagnostic: &Diagnostic) -> Result<(), StoreError> {
    let params = named_params! {
        ":id": diagnostic.id.uuid().into_bytes(),
        ":fingerprint": diagnostic.fingerprint.0,
        ":title": diagnostic.title.as_str(),
        ":message": diagnostic.message.as_str(),
        ":code": diagnostic.code.as_str(),
        ":wp_id": diagnostic.wp_id.as_ref().map(AsRef::<str>::as_ref),
        ":timestamp": diagnostic.timestamp.millis(),
    };
    run(conn, INSERT, params)?;
    Ok(())
}
