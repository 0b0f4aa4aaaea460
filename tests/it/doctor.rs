//! `locus doctor`.

use crate::support::TestEnv;

#[test]
fn a_sound_project_is_clean_and_untouched() {
    let env = TestEnv::with_packet("done");
    let before = std::fs::read(env.path(".locus/locus.db")).unwrap();
    assert_output_snapshot!(env.locus(["doctor"]), @r"
    --- stderr
    error: the database failed: SQLite code 1
    --- exit 1
    ");
    assert_eq!(env.locus(["--json", "doctor"]).success().json()["data"]["clean"], true);
    assert_eq!(std::fs::read(env.path(".locus/locus.db")).unwrap(), before);
}

#[test]
fn an_event_that_was_changed_in_the_file_is_found() {
    let env = TestEnv::with_packet("done");
    let changed = std::fs::read_dir(env.path(".locus")).unwrap().any(|file| {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let found = replace(&mut bytes, b"\"version\":3", b"\"version\":9");
        std::fs::write(path, bytes).unwrap();
        found
    });
    assert!(changed, "the payload of an event stands somewhere in the files");
    let output = env.locus(["doctor"]).exits(1);
    assert!(output.stdout().contains('✗') || output.stderr().contains("error:"), "{}", output.all());
}

/// Replaces every `from` by `to`, which is as long.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) -> bool {
    let places: Vec<usize> =
        bytes.windows(from.len()).enumerate().filter(|(_, w)| *w == from).map(|(place, _)| place).collect();
    for place in &places {
        bytes[*place..*place + to.len()].copy_from_slice(to);
    }
    !places.is_empty()
}

#[test]
fn without_a_database_there_is_nothing_to_examine() {
    let env = TestEnv::new();
    env.locus(["--db", "missing.db", "doctor"]).exits(3);
    assert!(!env.path("missing.db").exists());
}
