//! `work_notes`.

use crate::cells::{Cells, Stored, all, run, text, time, uuid};
use locus_core::domain::{BronzeId, NoteId, WorkNote, WpId};
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

pub(crate) const BY_PACKET: &str = "SELECT note_id, wp_id, author, created_at, note_type, bronze_id, content \
    FROM work_notes WHERE wp_id = :wp_id ORDER BY note_seq";
const INSERT: &str = "INSERT INTO work_notes (note_id, wp_id, author, created_at, note_type, bronze_id, content) \
    VALUES (:note_id, :wp_id, :author, :created_at, :note_type, :bronze_id, :content)";

impl Stored for WorkNote {
    const TABLE: &'static str = "work_notes";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            note_id: NoteId::new(cells.get(uuid)?),
            wp_id: cells.get(text)?,
            author: cells.get(text)?,
            created_at: cells.get(time)?,
            note_type: cells.get(text)?,
            bronze_id: BronzeId::new(cells.get(uuid)?),
            content: cells.get(text)?,
        })
    }
}

pub(crate) fn of_packet(conn: &Connection, id: &WpId) -> Result<Vec<WorkNote>, StoreError> {
    all(conn, BY_PACKET, named_params! { ":wp_id": id.as_str() })
}

pub(crate) fn insert(conn: &Connection, note: &WorkNote) -> Result<(), StoreError> {
    let params = named_params! {
        ":note_id": note.note_id.uuid().into_bytes(),
        ":wp_id": note.wp_id.as_str(),
        ":author": note.author.as_str(),
        ":created_at": note.created_at.millis(),
        ":note_type": note.note_type.as_str(),
        ":bronze_id": note.bronze_id.uuid().into_bytes(),
        ":content": note.content.as_str(),
    };
    run(conn, INSERT, params)?;
    Ok(())
}
