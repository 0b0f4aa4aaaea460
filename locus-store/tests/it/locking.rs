//! Several processes at once, played by several connections.

use crate::support::{Folder, birth, create, findings, id, packet, set_status, update, write};
use locus_core::app::ops::QueryReady;
use locus_core::domain::{Filter, Role, WpStatus};
use locus_core::ports::{Store as _, StoreError, Wait};
use locus_core::testing;
use locus_fr::FlightRecorder;
use locus_store::{Access, OpenOptions, SqliteStore};
use std::fs;
use std::thread;
use std::time::Duration;

const SHORT: Wait = Wait::AtMost(Duration::from_millis(60));

#[test]
fn parallel_first_opens_make_one_store() {
    for _ in 0..4 {
        let folder = Folder::new();
        let path = folder.db();
        thread::scope(|scope| {
            for number in 1..=12_u128 {
                let path = &path;
                scope.spawn(move || {
                    let options = OpenOptions::new(Access::Create(birth(number)));
                    let mut store = SqliteStore::open(path, options).unwrap();
                    write(&mut store, |txn| create(txn, &packet(&format!("WP-{number}"))));
                });
            }
        });
        let mut store = folder.open();
        assert_eq!(store.read().unwrap().counts().unwrap().total(), 12);
        assert_eq!(findings(&mut store), []);
        assert!(!folder.beside(".lock").exists());
    }
}

#[test]
fn a_migration_that_others_hold_up_is_busy() {
    let folder = Folder::new();
    let lock = fs::File::create(folder.beside(".lock")).unwrap();
    lock.lock().unwrap();
    let options = OpenOptions::new(Access::Create(birth(1))).wait(Duration::from_millis(30));
    let Err(StoreError::Busy { waited_ms }) = SqliteStore::open(folder.db(), options) else {
        panic!("the lock was passed over")
    };
    assert!(waited_ms >= 30);
    drop(lock);
    SqliteStore::open(folder.db(), options).unwrap();
}

#[test]
fn query_events_that_find_no_turn_are_dropped_and_counted_by_all() {
    let folder = Folder::with_store();
    let mut first = folder.open();
    let engine = || testing::engine(Box::new(folder.open()), Box::new(FlightRecorder));
    let (mut one, mut other) = (engine(), engine());
    assert_eq!(one.dropped_queries(), Ok(0));
    let held = first.write(Wait::Default).unwrap();
    for engine in [&mut one, &mut other] {
        let answered = engine.query(&QueryReady::default(), &testing::caller(Role::Viewer)).unwrap();
        assert!(matches!(engine.log_query(&answered.record), Err(StoreError::Busy { .. })));
    }
    drop(held);
    let answered = one.query(&QueryReady::default(), &testing::caller(Role::Viewer)).unwrap();
    one.log_query(&answered.record).unwrap();
    for engine in [&mut one, &mut other] {
        assert_eq!(engine.dropped_queries(), Ok(2));
        assert_eq!(engine.view(|txn| Ok(txn.query_events(10)?)).unwrap().len(), 1);
    }
}

#[test]
fn a_writer_waits_as_long_as_it_may() {
    let folder = Folder::with_store();
    let (mut first, mut second) = (folder.open(), folder.open());
    let held = first.write(Wait::Default).unwrap();
    let Err(StoreError::Busy { waited_ms }) = second.write(SHORT) else { panic!("two writers at once") };
    assert!((50..5000).contains(&waited_ms), "{waited_ms}");
    drop(held);
    second.write(SHORT).unwrap();
}

#[test]
fn a_writer_gets_its_turn_when_the_other_is_done() {
    let folder = Folder::with_store();
    let (mut first, mut second) = (folder.open(), folder.open());
    let held = first.write(Wait::Default).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(move || second.write(Wait::Default).map(drop));
        thread::sleep(Duration::from_millis(50));
        drop(held);
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn no_update_of_parallel_writers_is_lost() {
    let folder = Folder::with_store();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut store = folder.open();
                for _ in 0..25 {
                    write(&mut store, |txn| update(txn, &id("WP-1"), |_| {}));
                }
            });
        }
    });
    let wp = folder.open().read().unwrap().packet(&id("WP-1")).unwrap().unwrap();
    assert_eq!(wp.version, 101);
}

#[test]
fn a_view_stays_as_it_was_while_others_write() {
    let folder = Folder::with_store();
    let (mut reader, mut writer) = (folder.open(), folder.open());
    let view = reader.read().unwrap();
    write(&mut writer, |txn| set_status(txn, &id("WP-1"), WpStatus::Ready));
    assert_eq!(view.ready(&Filter::default()).unwrap().total_count, 0, "from the moment it was opened");
    drop(view);
    assert_eq!(reader.read().unwrap().ready(&Filter::default()).unwrap().total_count, 1);
}

#[test]
fn what_is_not_committed_leaves_no_trace() {
    let folder = Folder::with_store();
    let mut store = folder.open();
    {
        let mut txn = store.write(Wait::Default).unwrap();
        create(&mut *txn, &packet("WP-2"));
        set_status(&mut *txn, &id("WP-1"), WpStatus::Ready);
    }
    let view = store.read().unwrap();
    assert_eq!(view.packet(&id("WP-2")).unwrap(), None);
    assert_eq!(view.counts().unwrap().of(WpStatus::Stub), 1);
    assert_eq!(view.search("WP-2", &Filter::default()).unwrap().total_count, 0);
}

#[test]
fn closing_leaves_a_short_log_as_it_is() {
    let folder = Folder::with_store();
    let before = fs::read(folder.db()).unwrap();
    write(&mut folder.open(), |txn| set_status(txn, &id("WP-1"), WpStatus::Ready));
    assert_eq!(fs::read(folder.db()).unwrap(), before, "no checkpoint");
    assert!(fs::metadata(folder.beside("-wal")).unwrap().len() > 0);
}

#[test]
fn closing_writes_a_long_log_back() {
    let folder = Folder::with_store();
    let mut store = folder.open();
    let text = "word ".repeat(400_000);
    write(&mut store, |txn| update(txn, &id("WP-1"), |wp| wp.description = text.parse().unwrap()));
    assert!(fs::metadata(folder.beside("-wal")).unwrap().len() > 1 << 20);
    drop(store);
    assert_eq!(fs::metadata(folder.beside("-wal")).unwrap().len(), 0);
    assert_eq!(folder.open().read().unwrap().search("word", &Filter::default()).unwrap().total_count, 1);
}

#[test]
fn closing_does_not_wait_for_readers() {
    let folder = Folder::with_store();
    let (mut writer, mut reader) = (folder.open(), folder.open());
    let view = reader.read().unwrap();
    let text = "word ".repeat(400_000);
    write(&mut writer, |txn| update(txn, &id("WP-1"), |wp| wp.description = text.parse().unwrap()));
    drop(writer);
    assert_eq!(view.packet(&id("WP-1")).unwrap().unwrap().description.as_str(), "");
}

#[test]
fn who_finds_the_file_locked_as_a_whole_hears_how_long_it_waited() {
    let folder = Folder::with_store();
    let mut reader = folder.open();
    let other = rusqlite::Connection::open(folder.db()).unwrap();
    drop(reader.read().unwrap());
    let exclusive = "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; ROLLBACK;";
    assert!(other.execute_batch(exclusive).is_err(), "not while somebody has it open");
    drop(reader);
    other.execute_batch(exclusive).unwrap();
    let options = OpenOptions::new(Access::Existing).wait(Duration::from_millis(40));
    let Err(StoreError::Busy { waited_ms }) = SqliteStore::open(folder.db(), options) else {
        panic!("the lock was passed over")
    };
    assert!(waited_ms >= 40, "{waited_ms}");
}
