//! `locus demo`.

use crate::support::TestEnv;

#[test]
fn the_demo_needs_nothing_tells_the_story_and_leaves_nothing() {
    let env = TestEnv::new();
    let tmp = env.path("tmp");
    std::fs::create_dir(&tmp).unwrap();
    let output = env.command(["demo"]).env("TMPDIR", &tmp).env("LOCUS_DB", "elsewhere.db").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert_eq!(std::fs::read_dir(&tmp).unwrap().count(), 0, "nothing is left in the temporary folder");
    assert_eq!(std::fs::read_dir(env.root()).unwrap().count(), 1, "nothing is left in this folder");
    let told = [
        "wp create",
        "gate WP-1-Login-v1 pre-work pass",
        "recorded ESCALATE",
        "exit code 4",
        "closed: done",
        "- **[WP-1-Login-v1]** - [VALIDATED]",
        "FR-EVT-MT-005",
        "the chain holds",
    ];
    let mut from = 0;
    for part in told {
        let place = text[from..].find(part);
        from += place.unwrap_or_else(|| panic!("{part} is not told after {from}: {text}"));
    }
}

#[test]
fn exactly_one_step_of_the_demo_is_refused() {
    let env = TestEnv::new();
    let steps = env.locus(["--json", "demo"]).success().json()["data"]["steps"].take();
    let codes: Vec<_> = steps.as_array().unwrap().iter().map(|step| step["exit"].as_i64().unwrap()).collect();
    assert_eq!(codes.iter().filter(|code| **code != 0).collect::<Vec<_>>(), [&4]);
}
