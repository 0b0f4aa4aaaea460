//! Merging two edited boards: what is taken, what is in conflict, and how that is written.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use locus_taskboard::{MergeConflict, Vocabulary, merge};

const BASE: &str = "# Board\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n  - Lead: Ada\n\
    - **[WP-2]** - [READY_FOR_DEV]\n- **[WP-3]** - [READY_FOR_DEV]\n\nprose\n\n## Done\n- **[WP-9]** - [VALIDATED]\n\n\
    ## Notes\nfree text\n";

#[track_caller]
fn clean(base: &str, ours: &str, theirs: &str) -> String {
    let merged = merge(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &Vocabulary::default());
    assert_eq!(merged.conflicts, []);
    String::from_utf8(merged.bytes).unwrap()
}

fn torn(base: &str, ours: &str, theirs: &str) -> (String, Vec<MergeConflict>) {
    let merged = merge(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &Vocabulary::default());
    (String::from_utf8(merged.bytes).unwrap(), merged.conflicts)
}

fn line(id: u8, token: &str) -> String {
    format!("- **[WP-{id}]** - [{token}]\n")
}

/// A text with one place in it changed.
#[track_caller]
fn edit(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old:?}");
    text.replace(old, new)
}

/// The base with a packet's entry moved behind WP-9.
fn done(text: &str, entry: &str, id: u8) -> String {
    let validated = line(9, "VALIDATED");
    let moved = entry.replacen(&line(id, "READY_FOR_DEV"), &line(id, "VALIDATED"), 1);
    edit(&edit(text, entry, ""), &validated, &format!("{validated}{moved}"))
}

#[test]
fn neighbours_moved_to_the_same_section_both_arrive_with_their_details() {
    let ours = done(BASE, &format!("{}  - Lead: Ada\n", line(1, "READY_FOR_DEV")), 1);
    let theirs = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    insta::assert_snapshot!(clean(BASE, &ours, &theirs), @r"
    # Board

    ## Ready for Dev
    - **[WP-3]** - [READY_FOR_DEV]

    prose

    ## Done
    - **[WP-9]** - [VALIDATED]
    - **[WP-1]** - [VALIDATED]
      - Lead: Ada
    - **[WP-2]** - [VALIDATED]

    ## Notes
    free text
    ");
}

#[test]
fn neighbouring_tokens_a_detail_and_text_are_changed_side_by_side() {
    let ours =
        edit(&edit(BASE, "[WP-1]** - [READY_FOR_DEV]", "[WP-1]** - [IN_PROGRESS]"), "prose", "prose of ours");
    let theirs = edit(&edit(BASE, "[WP-2]** - [READY_FOR_DEV]", "[WP-2]** - [BLOCKED] - x"), "Ada", "Bob");
    let expected = edit(&ours, "[WP-2]** - [READY_FOR_DEV]", "[WP-2]** - [BLOCKED] - x");
    assert_eq!(clean(BASE, &ours, &theirs), edit(&expected, "Ada", "Bob"));
}

#[test]
fn the_same_change_on_both_sides_is_made_once() {
    let both = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    let theirs = edit(&both, "free text", "text of theirs");
    assert_eq!(clean(BASE, &both, &theirs), theirs);
    // Elsewhere in the same section is the same place.
    let last = edit(
        &edit(&both, &line(2, "VALIDATED"), ""),
        &line(9, "VALIDATED"),
        &(line(2, "VALIDATED") + &line(9, "VALIDATED")),
    );
    assert_eq!(clean(BASE, &both, &last), both);
}

#[test]
fn one_packet_moved_apart_is_in_conflict_where_each_side_put_it() {
    let ours = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    let theirs = edit(BASE, &line(2, "READY_FOR_DEV"), "");
    let theirs = edit(&theirs, "\n## Done", "\n## Blocked\n- **[WP-2]** - [BLOCKED] - waits\n\n## Done");
    let theirs = edit(&theirs, "[WP-3]** - [READY_FOR_DEV]", "[WP-3]** - [IN_PROGRESS]");
    let (text, conflicts) = torn(BASE, &ours, &theirs);
    insta::assert_snapshot!(text, @r"
    # Board

    ## Ready for Dev
    - **[WP-1]** - [READY_FOR_DEV]
      - Lead: Ada
    - **[WP-3]** - [IN_PROGRESS]

    prose

    ## Blocked
    <<<<<<< ours
    =======
    - **[WP-2]** - [BLOCKED] - waits
    >>>>>>> theirs

    ## Done
    - **[WP-9]** - [VALIDATED]
    <<<<<<< ours
    - **[WP-2]** - [VALIDATED]
    =======
    >>>>>>> theirs

    ## Notes
    free text
    ");
    insta::assert_snapshot!(serde_json::to_string(&conflicts).unwrap(), @r#"[{"what":"packet","wp_id":"WP-2","line":11,"base":{"section":"Ready for Dev","token":"READY_FOR_DEV","status":"READY"},"ours":{"section":"Done","token":"VALIDATED","status":"DONE"},"theirs":{"section":"Blocked","token":"BLOCKED","status":"BLOCKED"}}]"#);
}

#[test]
fn two_tokens_for_one_line_are_in_conflict_there_and_its_neighbours_are_not() {
    let ours = edit(BASE, "[WP-2]** - [READY_FOR_DEV]", "[WP-2]** - [IN_PROGRESS]");
    let theirs = edit(BASE, "[WP-2]** - [READY_FOR_DEV]", "[WP-2]** - [BLOCKED]");
    let theirs = edit(&theirs, &line(3, "READY_FOR_DEV"), "");
    let (text, conflicts) = torn(BASE, &ours, &theirs);
    let block =
        format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", line(2, "IN_PROGRESS"), line(2, "BLOCKED"));
    let expected = edit(BASE, &line(2, "READY_FOR_DEV"), &block);
    assert_eq!(text, edit(&expected, &line(3, "READY_FOR_DEV"), ""));
    assert!(matches!(conflicts.as_slice(), [MergeConflict::Packet { line: 6, .. }]), "{conflicts:?}");
}

#[test]
fn a_line_taken_off_on_one_side_and_changed_on_the_other_is_in_conflict() {
    let ours = edit(BASE, &line(2, "READY_FOR_DEV"), "");
    let theirs = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    let (text, conflicts) = torn(BASE, &ours, &theirs);
    let block =
        format!("{}<<<<<<< ours\n=======\n{}>>>>>>> theirs\n", line(9, "VALIDATED"), line(2, "VALIDATED"));
    assert_eq!(text, edit(&ours, &line(9, "VALIDATED"), &block));
    assert!(matches!(conflicts.as_slice(), [MergeConflict::Packet { ours: None, theirs: Some(_), .. }]));
    let (_, conflicts) = torn(BASE, &theirs, &ours);
    assert!(matches!(conflicts.as_slice(), [MergeConflict::Packet { ours: Some(_), theirs: None, .. }]));
}

#[test]
fn a_packet_new_on_both_sides_is_there_once_or_in_conflict() {
    let new = |token| edit(BASE, &line(3, "READY_FOR_DEV"), &(line(3, "READY_FOR_DEV") + &line(4, token)));
    assert_eq!(clean(BASE, &new("STUB"), &new("STUB")), new("STUB"));
    let (text, conflicts) = torn(BASE, &new("STUB"), &new("BLOCKED"));
    let block = format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", line(4, "STUB"), line(4, "BLOCKED"));
    assert_eq!(text, edit(&new("STUB"), &line(4, "STUB"), &block));
    assert!(matches!(conflicts.as_slice(), [MergeConflict::Packet { base: None, .. }]));
}

#[test]
fn details_changed_on_both_sides_are_in_conflict_with_their_packet() {
    let (text, conflicts) = torn(BASE, &edit(BASE, "Ada", "Bob"), &edit(BASE, "Ada", "Eve"));
    let entry = |who| format!("{}  - Lead: {who}\n", line(1, "READY_FOR_DEV"));
    let block = format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", entry("Bob"), entry("Eve"));
    assert_eq!(text, edit(BASE, &entry("Ada"), &block));
    assert!(matches!(conflicts.as_slice(), [MergeConflict::Packet { line: 4, .. }]));
}

#[test]
fn text_changed_on_both_sides_is_in_conflict_as_text() {
    let (text, conflicts) =
        torn(BASE, &edit(BASE, "free text", "ours"), &edit(BASE, "free text", "theirs\nmore"));
    let block = "<<<<<<< ours\nours\n=======\ntheirs\nmore\n>>>>>>> theirs";
    assert_eq!(text, edit(BASE, "free text", block));
    assert_eq!(conflicts, [MergeConflict::Text { line: 15 }]);
}

#[test]
fn a_section_renamed_on_one_side_takes_what_the_other_moved_to_it() {
    let ours = edit(BASE, "## Done", "## Shipped (2026)");
    let theirs = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    assert_eq!(clean(BASE, &ours, &theirs), done(&ours, &line(2, "READY_FOR_DEV"), 2));
    assert_eq!(clean(BASE, &theirs, &ours), done(&ours, &line(2, "READY_FOR_DEV"), 2));
}

#[test]
fn a_section_moved_on_one_side_takes_what_the_other_moved_to_it() {
    let section = "## Done\n- **[WP-9]** - [VALIDATED]\n\n";
    let ours = edit(&edit(BASE, section, ""), "## Ready for Dev", &format!("{section}## Ready for Dev"));
    let theirs = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    assert_eq!(clean(BASE, &ours, &theirs), done(&ours, &line(2, "READY_FOR_DEV"), 2));
    assert_eq!(clean(BASE, &theirs, &ours), done(&ours, &line(2, "READY_FOR_DEV"), 2));
}

#[test]
fn a_packet_moved_to_a_section_that_the_other_side_took_away_is_in_conflict() {
    let base = format!("{BASE}\n## Blocked\n");
    let ours = edit(
        &edit(&base, &line(2, "READY_FOR_DEV"), ""),
        "## Blocked\n",
        &format!("## Blocked\n{}", line(2, "BLOCKED")),
    );
    let (text, conflicts) = torn(&base, &ours, BASE);
    assert!(matches!(conflicts.as_slice(), [MergeConflict::Packet { .. }]), "{conflicts:?}");
    assert!(!text.contains("## Blocked"));
    let both =
        format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", line(2, "BLOCKED"), line(2, "READY_FOR_DEV"));
    assert!(text.contains(&both), "{text}");
}

#[test]
fn sections_added_at_the_same_place_are_both_taken_each_with_its_packets() {
    let add = |id, name: &str, token| {
        let text = edit(BASE, &line(id, "READY_FOR_DEV"), "");
        edit(&text, "\n\n## Notes", &format!("\n\n## {name}\n{}\n## Notes", line(id, token)))
    };
    let merged = clean(BASE, &add(2, "Blocked", "BLOCKED"), &add(3, "Gated", "GATED"));
    let ours = add(2, "Blocked", "BLOCKED");
    let expected = edit(
        &edit(&ours, &line(3, "READY_FOR_DEV"), ""),
        "\n## Notes",
        &format!("\n## Gated\n{}\n## Notes", line(3, "GATED")),
    );
    assert_eq!(merged, expected);
    let same = clean(BASE, &add(2, "Blocked", "BLOCKED"), &add(3, "Blocked", "BLOCKED"));
    assert_eq!(same.matches("## Blocked").count(), 1);
    assert!(same.contains(&format!("## Blocked\n{}{}", line(2, "BLOCKED"), line(3, "BLOCKED"))), "{same}");
}

#[test]
fn a_packet_on_several_lines_is_merged_line_by_line() {
    let base = edit(BASE, "free text", "- **[WP-2]** - [ACTIVE] - seen");
    let ours = done(&base, &line(2, "READY_FOR_DEV"), 2);
    let theirs = edit(&base, "- seen", "- seen again");
    assert_eq!(clean(&base, &ours, &theirs), edit(&ours, "- seen", "- seen again"));
}

#[test]
fn line_ends_byte_order_mark_and_a_missing_last_line_end_are_merged_too() {
    let crlf = BASE.replace('\n', "\r\n");
    let moved = done(BASE, &line(2, "READY_FOR_DEV"), 2);
    let other = edit(&crlf, "prose", "prose of ours");
    let merged = clean(BASE, &other, &edit(BASE, "[WP-3]** - [READY_FOR_DEV]", "[WP-3]** - [BLOCKED]"));
    assert_eq!(merged, edit(&other, "[WP-3]** - [READY_FOR_DEV]", "[WP-3]** - [BLOCKED]"));
    let bom = format!("\u{feff}{BASE}");
    assert_eq!(clean(BASE, &bom, &moved), format!("\u{feff}{moved}"));
    assert_eq!(clean(&bom, BASE, &format!("\u{feff}{moved}")), moved);
    let open = BASE.trim_end();
    assert_eq!(clean(BASE, open, &moved), moved.trim_end());
    // What comes behind an open end gives it a line end.
    assert_eq!(
        clean(open, &format!("{open}\nours"), &edit(open, "prose", "x")),
        format!("{}\nours", edit(open, "prose", "x"))
    );
}

#[test]
fn bytes_that_are_no_utf_8_come_through() {
    let base = b"## Done\n\xff\xfe prose\n- **[WP-1]** - a\xc3( [DONE]\n- **[WP-2]** - [DONE]\nend\n";
    let ours = [&base[..], b"\xf0\x9f more\n"].concat();
    let theirs = [b"\x80 first\n", &base[..]].concat();
    let merged = merge(base, &ours, &theirs, &Vocabulary::default());
    assert_eq!(merged.conflicts, []);
    assert!(merged.bytes == [b"\x80 first\n", &base[..], b"\xf0\x9f more\n"].concat());
}

#[test]
fn a_conflict_takes_the_line_ends_of_the_board() {
    let crlf = BASE.replace('\n', "\r\n");
    let (text, _) = torn(&crlf, &edit(&crlf, "Ada", "Bob"), &edit(&crlf, "Ada", "Eve"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("\r\n<<<<<<< ours\r\n"), "{text}");
}

#[test]
fn a_board_that_would_be_misread_is_in_conflict_as_a_whole() {
    // Ours opens a code block, and theirs adds a packet below: it would be code.
    let base = "## Done\n- **[WP-1]** - [DONE]\na\nb\n";
    let (ours, theirs) = (edit(base, "a\n", "a\n~~~\n"), format!("{base}- **[WP-2]** - [DONE]"));
    let (text, conflicts) = torn(base, &ours, &theirs);
    assert_eq!(conflicts, [MergeConflict::Board], "{text}");
    assert_eq!(text, format!("<<<<<<< ours\n{ours}=======\n{theirs}\n>>>>>>> theirs\n"));
}
