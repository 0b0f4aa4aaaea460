//! Readiness, totals and the search index follow every write.

use crate::support::{
    Folder, add_edge, at, create, edge, findings, id, in_memory, note, packet, remove_edge, set_status,
    update, write,
};
use locus_core::domain::{DependencyType, Filter, Tombstone, WpId, WpStatus};
use locus_core::graph::cycle_closed_by;
use locus_core::ports::{ReadTxn, Store as _};
use locus_store::SqliteStore;
use proptest::prelude::*;

fn ids(view: &dyn ReadTxn, ready: bool) -> Vec<String> {
    let all = Filter { limit: 100, ..Filter::default() };
    let page = if ready { view.ready(&all) } else { view.blocked(&all) }.unwrap();
    assert_eq!(page.total_count, page.items.len() as u64);
    page.items.iter().map(|wp| wp.wp_id.to_string()).collect()
}

fn assert_lists(store: &mut SqliteStore, ready: &[&str], blocked: &[&str]) {
    let view = store.read().unwrap();
    assert_eq!(ids(&*view, true), ready);
    assert_eq!(ids(&*view, false), blocked);
}

#[test]
fn only_done_releases() {
    let mut store = in_memory();
    write(&mut store, |txn| {
        for name in ["WP-A", "WP-B"] {
            create(txn, &packet(name));
            set_status(txn, &id(name), WpStatus::Ready);
        }
        add_edge(txn, &edge(1, "WP-A", DependencyType::Blocks, "WP-B"));
    });
    assert_lists(&mut store, &["WP-A"], &["WP-B"]);
    write(&mut store, |txn| set_status(txn, &id("WP-A"), WpStatus::Cancelled));
    assert_lists(&mut store, &[], &["WP-B"]);
    write(&mut store, |txn| set_status(txn, &id("WP-A"), WpStatus::Done));
    assert_lists(&mut store, &["WP-B"], &[]);
    write(&mut store, |txn| set_status(txn, &id("WP-A"), WpStatus::Ready));
    assert_lists(&mut store, &["WP-A"], &["WP-B"]);
}

#[test]
fn edges_of_other_types_hold_nobody_up() {
    let mut store = in_memory();
    write(&mut store, |txn| {
        create(txn, &packet("WP-A"));
        create(txn, &packet("WP-B"));
        set_status(txn, &id("WP-B"), WpStatus::Ready);
        for (number, kind) in (1..).zip(DependencyType::ALL.iter().skip(1)) {
            add_edge(txn, &edge(number, "WP-A", *kind, "WP-B"));
        }
    });
    assert_lists(&mut store, &["WP-B"], &[]);
}

fn delete(store: &mut SqliteStore, wp_id: &WpId) {
    write(store, |txn| {
        update(txn, wp_id, |wp| {
            wp.tombstone =
                Some(Tombstone { deleted_at: at(1), deleted_by: "ada".parse().unwrap(), reason: None });
        });
    });
}

#[test]
fn a_deleted_packet_is_in_no_list_but_can_be_read() {
    let mut store = in_memory();
    write(&mut store, |txn| {
        create(txn, &packet("WP-A"));
        set_status(txn, &id("WP-A"), WpStatus::Ready);
    });
    delete(&mut store, &id("WP-A"));
    assert_lists(&mut store, &[], &[]);
    let view = store.read().unwrap();
    assert_eq!(view.list(&Filter::default()).unwrap().total_count, 0);
    assert_eq!(view.search("WP-A", &Filter::default()).unwrap().total_count, 0);
    assert_eq!(view.counts().unwrap().total(), 0);
    assert!(view.packet(&id("WP-A")).unwrap().unwrap().is_deleted());
}

#[test]
fn search_finds_what_stands_now() {
    let mut store = in_memory();
    write(&mut store, |txn| {
        create(txn, &packet("WP-A"));
        note(txn, "WP-A", "the first elephant");
        note(txn, "WP-A", "a second giraffe");
        update(txn, &id("WP-A"), |wp| {
            wp.labels = ["zoo".parse().unwrap(), "two words".parse().unwrap()].into()
        });
    });
    let found = |store: &mut SqliteStore, text: &str| {
        let hits = store.read().unwrap().search(text, &Filter::default()).unwrap().items;
        hits.into_iter().map(|hit| hit.snippet).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut store, "eleph"), ["the first [elephant]"]);
    assert_eq!(found(&mut store, "giraffe words"), ["a second [giraffe]"]);
    write(&mut store, |txn| update(txn, &id("WP-A"), |wp| wp.labels.clear()));
    assert!(found(&mut store, "zoo").is_empty());
    assert_eq!(found(&mut store, "elephant").len(), 1);
    assert_eq!(findings(&mut store), []);
}

#[test]
fn who_has_the_whole_word_is_found_first_and_what_is_no_word_counts_for_nothing() {
    let mut store = in_memory();
    write(&mut store, |txn| {
        for (name, note_text) in [("WP-1", "piece 2500"), ("WP-2", "piece 25"), ("WP-3", "piece 2501 of it")]
        {
            create(txn, &packet(name));
            note(txn, name, note_text);
        }
        (4..20).for_each(|number| create(txn, &packet(&format!("WP-{number}"))));
    });
    let found = |store: &mut SqliteStore, text: &str| {
        let hits = store.read().unwrap().search(text, &Filter::default()).unwrap().items;
        hits.into_iter().map(|hit| hit.wp.wp_id.to_string()).collect::<Vec<_>>()
    };
    let hits = found(&mut store, "piece 25");
    assert_eq!((hits.len(), hits[0].as_str()), (3, "WP-2"));
    // FTS5 takes a letter in a square for no letter.
    assert_eq!(found(&mut store, "\u{1f17f} 2500"), ["WP-1"]);
}

/// A step of the walk: what is done, to which packets.
#[derive(Debug, Clone)]
enum Step {
    Status(u8, usize),
    Edge(u8, u8),
    Delete(u8),
    Note(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..6_u8, 0..WpStatus::ALL.len()).prop_map(|(wp, status)| Step::Status(wp, status)),
        4 => (0..6_u8, 0..6_u8).prop_map(|(from, to)| Step::Edge(from, to)),
        1 => (0..6_u8).prop_map(Step::Delete),
        1 => (0..6_u8).prop_map(Step::Note),
    ];
    proptest::collection::vec(step, 1..40)
}

fn walk(store: &mut SqliteStore, step: &Step) {
    let name = |number: &u8| format!("WP-{number}");
    match step {
        Step::Status(wp, status) => {
            write(store, |txn| set_status(txn, &id(&name(wp)), WpStatus::ALL[*status]));
        }
        Step::Edge(from, to) if from != to => {
            let number = u128::from(*from) * 10 + u128::from(*to);
            let edge = edge(number, &name(from), DependencyType::Blocks, &name(to));
            write(store, |txn| match txn.edge(&edge.key()).unwrap() {
                None if cycle_closed_by(&*txn, &edge.key()).unwrap().is_some() => {}
                None => add_edge(txn, &edge),
                Some(standing) => remove_edge(txn, &standing),
            });
        }
        Step::Edge(..) => {}
        Step::Delete(wp) => delete(store, &id(&name(wp))),
        Step::Note(wp) => write(store, |txn| note(txn, &name(wp), "remember")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_derived_is_right_after_every_walk(steps in steps()) {
        let mut store = in_memory();
        write(&mut store, |txn| (0..6).for_each(|number| create(txn, &packet(&format!("WP-{number}")))));
        for step in &steps {
            walk(&mut store, step);
        }
        prop_assert_eq!(findings(&mut store), []);
    }
}

/// WP-1 … WP-4, blocking each other from the last to the first, so that none stands where it was born.
fn backward_chain(store: &mut SqliteStore) {
    write(store, |txn| {
        (1..=4).for_each(|number| create(txn, &packet(&format!("WP-{number}"))));
        add_edge(txn, &edge(1, "WP-4", DependencyType::Blocks, "WP-3"));
        add_edge(txn, &edge(2, "WP-2", DependencyType::DependsOn, "WP-3"));
        add_edge(txn, &edge(3, "WP-2", DependencyType::Blocks, "WP-1"));
    });
}

/// The packets in their order.
fn order(view: &dyn ReadTxn) -> Vec<String> {
    let names = (1..=4).map(|number| format!("WP-{number}"));
    let mut order: Vec<_> = names.map(|name| (view.position(&id(&name)).unwrap().unwrap(), name)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn what_comes_first_stands_first() {
    let mut store = in_memory();
    backward_chain(&mut store);
    assert_eq!(order(&*store.read().unwrap()), ["WP-4", "WP-3", "WP-2", "WP-1"]);
    let closing = edge(4, "WP-1", DependencyType::Blocks, "WP-4");
    write(&mut store, |txn| {
        let cycle = cycle_closed_by(&*txn, &closing.key()).unwrap().unwrap();
        assert_eq!(cycle, ["WP-1", "WP-4", "WP-3", "WP-2", "WP-1"].map(id));
    });
    assert_eq!(findings(&mut store), []);
}

#[test]
fn a_database_from_before_the_order_and_with_triggers_that_count_is_brought_up_to_date_when_it_is_opened() {
    let folder = Folder::new();
    backward_chain(&mut folder.create());
    let former = "DROP INDEX work_packets_by_status; DROP INDEX work_packets_by_assignee; \
        DROP INDEX work_packets_ready_by_assignee; DROP INDEX micro_tasks_running; \
        ALTER TABLE board_hashes DROP COLUMN words; \
        DROP TABLE precedence; CREATE TRIGGER work_packets_count_new AFTER INSERT ON work_packets \
        BEGIN UPDATE packet_counts SET packets = packets + 1; END; \
        CREATE TRIGGER work_packets_count_moved AFTER UPDATE ON work_packets BEGIN SELECT 1; END; \
        DELETE FROM refinery_schema_history WHERE version > 1; PRAGMA user_version = 1;";
    folder.raw().execute_batch(former).unwrap();
    let mut store = folder.open();
    assert_eq!(order(&*store.read().unwrap()), ["WP-4", "WP-3", "WP-2", "WP-1"]);
    write(&mut store, |txn| create(txn, &packet("WP-5")));
    assert_eq!(findings(&mut store), []);
}

#[test]
fn edges_that_are_expected_find_an_order_that_fits_them_all_unless_they_run_in_a_circle() {
    let mut store = in_memory();
    let dealt = ["WP-1", "WP-4", "WP-3", "WP-2"];
    write(&mut store, |txn| {
        (1..=4).for_each(|number| create(txn, &packet(&format!("WP-{number}"))));
        let blocks = |from: &str, to: &str| edge(9, from, DependencyType::Blocks, to).key();
        let depends = |from: &str, to: &str| edge(9, from, DependencyType::DependsOn, to).key();
        txn.expect_edges(&[blocks("WP-4", "WP-3"), depends("WP-2", "WP-3"), blocks("WP-2", "WP-9")]).unwrap();
        assert_eq!(order(&*txn), dealt);
        txn.expect_edges(&[blocks("WP-2", "WP-1"), blocks("WP-1", "WP-2")]).unwrap();
        assert_eq!(order(&*txn), dealt);
        let related = edge(9, "WP-4", DependencyType::Related, "WP-1").key();
        txn.expect_edges(&[related]).unwrap();
        assert_eq!(order(&*txn), dealt);
        add_edge(txn, &edge(1, "WP-4", DependencyType::Blocks, "WP-3"));
        assert_eq!(order(&*txn), dealt, "it fits");
    });
    assert_eq!(findings(&mut store), []);
}

#[test]
fn an_edge_that_leads_back_is_found_and_put_right() {
    let folder = Folder::new();
    backward_chain(&mut folder.create());
    folder.raw().execute("INSERT OR REPLACE INTO precedence VALUES (4, x'0000000000000009')", []).unwrap();
    let mut store = folder.open();
    let found = findings(&mut store);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].what, "WP-4 comes before WP-3, but stands behind it in precedence");
    store.repair().unwrap();
    assert_eq!(findings(&mut store), []);
}

#[test]
fn there_is_room_in_one_place_for_any_number() {
    let mut store = in_memory();
    let chain = |number: u128| format!("WP-{number}");
    write(&mut store, |txn| (1..=3_000).for_each(|number| create(txn, &packet(&chain(number)))));
    // Each comes right before the last but one: they all go between the same two.
    write(&mut store, |txn| {
        add_edge(txn, &edge(1, "WP-1", DependencyType::Blocks, "WP-2"));
        for number in 3..=3_000 {
            add_edge(txn, &edge(2 * number, "WP-1", DependencyType::Blocks, &chain(number)));
            add_edge(txn, &edge(2 * number + 1, &chain(number), DependencyType::Blocks, &chain(number - 1)));
        }
    });
    assert_eq!(findings(&mut store), []);
}
