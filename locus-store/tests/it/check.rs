//! What is wrong with a store is found and told.

use crate::support::{Folder, add_edge, create, edge, findings, id, packet, set_status, write};
use locus_core::domain::{DependencyType, WpStatus};
use locus_core::ports::StoreError;
use locus_store::{Access, FindingKind, OpenOptions, SqliteStore};

fn store_with_an_edge() -> Folder {
    let folder = Folder::with_store();
    write(&mut folder.open(), |txn| {
        create(txn, &packet("WP-2"));
        set_status(txn, &id("WP-2"), WpStatus::Ready);
        add_edge(txn, &edge(1, "WP-1", DependencyType::Blocks, "WP-2"));
    });
    folder
}

#[test]
fn a_sound_store_has_no_findings() {
    assert_eq!(findings(&mut store_with_an_edge().open()), []);
}

#[test]
fn each_kind_of_drift_is_found() {
    let cases = [
        ("UPDATE work_packets SET task_board_status = 'DONE' WHERE wp_id = 'WP-1'", FindingKind::Derived),
        ("UPDATE work_packets SET open_blockers = 0 WHERE wp_id = 'WP-2'", FindingKind::Derived),
        ("UPDATE work_packets SET readiness = 1 WHERE wp_id = 'WP-2'", FindingKind::Derived),
        ("UPDATE work_packets SET hybrid_rank = 1 WHERE wp_id = 'WP-2'", FindingKind::Derived),
        ("UPDATE work_packets SET label_text = 'x' WHERE wp_id = 'WP-2'", FindingKind::Derived),
        ("UPDATE packet_counts SET packets = 7 WHERE status = 'stub'", FindingKind::Derived),
        ("DELETE FROM packet_counts", FindingKind::Derived),
        ("UPDATE packet_counts SET readiness = 9 WHERE status = 'stub'", FindingKind::Derived),
        ("INSERT INTO search_index (rowid, title) VALUES (99, 'nobody')", FindingKind::SearchIndex),
        ("DELETE FROM search_index_data WHERE id > 10", FindingKind::SearchIndex),
        (
            "PRAGMA foreign_keys = OFF; INSERT INTO board_base VALUES ('WP-9', 'ready', '[]')",
            FindingKind::Dangling,
        ),
        ("UPDATE work_packets SET status = 'paused' WHERE wp_id = 'WP-1'", FindingKind::Unreadable),
        ("UPDATE work_packets SET phase = '9' WHERE wp_id = 'WP-1'", FindingKind::Unreadable),
        ("UPDATE work_packets SET title = 'other' WHERE wp_id = 'WP-1'", FindingKind::SearchIndex),
        (
            "PRAGMA foreign_keys = OFF; UPDATE dependencies SET from_wp_id = 'WP-9'",
            FindingKind::BrokenReference,
        ),
    ];
    for (damage, kind) in cases {
        let folder = store_with_an_edge();
        folder.raw().execute_batch(damage).unwrap();
        let findings = findings(&mut folder.open());
        assert!(findings.iter().any(|finding| finding.kind == kind), "{damage}: {findings:?}");
        let mut store = folder.open();
        store.repair().unwrap();
        let left = crate::support::findings(&mut store);
        assert!(left.iter().all(|finding| !finding.kind.is_repairable()), "{damage}: {left:?}");
        assert_eq!(
            left.is_empty(),
            findings.iter().all(|finding| finding.kind.is_repairable()),
            "{damage}: {left:?}"
        );
    }
}

#[test]
fn a_read_only_store_can_be_checked() {
    let folder = store_with_an_edge();
    folder.raw().execute_batch("UPDATE work_packets SET readiness = 1 WHERE wp_id = 'WP-2'").unwrap();
    let mut store = SqliteStore::open(folder.db(), OpenOptions::new(Access::ReadOnly)).unwrap();
    let findings = findings(&mut store);
    assert!(
        findings.iter().any(|finding| finding.what == "readiness of WP-2 is not what it is derived from"),
        "{findings:?}"
    );
}

#[test]
fn a_store_that_can_only_be_read_is_not_repaired() {
    let folder = store_with_an_edge();
    let mut store = SqliteStore::open(folder.db(), OpenOptions::new(Access::ReadOnly)).unwrap();
    assert!(matches!(store.repair(), Err(StoreError::ReadOnly { .. })));
}
