//! Who asks, and what they may do.

use crate::app::{Error, OperationName};
use crate::domain::{ActorKind, Capability, CapabilityError, Grants, Reference, Role, Source, UserId};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// Who.
    pub id: UserId,
}

/// A request's origin: the actor, what it may do, and the way it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// What the role (or the narrower of two roles) grants.
    pub grants: Grants,
    /// The capabilities the request names, if it names any; they must be held and must cover the need.
    pub requested: Option<Vec<Capability>>,
    /// The way it came in.
    pub source: Source,
    /// The job it came with.
    pub job_id: Option<Reference>,
}

impl Caller {
    /// A caller in this role that names no capabilities.
    #[must_use]
    pub const fn new(actor: Actor, role: Role, source: Source) -> Self {
        Self { actor, grants: role.grants(), requested: None, source, job_id: None }
    }

    /// The person named; `self` is the caller.
    #[must_use]
    pub fn resolve(&self, person: &UserId) -> UserId {
        if person.as_str() == "self" { self.actor.id.clone() } else { person.clone() }
    }

    /// Whether a request that limits its file capabilities to paths covers this one.
    ///
    /// # Errors
    /// `HSK-403-CAPABILITY` if not; the project's own board is covered only by an unlimited capability.
    pub fn check_path(&self, path: Option<&str>) -> Result<(), Error> {
        let limited = self.requested.iter().flatten().filter(|capability| capability.scope.is_some());
        for capability in limited {
            let unlimited = |other: &Capability| other.axis == capability.axis && other.scope.is_none();
            let covers = path.is_some_and(|path| capability.covers_path(path));
            if !covers && !self.requested.iter().flatten().any(unlimited) {
                let (capability, file) = (capability.clone(), path.map(str::to_owned));
                return Err(CapabilityError::OutOfScope { capability, file }.into());
            }
        }
        Ok(())
    }

    /// Whether the caller may run the operation.
    ///
    /// # Errors
    /// `HSK-403-CAPABILITY` if not.
    pub fn check(&self, operation: OperationName) -> Result<(), Error> {
        Ok(self.grants.check(self.requested.as_deref(), operation.needs())?)
    }
}
