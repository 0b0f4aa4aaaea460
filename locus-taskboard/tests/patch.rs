//! What one edit does to a board's text: task-board.md §2, §3, rule by rule.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use locus_core::domain::WpStatus::{self, Blocked, Cancelled, Done, Gated, InProgress, Ready, Stub};
use locus_core::domain::board::{BoardPlace, Edit, LineChange};
use locus_taskboard::{Dialect, PatchError, Patched, Vocabulary, parse, patch};

fn try_edits(board: &str, edits: &[Edit]) -> Result<Patched, PatchError> {
    patch(board.as_bytes(), &Vocabulary::default(), edits)
}

fn edits(board: &str, edits: &[Edit]) -> String {
    String::from_utf8(try_edits(board, edits).unwrap().bytes).unwrap()
}

/// The first line of a packet, from 1.
fn line_of(board: &str, wp_id: &str) -> usize {
    let entries = parse(board.as_bytes(), &Vocabulary::default()).entries;
    entries.iter().find(|entry| entry.wp_id.as_str() == wp_id).unwrap().line
}

fn place(board: &str, wp_id: &str, status: WpStatus) -> Edit {
    Edit::Place { line: line_of(board, wp_id), status }
}

fn placed(board: &str, wp_id: &str, status: WpStatus) -> String {
    edits(board, &[place(board, wp_id, status)])
}

fn add(wp_id: &str, status: WpStatus) -> Edit {
    Edit::Add { wp_id: wp_id.parse().unwrap(), title: wp_id.parse().unwrap(), status }
}

fn remove(board: &str, wp_id: &str) -> Edit {
    Edit::Remove { line: line_of(board, wp_id) }
}

#[test]
fn a_line_moves_behind_the_last_entry_with_its_note_and_its_details() {
    let board = "## Ready for Dev\n- **[WP-1]** - [READY] - for Ada\n  - a detail\n\tanother\n\n## Done\n\n- **[WP-2]** - [DONE]\n  - of WP-2\n\nprose\n";
    assert_eq!(
        placed(board, "WP-1", Done),
        "## Ready for Dev\n\n## Done\n\n- **[WP-2]** - [DONE]\n  - of WP-2\n- **[WP-1]** - [VALIDATED] - for Ada\n  - a detail\n\tanother\n\nprose\n"
    );
}

#[test]
fn a_token_is_replaced_in_place_in_the_section_it_belongs_to() {
    let board = "## Done\n- **[WP-1]** - [FAIL] - twice  \n  - a detail\n- **[WP-2]** - [DONE]\n## Done (old)\n- **[WP-3]** / FAIL: it drifts [FAIL]\n";
    assert_eq!(placed(board, "WP-1", Done), board.replace("[FAIL] - twice", "[VALIDATED] - twice"));
    assert_eq!(placed(board, "WP-3", Done), board.replace("drifts [FAIL]", "drifts [VALIDATED]"));
}

#[test]
fn a_status_a_line_has_already_keeps_its_bytes() {
    let board = "## Done\n- **[WP-1]** - [OUTDATED_ONLY]\n- **[WP-2]** - [FAIL]\n- **[WP-3]**\n## Ready for Dev\n- **[WP-4]** - [whatever]\n";
    for (wp_id, status) in [("WP-1", Done), ("WP-2", Gated), ("WP-3", Done), ("WP-4", Ready)] {
        let patched = try_edits(board, &[place(board, wp_id, status)]).unwrap();
        assert_eq!((patched.bytes, patched.changes), (board.as_bytes().to_vec(), vec![]), "{wp_id}");
    }
}

#[test]
fn a_contradiction_is_settled_by_placing_the_line_where_it_says() {
    let board =
        "## Ready for Dev\n- **[WP-1]** - [SUPERSEDED by WP-2]\n- **[WP-2]** - [BLOCKED]\n## Superseded\n";
    assert_eq!(
        placed(board, "WP-1", Cancelled),
        "## Ready for Dev\n- **[WP-2]** - [BLOCKED]\n## Superseded\n- **[WP-1]** - [SUPERSEDED]\n"
    );
    assert_eq!(placed(board, "WP-2", Ready), board.replace("[BLOCKED]", "[READY_FOR_DEV]"));
    assert_eq!(placed(board, "WP-1", Ready), board.replace("[SUPERSEDED by WP-2]", "[READY_FOR_DEV]"));
}

#[test]
fn each_form_of_a_line_gets_its_token_where_it_has_it() {
    for (line, moved) in [
        ("- **[WP-1]**", "- **[WP-1]** - [VALIDATED]"),
        ("- **[WP-1]**  ", "- **[WP-1]** - [VALIDATED]  "),
        ("1. **[WP-1]** - Split it.", "1. **[WP-1]** - Split it. [VALIDATED]"),
        ("- **[WP-1]** / FAIL (again): a: b", "- **[WP-1]** / FAIL (again): a: b [VALIDATED]"),
        ("- **[WP-1]** / FAIL: a [READY FOR DEV 🔴]", "- **[WP-1]** / FAIL: a [VALIDATED]"),
        ("- **[WP-1]**: a [mark] [READY]", "- **[WP-1]**: a [mark] [VALIDATED]"),
        ("- **[WP-1]** [READY]", "- **[WP-1]** [VALIDATED]"),
        ("- **[WP-1]** - [READY](x.md)", "- **[WP-1]** - [READY](x.md) [VALIDATED]"),
        ("- **[WP-1]** - [READY]]", "- **[WP-1]** - [VALIDATED]]"),
        ("- **[WP-1]** - [ odd \u{7} ] - [x]", "- **[WP-1]** - [VALIDATED] - [x]"),
    ] {
        let board = format!("## Ready for Dev\n{line}\n## Done\n");
        assert_eq!(placed(&board, "WP-1", Done), format!("## Ready for Dev\n## Done\n{moved}\n"), "{line}");
    }
}

#[test]
fn gated_goes_to_its_section_if_there_is_one_else_under_blocked() {
    let board = "## Blocked\n- **[WP-1]** - [BLOCKED] - no key\n## Done\n- **[WP-2]** - [DONE]\n";
    assert_eq!(placed(board, "WP-1", Gated), board.replace("[BLOCKED]", "[GATED]"));
    let under_blocked = "## Blocked\n- **[WP-1]** - [BLOCKED] - no key\n- **[WP-2]** - [GATED]\n## Done\n";
    assert_eq!(placed(board, "WP-2", Gated), under_blocked);
    assert_eq!(placed(under_blocked, "WP-2", Blocked), under_blocked.replace("[GATED]", "[BLOCKED]"));
    let with_gated = format!("{board}## Gated\n");
    assert_eq!(
        placed(&with_gated, "WP-1", Gated),
        "## Blocked\n## Done\n- **[WP-2]** - [DONE]\n## Gated\n- **[WP-1]** - [GATED] - no key\n"
    );
    assert_eq!(edits("## Done\n", &[add("WP-1", Gated)]), "## Done\n\n## Blocked\n- **[WP-1]** - [GATED]\n");
}

#[test]
fn of_two_sections_the_first_gets_the_line() {
    let board =
        "## Done\n- **[WP-1]** - [DONE]\n## DONE (old)\n- **[WP-2]** - [DONE]\n## Blocked\n- **[WP-3]**\n";
    assert_eq!(
        placed(board, "WP-3", Done),
        "## Done\n- **[WP-1]** - [DONE]\n- **[WP-3]** - [VALIDATED]\n## DONE (old)\n- **[WP-2]** - [DONE]\n## Blocked\n"
    );
}

#[test]
fn a_section_without_entries_gets_its_line_behind_its_text() {
    for (section, with_line) in [
        ("## Done\n\n(None)\n\n---\n\n# End\n", "## Done\n\n(None)\n* **\n\n---\n\n# End\n"),
        ("## Done\n(None)\n---\n# End\n", "## Done\n(None)\n* **\n---\n# End\n"),
        ("## Done\n\n\n* * *\n\n", "## Done\n* **\n\n\n* * *\n\n"),
        ("## Done", "## Done\n* **"),
        ("## Done\n\n### Early\n\n### Late\n\n", "## Done\n\n### Early\n\n### Late\n* **\n\n"),
        ("## Done\n```\n- **[WP-9]**\n```\n\n", "## Done\n```\n- **[WP-9]**\n```\n* **\n\n"),
        ("## Done\n<!--\n- **[WP-9]**\n-->\n\n", "## Done\n<!--\n- **[WP-9]**\n-->\n* **\n\n"),
    ] {
        let line = "- **[WP-1]** - [VALIDATED]";
        assert_eq!(edits(section, &[add("WP-1", Done)]), with_line.replace("* **", line), "{section:?}");
    }
}

#[test]
fn decoys_and_foreign_bullets_are_not_the_last_entry() {
    let board = "## Done\n- **[WP-1]** - [DONE]\n* **[WP-2]** - [DONE]\n`- **[WP-3]**`\n\n> - **[WP-4]**\n";
    assert_eq!(edits(board, &[add("WP-5", Done)]), board.replace("* **", "- **[WP-5]** - [VALIDATED]\n* **"));
}

#[test]
fn a_missing_section_stands_behind_the_last_status_section() {
    for (board, expected) in [
        ("## Done\n- **[WP-1]**\n", "## Done\n- **[WP-1]**\n\n## Blocked\n- **[WP-9]** - [BLOCKED]\n"),
        (
            "## Done\n- **[WP-1]**\n\n---\n\n## Notes\nx\n",
            "## Done\n- **[WP-1]**\n\n## Blocked\n- **[WP-9]** - [BLOCKED]\n\n---\n\n## Notes\nx\n",
        ),
        (
            "## Done\n- **[WP-1]**\nfooter\n## Notes\nx\n",
            "## Done\n- **[WP-1]**\nfooter\n\n## Blocked\n- **[WP-9]** - [BLOCKED]\n\n## Notes\nx\n",
        ),
        (
            "## Done\n- **[WP-1]**\n  ---\n# End\n",
            "## Done\n- **[WP-1]**\n  ---\n\n## Blocked\n- **[WP-9]** - [BLOCKED]\n\n# End\n",
        ),
        ("## Done", "## Done\n\n## Blocked\n- **[WP-9]** - [BLOCKED]"),
        ("# Title\r\n\r\n", "# Title\r\n\r\n\r\n## Blocked\r\n- **[WP-9]** - [BLOCKED]\r\n"),
        ("", "\n## Blocked\n- **[WP-9]** - [BLOCKED]\n"),
        ("\u{feff}", "\u{feff}\n## Blocked\n- **[WP-9]** - [BLOCKED]\n"),
    ] {
        assert_eq!(edits(board, &[add("WP-9", Blocked)]), expected, "{board:?}");
    }
}

#[test]
fn several_missing_sections_stand_in_the_order_of_a_fresh_board() {
    let board = "## Ready for Dev\n- **[WP-1]**\n- **[WP-2]**\n- **[WP-3]**\n- **[WP-4]**\ntext\n";
    let every = [
        place(board, "WP-1", Cancelled),
        place(board, "WP-2", Blocked),
        add("WP-5", Stub),
        place(board, "WP-4", Gated),
    ];
    assert_eq!(
        edits(board, &every),
        "## Ready for Dev\n- **[WP-3]**\ntext\n\
         \n## Stub Backlog (Not Activated)\n- **[WP-5]** - [STUB]\n\
         \n## Blocked\n- **[WP-2]** - [BLOCKED]\n- **[WP-4]** - [GATED]\n\
         \n## Superseded (Archive)\n- **[WP-1]** - [SUPERSEDED]\n"
    );
}

#[test]
fn the_last_line_of_the_last_section_may_go_to_a_new_one() {
    assert_eq!(
        placed("## Done\n\n- **[WP-1]**\n\n\n", "WP-1", Stub),
        "## Done\n\n## Stub Backlog (Not Activated)\n- **[WP-1]** - [STUB]\n\n\n\n"
    );
}

#[test]
fn a_moved_line_keeps_its_line_end_and_a_new_one_takes_that_of_the_line_above() {
    let board = "## Ready for Dev\n- **[WP-1]**\r\n  - a\n## Done\n- **[WP-2]**\n\r\n## Blocked\r\n";
    assert_eq!(
        placed(board, "WP-1", Done),
        "## Ready for Dev\n## Done\n- **[WP-2]**\n- **[WP-1]** - [VALIDATED]\r\n  - a\n\r\n## Blocked\r\n"
    );
    assert_eq!(
        edits(board, &[add("WP-3", Blocked), add("WP-4", Done)]),
        board.replace("WP-2]**\n", "WP-2]**\n- **[WP-4]** - [VALIDATED]\n") + "- **[WP-3]** - [BLOCKED]\r\n"
    );
}

#[test]
fn behind_an_unterminated_last_line_the_new_last_line_gives_its_line_end_away() {
    let board = "## Ready for Dev\r\n- **[WP-1]**\r\n  - a\n## Done\r\n- **[WP-2]**\r\n  - b";
    assert_eq!(
        placed(board, "WP-1", Done),
        "## Ready for Dev\r\n## Done\r\n- **[WP-2]**\r\n  - b\n- **[WP-1]** - [VALIDATED]\r\n  - a"
    );
    assert_eq!(edits(board, &[add("WP-3", Done)]), format!("{board}\r\n- **[WP-3]** - [VALIDATED]"));
    let both = edits(board, &[add("WP-3", Done), add("WP-4", Stub)]);
    let stub = "## Stub Backlog (Not Activated)\r\n- **[WP-4]** - [STUB]";
    assert_eq!(both, format!("{board}\r\n- **[WP-3]** - [VALIDATED]\r\n\r\n{stub}"));
    assert_eq!(edits("## Done", &[add("WP-1", Done)]), "## Done\n- **[WP-1]** - [VALIDATED]");
}

#[test]
fn an_unterminated_line_that_moves_up_takes_the_line_end_above_it() {
    let board = "## Ready for Dev\r\n- **[WP-1]**\r\n## Done\n- **[WP-2]** - [DONE]\n  - b";
    assert_eq!(
        placed(board, "WP-2", Ready),
        "## Ready for Dev\r\n- **[WP-1]**\r\n- **[WP-2]** - [READY_FOR_DEV]\n  - b\n## Done\n"
    );
    assert_eq!(
        placed("## Done\n- **[WP-2]**", "WP-2", Blocked),
        "## Done\n\n## Blocked\n- **[WP-2]** - [BLOCKED]",
        "it is the last again"
    );
    assert_eq!(edits(board, &[remove(board, "WP-2")]), board.replace("- **[WP-2]** - [DONE]\n  - b", ""));
    assert_eq!(placed("## Done\n- **[WP-2]** - [FAIL]", "WP-2", Done), "## Done\n- **[WP-2]** - [VALIDATED]");
}

#[test]
fn a_line_goes_with_its_details_and_nothing_else() {
    let board = "## Done\ntext\n- **[WP-1]**\n  - a\n---\n- **[WP-2]**\n";
    assert_eq!(edits(board, &[remove(board, "WP-1")]), "## Done\ntext\n---\n- **[WP-2]**\n");
}

#[test]
fn of_duplicates_only_the_line_named_moves() {
    let board = "## Ready for Dev\n- **[WP-1]** - [READY]\n## Blocked\n- **[WP-1]** - [BLOCKED]\n## Done\n";
    assert_eq!(
        edits(board, &[Edit::Place { line: 4, status: Done }]),
        "## Ready for Dev\n- **[WP-1]** - [READY]\n## Blocked\n## Done\n- **[WP-1]** - [VALIDATED]\n"
    );
}

#[test]
fn several_edits_name_lines_of_the_old_text_and_stand_in_their_order() {
    let board =
        "## Ready for Dev\n- **[WP-1]**\n- **[WP-2]**\n- **[WP-3]**\n## Done\n- **[WP-4]**\n\n- **[WP-5]**\n";
    let every = [
        place(board, "WP-3", Done),
        remove(board, "WP-2"),
        place(board, "WP-1", Done),
        place(board, "WP-5", Ready),
        add("WP-6", Ready),
    ];
    assert_eq!(
        edits(board, &every),
        "## Ready for Dev\n- **[WP-5]** - [READY_FOR_DEV]\n- **[WP-6]** - [READY_FOR_DEV]\n\
         ## Done\n- **[WP-4]**\n- **[WP-3]** - [VALIDATED]\n- **[WP-1]** - [VALIDATED]\n\n",
        "what leaves a section is no longer its last entry"
    );
}

#[test]
fn what_changed_is_told_with_the_new_lines() {
    let board =
        "## Ready for Dev\n- **[WP-1]** - [READY]\n  - a\n- **[WP-2]**\n## Done\n- **[WP-3]** - [FAIL]\n";
    let every =
        [place(board, "WP-1", Done), remove(board, "WP-2"), add("WP-4", Done), place(board, "WP-3", Done)];
    let at = |section: &str, token: Option<&str>, status: WpStatus| {
        let (section, token) = (Some(section.to_owned()), token.map(str::to_owned));
        Some(BoardPlace { section, token, status: Some(status.into()) })
    };
    let change = |wp_id: &str, from, to, line| LineChange { wp_id: wp_id.parse().unwrap(), from, to, line };
    let validated = || at("Done", Some("VALIDATED"), Done);
    assert_eq!(
        try_edits(board, &every).unwrap().changes,
        [
            change("WP-1", at("Ready for Dev", Some("READY"), Ready), validated(), 4),
            change("WP-2", at("Ready for Dev", None, Ready), None, 4),
            change("WP-4", None, validated(), 6),
            change("WP-3", at("Done", Some("FAIL"), Gated), validated(), 3),
        ]
    );
}

#[test]
fn bytes_that_are_no_text_stay_where_they_are() {
    let board = b"\xef\xbb\xbf## Ready for Dev \r\n- **[WP-1]** - a\xff\xfe\x00b [READY]  \r\n\xc3(\n\n\n## Done\r\n\x07\n";
    let edit = Edit::Place { line: 2, status: Done };
    assert_eq!(
        patch(board, &Vocabulary::default(), &[edit]).unwrap().bytes,
        b"\xef\xbb\xbf## Ready for Dev \r\n\xc3(\n\n\n## Done\r\n\x07\n- **[WP-1]** - a\xff\xfe\x00b [VALIDATED]  \r\n"
    );
}

#[test]
fn only_entries_of_status_sections_are_edited_and_each_once() {
    let board =
        "- **[WP-0]**\n## Notes\n- **[WP-1]**\n## Done\n- **[WP-2]**\n  - a\n```\n- **[WP-3]**\n```\n";
    for line in [0, 1, 3, 4, 6, 8, 10, usize::MAX] {
        for edit in [Edit::Remove { line }, Edit::Place { line, status: Done }] {
            assert_eq!(try_edits(board, &[edit]), Err(PatchError::NoStatusLine { line }));
        }
    }
    let twice = [Edit::Place { line: 5, status: Done }, Edit::Remove { line: 5 }];
    assert_eq!(try_edits(board, &twice), Err(PatchError::NamedTwice { line: 5 }));
}

#[test]
fn a_line_that_would_be_swallowed_is_refused() {
    for section in [
        "## Done\n```\nnever closed\n",
        "## Done\n<!-- never closed\n",
        "## Done\n<div>\n\n",
        "## Done\n<script>\n",
    ] {
        let refused = try_edits(section, &[add("WP-1", Done)]).unwrap_err();
        assert_eq!(refused.to_string(), "WP-1 would not be read as it should", "{section:?}");
    }
    let in_code = "## Blocked\n2. **[WP-1]** - b`\n## Done\ntext `a\n";
    assert!(matches!(try_edits(in_code, &[place(in_code, "WP-1", Done)]), Err(PatchError::Misread { .. })));
}

#[test]
fn an_edit_that_would_hide_another_entry_is_refused() {
    let code = "## Done\ntext `a\n- **[WP-1]**\n2. **[WP-2]** - b`\n";
    let html = "## Done\n- **[WP-1]**\n<b>\n- **[WP-2]**\n";
    for board in [code, html] {
        let refused = try_edits(board, &[remove(board, "WP-1")]).unwrap_err();
        assert_eq!(refused, PatchError::Misread { what: "WP-2".to_owned() }, "{board:?}");
    }
}

#[test]
fn an_edit_that_would_bring_an_entry_to_light_is_refused() {
    let board = "## Done\ntext\n2. **[WP-1]** - `a\n2. **[WP-2]** - b`\n";
    let refused = try_edits(board, &[remove(board, "WP-1")]).unwrap_err();
    assert_eq!(refused, PatchError::Misread { what: "WP-2".to_owned() });
}

#[test]
fn an_edit_that_would_make_a_section_is_refused() {
    let board = "## Done\n- **[WP-1]**\n\n  ## Blocked\n";
    let refused = try_edits(board, &[remove(board, "WP-1")]).unwrap_err();
    assert_eq!(refused.to_string(), "the heading \"Blocked\" would not be read as it should");
}

#[test]
fn a_token_that_would_not_be_found_is_refused() {
    let board = "## Ready for Dev\n- **[WP-1]** - [half a bracket\n## Done\n";
    assert!(matches!(try_edits(board, &[place(board, "WP-1", Done)]), Err(PatchError::Misread { .. })));
}

#[test]
fn another_teams_board_is_edited_in_its_own_words() {
    let words = serde_json::json!({
        "sections": [
            {"heading": "Ideas", "status": "stub"}, {"heading": "Next", "status": "ready"},
            {"heading": "Now", "status": "in_progress"}, {"heading": "Waiting", "status": "blocked"},
            {"heading": "Refused", "status": "gated"}, {"heading": "Shipped #", "status": "done"},
            {"heading": "Dropped", "status": "cancelled"}],
        "tokens": [
            {"token": "IDEA", "status": "stub"}, {"token": "NEXT", "status": "ready"},
            {"token": "NOW", "status": "in_progress"}, {"token": "WAITING", "status": "blocked"},
            {"token": "REFUSED", "status": "gated", "overrides_section": true, "failed": true},
            {"token": "SHIPPED", "status": "done"}, {"token": "DROPPED", "status": "cancelled"}]
    });
    let vocabulary: Vocabulary = serde_json::from_value(words).unwrap();
    let board = b"## Next\n- **[WP-1]** - [NEXT]\n## Waiting\n";
    let edit = |status| {
        let patched = patch(board, &vocabulary, &[Edit::Place { line: 2, status }]);
        String::from_utf8(patched.unwrap().bytes).unwrap()
    };
    assert_eq!(edit(InProgress), "## Next\n## Waiting\n\n## Now\n- **[WP-1]** - [NOW]\n");
    assert_eq!(edit(Gated), "## Next\n## Waiting\n- **[WP-1]** - [REFUSED]\n");
}

fn plain(board: &str, edits: &[Edit]) -> String {
    String::from_utf8(patch(board.as_bytes(), &Dialect::Plain.into(), edits).unwrap().bytes).unwrap()
}

#[test]
fn on_a_task_list_the_box_is_brought_in_step_when_the_line_moves() {
    let board = "## Doing\n- [ ] **[WP-1]** a [ ] b\n  - [ ] c\n## Done\n1. [X] **[WP-2]**\n## Cancelled\n";
    let place = |line, status| plain(board, &[Edit::Place { line, status }]);
    assert_eq!(
        place(2, Done),
        "## Doing\n## Done\n1. [X] **[WP-2]**\n- [x] **[WP-1]** a [ ] b\n  - [ ] c\n## Cancelled\n"
    );
    assert_eq!(
        place(5, Cancelled),
        "## Doing\n- [ ] **[WP-1]** a [ ] b\n  - [ ] c\n## Done\n## Cancelled\n1. [X] **[WP-2]**\n"
    );
    assert_eq!(
        place(5, InProgress),
        "## Doing\n- [ ] **[WP-1]** a [ ] b\n  - [ ] c\n1. [ ] **[WP-2]**\n## Done\n## Cancelled\n"
    );
}

#[test]
fn a_box_that_contradicts_its_section_is_brought_in_step_in_place() {
    let board = "## Doing\n- [x] **[WP-1]** a\n## Done\n- [ ] **[WP-2]** b\n";
    assert_eq!(plain(board, &[Edit::Place { line: 2, status: InProgress }]), board.replace("[x]", "[ ]"));
    assert_eq!(
        plain(board, &[Edit::Place { line: 4, status: Done }]),
        board,
        "an unchanged status keeps its bytes"
    );
}

#[test]
fn what_no_box_can_say_has_a_section_of_its_own() {
    let board = "## Blocked\n- [ ] **[WP-1]**\n";
    let gated = plain(board, &[Edit::Place { line: 2, status: Gated }]);
    assert_eq!(gated, "## Blocked\n\n## Review\n- [ ] **[WP-1]**\n");
}

#[test]
fn an_indented_rule_never_becomes_a_detail_of_a_new_line() {
    let board = "## Done\n* **[WP-8]**\n  ---\n---\n";
    assert_eq!(
        edits(board, &[add("WP-1", Done)]),
        board.replace("\n---", "\n- **[WP-1]** - [VALIDATED]\n---")
    );
}
