//! Loads into a new file, as whole processes: many jobs that commit together, many that commit each for itself.

use crate::bare;
use crate::data;
use crate::report::{Table, Times, ms, ratio};
use crate::whole::{bare_program, locus};
use rusqlite::Connection;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const PACKETS: usize = 10_000;
const EDGES: usize = 5_000;

/// Loads by the thousand, and job by job; each in turn with the bare program.
pub(crate) fn measure(folder: &Path, runs: usize, table: &Table) {
    let jobs = folder.join("jobs.jsonl");
    let path = jobs.display().to_string();
    let (packets, edges) = (PACKETS.to_string(), EDGES.to_string());
    std::fs::write(&jobs, job_lines(PACKETS, EDGES)).unwrap();
    let what = format!("{packets} packets, {edges} edges");
    let bulk = [&["job", "--batch", "1000", &path][..], &["bulk", &packets, &edges]];
    row(folder, runs, table, ["by the thousand", &what], bulk);
    std::fs::write(&jobs, job_lines(PACKETS, 0)).unwrap();
    row(
        folder,
        runs,
        table,
        ["one by one", &format!("{packets} packets")],
        [&["job", &path], &["stream", &packets]],
    );
    for packets in [PACKETS / 10, PACKETS, PACKETS * 3] {
        std::fs::write(&jobs, job_lines(packets, 0)).unwrap();
        let db = folder.join("memory.db");
        println!("peak memory of `locus job` with {packets} jobs: {}", peak(locus(&db, &["job", &path])));
        remove(&db);
    }
    std::fs::remove_file(jobs).unwrap();
}

fn row(folder: &Path, runs: usize, table: &Table, [how, what]: [&str; 2], [ours, bare]: [&[&str]; 2]) {
    let mut times = [Times::default(), Times::default()];
    for run in 0..runs {
        let dbs = ["ours", "bare"].map(|name| folder.join(format!("load-{name}-{run}.db")));
        // Both find a file with all tables.
        dbs.iter().for_each(|db| drop(data::engine(db)));
        let commands = [locus(&dbs[0], ours), bare_program(&dbs[1], bare)];
        for (times, mut command) in times.iter_mut().zip(commands) {
            times.take(|| assert!(command.status().unwrap().success()));
        }
        dbs.iter().for_each(|db| remove(db));
    }
    let [ours, bare] = times.map(|times| times.median());
    table.row(&[how.to_owned(), what.to_owned(), ms(ours), ms(bare), ratio(ours, bare)]);
}

/// A database with what SQLite keeps beside it.
fn remove(db: &Path) {
    std::fs::remove_file(db).unwrap();
    for beside in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(db.with_extension(beside));
    }
}

/// Reads a process's peak memory as long as it lives.
fn peak(mut command: Command) -> String {
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        if let Some(line) = text.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
            peak = Some(line.trim().to_owned());
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    peak.unwrap_or_else(|| "not known here".into())
}

/// Each packet of the later half waits for one of the earlier.
fn edge(number: usize, packets: usize) -> (String, String) {
    let half = packets / 2;
    let (first, then) = (number * 7919 % half, half + number % half);
    (bare::packet(first).0, bare::packet(then).0)
}

fn job_lines(packets: usize, edges: usize) -> String {
    let mut lines = String::new();
    let mut job = |operation: &str, params: String| {
        let envelope = format!("\"job_kind\":\"locus_operation\",\"protocol_id\":\"locus_{operation}_v1\"");
        let input = format!("{{\"operation\":\"{operation}\",\"params\":{{{params}}}}}");
        writeln!(lines, "{{{envelope},\"input\":{input}}}").unwrap();
    };
    for number in 0..packets {
        let (wp_id, title, description) = bare::packet(number);
        let texts = format!("\"title\":\"{title}\",\"description\":\"{description}\"");
        job("create_wp", format!("\"wp_id\":\"{wp_id}\",{texts},\"labels\":[\"bench\",\"stream\"]"));
    }
    for number in 0..edges {
        let (first, then) = edge(number, packets);
        let ends = format!("\"from_wp_id\":\"{first}\",\"to_wp_id\":\"{then}\"");
        job("add_dependency", format!("{ends},\"type\":\"blocks\""));
    }
    lines
}

/// The bare program's own process.
pub(crate) fn bare_process(db: &Path, args: &[String]) {
    let mut conn = bare::open(db);
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["ready"] => drop(bare::ready(&mut conn)),
        ["create", number] => bare::write(&mut conn, |txn| bare::create(txn, number.parse().unwrap())),
        // One that is there already is rare, and left alone as Locus does.
        ["depend", first, then] if bare::has_dependency(&conn, first, then) => {}
        ["depend", first, then] => bare::write(&mut conn, |txn| bare::add_dependency(txn, first, then)),
        ["stream", packets] => {
            let numbers = 0..packets.parse().unwrap();
            numbers.for_each(|number| bare::write(&mut conn, |txn| bare::create(txn, number)));
        }
        ["bulk", packets, edges] => bulk(&mut conn, packets.parse().unwrap(), edges.parse().unwrap()),
        _ => panic!("not a task of the bare program: {args:?}"),
    }
}

fn bulk(conn: &mut Connection, packets: usize, edges: usize) {
    for first in (0..packets).step_by(1_000) {
        let numbers = first..packets.min(first + 1_000);
        bare::write(conn, |txn| numbers.for_each(|number| bare::create(txn, number)));
    }
    for first in (0..edges).step_by(1_000) {
        let numbers = first..edges.min(first + 1_000);
        bare::write(conn, |txn| {
            for (first, then) in numbers.map(|number| edge(number, packets)) {
                bare::add_dependency(txn, &first, &then);
            }
        });
    }
}
