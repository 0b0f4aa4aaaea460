//! What is kept for the board sync.

use super::{State, View};
use crate::domain::WpId;
use crate::domain::board::BoardBase;
use crate::domain::canonical::Hash;
use crate::ports::{BoardRead, BoardState, StoreError};
use std::borrow::Borrow;
use std::collections::BTreeSet;

impl<S: Borrow<State>> BoardRead for View<S> {
    fn board_state(&self) -> Result<BoardState, StoreError> {
        Ok(self.state().boards.last().copied().unwrap_or_default())
    }

    fn known_boards(&self) -> Result<Vec<BoardState>, StoreError> {
        Ok(self.state().boards.clone())
    }

    fn knows_board(&self, hash: Hash) -> Result<bool, StoreError> {
        Ok(self.state().boards.iter().any(|board| board.hash == Some(hash)))
    }

    fn board_base(&self, id: &WpId) -> Result<Option<BoardBase>, StoreError> {
        Ok(self.state().board_bases.get(id).cloned())
    }

    fn board_bases(&self) -> Result<Vec<BoardBase>, StoreError> {
        Ok(self.state().board_bases.values().cloned().collect())
    }

    fn packets_changed_since(&self, sequence: u64) -> Result<Vec<WpId>, StoreError> {
        let own = self.state().events.iter().map(|event| (event.record.sequence, &event.record));
        let foreign = self.state().foreign.iter().map(|event| (event.seen_by, &event.event.record));
        let events = own.chain(foreign).filter(|(seen_by, _)| *seen_by > sequence).map(|(_, event)| event);
        let of_packets = events.filter(|event| event.event_type.code().starts_with("FR-EVT-WP-"));
        let changed: BTreeSet<_> = of_packets.filter_map(|event| event.wp_id.clone()).collect();
        Ok(changed.into_iter().collect())
    }
}
