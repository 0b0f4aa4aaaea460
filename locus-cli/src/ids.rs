//! Unique ids.

use locus_core::domain::Timestamp;
use locus_core::ports::Ids;
use uuid::{ContextV7, Uuid};

/// UUIDs of version 7: random, but those of one process sort in the order they were made.
#[derive(Debug)]
pub(crate) struct UuidV7 {
    context: ContextV7,
}

impl UuidV7 {
    pub(crate) const fn new() -> Self {
        Self { context: ContextV7::new() }
    }
}

impl Ids for UuidV7 {
    fn uuid(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.millis()).unwrap_or_default();
        let nanos = u32::try_from(millis % 1000).unwrap_or_default() * 1_000_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(&self.context, millis / 1000, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_sort_in_the_order_they_were_made() {
        let ids = UuidV7::new();
        let now = Timestamp::from_millis(1_770_000_000_123).unwrap();
        let made: Vec<Uuid> = (0..1000).map(|_| ids.uuid(now)).collect();
        assert!(made.is_sorted());
        assert!(made.iter().all(|id| id.get_version_num() == 7));
        assert!(ids.uuid(Timestamp::from_millis(1_770_000_000_124).unwrap()) > made[999]);
    }
}
