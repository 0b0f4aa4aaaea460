//! The terminal: taken when the board opens, given back whatever happens.

use super::state::State;
use super::view::{Look, draw};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::Arc;

type PanicHook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// The terminal while the board is on it.
pub(super) struct Screen<'a> {
    terminal: Terminal<CrosstermBackend<&'a mut dyn Write>>,
    look: Look,
}

impl<'a> Screen<'a> {
    /// Takes the terminal.
    ///
    /// # Errors
    /// If it can't be taken; it is as it was then.
    pub(super) fn take(output: &'a mut dyn Write, look: Look) -> io::Result<Self> {
        tell_of_panics_afterwards();
        enable_raw_mode()?;
        let mut backend = CrosstermBackend::new(output);
        let taken = execute!(backend, EnterAlternateScreen, EnableBracketedPaste)
            .and_then(|()| Terminal::new(backend));
        match taken {
            Ok(terminal) => Ok(Self { terminal, look }),
            Err(error) => {
                give_back(&mut io::stdout());
                Err(error)
            }
        }
    }

    /// Draws the state.
    ///
    /// # Errors
    /// If the terminal can't be written.
    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        self.terminal.draw(|frame| draw(frame, state, self.look)).map(drop)
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        give_back(self.terminal.backend_mut());
    }
}

/// Gives the terminal back. What can't be done any more is nobody's concern: the terminal is gone.
fn give_back(output: &mut impl Write) {
    let _ = execute!(output, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// A panic is told on the terminal that it happened on, not on the board that goes away with it. Another thread's is
/// told by nobody: stdout and stderr are this one's, and its end is heard of.
fn tell_of_panics_afterwards() {
    let own = std::thread::current().id();
    let usual: Arc<PanicHook> = Arc::new(std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == own {
            give_back(&mut io::stdout());
            usual(panic);
        }
    }));
}
