//! `locus wp delete`.

use crate::support::TestEnv;

#[test]
fn a_deleted_packet_is_gone_and_its_id_is_used_up() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "delete", "WP-1", "--reason", "twice"]), @"✓ WP-1 deleted: stub (version 2)");
    assert_output_snapshot!(env.locus(["wp", "delete", "WP-1"]), @r"
    --- stderr
    error: there is no packet WP-1
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["wp", "create", "First", "--id", "WP-1"]), @r"
    --- stderr
    error: WP-1 was deleted, and an id is never used again
    hint: choose another id, for example with the next -vN
    --- exit 5
    ");
    assert_output_snapshot!(env.locus(["wp", "list"]), @"No packets.");
}

#[test]
fn what_goes_with_a_packet_is_told() {
    let env = TestEnv::with_packet("ready");
    for id in ["WP-2", "WP-3"] {
        env.locus(["wp", "create", id, "--id", id]).success();
        env.locus(["dep", "add", "WP-1", "blocks", id]).success();
    }
    env.locus(["dep", "add", "WP-2", "blocks", "WP-3"]).success();
    assert_output_snapshot!(env.locus(["wp", "delete", "WP-1"]), @r"
    ✓ WP-1 deleted: ready (version 3)
    removed 2 dependencies; unblocked WP-2
    ");
    assert_output_snapshot!(env.locus(["wp", "delete", "WP-2"]), @r"
    ✓ WP-2 deleted: stub (version 2)
    removed 1 dependency; unblocked WP-3
    ");
    assert_output_snapshot!(env.locus(["wp", "list"]), @r"
    PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-3    stub    2     feature  -
    ");
}

#[test]
fn only_an_operator_may_delete() {
    let env = TestEnv::with_packet("stub");
    let error = env.locus(["--json", "--role", "orchestrator", "wp", "delete", "WP-1"]).exits(6).error();
    assert_eq!(error["error"]["code"], "HSK-403-CAPABILITY");
}
