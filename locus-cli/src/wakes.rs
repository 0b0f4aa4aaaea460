//! Hearing of changed files: which ones matter, and when enough has happened to act on it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Something that happened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Something was written, made, taken away or renamed at this path.
    Touched(PathBuf),
    /// More happened than could be kept track of.
    Anything,
}

/// The files that matter, by the names the system tells them under.
#[derive(Debug)]
pub(crate) struct Places {
    files: Vec<PathBuf>,
}

impl Places {
    /// These files, whether they are there or not, and what they are links to.
    pub(crate) fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut files = Vec::new();
        for path in paths {
            files.extend(path.canonicalize());
            files.push(real(path));
        }
        files.dedup();
        Self { files }
    }

    /// The folders the files are seen from: an editor that puts a new file in place of the old one is seen from
    /// nowhere else. Where a folder isn't there, the next one above it.
    pub(crate) fn folders(&self) -> BTreeSet<PathBuf> {
        let folder =
            |file: &PathBuf| file.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned);
        self.files.iter().filter_map(folder).collect()
    }

    /// Whether it happened to one of the files, or to a folder they are in.
    fn concern(&self, wake: &Wake) -> bool {
        match wake {
            Wake::Touched(path) => self.files.iter().any(|file| file.starts_with(path)),
            Wake::Anything => true,
        }
    }
}

/// A path without links above it, as far as it is there.
fn real(path: PathBuf) -> PathBuf {
    let there = path.ancestors().skip(1).find_map(|above| Some((above.canonicalize().ok()?, above)));
    let real = there.and_then(|(real, above)| Some(real.join(path.strip_prefix(above).ok()?)));
    real.unwrap_or(path)
}

/// How much happens before something is done about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// How long nothing more happened.
    pub(crate) quiet: Duration,
    /// The longest wait after the first thing that happened.
    pub(crate) most: Duration,
}

/// Nobody tells of changes any more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Deaf;

impl Pace {
    /// When to act on what happened from the first time to the last.
    fn due(self, first: Instant, last: Instant) -> Instant {
        (last + self.quiet).min(first + self.most)
    }

    /// Waits until something happened to these places and it was quiet for a while, or for so long at most.
    pub(crate) fn wait(
        self,
        wakes: &Receiver<Wake>,
        places: &Places,
        at_most: Option<Duration>,
    ) -> Result<(), Deaf> {
        let deadline = at_most.map(|at_most| Instant::now() + at_most);
        loop {
            match next(wakes, deadline) {
                Ok(wake) if places.concern(&wake) => break,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => return Err(Deaf),
            }
        }
        let first = Instant::now();
        let mut last = first;
        // Who goes deaf now has heard of something all the same; the next wait says so.
        while let Ok(wake) = next(wakes, Some(self.due(first, last))) {
            if places.concern(&wake) {
                last = Instant::now();
            }
        }
        Ok(())
    }
}

fn next(wakes: &Receiver<Wake>, deadline: Option<Instant>) -> Result<Wake, RecvTimeoutError> {
    let Some(deadline) = deadline else {
        return wakes.recv().map_err(|_| RecvTimeoutError::Disconnected);
    };
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(RecvTimeoutError::Timeout),
        left => wakes.recv_timeout(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    const PACE: Pace = Pace { quiet: Duration::from_secs(600), most: Duration::from_secs(2000) };

    /// What a wait comes to after these wakes and no more.
    fn waited(places: &Places, wakes: impl IntoIterator<Item = Wake>) -> Result<(), Deaf> {
        let (sender, receiver) = channel();
        wakes.into_iter().for_each(|wake| sender.send(wake).unwrap());
        drop(sender);
        PACE.wait(&receiver, places, None)
    }

    #[test]
    fn a_burst_is_acted_on_when_it_is_over_and_an_endless_one_in_the_middle() {
        let first = Instant::now();
        assert_eq!(PACE.due(first, first), first + Duration::from_secs(600));
        assert_eq!(PACE.due(first, first + Duration::from_secs(60)), first + Duration::from_secs(660));
        assert_eq!(PACE.due(first, first + Duration::from_secs(1900)), first + Duration::from_secs(2000));
    }

    #[test]
    fn only_what_happens_to_the_files_or_above_them_wakes() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let places = Places::of([folder.path().join("docs/b.md"), folder.path().join("x-wal")]);
        let touched = |name: &str| Wake::Touched(root.join(name));
        assert_eq!(
            waited(&places, [touched("other"), touched("docs/b.md~"), touched("docs/b.md/x")]),
            Err(Deaf)
        );
        for name in ["docs/b.md", "docs", "x-wal", ""] {
            assert_eq!(waited(&places, [touched("other"), touched(name)]), Ok(()), "{name}");
        }
        assert_eq!(waited(&places, [Wake::Anything]), Ok(()));
    }

    #[test]
    fn a_wait_with_an_end_ends_though_nothing_happens() {
        let (sender, receiver) = channel();
        let places = Places::of([PathBuf::from("b.md")]);
        assert_eq!(PACE.wait(&receiver, &places, Some(Duration::from_millis(1))), Ok(()));
        drop(sender);
    }

    #[test]
    fn a_missing_folder_is_seen_from_the_one_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let places = Places::of([root.join("docs/deep/b.md")]);
        assert_eq!(places.folders(), BTreeSet::from([root.clone()]));
        std::fs::create_dir_all(root.join("docs/deep")).unwrap();
        assert_eq!(places.folders(), BTreeSet::from([root.join("docs/deep")]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_seen_where_it_is_and_where_it_leads() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("real")).unwrap();
        std::fs::write(root.join("real/b.md"), "").unwrap();
        std::os::unix::fs::symlink("real/b.md", root.join("b.md")).unwrap();
        let places = Places::of([root.join("b.md")]);
        assert_eq!(places.folders(), BTreeSet::from([root.clone(), root.join("real")]));
        for path in ["b.md", "real/b.md"] {
            assert_eq!(waited(&places, [Wake::Touched(root.join(path))]), Ok(()));
        }
    }
}
