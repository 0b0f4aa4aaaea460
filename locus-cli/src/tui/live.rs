//! Follows other processes and the board file, as `board watch` does.

use super::message::Message;
use crate::ears::Ears;
use crate::error::CliError;
use crate::project::Project;
use crate::render::plain;
use crate::wakes::{Pace, Places};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// How much happens before it is looked at: many commits a second are one look.
const PACE: Pace = Pace { quiet: Duration::from_millis(40), most: Duration::from_millis(500) };

/// When to look for a folder that has gone.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Tells of changes from now on, until nobody listens any more.
///
/// # Errors
/// If the system can't tell of changes at all.
pub(super) fn follow(project: Project, told: Sender<Message>) -> Result<(), CliError> {
    let mut ears = Ears::open()?;
    std::thread::spawn(move || {
        if let Err(error) = listen(&mut ears, &project, &told) {
            // Nobody listens any more when the command ends.
            let _ = told.send(deaf(&error));
        }
    });
    Ok(())
}

fn listen(ears: &mut Ears, project: &Project, told: &Sender<Message>) -> Result<(), CliError> {
    loop {
        let places = Places::of(project.live_files());
        let all_heard = ears.turn_to(places.folders())?;
        // What happened until here was heard of by nobody.
        if told.send(Message::Woken).is_err() {
            return Ok(());
        }
        ears.wait(PACE, &places, (!all_heard).then_some(TRY_AGAIN))?;
    }
}

/// What is said when changes are not heard of any more.
pub(super) fn deaf(error: &CliError) -> Message {
    Message::Deaf(plain(&format!("{error}; Ctrl-L reads everything again")).into_owned())
}
