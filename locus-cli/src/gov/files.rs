//! Which files a governance folder has, found and read without leaving it: no link is followed, and only regular files
//! are opened.

use crate::error::reason;
use locus_core::app::workflows::{Finding, FindingKind, Place};
use std::fs::{self, File, FileType};
use std::io::{Error, Read as _};
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// Where build order and board may stand within the folder; Handshake keeps them with its other records.
const PLACES: [&str; 3] = ["", "roles_shared/records", "roles_shared"];

/// What a file is, in the order they are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `BUILD_ORDER.md`.
    BuildOrder,
    /// `TASK_BOARD.md`.
    Board,
    /// `packet.json`.
    Packet,
    /// `*.contract.json`.
    Stub,
    /// `MT-*.json`.
    MicroTask,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "packet.json" => Some(Self::Packet),
            name if name.ends_with(".contract.json") => Some(Self::Stub),
            name if name.starts_with("MT-") && name.ends_with(".json") => Some(Self::MicroTask),
            _ => None,
        }
    }
}

/// The files of a folder.
#[derive(Debug)]
pub(super) struct Files {
    root: PathBuf,
    found: Vec<(Kind, Place)>,
    has_packets: bool,
    /// What is not looked into.
    pub(super) findings: Vec<Finding>,
}

impl Files {
    /// Looks for files.
    ///
    /// # Errors
    /// If the folder itself can't be read.
    pub(super) fn find(root: &Path) -> Result<Self, Error> {
        fs::read_dir(root)?;
        let mut files =
            Self { root: root.to_owned(), found: Vec::new(), has_packets: false, findings: Vec::new() };
        for (kind, name) in [(Kind::BuildOrder, "BUILD_ORDER.md"), (Kind::Board, "TASK_BOARD.md")] {
            let mut places = PLACES.iter().map(|place| join(place, name));
            if let Some(place) = places.find(|path| files.root.join(path).symlink_metadata().is_ok()) {
                files.found.push((kind, Place { file: place, line: None }));
            }
        }
        files.has_packets = files.type_of("task_packets").is_some();
        files.walk();
        files.found.sort_by(|(a, first), (b, second)| (a, &first.file).cmp(&(b, &second.file)));
        Ok(files)
    }

    /// Whether the folder has nothing that a governance folder has.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty() && !self.has_packets
    }

    /// The files in the order they are to be taken in.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (Kind, &Place)> {
        self.found.iter().map(|(kind, place)| (*kind, place))
    }

    /// The bytes of a file, or why there are none.
    pub(super) fn read(&self, place: &Place) -> Result<Vec<u8>, String> {
        let Some(kind) = self.type_of(&place.file) else { return Err("there is no such file".into()) };
        if let Some(reason) = unfit(kind, false) {
            return Err(reason.into());
        }
        let mut bytes = Vec::new();
        let read = File::open(self.root.join(&place.file))
            .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes));
        match read {
            Ok(length) if length as u64 > MAX_FILE => Err("larger than 32 MiB".into()),
            Ok(_) => Ok(bytes),
            Err(error) => Err(reason(&error)),
        }
    }

    fn type_of(&self, path: &str) -> Option<FileType> {
        self.root.join(path).symlink_metadata().ok().map(|metadata| metadata.file_type())
    }

    fn walk(&mut self) {
        let mut folders = vec!["task_packets".to_owned()];
        while let Some(folder) = folders.pop() {
            let Some(kind) = self.type_of(&folder) else { continue };
            if let Some(reason) = unfit(kind, true) {
                self.leave_out(folder, reason);
                continue;
            }
            match self.names(&folder) {
                Err(error) => self.leave_out(folder, &reason(&error)),
                Ok(names) => {
                    for (name, kind) in names {
                        let path = join(&folder, &name);
                        match Kind::of(&name) {
                            _ if kind.is_dir() => folders.push(path),
                            Some(kind) => self.found.push((kind, Place { file: path, line: None })),
                            // What it leads to may be a folder of packets.
                            None if kind.is_symlink() => folders.push(path),
                            None => {}
                        }
                    }
                }
            }
        }
    }

    /// The entries of a folder. A name that is no text is none of Handshake's.
    fn names(&self, folder: &str) -> Result<Vec<(String, FileType)>, Error> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.root.join(folder))? {
            let entry = entry?;
            if let Ok(name) = entry.file_name().into_string() {
                names.push((name, entry.file_type()?));
            }
        }
        Ok(names)
    }

    fn leave_out(&mut self, path: String, reason: &str) {
        let place = Place { file: path, line: None };
        self.findings.push(Finding::new(FindingKind::Unreadable, None, reason).at(&place));
    }
}

/// Why something is not looked into.
fn unfit(kind: FileType, folder: bool) -> Option<&'static str> {
    match (kind.is_symlink(), folder) {
        (true, _) => Some("links are not followed"),
        (false, true) if !kind.is_dir() => Some("no folder"),
        (false, false) if !kind.is_file() => Some("no regular file"),
        _ => None,
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
