//! How often the disk is waited for, as the system counts it.
#![cfg(target_os = "linux")]

use crate::support::TestEnv;
use std::process::Command;

/// The fsyncs of one command; none if the system can't tell.
fn fsyncs(env: &TestEnv, args: &[&str]) -> Option<u64> {
    let log = env.path("fsyncs.txt");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"]).arg(&log);
    let command = env.command(args);
    strace.arg(command.get_program()).args(command.get_args()).current_dir(env.root());
    let output = strace.env("LOCUS_ACTOR", "ada").output().ok()?;
    let traced = std::fs::read_to_string(&log).ok()?;
    if !output.status.success() {
        // Tracing may be forbidden; a command that failed by itself is another matter.
        assert!(String::from_utf8_lossy(&output.stderr).contains("ptrace"), "{args:?}: {output:?}");
        return None;
    }
    Some(traced.lines().filter(|line| line.contains("sync(")).count() as u64)
}

#[test]
fn a_hundred_creates_wait_forty_times_for_the_disk_at_most_and_reads_never() {
    let env = TestEnv::project();
    let mut creates = 0;
    for number in 0..100 {
        let Some(count) = fsyncs(&env, &["wp", "create", &format!("Packet {number}")]) else {
            eprintln!("SKIPPED: strace is not there or may not trace");
            return;
        };
        creates += count;
    }
    assert!((1..=40).contains(&creates), "{creates} fsyncs in 100 creates");
    for read in [["ready", "--json"], ["wp", "list"], ["board", "render"], ["events", "list"]] {
        assert_eq!(fsyncs(&env, &read), Some(0), "{read:?}");
    }
}
