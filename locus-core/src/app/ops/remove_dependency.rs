//! `remove_dependency`: an edge goes, named by its id or by its ends.

use crate::app::ops::add_dependency::DependencyWritten;
use crate::app::ops::delete_wp::removal;
use crate::app::ops::{EdgeRequest, lookup};
use crate::app::params::{Fields, FromParams};
use crate::app::{Context, Decision, Error, Operation, OperationName};
use crate::domain::{Dependency, DependencyId};
use crate::event::DependencyRemoved;
use crate::ports::ReadTxn;

/// How the edge is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EdgeToRemove {
    /// By its id.
    Id(DependencyId),
    /// By its ends and its kind.
    Edge(EdgeRequest),
}

/// An edge to remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoveDependency {
    /// Which edge.
    pub edge: EdgeToRemove,
}

impl FromParams for RemoveDependency {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let edge = if params.has("dependency_id") {
            EdgeToRemove::Id(params.required("dependency_id")?)
        } else {
            EdgeToRemove::Edge(EdgeRequest::from_params(params)?)
        };
        Ok(Self { edge })
    }
}

impl RemoveDependency {
    fn standing(&self, txn: &dyn ReadTxn) -> Result<Dependency, Error> {
        let (found, id) = match &self.edge {
            EdgeToRemove::Id(id) => (txn.dependency(*id)?, id.to_string()),
            EdgeToRemove::Edge(edge) => {
                lookup::packet(txn, &edge.from)?;
                lookup::packet(txn, &edge.to)?;
                let key = &edge.key;
                (txn.edge(key)?, format!("{} {} {}", key.from, key.kind, key.to))
            }
        };
        found.ok_or(Error::NotFound { what: "dependency", id })
    }
}

impl Operation for RemoveDependency {
    const NAME: OperationName = OperationName::RemoveDependency;
    type Output = DependencyWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<DependencyWritten>, Error> {
        let (change, dependency) = removal(self.standing(txn)?, cx);
        let event = DependencyRemoved {
            dependency_id: dependency.dependency_id,
            bronze_id: dependency.bronze_id,
            source: cx.caller.source,
            from_wp_id: dependency.from_wp_id.clone(),
            to_wp_id: dependency.to_wp_id.clone(),
            kind: dependency.kind,
        };
        Ok(Decision {
            changes: vec![change],
            events: vec![event.into()],
            output: DependencyWritten { dependency },
        })
    }
}
