//! What the search for cycles needs to know of a graph.

use crate::domain::{DependencyType, Position, WpId};
use crate::ports::{Direction, Graph, StoreError};

/// Who is next to whom.
pub trait Adjacency {
    /// The packets at the other end of a packet's edges of one type, by id.
    ///
    /// # Errors
    /// If the graph can't be read.
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError>;

    /// Where it stands in an order in which no `blocks` and no reversed `depends-on` leads back, if one is kept.
    ///
    /// # Errors
    /// If the graph can't be read.
    fn position(&self, _id: &WpId) -> Result<Option<Position>, StoreError> {
        Ok(None)
    }
}

impl<G: Graph + ?Sized> Adjacency for G {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        Graph::neighbours(self, id, kind, direction)
    }

    fn position(&self, id: &WpId) -> Result<Option<Position>, StoreError> {
        Graph::position(self, id)
    }
}
