//! The Task Board.

use super::scene::BOARD;
use super::{Case, Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "board sync",
        success: told!(scene::project().with("TASK_BOARD.md", BOARD), [], @r"
        TO THE DATABASE  WAS  IS     WHY
        WP-1             -    READY  new on the board, under Ready for Dev
        changed 1 in the database, 0 on the board (1 line with a packet)
        "),
        refusal: told!(scene::board().with("TASK_BOARD.md", "# Board\n"), [], @"
        IN CONFLICT  LAST SYNC  BOARD  DATABASE  WHY
        WP-1         READY      -      READY     the board lost most of its lines
        nothing else to change (0 lines with packets)
        1 in conflict, left alone on both sides: `locus board sync --prefer board` or `--prefer db` settles it; where lines were taken off on purpose, `--accept-removals` does
        --- exit 5
        "),
        json: told_json!(scene::project().with("TASK_BOARD.md", BOARD), [], @r#"
        {
          "changed": true,
          "data": {
            "board_changes": [],
            "conflicts": [],
            "db_changes": [
              {
                "from": null,
                "gate_bypassed": false,
                "kind": "added",
                "to": {"section":"Ready for Dev","status":"READY","token":"READY_FOR_DEV"},
                "wp_id": "WP-1"
              }
            ],
            "entries": 1,
            "warnings": [],
            "wrote_board": false
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-SYNC-001","FR-EVT-WP-001","FR-EVT-TB-002","FR-EVT-SYNC-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "sync",
        success: told!(scene::project().with("TASK_BOARD.md", BOARD), [], @r"
        TO THE DATABASE  WAS  IS     WHY
        WP-1             -    READY  new on the board, under Ready for Dev
        changed 1 in the database, 0 on the board (1 line with a packet)
        "),
        refusal: told!(scene::project(), [], @r"
        --- stderr
        error: there is no board at any of .GOV/roles_shared/TASK_BOARD.md, .handshake/gov/TASK_BOARD.md, docs/TASK_BOARD.md, TASK_BOARD.md in ROOT
        hint: name the board with --board PATH; `locus board render` prints one of what is on record
        --- exit 7
        "),
        json: told_json!(scene::project().with("TASK_BOARD.md", BOARD), [], @r#"
        {
          "changed": true,
          "data": {
            "board_changes": [],
            "conflicts": [],
            "db_changes": [
              {
                "from": null,
                "gate_bypassed": false,
                "kind": "added",
                "to": {"section":"Ready for Dev","status":"READY","token":"READY_FOR_DEV"},
                "wp_id": "WP-1"
              }
            ],
            "entries": 1,
            "warnings": [],
            "wrote_board": false
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-SYNC-001","FR-EVT-WP-001","FR-EVT-TB-002","FR-EVT-SYNC-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "board diff",
        success: told!(scene::board().after("--no-sync wp update WP-1 --status stub"), [], @r"
        TO THE BOARD  WAS    IS    WHY
        WP-1          READY  STUB  the database changed it; its line goes from Ready for Dev to Stub Backlog (Not Activated)
        a sync would change 0 in the database, 1 on the board (1 line with a packet)
        "),
        refusal: told!(scene::project(), [], @r"
        --- stderr
        error: there is no board at any of .GOV/roles_shared/TASK_BOARD.md, .handshake/gov/TASK_BOARD.md, docs/TASK_BOARD.md, TASK_BOARD.md in ROOT
        hint: name the board with --board PATH; `locus board render` prints one of what is on record
        --- exit 7
        "),
        json: told_json!(scene::board().after("--no-sync wp update WP-1 --status stub"), [], @r#"
        {
          "changed": false,
          "data": {
            "board_changes": [
              {
                "from": {"section":"Ready for Dev","status":"READY","token":"READY_FOR_DEV"},
                "gate_bypassed": false,
                "kind": "moved",
                "to": {"section":"Stub Backlog (Not Activated)","status":"STUB","token":"STUB"},
                "wp_id": "WP-1"
              }
            ],
            "conflicts": [],
            "db_changes": [],
            "entries": 1,
            "warnings": [],
            "wrote_board": false
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "board add",
        success: told!(scene::board().with("TASK_BOARD.md", "# Board\n\n## Ready for Dev\n\n## Done\n").after("board sync --accept-removals"), ["WP-1"], @r"
        TO THE BOARD  WAS  IS     WHY
        WP-1          -    READY  not on the board; its line goes under Ready for Dev
        changed 0 in the database, 1 on the board (0 lines with packets)
        "),
        refusal: told!(scene::board(), ["WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::board().with("TASK_BOARD.md", "# Board\n\n## Ready for Dev\n\n## Done\n").after("board sync --accept-removals"), ["WP-1"], @r#"
        {
          "changed": true,
          "data": {
            "board_changes": [
              {
                "from": null,
                "gate_bypassed": false,
                "kind": "added",
                "to": {"section":"Ready for Dev","status":"READY","token":"READY_FOR_DEV"},
                "wp_id": "WP-1"
              }
            ],
            "conflicts": [],
            "db_changes": [],
            "entries": 0,
            "warnings": [],
            "wrote_board": true
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-SYNC-001","FR-EVT-TB-001","FR-EVT-TB-002","FR-EVT-SYNC-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "board merge",
        success: told!(scene::boards(), ["base.md", "ours.md", "theirs.md"], @""),
        refusal: told!(scene::boards(), ["base.md", "ours.md", "none.md"], @r"
        --- stderr
        error: ROOT/none.md can't be used: there is no such file or folder
        --- exit 3
        "),
        json: told_json!(scene::boards(), ["base.md", "ours.md", "theirs.md"], @r#"
        {
          "changed": true,
          "data": {"conflicts":[]},
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "board render",
        success: told!(scene::two_packets(), [], @r"
        # Task Board

        ## Stub Backlog (Not Activated)

        ## Ready for Dev

        - **[WP-2]** - [READY_FOR_DEV]
        - **[WP-1]** - [READY_FOR_DEV]

        ## In Progress

        ## Blocked

        ## Gated

        ## Done

        ## Superseded (Archive)
        "),
        refusal: told!(scene::nothing(), [], @r"
        --- stderr
        error: there is no Locus project in ROOT or above it
        hint: `locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither
        --- exit 3
        "),
        json: told_json!(scene::two_packets(), [], @r##"
        {
          "data": {
            "board": "# Task Board\n\n## Stub Backlog (Not Activated)\n\n## Ready for Dev\n\n- **[WP-2]** - [READY_FOR_DEV]\n- **[WP-1]** - [READY_FOR_DEV]\n\n## In Progress\n\n## Blocked\n\n## Gated\n\n## Done\n\n## Superseded (Archive)\n"
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "##),
    },
    Told {
        command: "board watch",
        success: Case::None("it goes on until Ctrl-C; board_watch.rs runs it"),
        refusal: told!(scene::board(), ["--role", "viewer"], @r"
        --- stderr
        error: locus.write is needed and not held by this role
        hint: coder, orchestrator, operator may; the role comes from --role or LOCUS_ROLE
        --- exit 6
        "),
        json: Case::None("it goes on until Ctrl-C; board_watch.rs runs it"),
    },
];

#[test]
fn the_board_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
