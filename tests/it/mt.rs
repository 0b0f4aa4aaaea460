//! `locus mt …`.

use crate::support::TestEnv;

const TWO: &str = r#"{"mt_definitions":[
    {"mt_id":"MT-001","name":"one","scope":"the table","files":{"modify":["src/a.rs"]},"done_criteria":["it runs"]},
    {"mt_id":"MT-002","name":"two","depends_on":["MT-001"],"max_iterations":2}
]}"#;

fn registered() -> TestEnv {
    let env = TestEnv::with_packet("in_progress");
    env.locus_with(["mt", "register", "WP-1", "-"], TWO).success();
    env
}

#[test]
fn micro_tasks_come_from_a_file_or_from_stdin() {
    let env = TestEnv::with_packet("in_progress");
    env.write("mts.json", TWO);
    assert_output_snapshot!(env.locus(["mt", "register", "WP-1", "mts.json"]), @r"
    ✓ registered
    MT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  pending  0/5        0      -             one
    MT-002  pending  0/2        0      -             two
    ");
    assert_output_snapshot!(env.locus_with(["mt", "register", "WP-1", "-"], TWO), @r"
    = unchanged
    MT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  pending  0/5        0      -             one
    MT-002  pending  0/2        0      -             two
    ");
}

#[test]
fn definitions_that_are_none_are_bad_input() {
    let env = TestEnv::with_packet("in_progress");
    let register = |text: &str| env.locus_with(["mt", "register", "WP-1", "-"], text);
    assert_output_snapshot!(register("{nope"), @r"
    --- stderr
    error: stdin is not valid: not JSON: key must be a string at line 1 column 2
    --- exit 7
    ");
    assert_output_snapshot!(register("{}"), @r"
    --- stderr
    error: stdin is not valid: neither a list nor an object with mt_definitions
    --- exit 7
    ");
    assert_output_snapshot!(register(r#"[{"mt_id":"MT-001"}]"#), @r"
    --- stderr
    error: mt_definitions[0].name: missing
    --- exit 7
    ");
    assert_output_snapshot!(register(r#"[{"mt_id":"MT-001","name":"x","colour":1}]"#), @r"
    --- stderr
    error: mt_definitions[0].colour: unknown key; known are depends_on, done_criteria, escalation_chain, files, max_iterations, metadata, mt_id, name, scope
    --- exit 7
    ");
    assert_output_snapshot!(register(r#"[{"mt_id":"MT-001","name":"x","depends_on":["MT-009"]}]"#), @r"
    --- stderr
    error: there is no micro-task MT-009 in WP-1
    hint: `locus mt list WP-1` shows what micro-tasks there are
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["mt", "register", "WP-1", "missing.json"]), @r"
    --- stderr
    error: missing.json can't be used: there is no such file or folder
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["mt", "list", "WP-1"]), @"No micro-tasks.");
}

#[test]
fn a_micro_task_goes_its_way_up_the_ladder() {
    let env = registered();
    let run = |args: &[&str]| env.locus(["mt"].iter().chain(args));
    assert_output_snapshot!(run(&["start", "WP-1", "MT-001", "--model", "small"]), @"✓ MT-001 in WP-1 started: in_progress (iteration 0 at level 0)");
    assert_output_snapshot!(run(&["record", "WP-1", "MT-001", "escalate", "--iteration", "1", "--model", "small",
        "--error", "tests fail", "--category", "logic_error_regression", "--duration-ms", "1200"]), @"✓ MT-001 in WP-1 recorded ESCALATE: in_progress (iteration 0 at level 1)");
    assert_output_snapshot!(run(&["record", "WP-1", "MT-001", "SUCCESS", "--iteration", "1", "--model", "large",
        "--tokens-prompt", "100", "--tokens-completion", "7", "--validation-passed", "true",
        "--claimed-complete"]), @"✓ MT-001 in WP-1 recorded SUCCESS: in_progress (iteration 1 at level 1)");
    assert_output_snapshot!(run(&["complete", "WP-1", "MT-001", "--validation", r#"{"passed":true}"#]), @"✓ MT-001 in WP-1 ended: completed (iteration 1 at level 1)");
    assert_output_snapshot!(run(&["list", "WP-1"]), @r"
    MT      STATUS     ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  completed  1/5        1      small         one
    MT-002  pending    0/2        0      -             two
    1 of 2 completed, 2 iterations, 100 tokens read, 7 written
    ");
    assert_output_snapshot!(run(&["show", "WP-1", "MT-001"]), @r"
    MT      STATUS     ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  completed  1/5        1      small         one
      modifies src/a.rs

      the table
      - it runs

    Iterations
    #  LEVEL  ITERATION  OUTCOME   TOKENS  MS    ENDED  MODEL  ERROR
    1  0      1          ESCALATE  0+0     1200  now    small  logic_error_regression: tests fail
    2  1      1          SUCCESS   100+7   0     now    large
    ");
}

#[test]
fn steps_out_of_turn_are_refused_with_the_step_that_is_due() {
    let env = registered();
    let run = |args: &[&str]| env.locus(["mt"].iter().chain(args));
    assert_output_snapshot!(run(&["start", "WP-1", "MT-002", "--model", "m"]), @r"
    --- stderr
    error: MT-002 in WP-1 is pending: start_mt is not allowed: it depends on MT-001, which is pending, not completed or skipped
    hint: `locus mt list WP-1` shows what comes first
    --- exit 4
    ");
    assert_output_snapshot!(run(&["complete", "WP-1", "MT-001"]), @r"
    --- stderr
    error: MT-001 in WP-1 is pending: complete_mt completed is not allowed: there is no such move from here
    hint: try `locus mt start WP-1 MT-001 --model …`; allowed now: start_mt, complete_mt failed, complete_mt skipped
    --- exit 4
    ");
    run(&["start", "WP-1", "MT-001", "--model", "m"]).success();
    assert_output_snapshot!(run(&["record", "WP-1", "MT-001", "SUCCESS", "--iteration", "3", "--model", "m"]), @r"
    --- stderr
    error: MT-001 in WP-1 is in_progress: iteration 3 at level 0 is not allowed: the next iteration is 1
    hint: the number expected is 1; `locus mt show WP-1 MT-001` shows where it stands
    --- exit 4
    ");
    assert_output_snapshot!(run(&["show", "WP-1", "MT-007"]), @r"
    --- stderr
    error: there is no micro-task MT-007 in WP-1
    hint: `locus mt list WP-1` shows what micro-tasks there are
    --- exit 3
    ");
    assert_output_snapshot!(run(&["record", "WP-1", "MT-001", "FINE", "--iteration", "1", "--model", "m"]), @r"
    --- stderr
    error: invalid value 'FINE' for '<OUTCOME>'
      [possible values: SUCCESS, RETRY, ESCALATE, BLOCKED, SKIPPED]

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn micro_tasks_start_only_in_a_packet_in_progress() {
    let env = TestEnv::with_packet("ready");
    env.locus_with(["mt", "register", "WP-1", "-"], TWO).success();
    assert_output_snapshot!(env.locus(["mt", "start", "WP-1", "MT-001", "--model", "m"]), @r"
    --- stderr
    error: WP-1 is ready: start_mt is not allowed: its micro-tasks start only while it is in progress
    hint: try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled
    --- exit 4
    ");
}
