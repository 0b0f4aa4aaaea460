//! The shape of the sources: short files, documented modules, printing in the command only.

use crate::layering::sources;
use std::path::{Path, PathBuf};

const LONGEST: usize = 400;

fn all() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let crates = [
        "locus-core/src",
        "locus-store/src",
        "locus-taskboard/src",
        "locus-fr/src",
        "locus-cli/src",
        "tests",
    ];
    let files: Vec<_> = crates.iter().flat_map(|folder| sources(&root.join(folder))).collect();
    assert!(files.len() > 100, "only {} files found", files.len());
    files
}

#[test]
fn files_are_short() {
    for file in all() {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines; {LONGEST} are the most", file.display());
    }
}

#[test]
fn every_module_says_what_it_is() {
    for file in all() {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} begins without //!", file.display());
    }
}

#[test]
fn nothing_but_tests_prints() {
    for file in all().iter().filter(|file| !file.components().any(|part| part.as_os_str() == "tests")) {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in ["println!", "eprintln!", "print!(", "dbg!"] {
            let found = code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            assert!(!found, "{} uses {word}", file.display());
        }
    }
}
