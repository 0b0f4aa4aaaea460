//! What happens changes the state, and asks for what is to be done about it.

use super::keys;
use super::message::{Message, Request};
use super::state::{Dialog, End, Notice, State};

/// Takes in what happened.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Request> {
    let mut requests = Vec::new();
    match message {
        Message::Key(key) => requests = keys::press(state, key),
        Message::Pasted(text) => {
            if let Some(Dialog::Prompt(prompt)) = &mut state.dialog {
                prompt.insert(&text);
            }
        }
        Message::Resized { width, height } => {
            (state.width, state.height) = (width, height);
            state.settle();
        }
        Message::Woken => state.outdate(),
        Message::Counted(counts) => state.take_counts(&counts),
        Message::Read(part) => state.take_part(part),
        Message::Looked => state.end_look(),
        Message::Opened(dossier) => state.take_dossier(dossier),
        Message::Compared(board) => state.board = board,
        Message::Done(outcome) => {
            state.busy = None;
            state.notice = Some(Notice::Said(outcome.said));
            state.follow(outcome.moved);
            state.outdate();
        }
        Message::Previewed(text) => {
            state.busy = None;
            state.dialog = Some(Dialog::Undo(text));
        }
        Message::Refused(refusal) => {
            // What was typed is not lost, and what was seen may be out of date.
            let typed = state.busy.take().and_then(|(_, prompt)| prompt);
            state.dialog = typed.map(Dialog::Prompt).or(state.dialog.take());
            state.notice = Some(Notice::Refused(refusal));
            state.outdate();
        }
        Message::Unreadable(refusal) => state.notice = Some(Notice::Refused(refusal)),
        Message::Deaf(why) => {
            state.is_live = false;
            state.notice = Some(Notice::Said(why));
        }
        Message::Signalled(signal) => state.over = Some(End::Signal(signal)),
        Message::InputLost => state.over = Some(End::Lost("the terminal is gone")),
        Message::WorkerLost => state.over = Some(End::Lost("what reads and writes for it has ended")),
    }
    requests.extend(state.missing());
    requests
}
