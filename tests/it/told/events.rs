//! The Flight Recorder.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "events list",
        success: told!(scene::two_packets(), [], @r"
        SEQ  WHEN  CODE            EVENT                ACTOR  ABOUT
        1    now   FR-EVT-WP-001   work_packet_created  ada    WP-1
        2    now   FR-EVT-WP-002   work_packet_updated  ada    WP-1
        3    now   FR-EVT-WP-001   work_packet_created  ada    WP-2
        4    now   FR-EVT-WP-002   work_packet_updated  ada    WP-2
        5    now   FR-EVT-DEP-001  dependency_added     ada    WP-1
        "),
        refusal: told!(scene::two_packets(), ["--since", "someday"], @r#"
        --- stderr
        error: --since: "someday" is not an RFC 3339 time such as TIME
        hint: --since also takes 7d, today, tomorrow or a date such as 2026-12-01
        --- exit 2
        "#),
        json: told_json!(scene::packet("stub"), [], @r#"
        {
          "data": {
            "events": [
              {
                "actor": "human",
                "actor_id": "ada",
                "event_code": "FR-EVT-WP-001",
                "event_id": "UUID",
                "hash": "HASH",
                "payload": {
                  "bronze_id": "brz_UUID",
                  "bronze_sha256": "HASH",
                  "description": {"len":0,"sha256":"HASH"},
                  "gate_bypassed": false,
                  "labels": [],
                  "phase": "1",
                  "priority": 2,
                  "reporter": "ada",
                  "routing": "GOV_STANDARD",
                  "source": "cli",
                  "status": "stub",
                  "title": {"len":5,"sha256":"HASH"},
                  "type": "feature",
                  "version": 1,
                  "wp_id": "WP-1"
                },
                "prev_hash": "HASH",
                "replica_id": "UUID",
                "sequence": 1,
                "timestamp": "TIME",
                "trace_id": "UUID",
                "type": "work_packet_created",
                "vector_clock": {"UUID":1}
              }
            ]
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "events tail",
        success: told!(scene::two_packets(), ["--lines", "2"], @r"
        4       TIME  work_packet_updated        WP-2  by ada
        5       TIME  dependency_added           WP-1  by ada
        "),
        refusal: told!(scene::two_packets(), ["--type", "nothing"], @r"
        --- stderr
        error: invalid value 'nothing' for '--type <TYPE>'
          [possible values: work_packet_created, work_packet_updated, work_packet_gated, work_packet_completed, work_packet_deleted, micro_tasks_registered, mt_iteration_completed, mt_started, mt_completed, mt_escalated, mt_failed, dependency_added, dependency_removed, task_board_entry_added, task_board_synced, task_board_status_changed, sync_started, sync_completed, sync_failed, work_query_executed]

        For more information, try '--help'.
        --- exit 2
        "),
        json: told_lines!(scene::packet("stub"), [], @r#"{"actor":"human","actor_id":"ada","event_code":"FR-EVT-WP-001","event_id":"UUID","hash":"HASH","payload":{"bronze_id":"brz_UUID","bronze_sha256":"HASH","description":{"len":0,"sha256":"HASH"},"gate_bypassed":false,"labels":[],"phase":"1","priority":2,"reporter":"ada","routing":"GOV_STANDARD","source":"cli","status":"stub","title":{"len":5,"sha256":"HASH"},"type":"feature","version":1,"wp_id":"WP-1"},"prev_hash":"HASH","replica_id":"UUID","sequence":1,"timestamp":"TIME","trace_id":"UUID","type":"work_packet_created","vector_clock":{"UUID":1}}"#),
    },
    Told {
        command: "events export",
        success: told!(scene::packet("stub"), [], @r#"{"actor":"human","actor_id":"ada","event_code":"FR-EVT-WP-001","event_id":"UUID","hash":"HASH","payload":{"bronze_id":"brz_UUID","bronze_sha256":"HASH","description":{"len":0,"sha256":"HASH"},"gate_bypassed":false,"labels":[],"phase":"1","priority":2,"reporter":"ada","routing":"GOV_STANDARD","source":"cli","status":"stub","title":{"len":5,"sha256":"HASH"},"type":"feature","version":1,"wp_id":"WP-1"},"prev_hash":"HASH","replica_id":"UUID","sequence":1,"timestamp":"TIME","trace_id":"UUID","type":"work_packet_created","vector_clock":{"UUID":1}}"#),
        refusal: told!(scene::nothing(), [], @r"
        --- stderr
        error: there is no Locus project in ROOT or above it
        hint: `locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither
        --- exit 3
        "),
        json: told_lines!(scene::packet("stub"), [], @r#"{"actor":"human","actor_id":"ada","event_code":"FR-EVT-WP-001","event_id":"UUID","hash":"HASH","payload":{"bronze_id":"brz_UUID","bronze_sha256":"HASH","description":{"len":0,"sha256":"HASH"},"gate_bypassed":false,"labels":[],"phase":"1","priority":2,"reporter":"ada","routing":"GOV_STANDARD","source":"cli","status":"stub","title":{"len":5,"sha256":"HASH"},"type":"feature","version":1,"wp_id":"WP-1"},"prev_hash":"HASH","replica_id":"UUID","sequence":1,"timestamp":"TIME","trace_id":"UUID","type":"work_packet_created","vector_clock":{"UUID":1}}"#),
    },
    Told {
        command: "events verify",
        success: told!(scene::packet("ready"), [], @"✓ 2 events verified; the chain holds up to #2 (HASH)"),
        refusal: told!(scene::nothing().with("e.jsonl", "{}\n"), ["e.jsonl"], @r"
        --- stderr
        error: the chain of events in e.jsonl does not hold: line 1: event_id: missing key
        hint: events before that place are sound; what follows it can't be judged
        --- exit 1
        "),
        json: told_json!(scene::packet("ready"), [], @r#"
        {
          "data": {
            "events": 2,
            "head": {
              "hash": "HASH",
              "replica_id": "UUID",
              "sequence": 2,
              "timestamp": "TIME"
            },
            "queries": 0,
            "replicas": 1
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "events replay",
        success: told!(scene::packet("ready"), [], @"✓ 2 events replayed; the rebuilt rows are the database's, table by table"),
        refusal: told!(scene::packet("ready"), ["e.jsonl"], @r"
        --- stderr
        error: there is no file ROOT/e.jsonl
        hint: check the path; it is seen from the current folder
        --- exit 3
        "),
        json: told_json!(scene::packet("ready"), [], @r#"
        {
          "data": {"differences":[],"events":2,"identical":true},
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "events sync",
        success: told!(scene::packet("ready"), ["log.jsonl"], @"added 2 events to the file"),
        refusal: told!(scene::packet("ready").with("log.jsonl", "{}\n"), ["log.jsonl"], @r"
        --- stderr
        error: ROOT/log.jsonl, line 1: event_id: missing key
        hint: nothing was taken in; export it again where it comes from
        --- exit 7
        "),
        json: told_json!(scene::packet("ready"), ["log.jsonl"], @r#"
        {
          "changed": true,
          "data": {"exported":{"events":2,"skipped":0},"imported":{"events":0,"skipped":0}},
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-SYNC-001","FR-EVT-SYNC-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "events validate",
        success: told!(scene::packet("ready").kept("events export", "e.jsonl"), ["e.jsonl"], @"✓ 2 events and 0 query events, all valid"),
        refusal: told!(scene::nothing().with("e.jsonl", "{}\n"), ["e.jsonl"], @r"
        line 1: event_id: missing key
        --- stderr
        error: 1 of 1 lines in e.jsonl are not valid events
        hint: each line must be an event as `locus events export` writes it
        --- exit 7
        "),
        json: told_json!(scene::packet("ready").kept("events export", "e.jsonl"), ["e.jsonl"], @r#"
        {
          "data": {"bad":0,"events":2,"lines":2,"queries":0},
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
];

#[test]
fn events_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
