//! `locus diagnostics`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;

#[test]
fn refused_jobs_are_kept_and_shown() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["diagnostics"]), @"No job was refused.");
    let refused = job("update_wp", json!({ "wp_id": "WP-9", "updates": { "title": "x" } }));
    let result = env.jobs(&[refused]).exits(3).results();
    env.locus(["wp", "show", "WP-9"]).exits(3);
    assert_output_snapshot!(env.locus(["diagnostics"]), @r"
    WHEN  CODE             PACKET  WHAT               MESSAGE
    now   LOCUS-NOT-FOUND  WP-9    update_wp refused  there is no packet WP-9
    ");
    let kept =
        env.locus(["--json", "diagnostics", "--limit", "1"]).success().json()["data"]["diagnostics"].take();
    assert_eq!(kept[0]["id"], result[0]["diagnostic_id"]);
    assert_eq!((&kept[0]["source"], &kept[0]["surface"]), (&json!("engine"), &json!("system")));
}
