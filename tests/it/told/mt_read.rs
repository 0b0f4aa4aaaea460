//! Looking at micro-tasks.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "mt list",
        success: told!(scene::micro_tasks(), ["WP-1"], @r"
        MT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME
        MT-001  pending  0/5        0      -             one
        MT-002  pending  0/5        0      -             two
        0 of 2 completed, 0 iterations, 0 tokens read, 0 written
        "),
        refusal: told!(scene::micro_tasks(), ["WP-9"], @r"
        --- stderr
        error: there is no packet WP-9
        hint: `locus wp list` and `locus search` show what packets there are
        --- exit 3
        "),
        json: told_json!(scene::micro_tasks(), ["WP-1"], @r#"
        {
          "changed": false,
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
                "iterations": [],
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
                "iterations": [],
                "max_iterations": 5,
                "metadata": {},
                "mt_id": "MT-002",
                "name": "two",
                "scope": "",
                "status": "pending",
                "wp_id": "WP-1"
              }
            ],
            "totals": {
              "blocked": 0,
              "completed": 0,
              "completion_ratio": 0.0,
              "duration_ms": 0,
              "failed": 0,
              "in_progress": 0,
              "iterations": 0,
              "pending": 2,
              "skipped": 0,
              "tokens_completion": 0,
              "tokens_prompt": 0,
              "total": 2
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-QUERY-001"],
          "success": true
        }
        "#),
    },
    Told {
        command: "mt show",
        success: told!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small"), ["WP-1", "MT-001"], @r"
        MT      STATUS       ITERATION  LEVEL  STARTED WITH  NAME
        MT-001  in_progress  0/5        0      small         one
        "),
        refusal: told!(scene::micro_tasks(), ["WP-1", "MT-009"], @r"
        --- stderr
        error: there is no micro-task MT-009 in WP-1
        hint: `locus mt list WP-1` shows what micro-tasks there are
        --- exit 3
        "),
        json: told_json!(scene::micro_tasks().after("mt start WP-1 MT-001 --model small"), ["WP-1", "MT-001"], @r#"
        {
          "changed": false,
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
                "iterations": [],
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
            ],
            "totals": {
              "blocked": 0,
              "completed": 0,
              "completion_ratio": 0.0,
              "duration_ms": 0,
              "failed": 0,
              "in_progress": 1,
              "iterations": 0,
              "pending": 0,
              "skipped": 0,
              "tokens_completion": 0,
              "tokens_prompt": 0,
              "total": 1
            }
          },
          "duration_ms": 0,
          "events_emitted": ["FR-EVT-QUERY-001"],
          "success": true
        }
        "#),
    },
];

#[test]
fn lists_of_micro_tasks_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
