//! The demo, which says at length what the others say in a line.

use super::{Case, Told, scene};

pub(super) const TOLD: &[Told] = &[Told {
    command: "demo",
    success: told!(scene::nothing(), [], @r#"
    Locus keeps track of work. This is how, step by step.

    1. A team keeps its work in Locus. This starts a project in an empty folder.

       $ locus init
       ✓ Started a project: ~/project/.locus/locus.db
       Next: `locus wp create TITLE` puts work on record.

    2. Somebody asks an assistant: "People should be able to log in with a name and a password."
       The assistant's router decides that this is real work under strict governance, and puts it
       on record as a Work Packet. It starts as a stub: thought of, not yet activated.

       $ locus wp create "Log in with name and password" --id WP-1-Login-v1 --routing GOV_STRICT --priority 1 --spec-session session-42 --actor spec_router
       ✓ WP-1-Login-v1 created: stub (version 1)

    3. It is worth doing, so it becomes ready.

       $ locus wp update WP-1-Login-v1 --status ready
       ✓ WP-1-Login-v1 updated: ready (version 2)

    4. What can be worked on now? One thing.

       $ locus ready
       PACKET         STATUS  PRIO  TYPE     ASSIGNEE  TITLE
       WP-1-Login-v1  ready   1     feature  -         Log in with name and password

    5. Two gates stand around the work: one before it starts, one before it counts as done. The
       first is passed, and the packet is in progress.

       $ locus wp gate WP-1-Login-v1 pre-work pass --by val --notes "scope is clear"
       ✓ WP-1-Login-v1 pre-work pass: in_progress (version 3)

    6. The work is cut into micro-tasks, each small enough for a small model. The second needs
       the first. This stands in micro-tasks.json:
       [
         {"mt_id": "MT-001", "name": "Hash passwords", "done_criteria": ["no plain text in the database"]},
         {"mt_id": "MT-002", "name": "Check passwords", "depends_on": ["MT-001"]}
       ]

       $ locus mt register WP-1-Login-v1 - < micro-tasks.json
       ✓ registered
       MT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME
       MT-001  pending  0/5        0      -             Hash passwords
       MT-002  pending  0/5        0      -             Check passwords

    7. A small model takes up the first.

       $ locus mt start WP-1-Login-v1 MT-001 --model qwen2.5-coder:7b
       ✓ MT-001 in WP-1-Login-v1 started: in_progress (iteration 0 at level 0)

    8. Its first attempt fails badly, and the executor sends the task up the ladder: the next try
       is on the next level.

       $ locus mt record WP-1-Login-v1 MT-001 ESCALATE --iteration 1 --model qwen2.5-coder:7b --error "tests fail all over" --category logic_error_regression
       ✓ MT-001 in WP-1-Login-v1 recorded ESCALATE: in_progress (iteration 0 at level 1)

    9. On the next level it works.

       $ locus mt record WP-1-Login-v1 MT-001 SUCCESS --iteration 1 --model qwen2.5-coder:7b --tokens-completion 840
       ✓ MT-001 in WP-1-Login-v1 recorded SUCCESS: in_progress (iteration 1 at level 1)

    10. The first micro-task is complete.

       $ locus mt complete WP-1-Login-v1 MT-001
       ✓ MT-001 in WP-1-Login-v1 ended: completed (iteration 1 at level 1)

    11. Is the packet done already? Somebody tries to close it, and Locus refuses: nothing has
       been checked yet. It says what is allowed instead.

       $ locus wp close WP-1-Login-v1
       error: WP-1-Login-v1 is in_progress: close is not allowed: only a done packet whose post_work gate is passed or skipped is closed
       hint: finish its micro-tasks first: `locus mt list WP-1-Login-v1`
       (exit code 4)

    12. So, the second micro-task.

       $ locus mt start WP-1-Login-v1 MT-002 --model qwen2.5-coder:7b
       ✓ MT-002 in WP-1-Login-v1 started: in_progress (iteration 0 at level 0)

    13. This one works at once.

       $ locus mt record WP-1-Login-v1 MT-002 SUCCESS --iteration 1 --model qwen2.5-coder:7b
       ✓ MT-002 in WP-1-Login-v1 recorded SUCCESS: in_progress (iteration 1 at level 0)

    14. It is complete, too.

       $ locus mt complete WP-1-Login-v1 MT-002
       ✓ MT-002 in WP-1-Login-v1 ended: completed (iteration 1 at level 0)

    15. The second gate: a validator has looked at the result. With the gate passed the packet is
       done.

       $ locus wp gate WP-1-Login-v1 post-work pass --by val --report reports/login.md
       ✓ WP-1-Login-v1 post-work pass: done (version 4)

    16. Now it can be closed.

       $ locus wp close WP-1-Login-v1
       ✓ WP-1-Login-v1 closed: done (version 5)

    17. This is the Task Board, the page people look at, as Locus writes it.

       $ locus board render
       # Task Board
       
       ## Stub Backlog (Not Activated)
       
       ## Ready for Dev
       
       ## In Progress
       
       ## Blocked
       
       ## Gated
       
       ## Done
       
       - **[WP-1-Login-v1]** - [VALIDATED]
       
       ## Superseded (Archive)

    18. Everything that happened left an event. Each carries a hash over itself and the one
       before, so nothing can be changed or dropped unnoticed.

       $ locus events list
       SEQ  WHEN  CODE           EVENT                   ACTOR        ABOUT
       1    now   FR-EVT-WP-001  work_packet_created     spec_router  WP-1-Login-v1
       2    now   FR-EVT-WP-002  work_packet_updated     ada          WP-1-Login-v1
       3    now   FR-EVT-WP-003  work_packet_gated       ada          WP-1-Login-v1
       4    now   FR-EVT-MT-001  micro_tasks_registered  ada          WP-1-Login-v1
       5    now   FR-EVT-MT-003  mt_started              ada          WP-1-Login-v1 MT-001
       6    now   FR-EVT-MT-002  mt_iteration_completed  ada          WP-1-Login-v1 MT-001
       7    now   FR-EVT-MT-005  mt_escalated            ada          WP-1-Login-v1 MT-001
       8    now   FR-EVT-MT-002  mt_iteration_completed  ada          WP-1-Login-v1 MT-001
       9    now   FR-EVT-MT-004  mt_completed            ada          WP-1-Login-v1 MT-001
       10   now   FR-EVT-MT-003  mt_started              ada          WP-1-Login-v1 MT-002
       11   now   FR-EVT-MT-002  mt_iteration_completed  ada          WP-1-Login-v1 MT-002
       12   now   FR-EVT-MT-004  mt_completed            ada          WP-1-Login-v1 MT-002
       13   now   FR-EVT-WP-003  work_packet_gated       ada          WP-1-Login-v1
       14   now   FR-EVT-WP-004  work_packet_completed   ada          WP-1-Login-v1

    19. This checks the whole chain.

       $ locus events verify
       ✓ 14 events verified; the chain holds up to #14 (HASH)

    That was the whole life of a packet. Nothing is left behind. `locus init` starts a real project.
    "#),
    refusal: Case::None("it brings its folder, role and database along"),
    json: told_json!(scene::nothing(), [], @r##"
    {
      "data": {
        "steps": [
          {
            "command": "locus init",
            "exit": 0,
            "output": "✓ Started a project: ~/project/.locus/locus.db\nNext: `locus wp create TITLE` puts work on record.\n",
            "story": "A team keeps its work in Locus. This starts a project in an empty folder."
          },
          {
            "command": "locus wp create \"Log in with name and password\" --id WP-1-Login-v1 --routing GOV_STRICT --priority 1 --spec-session session-42 --actor spec_router",
            "exit": 0,
            "output": "✓ WP-1-Login-v1 created: stub (version 1)\n",
            "story": "Somebody asks an assistant: \"People should be able to log in with a name and a password.\" The assistant's router decides that this is real work under strict governance, and puts it on record as a Work Packet. It starts as a stub: thought of, not yet activated."
          },
          {
            "command": "locus wp update WP-1-Login-v1 --status ready",
            "exit": 0,
            "output": "✓ WP-1-Login-v1 updated: ready (version 2)\n",
            "story": "It is worth doing, so it becomes ready."
          },
          {
            "command": "locus ready",
            "exit": 0,
            "output": "PACKET         STATUS  PRIO  TYPE     ASSIGNEE  TITLE\nWP-1-Login-v1  ready   1     feature  -         Log in with name and password\n",
            "story": "What can be worked on now? One thing."
          },
          {
            "command": "locus wp gate WP-1-Login-v1 pre-work pass --by val --notes \"scope is clear\"",
            "exit": 0,
            "output": "✓ WP-1-Login-v1 pre-work pass: in_progress (version 3)\n",
            "story": "Two gates stand around the work: one before it starts, one before it counts as done. The first is passed, and the packet is in progress."
          },
          {
            "command": "locus mt register WP-1-Login-v1 - < micro-tasks.json",
            "exit": 0,
            "output": "✓ registered\nMT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME\nMT-001  pending  0/5        0      -             Hash passwords\nMT-002  pending  0/5        0      -             Check passwords\n",
            "story": "The work is cut into micro-tasks, each small enough for a small model. The second needs the first. This stands in micro-tasks.json:"
          },
          {
            "command": "locus mt start WP-1-Login-v1 MT-001 --model qwen2.5-coder:7b",
            "exit": 0,
            "output": "✓ MT-001 in WP-1-Login-v1 started: in_progress (iteration 0 at level 0)\n",
            "story": "A small model takes up the first."
          },
          {
            "command": "locus mt record WP-1-Login-v1 MT-001 ESCALATE --iteration 1 --model qwen2.5-coder:7b --error \"tests fail all over\" --category logic_error_regression",
            "exit": 0,
            "output": "✓ MT-001 in WP-1-Login-v1 recorded ESCALATE: in_progress (iteration 0 at level 1)\n",
            "story": "Its first attempt fails badly, and the executor sends the task up the ladder: the next try is on the next level."
          },
          {
            "command": "locus mt record WP-1-Login-v1 MT-001 SUCCESS --iteration 1 --model qwen2.5-coder:7b --tokens-completion 840",
            "exit": 0,
            "output": "✓ MT-001 in WP-1-Login-v1 recorded SUCCESS: in_progress (iteration 1 at level 1)\n",
            "story": "On the next level it works."
          },
          {
            "command": "locus mt complete WP-1-Login-v1 MT-001",
            "exit": 0,
            "output": "✓ MT-001 in WP-1-Login-v1 ended: completed (iteration 1 at level 1)\n",
            "story": "The first micro-task is complete."
          },
          {
            "command": "locus wp close WP-1-Login-v1",
            "exit": 4,
            "output": "error: WP-1-Login-v1 is in_progress: close is not allowed: only a done packet whose post_work gate is passed or skipped is closed\nhint: finish its micro-tasks first: `locus mt list WP-1-Login-v1`\n",
            "story": "Is the packet done already? Somebody tries to close it, and Locus refuses: nothing has been checked yet. It says what is allowed instead."
          },
          {
            "command": "locus mt start WP-1-Login-v1 MT-002 --model qwen2.5-coder:7b",
            "exit": 0,
            "output": "✓ MT-002 in WP-1-Login-v1 started: in_progress (iteration 0 at level 0)\n",
            "story": "So, the second micro-task."
          },
          {
            "command": "locus mt record WP-1-Login-v1 MT-002 SUCCESS --iteration 1 --model qwen2.5-coder:7b",
            "exit": 0,
            "output": "✓ MT-002 in WP-1-Login-v1 recorded SUCCESS: in_progress (iteration 1 at level 0)\n",
            "story": "This one works at once."
          },
          {
            "command": "locus mt complete WP-1-Login-v1 MT-002",
            "exit": 0,
            "output": "✓ MT-002 in WP-1-Login-v1 ended: completed (iteration 1 at level 0)\n",
            "story": "It is complete, too."
          },
          {
            "command": "locus wp gate WP-1-Login-v1 post-work pass --by val --report reports/login.md",
            "exit": 0,
            "output": "✓ WP-1-Login-v1 post-work pass: done (version 4)\n",
            "story": "The second gate: a validator has looked at the result. With the gate passed the packet is done."
          },
          {
            "command": "locus wp close WP-1-Login-v1",
            "exit": 0,
            "output": "✓ WP-1-Login-v1 closed: done (version 5)\n",
            "story": "Now it can be closed."
          },
          {
            "command": "locus board render",
            "exit": 0,
            "output": "# Task Board\n\n## Stub Backlog (Not Activated)\n\n## Ready for Dev\n\n## In Progress\n\n## Blocked\n\n## Gated\n\n## Done\n\n- **[WP-1-Login-v1]** - [VALIDATED]\n\n## Superseded (Archive)\n",
            "story": "This is the Task Board, the page people look at, as Locus writes it."
          },
          {
            "command": "locus events list",
            "exit": 0,
            "output": "SEQ  WHEN  CODE           EVENT                   ACTOR        ABOUT\n1    now   FR-EVT-WP-001  work_packet_created     spec_router  WP-1-Login-v1\n2    now   FR-EVT-WP-002  work_packet_updated     ada          WP-1-Login-v1\n3    now   FR-EVT-WP-003  work_packet_gated       ada          WP-1-Login-v1\n4    now   FR-EVT-MT-001  micro_tasks_registered  ada          WP-1-Login-v1\n5    now   FR-EVT-MT-003  mt_started              ada          WP-1-Login-v1 MT-001\n6    now   FR-EVT-MT-002  mt_iteration_completed  ada          WP-1-Login-v1 MT-001\n7    now   FR-EVT-MT-005  mt_escalated            ada          WP-1-Login-v1 MT-001\n8    now   FR-EVT-MT-002  mt_iteration_completed  ada          WP-1-Login-v1 MT-001\n9    now   FR-EVT-MT-004  mt_completed            ada          WP-1-Login-v1 MT-001\n10   now   FR-EVT-MT-003  mt_started              ada          WP-1-Login-v1 MT-002\n11   now   FR-EVT-MT-002  mt_iteration_completed  ada          WP-1-Login-v1 MT-002\n12   now   FR-EVT-MT-004  mt_completed            ada          WP-1-Login-v1 MT-002\n13   now   FR-EVT-WP-003  work_packet_gated       ada          WP-1-Login-v1\n14   now   FR-EVT-WP-004  work_packet_completed   ada          WP-1-Login-v1\n",
            "story": "Everything that happened left an event. Each carries a hash over itself and the one before, so nothing can be changed or dropped unnoticed."
          },
          {
            "command": "locus events verify",
            "exit": 0,
            "output": "✓ 14 events verified; the chain holds up to #14 (HASH)\n",
            "story": "This checks the whole chain."
          }
        ]
      },
      "duration_ms": 0,
      "events_emitted": [],
      "success": true
    }
    "##),
}];

#[test]
fn the_demo_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
