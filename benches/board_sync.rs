//! `locus board sync` as a whole process, on boards of 1,000, 3,000 and 10,000 entries: nothing to do, one status
//! changed by a command, one changed on the board by hand. Medians, and the time an entry takes beyond the smallest
//! board: it must not grow.
//!
//! `cargo bench -p locus-cli --bench board_sync [-- --rounds 31 --dir FOLDER]`, by default on a RAM disk if there is one.
#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::unwrap_used, reason = "a bench that can't go on has failed")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn option(name: &str) -> Option<String> {
    let mut args = std::env::args().skip_while(|arg| arg != name);
    args.next().and_then(|_| args.next())
}

fn main() {
    let rounds = option("--rounds").and_then(|text| text.parse().ok()).unwrap_or(31);
    let ram = Path::new("/dev/shm");
    let root = option("--dir")
        .map_or_else(|| if ram.is_dir() { ram.to_owned() } else { std::env::temp_dir() }, PathBuf::from);
    let folder = tempfile::tempdir_in(root).unwrap();
    println!("locus board sync, whole process, medians of {rounds}, {}", folder.path().display());
    println!("{:>7}  {:>12}  {:>16}  {:>16}", "entries", "nothing", "one by command", "one by hand");
    let mut smallest: Option<(usize, [f64; 3])> = None;
    for entries in [1_000, 3_000, 10_000] {
        let medians = measure(&folder.path().join(entries.to_string()), entries, rounds);
        let [nothing, command, hand] = medians;
        println!("{entries:>7}  {nothing:>9.1} ms  {command:>13.1} ms  {hand:>13.1} ms");
        let (least, before) = *smallest.get_or_insert((entries, medians));
        if entries > least {
            let each = |now: f64, before: f64| (now - before) * 1000.0 / (entries - least) as f64;
            let [nothing, command, hand] = [0, 1, 2].map(|kind| each(medians[kind], before[kind]));
            println!("{:>7}  {nothing:>9.2} µs  {command:>13.2} µs  {hand:>13.2} µs  an entry more", "");
        }
    }
}

fn id(number: usize) -> String {
    format!("WP-1-Piece-{number}-v1")
}

/// A board as teams have them: most of it done, a detail here and there, prose and blank lines.
fn board(entries: usize) -> String {
    let sections = [
        ("Ready for Dev", "READY_FOR_DEV", 0..entries / 10),
        ("Blocked", "BLOCKED", entries / 10..entries / 5),
        ("Stub Backlog (Not Activated)", "STUB", entries / 5..entries / 2),
        ("Done", "VALIDATED", entries / 2..entries),
    ];
    let mut text = "# Task Board\nrevision 0\n\nHow it works: `- **[WP_ID]** - [TOKEN]`.\n".to_owned();
    for (heading, token, numbers) in sections {
        write!(text, "\n---\n\n## {heading}\nWhat stands here.\n\n").unwrap();
        for number in numbers {
            writeln!(text, "- **[{}]** - [{token}]", id(number)).unwrap();
            if number % 10 == 0 {
                writeln!(text, "  - a detail of piece {number}").unwrap();
            }
        }
    }
    text
}

fn locus(folder: &Path, args: &[&str]) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_locus"));
    command.args(args).current_dir(folder).env_clear().env("LOCUS_ACTOR", "bench").stdout(Stdio::null());
    let began = Instant::now();
    assert!(command.status().unwrap().success());
    began.elapsed()
}

/// The medians in milliseconds: nothing to do, one status changed by a command, one by hand.
fn measure(folder: &Path, entries: usize, rounds: usize) -> [f64; 3] {
    std::fs::create_dir(folder).unwrap();
    let file = folder.join("TASK_BOARD.md");
    std::fs::write(&file, board(entries)).unwrap();
    locus(folder, &["init"]);
    locus(folder, &["board", "sync"]);
    let (mut nothing, mut command, mut hand) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let status = ["blocked", "ready"][round % 2];
        nothing.push(locus(folder, &["board", "sync"]));
        locus(folder, &["--no-sync", "wp", "update", &id(0), "--status", status]);
        command.push(locus(folder, &["board", "sync"]));
        edit(&file, round);
        hand.push(locus(folder, &["board", "sync"]));
    }
    [nothing, command, hand].map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0
    })
}

/// Another token on one line by hand; the revision keeps the board from being an earlier one.
fn edit(file: &Path, round: usize) {
    let text = std::fs::read_to_string(file).unwrap();
    let tokens = [format!("- **[{}]** - [READY_FOR_DEV]", id(1)), format!("- **[{}]** - [STUB]", id(1))];
    let (from, to) = (&tokens[round % 2], &tokens[(round + 1) % 2]);
    assert!(text.contains(from));
    let text = text.replacen(from, to, 1);
    let text = text.replacen(&format!("revision {round}\n"), &format!("revision {}\n", round + 1), 1);
    std::fs::write(file, text).unwrap();
}
