//! Folders, stores and rows to test with.

use locus_core::domain::{
    BronzeId, BronzeOperation, Dependency, DependencyId, DependencyType, ReplicaId, Timestamp, VectorClock,
    WorkNote, WorkPacket, WpId, WpStatus,
};
use locus_core::ports::{Change, Row, Store as _, Txn, Wait};
use locus_store::{Access, Birth, Finding, OpenOptions, SqliteStore};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(1_769_904_000_000 + minute * 60_000).unwrap()
}

pub(crate) fn birth(number: u128) -> Birth {
    Birth { replica_id: ReplicaId::new(Uuid::from_u128(number)), created_at: at(0) }
}

pub(crate) fn in_memory() -> SqliteStore {
    SqliteStore::in_memory(birth(1)).unwrap()
}

/// A folder for one database.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A folder with a store that holds one packet, WP-1, all of it in the file itself.
    pub(crate) fn with_store() -> Self {
        let folder = Self::new();
        write(&mut folder.create(), |txn| create(txn, &packet("WP-1")));
        folder.fold();
        folder
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.0.path().join("locus.db")
    }

    pub(crate) fn beside(&self, ending: &str) -> PathBuf {
        self.0.path().join(format!("locus.db{ending}"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn create(&self) -> SqliteStore {
        SqliteStore::open(self.db(), OpenOptions::new(Access::Create(birth(1)))).unwrap()
    }

    pub(crate) fn open(&self) -> SqliteStore {
        SqliteStore::open(self.db(), OpenOptions::new(Access::Existing)).unwrap()
    }

    /// A connection past the store.
    pub(crate) fn raw(&self) -> Connection {
        Connection::open(self.db()).unwrap()
    }

    /// Folds the write-ahead log into the file: the last to close does it, unless told otherwise.
    pub(crate) fn fold(&self) {
        self.raw().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        assert!(!self.beside("-wal").exists());
    }
}

/// One committed transaction.
pub(crate) fn write(store: &mut SqliteStore, work: impl FnOnce(&mut dyn Txn)) {
    let mut txn = store.write(Wait::Default).unwrap();
    work(&mut *txn);
    txn.commit().unwrap();
}

/// What a check finds.
pub(crate) fn findings(store: &mut SqliteStore) -> Vec<Finding> {
    let mut findings = Vec::new();
    store.check(|finding| findings.push(finding)).unwrap();
    findings
}

pub(crate) fn id(text: &str) -> WpId {
    text.parse().unwrap()
}

/// A packet whose title is its id, in `stub`.
pub(crate) fn packet(wp_id: &str) -> WorkPacket {
    serde_json::from_value(serde_json::json!({
        "wp_id": wp_id, "version": 1, "title": wp_id, "description": "", "status": "stub", "priority": 2,
        "governance": {
            "phase": "1", "routing": "GOV_STANDARD",
            "gates": { "pre_work": { "status": "pending" }, "post_work": { "status": "pending" } }
        },
        "type": "feature", "labels": [], "reporter": "ada", "created_at": at(0), "updated_at": at(0),
        "metadata": {}, "vector_clock": {}
    }))
    .unwrap()
}

fn apply(txn: &mut dyn Txn, row: Row, operation: BronzeOperation) {
    txn.apply(&Change { row, operation }).unwrap();
}

pub(crate) fn create(txn: &mut dyn Txn, wp: &WorkPacket) {
    let row = Row::WorkPacket { before: None, after: Box::new(wp.clone()) };
    apply(txn, row, BronzeOperation::Create);
}

/// Changes a packet that is there.
pub(crate) fn update(txn: &mut dyn Txn, wp_id: &WpId, change: impl FnOnce(&mut WorkPacket)) {
    let before = txn.packet(wp_id).unwrap().unwrap();
    let mut after = before.clone();
    after.version += 1;
    change(&mut after);
    let row = Row::WorkPacket { before: Some(Box::new(before)), after: Box::new(after) };
    apply(txn, row, BronzeOperation::Update);
}

pub(crate) fn set_status(txn: &mut dyn Txn, wp_id: &WpId, status: WpStatus) {
    update(txn, wp_id, |wp| wp.status = status);
}

pub(crate) fn note(txn: &mut dyn Txn, wp_id: &str, content: &str) {
    let note: WorkNote = serde_json::from_value(serde_json::json!({
        "note_id": format!("note_{}", Uuid::nil()), "wp_id": wp_id, "author": "ada", "content": content,
        "created_at": at(0), "note_type": "user"
    }))
    .unwrap();
    apply(txn, Row::Note(Box::new(note)), BronzeOperation::Create);
}

pub(crate) fn edge(number: u128, from: &str, kind: DependencyType, to: &str) -> Dependency {
    Dependency {
        dependency_id: DependencyId::new(Uuid::from_u128(number)),
        from_wp_id: id(from),
        to_wp_id: id(to),
        kind,
        description: None,
        created_at: at(0),
        created_by: "ada".parse().unwrap(),
        vector_clock: VectorClock::new(),
        bronze_id: BronzeId::new(Uuid::nil()),
    }
}

pub(crate) fn add_edge(txn: &mut dyn Txn, edge: &Dependency) {
    apply(txn, Row::DependencyAdded(Box::new(edge.clone())), BronzeOperation::Create);
}

pub(crate) fn remove_edge(txn: &mut dyn Txn, edge: &Dependency) {
    let row = Row::DependencyRemoved { edge: Box::new(edge.clone()), previous: edge.bronze_id };
    apply(txn, row, BronzeOperation::Delete);
}
