//! `locus tui`: the real binary on a real terminal, which tmux keeps. Every wait is for a condition.

use crate::support::TestEnv;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal of 80 × 24 with the board on it; afterwards it says how that ended and repeats what is typed.
struct Screen<'e> {
    env: &'e TestEnv,
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        drop(self.tmux(["kill-server"]).output());
    }
}

impl<'e> Screen<'e> {
    /// Opens the board; none, said aloud, where tmux isn't installed.
    fn open(env: &'e TestEnv, options: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            // The harness hides what a passing test prints, but not what goes to the stream itself.
            std::io::stderr().write_all(b"SKIPPED: tmux is not installed\n").unwrap();
            return None;
        }
        let screen = Self { env };
        let locus = env!("CARGO_BIN_EXE_locus");
        let shell =
            format!("sh -c 'echo $$ > pid; exec \"{locus}\" tui {options}'; echo \"left with $?\"; exec cat");
        let opened = screen.tmux(["new-session", "-d", "-x", "80", "-y", "24", &shell]).output().unwrap();
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        Some(screen)
    }

    /// A tmux of this test's own.
    fn tmux<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new("tmux");
        command.args(["-u", "-f", "/dev/null"]).args(args).current_dir(self.env.root()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TMUX_TMPDIR", self.env.root());
        command.env("LOCUS_ACTOR", "ada").env("LC_ALL", "C.UTF-8").env("TERM", "xterm");
        command
    }

    fn press(&self, key: &str) {
        assert!(self.tmux(["send-keys", key]).status().unwrap().success());
    }

    fn picture(&self) -> String {
        String::from_utf8(self.tmux(["capture-pane", "-p"]).output().unwrap().stdout).unwrap()
    }

    /// Waits until the screen shows this.
    #[track_caller]
    fn shows(&self, text: &str) -> String {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let picture = self.picture();
            if picture.contains(text) {
                return picture;
            }
            assert!(Instant::now() < give_up, "{text:?} is never shown:\n{picture}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The board has gone, the terminal is as it was: what is typed shows, and comes back line by line.
    #[track_caller]
    fn left_with(&self, code: i32) {
        let picture = self.shows(&format!("left with {code}"));
        assert!(!picture.contains("Enter open"), "{picture}");
        self.press("hello");
        self.press("Enter");
        self.shows("hello\nhello\n");
    }
}

#[test]
fn what_another_process_creates_appears() {
    let env = TestEnv::with_packet("stub");
    let Some(screen) = Screen::open(&env, "") else { return };
    screen.shows("stub 1");
    env.locus(["wp", "create", "Made elsewhere", "--id", "WP-2", "--actor", "bob"]).success();
    let picture = screen.shows("stub 2");
    assert!(picture.contains("WP-2") && picture.contains("Made elsewhere"), "{picture}");
}

#[test]
fn a_packet_is_moved_by_keys_and_a_refused_move_says_why_on_the_board() {
    let env = TestEnv::with_packet("stub");
    let Some(screen) = Screen::open(&env, "--role coder") else { return };
    screen.shows("stub 1");
    for key in ["h", ">"] {
        screen.press(key);
    }
    screen.shows("moved: ○ ready");
    screen.press(">");
    screen.shows("pass the pre-work gate");
    screen.press("Enter");
    let picture = screen.shows("refused: ");
    assert!(picture.contains("locus.gate") && picture.contains("ready 1/1"), "{picture}");
    let shown = env.locus(["wp", "show", "WP-1", "--json"]).success().json();
    assert_eq!(shown["data"]["wp"]["status"], "ready");
    assert_eq!(env.events(), 2, "looking at the board is no event");
}

#[test]
fn a_board_edited_by_hand_is_told_of_and_synced_when_asked_to() {
    let env = TestEnv::new();
    let listed = |heading: &str, token: &str| format!("# Board\n\n## {heading}\n- **[WP-1]** - [{token}]\n");
    let board = env.write("TASK_BOARD.md", listed("Ready for Dev", "READY_FOR_DEV"));
    env.locus(["init"]).success();
    env.locus(["board", "sync"]).success();
    let Some(screen) = Screen::open(&env, "") else { return };
    screen.shows("board in step");
    std::fs::write(&board, listed("Blocked", "BLOCKED")).unwrap();
    screen.shows("board differs (1 to take in, 0 to write): s syncs");
    screen.press("s");
    screen.shows("database: WP-1 READY → BLOCKED");
    screen.shows("board in step");
    assert!(screen.picture().contains("ready 0"), "{}", screen.picture());
}

#[test]
fn the_last_operation_is_taken_back_when_that_is_meant() {
    let env = TestEnv::with_packet("ready");
    let Some(screen) = Screen::open(&env, "") else { return };
    screen.shows("ready 1/1");
    screen.press("u");
    screen.shows("would undo: update_wp of WP-1");
    screen.press("y");
    screen.shows("undone: update_wp of WP-1");
    screen.shows("stub 1");
}

#[test]
fn quitting_gives_the_terminal_back() {
    for key in ["q", "Escape", "C-c"] {
        let env = TestEnv::with_packet("stub");
        let Some(screen) = Screen::open(&env, "") else { return };
        screen.shows("stub 1");
        screen.press(key);
        screen.left_with(0);
    }
}

#[test]
fn a_signal_ends_it_and_gives_the_terminal_back() {
    let env = TestEnv::with_packet("stub");
    let Some(screen) = Screen::open(&env, "") else { return };
    screen.shows("stub 1");
    let pid = std::fs::read_to_string(env.path("pid")).unwrap();
    assert!(Command::new("kill").args(["-TERM", pid.trim()]).status().unwrap().success());
    screen.left_with(143);
}

#[test]
fn what_is_not_there_is_refused_before_the_terminal_is_taken() {
    let env = TestEnv::new();
    let Some(screen) = Screen::open(&env, "") else { return };
    let picture = screen.shows("left with 3");
    assert!(picture.contains("there is no Locus project"), "{picture}");
}

#[test]
fn without_a_terminal_it_says_what_works_without_one() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["tui"]), @r"
    --- stderr
    error: this is no terminal that a board can be drawn on; `locus status` and `locus wp list` work anywhere
    --- exit 2
    ");
    let refused = env.locus(["tui", "--json"]).exits(2).error();
    assert_eq!(refused["error"]["code"], "LOCUS-INVALID");
}
