//! `locus import gov`: a governance folder comes in, as often as anybody likes.

use crate::corpus::corpus;
use crate::support::TestEnv;
use serde_json::{Value, json};
use std::path::Path;

const BUILD_ORDER: &str = "# Build Order\n\n## Full Snapshot (All Registry Rows)\n\n\
| Base WP ID | Active Packet ID | BOARD_TOKEN | REGISTRY_STATE | DEPENDS_ON | BLOCKS |\n|---|---|---|---|---|---|\n\
| WP-1-Core | WP-1-Core-v2 | VALIDATED | DONE | - | WP-1-Editor |\n\
| WP-1-Editor | WP-1-Editor-v1 | STUB | UNKNOWN | WP-1-Core, WP-1-Gone | WP-1-Search |\n\
| WP-1-Search | WP-1-Search-v1 | READY_FOR_DEV | Ready for Dev | WP-1-Editor | WP-1-Core |\n\
| ** WP-1-Odd.v2.1 | WP-1-Odd-v1 | STUB | Parked | - | - |\n\
| WP-1-Core | WP-1-Core-v1 | SUPERSEDED | DONE | - | - |\n\
| not an id | - | - | - | - | - |\n";

const BOARD: &str = "# Board\n\n## Done\n- **[WP-1-Core-v2]** - [VALIDATED]\n\n## Superseded\n\
- **[WP-1-Search]** - [SUPERSEDED]\n";

fn mt(id: &str, depends_on: &[&str]) -> String {
    let lifecycle = json!({ "status": "PENDING", "depends_on": depends_on, "blocks": [] });
    json!({ "wp_id": "WP-1-Core-v2", "mt_id": id, "lifecycle": lifecycle, "scope": { "summary": "Cut it" } })
        .to_string()
}

/// A small folder with everything that goes wrong in a large one.
fn dirty(env: &TestEnv) {
    env.write("gov/BUILD_ORDER.md", BUILD_ORDER);
    env.write("gov/TASK_BOARD.md", BOARD);
    let packet = json!({
        "wp_id": "WP-1-Core-v2", "base_wp_id": "WP-1-Core", "lifecycle": { "status": "Validated (FAIL)" },
        "scope": { "summary": "The core.", "why": "Everything stands on it \u{e2}\u{20ac}\u{201d} really." },
    });
    env.write("gov/task_packets/WP-1-Core-v2/packet.json", packet.to_string());
    env.write("gov/task_packets/WP-1-Core-v2/MT-001.json", mt("MT-001", &["MT-002"]));
    env.write("gov/task_packets/WP-1-Core-v2/MT-002.json", mt("MT-002", &["MT-001", "MT-404"]));
    env.write("gov/task_packets/WP-1-Core-v2/old/MT-002.json", mt("MT-002", &[]));
    env.write("gov/task_packets/WP-1-Core-v2/MT-003.json", "{ \"mt_id\": ");
    env.write("gov/task_packets/WP-1-Core-v2/notes.json", "not looked at");
    let stub = json!({
        "wp_id": "WP-1-Editor-v1", "lifecycle": { "status": "STUB (NOT READY FOR DEV)" },
        "draft_scope": { "intent": "- What: an editor" },
        "build_order": { "depends_on": ["WP-1-Core", "some day"], "blocks": ["NONE"] },
    });
    env.write("gov/task_packets/stubs/WP-1-Editor-v1.contract.json", stub.to_string());
    env.write("gov/task_packets/stubs/WP-2.contract.json", "{}");
}

fn statuses(env: &TestEnv) -> Vec<(String, String)> {
    let wps = env.locus(["--json", "wp", "list", "--limit", "10000"]).success().json()["data"]["wps"].take();
    let text = |wp: &Value, key: &str| wp[key].as_str().unwrap().to_owned();
    let mut all: Vec<_> =
        wps.as_array().unwrap().iter().map(|wp| (text(wp, "wp_id"), text(wp, "status"))).collect();
    all.sort();
    all
}

/// Nothing may change, and nothing be recorded.
fn assert_again_unchanged(env: &TestEnv, folder: &Path) {
    let events = env.events();
    let folder = folder.to_str().unwrap();
    let again = env.locus(["--json", "import", "gov", folder]).success().json();
    assert_eq!((&again["changed"], &again["events_emitted"]), (&json!(false), &json!([])));
    assert_eq!(env.events(), events);
}

fn assert_sound(env: &TestEnv) {
    env.locus(["events", "verify"]).success();
    env.locus(["events", "replay"]).success();
    env.locus(["doctor"]).success();
}

#[test]
fn a_dirty_folder_comes_in_but_for_what_is_told() {
    let env = TestEnv::project();
    dirty(&env);
    assert_output_snapshot!(env.locus(["import", "gov", "gov"]), @r#"
      unreadable task_packets/WP-1-Core-v2/MT-003.json: not JSON: EOF while parsing a value at line 1 column 11
      invalid BUILD_ORDER.md:12: a row is left out: "not an id" is not a packet id
      invalid task_packets/stubs/WP-1-Editor-v1.contract.json: depends_on: "some day" is not a packet id
      invalid task_packets/stubs/WP-2.contract.json: the contract is left out: it names no packet (wp_id)
      odd_state BUILD_ORDER.md:10: "Parked" is no state that is known
      two_states BUILD_ORDER.md:7: WP-1-Core is done (REGISTRY_STATE in line 7), but also cancelled (BOARD_TOKEN in line 11); the first counts
      two_states BUILD_ORDER.md:9: WP-1-Search is cancelled (TASK_BOARD.md:7), but also ready (REGISTRY_STATE in line 9, BOARD_TOKEN in line 9); the first counts
      two_states task_packets/WP-1-Core-v2/packet.json: WP-1-Core-v2 is done (TASK_BOARD.md:4), but also gated (task_packets/WP-1-Core-v2/packet.json); the first counts
      doubled BUILD_ORDER.md:11: WP-1-Core is there twice; the first counts, but for the edges
      doubled task_packets/WP-1-Core-v2/old/MT-002.json: MT-002 of WP-1-Core-v2 stands in task_packets/WP-1-Core-v2/MT-002.json too, which counts
      dangling task_packets/WP-1-Core-v2/MT-002.json: MT-002 of WP-1-Core-v2 names MT-404, which is not there
      dangling BUILD_ORDER.md:8: WP-1-Gone blocks WP-1-Editor is left out: there is no WP-1-Gone
      cycle task_packets/WP-1-Core-v2/MT-002.json: MT-002 depends on MT-001 is left out of WP-1-Core-v2: it would close a cycle: MT-001 → MT-002 → MT-001
      cycle BUILD_ORDER.md:9: WP-1-Search blocks WP-1-Core is left out: it would close a cycle: WP-1-Search → WP-1-Core → WP-1-Editor → WP-1-Search
    ✓ took in 6 of 6 packets, 2 of 4 edges, 2 of 2 micro-tasks
    "#);
    let expected = [
        ("WP-1-Core", "done"),
        ("WP-1-Core-v2", "done"),
        ("WP-1-Editor", "stub"),
        ("WP-1-Editor-v1", "stub"),
        ("WP-1-Odd.v2.1", "stub"),
        ("WP-1-Search", "cancelled"),
    ];
    assert_eq!(statuses(&env), expected.map(|(id, status)| (id.to_owned(), status.to_owned())));
    let core = env.locus(["--json", "wp", "show", "WP-1-Core"]).success().json();
    assert_eq!(core["data"]["wp"]["metadata"]["active_packet"], "WP-1-Core-v2");
    let created = env.locus(["events", "export"]).success();
    assert!(created.stdout().contains("\"source\":\"import\""));
    assert_again_unchanged(&env, &env.path("gov"));
    assert_sound(&env);
}

#[test]
fn the_board_sync_adds_no_line_for_what_was_imported() {
    let env = TestEnv::new();
    dirty(&env);
    env.locus(["init", "--board", "gov/TASK_BOARD.md"]).success();
    env.locus(["import", "gov", "gov"]).success();
    env.locus(["board", "sync", "--check"]).success();
    env.locus(["board", "sync"]).success();
    assert_eq!(std::fs::read_to_string(env.path("gov/TASK_BOARD.md")).unwrap(), BOARD);
    let created = env.locus(["wp", "create", "Another", "--id", "WP-9"]).success();
    assert_eq!(created.stderr(), "");
    let board = std::fs::read_to_string(env.path("gov/TASK_BOARD.md")).unwrap();
    assert_eq!(board.matches("**[").count(), 3, "only the new packet has a new line: {board}");
    env.locus(["wp", "update", "WP-1-Editor", "--status", "ready"]).success();
    let board = std::fs::read_to_string(env.path("gov/TASK_BOARD.md")).unwrap();
    assert!(board.contains("- **[WP-1-Editor]** - [READY_FOR_DEV]"), "a change of status lists it again");
}

#[test]
fn on_another_board_imported_packets_are_not_listed_either() {
    let env = TestEnv::project();
    dirty(&env);
    let board = "## Ready for Dev\n- **[WP-1-Search]** - [READY_FOR_DEV]\n";
    env.write("TASK_BOARD.md", board);
    env.locus(["import", "gov", "gov"]).success();
    let synced = env.locus(["--json", "board", "sync"]).success().json();
    assert_eq!(synced["data"]["board_changes"], json!([]));
    assert_eq!(std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap(), board);
    let search = env.locus(["--json", "wp", "show", "WP-1-Search"]).success().json();
    assert_eq!(search["data"]["wp"]["status"], "ready", "the project's own board counts first");
}

#[test]
fn a_packet_that_came_from_the_board_before_gets_its_edges_and_its_active_id() {
    let env = TestEnv::new();
    dirty(&env);
    env.locus(["init", "--board", "gov/TASK_BOARD.md"]).success();
    env.locus(["board", "sync"]).success();
    let imported = env.locus(["--json", "import", "gov", "gov"]).success().json();
    assert_eq!(imported["data"]["completed"], 2);
    let search = env.locus(["--json", "wp", "show", "WP-1-Search"]).success().json();
    assert_eq!(search["data"]["wp"]["metadata"]["active_packet"], "WP-1-Search-v1");
    assert_eq!(search["data"]["wp"]["status"], "cancelled");
    assert_again_unchanged(&env, &env.path("gov"));
    env.locus(["board", "sync", "--check"]).success();
}

#[test]
fn a_dry_run_says_what_would_come_in_and_changes_nothing() {
    let env = TestEnv::project();
    dirty(&env);
    let planned = env.locus(["--json", "import", "gov", "gov", "--dry-run"]).success().json();
    assert_eq!((&planned["changed"], &planned["data"]["dry_run"]), (&json!(false), &json!(true)));
    assert_eq!((statuses(&env), env.events()), (vec![], 0));
    let done = env.locus(["--json", "import", "gov", "gov"]).success().json();
    for key in ["packets", "edges", "micro_tasks", "findings"] {
        assert_eq!(planned["data"][key], done["data"][key], "{key}");
    }
}

#[test]
fn any_part_may_be_missing_but_not_all() {
    for part in ["BUILD_ORDER.md", "TASK_BOARD.md", "task_packets"] {
        let env = TestEnv::project();
        dirty(&env);
        for other in ["BUILD_ORDER.md", "TASK_BOARD.md"].iter().filter(|other| **other != part) {
            std::fs::remove_file(env.path("gov").join(other)).unwrap();
        }
        if part != "task_packets" {
            std::fs::remove_dir_all(env.path("gov/task_packets")).unwrap();
        }
        let imported = env.locus(["--json", "import", "gov", "gov"]).success().json();
        assert!(imported["data"]["packets"]["added"].as_u64().unwrap() > 0, "{part}: {imported}");
        assert_again_unchanged(&env, &env.path("gov"));
    }
    let env = TestEnv::project();
    env.write("empty/README.md", "nothing");
    assert_output_snapshot!(env.locus(["import", "gov", "empty"]), @"
    --- stderr
    error: empty is not valid: neither BUILD_ORDER.md nor TASK_BOARD.md nor task_packets/ is in it
    --- exit 7
    ");
    assert_output_snapshot!(env.locus(["import", "gov", "nowhere"]), @"
    --- stderr
    error: nowhere can't be used: there is no such file or folder
    --- exit 3
    ");
}

#[test]
fn records_are_found_where_handshake_keeps_them() {
    let env = TestEnv::project();
    env.write(".GOV/roles_shared/records/BUILD_ORDER.md", BUILD_ORDER);
    let imported = env.locus(["--json", "import", "gov", ".GOV"]).success().json();
    assert_eq!(imported["data"]["packets"]["added"], 4);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_only_regular_files_are_opened() {
    use std::os::unix::fs::symlink;
    let env = TestEnv::project();
    env.write("outside/WP-1-Secret/packet.json", r#"{"wp_id":"WP-1-Secret"}"#);
    env.write("outside/BUILD_ORDER.md", BUILD_ORDER);
    env.write("gov/task_packets/WP-1-In/packet.json", r#"{"wp_id":"WP-1-In"}"#);
    symlink(env.path("outside"), env.path("gov/task_packets/linked")).unwrap();
    symlink("..", env.path("gov/task_packets/round")).unwrap();
    symlink(env.path("outside/WP-1-Secret/packet.json"), env.path("gov/task_packets/WP-1-In/MT-001.json"))
        .unwrap();
    symlink(env.path("outside/BUILD_ORDER.md"), env.path("gov/BUILD_ORDER.md")).unwrap();
    std::fs::create_dir(env.path("gov/TASK_BOARD.md")).unwrap();
    let hostile = r#"{"wp_id":"../../WP-1-Out","mt_id":"MT-001\u0000"}"#;
    env.write("gov/task_packets/WP-1-In/MT-002.json", hostile);
    assert_output_snapshot!(env.locus(["import", "gov", "gov"]), @r#"
      unreadable task_packets/linked: links are not followed
      unreadable task_packets/round: links are not followed
      unreadable BUILD_ORDER.md: links are not followed
      unreadable TASK_BOARD.md: no regular file
      unreadable task_packets/WP-1-In/MT-001.json: links are not followed
      invalid task_packets/WP-1-In/MT-002.json: the micro-task is left out: "../../WP-1-Out" is not a packet id
    ✓ took in 1 of 1 packet, 0 of 0 edges, 0 of 0 micro-tasks
    "#);
    assert_eq!(statuses(&env).len(), 1);
}

#[test]
fn who_may_not_write_may_look() {
    let env = TestEnv::project();
    dirty(&env);
    env.locus(["--role", "viewer", "import", "gov", "gov"]).exits(6);
    env.locus(["--role", "viewer", "import", "gov", "gov", "--dry-run"]).success();
    env.locus(["--role", "validator", "import", "gov", "gov"]).exits(6);
    env.locus(["--role", "coder", "import", "gov", "gov"]).success();
}

#[test]
fn the_real_folder_comes_in_twice_the_second_time_without_a_change() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("gov");
    let env = TestEnv::project();
    env.write("TASK_BOARD.md", std::fs::read(folder.join("TASK_BOARD.md")).unwrap());
    let imported = env.locus(["--json", "import", "gov", folder.to_str().unwrap()]).success().json();
    let data = &imported["data"];
    let kinds = |kind: &str| {
        data["findings"].as_array().unwrap().iter().filter(|finding| finding["kind"] == kind).count()
    };
    assert_eq!(kinds("unreadable") + kinds("odd_state") + kinds("differs") + kinds("cycle"), 0, "{data}");
    assert_eq!((kinds("doubled"), kinds("dangling"), kinds("invalid")), (2, 5, 1), "{data}");
    assert_eq!(data["micro_tasks"], json!({ "found": 8, "added": 8 }));
    let (found, added) = (&data["edges"]["found"], &data["edges"]["added"]);
    assert_eq!(found.as_u64().unwrap() - added.as_u64().unwrap(), 5, "what dangles is left out");
    let incoming = env.locus(["--json", "dep", "list", "WP-1-Calendar-Sync-Engine"]).success().stdout().len();
    assert!(incoming > 100);
    let mts = env.locus(["--json", "mt", "list", "WP-1-Calendar-Sync-Engine-v3"]).success().json();
    assert_eq!(mts["data"]["micro_tasks"][2]["depends_on"], json!(["MT-002"]));
    assert_again_unchanged(&env, &folder);
    let board = env.locus(["--json", "board", "sync"]).success().json();
    assert_eq!((&board["data"]["board_changes"], &board["data"]["db_changes"]), (&json!([]), &json!([])));
    assert_sound(&env);
}

/// 1,000 packets in a row, each waiting for the five before it, and a last edge that closes the circle.
#[test]
fn a_thousand_packets_with_five_thousand_edges_come_in() {
    let mut table = String::from(
        "## Full Snapshot\n| Base WP ID | REGISTRY_STATE | DEPENDS_ON | BLOCKS |\n|---|---|---|---|\n",
    );
    for n in 0..1000_u32 {
        let before: Vec<_> = (n.saturating_sub(5)..n).map(|m| format!("WP-{m}")).collect();
        let blocks = if n == 999 { "WP-0" } else { "-" };
        table.push_str(&format!("| WP-{n} | STUB | {} | {blocks} |\n", before.join(", ")));
    }
    let env = TestEnv::project();
    env.write("gov/BUILD_ORDER.md", &table);
    let imported = env.locus(["--json", "import", "gov", "gov"]).success().json();
    assert_eq!(imported["data"]["edges"], json!({ "found": 4986, "added": 4985 }));
    let cycle = imported["data"]["findings"][0]["cycle"].as_array().unwrap().clone();
    assert_eq!(
        (&cycle[0], &cycle[1], cycle.last()),
        (&json!("WP-999"), &json!("WP-0"), Some(&json!("WP-999")))
    );
    assert_again_unchanged(&env, &env.path("gov"));
}
