//! Dependencies.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "dep add",
        success: told!(scene::two_packets(), ["WP-2", "related", "WP-1"], @"✓ added: WP-1 related WP-2  dep_UUID"),
        refusal: told!(scene::two_packets(), ["WP-2", "blocks", "WP-1"], @r"
        --- stderr
        error: that would close a cycle: WP-2 → WP-1 → WP-2
        hint: take one edge of it away with `locus dep remove`, or use the type related
        --- exit 4
        "),
        json: told_json!(scene::two_packets(), ["WP-2", "related", "WP-1"], @r#"
        {
          "changed": true,
          "data": {
            "dependency": {
              "created_at": "TIME",
              "created_by": "ada",
              "dependency_id": "dep_UUID",
              "from_wp_id": "WP-1",
              "to_wp_id": "WP-2",
              "type": "related",
              "vector_clock": {"UUID":6}
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-DEP-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "dep remove",
        success: told!(scene::two_packets(), ["WP-1", "blocks", "WP-2"], @"✓ removed: WP-1 blocks WP-2  dep_UUID"),
        refusal: told!(scene::two_packets(), ["WP-1", "related", "WP-2"], @r"
        --- stderr
        error: there is no dependency WP-1 related WP-2
        hint: `locus dep list WP-1` shows what dependencies there are
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), ["WP-1", "blocks", "WP-2"], @r#"
        {
          "changed": true,
          "data": {
            "dependency": {
              "created_at": "TIME",
              "created_by": "ada",
              "dependency_id": "dep_UUID",
              "from_wp_id": "WP-1",
              "to_wp_id": "WP-2",
              "type": "blocks",
              "vector_clock": {"UUID":5}
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-DEP-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "dep list",
        success: told!(scene::two_packets(), ["WP-2"], @r"
        WP-2
          blocked by WP-1
        "),
        refusal: told!(scene::two_packets(), ["WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
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
        command: "dep tree",
        success: told!(scene::two_packets(), ["WP-2"], @r"
        WP-2 ready Second
        └─ blocked by WP-1 ready First
        "),
        refusal: told!(scene::two_packets(), ["WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), ["WP-2"], @r#"
        {
          "data": {
            "nodes": [
              {
                "cut": false,
                "depth": 0,
                "relation": "root",
                "repeated": false,
                "status": "ready",
                "title": "Second",
                "wp_id": "WP-2"
              },
              {
                "cut": false,
                "depth": 1,
                "relation": "blocks",
                "repeated": false,
                "status": "ready",
                "title": "First",
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
        command: "dep chain",
        success: told!(scene::two_packets(), ["WP-2"], @r"
        WP-2 waits for:
          WP-1 ready, which blocks WP-2
        "),
        refusal: told!(scene::two_packets(), ["WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), ["WP-2"], @r#"
        {
          "data": {
            "chain": [{"blocks":"WP-2","depth":1,"status":"ready","wp_id":"WP-1"}],
            "impact": {"complete":true,"releases":[],"waiting":[]}
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "dep graph",
        success: told!(scene::two_packets(), [], @r#"
        graph LR
          n1["WP-1"]
          n2["WP-2"]
          n1 -->|blocks| n2
        "#),
        refusal: told!(scene::two_packets(), ["--wp", "WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), [], @r#"
        {
          "data": {
            "edges": [
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
            "graph": "graph LR\n  n1[\"WP-1\"]\n  n2[\"WP-2\"]\n  n1 -->|blocks| n2\n",
            "packets": [
              {"priority":2,"status":"ready","title":"First","wp_id":"WP-1"},
              {"priority":1,"status":"ready","title":"Second","wp_id":"WP-2"}
            ]
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
];

#[test]
fn dependencies_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
