//! Taking back what was done to an edge.

use super::packet::since;
use super::plan::Reversal;
use super::refusal::standing;
use super::run::Remark;
use crate::app::ops::{AddDependency, EdgeRequest, EdgeToRemove, RemoveDependency};
use crate::app::{Conflict, Error, OperationName};
use crate::domain::{BronzeKey, Dependency, EdgeKey};
use crate::event::{DependencyAdded, DependencyRemoved, Event};
use crate::ports::LoggedEvent;
use crate::replay::{Reader, Records};

type Taken = Result<(Reversal, Vec<Remark>), Error>;

/// An edge that is still there is removed.
pub(super) fn added(reader: Reader<'_>, said: &DependencyAdded) -> Taken {
    let operation = OperationName::AddDependency;
    standing(reader.txn, &said.from_wp_id, operation)?;
    standing(reader.txn, &said.to_wp_id, operation)?;
    if reader.txn.dependency(said.dependency_id)?.is_none() {
        return Err(gone(reader, said)?);
    }
    let request = RemoveDependency { edge: EdgeToRemove::Id(said.dependency_id) };
    Ok((Reversal::Remove(request), Vec::new()))
}

fn gone(reader: Reader<'_>, said: &DependencyAdded) -> Result<Error, Error> {
    let edge = format!("{} {} {}", said.from_wp_id, said.kind, said.to_wp_id);
    for LoggedEvent { record, .. } in reader.txn.packet_log(&said.from_wp_id)?.into_iter().rev() {
        if let Event::DependencyRemoved(removed) = reader.event(&record)?
            && removed.dependency_id == said.dependency_id
        {
            return Ok(since(format!("{edge} was removed"), &record));
        }
    }
    let key = EdgeKey { from: said.from_wp_id.clone(), to: said.to_wp_id.clone(), kind: said.kind };
    Ok(match reader.txn.edge(&key)? {
        // Of an edge that was added on several replicas one stands.
        Some(again) => added_too(edge, again),
        None => Error::NotFound { what: "dependency", id: edge },
    })
}

fn added_too(edge: String, again: Dependency) -> Error {
    let what = format!("{edge} was added again");
    Conflict::Since { what, by: again.created_by, at: again.created_at }.into()
}

/// An edge that is not there again is added, as it was.
pub(super) fn removed(reader: Reader<'_>, records: &Records<'_>, said: &DependencyRemoved) -> Taken {
    let operation = OperationName::RemoveDependency;
    standing(reader.txn, &said.from_wp_id, operation)?;
    standing(reader.txn, &said.to_wp_id, operation)?;
    let edge: Dependency = records.row(said.bronze_id, &BronzeKey::Dependency(said.dependency_id))?;
    let key = edge.key();
    if let Some(again) = reader.txn.edge(&key)? {
        return Err(added_too(format!("{} {} {}", key.from, key.kind, key.to), again));
    }
    let request = AddDependency {
        edge: EdgeRequest { from: key.from.clone(), to: key.to.clone(), key },
        description: edge.description,
    };
    Ok((Reversal::Add(request), vec![Remark::NewDependencyId]))
}
