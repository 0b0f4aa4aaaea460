//! `locus board watch`: the real binary beside an editor and other commands. Every wait is for a condition.

use crate::support::TestEnv;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const BOARD: &str = "# Board\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n- **[WP-2]** - [READY_FOR_DEV]\n\n## Blocked\n\n## Done\n";

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running watch; what it says comes line by line.
struct Watch {
    child: Child,
    said: Receiver<String>,
    complained: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn lines(source: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(source).lines() {
            if sender.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Watch {
    /// A watch that has synced once and said so.
    fn begun(env: &TestEnv, more: &[&str]) -> (Self, String) {
        let watch = Self::start(env, more);
        let first = watch.says();
        (watch, first)
    }

    fn start(env: &TestEnv, more: &[&str]) -> Self {
        let args = ["board", "watch", "--debounce", "40"].iter().chain(more);
        let mut command = env.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = lines(child.stdout.take().unwrap());
        let complained = lines(child.stderr.take().unwrap());
        Self { child, said, complained }
    }

    #[track_caller]
    fn says(&self) -> String {
        self.said.recv_timeout(PATIENCE).expect("the watch says something")
    }

    #[track_caller]
    fn complains(&self) -> String {
        self.complained.recv_timeout(PATIENCE).expect("the watch complains")
    }

    /// Its exit code, once it has ended; until then this is done again and again.
    #[track_caller]
    fn ends(&mut self, mut meanwhile: impl FnMut()) -> Option<i32> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < give_up, "it goes on");
            meanwhile();
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Nothing was said besides.
    #[track_caller]
    fn assert_silent(&self) {
        let said: Vec<_> = self.said.try_iter().chain(self.complained.try_iter()).collect();
        assert_eq!(said, Vec::<String>::new());
    }

    /// It comes to rest: for a second, which is many times its debounce, it isn't woken once.
    #[cfg(target_os = "linux")]
    #[track_caller]
    fn rests(&self) {
        let woken = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
            let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches")).unwrap();
            line.to_owned()
        };
        let give_up = Instant::now() + PATIENCE;
        loop {
            let before = woken();
            std::thread::sleep(Duration::from_secs(1));
            if woken() == before {
                return;
            }
            assert!(Instant::now() < give_up, "it goes on and on");
        }
    }
}

/// As editors save: a new file takes the place of the old one.
fn save(env: &TestEnv, name: &str, text: &str) {
    let beside = env.write(&format!("{name}~"), text);
    std::fs::rename(beside, env.path(name)).unwrap();
}

fn board(env: &TestEnv) -> String {
    std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap()
}

fn project() -> TestEnv {
    let env = TestEnv::project();
    env.write("TASK_BOARD.md", BOARD);
    env
}

#[test]
fn what_people_save_and_what_commands_change_goes_to_the_other_side() {
    let env = project();
    let (watch, first) = Watch::begun(&env, &[]);
    assert_eq!(first, "database: WP-1 READY, WP-2 READY");
    for (token, status) in [("SUPERSEDED", "CANCELLED"), ("STUB", "STUB")] {
        let text = board(&env);
        let (before, line) = text.split_at(text.find("- **[WP-1]**").unwrap());
        let after = line.split_once('\n').unwrap().1;
        save(&env, "TASK_BOARD.md", &format!("{before}- **[WP-1]** - [{token}]\n{after}"));
        let said = watch.says();
        assert!(said.starts_with("database: WP-1 ") && said.ends_with(&format!("→ {status}")), "{said}");
    }
    env.locus(["--no-sync", "wp", "update", "WP-2", "--status", "blocked"]).success();
    assert_eq!(watch.says(), "board: WP-2 READY → BLOCKED");
    assert!(board(&env).contains("## Blocked\n- **[WP-2]** - [BLOCKED]\n"));
    env.write(
        "TASK_BOARD.md",
        board(&env).replace("## Done\n", "## Done\n- **[WP-3]**: written in place [DONE]\n"),
    );
    assert_eq!(watch.says(), "database: WP-3 DONE");
    #[cfg(target_os = "linux")]
    watch.rests();
    watch.assert_silent();
    env.locus(["board", "sync", "--check"]).success();
}

#[test]
fn each_sync_is_one_line_of_json() {
    let env = project();
    let (watch, first) = Watch::begun(&env, &["--json"]);
    let first: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((&first["success"], &first["data"]["entries"]), (&true.into(), &2.into()));
    env.locus(["--no-sync", "wp", "update", "WP-1", "--status", "blocked"]).success();
    let second: Value = serde_json::from_str(&watch.says()).unwrap();
    assert_eq!(second["data"]["board_changes"][0]["wp_id"], "WP-1");
    assert_eq!(second["data"]["wrote_board"], true);
    assert_eq!(
        second["events_emitted"],
        serde_json::json!(["FR-EVT-SYNC-001", "FR-EVT-TB-002", "FR-EVT-SYNC-002"])
    );
}

#[test]
fn a_conflict_is_told_once_and_waits_until_it_is_settled() {
    let env = project();
    let older = board(&env);
    let (watch, _) = Watch::begun(&env, &[]);
    save(&env, "TASK_BOARD.md", &older.replace("[WP-1]** - [READY_FOR_DEV]", "[WP-1]** - [SUPERSEDED]"));
    assert_eq!(watch.says(), "database: WP-1 READY → CANCELLED");
    // As a checkout does.
    save(&env, "TASK_BOARD.md", &older);
    assert_eq!(watch.says(), "conflict: WP-1; `locus board diff` shows both sides");
    #[cfg(target_os = "linux")]
    watch.rests();
    watch.assert_silent();
    env.locus(["board", "sync", "--prefer", "db"]).success();
    assert_eq!(watch.says(), "in step (2 lines with packets)");
    assert!(board(&env).contains("- **[WP-1]** - [SUPERSEDED]\n"));
}

#[test]
fn a_merge_and_a_missing_board_are_told_once_and_waited_for() {
    let env = TestEnv::new();
    env.locus(["init", "--board", "docs/board.md"]).success();
    let watch = Watch::start(&env, &[]);
    assert!(watch.complains().starts_with("error: there is no board at "));
    assert!(watch.complains().starts_with("hint: "));
    env.write("docs/board.md", BOARD);
    assert_eq!(watch.says(), "database: WP-1 READY, WP-2 READY");
    save(&env, "docs/board.md", &format!("<<<<<<< HEAD\n{BOARD}"));
    assert!(watch.complains().ends_with("holds git conflict markers, the first in line 1"));
    assert!(watch.complains().starts_with("hint: "));
    #[cfg(target_os = "linux")]
    watch.rests();
    watch.assert_silent();
    save(&env, "docs/board.md", &format!("merged\n{BOARD}"));
    assert_eq!(watch.says(), "in step (2 lines with packets)");
    // A checkout may take the whole folder away and bring another one.
    std::fs::remove_dir_all(env.path("docs")).unwrap();
    assert!(watch.complains().starts_with("error: there is no board at "));
    assert!(watch.complains().starts_with("hint: "));
    env.write("docs/board.md", BOARD.replace("[WP-2]** - [READY_FOR_DEV]", "[WP-2]** - [STUB]"));
    assert_eq!(watch.says(), "database: WP-2 READY → STUB");
    env.write("docs/board.md", format!("once more\n{BOARD}"));
    assert_eq!(watch.says(), "database: WP-2 STUB → READY");
}

#[test]
fn it_ends_when_nobody_reads_it_any_more() {
    let env = project();
    let (mut watch, _) = Watch::begun(&env, &[]);
    // The reader ends with the first line that nobody takes, and the pipe with it.
    watch.said = channel().1;
    let mut statuses = ["blocked", "ready"].iter().cycle();
    let code = watch.ends(|| {
        env.locus(["--no-sync", "wp", "update", "WP-1", "--status", statuses.next().unwrap()]).success();
    });
    assert_eq!(code, Some(0));
    env.locus(["board", "sync"]).success();
}

#[test]
fn what_waiting_does_not_mend_ends_it() {
    let ends = |env: &TestEnv, more: &[&str]| Watch::start(env, more).ends(|| {});
    assert_eq!(ends(&TestEnv::new(), &[]), Some(3));
    let env = project();
    assert_eq!(ends(&env, &["--role", "coder"]), Some(6));
    assert_eq!(ends(&env, &["--debounce", "0"]), Some(2));
    env.write(".locus/locus.db", "no database at all");
    std::fs::remove_file(env.path(".locus/locus.db-wal")).unwrap();
    assert_eq!(ends(&env, &[]), Some(1));
}
