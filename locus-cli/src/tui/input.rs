//! Hears of keys, of the terminal's size, and of signals.

use super::message::Message;
use ratatui::crossterm::event::{Event, KeyEventKind, read};
use std::sync::mpsc::Sender;

/// Tells of input from now on. The thread waits for the terminal and ends with the process.
pub(super) fn listen(told: Sender<Message>) {
    std::thread::spawn(move || {
        loop {
            let Some(message) = read().map_or(Some(Message::InputLost), message) else { continue };
            let lost = matches!(message, Message::InputLost);
            if told.send(message).is_err() || lost {
                return;
            }
        }
    });
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Pasted(text)),
        Event::Resize(width, height) => Some(Message::Resized { width, height }),
        _ => None,
    }
}

/// Tells of the signals that end a command, so that the terminal is given back first.
///
/// # Errors
/// If the system doesn't tell of them.
#[cfg(unix)]
pub(super) fn listen_for_signals(told: Sender<Message>) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if told.send(Message::Signalled(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Elsewhere there are none.
#[cfg(not(unix))]
pub(super) fn listen_for_signals(_told: Sender<Message>) -> std::io::Result<()> {
    Ok(())
}

/// Ends the process by a signal, as if nobody had caught it.
#[cfg(unix)]
pub(super) fn end_by(signal: i32) {
    // Where that can't be done the command ends by itself.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Elsewhere there are none.
#[cfg(not(unix))]
pub(super) fn end_by(_signal: i32) {}
