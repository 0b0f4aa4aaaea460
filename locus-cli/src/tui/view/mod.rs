//! Draws the state, and nothing else.

mod board;
mod colours;
mod dialogs;
mod frame;
mod opened;
mod text;

pub(super) use colours::Look;
pub(super) use frame::draw;
pub(super) use opened::furthest;
