//! Full-text search over title, description, labels and notes, and its index.

use super::filter::{self, Conditions};
use super::snippet::Beginnings;
use crate::cells::{Cells, Stored, found, real, run};
use crate::error::{damaged, failure};
use crate::rows::{note, work_packet};
use locus_core::domain::{Filter, Page, WorkNote, WorkPacket};
use locus_core::ports::{SearchHit, StoreError};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};

const REMOVE: &str = "INSERT INTO search_index (search_index, rowid, title, description, labels, notes) \
    SELECT 'delete', wp_key, title, description, labels, notes FROM search_texts WHERE wp_key = :wp_key";
const ADD: &str = "INSERT INTO search_index (rowid, title, description, labels, notes) \
    SELECT wp_key, title, description, labels, notes FROM search_texts WHERE wp_key = :wp_key";
/// A statement that selects what it inserts is one that SQLite may have to take back, and before each of those FTS5
/// writes out what it has gathered: of many new packets each would become a piece of the index, to be merged later.
const ADD_TEXTS: &str = "INSERT INTO search_index (rowid, title, description, labels, notes) \
    VALUES (:wp_key, :title, :description, :labels, :notes)";
/// The index leads: it knows the few rows that fit.
const HITS: &str =
    "FROM search_index CROSS JOIN work_packets ON work_packets.wp_key = search_index.rowid WHERE";

/// Takes a packet out of the index, by the texts that stand now.
pub(crate) fn remove(conn: &Connection, wp_key: u64) -> Result<(), StoreError> {
    run(conn, REMOVE, named_params! { ":wp_key": wp_key }).map(drop)
}

/// Puts a packet into the index, with the texts that stand now; a deleted one has none.
pub(crate) fn add(conn: &Connection, wp_key: u64) -> Result<(), StoreError> {
    run(conn, ADD, named_params! { ":wp_key": wp_key }).map(drop)
}

/// Puts a packet into the index whose texts are at hand, as the view `search_texts` has them.
pub(crate) fn add_texts(
    conn: &Connection,
    wp_key: u64,
    wp: &WorkPacket,
    notes: &[WorkNote],
) -> Result<(), StoreError> {
    if wp.is_deleted() {
        return Ok(());
    }
    let notes: Vec<_> = notes.iter().map(|note| note.content.as_str()).collect();
    let params = named_params! {
        ":wp_key": wp_key,
        ":title": wp.title.as_str(),
        ":description": wp.description.as_str(),
        ":labels": work_packet::label_text(wp),
        ":notes": notes.join("\n"),
    };
    run(conn, ADD_TEXTS, params).map(drop)
}

/// Whether a packet's own texts in the index differ.
pub(crate) fn differs(before: &WorkPacket, after: &WorkPacket) -> bool {
    before.title != after.title
        || before.description != after.description
        || before.labels != after.labels
        || before.is_deleted() != after.is_deleted()
}

struct Found {
    wp_key: i64,
    score: f64,
}

impl Stored for Found {
    const TABLE: &'static str = "search_index";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { wp_key: cells.get(key)?, score: cells.get(real)? })
    }
}

fn key(value: ValueRef<'_>) -> Option<i64> {
    value.as_i64().ok()
}

/// The page of a search.
pub(crate) fn search(conn: &Connection, text: &str, filter: &Filter) -> Result<Page<SearchHit>, StoreError> {
    let Some(query) = match_query(text) else {
        return Ok(Page { items: Vec::new(), total_count: 0 });
    };
    let conditions = Conditions::of("search_index MATCH :query", filter)?.bind(":query", query);
    let which = &conditions.sql;
    let sql = format!(
        "SELECT search_index.rowid, -bm25(search_index) {HITS} {which} \
         ORDER BY bm25(search_index), work_packets.wp_id LIMIT :limit OFFSET :offset"
    );
    let found: Vec<Found> = found(conn, &sql, conditions.clone().bind_page(filter).params.as_slice())?;
    let total_count = match filter::total_of_last_page(filter, found.len()) {
        Some(total) => total,
        None => {
            let sql = format!("SELECT count(*) {HITS} {which}");
            let mut statement = conn.prepare_cached(&sql).map_err(failure)?;
            statement.query_row(conditions.params.as_slice(), |row| row.get(0)).map_err(failure)?
        }
    };
    let sought = Beginnings::of(text);
    let items = found.into_iter().map(|found| hit(conn, &sought, found)).collect::<Result<_, _>>()?;
    Ok(Page { items, total_count })
}

fn hit(conn: &Connection, sought: &Beginnings, found: Found) -> Result<SearchHit, StoreError> {
    let wp = work_packet::get_by_key(conn, found.wp_key)?
        .ok_or_else(|| damaged(format!("search_index {}: there is no such packet", found.wp_key)))?;
    let snippet = snippet(conn, sought, &wp)?;
    Ok(SearchHit { wp, score: found.score, snippet })
}

/// A passage of the first text with a hit; of the title, which is shown anyway, only if there is no other.
fn snippet(conn: &Connection, sought: &Beginnings, wp: &WorkPacket) -> Result<String, StoreError> {
    if let Some(passage) = sought.passage(wp.description.as_str()) {
        return Ok(passage);
    }
    let notes = note::of_packet(conn, &wp.wp_id)?;
    let passage = notes
        .iter()
        .find_map(|note| sought.passage(note.content.as_str()))
        .or_else(|| sought.passage(&work_packet::label_text(wp)))
        .or_else(|| sought.passage(wp.title.as_str()));
    Ok(passage.unwrap_or_else(|| wp.title.to_string()))
}

/// The query in the language of FTS5: every word quoted, so that no text is a syntax error. All of them must be there, as
/// beginnings; who has one as a whole comes first. A word in which FTS5 sees none counts for nothing, which it does only in
/// the first list. None if no word holds a letter or digit.
fn match_query(text: &str) -> Option<String> {
    let words: Vec<_> = text
        .split(|c: char| c.is_whitespace() || c == '\0')
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    let beginnings: Vec<_> = words.iter().map(|word| format!("{word}*")).collect();
    let any = [words, beginnings.clone()].concat().join(" OR ");
    (!beginnings.is_empty()).then(|| format!("({}) AND ({any})", beginnings.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_themselves_or_beginnings() {
        let query = match_query("in\tOR");
        assert_eq!(query, Some(r#"("in"* "OR"*) AND ("in" OR "OR" OR "in"* OR "OR"*)"#.to_owned()));
        assert_eq!(match_query(r#"a"b - *"#), Some(r#"("a""b"*) AND ("a""b" OR "a""b"*)"#.to_owned()));
        assert_eq!(match_query(" - * \" ( "), None);
    }
}
