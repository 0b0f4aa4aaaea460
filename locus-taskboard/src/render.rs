//! A fresh board from nothing: task-board.md §5.

use crate::vocabulary::Vocabulary;
use locus_core::domain::{Priority, Timestamp, Title, WorkPacket, WpId, WpStatus};

/// What a board shows of a packet, and what orders it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardItem {
    /// The packet.
    pub wp_id: WpId,
    /// What it is called, for boards whose lines say it.
    pub title: Title,
    /// Where it stands.
    pub status: WpStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// When it was created.
    pub created_at: Timestamp,
}

impl From<&WorkPacket> for BoardItem {
    fn from(wp: &WorkPacket) -> Self {
        Self {
            wp_id: wp.wp_id.clone(),
            title: wp.title.clone(),
            status: wp.status,
            priority: wp.priority,
            created_at: wp.created_at,
        }
    }
}

/// The canonical board: a section for each status, in the vocabulary's order, strict lines or tasks, by priority, then
/// age, then id.
#[must_use]
pub fn render(items: impl IntoIterator<Item = BoardItem>, vocabulary: &Vocabulary) -> String {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by(|a, b| (a.priority, a.created_at, &a.wp_id).cmp(&(b.priority, b.created_at, &b.wp_id)));
    let mut board = "# Task Board\n".to_owned();
    let mut written = std::collections::BTreeSet::new();
    for section in vocabulary.sections().iter().filter(|section| written.insert(section.status)) {
        board += &format!("\n## {}\n", section.heading);
        let lines = items.iter().filter(|item| item.status == section.status);
        let lines: Vec<_> =
            lines.map(|item| vocabulary.new_line(&item.wp_id, &item.title, section.status) + "\n").collect();
        if !lines.is_empty() {
            board.push('\n');
            board.extend(lines);
        }
    }
    board
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, parse};
    use proptest::prelude::*;

    fn item(wp_id: &str, status: WpStatus, priority: u64, day: i64) -> BoardItem {
        BoardItem {
            wp_id: wp_id.parse().unwrap(),
            title: format!("About {wp_id}").parse().unwrap(),
            status,
            priority: priority.try_into().unwrap(),
            created_at: Timestamp::from_millis(day * 86_400_000).unwrap(),
        }
    }

    #[test]
    fn one_packet_of_each_status() {
        let items = WpStatus::ALL.iter().map(|status| item(&format!("WP-{status}"), *status, 2, 0));
        insta::assert_snapshot!(render(items, &Vocabulary::default()));
    }

    #[test]
    fn a_plain_board_is_a_task_list() {
        let items = WpStatus::ALL.iter().map(|status| item(&format!("WP-{status}"), *status, 2, 0));
        insta::assert_snapshot!(render(items, &Dialect::Plain.into()), @r"
        # Task Board

        ## Backlog

        - [ ] **[WP-stub]** About WP-stub

        ## Todo

        - [ ] **[WP-ready]** About WP-ready

        ## Doing

        - [ ] **[WP-in_progress]** About WP-in_progress

        ## Blocked

        - [ ] **[WP-blocked]** About WP-blocked

        ## Review

        - [ ] **[WP-gated]** About WP-gated

        ## Done

        - [x] **[WP-done]** About WP-done

        ## Cancelled

        - [x] **[WP-cancelled]** About WP-cancelled
        ");
    }

    #[test]
    fn an_empty_board_has_all_sections() {
        insta::assert_snapshot!(render([], &Vocabulary::default()));
    }

    #[test]
    fn packets_stand_by_priority_then_age_then_id() {
        let ready = |wp_id, priority, day| item(wp_id, WpStatus::Ready, priority, day);
        let items = [ready("WP-d", 2, 0), ready("WP-c", 1, 2), ready("WP-b", 1, 1), ready("WP-a", 1, 2)];
        let board = render(items, &Vocabulary::default());
        let order: Vec<_> = parse(board.as_bytes(), &Vocabulary::default()).entries;
        let order: Vec<_> = order.iter().map(|entry| entry.wp_id.as_str()).collect();
        assert_eq!(order, ["WP-b", "WP-a", "WP-c", "WP-d"]);
    }

    proptest! {
        #[test]
        fn a_rendered_board_says_what_it_was_made_of(
            packets in prop::collection::btree_map("WP-[A-Za-z0-9][A-Za-z0-9._-]{0,12}", (0..7_usize, 0..5_u64, 0..3_i64), 0..40),
            dialect in prop::sample::select(&Dialect::ALL[..]),
        ) {
            let items: Vec<_> = packets
                .iter()
                .map(|(id, (status, priority, day))| item(id, WpStatus::ALL[*status], *priority, *day))
                .collect();
            let vocabulary = Vocabulary::from(dialect);
            let board = parse(render(items.clone(), &vocabulary).as_bytes(), &vocabulary);
            let mut read: Vec<_> = board
                .entries
                .iter()
                .map(|entry| {
                    let sight = entry.first_sight().unwrap();
                    assert!(!sight.contradiction && !sight.failed);
                    let text = if dialect == Dialect::Plain { format!("About {}", entry.wp_id) } else { String::new() };
                    assert_eq!(entry.text, text);
                    (entry.wp_id.clone(), sight.status)
                })
                .collect();
            read.sort();
            prop_assert_eq!(read, items.into_iter().map(|item| (item.wp_id, item.status)).collect::<Vec<_>>());
            prop_assert!(board.warnings.is_empty());
        }
    }
}
