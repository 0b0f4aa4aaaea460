//! Real boards and real edits, read in place: `LOCUS_CORPUS`, by default `../shared/corpus` beside the checkout.

use crate::board_sync::Desk;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

/// The boards' folder; a missing one is told, not failed.
fn boards() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    let folder = PathBuf::from(std::env::var_os("LOCUS_CORPUS").unwrap_or(default.into())).join("boards");
    if !folder.is_dir() {
        // The harness hides what a passing test prints, but not what goes to the stream itself.
        let skipped = format!("SKIPPED: no real boards at {}; set LOCUS_CORPUS\n", folder.display());
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return None;
    }
    Some(folder)
}

fn all_boards() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = boards() else { return Vec::new() };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut boards: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    boards.sort();
    boards
}

#[track_caller]
fn assert_adopted_untouched(name: &str, bytes: &[u8]) {
    let mut desk = Desk::new(bytes);
    let synced = desk.sync();
    assert!(synced.report.conflicts.is_empty() && !synced.report.wrote_board, "{name}");
    assert_eq!(desk.bytes(), bytes, "{name}");
    desk.assert_quiet();
}

#[test]
fn every_real_board_is_adopted_and_stays_as_it_is() {
    for (name, bytes) in all_boards() {
        assert_adopted_untouched(&name, &bytes);
    }
}

/// A board with every line end replaced.
fn with_line_ends(bytes: &[u8], end: impl Fn(usize) -> &'static [u8]) -> Vec<u8> {
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
    let lines = text.split(|byte| *byte == b'\n').enumerate();
    lines.flat_map(|(number, line)| [line, end(number)].concat()).collect()
}

type Mutation = fn(&[u8]) -> Vec<u8>;

#[test]
fn mutilated_real_boards_are_adopted_and_stay_as_they_are() {
    let mutations: [Mutation; 9] = [
        |bytes| with_line_ends(bytes, |_| b"\r\n"),
        |bytes| with_line_ends(bytes, |number| if number % 3 == 0 { b"\r\n" } else { b"\n" }),
        |bytes| with_line_ends(bytes, |number| if number % 50 == 0 { b"\r" } else { b"\n" }),
        |bytes| [b"\xef\xbb\xbf", bytes].concat(),
        |bytes| bytes.trim_ascii_end().to_vec(),
        |bytes| [bytes, b"\nbroken \xff\xfe bytes\n"].concat(),
        |bytes| {
            [bytes, b"\n## Done\n- **[WP-Twice]** - [VALIDATED]\n\n## Done\n- **[WP-Twice]** - [VALIDATED]\n"]
                .concat()
        },
        |bytes| {
            [b"Setext\n======\n\n```\n- **[WP-Fenced]** - [STUB]\n```\n<!--\n- **[WP-Hidden]**\n-->\n", bytes]
                .concat()
        },
        |bytes| [bytes, "\n".repeat(900).as_bytes(), b"* **[WP-Star]**\n\t- **[WP-Tab]**\n"].concat(),
    ];
    for (name, bytes) in all_boards().iter() {
        for (number, mutate) in mutations.iter().enumerate() {
            assert_adopted_untouched(&format!("{name}, mutation {number}"), &mutate(bytes));
        }
    }
}

/// The status a packet has by its lines: the furthest along, as the pairs write them.
fn furthest(change: &Value, key: &str) -> Option<String> {
    let order = ["STUB", "READY", "BLOCKED", "GATED", "IN_PROGRESS", "DONE", "CANCELLED"];
    let statuses = change[key].as_array().unwrap().iter().filter_map(Value::as_str);
    statuses.max_by_key(|status| order.iter().position(|known| known == status)).map(str::to_owned)
}

#[test]
fn every_real_edit_is_taken_over_and_its_bytes_stay() {
    let Some(folder) = boards() else { return };
    let pairs = std::fs::read_to_string(folder.join("pairs_public.json")).unwrap();
    let pairs: Vec<Value> = serde_json::from_str(&pairs).unwrap();
    for pair in pairs {
        let board = |key: &str| std::fs::read(folder.join(pair[key].as_str().unwrap())).unwrap();
        let mut desk = Desk::new(board("before_file"));
        desk.sync();
        desk.write(board("after_file"));
        let synced = desk.sync();
        assert!(synced.report.conflicts.is_empty(), "{:?}", synced.report.conflicts);
        assert_eq!(desk.bytes(), board("after_file"));
        let mut expected: BTreeMap<String, Option<String>> = BTreeMap::new();
        for change in pair["changes"].as_array().unwrap() {
            let (before, after) = (furthest(change, "wp_status_before"), furthest(change, "wp_status_after"));
            // The pairs read a failed verdict under Done as DONE.
            let failed = [&change["from"], &change["to"]].iter().any(|place| place["token"] == "FAIL");
            if before != after && !failed {
                expected.insert(change["wp_id"].as_str().unwrap().to_owned(), after);
            }
        }
        let taken: BTreeMap<String, Option<String>> = synced
            .report
            .db_changes
            .iter()
            .filter(|change| {
                ![&change.from, &change.to]
                    .iter()
                    .any(|place| place.as_ref().is_some_and(|p| p.token.as_deref() == Some("FAIL")))
            })
            .map(|change| {
                (change.wp_id.to_string(), change.to.as_ref().and_then(|to| to.status).map(|s| s.to_string()))
            })
            .collect();
        assert_eq!(taken, expected, "{}", pair["before_file"]);
        desk.assert_quiet();
    }
}
