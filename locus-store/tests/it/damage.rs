//! Files that are no store, or no longer: refused by name, never a panic, never written to.

use crate::support::{Folder, birth, id};
use locus_core::ports::{Store as _, StoreError};
use locus_store::{Access, OpenOptions, SqliteStore};
use rusqlite::Connection;
use std::fs;

fn open(folder: &Folder, access: Access) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(folder.db(), OpenOptions::new(access))
}

/// Every way of opening refuses the file as damaged and leaves it as it is.
fn assert_refused(folder: &Folder, what: &str) {
    let before = fs::read(folder.db()).unwrap();
    for access in [Access::Create(birth(1)), Access::Existing, Access::ReadOnly] {
        let opened = open(folder, access);
        assert!(matches!(opened, Err(StoreError::Damaged { .. })), "{what}: {opened:?}");
        assert_eq!(fs::read(folder.db()).unwrap(), before, "{what}");
        assert!(!folder.beside(".lock").exists(), "{what}");
    }
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let folder = Folder::with_store();
    folder.raw().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(folder.db()).unwrap();
    for access in [Access::Create(birth(1)), Access::Existing, Access::ReadOnly] {
        let refusal = open(&folder, access).unwrap_err();
        assert_eq!(refusal, StoreError::NewerSchema { found: 99, known: 3 });
        assert_eq!(fs::read(folder.db()).unwrap(), before);
    }
}

#[test]
fn a_truncated_file_is_refused() {
    let folder = Folder::with_store();
    let whole = fs::read(folder.db()).unwrap();
    for len in [
        1,
        15,
        16,
        50,
        99,
        100,
        511,
        1000,
        4096,
        5000,
        whole.len() - 4096,
        whole.len() - 4095,
        whole.len() - 1,
    ] {
        fs::write(folder.db(), &whole[..len]).unwrap();
        assert_refused(&folder, &format!("{len} bytes of {}", whole.len()));
    }
}

#[test]
fn garbage_is_refused() {
    let folder = Folder::new();
    let noise: Vec<u8> = (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for content in [b"# Task Board\n".as_slice(), &[0; 8192], &noise] {
        fs::write(folder.db(), content).unwrap();
        assert_refused(&folder, "garbage");
    }
}

#[test]
fn a_foreign_database_is_refused() {
    for sql in [
        "CREATE TABLE t (x); INSERT INTO t VALUES (1)",
        "CREATE TABLE t (x); PRAGMA user_version = 1",
        "CREATE TABLE t (x); PRAGMA user_version = 7; PRAGMA application_id = 7",
        "CREATE TABLE t (x); DROP TABLE t",
        "PRAGMA user_version = -1; PRAGMA application_id = 0x4c6f6375",
    ] {
        let folder = Folder::new();
        Connection::open(folder.db()).unwrap().execute_batch(sql).unwrap();
        assert_refused(&folder, sql);
    }
}

#[test]
fn a_folder_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.db()).unwrap();
    for access in [Access::Create(birth(1)), Access::Existing, Access::ReadOnly] {
        assert!(matches!(open(&folder, access), Err(StoreError::Damaged { .. })));
    }
}

#[test]
fn a_store_without_its_tables_is_told_at_the_first_question() {
    let folder = Folder::with_store();
    folder.raw().execute_batch("DROP TABLE meta").unwrap();
    let refusal = folder.open().read().unwrap_err().to_string();
    assert!(refusal.contains("damaged") && !refusal.contains("meta"), "{refusal}");
}

#[test]
fn a_cell_without_valid_value_is_named() {
    let cases = [
        ("status = 'paused'", "status"),
        ("priority = 9", "priority"),
        ("bronze_id = x'00'", "bronze_id"),
        ("created_at = 999999999999999", "created_at"),
        ("gates = '{'", "gates"),
        ("version = -1", "version"),
        ("title = ''", "title"),
    ];
    for (damage, column) in cases {
        let folder = Folder::with_store();
        folder.raw().execute_batch(&format!("UPDATE work_packets SET {damage}")).unwrap();
        let refusal = folder.open().read().unwrap().packet(&id("WP-1")).unwrap_err();
        let reason = format!("work_packets WP-1: {column} holds no valid value");
        assert_eq!(refusal, StoreError::Damaged { reason });
    }
}

#[test]
fn torn_pages_are_an_error_not_a_panic() {
    let folder = Folder::with_store();
    let whole = fs::read(folder.db()).unwrap();
    for page in 1..whole.len() / 4096 {
        let mut torn = whole.clone();
        torn[page * 4096..(page + 1) * 4096].fill(0xa5);
        fs::write(folder.db(), &torn).unwrap();
        // Which questions meet the page depends on what was in it; all must be answered or refused.
        if let Ok(mut store) = open(&folder, Access::Existing) {
            let _ = store.read().and_then(|view| view.search("wp", &Default::default()));
            let _ = store.read().and_then(|view| view.list(&Default::default()));
            let mut found = 0;
            assert!(store.check(|_| found += 1).is_err() || found > 0, "page {page}");
        }
        let _ = fs::remove_file(folder.beside("-wal"));
        let _ = fs::remove_file(folder.beside("-shm"));
    }
}
