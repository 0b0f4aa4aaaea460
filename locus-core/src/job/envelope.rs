//! The envelope of a job: what is around its params.

use crate::app::params::Fields;
use crate::app::{Actor, Caller, Error, OperationName};
use crate::domain::{ActorKind, Capability, OpId, Reference, Role, UserId, strict_json};
use crate::ports::Wait;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::LazyLock;
use std::time::Duration;

/// The largest job there is, in bytes; all but `register_mts` must keep to 32 KiB.
pub const MAX_JOB_BYTES: usize = 1024 * 1024;
const MAX_OTHER_JOB_BYTES: usize = 32 * 1024;

static NO_PARAMS: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// What kind of job it is: there is one.
#[derive(Deserialize, JsonSchema)]
enum JobKind {
    #[serde(rename = "locus_operation")]
    LocusOperation,
}

/// What the envelope is written to: there is one version.
#[derive(Deserialize, JsonSchema)]
enum SchemaVersion {
    #[serde(rename = "poe-1.0")]
    Poe1,
}

/// A field without effect that may be a text or an object.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "neither a text nor an object")]
#[schemars(inline)]
#[expect(dead_code, reason = "it is answered as it came, not as it was read")]
enum TextOrObject {
    Text(String),
    Object(Map<String, Value>),
}

/// A job, taken out of its envelope.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    pub(super) operation: OperationName,
    pub(super) actor: Option<Actor>,
    pub(super) role: Option<Role>,
    pub(super) job_id: Option<Reference>,
    pub(super) op_id: Option<OpId>,
    requested: Option<Vec<String>>,
    pub(super) params: &'a Map<String, Value>,
    /// Fields of poe-1.0 that have no effect; they are answered as they came.
    pub(super) provenance: Map<String, Value>,
    pub(super) wait: Wait,
}

/// The JSON of a line. A key that stands twice is refused: which of the two was meant nobody knows.
pub(super) fn parse(line: &[u8]) -> Result<Value, Error> {
    if line.len() > MAX_JOB_BYTES {
        return Err(Error::Job(format!(
            "the job has {} bytes; at most {MAX_JOB_BYTES} are allowed",
            line.len()
        )));
    }
    strict_json::parse(line).map_err(Error::Job)
}

/// In the envelope a refused key is a refused job.
fn as_job(error: Error) -> Error {
    match error {
        Error::Invalid { field, reason } => Error::Job(format!("{field}: {reason}")),
        other => other,
    }
}

impl<'a> Envelope<'a> {
    pub(super) fn open(job: &'a Value, bytes: usize) -> Result<Self, Error> {
        let map = job.as_object().ok_or_else(|| Error::Job("a job is a JSON object".into()))?;
        Self::read(&mut Fields::new(map), bytes).map_err(as_job)
    }

    pub(super) fn read(job: &mut Fields<'a>, bytes: usize) -> Result<Self, Error> {
        job.required::<JobKind>("job_kind")?;
        let protocol_id: String = job.required("protocol_id")?;
        let job_id = job.nullable("job_id")?.flatten();
        let actor = job.nested("actor")?.map(|mut fields| actor(&mut fields)).transpose()?;
        let role = job.nullable("role")?.flatten();
        let mut input = job.required_nested("input")?;
        job.finish()?;
        let operation: OperationName = input.required("operation")?;
        if protocol_id != operation.protocol_id() {
            return Err(Error::invalid(
                "protocol_id",
                format!("{protocol_id:?} is not {:?}", operation.protocol_id()),
            ));
        }
        if bytes > MAX_OTHER_JOB_BYTES && operation != OperationName::RegisterMts {
            return Err(Error::Job(format!(
                "the job has {bytes} bytes; at most {MAX_OTHER_JOB_BYTES} are allowed"
            )));
        }
        let op_id = input.nullable("op_id")?.flatten();
        let requested = input.nullable("capabilities_requested")?.flatten();
        input.nullable::<SchemaVersion>("schema_version")?;
        let params = input.nested("params")?.map_or(&*NO_PARAMS, |params| params.map());
        let wait = wait(&mut input)?;
        let provenance = provenance(&mut input)?;
        input.finish()?;
        Ok(Self { operation, actor, role, job_id, op_id, requested, params, provenance, wait })
    }

    /// Who asks: the process's caller, narrowed and named by the job.
    pub(super) fn caller(&self, process: &Caller) -> Result<Caller, Error> {
        let requested =
            self.requested.as_ref().map(|ids| ids.iter().map(|id| id.parse()).collect()).transpose();
        let requested: Option<Vec<Capability>> = requested?;
        let grants = self.role.map_or(process.grants, |role| process.grants.narrowed_by(role.grants()));
        Ok(Caller {
            actor: self.actor.clone().unwrap_or_else(|| process.actor.clone()),
            grants,
            requested,
            source: process.source,
            job_id: self.job_id.clone(),
        })
    }
}

fn actor(fields: &mut Fields<'_>) -> Result<Actor, Error> {
    let kind: ActorKind = fields.required("kind")?;
    let id: UserId = fields.required("id")?;
    fields.finish()?;
    Ok(Actor { kind, id })
}

/// `budget.max_duration_ms` bounds the wait for the store.
fn wait(input: &mut Fields<'_>) -> Result<Wait, Error> {
    let Some(mut budget) = input.nested("budget")? else { return Ok(Wait::Default) };
    let max: Option<u64> = budget.optional("max_duration_ms")?;
    Ok(max.map_or(Wait::Default, |ms| Wait::AtMost(Duration::from_millis(ms))))
}

/// Fields that are checked for their type and answered as they came.
fn provenance(input: &mut Fields<'_>) -> Result<Map<String, Value>, Error> {
    for key in ["engine_id", "engine_version_req"] {
        input.optional::<String>(key)?;
    }
    input.optional::<Vec<Value>>("inputs")?;
    for key in ["determinism", "evidence_policy", "output_spec"] {
        input.optional::<TextOrObject>(key)?;
    }
    let echoed = [
        "engine_id",
        "engine_version_req",
        "inputs",
        "budget",
        "determinism",
        "evidence_policy",
        "output_spec",
    ];
    let given = echoed.into_iter().filter_map(|key| Some((key.to_owned(), input.map().get(key)?.clone())));
    Ok(given.collect())
}
