//! `locus job` with 10,000 `create_wp` jobs in one stream, against a bare rusqlite program that inserts the same
//! rows (packet, Bronze, hashed event, search row) in one transaction each. Both are whole processes on a fresh
//! file, taken in turn; the medians and their ratio are printed, and the peak memory of a short and a long stream.
//!
//! `cargo bench -p locus-cli --bench job_stream [-- --jobs 10000 --rounds 5 --dir FOLDER]`
#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::unwrap_used, reason = "a bench that can't go on has failed")]

use locus_core::domain::ReplicaId;
use locus_core::domain::canonical::Hash;
use locus_store::{Access, Birth, OpenOptions, SqliteStore};
use rusqlite::{Connection, TransactionBehavior, params};
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use uuid::Uuid;

fn option(name: &str) -> Option<String> {
    let mut args = std::env::args().skip_while(|arg| arg != name);
    args.next().and_then(|_| args.next())
}

fn main() {
    if let Some(db) = option("--bare") {
        return bare(Path::new(&db), number("--jobs", 10_000));
    }
    let (jobs, rounds) = (number("--jobs", 10_000), number("--rounds", 5));
    let root = option("--dir").map_or_else(std::env::temp_dir, Into::into);
    let folder = tempfile::tempdir_in(root).unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        ours.push(locus(folder.path(), jobs, &format!("locus-{round}")).0);
        theirs.push(bare_process(folder.path(), jobs, &format!("bare-{round}")));
    }
    let mut ratios: Vec<f64> =
        ours.iter().zip(&theirs).map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    println!("{jobs} create_wp jobs, {rounds} rounds in turn, whole processes, {}", folder.path().display());
    println!(
        "locus job     median {:>8.1} ms  {:>6.1} µs a job",
        ms(&mut ours),
        ms(&mut ours) * 1000.0 / jobs as f64
    );
    println!(
        "bare rusqlite median {:>8.1} ms  {:>6.1} µs a job",
        ms(&mut theirs),
        ms(&mut theirs) * 1000.0 / jobs as f64
    );
    println!(
        "ratio         median {:.2}  min {:.2}  max {:.2}",
        ratios[ratios.len() / 2],
        ratios[0],
        ratios[ratios.len() - 1]
    );
    for count in [jobs / 10, jobs, jobs * 3] {
        let (_, peak) = locus(folder.path(), count, &format!("memory-{count}"));
        println!(
            "peak memory of locus job with {count} jobs: {}",
            peak.unwrap_or_else(|| "not known here".into())
        );
    }
}

fn number(name: &str, default: usize) -> usize {
    option(name).and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn ms(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// What both programs store of packet `n`.
fn packet(n: usize) -> (String, String, String) {
    let description =
        format!("Packet {n}: what is to be built, why, and how it is known to work. ").repeat(3);
    (format!("WP-1-Stream-{n}-v1"), format!("Build piece {n} of the stream"), description)
}

fn locus(folder: &Path, jobs: usize, name: &str) -> (Duration, Option<String>) {
    let (input, db) = (folder.join("jobs.jsonl"), folder.join(format!("{name}.db")));
    let mut lines = String::new();
    for n in 0..jobs {
        let (wp_id, title, description) = packet(n);
        writeln!(
            lines,
            "{{\"job_kind\":\"locus_operation\",\"protocol_id\":\"locus_create_wp_v1\",\"input\":{{\"operation\":\"create_wp\",\
             \"params\":{{\"wp_id\":\"{wp_id}\",\"title\":\"{title}\",\"description\":\"{description}\",\"labels\":[\"bench\",\"stream\"]}}}}}}"
        )
        .unwrap();
    }
    std::fs::write(&input, lines).unwrap();
    let began = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_locus"))
        .arg("--db")
        .arg(&db)
        .args(["job", "-"])
        .stdin(File::open(&input).unwrap())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let peak = watch(child);
    (began.elapsed(), peak)
}

/// Waits for a process and reads its peak memory as long as it lives.
fn watch(mut child: Child) -> Option<String> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        if let Some(line) = text.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
            peak = Some(line.trim().to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    peak
}

fn bare_process(folder: &Path, jobs: usize, name: &str) -> Duration {
    let db = folder.join(format!("{name}.db"));
    let birth = Birth {
        replica_id: ReplicaId::new(Uuid::nil()),
        created_at: "2026-02-01T00:00:00Z".parse().unwrap(),
    };
    drop(SqliteStore::open(&db, OpenOptions::new(Access::Create(birth))).unwrap());
    let began = Instant::now();
    let program = std::env::current_exe().unwrap();
    let status =
        Command::new(program).arg("--bare").arg(&db).args(["--jobs", &jobs.to_string()]).status().unwrap();
    assert!(status.success());
    began.elapsed()
}

/// The JSON that both programs store and hash.
struct Texts {
    clock: String,
    content: String,
    payload: String,
    envelope: String,
}

const GATES: &str = "{\"pre_work\":{\"status\":\"pending\"},\"post_work\":{\"status\":\"pending\"}}";

fn texts(n: usize, prev: Hash) -> Texts {
    let (wp_id, title, description) = packet(n);
    let (id, replica, sequence) = (Uuid::from_u128(n as u128), Uuid::nil(), n + 1);
    let clock = format!("{{\"{replica}\":{sequence}}}");
    let content = format!(
        "{{\"created_at\":\"2026-02-01T00:00:00.000Z\",\"description\":\"{description}\",\"governance\":{{\"gates\":{GATES},\
         \"phase\":\"1\",\"routing\":\"GOV_STANDARD\"}},\"labels\":[\"bench\",\"stream\"],\"metadata\":{{}},\"priority\":2,\
         \"reporter\":\"bench\",\"status\":\"stub\",\"title\":\"{title}\",\"type\":\"feature\",\
         \"updated_at\":\"2026-02-01T00:00:00.000Z\",\"vector_clock\":{clock},\"version\":1,\"wp_id\":\"{wp_id}\"}}"
    );
    let payload = format!(
        "{{\"bronze_id\":\"brz_{id}\",\"description\":{{\"len\":{},\"sha256\":\"{}\"}},\"gate_bypassed\":false,\
         \"labels\":[\"bench\",\"stream\"],\"phase\":\"1\",\"priority\":2,\"reporter\":\"bench\",\"routing\":\"GOV_STANDARD\",\
         \"source\":\"job\",\"status\":\"stub\",\"title\":{{\"len\":{},\"sha256\":\"{}\"}},\"type\":\"feature\",\"version\":1,\
         \"wp_id\":\"{wp_id}\"}}",
        description.len(),
        Hash::of(&description),
        title.len(),
        Hash::of(&title)
    );
    let envelope = format!(
        "{{\"actor\":\"human\",\"actor_id\":\"bench\",\"event_code\":\"FR-EVT-WP-001\",\"event_id\":\"{id}\",\"payload\":{payload},\
         \"prev_hash\":\"{prev}\",\"replica_id\":\"{replica}\",\"sequence\":{sequence},\"timestamp\":\"2026-02-01T00:00:00.000Z\",\
         \"trace_id\":\"{id}\",\"type\":\"work_packet_created\",\"vector_clock\":{clock}}}"
    );
    Texts { clock, content, payload, envelope }
}

/// The bare program: the same rows into the same tables, one transaction each, and nothing else.
fn bare(db: &Path, jobs: usize) {
    let mut conn = Connection::open(db).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;").unwrap();
    let mut prev = Hash::ZERO;
    for n in 0..jobs {
        let (wp_id, title, description) = packet(n);
        let (key, sequence, time) = (n as i64 + 1, n as i64 + 1, 1_769_904_000_000 + n as i64);
        let id = Uuid::from_u128(n as u128);
        let Texts { clock, content, payload, envelope } = texts(n, prev);
        let (content_hash, hash) = (Hash::of(&content), Hash::of(&envelope));
        let txn = conn.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        txn.prepare_cached(
            "INSERT INTO work_packets (wp_key, wp_id, version, status, task_board_status, priority, hybrid_rank, open_blockers, \
             readiness, phase, routing, type, reporter, created_at, updated_at, bronze_id, title, labels, label_text, gates, vector_clock, \
             metadata, description) VALUES (?,?,1,'stub','STUB',2,2,0,0,'1','GOV_STANDARD','feature','bench',?,?,?,?,?,'bench stream',?,?,'{}',?)",
        )
        .unwrap()
        .execute(params![key, wp_id, time, time, id.as_bytes(), title, "[\"bench\",\"stream\"]", GATES, clock, description])
        .unwrap();
        txn.prepare_cached("INSERT INTO search_index (rowid, title, description, labels, notes) VALUES (?,?,?,'bench stream','')")
            .unwrap()
            .execute(params![key, title, description])
            .unwrap();
        txn.prepare_cached(
            "INSERT INTO bronze (bronze_id, kind, key, operation, content_hash, version, created_at, content) \
             VALUES (?,'work_packet',?,'create',?,1,?,?)",
        )
        .unwrap()
        .execute(params![id.as_bytes(), wp_id, content_hash.0, time, content])
        .unwrap();
        txn.prepare_cached(
            "INSERT INTO flight_events (sequence, event_id, type, timestamp, actor, actor_id, trace_id, prev_hash, hash, wp_id, \
             payload) VALUES (?,?,'work_packet_created',?,'human','bench',?,?,?,?,?)",
        )
        .unwrap()
        .execute(params![sequence, id.as_bytes(), time, id.as_bytes(), prev.0, hash.0, wp_id, payload])
        .unwrap();
        txn.commit().unwrap();
        prev = hash;
    }
}
