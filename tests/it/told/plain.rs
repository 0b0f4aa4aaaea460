//! What needs no project.

use super::{Case, Told, scene};

pub(super) const TOLD: &[Told] = &[
    #[cfg(feature = "tui")]
    Told {
        command: "tui",
        success: Case::None("it takes the whole terminal; tui.rs runs it"),
        refusal: told!(scene::packet("ready"), [], @r"
        --- stderr
        error: this is no terminal that a board can be drawn on; `locus status` and `locus wp list` work anywhere
        --- exit 2
        "),
        json: Case::None("a board on the terminal has no JSON: `status` and `wp list` have"),
    },
    Told {
        command: "schema",
        success: told!(scene::nothing(), ["capabilities"], @r"
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
        "),
        refusal: told!(scene::nothing(), ["nothing"], @r"
        --- stderr
        error: invalid value 'nothing' for '<NAME>'
          [possible values: capabilities, events, job, board]

        For more information, try '--help'.
        --- exit 2
        "),
        json: told_json!(scene::nothing(), ["capabilities"], @r#"
        {
          "data": {
            "capabilities": [
              {"id":"locus.read","takes_scope":false},
              {"id":"locus.write","takes_scope":false},
              {"id":"locus.gate","takes_scope":false},
              {"id":"locus.delete","takes_scope":false},
              {"id":"locus.sync","takes_scope":false},
              {"id":"fs.read","takes_scope":true},
              {"id":"fs.write","takes_scope":true}
            ],
            "operations": {
              "add_dependency": ["locus.write"],
              "close_wp": ["locus.write"],
              "complete_mt": ["locus.write"],
              "create_wp": ["locus.write"],
              "delete_wp": ["locus.delete"],
              "gate_wp": ["locus.gate"],
              "get_mt_progress": ["locus.read"],
              "get_wp_status": ["locus.read"],
              "query_blocked": ["locus.read"],
              "query_ready": ["locus.read"],
              "record_iteration": ["locus.write"],
              "register_mts": ["locus.write"],
              "remove_dependency": ["locus.write"],
              "search": ["locus.read"],
              "start_mt": ["locus.write"],
              "sync_events": ["locus.sync"],
              "sync_task_board": ["locus.write","fs.read","fs.write"],
              "update_wp": ["locus.write"]
            },
            "roles": {
              "coder": ["locus.read","locus.write"],
              "operator": ["locus.read","locus.write","locus.gate","locus.delete","locus.sync","fs.read","fs.write"],
              "orchestrator": ["locus.read","locus.write","locus.sync","fs.read","fs.write"],
              "validator": ["locus.read","locus.gate"],
              "viewer": ["locus.read"]
            }
          },
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "completions",
        success: told!(scene::nothing(), ["fish"], @r#"complete --keep-order --exclusive --command locus --arguments "(LOCUS_COMPLETE=fish locus -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))""#),
        refusal: told!(scene::nothing(), ["tcsh"], @r"
        --- stderr
        error: invalid value 'tcsh' for '<SHELL>'
          [possible values: bash, elvish, fish, powershell, zsh]

        hint: a similar value exists: 'zsh'

        For more information, try '--help'.
        --- exit 2
        "),
        json: Case::None("the shell's script is all there is to answer"),
    },
    Told {
        command: "man",
        success: told!(scene::nothing(), ["wp", "note"], @r#"
        .ie \n(.g .ds Aq \(aq
        .el .ds Aq '
        .TH locus-wp-note 1  "note " 
        .SH NAME
        locus\-wp\-note \- Add a note: as an argument, from stdin, or written in an editor
        .SH SYNOPSIS
        \fBlocus wp note\fR [\fB\-\-db\fR] [\fB\-\-edit\fR] [\fB\-\-board\fR] [\fB\-\-expected\-version\fR] [\fB\-\-actor\fR] [\fB\-\-role\fR] [\fB\-\-json\fR] [\fB\-\-jsonl\fR] [\fB\-\-fields\fR] [\fB\-\-no\-pager\fR] [\fB\-\-no\-sync\fR] [\fB\-q\fR|\fB\-\-quiet\fR] [\fB\-v\fR|\fB\-\-verbose\fR] [\fB\-h\fR|\fB\-\-help\fR] <\fIWP\fR> [\fITEXT\fR] 
        .SH DESCRIPTION
        Add a note: as an argument, from stdin, or written in an editor
        .SH OPTIONS
        .TP
        \fB\-\-edit\fR
        Write it in $VISUAL or $EDITOR, on a terminal or not
        .TP
        \fB\-\-expected\-version\fR \fI<N>\fR
        Refuse if the packet is at another version
        .TP
        \fB\-h\fR, \fB\-\-help\fR
        Print help
        .TP
        <\fIWP\fR>
        The packet, such as WP\-1\-Add\-A\-Login\-v1, in full
        .TP
        [\fITEXT\fR]
        What it says, in markdown; `\-` reads it from stdin. Without it, on a terminal, $VISUAL or $EDITOR opens
        .SH "GLOBAL OPTIONS"
        .TP
        \fB\-\-db\fR \fI<PATH>\fR
        The database file, instead of the project\*(Aqs [env: LOCUS_DB]
        .TP
        \fB\-\-board\fR \fI<PATH>\fR
        The Task Board, instead of the project\*(Aqs [env: LOCUS_BOARD]
        .TP
        \fB\-\-actor\fR \fI<NAME>\fR
        Who acts; the login name if not given [env: LOCUS_ACTOR]
        .TP
        \fB\-\-role\fR \fI<ROLE>\fR
        In which role; operator if not given [env: LOCUS_ROLE]
        .br

        .br
        \fIPossible values:\fR
        .RS 14
        .IP \(bu 2
        viewer
        .IP \(bu 2
        coder
        .IP \(bu 2
        validator
        .IP \(bu 2
        orchestrator
        .IP \(bu 2
        operator
        .RE
        .TP
        \fB\-\-json\fR
        Answer with one JSON object
        .TP
        \fB\-\-jsonl\fR
        Answer with JSON, each record of a list on a line of its own
        .TP
        \fB\-\-fields\fR \fI<FIELD,…>\fR
        Tell only these fields of each record, such as wp_id,title,governance.phase
        .TP
        \fB\-\-no\-pager\fR
        Never show a long answer in a pager [env: LOCUS_PAGER, PAGER]
        .TP
        \fB\-\-no\-sync\fR
        Leave the Task Board alone after this command
        .TP
        \fB\-q\fR, \fB\-\-quiet\fR
        Say nothing where all went well
        .TP
        \fB\-v\fR, \fB\-\-verbose\fR
        Say more: exact times, and which events were recorded
        .SH EXTRA
        Example:
          locus wp note WP\-1\-Add\-A\-Login\-v1 "talked to design"
        "#),
        refusal: told!(scene::nothing(), ["stauts"], @r"
        --- stderr
        error: there is no command `stauts`
        hint: did you mean `locus status`?
        --- exit 2
        "),
        json: Case::None("a manual page is for `man`, and nothing is said of pages written"),
    },
];

#[test]
fn what_needs_no_project_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
