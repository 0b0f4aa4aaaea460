//! What each command says: a success, a refusal of its own, and the same as JSON. A command without all three doesn't pass.

#[macro_use]
mod case;

mod board;
mod demo;
mod dep;
mod events;
mod exchange;
mod hook;
mod mt;
mod mt_read;
mod plain;
mod project;
mod scene;
mod whole;
mod work;
mod wp_read;
mod wp_write;

use case::{Case, Told};
