//! `locus schema`, `completions`, `man`: what needs no project.

use crate::support::TestEnv;

#[test]
fn capabilities_are_shown_with_roles_and_operations() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["schema", "capabilities"]), @r"
    ROLE          GRANTS
    viewer        locus.read
    coder         locus.read locus.write
    validator     locus.read locus.gate
    orchestrator  locus.read locus.write locus.sync fs.read fs.write
    operator      locus.read locus.write locus.gate locus.delete locus.sync fs.read fs.write

    OPERATION          NEEDS
    create_wp          locus.write
    update_wp          locus.write
    gate_wp            locus.gate
    close_wp           locus.write
    delete_wp          locus.delete
    register_mts       locus.write
    start_mt           locus.write
    record_iteration   locus.write
    complete_mt        locus.write
    add_dependency     locus.write
    remove_dependency  locus.write
    query_ready        locus.read
    query_blocked      locus.read
    get_wp_status      locus.read
    get_mt_progress    locus.read
    search             locus.read
    sync_task_board    locus.write fs.read fs.write
    sync_events        locus.sync

    fs.read and fs.write may be narrowed by a path, as in fs.read:docs
    ");
    let data = env.locus(["--json", "schema", "capabilities"]).success().json()["data"].take();
    assert_eq!(data["roles"]["validator"], serde_json::json!(["locus.read", "locus.gate"]));
    assert_eq!(data["operations"].as_object().unwrap().len(), 18);
    env.locus(["schema", "nothing"]).exits(2);
}

#[test]
fn shells_are_completed_and_manual_pages_written() {
    let env = TestEnv::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(env.locus(["completions", shell]).success().stdout().contains("locus"), "{shell}");
    }
    assert!(env.locus(["man"]).success().stdout().starts_with(".ie"));
    env.locus(["man", "pages"]).success();
    assert!(env.path("pages/locus-wp-create.1").is_file());
}
