//! `locus man`.

use crate::catalogue::each_command;
use crate::support::TestEnv;

#[test]
fn each_command_has_its_page() {
    let env = TestEnv::new();
    env.locus(["man", "pages"]).success();
    each_command(&env, |path, _| {
        let name =
            std::iter::once("locus").chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
        let page = std::fs::read_to_string(env.path(&format!("pages/{name}.1"))).unwrap();
        assert!(page.contains("Example"), "{name}");
        let words = std::iter::once("man").chain(path.iter().map(String::as_str));
        assert_eq!(env.locus(words).success().stdout(), page, "{name}");
    });
}

#[test]
fn a_folder_is_made_but_not_for_a_slip_of_the_keyboard() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["man", "stauts"]), @r"
    --- stderr
    error: there is no command `stauts`
    hint: did you mean `locus status`?
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["man", "wp", "creat"]), @r"
    --- stderr
    error: there is no command `wp creat`
    hint: did you mean `locus wp create`?
    --- exit 2
    ");
    env.locus(["man", "wp", "to", "nowhere"]).exits(2);
    assert!(!env.path("stauts").exists());
    env.locus(["man", "./wp"]).success();
    assert!(env.path("wp/locus-wp.1").is_file());
    env.write("taken", "");
    env.locus(["man", "taken"]).exits(1);
}

#[test]
fn a_page_is_json_where_json_is_asked_for() {
    let env = TestEnv::new();
    let page = env.locus(["man", "wp", "create"]).success();
    let answer = env.locus(["--json", "man", "wp", "create"]).success().json();
    assert_eq!(answer["data"]["page"].as_str().unwrap().trim_end(), page.stdout().trim_end());
    let answer = env.locus(["--json", "man", "pages/"]).success().json();
    assert!(answer["data"]["folder"].as_str().unwrap().ends_with("pages/"), "{answer}");
}
