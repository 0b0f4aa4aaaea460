//! Arrows point downwards only: between the crates, and inside core.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const OURS: [&str; 5] = ["locus-core", "locus-store", "locus-taskboard", "locus-fr", "locus-cli"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Which of our crates each of our crates is built on; tests may use more.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut command = cargo_metadata::MetadataCommand::new();
    let metadata = command.manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap();
    let is_ours = |name: &str| OURS.contains(&name);
    let packages = metadata.packages.iter().filter(|package| is_ours(package.name.as_str()));
    packages
        .map(|package| {
            let built_on =
                package.dependencies.iter().filter(|d| d.kind == cargo_metadata::DependencyKind::Normal);
            let ours = built_on.map(|dependency| dependency.name.clone()).filter(|name| is_ours(name));
            (package.name.to_string(), ours.collect())
        })
        .collect()
}

#[test]
fn adapters_know_core_and_never_one_another() {
    let arrows = arrows();
    assert_eq!(arrows.len(), OURS.len());
    let to = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(arrows["locus-core"], to(&[]));
    for adapter in ["locus-store", "locus-taskboard", "locus-fr"] {
        assert_eq!(arrows[adapter], to(&["locus-core"]), "{adapter}");
    }
    assert_eq!(arrows["locus-cli"], to(&["locus-core", "locus-store", "locus-taskboard", "locus-fr"]));
}

/// Every Rust file under a folder.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file without its tests: they may look around.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn inside_core_domain_knows_nothing_above_it_event_only_domain_ports_only_both() {
    let core = root().join("locus-core/src");
    let forbidden = [
        ("domain", vec!["app", "ports", "event", "graph", "job", "testing", "memory"]),
        ("event", vec!["app", "ports", "graph", "job", "testing", "memory"]),
        ("ports", vec!["app", "graph", "job", "testing", "memory"]),
        ("graph", vec!["app", "event", "job", "testing", "memory"]),
    ];
    for (layer, above) in forbidden {
        let files = sources(&core.join(layer));
        assert!(!files.is_empty(), "{layer} has no files");
        for file in files {
            let code = code(&file);
            for name in &above {
                assert!(!code.contains(&format!("crate::{name}")), "{} knows {name}", file.display());
            }
        }
    }
}

#[test]
fn core_knows_no_clock_no_files_no_environment_no_randomness() {
    let absent = [
        "std::fs",
        "std::env",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "new_v4",
        "new_v7",
        "rusqlite",
        "clap",
    ];
    for file in sources(&root().join("locus-core/src")) {
        let code = code(&file);
        for name in absent {
            assert!(!code.contains(name), "{} uses {name}", file.display());
        }
    }
}
