//! A packet with all that hangs on it.

use super::{Iteration, MicroTask, WorkNote, WorkPacket};

/// A packet, its notes, its micro-tasks and their iterations. Edges belong to two packets and are no part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PacketState {
    /// The packet.
    pub wp: WorkPacket,
    /// Its notes, in the order they were written.
    pub notes: Vec<WorkNote>,
    /// Its micro-tasks, by id.
    pub micro_tasks: Vec<MicroTask>,
    /// Their iterations, by micro-task and in the order they were recorded.
    pub iterations: Vec<Iteration>,
}
