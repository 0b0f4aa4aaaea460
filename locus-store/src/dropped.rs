//! How many query events were dropped: a file beside the database, one byte for each. It is there once something was
//! dropped, and can be added to by many processes while the database is locked.

use crate::error::failed;
use crate::migrate::{beside, private};
use locus_core::ports::StoreError;
use std::fs;
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The count's file.
#[derive(Debug)]
pub(crate) struct Dropped(PathBuf);

impl Dropped {
    pub(crate) fn beside(database: &Path) -> Self {
        Self(beside(database, "-dropped-queries"))
    }

    pub(crate) fn add_one(&self) -> Result<(), StoreError> {
        let file = private(fs::OpenOptions::new().append(true).create(true)).open(&self.0);
        file.and_then(|mut file| file.write_all(b"\n")).map_err(unusable)
    }

    pub(crate) fn count(&self) -> Result<u64, StoreError> {
        match fs::metadata(&self.0) {
            Ok(file) => Ok(file.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(unusable(error)),
        }
    }
}

fn unusable(error: Error) -> StoreError {
    failed(format!("the count of dropped query events can't be used: {}", error.kind()))
}
