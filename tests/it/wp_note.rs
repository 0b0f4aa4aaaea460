//! `locus wp note`.

use crate::support::TestEnv;

#[test]
fn a_note_is_added_each_time() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "note", "WP-1", "talked to design"]), @"✓ WP-1 noted: stub (version 2)");
    env.locus_with(["wp", "note", "WP-1", "-"], "from\nstdin\n").success();
    let notes = &env.locus(["--json", "wp", "show", "WP-1"]).success().json()["data"]["wp"]["notes"];
    assert_eq!(notes[0]["content"], "talked to design");
    assert_eq!(notes[1]["content"], "from\nstdin");
}

#[test]
fn an_empty_note_is_wrong_usage() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "note", "WP-1", " "]), @r"
    --- stderr
    error: a note must say something
    hint: give its text, or `-` to read it from stdin
    --- exit 2
    ");
    env.locus(["wp", "note", "WP-2", "x"]).exits(3);
}
