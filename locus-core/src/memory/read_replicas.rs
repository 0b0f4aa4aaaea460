//! The logs of all replicas.

use super::{State, View};
use crate::domain::{ReplicaId, WpId};
use crate::event::EventType;
use crate::ports::{EventPlace, LoggedEvent, ReplicaHead, ReplicaRead, StoreError};
use std::borrow::Borrow;
use std::collections::BTreeMap;

impl State {
    /// All known events, each replica's in its order.
    fn all_events(&self) -> impl Iterator<Item = &LoggedEvent> {
        self.events.iter().chain(self.foreign.iter().map(|foreign| &foreign.event))
    }

    pub(super) fn largest_lamport(&self) -> u64 {
        self.all_events().map(|event| event.lamport).max().unwrap_or(0)
    }

    fn in_order(&self, wanted: impl Fn(&LoggedEvent) -> bool) -> Vec<LoggedEvent> {
        let mut found: Vec<_> = self.all_events().filter(|event| wanted(event)).cloned().collect();
        found.sort_by_key(LoggedEvent::place);
        found
    }
}

impl<S: Borrow<State>> ReplicaRead for View<S> {
    fn replica_heads(&self) -> Result<Vec<ReplicaHead>, StoreError> {
        let heads: BTreeMap<_, _> = self
            .state()
            .all_events()
            .map(|event| (event.record.replica_id, ReplicaHead::from(event)))
            .collect();
        Ok(heads.into_values().collect())
    }

    fn replica_events(
        &self,
        replica: ReplicaId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        let of_replica = self.state().all_events().filter(|event| event.record.replica_id == replica);
        let behind = of_replica.filter(|event| event.record.sequence > after);
        Ok(behind.take(limit as usize).cloned().collect())
    }

    fn packet_log(&self, id: &WpId) -> Result<Vec<LoggedEvent>, StoreError> {
        Ok(self.state().in_order(|event| event.record.wp_id.as_ref() == Some(id)))
    }

    fn incoming_edge_log(&self, id: &WpId) -> Result<Vec<LoggedEvent>, StoreError> {
        Ok(self.state().in_order(|event| {
            let of_edge =
                matches!(event.record.event_type, EventType::DependencyAdded | EventType::DependencyRemoved);
            let payload = || serde_json::from_str::<serde_json::Value>(&event.record.payload);
            of_edge
                && payload().is_ok_and(|payload| payload.get("to_wp_id").is_some_and(|to| to == id.as_str()))
        }))
    }

    fn edge_log(&self) -> Result<Vec<EventPlace>, StoreError> {
        let of_edges = self.state().in_order(|event| {
            matches!(
                event.record.event_type,
                EventType::DependencyAdded | EventType::DependencyRemoved | EventType::WorkPacketDeleted
            )
        });
        Ok(of_edges.iter().map(LoggedEvent::place).collect())
    }
}
