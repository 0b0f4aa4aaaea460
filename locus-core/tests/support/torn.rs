//! Texts torn and patched at random, as a fuzzer would: what a test run can do of it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What is put in somewhere: what numbers, texts and nesting end in.
const PATCHES: [&str; 22] = [
    "",
    "\0",
    "\n",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "0.5",
    "1e400",
    "9223372036854775808",
    "18446744073709551616",
    "\\ud800",
    "\\u0000",
    "\u{feff}",
    "\u{202e}",
    "\u{10ffff}",
];

/// A part of a seed in place of a part of it, or a patch, a few times over.
pub(crate) fn torn(seeds: Vec<String>) -> impl Strategy<Value = Vec<u8>> {
    let cut =
        (any::<Index>(), 0..12_usize, prop::option::weighted(0.7, select(&PATCHES[..])), any::<Index>());
    (select(seeds), vec(cut, 0..4)).prop_map(|(seed, cuts)| {
        let mut bytes = seed.into_bytes();
        for (at, length, patch, from) in cuts {
            let at = at.index(bytes.len() + 1);
            let end = (at + length).min(bytes.len());
            let from = from.index(bytes.len() + 1);
            let again = bytes[from..(from + 2 * length).min(bytes.len())].to_vec();
            bytes.splice(at..end, patch.map_or(again, |patch| patch.as_bytes().to_vec()));
        }
        bytes
    })
}
