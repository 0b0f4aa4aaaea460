//! Looking at packets.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "wp show",
        success: told!(scene::two_packets(), ["WP-2"], @r"
        WP-2  Second

          status     ready
          priority   1 (0 is the most urgent)
          type       feature
          phase      1, GOV_STANDARD
          pre-work   pending
          post-work  pending
          reporter   ada
          created    now (TIME)
          updated    now (TIME), version 2

        Dependencies
          blocked by WP-1
        "),
        refusal: told!(scene::two_packets(), ["WP-3"], @r"
        --- stderr
        error: there is no packet WP-3
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), ["WP-2"], @r#"
        {
          "changed": false,
          "data": {
            "dependencies": {
              "incoming": [
                {
                  "created_at": "TIME",
                  "created_by": "ada",
                  "dependency_id": "dep_UUID",
                  "from_wp_id": "WP-1",
                  "to_wp_id": "WP-2",
                  "type": "blocks",
                  "vector_clock": {"UUID":5}
                }
              ],
              "outgoing": []
            },
            "micro_tasks": [],
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
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-QUERY-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "wp list",
        success: told!(scene::two_packets(), [], @r"
        PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
        WP-2    ready   1     feature  -         Second
        WP-1    ready   2     feature  -         First
        "),
        refusal: told!(scene::two_packets(), ["status:redy"], @r#"
        --- stderr
        error: QUERY: status: "redy" is none of its values
          status:redy
                 ^^^^
        hint: did you mean ready?
        --- exit 2
        "#),
        json: told_json!(scene::two_packets(), ["is:ready"], @r#"
        {
          "data": {
            "sort_policy": "hybrid",
            "total_count": 1,
            "wps": [
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
            ]
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "wp history",
        success: told!(scene::packet("in_progress"), ["WP-1"], @r"
        WP-1

        v1   now (TIME)  created by ada (cli)  #1
             status       stub
             title        First
             phase        1
             priority     2
             reporter     ada
             routing      GOV_STANDARD
             type         feature

        v2   now (TIME)  updated by ada (cli)  #2
             status       stub → ready

        v3   now (TIME)  pre_work pass by ada (cli)  #3
             status       ready → in_progress
             pre-work     pending → pass by ada, TIME
        "),
        refusal: told!(scene::packet("in_progress"), ["WP-1", "--at", "9"], @r"
        --- stderr
        error: there is no version 9 of WP-1: the newest is 3
        hint: `locus wp history WP-1` shows what versions there are
        --- exit 3
        "),
        json: told_json!(scene::packet("ready"), ["WP-1"], @r#"
        {
          "data": {
            "history": [
              {
                "actor": "human",
                "actor_id": "ada",
                "bronze_id": "brz_UUID",
                "changes": [
                  {"field":"status","from":null,"to":"stub"},
                  {"field":"title","from":null,"to":"First"},
                  {"field":"created_at","from":null,"to":"TIME"},
                  {"field":"phase","from":null,"to":"1"},
                  {"field":"priority","from":null,"to":2},
                  {"field":"reporter","from":null,"to":"ada"},
                  {"field":"routing","from":null,"to":"GOV_STANDARD"},
                  {"field":"type","from":null,"to":"feature"}
                ],
                "edges_added": [],
                "edges_removed": [],
                "event_type": "work_packet_created",
                "gate_bypassed": false,
                "notes": [],
                "replica_id": "UUID",
                "sequence": 1,
                "source": "cli",
                "status": "stub",
                "timestamp": "TIME",
                "trace_id": "UUID",
                "version": 1
              },
              {
                "actor": "human",
                "actor_id": "ada",
                "bronze_id": "brz_UUID",
                "changes": [{"field":"status","from":"stub","to":"ready"}],
                "edges_added": [],
                "edges_removed": [],
                "event_type": "work_packet_updated",
                "gate_bypassed": false,
                "notes": [],
                "replica_id": "UUID",
                "sequence": 2,
                "source": "cli",
                "status": "ready",
                "timestamp": "TIME",
                "trace_id": "UUID",
                "version": 2
              }
            ],
            "wp_id": "WP-1"
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
];

#[test]
fn packets_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
