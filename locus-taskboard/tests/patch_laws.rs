//! Laws of editing a board, on boards of all kinds.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod support;

use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit};
use locus_taskboard::{ParsedBoard, Vocabulary, parse, patch};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::{has_home, home, placed_minimally};

fn read(bytes: &[u8]) -> ParsedBoard {
    parse(bytes, &Vocabulary::default())
}

fn status_lines(board: &ParsedBoard) -> Vec<&BoardEntry> {
    board.entries.iter().filter(|entry| entry.first_sight().is_some()).collect()
}

fn status() -> impl Strategy<Value = WpStatus> {
    select(WpStatus::ALL)
}

/// What an entry line says behind its id.
fn tail() -> impl Strategy<Value = String> {
    let token = || {
        select(vec![
            "STUB",
            "READY_FOR_DEV",
            "ready for dev 🔴",
            "BLOCKED",
            "GATED",
            "FAIL",
            "DONE",
            "OUTDATED_ONLY",
            "SUPERSEDED by WP-1-b",
            "PARTIAL 🟡",
        ])
    };
    let text = || select(vec!["Split the store.", "a [mark](x.md)", "Überblick: `code` ", "[DONE](x.md)"]);
    prop_oneof![
        4 => token().prop_map(|token| format!(" - [{token}]")),
        1 => token().prop_map(|token| format!(" - [{token}]] ")),
        1 => token().prop_map(|token| format!(" - [{token}] - waits for [x]  ")),
        1 => (text(), token()).prop_map(|(text, token)| format!(" / FAIL (again): {text} [{token}]")),
        1 => (text(), token()).prop_map(|(text, token)| format!(": {text} [{token}]")),
        1 => token().prop_map(|token| format!(" [{token}]")),
        1 => text().prop_map(|text| format!(" - {text}")),
        1 => Just(" / FAIL".to_owned()),
        1 => select(vec!["", " ", " -", ":"]).prop_map(str::to_owned),
    ]
}

fn entry() -> impl Strategy<Value = Vec<String>> {
    let details = prop::collection::vec(
        select(vec![
            "  - a detail",
            "   - **[WP-9]** - [DONE]",
            "\t* tab",
            "      deep",
            "  ---",
            "    ```\n    x\n    ```",
        ]),
        0..3,
    );
    (select(vec!["- ", "- ", "- ", "1. ", "23. "]), 0..60_usize, tail(), details).prop_map(
        |(bullet, id, tail, details)| {
            let line = format!("{bullet}**[WP-1-{id}]**{tail}");
            let details = details.into_iter().flat_map(|detail| detail.split('\n'));
            std::iter::once(line).chain(details.map(str::to_owned)).collect()
        },
    )
}

/// A heading, an entry or what people write between them.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let heading = select(vec![
        "## Stub Backlog (Not Activated)",
        "## ready  for DEV 🚀",
        "## In Progress",
        "## Blocked",
        "## Gated",
        "## Done",
        "## Done (old) ##",
        "## Superseded (Archive)",
        "## Historical",
        "# Top",
        "### Sub",
    ]);
    let between = select(vec![
        "prose",
        "(None)",
        "| a | b |\n|---|---|",
        "* **[WP-8]** - [DONE]",
        "- **[WP_ID]** - [TOKEN]",
        "`- **[WP-8]**`",
        "> - **[WP-8]**\n",
        "```md\n## Done\n- **[WP-8]**\n\n```",
        "<!--\n- **[WP-8]**\n-->",
        "]",
        "\u{7}\u{0}",
        "lone \r return",
        "prose\n---",
        "---",
        "***",
        "",
    ]);
    prop_oneof![
        3 => heading.prop_map(|line| vec![line.to_owned()]),
        6 => entry(),
        3 => between.prop_map(|text| text.split('\n').map(str::to_owned).collect()),
        2 => (1..6_usize).prop_map(|count| vec![String::new(); count]),
    ]
}

/// A board, well-formed as Markdown.
fn board() -> impl Strategy<Value = Vec<u8>> {
    let all = prop::collection::vec(lines(), 0..40).prop_map(|all| all.concat());
    let ends = prop_oneof![
        Just(vec!["\n"]),
        Just(vec!["\r\n"]),
        prop::collection::vec(select(vec!["\n", "\r\n"]), 1..9)
    ];
    (all, ends, any::<bool>(), any::<bool>()).prop_map(|(lines, ends, bom, open)| {
        let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
        for (line, end) in lines.iter().zip(ends.iter().cycle()) {
            text += line;
            text += end;
        }
        let text = if open { text.trim_end_matches(['\n', '\r']) } else { text.as_str() };
        text.as_bytes().to_vec()
    })
}

/// Anything: pieces of boards, torn.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let torn =
        select(vec!["```\n", "<!-- ", "-->\n", "<div>\n", "> ", "`", "- ", "  ", "\r", "\u{feff}", "2. **["]);
    let piece = prop_oneof![
        4 => board(),
        2 => torn.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Edits of lines of a board, each of another one.
fn some_edits(board: &ParsedBoard, picks: &[(Index, Option<WpStatus>)]) -> Vec<Edit> {
    let mut lines = status_lines(board);
    let mut edits = Vec::new();
    for (index, status) in picks {
        if lines.is_empty() {
            break;
        }
        let line = lines.remove(index.index(lines.len())).line;
        edits.push(status.map_or(Edit::Remove { line }, |status| Edit::Place { line, status }));
    }
    edits
}

fn picks(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(Index, Option<WpStatus>)>> {
    prop::collection::vec((any::<Index>(), prop::option::weighted(0.8, status())), count)
}

/// Lines in the section of their status, with that status and another one that has a section.
fn moves(board: &ParsedBoard) -> Vec<(&BoardEntry, WpStatus, WpStatus)> {
    let section = |entry: &BoardEntry| entry.section.as_ref().and_then(|section| section.status);
    let said = board.entries.iter().filter_map(|entry| Some((entry, entry.first_sight()?.status)));
    let at_home = said.filter(|(entry, status)| section(entry) == Some(home(board, *status)));
    let to = |status: WpStatus| WpStatus::ALL.iter().map(move |to| (status, *to));
    at_home
        .flat_map(|(entry, status)| to(status).map(move |(status, to)| (entry, status, to)))
        .filter(|(_, status, to)| has_home(board, *to) && home(board, *status) != home(board, *to))
        .collect()
}

/// What a board's entries say, without order and lines.
fn said(bytes: &[u8]) -> Vec<String> {
    let entries = read(bytes).entries.into_iter();
    let mut said: Vec<_> = entries.map(|entry| format!("{:?}", BoardEntry { line: 0, ..entry })).collect();
    said.sort();
    said
}

proptest! {
    #[test]
    fn no_edit_changes_no_byte(bytes in prop_oneof![soup(), prop::collection::vec(any::<u8>(), 0..200)]) {
        let patched = patch(&bytes, &Vocabulary::default(), &[]).unwrap();
        prop_assert_eq!(patched.bytes, bytes);
        prop_assert_eq!(patched.changes, vec![]);
    }

    #[test]
    fn an_entry_moves_alone(bytes in board(), which: Index, status in status()) {
        let board = read(&bytes);
        let lines = status_lines(&board);
        if lines.is_empty() {
            return Ok(());
        }
        drop(placed_minimally(&bytes, &board, lines[which.index(lines.len())], status));
    }

    #[test]
    fn there_and_back_and_there_again_is_there(bytes in board(), which: Index) {
        let board = read(&bytes);
        let moves = moves(&board);
        if moves.is_empty() || !bytes.ends_with(b"\n") {
            return Ok(());
        }
        let (entry, before, status) = moves[which.index(moves.len())];
        let place = |bytes: &[u8], line, status| {
            let board = read(bytes);
            placed_minimally(bytes, &board, board.entry_on(line).unwrap(), status)
        };
        let (there, line) = placed_minimally(&bytes, &board, entry, status);
        let (back, line) = place(&there, line, before);
        prop_assert_eq!(there, place(&back, line, status).0);
    }

    #[test]
    fn edits_of_different_lines_commute(bytes in board(), picks in picks(2..6), turn: Index) {
        let board = read(&bytes);
        let edits = some_edits(&board, &picks);
        if edits.is_empty() {
            return Ok(());
        }
        let mut turned = edits.clone();
        turned.rotate_left(turn.index(edits.len()));
        let [one, other] = [edits, turned].map(|edits| patch(&bytes, &Vocabulary::default(), &edits).unwrap());
        prop_assert_eq!(said(&one.bytes), said(&other.bytes));
        let [mut one, mut other] = [one, other].map(|patched| patched.changes);
        for changes in [&mut one, &mut other] {
            changes.iter_mut().for_each(|change| change.line = 0);
            changes.sort_by_key(|change| format!("{change:?}"));
        }
        prop_assert_eq!(one, other);
    }

    #[test]
    fn whatever_the_text_an_edit_that_succeeds_says_what_it_should(bytes in soup(), picks in picks(1..5)) {
        let board = read(&bytes);
        let edits = some_edits(&board, &picks);
        let Ok(patched) = patch(&bytes, &Vocabulary::default(), &edits) else { return Ok(()) };
        let after = read(&patched.bytes);
        let mut named = Vec::new();
        let mut written = Vec::new();
        for edit in &edits {
            let (Edit::Place { line, .. } | Edit::Remove { line }) = edit else { unreachable!() };
            named.push(*line);
        }
        for change in &patched.changes {
            if let Some(to) = &change.to {
                let entry = after.entry_on(change.line).unwrap();
                let status = entry.first_sight().map(|sight| sight.status.into());
                prop_assert_eq!((&entry.wp_id, status), (&change.wp_id, to.status));
                written.push(change.line);
            }
        }
        let others = |board: &ParsedBoard, edited: &[usize]| -> Vec<_> {
            let others = board.entries.iter().filter(|entry| !edited.contains(&entry.line));
            others.map(|entry| BoardEntry { line: 0, ..entry.clone() }).collect()
        };
        // An edit that says what its line says already leaves it where it is.
        if patched.changes.len() == edits.len() {
            prop_assert_eq!(others(&board, &named), others(&after, &written));
        }
    }
}
