//! Git.

use super::{Told, scene};

pub(super) const TOLD: &[Told] = &[
    Told {
        command: "hook install",
        success: told!(scene::board().in_git(), [], @"✓ check of the board in ROOT/.git/hooks/pre-commit put in"),
        refusal: told!(scene::board(), [], @r"
        --- stderr
        error: git refuses: not a git repository (or any of the parent directories): .git
        hint: run it in the repository that the board belongs to
        --- exit 1
        "),
        json: told_json!(scene::board().in_git(), [], @r#"
        {
          "changed": true,
          "data": {"hook":"ROOT/.git/hooks/pre-commit","hook_changed":true,"merge_driver_changed":null},
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
    Told {
        command: "hook uninstall",
        success: told!(scene::hooked(), [], @"✓ check of the board in ROOT/.git/hooks/pre-commit taken out"),
        refusal: told!(scene::board(), [], @r"
        --- stderr
        error: git refuses: not a git repository (or any of the parent directories): .git
        hint: run it in the repository that the board belongs to
        --- exit 1
        "),
        json: told_json!(scene::hooked(), [], @r#"
        {
          "changed": true,
          "data": {"hook":"ROOT/.git/hooks/pre-commit","hook_changed":true,"merge_driver_changed":null},
          "duration_ms": 0,
          "events_emitted": [],
          "success": true
        }
        "#),
    },
];

#[test]
fn the_hooks_answer_as_told() {
    TOLD.iter().for_each(Told::check);
}
