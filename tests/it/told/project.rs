//! The project as a whole.

use super::scene::MISSING;
use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "",
        success: told!(scene::packet("ready"), [], @r"
        ROOT
        1 packet: 1 ready; 1 can be worked on now

        Ready
        PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
        WP-1    ready   2     feature  -         First

        Next
          locus ready --claim --for 30m  take the first ready packet that nobody has
          locus status                   the project at a glance
        "),
        refusal: told!(scene::project().with(".locus/config.toml", "board = 1\n"), [], @r"
        --- stderr
        error: ROOT/.locus/config.toml, line 1: invalid type: integer `1`, expected path string
        hint: correct that line; known are board, vocabulary, views, durability and busy_timeout_ms
        --- exit 7
        "),
        json: told_json!(scene::packet("ready"), [], @r#"
        {
          "data": {
            "blocked": 0,
            "board": null,
            "db": "ROOT/.locus/locus.db",
            "drift": null,
            "first_ready": [{"status":"ready","title":"First","wp_id":"WP-1"}],
            "mine": [],
            "next": [
              {"command":"locus ready --claim --for 30m","why":"take the first ready packet that nobody has"},
              {"command":"locus status","why":"the project at a glance"}
            ],
            "project": "ROOT",
            "ready": 1,
            "total": 1
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "init",
        success: told!(scene::nothing(), ["--board", "docs/BOARD.md"], @r"
        ✓ Started a project: ROOT/.locus/locus.db
        Next: `locus wp create TITLE` puts work on record.
        --- stderr
        warning: there is no board at ROOT/docs/BOARD.md yet
        "),
        refusal: told!(scene::nothing().with(".locus", ""), [], @r"
        --- stderr
        error: ROOT/.locus can't be used: file exists
        --- exit 1
        "),
        json: told_json!(scene::nothing(), [], @r#"
        {
          "changed": true,
          "data": {"created":true,"db":"ROOT/.locus/locus.db"},
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "status",
        success: told!(scene::two_packets(), [], @r"
        database  ROOT/.locus/locus.db
        board     none

        Packets  0 of 2 done, 0%
        stub              0
        ready             2 ████████████████████████████████████
        in_progress       0
        blocked           0
        gated             0
        done              0
        cancelled         0
        1 ready (`locus ready`), 1 held up (`locus blocked`)

        First to do
        WP-1 ready
          First
          unblocks WP-2
          1 waits behind it

        Critical path  2 packets, one after the other
        WP-1 ready
        WP-2 ready

        Last events
        SEQ  WHEN  CODE            EVENT                ACTOR  ABOUT
        1    now   FR-EVT-WP-001   work_packet_created  ada    WP-1
        2    now   FR-EVT-WP-002   work_packet_updated  ada    WP-1
        3    now   FR-EVT-WP-001   work_packet_created  ada    WP-2
        4    now   FR-EVT-WP-002   work_packet_updated  ada    WP-2
        5    now   FR-EVT-DEP-001  dependency_added     ada    WP-1
        "),
        refusal: told!(scene::nothing(), [], @r"
        --- stderr
        error: there is no Locus project in ROOT or above it
        hint: `locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), [], @r#"
        {
          "data": {
            "blocked": 1,
            "board": null,
            "by_status": {"blocked":0,"cancelled":0,"done":0,"gated":0,"in_progress":0,"ready":2,"stub":0},
            "critical_path": [{"status":"ready","wp_id":"WP-1"},{"status":"ready","wp_id":"WP-2"}],
            "db": "ROOT/.locus/locus.db",
            "drift": null,
            "last_events": [
              {
                "actor_id": "ada",
                "mt_id": null,
                "sequence": 1,
                "timestamp": "TIME",
                "type": "work_packet_created",
                "wp_id": "WP-1"
              },
              {
                "actor_id": "ada",
                "mt_id": null,
                "sequence": 2,
                "timestamp": "TIME",
                "type": "work_packet_updated",
                "wp_id": "WP-1"
              },
              {
                "actor_id": "ada",
                "mt_id": null,
                "sequence": 3,
                "timestamp": "TIME",
                "type": "work_packet_created",
                "wp_id": "WP-2"
              },
              {
                "actor_id": "ada",
                "mt_id": null,
                "sequence": 4,
                "timestamp": "TIME",
                "type": "work_packet_updated",
                "wp_id": "WP-2"
              },
              {
                "actor_id": "ada",
                "mt_id": null,
                "sequence": 5,
                "timestamp": "TIME",
                "type": "dependency_added",
                "wp_id": "WP-1"
              }
            ],
            "next": [
              {
                "priority": 2,
                "status": "ready",
                "title": "First",
                "unblocks": {"complete":true,"releases":["WP-2"],"waiting":["WP-2"]},
                "wp_id": "WP-1"
              }
            ],
            "progress": {"done":0,"of":2},
            "ready": 1,
            "running_micro_tasks": [],
            "total": 2
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "doctor",
        success: told!(scene::packet("ready"), [], @r"
        ✓ file
        ✓ references
        ✓ values
        ✓ derived values
        ✓ search index
        ✓ rows
        ✓ records
        ✓ event chain
        - board: not looked at, there is none
        ✓ board base
        ✓ leftovers
        ✓ permissions
        "),
        refusal: told!(scene::project().with(".locus/locus.db-wal", "").with(".locus/locus.db", "no database"), [], @r"
        ✗ file
            the file is no SQLite database
            what it means: what is stored can't be relied on: parts of it may be lost, and further writes may lose more
            what to do: stop writing to it and keep it; go on from a backup (--db names one), or build a new database of a log that was exchanged or exported: `locus events replay LOG --into NEW`
        - references: not looked at, the file is damaged
        - values: not looked at, the file is damaged
        - derived values: not looked at, the file is damaged
        - search index: not looked at, the file is damaged
        - rows: not looked at, the file is damaged
        - records: not looked at, the file is damaged
        - event chain: not looked at, the file is damaged
        - board: not looked at, the file is damaged
        - board base: not looked at, the file is damaged
        ✓ leftovers
        ✓ permissions
        --- exit 1
        "),
        json: told_json!(scene::packet("ready"), [], @r#"
        {
          "data": {
            "backup": null,
            "checks": [
              {"findings":[],"fixed":[],"more":0,"name":"file"},
              {"findings":[],"fixed":[],"more":0,"name":"references"},
              {"findings":[],"fixed":[],"more":0,"name":"values"},
              {"findings":[],"fixed":[],"more":0,"name":"derived values"},
              {"findings":[],"fixed":[],"more":0,"name":"search index"},
              {"findings":[],"fixed":[],"more":0,"name":"rows"},
              {"findings":[],"fixed":[],"more":0,"name":"records"},
              {"findings":[],"fixed":[],"more":0,"name":"event chain"},
              {"findings":[],"fixed":[],"more":0,"name":"board","skipped":"there is none"},
              {"findings":[],"fixed":[],"more":0,"name":"board base"},
              {"findings":[],"fixed":[],"more":0,"name":"leftovers"},
              {"findings":[],"fixed":[],"more":0,"name":"permissions"}
            ],
            "clean": true,
            "dropped_queries": 0
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "diagnostics",
        success: told!(scene::project().refused(MISSING), [], @r"
        WHEN  CODE             PACKET  WHAT                   MESSAGE
        now   LOCUS-NOT-FOUND  WP-9    get_wp_status refused  there is no packet WP-9
        "),
        refusal: told!(scene::nothing(), [], @r"
        --- stderr
        error: there is no Locus project in ROOT or above it
        hint: `locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither
        --- exit 3
        "),
        json: told_json!(scene::project().refused(MISSING), [], @r#"
        {
          "data": {
            "diagnostics": [
              {
                "code": "LOCUS-NOT-FOUND",
                "fingerprint": "HASH",
                "id": "diag_UUID",
                "message": "there is no packet WP-9",
                "severity": "error",
                "source": "engine",
                "surface": "system",
                "timestamp": "TIME",
                "title": "get_wp_status refused",
                "wp_id": "WP-9"
              }
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
fn the_project_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
