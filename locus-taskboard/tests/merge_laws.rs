//! Laws of merging, on boards of all kinds and with edits of all kinds.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail by panicking")]

#[path = "support/boards.rs"]
mod boards;
#[path = "support/merging.rs"]
mod merging;

use boards::{board, soup};
use locus_taskboard::MergeConflict;
use merging::{assert_clean, hold, hold_for_one_side, merged};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::BTreeSet;

/// An entry with its details, or a line of text.
type Block = Vec<String>;

/// A heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    heading: String,
    blocks: Vec<Block>,
}

/// A board whose packets each stand once.
type Model = Vec<Part>;

const SECTIONS: [&str; 6] =
    ["## Stub Backlog", "## Ready for Dev", "## In Progress", "## Done", "## Notes", "## Blocked"];

fn entry_of(id: usize, token: &str) -> String {
    format!("- **[WP-{id}]** - [{token}]")
}

fn is_entry(block: &Block) -> bool {
    block.first().is_some_and(|line| line.starts_with("- **["))
}

fn model() -> impl Strategy<Value = Model> {
    let kinds = vec(vec((0..4_u8, select(vec!["", "prose", "---", "(None)"])), 0..7), SECTIONS.len());
    kinds.prop_map(|parts| {
        let mut next = 0;
        let mut block = |(kind, text): (u8, &str)| match kind {
            0 => vec![text.to_owned()],
            kind => {
                next += 1;
                let details = (1..kind).map(|n| format!("  - detail {n} of {next}"));
                std::iter::once(entry_of(next, "STUB")).chain(details).collect()
            }
        };
        let parts = SECTIONS.iter().zip(parts);
        parts
            .map(|(heading, kinds)| Part {
                heading: (*heading).to_owned(),
                blocks: kinds.into_iter().map(&mut block).collect(),
            })
            .collect()
    })
}

/// What somebody does to one packet.
#[derive(Debug, Clone)]
enum Change {
    Move {
        section: Index,
        at: Index,
        token: Option<&'static str>,
    },
    Retoken(&'static str),
    Detail,
    Remove,
    /// A packet that wasn't there, beside the one named.
    Add,
}

fn change() -> impl Strategy<Value = Change> {
    let token = || select(vec!["READY_FOR_DEV", "DONE", "BLOCKED"]);
    prop_oneof![
        4 => (any::<Index>(), any::<Index>(), prop::option::of(token()))
            .prop_map(|(section, at, token)| Change::Move { section, at, token }),
        2 => token().prop_map(Change::Retoken),
        1 => Just(Change::Detail),
        1 => Just(Change::Remove),
        1 => Just(Change::Add),
    ]
}

fn packets(model: &Model) -> Vec<usize> {
    let lines = model.iter().flat_map(|part| &part.blocks).filter(|block| is_entry(block));
    let id = |line: &str| line.trim_start_matches("- **[WP-").split(']').next().unwrap().parse().unwrap();
    lines.map(|block| id(&block[0])).collect()
}

fn change_one(model: &mut Model, id: usize, change: &Change) {
    let prefix = format!("- **[WP-{id}]**");
    let find = |part: &Part| part.blocks.iter().position(|block| block[0].starts_with(&prefix));
    let (section, at) =
        model.iter().enumerate().find_map(|(n, part)| Some((n, find(part)?))).expect("it is there");
    let blocks = &mut model[section].blocks;
    match change {
        Change::Retoken(token) => blocks[at][0] = entry_of(id, token),
        Change::Detail => blocks[at].push(format!("  - more on {id}")),
        Change::Remove => drop(blocks.remove(at)),
        Change::Add => blocks.insert(at + 1, vec![entry_of(id + 1000, "STUB")]),
        Change::Move { section, at: to, token } => {
            let mut block = blocks.remove(at);
            if let Some(token) = token {
                block[0] = entry_of(id, token);
            }
            let blocks = &mut model[section.index(SECTIONS.len())].blocks;
            blocks.insert(to.index(blocks.len() + 1), block);
        }
    }
}

fn bytes(model: &Model) -> Vec<u8> {
    let lines =
        model.iter().flat_map(|part| std::iter::once(&part.heading).chain(part.blocks.iter().flatten()));
    lines.map(|line| format!("{line}\n")).collect::<String>().into_bytes()
}

/// The entries below each heading, without order, and the text without entries, in order.
fn content(bytes: &[u8]) -> (BTreeSet<(String, Block)>, Vec<String>) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (mut entries, mut rest, mut heading) = (BTreeSet::new(), Vec::new(), String::new());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("## ") {
            heading = line.to_owned();
        }
        if !line.starts_with("- **[") {
            rest.push(line.to_owned());
            continue;
        }
        let mut block = vec![line.to_owned()];
        while let Some(detail) = lines.next_if(|line| line.starts_with("  ")) {
            block.push(detail.to_owned());
        }
        assert!(entries.insert((heading.clone(), block)), "twice: {line}\n{text}");
    }
    (entries, rest)
}

/// A model, and changes of packets of it, each of another one.
fn changes() -> impl Strategy<Value = (Model, Vec<(usize, Change)>)> {
    (model(), vec((any::<Index>(), change()), 1..8)).prop_map(|(model, picks)| {
        let mut ids = packets(&model);
        let mut changes = Vec::new();
        for (pick, change) in picks {
            if !ids.is_empty() {
                changes.push((ids.swap_remove(pick.index(ids.len())), change));
            }
        }
        (model, changes)
    })
}

fn changed<'a>(model: &Model, changes: impl IntoIterator<Item = &'a (usize, Change)>) -> Model {
    let mut model = model.clone();
    changes.into_iter().for_each(|(id, change)| change_one(&mut model, *id, change));
    model
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_one_side_changed_is_taken_byte_for_byte(base in soup(), side in soup()) {
        hold_for_one_side(&base, &side);
    }

    #[test]
    fn a_line_of_text_more_does_not_matter(base in board(), side in board()) {
        let more = |text: &[u8]| [text, b"\none line more\n"].concat();
        assert_clean(&merged(&more(&base), &more(&side), &more(&base)), &more(&side));
        assert_clean(&merged(&more(&base), &more(&base), &more(&side)), &more(&side));
    }

    #[test]
    fn changes_of_different_packets_are_all_there((model, changes) in changes(), cut: Index) {
        let (ours, theirs) = changes.split_at(cut.index(changes.len() + 1));
        let (base, x, y) = (bytes(&model), bytes(&changed(&model, ours)), bytes(&changed(&model, theirs)));
        let merged_bytes = merged(&base, &x, &y);
        prop_assert_eq!(&merged_bytes.conflicts, &vec![]);
        let (entries, rest) = content(&merged_bytes.bytes);
        let (expected, text) = content(&bytes(&changed(&model, &changes)));
        prop_assert_eq!(entries, expected);
        prop_assert_eq!(rest, text);
        prop_assert_eq!(content(&merged(&base, &y, &x).bytes), content(&merged_bytes.bytes));
    }

    #[test]
    fn text_of_one_side_and_packets_of_the_other_do_not_meet(
        (model, changes) in changes(),
        lines in vec((any::<Index>(), any::<Index>(), select(vec!["", "a line", "### Sub"])), 0..6),
        renamed in prop::option::of(0..SECTIONS.len()),
    ) {
        let mut edited = model.clone();
        for (section, at, line) in lines {
            let blocks = &mut edited[section.index(SECTIONS.len())].blocks;
            blocks.insert(at.index(blocks.len() + 1), vec![line.to_owned()]);
        }
        if let Some(renamed) = renamed {
            edited[renamed].heading += " (new name)";
        }
        let (base, x, y) = (bytes(&model), bytes(&changed(&model, &changes)), bytes(&edited));
        let both = merged(&base, &x, &y);
        prop_assert_eq!(&both.conflicts, &vec![]);
        prop_assert_eq!(content(&both.bytes), content(&bytes(&changed(&edited, &changes))));
        prop_assert_eq!(content(&merged(&base, &y, &x).bytes), content(&both.bytes));
    }

    #[test]
    fn a_packet_in_conflict_is_alone_in_it((model, changes) in changes(), other in change()) {
        let Some(((torn, _), rest)) = changes.split_first() else { return Ok(()) };
        let mut theirs = model.clone();
        change_one(&mut theirs, *torn, &other);
        let (base, x, y) = (bytes(&model), bytes(&changed(&model, &changes)), bytes(&theirs));
        let both = merged(&base, &x, &y);
        for conflict in &both.conflicts {
            let MergeConflict::Packet { wp_id, line, .. } = conflict else { panic!("{conflict:?}") };
            let [id, added] = [torn, &(torn + 1000)].map(|id| format!("WP-{id}"));
            prop_assert!(wp_id.as_str() == id || wp_id.as_str() == added);
            let text = String::from_utf8(both.bytes.clone()).unwrap();
            prop_assert_eq!(text.lines().nth(line - 1), Some("<<<<<<< ours"));
        }
        // All others are there, as if nobody had touched the one in conflict.
        let about = |line: &str| [*torn, torn + 1000].iter().any(|id| line.starts_with(&format!("- **[WP-{id}]**")));
        let others = |bytes: &[u8]| {
            let (mut entries, mut rest) = content(bytes);
            entries.retain(|(_, block)| !about(&block[0]));
            rest.retain(|line| !line.starts_with(['<', '=', '>']));
            (entries, rest)
        };
        prop_assert_eq!(others(&both.bytes), others(&bytes(&changed(&model, rest))));
    }

    #[test]
    fn any_three_boards_merge_and_a_clean_merge_is_read_as_it_was_meant(
        base in soup(),
        ours in soup(),
        theirs in soup(),
    ) {
        hold(&base, &ours, &theirs);
    }
}
