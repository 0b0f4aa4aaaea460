//! Bronze: one immutable record for each row an operation writes (locus.md §3).

use super::canonical::Hash;
use super::enums::text_enum;
use super::{BronzeId, DependencyId, InvalidValue, IterationKey, MtId, NoteId, Timestamp, WpId};
use uuid::Uuid;

text_enum! {
    /// What a record is of.
    BronzeKind {
        /// A packet's own record.
        WorkPacket = "work_packet",
        /// A micro-task.
        MicroTask = "micro_task",
        /// An iteration.
        Iteration = "iteration",
        /// An edge.
        Dependency = "dependency",
        /// A note.
        Note = "note",
    }
}

text_enum! {
    /// What was done when the record was made.
    BronzeOperation {
        /// It came to be.
        Create = "create",
        /// It changed.
        Update = "update",
        /// A gate was judged.
        Gate = "gate",
        /// It was closed.
        Close = "close",
        /// It was deleted.
        Delete = "delete",
    }
}

/// Which row a record is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BronzeKey {
    /// A packet.
    WorkPacket(WpId),
    /// A micro-task.
    MicroTask(WpId, MtId),
    /// An iteration.
    Iteration(IterationKey),
    /// An edge.
    Dependency(DependencyId),
    /// A note.
    Note(NoteId),
}

impl BronzeKey {
    /// The kind of row.
    #[must_use]
    pub const fn kind(&self) -> BronzeKind {
        match self {
            Self::WorkPacket(_) => BronzeKind::WorkPacket,
            Self::MicroTask(..) => BronzeKind::MicroTask,
            Self::Iteration(_) => BronzeKind::Iteration,
            Self::Dependency(_) => BronzeKind::Dependency,
            Self::Note(_) => BronzeKind::Note,
        }
    }

    /// The key a record of this kind was written with.
    ///
    /// # Errors
    /// If the text is no key of the kind.
    pub fn parse(kind: BronzeKind, text: &str) -> Result<Self, InvalidValue> {
        let mut parts = text.split('/');
        let mut part = || parts.next().ok_or_else(|| InvalidValue::new("an incomplete record key"));
        let number =
            |text: &str| text.parse().map_err(|_| InvalidValue::new("a record key with a broken number"));
        Ok(match kind {
            BronzeKind::WorkPacket => Self::WorkPacket(text.parse()?),
            BronzeKind::Dependency => Self::Dependency(text.parse()?),
            BronzeKind::Note => Self::Note(text.parse()?),
            BronzeKind::MicroTask => Self::MicroTask(part()?.parse()?, part()?.parse()?),
            BronzeKind::Iteration => Self::Iteration(IterationKey {
                wp_id: part()?.parse()?,
                mt_id: part()?.parse()?,
                escalation_level: number(part()?)?,
                iteration: number(part()?)?,
            }),
        })
    }
}

impl std::fmt::Display for BronzeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WorkPacket(wp_id) => write!(f, "{wp_id}"),
            Self::MicroTask(wp_id, mt_id) => write!(f, "{wp_id}/{mt_id}"),
            Self::Iteration(key) => {
                write!(f, "{}/{}/{}/{}", key.wp_id, key.mt_id, key.escalation_level, key.iteration)
            }
            Self::Dependency(id) => write!(f, "{id}"),
            Self::Note(id) => write!(f, "{id}"),
        }
    }
}

/// An immutable snapshot of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BronzeRecord {
    /// Its id.
    pub bronze_id: BronzeId,
    /// Which row.
    pub key: BronzeKey,
    /// What was done.
    pub operation: BronzeOperation,
    /// SHA-256 of `content`.
    pub content_hash: Hash,
    /// The row's version after it.
    pub version: u64,
    /// The record before it, if the row had one.
    pub previous_bronze_id: Option<BronzeId>,
    /// The row, as canonical JSON.
    pub content: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Rows read from JSON (Bronze content) get their real id from where they were read; until then it is nil.
pub(super) const fn unset_bronze_id() -> BronzeId {
    BronzeId::new(Uuid::nil())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_what_they_write() {
        let wp: WpId = "WP-1".parse().unwrap();
        let mt: MtId = "MT-001".parse().unwrap();
        let keys = [
            BronzeKey::WorkPacket(wp.clone()),
            BronzeKey::MicroTask(wp.clone(), mt.clone()),
            BronzeKey::Iteration(IterationKey { wp_id: wp, mt_id: mt, escalation_level: 2, iteration: 3 }),
            BronzeKey::Dependency(DependencyId::new(Uuid::from_u128(1))),
            BronzeKey::Note(NoteId::new(Uuid::from_u128(2))),
        ];
        for key in keys {
            assert_eq!(BronzeKey::parse(key.kind(), &key.to_string()), Ok(key));
        }
    }
}
