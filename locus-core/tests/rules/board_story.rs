//! A board, and changes to different packets on both sides of it.

use crate::board_sync::Desk;
use locus_core::app::ops::{DeleteWp, UpdateWp};
use locus_core::app::{Error, Verdict};
use locus_core::domain::{Role, WorkPacket, WpStatus};
use locus_core::testing::{self, packet};
use locus_taskboard::{Vocabulary, parse};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;

/// The sections of a board: heading, status, token.
pub(crate) const SECTIONS: [(&str, WpStatus, &str); 7] = [
    ("## Stub Backlog (Not Activated)", WpStatus::Stub, "STUB"),
    ("## ready for DEV", WpStatus::Ready, "READY_FOR_DEV"),
    ("## In Progress", WpStatus::InProgress, "IN_PROGRESS"),
    ("## Blocked", WpStatus::Blocked, "BLOCKED"),
    ("## Done", WpStatus::Done, "VALIDATED"),
    ("## Gated", WpStatus::Gated, "GATED"),
    ("## Superseded (Archive)", WpStatus::Cancelled, "SUPERSEDED"),
];

/// The packet a person lists by hand, and the one a command makes.
const LISTED: &str = "WP-2-Listed";
const MADE: &str = "WP-2-Made";

/// What a person does to a packet's line. Sections are counted among those the board has.
#[derive(Debug, Clone)]
pub(crate) enum ByHand {
    /// Into another section, with its token.
    Say(usize),
    /// Into another section, as it is.
    Move(usize),
    /// Another token where it stands.
    Token(usize),
    /// Away with it.
    Off,
    /// A word more, which means nothing.
    Note,
}

/// What a command does to a packet; what the state machine refuses is left.
#[derive(Debug, Clone)]
pub(crate) enum InDb {
    Go(WpStatus),
    Delete,
}

#[derive(Debug, Clone)]
pub(crate) enum Change {
    None,
    ByHand(ByHand),
    InDb(InDb),
}

/// A packet of a board: where it stands, the form of its line, how many details it has, and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) section: usize,
    form: usize,
    details: usize,
    pub(crate) change: Change,
}

/// A board, and changes to different packets on both sides of it.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    /// How many of the sections the board has.
    sections: usize,
    pub(crate) listed: Vec<Listed>,
    /// The section in which a person lists a packet of their own, while a command makes another one.
    newcomer: Option<usize>,
    crlf: bool,
    unterminated: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Hand,
    Db,
    Sync,
    Push,
}

pub(crate) fn id(number: usize) -> String {
    format!("WP-1-{number}")
}

fn by_hand() -> impl Strategy<Value = ByHand> {
    prop_oneof![
        3 => (0..7_usize).prop_map(ByHand::Say),
        1 => (0..7_usize).prop_map(ByHand::Move),
        1 => (0..7_usize).prop_map(ByHand::Token),
        1 => Just(ByHand::Off),
        1 => Just(ByHand::Note),
    ]
}

pub(crate) fn in_db() -> impl Strategy<Value = InDb> {
    prop_oneof![5 => select(WpStatus::ALL).prop_map(InDb::Go), 1 => Just(InDb::Delete)]
}

pub(crate) fn story() -> impl Strategy<Value = Story> {
    let change =
        prop_oneof![Just(Change::None), by_hand().prop_map(Change::ByHand), in_db().prop_map(Change::InDb),];
    let listed = (0..7_usize, 0..7_usize, 0..3_usize, change)
        .prop_map(|(section, form, details, change)| Listed { section, form, details, change });
    let newcomer = prop::option::of(0..7_usize);
    (5..=7_usize, prop::collection::vec(listed, 1..10), newcomer, any::<bool>(), any::<bool>()).prop_map(
        |(sections, listed, newcomer, crlf, unterminated)| Story {
            sections,
            listed,
            newcomer,
            crlf,
            unterminated,
        },
    )
}

impl Story {
    pub(crate) fn section(&self, number: usize) -> (&'static str, WpStatus, &'static str) {
        SECTIONS[number % self.sections]
    }

    /// A board both sides know.
    pub(crate) fn desk(&self) -> Desk {
        let mut text = String::from("# Board\n\nprose, `- **[WP_ID]** - [TOKEN]`\n");
        for (heading, ..) in &SECTIONS[..self.sections] {
            text += &format!("\n{heading}\n");
            for (number, listed) in self.listed.iter().enumerate() {
                let (stands, _, token) = self.section(listed.section);
                if stands == *heading {
                    text += &line(&id(number), listed.form, token);
                    text += &"  - a detail\n".repeat(listed.details);
                }
            }
        }
        if self.unterminated {
            text.truncate(text.trim_end().len());
        }
        let text = if self.crlf { text.replace('\n', "\r\n") } else { text };
        let mut desk = Desk::new(text);
        desk.sync();
        desk
    }

    /// A person makes all changes by hand, one after the other.
    pub(crate) fn edit(&self, desk: &Desk) {
        for (number, listed) in self.listed.iter().enumerate() {
            if let Change::ByHand(how) = &listed.change {
                self.edit_one(desk, &id(number), how);
            }
        }
        if let Some(section) = self.newcomer {
            let (heading, _, token) = self.section(section);
            let mut lines = lines(desk);
            let below = 1 + lines.iter().position(|line| line.trim_end() == heading).unwrap();
            self.put(&mut lines, below, vec![line(LISTED, 2, token)]);
            desk.write(lines.concat());
        }
    }

    /// Puts an entry's lines in, with the board's line ends.
    fn put(&self, lines: &mut Vec<String>, at: usize, entry: Vec<String>) {
        let end = if self.crlf { "\r\n" } else { "\n" };
        if let Some(above) = at.checked_sub(1).filter(|above| !lines[*above].ends_with('\n')) {
            lines[above] += end;
        }
        lines.splice(at..at, entry.iter().map(|line| format!("{}{end}", line.trim_end())));
    }

    pub(crate) fn edit_one(&self, desk: &Desk, id: &str, how: &ByHand) {
        let mut lines = lines(desk);
        let at = lines.iter().position(|line| line.starts_with(&format!("- **[{id}]**"))).unwrap();
        let details = lines[at + 1..].iter().take_while(|line| line.starts_with("  ")).count();
        let mut entry: Vec<String> = lines.splice(at..=at + details, []).collect();
        let mut into = at;
        match how {
            ByHand::Off => entry.clear(),
            ByHand::Note => entry[0] = format!("{} - a word more\n", entry[0].trim_end()),
            ByHand::Token(to) => entry[0] = line(id, 0, self.section(*to).2),
            ByHand::Say(to) | ByHand::Move(to) => {
                let heading = lines.iter().position(|line| line.trim_end() == self.section(*to).0).unwrap();
                into = heading + 1;
                if matches!(how, ByHand::Say(_)) {
                    entry[0] = line(id, 0, self.section(*to).2);
                }
            }
        }
        self.put(&mut lines, into, entry);
        desk.write(lines.concat());
    }

    /// Commands make all changes of the database; answers what they came to.
    pub(crate) fn change_db(&self, desk: &mut Desk) {
        for (number, listed) in self.listed.iter().enumerate() {
            if let Change::InDb(how) = &listed.change {
                // What the state machine refuses stays as it is, in whatever order.
                drop(change_one(desk, &id(number), how));
            }
        }
        if self.newcomer.is_some() {
            desk.engine.run(&packet(MADE), &testing::caller(Role::Operator)).unwrap();
        }
    }

    /// Takes these steps, and answers what both sides say in the end.
    pub(crate) fn told(&self, steps: &[Step]) -> Told {
        let mut desk = self.desk();
        for step in steps {
            match step {
                Step::Hand => self.edit(&desk),
                Step::Db => self.change_db(&mut desk),
                Step::Push => drop(desk.push()),
                Step::Sync => {
                    let synced = desk.sync();
                    assert_eq!(synced.verdict(), Verdict::Done, "{steps:?}: {:?}", synced.report);
                }
            }
        }
        desk.assert_quiet();
        Told { db: self.rows(&mut desk), board: said(&desk.bytes()) }
    }

    pub(crate) fn rows(&self, desk: &mut Desk) -> BTreeMap<String, (WpStatus, bool)> {
        let mut ids: Vec<_> = (0..self.listed.len()).map(id).collect();
        if self.newcomer.is_some() {
            ids.extend([LISTED.to_owned(), MADE.to_owned()]);
        }
        let row = |id: String| {
            let row = row(desk, &id).unwrap();
            (id, (row.status, row.is_deleted()))
        };
        ids.into_iter().map(row).collect()
    }

    /// What a person or a command meant stands on both sides.
    pub(crate) fn assert_survived(&self, told: &Told) {
        if let Some(section) = self.newcomer {
            for (id, status) in [(LISTED, self.section(section).1), (MADE, WpStatus::Stub)] {
                assert_eq!((told.db[id].0, told.board[id].1), (status, Some(status)), "{id}");
            }
        }
        for (number, listed) in self.listed.iter().enumerate() {
            let id = id(number);
            let (_, before, _) = self.section(listed.section);
            let ((status, deleted), line) = (told.db[&id], told.board.get(&id));
            match listed.change {
                Change::ByHand(ByHand::Say(to) | ByHand::Token(to)) => {
                    assert_eq!(status, self.section(to).1, "{id}")
                }
                Change::ByHand(ByHand::Off) => assert_eq!((status, line), (before, None), "{id}"),
                Change::ByHand(ByHand::Note) | Change::None => assert_eq!(status, before, "{id}"),
                _ => {}
            }
            // A line that a person left in contradiction with itself stays so.
            let torn = matches!(listed.change, Change::ByHand(ByHand::Move(_) | ByHand::Token(_)));
            if !torn && !matches!(listed.change, Change::ByHand(ByHand::Off)) {
                assert_eq!(line.and_then(|says| says.1), (!deleted).then_some(status), "{id}");
            }
        }
    }
}

/// Of a line the status of its section, the status it says, and its token.
type Says = (Option<WpStatus>, Option<WpStatus>, Option<String>);

/// What both sides say: of each packet its row, and its line without its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) db: BTreeMap<String, (WpStatus, bool)>,
    pub(crate) board: BTreeMap<String, Says>,
}

/// What a board says of each packet.
pub(crate) fn said(board: &[u8]) -> BTreeMap<String, Says> {
    let entries = parse(board, &Vocabulary::default()).entries.into_iter();
    let said = entries.map(|entry| {
        let status = entry.first_sight().map(|sight| sight.status);
        let section = entry.section.and_then(|section| section.status);
        (entry.wp_id.to_string(), (section, status, entry.token.map(|token| token.text)))
    });
    said.collect()
}

/// The lines of a desk's board.
fn lines(desk: &Desk) -> Vec<String> {
    desk.text().split_inclusive('\n').map(str::to_owned).collect()
}

pub(crate) fn line(id: &str, form: usize, token: &str) -> String {
    match form {
        1 => format!("- **[{id}]** - [{token}] - a note\n"),
        2 => format!("- **[{id}]**: text [{token}]\n"),
        3 => format!("- **[{id}]** / PASS: text [{token}]  \n"),
        4 => format!("- **[{id}]** - text\n"),
        5 => format!("- **[{id}]**\n"),
        6 => format!("- **[{id}]** - [PARTIAL]\n"),
        _ => format!("- **[{id}]** - [{token}]\n"),
    }
}

pub(crate) fn row(desk: &mut Desk, id: &str) -> Option<WorkPacket> {
    let id = id.parse().unwrap();
    desk.engine.view(|txn| Ok(txn.packet(&id)?)).unwrap()
}

pub(crate) fn change_one(desk: &mut Desk, id: &str, how: &InDb) -> Result<(), Error> {
    let (id, caller) = (id.parse().unwrap(), testing::caller(Role::Operator));
    match how {
        InDb::Go(status) => {
            let reason = Some("because".parse().unwrap());
            let update = UpdateWp { reason, ..UpdateWp::status(id, *status) };
            desk.engine.run(&update, &caller).map(drop)
        }
        InDb::Delete => desk.engine.run(&DeleteWp::new(id), &caller).map(drop),
    }
}
