//! The board without a terminal and without threads: keys in, pictures out.

mod desk;
mod keys;
mod pictures;

use desk::Desk;
