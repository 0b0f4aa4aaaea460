//! Merging two edited boards by packet. Git's own merge of lines can't know that a line is a packet's, nor where that
//! packet's line went.
//!
//! The three versions are taken apart into packets' entries and the text between them (`version`), and
//! paired (`pairing`). What becomes of
//! each packet is decided by itself (`packet`). The text is merged as text, line by line (`text`); entries that nobody
//! moved stand in it and hold it together, the others are put back behind what stood in front of them, in their
//! section (`weave`). The result is written with all its bytes (`write`), and read again (`driver`).

mod driver;
mod packet;
mod pairing;
mod text;
mod version;
mod weave;
mod write;

pub use driver::{MergeConflict, Merged, merge};
