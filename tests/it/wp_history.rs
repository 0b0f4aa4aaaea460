//! `locus wp history`.

use crate::support::TestEnv;

#[test]
fn every_version_says_who_made_it_and_how() {
    let env = TestEnv::with_packet("ready");
    env.locus(["--actor", "val", "wp", "gate", "WP-1", "pre-work", "pass"]).success();
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1"]), @r"
    VERSION  TIME (UTC)           OPERATION  STATUS       ACTOR  EVENT
    1        TIME  create     stub         ada    #1
    2        TIME  update     ready        ada    #2
    3        TIME  gate       in_progress  val    #3
    ");
    let versions = &env.locus(["--json", "wp", "history", "WP-1"]).success().json()["data"]["versions"];
    assert_eq!(versions[2]["actor_id"], "val");
    assert_eq!(versions[0]["content"]["status"], "stub");
}

#[test]
fn the_history_of_a_deleted_packet_stays() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "delete", "WP-1"]).success();
    let output = env.locus(["wp", "history", "WP-1"]).success();
    assert!(output.stdout().contains("delete"), "{}", output.stdout());
    assert_output_snapshot!(env.locus(["wp", "history", "WP-2"]), @r"
    --- stderr
    error: there is no packet WP-2
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
}
