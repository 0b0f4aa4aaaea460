//! Packets, notes, and the lists of them.

use super::{State, View, search};
use crate::domain::binding::WorkPacketBinding;
use crate::domain::query::Surroundings;
use crate::domain::{DependencyType, Filter, Page, WorkNote, WorkPacket, WpId, WpStatus};
use crate::graph::{self, Readiness};
use crate::ports::{Packets, SearchHit, StatusCounts, StoreError};
use std::borrow::Borrow;

impl State {
    pub(super) fn undeleted(&self) -> impl Iterator<Item = &WorkPacket> {
        self.packets.values().filter(|wp| !wp.is_deleted())
    }

    pub(super) fn blockers_of(&self, id: &WpId) -> Vec<(WpId, WpStatus)> {
        let sources = self.edges.keys().filter(|key| key.kind == DependencyType::Blocks && key.to == *id);
        sources.filter_map(|key| Some((key.from.clone(), self.packets.get(&key.from)?.status))).collect()
    }

    fn readiness(&self, wp: &WorkPacket) -> Readiness {
        let open = self.blockers_of(&wp.wp_id).into_iter().filter(|(_, status)| *status != WpStatus::Done);
        Readiness::of(wp.status, open.count() as u64)
    }

    pub(super) fn surroundings(&self, wp: &WorkPacket) -> Surroundings {
        let from_here =
            self.edges.keys().filter(|key| key.kind == DependencyType::Blocks && key.from == wp.wp_id);
        let blocked = from_here.map(|key| key.to.clone()).collect();
        graph::among(wp.status, self.blockers_of(&wp.wp_id), blocked)
    }

    fn page(&self, filter: &Filter, wanted: Option<Readiness>) -> Page<WorkPacket> {
        let is_wanted = |wp: &&WorkPacket| wanted.is_none_or(|readiness| self.readiness(wp) == readiness);
        filter.page(self.undeleted().filter(is_wanted).cloned(), |wp| self.surroundings(wp))
    }
}

impl<S: Borrow<State>> Packets for View<S> {
    fn packet(&self, id: &WpId) -> Result<Option<WorkPacket>, StoreError> {
        Ok(self.state().packets.get(id).cloned())
    }

    fn ids_after(&self, after: Option<&WpId>, limit: u32) -> Result<Vec<WpId>, StoreError> {
        let behind = self.state().packets.keys().filter(|id| after.is_none_or(|after| *id > after));
        Ok(behind.take(limit as usize).cloned().collect())
    }

    fn has_packet(&self, id: &WpId) -> Result<bool, StoreError> {
        Ok(self.state().packets.get(id).is_some_and(|wp| !wp.is_deleted()))
    }

    fn notes(&self, id: &WpId) -> Result<Vec<WorkNote>, StoreError> {
        Ok(self.state().notes.iter().filter(|note| note.wp_id == *id).cloned().collect())
    }

    fn list(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
        Ok(self.state().page(filter, None))
    }

    fn ready(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
        Ok(self.state().page(filter, Some(Readiness::Ready)))
    }

    fn blocked(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
        Ok(self.state().page(filter, Some(Readiness::Blocked)))
    }

    fn search(&self, text: &str, filter: &Filter) -> Result<Page<SearchHit>, StoreError> {
        Ok(search::search(self.state(), text, filter))
    }

    fn counts(&self) -> Result<StatusCounts, StoreError> {
        let state = self.state();
        let mut counts = StatusCounts::default();
        for wp in state.undeleted() {
            if let Some(count) = counts.by_status.get_mut(wp.status as usize) {
                *count += 1;
            }
            match state.readiness(wp) {
                Readiness::Ready => counts.ready += 1,
                Readiness::Blocked => counts.blocked += 1,
                Readiness::Idle => {}
            }
        }
        Ok(counts)
    }

    fn binding(&self, id: &WpId) -> Result<Option<WorkPacketBinding>, StoreError> {
        Ok(self.state().bindings.get(id).cloned())
    }

    fn bindings(&self, after: Option<&WpId>, limit: u32) -> Result<Vec<WorkPacketBinding>, StoreError> {
        let behind =
            self.state().bindings.values().filter(|one| after.is_none_or(|id| one.work_packet_id > *id));
        Ok(behind.take(limit as usize).cloned().collect())
    }
}
