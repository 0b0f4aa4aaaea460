//! Changing a packet.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "wp create",
        success: told!(scene::project(), ["Add a login", "--priority", "1", "--label", "auth"], @"✓ WP-1-Add-A-Login-v1 created: stub (version 1)"),
        refusal: told!(scene::packet("stub"), ["Other", "--id", "WP-1"], @r"
        --- stderr
        error: WP-1 exists already with other content
        hint: see `locus wp show WP-1`, or choose another id
        --- exit 5
        "),
        json: told_json!(scene::project(), ["Add a login"], @r#"
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
                "task_board_status": "STUB"
              },
              "labels": [],
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "status": "stub",
              "title": "Add a login",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":1},
              "version": 1,
              "wp_id": "WP-1-Add-A-Login-v1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "wp update",
        success: told!(scene::packet("stub"), ["WP-1", "--status", "ready", "--assignee", "bob"], @"✓ WP-1 updated: ready (version 2)"),
        refusal: told!(scene::packet("stub"), ["WP-1", "--status", "in_progress"], @r"
        --- stderr
        error: WP-1 is stub: in_progress is not allowed: there is no such move from here
        hint: try `locus wp update WP-1 --status ready`; allowed now: ready, cancelled
        --- exit 4
        "),
        json: told_json!(scene::packet("stub"), ["WP-1", "--status", "ready"], @r#"
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
              "vector_clock": {"UUID":2},
              "version": 2,
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
        command: "wp gate",
        success: told!(scene::packet("ready"), ["WP-1", "pre-work", "pass", "--notes", "scope is clear"], @"✓ WP-1 pre-work pass: in_progress (version 3)"),
        refusal: told!(scene::packet("ready"), ["WP-1", "post-work", "pass"], @r"
        --- stderr
        error: WP-1 is ready: post_work pass is not allowed: the pre_work gate is not passed
        hint: try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled
        --- exit 4
        "),
        json: told_json!(scene::packet("ready"), ["WP-1", "pre-work", "pass"], @r#"
        {
          "changed": true,
          "data": {
            "bronze_id": "brz_UUID",
            "task_board_updated": false,
            "wp": {
              "created_at": "TIME",
              "description": "",
              "governance": {
                "gates": {
                  "post_work": {"status":"pending"},
                  "pre_work": {"status":"pass","validated_at":"TIME","validated_by":"ada"}
                },
                "phase": "1",
                "routing": "GOV_STANDARD",
                "task_board_status": "IN_PROGRESS"
              },
              "labels": [],
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "started_at": "TIME",
              "status": "in_progress",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":3},
              "version": 3,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-003"],
          "success": true
        }
        "#),
    },
    Told {
        command: "wp close",
        success: told!(scene::packet("done"), ["WP-1"], @"✓ WP-1 closed: done (version 5)"),
        refusal: told!(scene::packet("in_progress"), ["WP-1"], @r"
        --- stderr
        error: WP-1 is in_progress: close is not allowed: only a done packet whose post_work gate is passed or skipped is closed
        hint: try `locus wp gate WP-1 post-work pass`; allowed now: post_work pass, post_work fail, ready, blocked, cancelled
        --- exit 4
        "),
        json: told_json!(scene::packet("done"), ["WP-1"], @r#"
        {
          "changed": true,
          "data": {
            "bronze_id": "brz_UUID",
            "task_board_updated": false,
            "wp": {
              "closed_at": "TIME",
              "completed_at": "TIME",
              "created_at": "TIME",
              "description": "",
              "governance": {
                "gates": {
                  "post_work": {"status":"pass","validated_at":"TIME","validated_by":"ada"},
                  "pre_work": {"status":"pass","validated_at":"TIME","validated_by":"ada"}
                },
                "phase": "1",
                "routing": "GOV_STANDARD",
                "task_board_status": "DONE"
              },
              "labels": [],
              "metadata": {},
              "micro_tasks": {"completed":0,"failed":0,"in_progress":0,"mt_ids":[],"total":0},
              "notes": [],
              "priority": 2,
              "reporter": "ada",
              "started_at": "TIME",
              "status": "done",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":5},
              "version": 5,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-004"],
          "success": true
        }
        "#),
    },
    Told {
        command: "wp delete",
        success: told!(scene::packet("stub"), ["WP-1", "--reason", "created twice"], @"✓ WP-1 deleted: stub (version 2)"),
        refusal: told!(scene::two_packets(), ["WP-1", "--role", "coder"], @r"
        --- stderr
        error: locus.delete is needed and not held by this role
        hint: operator may; the role comes from --role or LOCUS_ROLE
        --- exit 6
        "),
        json: told_json!(scene::packet("stub"), ["WP-1"], @r#"
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
              "tombstone": {"deleted_at":"TIME","deleted_by":"ada"},
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":2},
              "version": 2,
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-WP-005"],
          "success": true
        }
        "#),
    },
    Told {
        command: "wp reopen",
        success: told!(scene::packet("done"), ["WP-1", "--reason", "a bug"], @"✓ WP-1 reopened: ready (version 5)"),
        refusal: told!(scene::packet("in_progress"), ["WP-1", "--reason", "a bug"], @r"
        --- stderr
        error: WP-1 is in_progress: reopen is not allowed: only what is done or cancelled is reopened
        hint: it is open already; `locus wp show WP-1` shows where it stands
        --- exit 4
        "),
        json: told_json!(scene::packet("done"), ["WP-1", "--reason", "a bug"], @r#"
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
              "notes": [
                {
                  "author": "ada",
                  "content": "a bug",
                  "created_at": "TIME",
                  "note_id": "note_UUID",
                  "note_type": "system",
                  "wp_id": "WP-1"
                }
              ],
              "priority": 2,
              "reporter": "ada",
              "started_at": "TIME",
              "status": "ready",
              "title": "First",
              "type": "feature",
              "updated_at": "TIME",
              "vector_clock": {"UUID":5},
              "version": 5,
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
        command: "wp note",
        success: told!(scene::packet("ready"), ["WP-1", "talked to design"], @"✓ WP-1 noted: ready (version 3)"),
        refusal: told!(scene::packet("ready"), ["WP-1"], @r"
        --- stderr
        error: a note must say something
        hint: give its text, or `-` to read it from stdin
        --- exit 2
        "),
        json: told_json!(scene::packet("ready"), ["WP-1", "talked to design"], @r#"
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
              "notes": [
                {
                  "author": "ada",
                  "content": "talked to design",
                  "created_at": "TIME",
                  "note_id": "note_UUID",
                  "note_type": "user",
                  "wp_id": "WP-1"
                }
              ],
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
];

#[test]
fn changes_to_packets_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
