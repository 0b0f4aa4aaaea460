//! Whole processes: `locus` and, in turn with it, the bare program that does the same; for what only reads also the
//! `sqlite3` shell, if there is one.

use crate::bare;
use crate::data::{self, Random, Shape};
use crate::report::{Table, Times, ms, ratio, stamp};
use rusqlite::Connection;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

struct Whole<'a> {
    db: &'a Path,
    runs: usize,
    stamp: u128,
}

/// Measures three commands on one data set.
pub(crate) fn measure(db: &Path, shape: Shape, runs: usize, table: &Table) {
    let whole = Whole { db, runs, stamp: stamp() };
    let row = |name: &str, [ours, bare]: [Times; 2], shell: Option<Times>| {
        let shell = shell.as_ref().map(Times::median);
        table.row(&[
            name.to_owned(),
            shape.name(),
            ms(ours.median()),
            ms(bare.median()),
            ratio(ours.median(), bare.median()),
            shell.map(ms).unwrap_or_default(),
            shell.map(|shell| ratio(ours.median(), shell)).unwrap_or_default(),
        ]);
    };
    row("ready", whole.ready(), whole.shell());
    row("wp create", whole.create(), None);
    row("dep add", whole.add_dependency(shape), None);
}

impl Whole<'_> {
    fn locus(&self, args: &[&str]) -> Command {
        let mut command = command(env!("CARGO_BIN_EXE_locus"), args);
        command.env("LOCUS_DB", self.db).current_dir(self.db.parent().unwrap());
        command
    }

    fn bare(&self, args: &[&str]) -> Command {
        let mut command = command(&std::env::current_exe().unwrap().display().to_string(), &["--bare"]);
        command.arg(self.db).args(args);
        command
    }

    fn in_turn(&self, commands: impl Fn(usize) -> [Command; 2]) -> [Times; 2] {
        let mut times = [Times::default(), Times::default()];
        for run in 0..self.runs {
            for (times, mut command) in times.iter_mut().zip(commands(run)) {
                times.take(|| assert!(command.status().unwrap().success()));
            }
        }
        times
    }

    fn ready(&self) -> [Times; 2] {
        self.in_turn(|_| [self.locus(&["ready"]), self.bare(&["ready"])])
    }

    fn shell(&self) -> Option<Times> {
        let mut times = Times::default();
        for _ in 0..self.runs {
            let rows = "SELECT * FROM work_packets WHERE wp_key BETWEEN 1 AND 20";
            let mut command = command("sqlite3", &[&self.db.display().to_string(), rows]);
            let status = times.take(|| command.status()).ok()?;
            assert!(status.success());
        }
        Some(times)
    }

    fn new_id(&self, run: usize) -> String {
        format!("WP-1-Command-{}-{run}", self.stamp)
    }

    fn create(&self) -> [Times; 2] {
        self.in_turn(|run| {
            let (_, title, description) = bare::packet(run);
            let id = self.new_id(run);
            let labels = ["--label", "bench", "--label", "stream"];
            let mut ours = self.locus(&["wp", "create", &title, "--id", &id, "--desc", &description]);
            ours.args(labels);
            [ours, self.bare(&["create", &(self.stamp * 1_000 + run as u128).to_string()])]
        })
    }

    /// Between packets of the data set; where there are none, between those just made.
    fn add_dependency(&self, shape: Shape) -> [Times; 2] {
        let ends = |number: usize| {
            if shape.packets == 0 {
                let late = self.runs - self.runs / 4;
                return (self.new_id(number / late), self.new_id(self.runs / 4 + number % late));
            }
            let mut random = Random((self.stamp as u64) ^ ((number as u64) << 32));
            let then = 1 + random.below(shape.packets as u64 - 1) as usize;
            let first = random.below(then as u64) as usize;
            (data::id_at(first).to_string(), data::id_at(then).to_string())
        };
        self.in_turn(|run| {
            let (one, other) = (ends(2 * run), ends(2 * run + 1));
            [
                self.locus(&["dep", "add", &one.0, "blocks", &one.1]),
                self.bare(&["depend", &other.0, &other.1]),
            ]
        })
    }
}

/// Loads packets and edges into a new file: jobs that commit by the thousand, against the same rows by the thousand.
pub(crate) fn bulk(folder: &Path, [packets, edges]: [usize; 2], runs: usize, table: &Table) {
    let jobs = folder.join("bulk.jsonl");
    std::fs::write(&jobs, job_lines(packets, edges)).unwrap();
    let mut times = [Times::default(), Times::default()];
    for run in 0..runs {
        let [ours, theirs] = ["ours", "bare"].map(|name| folder.join(format!("bulk-{name}-{run}.db")));
        drop(data::engine(&theirs));
        let whole = Whole { db: &ours, runs, stamp: 0 };
        let mut locus = whole.locus(&["job", "--batch", "1000", &jobs.display().to_string()]);
        let bare = Whole { db: &theirs, runs, stamp: 0 };
        let mut bare = bare.bare(&["bulk", &packets.to_string(), &edges.to_string()]);
        for (times, command) in times.iter_mut().zip([&mut locus, &mut bare]) {
            times.take(|| assert!(command.status().unwrap().success()));
        }
        for db in [ours, theirs] {
            std::fs::remove_file(db).unwrap();
        }
    }
    let [ours, bare] = times.map(|times| times.median());
    let what = format!("{packets} packets, {edges} edges");
    table.row(&["bulk load".to_owned(), what, ms(ours), ms(bare), ratio(ours, bare)]);
}

/// The edges of the bulk load: each packet of the later half waits for one of the earlier.
fn bulk_edge(number: usize, packets: usize) -> (String, String) {
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
        let (first, then) = bulk_edge(number, packets);
        job(
            "add_dependency",
            format!("\"from_wp_id\":\"{first}\",\"to_wp_id\":\"{then}\",\"type\":\"blocks\""),
        );
    }
    lines
}

fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).env("LOCUS_ACTOR", "bench");
    command
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
        ["bulk", packets, edges] => bare_bulk(&mut conn, packets.parse().unwrap(), edges.parse().unwrap()),
        _ => panic!("not a task of the bare program: {args:?}"),
    }
}

fn bare_bulk(conn: &mut Connection, packets: usize, edges: usize) {
    for first in (0..packets).step_by(1_000) {
        let numbers = first..packets.min(first + 1_000);
        bare::write(conn, |txn| numbers.for_each(|number| bare::create(txn, number)));
    }
    for first in (0..edges).step_by(1_000) {
        let numbers = first..edges.min(first + 1_000);
        bare::write(conn, |txn| {
            for (first, then) in numbers.map(|number| bulk_edge(number, packets)) {
                bare::add_dependency(txn, &first, &then);
            }
        });
    }
}
