//! All events of all replicas in the common order, page by page.

use super::ReplayError;
use crate::domain::{ReplicaId, VectorClock};
use crate::ports::{LoggedEvent, ReadTxn};
use std::collections::VecDeque;

/// Events of a replica read at once.
const PAGE: u32 = 256;

/// Goes through all events in the common order. Within a replica the order is that of its sequence, so that the
/// replicas' logs are merged and nothing is sorted.
#[derive(Debug)]
pub struct InOrder<'a> {
    txn: &'a dyn ReadTxn,
    logs: Vec<Log>,
}

#[derive(Debug)]
struct Log {
    replica_id: ReplicaId,
    read: u64,
    last: u64,
    page: VecDeque<LoggedEvent>,
}

impl<'a> InOrder<'a> {
    /// Of each replica from behind what `seen` has of it.
    ///
    /// # Errors
    /// If the store can't answer.
    pub fn behind(txn: &'a dyn ReadTxn, seen: &VectorClock) -> Result<Self, ReplayError> {
        let heads = txn.replica_heads()?.into_iter();
        let logs = heads.map(|head| Log {
            replica_id: head.replica_id,
            read: seen.get(head.replica_id),
            last: head.sequence,
            page: VecDeque::new(),
        });
        Ok(Self { txn, logs: logs.collect() })
    }

    fn step(&mut self) -> Result<Option<LoggedEvent>, ReplayError> {
        for log in self.logs.iter_mut().filter(|log| log.page.is_empty() && log.read < log.last) {
            log.page = self.txn.replica_events(log.replica_id, log.read, PAGE)?.into();
            log.read = log.page.back().map_or(log.last, |event| event.record.sequence);
        }
        let first = self.logs.iter_mut().min_by_key(|log| {
            let next = log.page.front().map(LoggedEvent::place);
            (next.is_none(), next)
        });
        Ok(first.and_then(|log| log.page.pop_front()))
    }
}

impl Iterator for InOrder<'_> {
    type Item = Result<LoggedEvent, ReplayError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}
