//! A record of somebody who comes from elsewhere: a packet, an edge, the micro-tasks of a packet.

use super::edges::Edges;
use crate::app::ops::{AddDependency, AdoptWp, CreateWp, RegisterMts};
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error, Refused, Unit};
use crate::domain::{CapabilityAxis, Routing, WpStatus};
use serde_json::Value;

/// One line of records: `{"work_packet":{…}}`, `{"dependency":{…}}` or `{"micro_tasks":{…}}`.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// The params of `create_wp`, and perhaps a `status`.
    WorkPacket(Box<AdoptWp>),
    /// The params of `add_dependency`.
    Dependency(AddDependency),
    /// The params of `register_mts`.
    MicroTasks(RegisterMts),
}

impl Record {
    /// Reads a line.
    ///
    /// # Errors
    /// `LOCUS-INVALID` if it is no JSON object or has a key that is unknown, missing or not valid; the key is named.
    pub fn read(line: &[u8]) -> Result<Self, Error> {
        let record: Value = serde_json::from_slice(line)
            .map_err(|error| Error::invalid("record", format!("not JSON: {error}")))?;
        let map = record.as_object().ok_or_else(|| Error::invalid("record", "not a JSON object"))?;
        let mut fields = Fields::new(map);
        let packet = read(&mut fields, "work_packet", |fields| {
            let packet = CreateWp::from_params(fields)?;
            let status = fields.optional("status")?.unwrap_or(WpStatus::Stub);
            Ok(Self::WorkPacket(Box::new(AdoptWp { packet, status, failed: false })))
        })?;
        let edge = read(&mut fields, "dependency", |fields| {
            AddDependency::from_params(fields).map(Self::Dependency)
        })?;
        let micro_tasks = read(&mut fields, "micro_tasks", |fields| {
            RegisterMts::from_params(fields).map(Self::MicroTasks)
        })?;
        fields.finish()?;
        let mut found = [packet, edge, micro_tasks].into_iter().flatten();
        match (found.next(), found.next()) {
            (Some(record), None) => Ok(record),
            _ => Err(Error::invalid(
                "record",
                "one of work_packet, dependency, micro_tasks is needed, and only one",
            )),
        }
    }

    /// The edge, if it is one.
    pub(super) const fn edge(&self) -> Option<&AddDependency> {
        match self {
            Self::Dependency(edge) => Some(edge),
            _ => None,
        }
    }

    /// Takes it in; answers whether it changed anything. A record that is there already changes nothing.
    pub(super) fn run(&self, unit: &mut Unit<'_>, caller: &Caller, edges: &mut Edges) -> Result<bool, Error> {
        match self {
            Self::WorkPacket(adopted) => {
                check_gates(adopted, caller)?;
                let changed = unit.run(adopted.as_ref(), caller)?.changed;
                edges.note(&adopted.packet.wp_id);
                Ok(changed)
            }
            Self::Dependency(edge) => edges.add(edge, unit, caller),
            Self::MicroTasks(registered) => Ok(unit.run(registered, caller)?.changed),
        }
    }
}

fn read(
    fields: &mut Fields<'_>,
    key: &'static str,
    make: impl FnOnce(&mut Fields<'_>) -> Result<Record, Error>,
) -> Result<Option<Record>, Error> {
    let Some(mut nested) = fields.nested(key)? else { return Ok(None) };
    let record = make(&mut nested)?;
    nested.finish()?;
    Ok(Some(record))
}

/// A status that only gates lead to is a judgement, and of strict packets nobody's but the gate's.
fn check_gates(adopted: &AdoptWp, caller: &Caller) -> Result<(), Error> {
    if !matches!(adopted.status, WpStatus::InProgress | WpStatus::Gated | WpStatus::Done) {
        return Ok(());
    }
    caller.grants.check(caller.requested.as_deref(), &[CapabilityAxis::Gate])?;
    if adopted.packet.routing != Routing::Strict {
        return Ok(());
    }
    let allowed = [WpStatus::Stub, WpStatus::Ready, WpStatus::Blocked, WpStatus::Cancelled];
    Err(Error::Gate(Box::new(Refused {
        subject: adopted.packet.wp_id.to_string(),
        current: "new".into(),
        asked: adopted.status.to_string(),
        allowed: allowed.iter().map(ToString::to_string).collect(),
        why: "only its gates lead a GOV_STRICT packet there".into(),
        expected: None,
    })))
}
