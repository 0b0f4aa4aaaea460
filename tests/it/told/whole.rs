//! All commands are told, and nothing else.

use super::{board, demo, dep, events, exchange, hook, mt, mt_read, plain, project, work, wp_read, wp_write};
use crate::catalogue::each_command;
use crate::support::TestEnv;
use std::collections::BTreeSet;

/// Whether what has this help text does something by itself, and isn't only the name of a group.
fn runs(help: &str) -> bool {
    let usage = help.lines().find(|line| line.starts_with("Usage:")).expect("a usage");
    !usage.ends_with("<COMMAND>")
}

#[test]
fn every_command_tells_a_success_a_refusal_and_json() {
    let mut there = BTreeSet::new();
    each_command(&TestEnv::new(), |path, help| {
        if runs(help) {
            there.insert(path.join(" "));
        }
    });
    let groups = [
        board::TOLD,
        demo::TOLD,
        dep::TOLD,
        events::TOLD,
        exchange::TOLD,
        hook::TOLD,
        mt::TOLD,
        mt_read::TOLD,
        plain::TOLD,
        project::TOLD,
        work::TOLD,
        wp_read::TOLD,
        wp_write::TOLD,
    ];
    let listed: Vec<_> = groups.iter().copied().flatten().map(|told| told.command.to_owned()).collect();
    let told: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), told.len(), "one is told twice");
    let untold: Vec<_> = there.difference(&told).collect();
    assert!(untold.is_empty(), "tests/it/told has nothing about {untold:?}");
    let gone: Vec<_> = told.difference(&there).collect();
    assert!(gone.is_empty(), "tests/it/told has something about {gone:?}, which are no commands");
}
