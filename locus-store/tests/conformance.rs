//! The SQLite repository passes the suite every repository must pass, in memory and on a file.
#![expect(clippy::unwrap_used, reason = "a repository that can't be made has failed")]

use locus_core::testing::REPLICA;
use locus_fr::FlightRecorder;
use locus_store::{Birth, SqliteStore};

fn birth() -> Birth {
    Birth { replica_id: REPLICA, created_at: "2026-02-01T00:00:00Z".parse().unwrap() }
}

mod in_memory {
    use super::{FlightRecorder, SqliteStore, birth};
    locus_core::store_conformance!(
        Box::new(SqliteStore::in_memory(birth()).unwrap()),
        Box::new(FlightRecorder)
    );
}

mod on_file {
    use super::{FlightRecorder, birth};
    use locus_core::ports::{ReadTxn, Store, StoreError, Txn, Wait};
    use locus_store::{Access, OpenOptions, SqliteStore};

    /// A store whose folder goes with it.
    #[derive(Debug)]
    struct OnFile {
        store: SqliteStore,
        _folder: tempfile::TempDir,
    }

    impl Store for OnFile {
        fn read(&mut self) -> Result<Box<dyn ReadTxn + '_>, StoreError> {
            self.store.read()
        }

        fn write(&mut self, wait: Wait) -> Result<Box<dyn Txn + '_>, StoreError> {
            self.store.write(wait)
        }

        fn count_dropped_query(&mut self) -> Result<(), StoreError> {
            self.store.count_dropped_query()
        }

        fn dropped_queries(&mut self) -> Result<u64, StoreError> {
            self.store.dropped_queries()
        }
    }

    fn on_file() -> OnFile {
        let folder = tempfile::tempdir().unwrap();
        let store =
            SqliteStore::open(folder.path().join("locus.db"), OpenOptions::new(Access::Create(birth())))
                .unwrap();
        OnFile { store, _folder: folder }
    }

    locus_core::store_conformance!(Box::new(on_file()), Box::new(FlightRecorder));
}
