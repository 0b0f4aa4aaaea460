//! Real boards, read where they lie: `LOCUS_CORPUS`, or `../shared/corpus` beside the workspace.

use crate::support::TestEnv;
use locus_core::domain::board::BoardEntry;
use locus_core::ports::Board as _;
use locus_taskboard::{BoardFile, Vocabulary};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) fn corpus() -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let corpus = std::env::var_os("LOCUS_CORPUS").map_or_else(default, PathBuf::from);
    if corpus.is_dir() {
        return Some(corpus);
    }
    // The harness hides what a passing test prints, but not what goes to the stream itself.
    let skipped = format!("SKIPPED: no real boards at {}; set LOCUS_CORPUS\n", corpus.display());
    std::io::stderr().write_all(skipped.as_bytes()).unwrap();
    None
}

fn board(corpus: &Path, prefix: &str) -> Option<Vec<u8>> {
    let mut files = std::fs::read_dir(corpus.join("boards")).ok()?.filter_map(Result::ok);
    let file = files.find(|file| file.file_name().to_string_lossy().starts_with(prefix))?;
    std::fs::read(file.path()).ok()
}

/// The status of each packet on a board: of its lines the one furthest along.
fn expected(path: &Path) -> BTreeMap<String, String> {
    let rank = |status: &str| {
        ["stub", "ready", "gated", "blocked", "in_progress", "done", "cancelled"]
            .iter()
            .position(|s| *s == status)
    };
    let lock = path.with_extension("lock");
    let file =
        BoardFile { path: path.to_owned(), vocabulary: Vocabulary::default(), lock, wait: Duration::ZERO };
    let loaded = file.load().unwrap();
    let mut statuses: BTreeMap<String, String> = BTreeMap::new();
    let says = |entry: &BoardEntry| {
        entry.first_sight().map(|sight| (entry.wp_id.to_string(), sight.status.to_string()))
    };
    for (wp_id, status) in loaded.entries.iter().filter_map(says) {
        let standing = statuses.entry(wp_id).or_insert_with(|| status.clone());
        if rank(&status) > rank(standing) {
            *standing = status;
        }
    }
    statuses
}

fn adopt(prefix: &str) {
    let Some(corpus) = corpus() else { return };
    let bytes = board(&corpus, prefix).expect("the corpus holds this board");
    let env = TestEnv::new();
    let path = env.write("gov/TASK_BOARD.md", &bytes);
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    env.locus(["init", "--board", "gov/TASK_BOARD.md"]).success();
    env.locus(["board", "sync", "--check"]).exits(1);
    env.locus(["--json", "board", "sync"]).success();

    let wps = env.locus(["--json", "wp", "list", "--limit", "10000"]).success().json()["data"]["wps"].take();
    let text = |wp: &serde_json::Value, key: &str| wp[key].as_str().unwrap().to_owned();
    let found: BTreeMap<_, _> =
        wps.as_array().unwrap().iter().map(|wp| (text(wp, "wp_id"), text(wp, "status"))).collect();
    let expected = expected(&path);
    assert!(expected.len() > 20, "only {} packets expected", expected.len());
    assert_eq!(found, expected);

    let events = env.events();
    let again = env.locus(["--json", "board", "sync"]).success().json();
    assert_eq!(again["data"]["db_changes"], serde_json::json!([]));
    env.locus(["board", "sync", "--check"]).success();
    assert_eq!(env.events(), events, "a second sync changes nothing");
    env.locus(["status"]).success();
    let ready = env.locus(["--json", "ready"]).success().json();
    let workable =
        expected.values().filter(|status| ["ready", "in_progress"].contains(&status.as_str())).count();
    assert_eq!(ready["data"]["total_count"], workable);
    env.locus(["events", "verify"]).success();
    env.locus(["doctor"]).success();
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "the board stays as it was");
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), written, "nor was it written");
}

#[test]
fn a_board_of_february_comes_in_whole() {
    adopt("0123_");
}

#[test]
fn a_board_of_may_comes_in_whole() {
    adopt("0323_");
}
