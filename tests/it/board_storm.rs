//! The sync under fire: killed at any moment, and with people and other processes at the board at the same time.

use crate::support::{Dice, TestEnv};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PACKETS: usize = 30;

fn id(number: usize) -> String {
    format!("WP-{number}-v1")
}

/// A project whose board both sides know; every entry has a detail line.
fn synced_project() -> TestEnv {
    let env = TestEnv::new();
    let lines: String =
        (0..PACKETS).map(|n| format!("- **[{0}]** - [READY_FOR_DEV]\n  - detail of {0}\n", id(n))).collect();
    env.write(
        "TASK_BOARD.md",
        format!("# B\nrevision 0\n\n## Ready for Dev\n{lines}\n## Stub Backlog\n\n## Done\n"),
    );
    env.locus(["init", "--board", "TASK_BOARD.md"]).success();
    env.locus(["board", "sync"]).success();
    env
}

/// Moves a packet's entry to another section by hand, as an editor that replaces the file and looks again first.
/// A board that equals an earlier one would be held back as stale, so each edit leaves its number. Answers whether
/// it got through.
fn edit_by_hand(board: &Path, id: &str, section: &str, token: &str) -> bool {
    let text = std::fs::read_to_string(board).unwrap();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = lines.iter().position(|line| line.starts_with(&format!("- **[{id}]**"))).unwrap();
    let detail = lines.remove(at + 1);
    lines.remove(at);
    let heading = lines.iter().position(|line| line.trim_end() == section).unwrap();
    lines.splice(heading + 1..heading + 1, [format!("- **[{id}]** - [{token}]\n"), detail]);
    let revision: u64 = lines[1].trim_end().strip_prefix("revision ").unwrap().parse().unwrap();
    lines[1] = format!("revision {}\n", revision + 1);
    let beside = board.with_extension("by-hand");
    std::fs::write(&beside, lines.concat()).unwrap();
    if std::fs::read_to_string(board).unwrap() != text {
        return false;
    }
    std::fs::rename(beside, board).unwrap();
    true
}

#[track_caller]
fn assert_whole(board: &Path) {
    let text = std::fs::read_to_string(board).unwrap();
    for n in 0..PACKETS {
        let entries = text.matches(&format!("- **[{}]** - [", id(n))).count();
        let details = text.matches(&format!("  - detail of {}\n", id(n))).count();
        assert_eq!((entries, details), (1, 1), "{} on\n{text}", id(n));
    }
}

fn statuses(env: &TestEnv) -> BTreeMap<String, String> {
    let data = env.locus(["--json", "wp", "list", "--limit", "1000"]).success().json()["data"].take();
    let list = data.as_object().unwrap().values().find_map(|value| value.as_array()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    list.iter().map(|wp| (text(&wp["wp_id"]), text(&wp["status"]))).collect()
}

#[test]
fn a_killed_sync_tears_nothing_and_the_next_one_converges() {
    let env = synced_project();
    let board = env.path("TASK_BOARD.md");
    let mut dice = Dice::new(7);
    let mut expected: BTreeMap<String, String> = (0..PACKETS).map(|n| (id(n), "ready".to_owned())).collect();
    for _ in 0..200 {
        let (first, second) = (dice.roll(PACKETS / 2), PACKETS / 2 + dice.roll(PACKETS / 2));
        let status = ["stub", "ready", "blocked"][dice.roll(3)];
        let moved = env.locus(["--no-sync", "wp", "update", &id(first), "--status", status, "--reason", "x"]);
        if moved.code() == 0 {
            expected.insert(id(first), status.to_owned());
        }
        let (section, token, status) =
            [("## Done", "VALIDATED", "done"), ("## Ready for Dev", "READY_FOR_DEV", "ready")][dice.roll(2)];
        assert!(edit_by_hand(&board, &id(second), section, token));
        expected.insert(id(second), status.to_owned());

        let mut sync =
            env.command(["board", "sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice.roll(40_000) as u64));
        sync.kill().unwrap();
        sync.wait().unwrap();
        assert_whole(&board);
        env.locus(["board", "sync"]).success();
        env.locus(["board", "sync", "--check"]).success();
    }
    assert_eq!(statuses(&env), expected);
    env.locus(["events", "verify"]).success();
    env.locus(["doctor"]).success();
}

/// How long a storm lasts: 6 seconds, or `LOCUS_STORM_SECONDS`.
fn storm() -> Duration {
    let seconds = std::env::var("LOCUS_STORM_SECONDS").ok();
    Duration::from_secs(seconds.map_or(6, |seconds| seconds.parse().unwrap()))
}

#[test]
fn two_syncing_processes_and_an_editor_lose_no_edit_and_double_no_line() {
    let env = synced_project();
    let board = env.path("TASK_BOARD.md");
    let stop = Instant::now() + storm();
    let (syncs, mut edits) = (AtomicUsize::new(0), 0);
    let mut dice = Dice::new(11);
    let mut expected = BTreeMap::new();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while Instant::now() < stop {
                    // A board that was edited too often meanwhile is an error that says so; nothing else is.
                    let code = env.locus(["board", "sync"]).code();
                    assert!(matches!(code, 0 | 7), "{code}");
                    syncs.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while Instant::now() < stop {
            let packet = id(dice.roll(PACKETS));
            let (section, token, status) =
                [("## Done", "VALIDATED", "done"), ("## Ready for Dev", "READY_FOR_DEV", "ready")]
                    [dice.roll(2)];
            if edit_by_hand(&board, &packet, section, token) {
                expected.insert(packet, status.to_owned());
                edits += 1;
            }
            std::thread::sleep(Duration::from_millis(15));
        }
    });
    env.locus(["board", "sync"]).success();
    assert_whole(&board);
    let found = statuses(&env);
    for (packet, status) in expected {
        assert_eq!(found.get(&packet), Some(&status), "{packet}");
    }
    env.locus(["board", "sync", "--check"]).success();
    // The harness hides what a passing test prints, but not what goes to the stream itself.
    let told = format!("{} syncs and {edits} edits: none lost, no line twice\n", syncs.into_inner());
    std::io::stderr().write_all(told.as_bytes()).unwrap();
}
