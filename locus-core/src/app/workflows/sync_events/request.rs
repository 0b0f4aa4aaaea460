//! What to exchange, and what is told about it.

use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Engine, Error, OperationName};
use crate::domain::Text;
use crate::domain::enums::text_enum;
use crate::event::EventType;
use crate::ports::EventFile;
use crate::replay::Dispute;
use schemars::JsonSchema;
use serde::Serialize;

text_enum! {
    /// Which way events go.
    SyncDirection {
        /// From the store to the file.
        Export = "export",
        /// From the file to the store.
        Import = "import",
    }
}

/// An exchange of events with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncEvents {
    /// Which way.
    pub direction: SyncDirection,
    /// The file.
    pub path: String,
}

/// What an exchange did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct EventsReport {
    /// Events that went over.
    pub events: u64,
    /// Events that were there already.
    pub skipped: u64,
    /// What came in but could not stand beside what other replicas said before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
}

/// An exchange's answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventsSynced {
    /// What it did.
    pub report: EventsReport,
    /// The events recorded of it.
    pub events: Vec<EventType>,
}

impl EventsSynced {
    /// Whether anything went over.
    #[must_use]
    pub const fn changed(&self) -> bool {
        self.report.events > 0
    }
}

impl FromParams for SyncEvents {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let path: Text = params.required("path")?;
        if path.as_str().trim().is_empty() {
            return Err(Error::invalid("path", "blank"));
        }
        Ok(Self { direction: params.required("direction")?, path: path.as_str().to_owned() })
    }
}

impl SyncEvents {
    /// Exchanges events with the file.
    ///
    /// # Errors
    /// If the caller may not, the file can't be used or holds what is no valid log of this project, or the store
    /// fails. Nothing of an import is kept then; an export leaves the file as it was.
    pub fn run(
        &self,
        engine: &mut Engine,
        file: &dyn EventFile,
        caller: &Caller,
    ) -> Result<EventsSynced, Error> {
        caller.check(OperationName::SyncEvents)?;
        match self.direction {
            SyncDirection::Export => super::export::run(engine, file, caller),
            SyncDirection::Import => super::import::run(engine, file, caller),
        }
    }
}
