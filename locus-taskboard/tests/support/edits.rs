//! Edits made of any bytes.

use locus_core::domain::WpStatus;
use locus_core::domain::board::Edit;
use locus_taskboard::ParsedBoard;

/// What an edit is made of: its kind, which line, which status.
pub(crate) type Pick = [u8; 3];

/// The edits of these picks. Most place an entry; some add or remove one, or name a line that may be none.
pub(crate) fn edits(board: &ParsedBoard, picks: &[Pick]) -> Vec<Edit> {
    let status_lines: Vec<_> = board.entries.iter().filter(|entry| entry.first_sight().is_some()).collect();
    let edit = |[kind, which, status]: &Pick| {
        let (which, status) =
            (usize::from(*which), WpStatus::ALL[usize::from(*status) % WpStatus::ALL.len()]);
        let picked = status_lines.get(which % status_lines.len().max(1));
        let line = picked.map_or(which, |entry| entry.line);
        match kind % 8 {
            0 => {
                let wp_id = format!("WP-new-{which}").parse().unwrap();
                Edit::Add { wp_id, title: "A `new`\n<!-- thing".parse().unwrap(), status }
            }
            1 => Edit::Remove { line },
            2 => Edit::Place { line: which, status },
            _ => Edit::Place { line, status },
        }
    };
    picks.iter().map(edit).collect()
}
