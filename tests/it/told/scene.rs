//! The small projects in which commands are told.

use crate::support::{Git, Output, TestEnv};

/// Two micro-tasks, the second behind the first.
pub(super) const MTS: &str =
    r#"[{"mt_id":"MT-001","name":"one"},{"mt_id":"MT-002","name":"two","depends_on":["MT-001"]}]"#;

/// A board with WP-1 to be worked on.
pub(super) const BOARD: &str = "# Board\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n\n## Done\n";

/// A job about a packet that isn't there.
pub(super) const MISSING: &str = r#"{"job_kind":"locus_operation","protocol_id":"locus_get_wp_status_v1","input":{"operation":"get_wp_status","params":{"wp_id":"WP-9"}}}"#;

/// A folder, what the command reads from stdin, and whether git is at hand.
pub(super) struct Scene {
    env: TestEnv,
    input: String,
    git: bool,
}

/// A folder without a project.
pub(super) fn nothing() -> Scene {
    Scene { env: TestEnv::new(), input: String::new(), git: false }
}

/// A project without packets.
pub(super) fn project() -> Scene {
    nothing().after("init")
}

/// A project with WP-1 in this status.
pub(super) fn packet(status: &str) -> Scene {
    Scene { env: TestEnv::with_packet(status), ..nothing() }
}

/// WP-1 is ready and blocks WP-2, which is ready but for that.
pub(super) fn two_packets() -> Scene {
    let two = packet("ready").after("wp create Second --id WP-2 --priority 1");
    two.after("wp update WP-2 --status ready").after("dep add WP-1 blocks WP-2")
}

/// WP-1 is in progress, with two micro-tasks.
pub(super) fn micro_tasks() -> Scene {
    packet("in_progress").with("mts.json", MTS).after("mt register WP-1 mts.json")
}

/// A project whose board and database agree about WP-1.
pub(super) fn board() -> Scene {
    project().with("TASK_BOARD.md", BOARD).after("board sync")
}

/// Boards to merge: only theirs has moved WP-1.
pub(super) fn boards() -> Scene {
    let theirs = "# Board\n\n## Ready for Dev\n\n## Done\n- **[WP-1]** - [VALIDATED]\n";
    nothing().with("base.md", BOARD).with("ours.md", BOARD).with("theirs.md", theirs)
}

/// The same in a repository whose hook looks at the board.
pub(super) fn hooked() -> Scene {
    let scene = board().in_git();
    if let Some(git) = Git::init(&scene.env) {
        git.locus(["hook", "install"]).success();
    }
    scene
}

impl Scene {
    /// Something happened before.
    pub(super) fn after(self, command: &str) -> Self {
        self.env.locus(command.split(' ')).success();
        self
    }

    /// There is a file.
    pub(super) fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.env.write(name, text);
        self
    }

    /// Something was written out into a file.
    pub(super) fn kept(self, command: &str, name: &str) -> Self {
        let output = self.env.locus(command.split(' ')).success();
        self.with(name, output.stdout())
    }

    /// A job was refused.
    pub(super) fn refused(self, job: &str) -> Self {
        assert_ne!(self.env.locus_with(["job"], job).code(), 0);
        self
    }

    /// The command reads this.
    pub(super) fn input(self, text: impl Into<String>) -> Self {
        Self { input: text.into(), ..self }
    }

    /// The folder is a repository.
    pub(super) fn in_git(self) -> Self {
        Self { git: true, ..self }
    }

    /// Runs a command with these words behind it; nothing if it needs git and there is none.
    pub(super) fn run(self, command: &str, words: &[&str]) -> Option<Output> {
        let words = command.split_whitespace().chain(words.iter().copied());
        if self.git {
            return Git::init(&self.env).map(|git| git.locus(words));
        }
        Some(self.env.locus_with(words, self.input))
    }
}
