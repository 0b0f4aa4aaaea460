//! The Spec Router's surface (locus.md §7): a routing result becomes a packet, with its binding, or nothing does.

use crate::app::ops::CreateWp;
use crate::app::{Actor, Caller, Done, Engine, Error, Unit, WpWritten};
use crate::domain::binding::WorkPacketBinding;
use crate::domain::{ActorKind, Phase, Priority, Reference, RepoPath, Routing, Text, Title, WorkType, WpId};
use crate::ports::Wait;

/// What the router found out about a prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecRoutingResult {
    /// Id of the packet to create.
    pub wp_id: WpId,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub description: Text,
    /// What kind of prompt it was; kept in the packet's metadata.
    pub prompt_type: Option<Reference>,
    /// Its phase.
    pub phase: Phase,
    /// How strictly it is governed.
    pub governance_mode: Routing,
    /// Where its own file lies.
    pub task_packet_path: Option<RepoPath>,
    /// The routing session.
    pub session_id: Reference,
    /// How urgent it is; 2 if not given.
    pub priority: Option<Priority>,
    /// What kind of work it is; a feature if not given.
    pub work_type: Option<WorkType>,
}

/// How large the work is, and what it is bound to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RouteRequest {
    /// Days of work.
    pub scope_days: f64,
    /// Surfaces it touches.
    pub surfaces: u32,
    /// Its binding; needed for strict and standard work of more than a day or several surfaces.
    pub binding: Option<WorkPacketBinding>,
}

/// A routed packet.
pub type Routed = Done<WpWritten>;

impl SpecRoutingResult {
    fn request(&self) -> Result<CreateWp, Error> {
        let mut request = CreateWp::new(self.wp_id.clone(), self.title.clone());
        request.description = self.description.clone();
        request.phase = self.phase;
        request.routing = self.governance_mode;
        request.task_packet_path.clone_from(&self.task_packet_path);
        request.spec_session_id = Some(self.session_id.clone());
        request.priority = self.priority.unwrap_or_default();
        request.work_type = self.work_type.unwrap_or(WorkType::Feature);
        request.reporter =
            Some("spec_router".parse().map_err(|refusal| Error::invalid("reporter", refusal))?);
        if let Some(prompt_type) = &self.prompt_type {
            let map = serde_json::Map::from_iter([("prompt_type".to_owned(), prompt_type.as_str().into())]);
            request.metadata = map.try_into().map_err(|refusal| Error::invalid("prompt_type", refusal))?;
        }
        Ok(request)
    }
}

impl RouteRequest {
    fn check(&self, unit: &Unit<'_>, mode: Routing) -> Result<(), Error> {
        let Some(binding) = &self.binding else {
            let needed = WorkPacketBinding::is_required(mode, self.scope_days, self.surfaces);
            let reason = "missing; strict and standard work of more than a day or several surfaces needs one";
            return if needed { Err(Error::invalid("binding", reason)) } else { Ok(()) };
        };
        binding.validate().map_err(|refusal| Error::invalid("binding.mode", refusal))?;
        let bound = unit.txn().packet(&binding.work_packet_id)?;
        if bound.is_none_or(|wp| wp.is_deleted()) {
            let reason = format!("there is no packet {}", binding.work_packet_id);
            return Err(Error::invalid("binding.work_packet_id", reason));
        }
        Ok(())
    }
}

impl Engine {
    /// Creates the packet of a routing result and stores its binding, both or neither. A refusal leaves one
    /// diagnostic and nothing else. The caller acts as an agent.
    ///
    /// # Errors
    /// What `create_wp` refuses, a binding that is missing or not valid, or a failure of the store.
    pub fn route(
        &mut self,
        result: &SpecRoutingResult,
        request: &RouteRequest,
        caller: &Caller,
    ) -> Result<Routed, Error> {
        let caller =
            Caller { actor: Actor { kind: ActorKind::Agent, id: caller.actor.id.clone() }, ..caller.clone() };
        let routed = self.route_in_one(result, request, &caller);
        if let Err(error) = &routed {
            self.diagnose(error, Some("route"), Some(&result.wp_id));
        }
        routed
    }

    fn route_in_one(
        &mut self,
        result: &SpecRoutingResult,
        request: &RouteRequest,
        caller: &Caller,
    ) -> Result<Routed, Error> {
        let mut unit = self.begin(Wait::Default)?;
        let done = unit.run(&result.request()?, caller)?;
        request.check(&unit, result.governance_mode)?;
        if let Some(binding) = &request.binding {
            unit.txn_mut().put_binding(binding)?;
        }
        unit.commit()?;
        Ok(done)
    }
}
