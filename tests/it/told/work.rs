//! Finding work, and taking it.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "ready",
        success: told!(scene::two_packets(), [], @r"
        PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
        WP-1    ready   2     feature  -         First
        "),
        refusal: told!(scene::two_packets(), ["--explain", "WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), [], @r#"
        {
          "changed": false,
          "data": {
            "filters_applied": {},
            "ready_wps": [
              {
                "created_at": "TIME",
                "description": "",
                "governance": {
                  "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                  "phase": "1",
                  "routing": "GOV_STANDARD",
                  "task_board_status": "READY"
                },
                "labels": [],
                "metadata": {},
                "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
                "priority": 2,
                "reporter": "ada",
                "status": "ready",
                "title": "First",
                "type": "feature",
                "updated_at": "TIME",
                "vector_clock": {"UUID":2},
                "version": 2,
                "wp_id": "WP-1"
              }
            ],
            "sort_policy": "hybrid",
            "total_count": 1
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-QUERY-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "claim",
        success: told!(scene::packet("ready"), ["WP-1", "--for", "1h"], @"✓ WP-1 claimed until TIME: ready (version 3)"),
        refusal: told!(scene::packet("ready").after("claim WP-1 --actor bob"), ["WP-1"], @r"
        --- stderr
        error: WP-1 belongs to bob
        hint: ask for it to be released, or take another: `locus ready --claim`
        --- exit 5
        "),
        json: told_json!(scene::packet("ready"), ["WP-1"], @r#"
        {
          "changed": true,
          "data": {
            "bronze_id": "brz_UUID",
            "task_board_updated": false,
            "wp": {
              "assignee": "ada",
              "created_at": "TIME",
              "description": "",
              "governance": {
                "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                "phase": "1",
                "routing": "GOV_STANDARD",
                "task_board_status": "READY"
              },
              "labels": [],
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "status": "ready",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":3},
              "version": 3,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "renew",
        success: told!(scene::packet("ready").after("claim WP-1"), ["WP-1", "--for", "2h"], @"✓ WP-1 claimed until TIME: ready (version 4)"),
        refusal: told!(scene::packet("ready"), ["WP-1"], @"
        --- stderr
        error: nobody has WP-1 now
        hint: `locus claim WP-1` takes it
        --- exit 5
        "),
        json: told_json!(scene::packet("ready").after("claim WP-1"), ["WP-1", "--for", "2h"], @r#"
        {
          "changed": true,
          "data": {
            "bronze_id": "brz_UUID",
            "task_board_updated": false,
            "wp": {
              "assignee": "ada",
              "created_at": "TIME",
              "description": "",
              "governance": {
                "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                "phase": "1",
                "routing": "GOV_STANDARD",
                "task_board_status": "READY"
              },
              "labels": [],
              "lease": {"by":"ada","until":"TIME"},
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "status": "ready",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":4},
              "version": 4,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "release",
        success: told!(scene::packet("ready").after("claim WP-1"), ["WP-1"], @"✓ WP-1 released: ready (version 4)"),
        refusal: told!(scene::packet("ready").after("claim WP-1 --actor bob"), ["WP-1"], @r"
        --- stderr
        error: WP-1 belongs to bob
        hint: ask for it to be released, or take another: `locus ready --claim`
        --- exit 5
        "),
        json: told_json!(scene::packet("ready").after("claim WP-1"), ["WP-1"], @r#"
        {
          "changed": true,
          "data": {
            "bronze_id": "brz_UUID",
            "task_board_updated": false,
            "wp": {
              "created_at": "TIME",
              "description": "",
              "governance": {
                "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                "phase": "1",
                "routing": "GOV_STANDARD",
                "task_board_status": "READY"
              },
              "labels": [],
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "status": "ready",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":4},
              "version": 4,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "blocked",
        success: told!(scene::two_packets(), [], @r"
        WP-2 ready priority 1  Second
          held up by WP-1 (ready)
        "),
        refusal: told!(scene::two_packets(), ["--view", "mine"], @r#"
        --- stderr
        error: --view: no view is called "mine"
        hint: a line `NAME = "QUERY"` under [views] in .locus/config.toml names a query
        --- exit 2
        "#),
        json: told_json!(scene::two_packets(), [], @r#"
        {
          "changed": false,
          "data": {
            "blocked_wps": [
              {
                "created_at": "TIME",
                "description": "",
                "governance": {
                  "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                  "phase": "1",
                  "routing": "GOV_STANDARD",
                  "task_board_status": "READY"
                },
                "labels": [],
                "metadata": {},
                "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
                "open_blockers": [{"status":"ready","wp_id":"WP-1"}],
                "priority": 1,
                "reasons": ["open_blocker"],
                "reporter": "ada",
                "status": "ready",
                "title": "Second",
                "type": "feature",
                "updated_at": "TIME",
                "vector_clock": {"UUID":4},
                "version": 2,
                "wp_id": "WP-2"
              }
            ],
            "filters_applied": {},
            "root_causes": [{"complete":true,"roots":[{"path":["WP-1"],"status":"ready","wp_id":"WP-1"}],"wp_id":"WP-2"}],
            "sort_policy": "hybrid",
            "total_count": 1
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-QUERY-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "search",
        success: told!(scene::two_packets(), ["second"], @"WP-2  ready  Second"),
        refusal: told!(scene::two_packets(), ["second", "--view", "mine"], @r#"
        --- stderr
        error: --view: no view is called "mine"
        hint: a line `NAME = "QUERY"` under [views] in .locus/config.toml names a query
        --- exit 2
        "#),
        json: told_json!(scene::two_packets(), ["second"], @r#"
        {
          "changed": false,
          "data": {
            "results": [
              {
                "score": 3e-6,
                "snippet": "[Second]",
                "wp": {
                  "created_at": "TIME",
                  "description": "",
                  "governance": {
                    "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                    "phase": "1",
                    "routing": "GOV_STANDARD",
                    "task_board_status": "READY"
                  },
                  "labels": [],
                  "metadata": {},
                  "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
                  "priority": 1,
                  "reporter": "ada",
                  "status": "ready",
                  "title": "Second",
                  "type": "feature",
                  "updated_at": "TIME",
                  "vector_clock": {"UUID":4},
                  "version": 2,
                  "wp_id": "WP-2"
                }
              }
            ],
            "total_count": 1
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-QUERY-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "undo",
        success: told!(scene::packet("ready"), [], @r"
        ✓ undone: update_wp of WP-1 (event 2, now)
             status       ready → stub
        "),
        refusal: told!(scene::project(), [], @r"
        --- stderr
        error: there is no operation of ada to undo
        hint: `locus events list` shows who did what; --actor says who you are
        --- exit 3
        "),
        json: told_json!(scene::packet("ready"), [], @r#"
        {
          "changed": true,
          "data": {
            "changes": [{"field":"status","from":"ready","to":"stub"}],
            "dry_run": false,
            "remarks": [],
            "reversal": "update_wp",
            "task_board_updated": false,
            "undone": {
              "event_type": "work_packet_updated",
              "operation": "update_wp",
              "sequence": 2,
              "timestamp": "TIME",
              "trace_id": "UUID",
              "wp_id": "WP-1"
            },
            "wp": {
              "created_at": "TIME",
              "description": "",
              "governance": {
                "gates": {"post_work":{"status":"pending"},"pre_work":{"status":"pending"}},
                "phase": "1",
                "routing": "GOV_STANDARD",
                "task_board_status": "STUB"
              },
              "labels": [],
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "status": "stub",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":3},
              "version": 3,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-002"],
          "success": true
        }
        "#),
    },
];

#[test]
fn finding_and_taking_work_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
