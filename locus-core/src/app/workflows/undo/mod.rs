//! Undo: the last operation of an actor is taken back by a new one, where the state machine has a way back. History
//! only grows: the reversal is an operation like any other, with its own events, and may be undone in turn.

mod edges;
mod packet;
mod plan;
mod refusal;
mod run;

pub use run::{Remark, Undo, Undone, UndoneOperation};
