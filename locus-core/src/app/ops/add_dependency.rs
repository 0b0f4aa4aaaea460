//! `add_dependency`: an edge between two packets, unless it would close a cycle.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Conflict, Context, Decision, Error, Operation, OperationName};
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeOperation, Dependency, DependencyType, EdgeKey, InvalidValue, InverseType, Text, VectorClock, WpId,
};
use crate::event::DependencyAdded;
use crate::graph::cycle_closed_by;
use crate::ports::{Change, ReadTxn, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An edge as it is asked for: `from kind to`, where kind may be an inverse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeRequest {
    /// The left end.
    pub from: WpId,
    /// The right end.
    pub to: WpId,
    /// The edge as it is stored.
    pub key: EdgeKey,
}

/// A kind as it may be asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(untagged, inline, !try_from)]
enum AskedKind {
    Stored(DependencyType),
    Inverse(InverseType),
}

impl TryFrom<String> for AskedKind {
    type Error = InvalidValue;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match (text.parse(), text.parse()) {
            (Ok(kind), _) => Ok(Self::Stored(kind)),
            (_, Ok(inverse)) => Ok(Self::Inverse(inverse)),
            (Err(refusal), Err(_)) => Err(InvalidValue::new(format!("{refusal}, blocked_by"))),
        }
    }
}

impl EdgeRequest {
    /// The edge for these words.
    ///
    /// # Errors
    /// If the kind is neither a type nor an inverse of one.
    pub fn new(from: WpId, kind: &str, to: WpId) -> Result<Self, Error> {
        let kind = kind.to_owned().try_into().map_err(|refusal| Error::invalid("type", refusal))?;
        Ok(Self::asked(from, &kind, to))
    }

    fn asked(from: WpId, kind: &AskedKind, to: WpId) -> Self {
        let key = match kind {
            AskedKind::Stored(kind) => EdgeKey::new(from.clone(), *kind, to.clone()),
            AskedKind::Inverse(inverse) => EdgeKey::inverse(from.clone(), *inverse, to.clone()),
        };
        Self { from, to, key }
    }

    pub(super) fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let (from, to) = (params.required("from_wp_id")?, params.required("to_wp_id")?);
        Ok(Self::asked(from, &params.required("type")?, to))
    }
}

/// An edge to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddDependency {
    /// Which edge.
    pub edge: EdgeRequest,
    /// Why it is there.
    pub description: Option<Text>,
}

/// What a write of an edge answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DependencyWritten {
    /// The edge, in its stored direction.
    pub dependency: Dependency,
}

impl FromParams for AddDependency {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { edge: EdgeRequest::from_params(params)?, description: params.optional("description")? })
    }
}

impl Operation for AddDependency {
    const NAME: OperationName = OperationName::AddDependency;
    type Output = DependencyWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<DependencyWritten>, Error> {
        lookup::exists(txn, &self.edge.from)?;
        lookup::exists(txn, &self.edge.to)?;
        let key = &self.edge.key;
        if let Some(standing) = txn.edge(key)? {
            if self.description.is_some() && self.description != standing.description {
                let key = format!("{} {} {}", key.from, key.kind, key.to);
                return Err(Conflict::Content { what: "dependency", key }.into());
            }
            return Ok(Decision::unchanged(DependencyWritten { dependency: standing }));
        }
        if let Some(path) = cycle_closed_by(txn, key)? {
            return Err(Error::Cycle { path: path.into_iter().map(|id| id.to_string()).collect() });
        }
        Ok(self.added(cx))
    }
}

/// The form of `add_dependency` for many at once: whoever asks has made sure that both packets are there and that the edge
/// is new and closes no cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkWps<'a>(pub(crate) &'a AddDependency);

impl Operation for LinkWps<'_> {
    const NAME: OperationName = OperationName::AddDependency;
    type Output = DependencyWritten;

    fn decide(&self, _: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<DependencyWritten>, Error> {
        Ok(self.0.added(cx))
    }
}

impl AddDependency {
    fn added(&self, cx: &Context<'_>) -> Decision<DependencyWritten> {
        let key = &self.edge.key;
        let mut vector_clock = VectorClock::new();
        cx.observe(&mut vector_clock);
        let dependency = Dependency {
            dependency_id: cx.dependency_id(),
            from_wp_id: key.from.clone(),
            to_wp_id: key.to.clone(),
            kind: key.kind,
            description: self.description.clone(),
            created_at: cx.now,
            created_by: cx.caller.actor.id.clone(),
            vector_clock,
            bronze_id: cx.bronze_id(),
        };
        let event = DependencyAdded {
            dependency_id: dependency.dependency_id,
            bronze_id: dependency.bronze_id,
            source: cx.caller.source,
            from_wp_id: dependency.from_wp_id.clone(),
            to_wp_id: dependency.to_wp_id.clone(),
            kind: dependency.kind,
            description: dependency.description.as_ref().map(Digest::of),
        };
        let change = Change {
            row: Row::DependencyAdded(Box::new(dependency.clone())),
            operation: BronzeOperation::Create,
        };
        Decision {
            changes: vec![change],
            events: vec![event.into()],
            output: DependencyWritten { dependency },
        }
    }
}
