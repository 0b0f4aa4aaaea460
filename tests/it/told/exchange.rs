//! What comes in and goes out.

use super::scene::{BOARD, MISSING};
use super::{Told, scene};

/// A job that asks what can be worked on.
const QUERY: &str = r#"{"job_kind":"locus_operation","protocol_id":"locus_query_ready_v1","input":{"operation":"query_ready","params":{}}}"#;

/// A packet from elsewhere.
const RECORD: &str = r#"{"work_packet":{"wp_id":"WP-1","title":"Log in"}}"#;

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "job",
        success: told!(scene::packet("ready").input(QUERY), [], @r#"{"success":true,"protocol_id":"locus_query_ready_v1","op_id":null,"changed":false,"data":{"ready_wps":[{"wp_id":"WP-1","version":2,"title":"First","description":"","status":"ready","priority":2,"governance":{"phase":"1","routing":"GOV_STANDARD","gates":{"pre_work":{"status":"pending"},"post_work":{"status":"pending"}},"task_board_status":"READY"},"type":"feature","labels":[],"reporter":"ada","micro_tasks":{"total":0,"completed":0,"failed":0,"in_progress":0,"mt_ids":[]},"created_at":"TIME","updated_at":"TIME","metadata":{},"vector_clock":{"UUID":2}}],"total_count":1,"filters_applied":{},"sort_policy":"hybrid"},"events_emitted":["FR-EVT-QUERY-001"],"duration_ms":0}"#),
        refusal: told!(scene::packet("ready").input(MISSING), [], @r#"
        {"success":false,"protocol_id":"locus_get_wp_status_v1","op_id":null,"error":{"code":"LOCUS-NOT-FOUND","message":"there is no packet WP-9","hint":"Check the id; query_ready, search and get_wp_status show what packets there are.","details":{"id":"WP-9","what":"packet"}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
        --- exit 3
        "#),
        json: told_lines!(scene::packet("ready").input(QUERY), [], @r#"{"success":true,"protocol_id":"locus_query_ready_v1","op_id":null,"changed":false,"data":{"ready_wps":[{"wp_id":"WP-1","version":2,"title":"First","description":"","status":"ready","priority":2,"governance":{"phase":"1","routing":"GOV_STANDARD","gates":{"pre_work":{"status":"pending"},"post_work":{"status":"pending"}},"task_board_status":"READY"},"type":"feature","labels":[],"reporter":"ada","micro_tasks":{"total":0,"completed":0,"failed":0,"in_progress":0,"mt_ids":[]},"created_at":"TIME","updated_at":"TIME","metadata":{},"vector_clock":{"UUID":2}}],"total_count":1,"filters_applied":{},"sort_policy":"hybrid"},"events_emitted":["FR-EVT-QUERY-001"],"duration_ms":0}"#),
    },
    Told {
        command: "export",
        success: told!(scene::packet("stub"), [], @r#"
        {"locus_export":{"format":1}}
        {"bronze":[{"bronze_id":"brz_UUID","content":{"created_at":"TIME","description":"","governance":{"gates":{"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},"phase":"1","routing":"GOV_STANDARD"},"labels":[],"metadata":{},"priority":2,"reporter":"ada","status":"stub","title":"First","type":"feature","updated_at":"TIME","vector_clock":{"UUID":1},"version":1,"wp_id":"WP-1"},"content_hash":"HASH","created_at":"TIME","key":"WP-1","kind":"work_packet","operation":"create","version":1}],"event":{"actor":"human","actor_id":"ada","event_code":"FR-EVT-WP-001","event_id":"UUID","hash":"HASH","payload":{"bronze_id":"brz_UUID","bronze_sha256":"HASH","description":{"len":0,"sha256":"HASH"},"gate_bypassed":false,"labels":[],"phase":"1","priority":2,"reporter":"ada","routing":"GOV_STANDARD","source":"cli","status":"stub","title":{"len":5,"sha256":"HASH"},"type":"feature","version":1,"wp_id":"WP-1"},"prev_hash":"HASH","replica_id":"UUID","sequence":1,"timestamp":"TIME","trace_id":"UUID","type":"work_packet_created","vector_clock":{"UUID":1}}}
        {"locus_export_end":{"lines":1}}
        "#),
        refusal: told!(scene::nothing(), [], @r"
        --- stderr
        error: there is no Locus project in ROOT or above it
        hint: `locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither
        --- exit 3
        "),
        json: told_lines!(scene::packet("stub"), [], @r#"
        {"locus_export":{"format":1}}
        {"bronze":[{"bronze_id":"brz_UUID","content":{"created_at":"TIME","description":"","governance":{"gates":{"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},"phase":"1","routing":"GOV_STANDARD"},"labels":[],"metadata":{},"priority":2,"reporter":"ada","status":"stub","title":"First","type":"feature","updated_at":"TIME","vector_clock":{"UUID":1},"version":1,"wp_id":"WP-1"},"content_hash":"HASH","created_at":"TIME","key":"WP-1","kind":"work_packet","operation":"create","version":1}],"event":{"actor":"human","actor_id":"ada","event_code":"FR-EVT-WP-001","event_id":"UUID","hash":"HASH","payload":{"bronze_id":"brz_UUID","bronze_sha256":"HASH","description":{"len":0,"sha256":"HASH"},"gate_bypassed":false,"labels":[],"phase":"1","priority":2,"reporter":"ada","routing":"GOV_STANDARD","source":"cli","status":"stub","title":{"len":5,"sha256":"HASH"},"type":"feature","version":1,"wp_id":"WP-1"},"prev_hash":"HASH","replica_id":"UUID","sequence":1,"timestamp":"TIME","trace_id":"UUID","type":"work_packet_created","vector_clock":{"UUID":1}}}
        {"locus_export_end":{"lines":1}}
        "#),
    },
    Told {
        command: "import",
        success: told!(scene::project().input(RECORD), ["-"], @"✓ took in 1 packet"),
        refusal: told!(scene::project().input("{\"packet\":1}"), ["-"], @r"
        --- stderr
        error: 1 line in stdin was refused; nothing was taken in
          line 1: packet: unknown key; known are dependency, micro_tasks, work_packet
        hint: correct it, or take in the others with --keep-going
        --- exit 7
        "),
        json: told_json!(scene::project().input(RECORD), ["-"], @r#"
        {
          "changed": true,
          "data": {
            "imported": {"dependencies":0,"micro_tasks":0,"refused":0,"unchanged":0,"work_packets":1},
            "refused_lines": []
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "import gov",
        success: told!(scene::project().with("gov/TASK_BOARD.md", BOARD), ["gov"], @"✓ took in 1 of 1 packet, 0 of 0 edges, 0 of 0 micro-tasks"),
        refusal: told!(scene::project(), ["gov"], @r"
        --- stderr
        error: gov can't be used: there is no such file or folder
        --- exit 3
        "),
        json: told_json!(scene::project().with("gov/TASK_BOARD.md", BOARD), ["gov"], @r#"
        {
          "changed": true,
          "data": {
            "completed": 0,
            "dry_run": false,
            "edges": {"added":0,"found":0},
            "findings": [],
            "micro_tasks": {"added":0,"found":0},
            "packets": {"added":1,"found":1}
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "backup",
        success: told!(scene::packet("stub"), ["copy.db"], @"✓ ROOT/copy.db: 1 event, verified"),
        refusal: told!(scene::packet("stub").with("copy.db", ""), ["copy.db"], @r"
        --- stderr
        error: ROOT/copy.db is there already; name a new file
        --- exit 2
        "),
        json: told_json!(scene::packet("stub"), ["copy.db"], @r#"
        {
          "data": {
            "backup": "ROOT/copy.db",
            "bytes": SIZE,
            "head": {
              "hash": "HASH",
              "replica_id": "UUID",
              "sequence": 1
            }
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
];

#[test]
fn what_comes_in_and_goes_out_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
