//! What the search for cycles needs to know of a graph.

use crate::domain::{DependencyType, WpId};
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
}
