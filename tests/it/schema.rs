//! `locus schema`: what needs no project.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;

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
    assert_eq!(data["roles"]["validator"], json!(["locus.read", "locus.gate"]));
    assert_eq!(data["operations"].as_object().unwrap().len(), 18);
    env.locus(["schema", "nothing"]).exits(2);
}

/// Holds a value against a schema that `locus schema` prints.
fn check(name: &str, value: &serde_json::Value) -> Result<(), String> {
    let printed = TestEnv::new().locus(["schema", name]).success();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("printed.json", serde_json::from_str(printed.stdout()).unwrap()).unwrap();
    let root = compiler.compile("printed.json", &mut schemas).unwrap();
    schemas.validate(value, root).map_err(|error| format!("{error:#}"))
}

#[test]
fn what_is_exported_and_sent_and_synced_fits_the_schemas() {
    let env = TestEnv::with_packet("in_progress");
    for line in env.locus(["events", "export"]).success().stdout().lines() {
        check("events", &serde_json::from_str(line).unwrap()).unwrap();
    }
    check("job", &job("get_wp_status", json!({ "wp_id": "WP-1" }))).unwrap();
    env.write(
        "TASK_BOARD.md",
        "# Board\n\n## Ready for Dev\n- **[WP-2]** - [READY]\n\n## Blocked\n- **[WP-1]**\n",
    );
    for options in [&["--dry-run"][..], &[], &["--check"]] {
        let words = ["--json", "board", "sync"].iter().chain(options);
        let answer: serde_json::Value = serde_json::from_str(env.locus(words).stdout()).unwrap();
        check("board", &answer).unwrap_or_else(|error| panic!("{answer}\n{error}"));
    }
    assert!(check("board", &json!({ "success": true, "data": {} })).is_err());
    assert!(check("events", &json!({})).is_err());
    assert!(check("job", &job("get_wp_status", json!({ "wp_id": "../1" }))).is_err());
}

#[test]
fn a_schema_is_the_data_of_its_json_answer() {
    let env = TestEnv::new();
    for name in ["events", "job", "board"] {
        let printed: serde_json::Value =
            serde_json::from_str(env.locus(["schema", name]).success().stdout()).unwrap();
        assert_eq!(env.locus(["--json", "schema", name]).success().json()["data"], printed, "{name}");
        assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}

#[test]
fn what_a_sync_answers_is_told() {
    let printed: serde_json::Value =
        serde_json::from_str(TestEnv::new().locus(["schema", "board"]).success().stdout()).unwrap();
    insta::assert_json_snapshot!(printed["$defs"]["BoardChange"], @r##"
    {
      "description": "A packet that one side changes on the other.",
      "properties": {
        "from": {
          "anyOf": [
            {
              "$ref": "#/$defs/BoardPlace"
            },
            {
              "type": "null"
            }
          ],
          "description": "Where it was."
        },
        "gate_bypassed": {
          "description": "Whether the board put it where only gates lead to.",
          "type": "boolean"
        },
        "kind": {
          "$ref": "#/$defs/ChangeKind",
          "description": "How its place changed."
        },
        "to": {
          "anyOf": [
            {
              "$ref": "#/$defs/BoardPlace"
            },
            {
              "type": "null"
            }
          ],
          "description": "Where it is."
        },
        "wp_id": {
          "$ref": "#/$defs/WpId",
          "description": "The packet."
        }
      },
      "required": [
        "wp_id",
        "kind",
        "from",
        "to",
        "gate_bypassed"
      ],
      "type": "object"
    }
    "##);
}
