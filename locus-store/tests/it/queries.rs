//! Filters, orders, pages and search texts, against their definitions.

use crate::support::{at, create, id, in_memory, packet, write};
use locus_core::domain::query::Surroundings;
use locus_core::domain::{Filter, Sort, WorkPacket, WorkType, WpStatus};
use locus_core::graph::Readiness;
use locus_core::ports::Store as _;
use locus_store::SqliteStore;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const WORDS: [&str; 5] = ["Über", "api", "100%", "a_b", "straße"];
const LABELS: [&str; 4] = ["x", "x y", "ä", "\"q\""];

fn packets() -> impl Strategy<Value = Vec<WorkPacket>> {
    let one = (
        (0..WpStatus::ALL.len(), 0..5_u64, 0..4_i64),
        subsequence(WORDS.to_vec(), 0..3),
        subsequence(LABELS.to_vec(), 0..3),
        select(vec![None, Some("ada"), Some("Ada")]),
        select(WorkType::ALL),
    );
    let one = one.prop_map(|((status, priority, minute), words, labels, assignee, work_type)| {
        let mut wp = packet("WP-0");
        wp.status = WpStatus::ALL[status];
        wp.priority = priority.try_into().unwrap();
        wp.created_at = at(minute);
        wp.description = words.join(" ").parse().unwrap();
        wp.labels = labels.iter().map(|label| label.parse().unwrap()).collect();
        wp.assignee = assignee.map(|name| name.parse().unwrap());
        wp.work_type = work_type;
        wp
    });
    proptest::collection::vec(one, 0..25).prop_map(|mut packets| {
        for (number, wp) in packets.iter_mut().enumerate() {
            wp.wp_id = id(&format!("WP-{number}"));
        }
        packets
    })
}

fn filters() -> impl Strategy<Value = Filter> {
    let scalars = (
        subsequence(WpStatus::ALL.to_vec(), 0..4),
        subsequence(vec!["ada", "Ada", "nobody"], 0..2),
        (prop::option::of(0..5_u64), prop::option::of(0..5_u64)),
        subsequence(WorkType::ALL.to_vec(), 0..4),
    );
    let texts = (
        subsequence(LABELS.to_vec(), 0..2),
        prop::option::of(select(vec!["", " ", "API", "über a_b", "STRASSE", "wp-1", "%", "_"])),
    );
    let page = (select(Sort::ALL), select(vec![0, 1, 3, 100]), select(vec![0, 1, 5, 1000, u64::MAX]));
    (scalars, texts, page).prop_map(|((statuses, assignees, (min, max), types), (labels, text), page)| {
        Filter {
            statuses,
            assignees: assignees.iter().map(|name| name.parse().unwrap()).collect(),
            priority_min: min.map(|number| number.try_into().unwrap()),
            priority_max: max.map(|number| number.try_into().unwrap()),
            types,
            labels: labels.iter().map(|label| label.parse().unwrap()).collect(),
            text: text.map(str::to_owned),
            sort: page.0,
            limit: page.1,
            offset: page.2,
            ..Filter::default()
        }
    })
}

/// What surrounds a packet without edges.
fn alone(wp: &WorkPacket) -> Surroundings {
    let readiness = Readiness::of(wp.status, 0);
    let (ready, blocked) = (readiness == Readiness::Ready, readiness == Readiness::Blocked);
    Surroundings { ready, blocked, ..Surroundings::default() }
}

fn store_of(packets: &[WorkPacket]) -> SqliteStore {
    let mut store = in_memory();
    write(&mut store, |txn| packets.iter().for_each(|wp| create(txn, wp)));
    store
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn pages_are_what_the_filter_defines(packets in packets(), filter in filters()) {
        let mut store = store_of(&packets);
        let packets: Vec<_> =
            packets.iter().map(|wp| store.read().unwrap().packet(&wp.wp_id).unwrap().unwrap()).collect();
        let of = |readiness| {
            filter.page(packets.iter().filter(|wp| Readiness::of(wp.status, 0) == readiness).cloned(), alone)
        };
        let view = store.read().unwrap();
        prop_assert_eq!(view.list(&filter).unwrap(), filter.page(packets.iter().cloned(), alone));
        prop_assert_eq!(view.ready(&filter).unwrap(), of(Readiness::Ready));
        prop_assert_eq!(view.blocked(&filter).unwrap(), of(Readiness::Blocked));
    }

    #[test]
    fn search_results_pass_the_filter_and_are_all_counted(packets in packets(), filter in filters()) {
        let mut store = store_of(&packets);
        let view = store.read().unwrap();
        let hits = view.search("api", &filter).unwrap();
        let has_word = |wp: &&WorkPacket| Filter::has_words("api", "", wp.description.as_str());
        let expected = packets.iter().filter(has_word).filter(|wp| filter.matches(wp, || alone(wp))).count();
        prop_assert_eq!(hits.total_count, expected as u64);
        prop_assert!(hits.items.iter().all(|hit| filter.matches(&hit.wp, || alone(&hit.wp))));
        prop_assert!(hits.items.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    #[test]
    fn any_text_is_a_valid_search(text in any::<String>(), more in "[\"*():^+ \\-a{}NEAROD\0']{0,40}") {
        let mut store = store_of(&[packet("WP-1")]);
        let view = store.read().unwrap();
        view.search(&text, &Filter::default()).unwrap();
        view.search(&more, &Filter::default()).unwrap();
    }
}

#[test]
fn long_searches_are_valid_too() {
    let mut store = store_of(&[packet("WP-1")]);
    let view = store.read().unwrap();
    assert_eq!(view.search(&"wp ".repeat(2000), &Filter::default()).unwrap().total_count, 1);
    assert_eq!(view.search(&"wp-1.".repeat(2000), &Filter::default()).unwrap().total_count, 0);
}

#[test]
fn the_best_hit_comes_first_and_equals_by_id() {
    let mut packets = ["WP-C", "WP-B", "WP-A"].map(packet);
    packets[0].description = "graph".parse().unwrap();
    packets[1].description = "graph".parse().unwrap();
    packets[2].description = "graph and much that has nothing to do with it at all".parse().unwrap();
    let hits = store_of(&packets).read().unwrap().search("graph", &Filter::default()).unwrap();
    let ids: Vec<_> = hits.items.iter().map(|hit| hit.wp.wp_id.as_str()).collect();
    assert_eq!(ids, ["WP-B", "WP-C", "WP-A"]);
}

#[test]
fn numbers_in_metadata_come_back_as_they_were() {
    let mut wp = packet("WP-1");
    let text = r#"{"a":0.1,"b":122.416294033786585,"c":1e300,"d":18446744073709551615,"e":-0.0}"#;
    wp.metadata = serde_json::from_str(text).unwrap();
    let mut store = store_of(std::slice::from_ref(&wp));
    let read = store.read().unwrap().packet(&wp.wp_id).unwrap().unwrap();
    assert_eq!(read.metadata, wp.metadata);
    assert_eq!(serde_json::to_string(&read.metadata).unwrap(), serde_json::to_string(&wp.metadata).unwrap());
}
