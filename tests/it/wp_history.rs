//! `locus wp history`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::{Value, json};

/// A packet with something of everything in its past.
fn lived() -> TestEnv {
    let env = TestEnv::with_packet("ready");
    let long = format!("{}one end", "The same words. ".repeat(8));
    env.locus(["wp", "update", "WP-1", "--title", "Sec\u{1b}[31mond", "--desc", &long, "--label", "auth"])
        .success();
    env.locus(["--actor", "val", "wp", "gate", "WP-1", "pre-work", "pass", "--notes", "clear"]).success();
    env.locus(["wp", "create", "Other", "--id", "WP-2"]).success();
    env.locus(["dep", "add", "WP-2", "blocks", "WP-1"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    env.locus(["mt", "start", "WP-1", "MT-001", "--model", "qwen"]).success();
    let record = ["mt", "record", "WP-1", "MT-001", "RETRY", "--iteration", "1", "--model", "qwen"];
    env.locus(record.into_iter().chain(["--error", "it broke"])).success();
    let longer = long.replace("one end", "another end");
    env.locus(["wp", "update", "WP-1", "--desc", &longer, "--clear", "labels", "--note", "as agreed"])
        .success();
    env.locus(["wp", "delete", "WP-2"]).success();
    env
}

#[test]
fn every_step_says_who_did_what() {
    let env = lived();
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1"]), @r"
    WP-1

    v1   now (TIME)  created by ada (cli)  #1
         status       stub
         title        First
         phase        1
         priority     2
         reporter     ada
         routing      GOV_STANDARD
         type         feature

    v2   now (TIME)  updated by ada (cli)  #2
         status       stub → ready

    v3   now (TIME)  updated by ada (cli)  #3
         title        First → Sec\u{1b}[31mond
         description  (none) → The same words. The same words. The same words. The same wor…
         labels       (none) → auth

    v4   now (TIME)  pre_work pass by val (cli)  #4
         status       ready → in_progress
         pre-work     pending → pass by val, TIME: clear

    ·    now (TIME)  edge added by ada (cli)  #6
         edge         + WP-2 blocks WP-1

    v5   now (TIME)  updated by ada (cli)  #10
         description  …me words. one end → …me words. another end
         labels       auth → (none)
         note (user)  as agreed

    ·    now (TIME)  WP-2 deleted by ada (cli)  #11
         edge         - WP-2 blocks WP-1
    ");
}

#[test]
fn micro_tasks_are_told_of_when_asked_for() {
    let env = lived();
    let output = env.locus(["wp", "history", "WP-1", "--all"]).success();
    let told: Vec<_> = output.stdout().lines().filter(|line| line.contains("MT-001")).collect();
    insta::with_settings!({ filters => crate::support::insta_filters() }, {
        insta::assert_snapshot!(told.join("\n"), @r"
        ·    now (TIME)  MT-001 registered by ada (cli)  #7
        ·    now (TIME)  MT-001 started with qwen by ada (cli)  #8
        ·    now (TIME)  MT-001 iteration 1 at level 0: RETRY by ada (cli)  #9
        ");
    });
    let data = env.locus(["--json", "wp", "history", "WP-1", "--all"]).success().json()["data"].clone();
    let mut steps = data["history"].as_array().unwrap().iter();
    let recorded = steps.find(|step| step["event_type"] == "mt_iteration_completed").unwrap();
    assert_eq!(recorded["payload"]["outcome"], "RETRY");
}

#[test]
fn json_has_texts_whole() {
    let env = lived();
    let data = env.locus(["--json", "wp", "history", "WP-1"]).success().json()["data"].clone();
    let history = data["history"].as_array().unwrap();
    assert_eq!(data["wp_id"], "WP-1");
    let versions: Vec<_> = history.iter().map(|step| step["version"].as_u64().unwrap()).collect();
    assert_eq!(versions, [1, 2, 3, 4, 4, 5, 5]);
    let gated = &history[3];
    assert_eq!(
        (&gated["actor_id"], &gated["source"], &gated["status"]),
        (&json!("val"), &json!("cli"), &json!("in_progress"))
    );
    let updated = &history[5];
    let of = |field: &str| {
        let mut changes = updated["changes"].as_array().unwrap().iter();
        changes.find(|change| change["field"] == field).unwrap()
    };
    assert!(of("description")["from"].as_str().unwrap().ends_with("one end"));
    assert!(of("description")["to"].as_str().unwrap().ends_with("another end"));
    assert_eq!((&of("labels")["from"], &of("labels")["to"]), (&json!(["auth"]), &json!([])));
    assert_eq!(updated["notes"][0]["content"], "as agreed");
    assert_eq!(history[4]["edges_added"][0]["from_wp_id"], "WP-2");
    assert_eq!(history[6]["edges_removed"][0]["from_wp_id"], "WP-2");
}

#[test]
fn a_packet_is_shown_as_it_was() {
    let env = lived();
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1", "--at", "4"]), @r"
    WP-1  Sec\u{1b}[31mond

      status     in_progress
      priority   2 (0 is the most urgent)
      type       feature
      phase      1, GOV_STANDARD
      pre-work   pass by val, now (TIME): clear
      post-work  pending
      reporter   ada
      created    now (TIME)
      updated    now (TIME), version 4
      started    now (TIME)
      labels     auth

      The same words. The same words. The same words. The same words. The same words. The same words. The same words. The same words. one end

    Dependencies
      blocked by WP-2

    Micro-tasks
    MT      STATUS       ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  in_progress  1/5        0      qwen          one
    ");
    let then = env.locus(["--json", "wp", "history", "WP-1", "--at", "2"]).success().json();
    let now = env.locus(["--json", "wp", "show", "WP-1"]).success().json();
    assert_eq!(then["data"]["wp"]["title"], "First");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&then["data"]), keys(&now["data"]));
    for newest in ["5", "9999-01-01", "9999-01-01T00:00:00+02:00"] {
        let shown = env.locus(["--json", "wp", "history", "WP-1", "--at", newest]).success().json();
        assert_eq!(shown["data"], now["data"], "{newest}");
    }
}

#[test]
fn a_state_that_never_was_says_what_there_is() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1", "--at", "7"]), @r"
    --- stderr
    error: there is no version 7 of WP-1: the newest is 2
    hint: `locus wp history WP-1` shows what versions there are
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1", "--at", "2001-01-01"]), @r"
    --- stderr
    error: there is no version of WP-1 at TIME: it was created at TIME
    hint: `locus wp history WP-1` shows what versions there are
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1", "--at", "someday"]), @r#"
    --- stderr
    error: --at: "someday" is neither a version such as 3 nor a time such as 2h, yesterday, 2026-02-01 or TIME
    --- exit 2
    "#);
    assert_output_snapshot!(env.locus(["wp", "history", "WP-2", "--at", "1"]), @r"
    --- stderr
    error: there is no packet WP-2
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
    env.locus(["wp", "history", "WP-1", "--at", "1", "--all"]).exits(2);
}

#[test]
fn the_history_of_a_deleted_packet_stays() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "delete", "WP-1", "--reason", "created twice"]).success();
    assert_output_snapshot!(env.locus(["wp", "history", "WP-1"]), @r"
    WP-1

    v1   now (TIME)  created by ada (cli)  #1
         status       stub
         title        First
         phase        1
         priority     2
         reporter     ada
         routing      GOV_STANDARD
         type         feature

    v2   now (TIME)  deleted by ada (cli)  #2
         reason       created twice
    ");
    let shown = env.locus(["wp", "history", "WP-1", "--at", "2"]).success();
    assert!(shown.stdout().contains("by ada: created twice"), "{}", shown.stdout());
}

#[test]
fn replicas_tell_the_same_history() {
    let (one, other) = (TestEnv::with_packet("ready"), TestEnv::project());
    let exchange = |env: &TestEnv, direction: &str| {
        let path = one.path("events.jsonl");
        let job = job("sync_events", json!({ "direction": direction, "path": path.to_str().unwrap() }));
        let results = env.jobs(&[job]).results();
        assert_eq!(results[0]["success"], true, "{}", results[0]);
    };
    exchange(&one, "export");
    exchange(&other, "import");
    one.locus(["wp", "update", "WP-1", "--title", "From one"]).success();
    other.locus(["wp", "update", "WP-1", "--title", "From other"]).success();
    exchange(&other, "export");
    exchange(&one, "export");
    exchange(&one, "import");
    exchange(&other, "import");
    let history =
        |env: &TestEnv| env.locus(["--json", "wp", "history", "WP-1"]).success().json()["data"].clone();
    assert_eq!(history(&one), history(&other));
    assert_eq!(history(&one)["history"].as_array().unwrap().len(), 4);
    let text = other.locus(["wp", "history", "WP-1"]).success();
    let foreign = text.stdout().lines().filter(|line| line.contains(" of ")).count();
    assert_eq!(foreign, 3, "events of other replicas say whose they are: {}", text.stdout());
}
