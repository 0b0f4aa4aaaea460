//! Opening: new files, missing ones, protected ones.

use crate::support::{Folder, birth, create, id, packet, write};
use locus_core::ports::{Store as _, StoreError, Wait};
use locus_store::{Access, OpenOptions, SqliteStore};
use std::fs;

#[cfg(unix)]
#[test]
fn a_new_file_and_those_beside_it_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    write(&mut folder.create(), |txn| create(txn, &packet("WP-1")));
    for ending in ["", "-wal", "-shm"] {
        let mode = fs::metadata(folder.beside(ending)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
}

#[test]
fn the_migration_lock_does_not_stay_behind() {
    let folder = Folder::new();
    drop(folder.create());
    assert!(!folder.beside(".lock").exists());
}

#[test]
fn a_store_keeps_the_identity_it_was_born_with() {
    let folder = Folder::new();
    drop(folder.create());
    let mut again = SqliteStore::open(folder.db(), OpenOptions::new(Access::Create(birth(2)))).unwrap();
    assert_eq!(again.read().unwrap().chain_head().unwrap().replica_id, birth(1).replica_id);
}

#[test]
fn without_leave_to_create_a_missing_file_stays_missing() {
    let folder = Folder::new();
    for access in [Access::Existing, Access::ReadOnly] {
        let refusal = SqliteStore::open(folder.db(), OpenOptions::new(access)).unwrap_err();
        assert!(matches!(refusal, StoreError::Missing { .. }), "{refusal}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_missing_folder_is_not_made() {
    let folder = Folder::new();
    let path = folder.path().join("none").join("locus.db");
    let refusal = SqliteStore::open(path, OpenOptions::new(Access::Create(birth(1)))).unwrap_err();
    assert!(matches!(refusal, StoreError::Failed { .. }), "{refusal}");
}

#[test]
fn an_empty_file_is_new_only_to_those_who_may_create() {
    let folder = Folder::new();
    fs::write(folder.db(), "").unwrap();
    for access in [Access::Existing, Access::ReadOnly] {
        let refusal = SqliteStore::open(folder.db(), OpenOptions::new(access)).unwrap_err();
        assert!(matches!(refusal, StoreError::Damaged { .. }), "{refusal}");
    }
    assert_eq!(fs::metadata(folder.db()).unwrap().len(), 0);
    assert!(!folder.beside(".lock").exists());
    drop(folder.create());
    drop(folder.open());
}

#[test]
fn a_birth_that_a_crash_cut_short_is_finished() {
    let folder = Folder::new();
    folder.raw().pragma_update(None, "application_id", 0x4c6f_6375).unwrap();
    let mut store = folder.create();
    write(&mut store, |txn| create(txn, &packet("WP-1")));
}

#[test]
fn special_names_of_sqlite_are_plain_files() {
    let folder = Folder::new();
    for name in [":memory:", "file:x?mode=memory", "a b?c#d%20ä.db"] {
        let path = folder.path().join(name);
        let options = OpenOptions::new(Access::Create(birth(1)));
        write(&mut SqliteStore::open(&path, options).unwrap(), |txn| create(txn, &packet("WP-1")));
        assert!(path.is_file());
        let mut again = SqliteStore::open(&path, OpenOptions::new(Access::ReadOnly)).unwrap();
        assert!(again.read().unwrap().packet(&id("WP-1")).unwrap().is_some());
    }
}

#[test]
fn a_read_only_store_answers_and_writes_nothing() {
    let folder = Folder::with_store();
    let before = fs::read(folder.db()).unwrap();
    let mut store = SqliteStore::open(folder.db(), OpenOptions::new(Access::ReadOnly)).unwrap();
    assert!(store.read().unwrap().packet(&id("WP-1")).unwrap().is_some());
    assert!(matches!(store.write(Wait::Default), Err(StoreError::ReadOnly { .. })));
    drop(store);
    assert_eq!(fs::read(folder.db()).unwrap(), before);
}

#[test]
fn a_read_only_store_sees_what_lies_in_the_log() {
    let folder = Folder::with_store();
    let mut writer = folder.open();
    write(&mut writer, |txn| create(txn, &packet("WP-2")));
    let mut store = SqliteStore::open(folder.db(), OpenOptions::new(Access::ReadOnly)).unwrap();
    assert!(store.read().unwrap().packet(&id("WP-2")).unwrap().is_some());
}

/// A folder in which SQLite can make no -shm (it follows no links), as in a write-protected one, which root
/// would not notice.
#[cfg(unix)]
fn without_shm() -> Folder {
    let folder = Folder::with_store();
    std::os::unix::fs::symlink("nowhere", folder.beside("-shm")).unwrap();
    folder
}

#[cfg(unix)]
#[test]
fn a_write_protected_folder_still_answers() {
    let folder = without_shm();
    for access in [Access::ReadOnly, Access::Existing, Access::Create(birth(2))] {
        let mut store = SqliteStore::open(folder.db(), OpenOptions::new(access)).unwrap();
        assert!(store.read().unwrap().packet(&id("WP-1")).unwrap().is_some());
        assert!(matches!(store.write(Wait::Default), Err(StoreError::ReadOnly { .. })));
    }
}

#[cfg(unix)]
#[test]
fn what_lies_in_a_log_that_can_not_be_read_is_not_passed_over() {
    let folder = without_shm();
    fs::write(folder.beside("-wal"), "anything").unwrap();
    let refusal = SqliteStore::open(folder.db(), OpenOptions::new(Access::ReadOnly)).unwrap_err();
    assert!(matches!(refusal, StoreError::Failed { .. }), "{refusal}");
}
