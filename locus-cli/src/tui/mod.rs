//! `locus tui`: the board as columns in the terminal, live.
//!
//! State, messages, their effect on the state (`update`, `keys`) and drawing (`view`) are apart; the first three are
//! pure. Nothing is read or written but by `worker`, in a thread of its own, so that a long operation keeps no key
//! waiting. `live` and `input` tell of what happened elsewhere.

mod act;
mod card;
mod dossier;
mod input;
mod keys;
mod live;
mod look;
mod message;
mod moves;
mod prompt;
mod run;
mod screen;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod worker;

pub(crate) use run::run;
