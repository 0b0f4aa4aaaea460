//! Whole processes: `locus` and, in turn with it, the bare program that does the same; for what only reads also the
//! `sqlite3` shell, if there is one.

use crate::bare;
use crate::data::{self, Random, Shape};
use crate::report::{Table, Times, ms, ratio, stamp};
use std::path::Path;
use std::process::{Command, Stdio};

struct Whole<'a> {
    db: &'a Path,
    runs: usize,
    stamp: u128,
}

/// Measures commands on one data set; what has no counterpart in the bare program is to cost the same on all.
pub(crate) fn measure(db: &Path, shape: Shape, runs: usize, table: &Table) {
    let whole = Whole { db, runs, stamp: stamp() };
    let row = |name: &str, ours: &Times, bare: Option<&Times>, shell: Option<&Times>| {
        let ours = ours.median();
        let beside = |other: Option<f64>| {
            [other.map(ms), other.map(|other| ratio(ours, other))].map(Option::unwrap_or_default)
        };
        let [bare, times_bare] = beside(bare.map(Times::median));
        let [shell, times_shell] = beside(shell.map(Times::median));
        table.row(&[name.to_owned(), shape.to_string(), ms(ours), bare, times_bare, shell, times_shell]);
    };
    let ([ready, bare], shell) = whole.ready();
    row("ready", &ready, Some(&bare), shell.as_ref());
    let [create, bare] = whole.create();
    row("wp create", &create, Some(&bare), None);
    let [add, bare] = whole.add_dependency(shape);
    row("dep add", &add, Some(&bare), None);
    for command in [&["wp", "list", "status:ready"][..], &["wp", "list", "assignee:self"], &["status"]] {
        let [listed] = whole.in_turn(|_| [whole.locus(command)]);
        row(&command.join(" "), &listed, None, None);
    }
}

impl Whole<'_> {
    fn locus(&self, args: &[&str]) -> Command {
        locus(self.db, args)
    }

    fn bare(&self, args: &[&str]) -> Command {
        bare_program(self.db, args)
    }

    fn in_turn<const N: usize>(&self, commands: impl Fn(usize) -> [Command; N]) -> [Times; N] {
        let mut times = std::array::from_fn(|_| Times::default());
        for run in 0..self.runs {
            for (times, mut command) in times.iter_mut().zip(commands(run)) {
                times.take(|| assert!(command.status().unwrap().success()));
            }
        }
        times
    }

    /// Also the `sqlite3` shell, where there is one.
    fn ready(&self) -> ([Times; 2], Option<Times>) {
        let ours = || [self.locus(&["ready"]), self.bare(&["ready"])];
        let rows = "SELECT * FROM work_packets WHERE wp_key BETWEEN 1 AND 20";
        let shell = || command("sqlite3", &[&self.db.display().to_string(), rows]);
        if shell().status().is_err() {
            return (self.in_turn(|_| ours()), None);
        }
        let [locus, bare, shell] = self.in_turn(|_| {
            let [locus, bare] = ours();
            [locus, bare, shell()]
        });
        ([locus, bare], Some(shell))
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

/// A command of Locus on a database, which is enough of a project.
pub(crate) fn locus(db: &Path, args: &[&str]) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_locus"), args);
    command.env("LOCUS_DB", db).current_dir(db.parent().unwrap());
    command
}

/// The bare program on a database: this one, asked for one of [`bare::process`]'s tasks.
pub(crate) fn bare_program(db: &Path, args: &[&str]) -> Command {
    let mut command = command(&std::env::current_exe().unwrap().display().to_string(), &["--bare"]);
    command.arg(db).args(args);
    command
}

fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .env("LOCUS_ACTOR", "bench")
        .env("USER", "bench");
    command
}
