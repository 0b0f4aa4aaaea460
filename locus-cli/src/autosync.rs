//! Autosync: after a committed change the board gets the lines of the packets that changed (task-board.md §4).

use crate::boards::ProjectBoards;
use crate::error::CliError;
use locus_core::app::Engine;
use locus_core::app::workflows::{PushTaskBoard, SyncReport};
use locus_core::event::EventType;
use serde::Serialize;
use serde_json::Value;

/// Whether what happened may stand on the board.
pub(crate) fn moves_the_board(events: &[EventType]) -> bool {
    let moves = |event: &EventType| {
        matches!(
            event,
            EventType::WorkPacketCreated
                | EventType::WorkPacketUpdated
                | EventType::WorkPacketGated
                | EventType::WorkPacketDeleted
        )
    };
    events.iter().any(moves)
}

/// Pushes what changed onto the project's board, if there is one; answers what to warn about.
pub(crate) fn push(engine: &mut Engine, boards: &ProjectBoards) -> (Option<SyncReport>, Vec<String>) {
    let Some(board) = boards.own() else { return (None, Vec::new()) };
    match PushTaskBoard.run(engine, board.as_ref()) {
        Ok(synced) => {
            let warnings = synced.report.warnings.iter();
            let warnings =
                warnings.map(|warning| format!("{}; `locus board diff` shows it", warning.message));
            let warnings = warnings.collect();
            (Some(synced.report), warnings)
        }
        Err(error) => {
            (None, vec![format!("the board was not updated: {error}; `locus board sync` catches up")])
        }
    }
}

/// An answer that says whether the board was written, if it is one that says so.
pub(crate) fn with_board_updated<T: Serialize>(output: &T, wrote_board: bool) -> Result<Value, CliError> {
    let mut data = serde_json::to_value(output).map_err(|error| CliError::Output(error.into()))?;
    if let Some(said) = data.get_mut("task_board_updated") {
        *said = wrote_board.into();
    }
    Ok(data)
}
