//! A project written out as lines, and taken up again elsewhere; and records of people who come from elsewhere.

mod chains;
mod edges;
mod export;
mod import;
mod record;
mod records;

pub use export::export_project;
pub use import::{Imported, import_project};
pub use record::Record;
pub use records::{ImportRecords, RecordsImported};
