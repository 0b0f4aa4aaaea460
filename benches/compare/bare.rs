//! The bare program: the rows that Locus writes, into the same tables with the same durability, and nothing else: no
//! parsing, no rules, no checks.

use locus_core::domain::canonical::Hash;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::Path;
use uuid::Uuid;

const GATES: &str = "{\"pre_work\":{\"status\":\"pending\"},\"post_work\":{\"status\":\"pending\"}}";
const REPLICA: Uuid = Uuid::nil();

/// Opens the file as Locus does.
pub(crate) fn open(db: &Path) -> Connection {
    let conn = Connection::open(db).unwrap();
    conn.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;").unwrap();
    conn.set_prepared_statement_cache_capacity(64);
    conn
}

/// What packet `n` is called and about.
pub(crate) fn packet(n: usize) -> (String, String, String) {
    let description =
        format!("Packet {n}: what is to be built, why, and how it is known to work. ").repeat(3);
    (format!("WP-1-Stream-{n}-v1"), format!("Build piece {n} of the stream"), description)
}

/// One write transaction.
pub(crate) fn write(conn: &mut Connection, work: impl FnOnce(&Transaction<'_>)) {
    let txn = conn.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    work(&txn);
    txn.commit().unwrap();
}

/// The end of the chain: the next sequence, and the hash to follow.
fn head(txn: &Transaction<'_>) -> (i64, Hash) {
    let newest = "SELECT sequence, hash FROM flight_events ORDER BY sequence DESC LIMIT 1";
    let row = txn.prepare_cached(newest).unwrap().query_row([], |row| Ok((row.get(0)?, row.get(1)?)));
    row.map_or((1, Hash::ZERO), |(sequence, hash): (i64, [u8; 32])| (sequence + 1, Hash(hash)))
}

fn time(sequence: i64) -> i64 {
    1_769_904_000_000 + sequence
}

/// An id that differs from others by its number and kind.
fn id(sequence: i64, kind: u128) -> Uuid {
    Uuid::from_u128((sequence as u128) << 8 | kind)
}

struct Record<'a> {
    kind: &'a str,
    key: &'a str,
    content: &'a str,
    name: &'a str,
    code: &'a str,
    wp_id: &'a str,
    payload: &'a str,
}

/// The Bronze record and the event of a row.
fn record(txn: &Transaction<'_>, (sequence, prev): (i64, Hash), record: &Record<'_>) {
    let Record { kind, key, content, name, code, wp_id, payload } = record;
    let (event, bronze, trace) = (id(sequence, 1), id(sequence, 2), id(sequence, 3));
    txn.prepare_cached(
        "INSERT INTO bronze (bronze_id, kind, key, operation, content_hash, version, created_at, content) \
         VALUES (?,?,?,'create',?,1,?,?)",
    )
    .unwrap()
    .execute(params![bronze.as_bytes(), kind, key, Hash::of(content).0, time(sequence), content])
    .unwrap();
    let envelope = format!(
        "{{\"actor\":\"human\",\"actor_id\":\"bench\",\"event_code\":\"{code}\",\"event_id\":\"{event}\",\"payload\":{payload},\
         \"prev_hash\":\"{prev}\",\"replica_id\":\"{REPLICA}\",\"sequence\":{sequence},\"timestamp\":\"2026-02-01T00:00:00.000Z\",\
         \"trace_id\":\"{trace}\",\"type\":\"{name}\",\"vector_clock\":{{\"{REPLICA}\":{sequence}}}}}"
    );
    txn.prepare_cached(
        "INSERT INTO flight_events (sequence, event_id, type, timestamp, actor, actor_id, trace_id, prev_hash, hash, wp_id, \
         payload) VALUES (?,?,?,?,'human','bench',?,?,?,?,?)",
    )
    .unwrap()
    .execute(params![
        sequence,
        event.as_bytes(),
        name,
        time(sequence),
        trace.as_bytes(),
        prev.0,
        Hash::of(&envelope).0,
        wp_id,
        payload
    ])
    .unwrap();
}

/// What `create_wp` writes: packet, search row, Bronze, event.
pub(crate) fn create(txn: &Transaction<'_>, n: usize) {
    let (wp_id, title, description) = packet(n);
    let (sequence, prev) = head(txn);
    let (now, bronze) = (time(sequence), id(sequence, 2));
    let clock = format!("{{\"{REPLICA}\":{sequence}}}");
    txn.prepare_cached(
        "INSERT INTO work_packets (wp_id, version, status, task_board_status, priority, hybrid_rank, open_blockers, \
         readiness, phase, routing, type, reporter, created_at, updated_at, bronze_id, title, labels, label_text, gates, \
         vector_clock, metadata, description) VALUES (?,1,'stub','STUB',2,2,0,0,'1','GOV_STANDARD','feature','bench',?,?,?,?, \
         '[\"bench\",\"stream\"]','bench stream',?,?,'{}',?)",
    )
    .unwrap()
    .execute(params![wp_id, now, now, bronze.as_bytes(), title, GATES, clock, description])
    .unwrap();
    let wp_key = txn.last_insert_rowid();
    txn.prepare_cached(
        "INSERT INTO packet_counts (status, readiness, packets) VALUES ('stub', 0, 1) \
         ON CONFLICT DO UPDATE SET packets = packets + 1",
    )
    .unwrap()
    .execute([])
    .unwrap();
    txn.prepare_cached("INSERT INTO search_index (rowid, title, description, labels, notes) VALUES (?,?,?,'bench stream','')")
        .unwrap()
        .execute(params![wp_key, title, description])
        .unwrap();
    let content = format!(
        "{{\"created_at\":\"2026-02-01T00:00:00.000Z\",\"description\":\"{description}\",\"governance\":{{\"gates\":{GATES},\
         \"phase\":\"1\",\"routing\":\"GOV_STANDARD\"}},\"labels\":[\"bench\",\"stream\"],\"metadata\":{{}},\"priority\":2,\
         \"reporter\":\"bench\",\"status\":\"stub\",\"title\":\"{title}\",\"type\":\"feature\",\
         \"updated_at\":\"2026-02-01T00:00:00.000Z\",\"vector_clock\":{clock},\"version\":1,\"wp_id\":\"{wp_id}\"}}"
    );
    let payload = format!(
        "{{\"bronze_id\":\"brz_{bronze}\",\"bronze_sha256\":\"{}\",\
         \"description\":{{\"len\":{},\"sha256\":\"{}\"}},\"gate_bypassed\":false,\"labels\":[\"bench\",\"stream\"],\"phase\":\"1\",\
         \"priority\":2,\"reporter\":\"bench\",\"routing\":\"GOV_STANDARD\",\"source\":\"job\",\"status\":\"stub\",\
         \"title\":{{\"len\":{},\"sha256\":\"{}\"}},\"type\":\"feature\",\"version\":1,\"wp_id\":\"{wp_id}\"}}",
        Hash::of(&content),
        description.len(),
        Hash::of(&description),
        title.len(),
        Hash::of(&title)
    );
    let (name, code) = ("work_packet_created", "FR-EVT-WP-001");
    let (key, wp_id) = (wp_id.as_str(), wp_id.as_str());
    let it = Record { kind: "work_packet", key, content: &content, name, code, wp_id, payload: &payload };
    record(txn, (sequence, prev), &it);
}

/// What `add_dependency` writes: edge, the target's count of blockers, Bronze, event.
pub(crate) fn add_dependency(txn: &Transaction<'_>, from: &str, to: &str) {
    let (sequence, prev) = head(txn);
    let (now, bronze, dependency) = (time(sequence), id(sequence, 2), id(sequence, 4));
    let clock = format!("{{\"{REPLICA}\":{sequence}}}");
    txn.prepare_cached(
        "INSERT INTO dependencies (from_wp_id, type, to_wp_id, dependency_id, created_at, created_by, bronze_id, \
         vector_clock) VALUES (?,'blocks',?,?,?,'bench',?,?)",
    )
    .unwrap()
    .execute(params![from, to, dependency.as_bytes(), now, bronze.as_bytes(), clock])
    .unwrap();
    txn.prepare_cached(
        "UPDATE work_packets SET open_blockers = open_blockers + 1, \
         readiness = iif(status IN ('ready', 'in_progress', 'blocked'), 2, 0) WHERE wp_id = ?",
    )
    .unwrap()
    .execute([to])
    .unwrap();
    let content = format!(
        "{{\"created_at\":\"2026-02-01T00:00:00.000Z\",\"created_by\":\"bench\",\"dependency_id\":\"dep_{dependency}\",\
         \"from_wp_id\":\"{from}\",\"to_wp_id\":\"{to}\",\"type\":\"blocks\",\"vector_clock\":{clock}}}"
    );
    let payload = format!(
        "{{\"bronze_id\":\"brz_{bronze}\",\"bronze_sha256\":\"{}\",\"dependency_id\":\"dep_{dependency}\",\
         \"from_wp_id\":\"{from}\",\"source\":\"job\",\"to_wp_id\":\"{to}\",\"type\":\"blocks\"}}",
        Hash::of(&content)
    );
    let (name, code, key) = ("dependency_added", "FR-EVT-DEP-001", format!("dep_{dependency}"));
    let it = Record {
        kind: "dependency",
        key: &key,
        content: &content,
        name,
        code,
        wp_id: from,
        payload: &payload,
    };
    record(txn, (sequence, prev), &it);
}

/// Whether the edge is there.
pub(crate) fn has_dependency(conn: &Connection, from: &str, to: &str) -> bool {
    let key = "SELECT 1 FROM dependencies WHERE from_wp_id = ? AND type = 'blocks' AND to_wp_id = ?";
    conn.prepare_cached(key).unwrap().exists([from, to]).unwrap()
}

/// What `query_ready` reads and writes: the first page, the total, the query event. Answers how much it read.
pub(crate) fn ready(conn: &mut Connection) -> usize {
    let read: usize = {
        let page = "SELECT * FROM work_packets WHERE readiness = 1 \
            ORDER BY priority, hybrid_rank, created_at, wp_id LIMIT 20";
        let mut statement = conn.prepare_cached(page).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut read = 0;
        while let Some(row) = rows.next().unwrap() {
            read += row.get_ref("description").unwrap().as_str().unwrap().len();
        }
        let total = "SELECT total(packets) FROM packet_counts WHERE readiness = 1";
        let total: f64 = conn.prepare_cached(total).unwrap().query_row([], |row| row.get(0)).unwrap();
        read + total as usize
    };
    write(conn, |txn| {
        let next = "SELECT coalesce(max(sequence), 0) + 1 FROM query_events";
        let sequence: i64 = txn.prepare_cached(next).unwrap().query_row([], |row| row.get(0)).unwrap();
        let (event, trace) = (id(sequence, 5), id(sequence, 6));
        txn.prepare_cached(
            "INSERT INTO query_events (sequence, event_id, timestamp, actor, actor_id, trace_id, op, filters, result_count, \
             duration_ms) VALUES (?,?,?,'human','bench',?,'query_ready','[]',20,0)",
        )
        .unwrap()
        .execute(params![sequence, event.as_bytes(), time(sequence), trace.as_bytes()])
        .unwrap();
    });
    read
}
