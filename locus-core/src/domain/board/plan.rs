//! What a board sync is to do, worked out before anything is done: a pure function of board and database.
//! This is its adopting form: packets the database doesn't know come in. Writing to the board has its place here.

use super::entry::{BoardEntry, FirstSight, counting_line};
use crate::domain::enums::text_enum;
use crate::domain::{TaskBoardStatus, WpId, WpStatus};
use serde::Serialize;
use std::collections::BTreeMap;

text_enum! {
    /// What a warning is about.
    WarningCode {
        /// Section and token of a line contradict each other.
        Contradiction = "contradiction",
        /// A packet stands on several status lines.
        SeveralLines = "several_lines",
        /// A line is about a packet that was deleted.
        DeletedId = "deleted_id",
        /// Packets of the database stand on no line.
        NotOnBoard = "not_on_board",
        /// A line looks like an entry but its id is none.
        InvalidId = "invalid_id",
    }
}

/// Something a person should look at; it stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardWarning {
    /// What it is about.
    pub code: WarningCode,
    /// The packet.
    pub wp_id: Option<WpId>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// One sentence.
    pub message: String,
}

/// A place on the board as a result shows it (cli.md §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardPlace {
    /// The heading's text.
    pub section: Option<String>,
    /// The text in brackets.
    pub token: Option<String>,
    /// The status both stand for.
    pub status: Option<TaskBoardStatus>,
}

/// A packet that comes in from the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// The line that counts.
    pub entry: BoardEntry,
    /// What it says.
    pub sight: FirstSight,
}

/// A packet board and database disagree about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The packet.
    pub wp_id: WpId,
    /// What the line that counts says.
    pub board: BoardPlace,
    /// Where the database has it.
    pub db: WpStatus,
}

/// What the database knows of a packet on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownPacket {
    /// It was never there.
    Unknown,
    /// It was deleted; its id is never used again.
    Deleted,
    /// It stands here.
    Is(WpStatus),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdoptionPlan {
    /// Packets to bring in, in the order of their lines.
    pub adoptions: Vec<Adoption>,
    /// Packets both sides know differently.
    pub conflicts: Vec<Conflict>,
    /// What to tell.
    pub warnings: Vec<BoardWarning>,
}

impl Adoption {
    /// Where the line stands.
    #[must_use]
    pub fn place(&self) -> BoardPlace {
        place(&self.entry, self.sight)
    }
}

fn place(entry: &BoardEntry, sight: FirstSight) -> BoardPlace {
    BoardPlace {
        section: entry.section.as_ref().map(|section| section.heading.clone()),
        token: entry.token.as_ref().map(|token| token.text.clone()),
        status: Some(sight.status.into()),
    }
}

/// The plan that takes in what the database doesn't know. `known` tells what it knows of a packet.
///
/// # Errors
/// Whatever `known` fails with.
pub fn plan_adoption<E>(
    entries: &[BoardEntry],
    mut known: impl FnMut(&WpId) -> Result<KnownPacket, E>,
) -> Result<AdoptionPlan, E> {
    let mut lines: BTreeMap<&WpId, Vec<(&BoardEntry, FirstSight)>> = BTreeMap::new();
    for entry in entries {
        if let Some(sight) = entry.first_sight() {
            lines.entry(&entry.wp_id).or_default().push((entry, sight));
        }
    }
    let mut plan = AdoptionPlan::default();
    for (wp_id, lines) in lines {
        let Some((entry, sight)) = counting_line(lines.iter().copied()) else { continue };
        plan.warn_about(wp_id, &lines, entry);
        match known(wp_id)? {
            KnownPacket::Unknown => plan.adoptions.push(Adoption { entry: entry.clone(), sight }),
            KnownPacket::Deleted => plan.warnings.push(BoardWarning {
                code: WarningCode::DeletedId,
                wp_id: Some(wp_id.clone()),
                line: Some(entry.line),
                message: format!("{wp_id} was deleted; its line is left alone and ignored"),
            }),
            KnownPacket::Is(status) if status == sight.status => {}
            KnownPacket::Is(status) => {
                plan.conflicts.push(Conflict {
                    wp_id: wp_id.clone(),
                    board: place(entry, sight),
                    db: status,
                });
            }
        }
    }
    plan.adoptions.sort_by_key(|adoption| adoption.entry.line);
    plan.warnings.sort_by_key(|warning| warning.line);
    Ok(plan)
}

impl AdoptionPlan {
    fn warn_about(&mut self, wp_id: &WpId, lines: &[(&BoardEntry, FirstSight)], counting: &BoardEntry) {
        for (entry, sight) in lines.iter().filter(|(_, sight)| sight.contradiction) {
            let section = entry.section.as_ref().map(|section| section.heading.as_str()).unwrap_or_default();
            let token = entry.token.as_ref().map(|token| token.text.as_str()).unwrap_or_default();
            self.warnings.push(BoardWarning {
                code: WarningCode::Contradiction,
                wp_id: Some(wp_id.clone()),
                line: Some(entry.line),
                message: format!(
                    "[{token}] contradicts the section {section:?}; read as {}",
                    TaskBoardStatus::from(sight.status)
                ),
            });
        }
        if lines.len() > 1 {
            let numbers: Vec<_> = lines.iter().map(|(entry, _)| entry.line.to_string()).collect();
            self.warnings.push(BoardWarning {
                code: WarningCode::SeveralLines,
                wp_id: Some(wp_id.clone()),
                line: Some(counting.line),
                message: format!(
                    "{wp_id} stands on lines {}; line {} counts",
                    numbers.join(", "),
                    counting.line
                ),
            });
        }
    }
}
