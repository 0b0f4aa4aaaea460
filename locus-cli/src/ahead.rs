//! Reading lines takes as long as writing what they say: another thread reads them while this one writes.

use crate::bulk::{Bulk, BulkLine};
use crate::error::CliError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Lines that change hands at once, and the bytes after which fewer do.
const LINES: usize = 256;
const BYTES: usize = 1 << 20;

/// How many times so many are under way at most.
const UNDER_WAY: usize = 3;

/// Has each line of a file read by `read` and hands what came of it, in order, to `take`.
pub(crate) fn read_ahead<T: Send, R>(
    file: Bulk<'_>,
    read: impl Fn(BulkLine) -> T + Send,
    take: impl FnOnce(&mut dyn Iterator<Item = Result<T, CliError>>) -> R,
) -> R {
    let (sent, unread) = channel::<Vec<BulkLine>>();
    let (done, came) = channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for lines in unread {
                // Nobody is there any more who wants them.
                if done.send(lines.into_iter().map(&read).collect::<Vec<_>>()).is_err() {
                    break;
                }
            }
        });
        take(&mut Ahead { file, sent, came, under_way: 0, end: None, ready: Vec::new().into_iter() })
    })
}

struct Ahead<'a, T> {
    file: Bulk<'a>,
    sent: Sender<Vec<BulkLine>>,
    came: Receiver<Vec<T>>,
    under_way: usize,
    /// How the file ended.
    end: Option<Result<(), CliError>>,
    ready: std::vec::IntoIter<T>,
}

impl<T> Ahead<'_, T> {
    /// Sends the next lines, if there are any.
    fn send(&mut self) {
        let (mut lines, mut bytes) = (Vec::with_capacity(LINES), 0);
        while self.end.is_none() && lines.len() < LINES && bytes < BYTES {
            match self.file.next() {
                Some(Ok(line)) => {
                    bytes += line.1.as_ref().map_or(0, Vec::len);
                    lines.push(line);
                }
                Some(Err(error)) => self.end = Some(Err(error)),
                None => self.end = Some(Ok(())),
            }
        }
        if !lines.is_empty() && self.sent.send(lines).is_ok() {
            self.under_way += 1;
        }
    }
}

impl<T> Iterator for Ahead<'_, T> {
    type Item = Result<T, CliError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.ready.next() {
                return Some(Ok(next));
            }
            while self.under_way < UNDER_WAY && self.end.is_none() {
                self.send();
            }
            if self.under_way == 0 {
                return self.end.replace(Ok(()))?.err().map(Err);
            }
            self.ready = self.came.recv().ok()?.into_iter();
            self.under_way -= 1;
        }
    }
}
