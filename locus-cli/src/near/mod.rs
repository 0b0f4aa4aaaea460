//! What was probably meant: ids and commands that are not there as they were typed.

mod commands;
mod ids;
mod refusal;
mod words;

pub(crate) use refusal::{run, suggest};
pub(crate) use words::{command, is_nearly_a_command, no_command};
