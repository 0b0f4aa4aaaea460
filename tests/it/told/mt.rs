//! Micro-tasks.

use super::scene::MTS;
use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "mt register",
        success: told!(scene::packet("in_progress").input(MTS), ["WP-1", "-"], @r"
        ✓ registered
        MT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME
        MT-001  pending  0/5        0      -             one
        MT-002  pending  0/5        0      -             two
        "),
        refusal: told!(scene::packet("in_progress").input("[{\"mt_id\":\"one\"}]"), ["WP-1", "-"], @r"
        --- stderr
        error: mt_definitions[0].mt_id: not a micro-task id: MT- and three or more digits, at most 64 bytes
        --- exit 7
        "),
        json: told_json!(scene::packet("in_progress").input(MTS), ["WP-1", "-"], @r#"
        {
          "changed": true,
          "data": {
            "micro_tasks": [
              {
                "current_iteration": 0,
                "depends_on": [],
                "done_criteria": [],
                "escalation": {
                  "current_level": 0,
                  "drop_backs_count": 0,
                  "escalation_chain": [
                    {"is_hard_gate":false,"level":0,"model_id":"qwen2.5-coder:7b"},
                    {"is_hard_gate":false,"level":1,"model_id":"qwen2.5-coder:7b"},
                    {"is_hard_gate":false,"level":2,"model_id":"qwen2.5-coder:13b"},
                    {"is_hard_gate":false,"level":3,"model_id":"qwen2.5-coder:13b"},
                    {"is_hard_gate":false,"level":4,"model_id":"qwen2.5-coder:32b"},
                    {"is_hard_gate":true,"level":5,"model_id":"human"}
                  ],
                  "escalations_count": 0
                },
                "files": {"create":[],"modify":[],"read":[]},
                "max_iterations": 5,
                "metadata": {},
                "mt_id": "MT-001",
                "name": "one",
                "scope": "",
                "status": "pending",
                "wp_id": "WP-1"
              },
              {
                "current_iteration": 0,
                "depends_on": ["MT-001"],
                "done_criteria": [],
                "escalation": {
                  "current_level": 0,
                  "drop_backs_count": 0,
                  "escalation_chain": [
                    {"is_hard_gate":false,"level":0,"model_id":"qwen2.5-coder:7b"},
                    {"is_hard_gate":false,"level":1,"model_id":"qwen2.5-coder:7b"},
                    {"is_hard_gate":false,"level":2,"model_id":"qwen2.5-coder:13b"},
                    {"is_hard_gate":false,"level":3,"model_id":"qwen2.5-coder:13b"},
                    {"is_hard_gate":false,"level":4,"model_id":"qwen2.5-coder:32b"},
                    {"is_hard_gate":true,"level":5,"model_id":"human"}
                  ],
                  "escalations_count": 0
                },
                "files": {"create":[],"modify":[],"read":[]},
                "max_iterations": 5,
                "metadata": {},
                "mt_id": "MT-002",
                "name": "two",
                "scope": "",
                "status": "pending",
                "wp_id": "WP-1"
              }
            ]
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-MT-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "mt start",
        success: told!(scene::micro_tasks(), ["WP-1", "MT-001", "--model", "small"], @"✓ MT-001 in WP-1 started: in_progress (iteration 0 at level 0)"),
        refusal: told!(scene::micro_tasks(), ["WP-1", "MT-002", "--model", "small"], @r"
        --- stderr
        error: MT-002 in WP-1 is pending: start_mt is not allowed: it depends on MT-001, which is pending, not completed or skipped
        hint: `locus mt list WP-1` shows what comes first
        --- exit 4
        "),
        json: told_json!(scene::micro_tasks(), ["WP-1", "MT-001", "--model", "small"], @r#"
        {
          "changed": true,
          "data": {
            "micro_task": {
              "current_iteration": 0,
              "depends_on": [],
              "done_criteria": [],
              "escalation": {
                "current_level": 0,
                "drop_backs_count": 0,
                "escalation_chain": [
                  {"is_hard_gate":false,"level":0,"model_id":"qwen2.5-coder:7b"},
                  {"is_hard_gate":false,"level":1,"model_id":"qwen2.5-coder:7b"},
                  {"is_hard_gate":false,"level":2,"model_id":"qwen2.5-coder:13b"},
                  {"is_hard_gate":false,"level":3,"model_id":"qwen2.5-coder:13b"},
                  {"is_hard_gate":false,"level":4,"model_id":"qwen2.5-coder:32b"},
                  {"is_hard_gate":true,"level":5,"model_id":"human"}
                ],
                "escalations_count": 0
              },
              "files": {"create":[],"modify":[],"read":[]},
              "max_iterations": 5,
              "metadata": {},
              "model_id": "small",
              "mt_id": "MT-001",
              "name": "one",
              "scope": "",
              "started_at": "TIME",
              "status": "in_progress",
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-MT-003"],
          "success": true
        }
        "#),
    },
    Told {
        command: "mt record",
        success: told!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small"), ["WP-1", "MT-001", "SUCCESS", "--iteration", "1", "--model", "small"], @"✓ MT-001 in WP-1 recorded SUCCESS: in_progress (iteration 1 at level 0)"),
        refusal: told!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small"), ["WP-1", "MT-001", "SUCCESS", "--iteration", "3", "--model", "small"], @r"
        --- stderr
        error: MT-001 in WP-1 is in_progress: iteration 3 at level 0 is not allowed: the next iteration is 1
        hint: the number expected is 1; `locus mt show WP-1 MT-001` shows where it stands
        --- exit 4
        "),
        json: told_json!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small"), ["WP-1", "MT-001", "RETRY", "--iteration", "1", "--model", "small", "--error", "tests fail"], @r#"
        {
          "changed": true,
          "data": {
            "iteration": {
              "claimed_complete": false,
              "completed_at": "TIME",
              "duration_ms": 0,
              "error_summary": "tests fail",
              "escalation_level": 0,
              "iteration": 1,
              "model_id": "small",
              "mt_id": "MT-001",
              "ordinal": 1,
              "outcome": "RETRY",
              "started_at": "TIME",
              "tokens_completion": 0,
              "tokens_prompt": 0,
              "wp_id": "WP-1"
            },
            "micro_task": {
              "current_iteration": 1,
              "depends_on": [],
              "done_criteria": [],
              "escalation": {
                "current_level": 0,
                "drop_backs_count": 0,
                "escalation_chain": [
                  {"is_hard_gate":false,"level":0,"model_id":"qwen2.5-coder:7b"},
                  {"is_hard_gate":false,"level":1,"model_id":"qwen2.5-coder:7b"},
                  {"is_hard_gate":false,"level":2,"model_id":"qwen2.5-coder:13b"},
                  {"is_hard_gate":false,"level":3,"model_id":"qwen2.5-coder:13b"},
                  {"is_hard_gate":false,"level":4,"model_id":"qwen2.5-coder:32b"},
                  {"is_hard_gate":true,"level":5,"model_id":"human"}
                ],
                "escalations_count": 0
              },
              "files": {"create":[],"modify":[],"read":[]},
              "max_iterations": 5,
              "metadata": {},
              "model_id": "small",
              "mt_id": "MT-001",
              "name": "one",
              "scope": "",
              "started_at": "TIME",
              "status": "in_progress",
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-MT-002"],
          "success": true
        }
        "#),
    },
    Told {
        command: "mt complete",
        success: told!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small").after("mt record WP-1 MT-001 SUCCESS --iteration 1 --model small --validation-passed true"), ["WP-1", "MT-001", "--validation", "{\"passed\":true}"], @"✓ MT-001 in WP-1 ended: completed (iteration 1 at level 0)"),
        refusal: told!(scene::micro_tasks(), ["WP-1", "MT-001"], @r"
        --- stderr
        error: MT-001 in WP-1 is pending: complete_mt completed is not allowed: there is no such move from here
        hint: try `locus mt start WP-1 MT-001 --model …`; allowed now: start_mt, complete_mt failed, complete_mt skipped
        --- exit 4
        "),
        json: told_json!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small").after("mt record WP-1 MT-001 SUCCESS --iteration 1 --model small --validation-passed true"), ["WP-1", "MT-001", "--validation", "{\"passed\":true}"], @r#"
        {
          "changed": true,
          "data": {
            "micro_task": {
              "completed_at": "TIME",
              "current_iteration": 1,
              "depends_on": [],
              "done_criteria": [],
              "duration_ms": 0,
              "escalation": {
                "current_level": 0,
                "drop_backs_count": 0,
                "escalation_chain": [
                  {"is_hard_gate":false,"level":0,"model_id":"qwen2.5-coder:7b"},
                  {"is_hard_gate":false,"level":1,"model_id":"qwen2.5-coder:7b"},
                  {"is_hard_gate":false,"level":2,"model_id":"qwen2.5-coder:13b"},
                  {"is_hard_gate":false,"level":3,"model_id":"qwen2.5-coder:13b"},
                  {"is_hard_gate":false,"level":4,"model_id":"qwen2.5-coder:32b"},
                  {"is_hard_gate":true,"level":5,"model_id":"human"}
                ],
                "escalations_count": 0
              },
              "files": {"create":[],"modify":[],"read":[]},
              "max_iterations": 5,
              "metadata": {},
              "model_id": "small",
              "mt_id": "MT-001",
              "name": "one",
              "scope": "",
              "started_at": "TIME",
              "status": "completed",
              "validation_result": {"blocking_failures":[],"passed":true,"warnings":[]},
              "wp_id": "WP-1"
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-MT-004"],
          "success": true
        }
        "#),
    },
];

#[test]
fn micro_tasks_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
