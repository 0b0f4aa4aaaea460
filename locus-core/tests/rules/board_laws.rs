//! Laws of the whole sync, over the real board file and a repository in memory (task-board.md §3).

use crate::board_story::{
    ByHand, Change, InDb, SECTIONS, Step, Told, change_one, id, in_db, line, row, said, story,
};
use crate::board_sync::Desk;
use locus_core::app::workflows::SyncTaskBoard;
use locus_core::app::{Error, Verdict};
use locus_core::domain::WpStatus;
use locus_core::domain::board::Side;
use proptest::prelude::*;
use proptest::sample::select;

/// Anything that may stand in a file: boards, torn to pieces.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let entry = (0..12_usize, 0..7_usize, 0..7_usize)
        .prop_map(|(number, form, token)| line(&id(number), form, SECTIONS[token].2).into_bytes());
    let heading = select(SECTIONS.to_vec()).prop_map(|(heading, ..)| format!("{heading}\n").into_bytes());
    let other = select(vec![
        "## Notes\n",
        "# Top\n",
        "prose\n",
        "\n",
        "\r\n",
        "\r",
        "```\n",
        "<!-- ",
        "-->\n",
        "> ",
        "- ",
        "`",
        "<div>\n",
        "  - detail\n",
        "| a | b |\n|---|---|\n",
        "---\n",
        "* **[WP-1-0]** - [STUB]\n",
        "- **[WP_ID]** - [TOKEN]\n",
        "`- **[WP-1-0]** - [STUB]`\n",
        "- **[WP-1-1]** - [FAIL]\n",
        "- **[WP-1-2]** - [SUPERSEDED by WP-1-3]]\r\n",
        "1. **[WP-1-3]** - [✅ DONE]",
        "\u{feff}",
        "\t",
        "   ",
        "\u{0}\u{7}",
    ]);
    let piece = prop_oneof![
        5 => entry,
        3 => heading,
        5 => other.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
        1 => Just("\n".repeat(90).into_bytes()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn taking_a_board_in_changes_no_byte_of_it_and_doing_it_twice_is_doing_it_once(bytes in soup()) {
        let mut desk = Desk::new(&bytes);
        let synced = desk.sync();
        prop_assert!(synced.report.conflicts.is_empty() && !synced.report.wrote_board, "{:?}", synced);
        prop_assert_eq!(desk.bytes(), bytes);
        desk.assert_quiet();
    }

    #[test]
    fn whatever_both_sides_did_the_second_sync_does_nothing(
        before in soup(),
        after in prop::option::of(soup()),
        changes in prop::collection::vec((0..12_usize, in_db()), 0..6),
        prefer in select(vec![Side::Board, Side::Db]),
    ) {
        let mut desk = Desk::new(&before);
        desk.sync();
        for (number, change) in &changes {
            // Not every packet is on the board, and not every change is allowed.
            drop(change_one(&mut desk, &id(*number), change));
        }
        if let Some(after) = &after {
            desk.write(after);
        }
        let (bytes, file) = (desk.bytes(), desk.file());
        let settling = SyncTaskBoard { prefer: Some(prefer), accept_removals: true, ..SyncTaskBoard::default() };
        match desk.sync_with(&settling, &file) {
            Ok(synced) => {
                prop_assert_eq!(synced.verdict(), Verdict::Done);
                prop_assert_eq!(synced.report.wrote_board, desk.bytes() != bytes);
                desk.assert_quiet();
            }
            // A line that can't be written without another one reading differently.
            Err(refused) => {
                prop_assert!(matches!(refused, Error::Board(_)), "{}", refused);
                prop_assert_eq!(desk.bytes(), bytes);
            }
        }
    }

    #[test]
    fn changes_to_different_packets_commute_and_survive(story in story()) {
        use Step::{Db, Hand, Push, Sync};
        let told = story.told(&[Hand, Db, Sync]);
        story.assert_survived(&told);
        for steps in [
            &[Db, Hand, Sync][..],
            &[Hand, Sync, Db, Sync],
            &[Db, Sync, Hand, Sync],
            &[Db, Push, Hand, Sync],
            &[Hand, Db, Push, Sync],
        ] {
            prop_assert_eq!(&story.told(steps), &told, "{:?}", steps);
        }
    }

    #[test]
    fn the_same_packet_changed_differently_is_a_conflict_that_a_preferred_side_settles(
        story in story(),
        by_hand in 0..7_usize,
        in_db in select(WpStatus::ALL),
        side in select(vec![Side::Board, Side::Db]),
    ) {
        let mut story = story;
        story.listed[0].change = Change::None;
        let (mut desk, torn) = (story.desk(), id(0));
        let (_, says, _) = story.section(by_hand);
        let before = story.section(story.listed[0].section).1;
        if says == before || says == in_db || change_one(&mut desk, &torn, &InDb::Go(in_db)).is_err() {
            return Ok(());
        }
        prop_assume!(in_db != before);
        story.change_db(&mut desk);
        story.edit(&desk);
        story.edit_one(&desk, &torn, &ByHand::Say(by_hand));
        let (kept, line) = (row(&mut desk, &torn), said(&desk.bytes()).remove(&torn));
        for _ in 0..2 {
            let synced = desk.sync();
            let conflicts: Vec<_> = synced.report.conflicts.iter().map(|conflict| conflict.wp_id.as_str()).collect();
            prop_assert_eq!(conflicts, vec![torn.as_str()]);
            prop_assert_eq!((row(&mut desk, &torn), said(&desk.bytes()).remove(&torn)), (kept.clone(), line.clone()));
        }
        let settled = desk.prefer(side);
        prop_assert_eq!(settled.verdict(), Verdict::Done);
        let (status, won) = match side {
            Side::Board => (says, Change::ByHand(ByHand::Say(by_hand))),
            Side::Db => (in_db, Change::InDb(InDb::Go(in_db))),
        };
        prop_assert_eq!(desk.status(&torn), Some(status));
        prop_assert_eq!(said(&desk.bytes()).remove(&torn).and_then(|says| says.1), Some(status));
        desk.assert_quiet();
        story.listed[0].change = won;
        story.assert_survived(&Told { db: story.rows(&mut desk), board: said(&desk.bytes()) });
    }
}
