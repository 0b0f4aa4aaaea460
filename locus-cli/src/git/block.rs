//! A marked block of lines in a file that is somebody else's: put in so that it can be taken out to the byte, and not
//! taken out if anybody changed it.

use locus_core::domain::canonical::Hash;
use std::ops::Range;

/// Lines between two marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// What it is for; on one line, and in its marks.
    pub(crate) name: String,
    /// Its lines, each with its end.
    pub(crate) body: String,
}

/// A block that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it stands, marks included.
    range: Range<usize>,
    /// Whether the file was made for it.
    pub(crate) made: bool,
    /// Whether it says what it would say now.
    pub(crate) is_current: bool,
}

/// Why a file can't be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BlockFault {
    /// Somebody changed the marked lines.
    #[error("the lines marked `locus` were edited by hand, from line {line} on")]
    Edited {
        /// The first of them, from 1.
        line: usize,
    },
    /// It is a hook that no shell runs.
    #[error("it is not a shell script")]
    NotShell,
    /// Git doesn't run it as it is.
    #[error("it is not executable, so that git does not run it")]
    NotExecutable,
    /// The setting is somebody else's.
    #[error("its setting merge.locus-board.driver is `{0}`")]
    OtherDriver(String),
}

const MADE: &str = "; the file was made for it";

impl Block {
    fn begin(&self, body: &[u8], made: bool) -> String {
        let digest: String = Hash::of(body).to_string().chars().take(12).collect();
        let made = if made { MADE } else { "" };
        format!("# >>> locus {} >>> `locus hook uninstall` takes it out ({digest}{made})\n", self.name)
    }

    fn end(&self) -> String {
        format!("# <<< locus {} <<<", self.name)
    }

    /// The block with its marks.
    fn text(&self, made: bool) -> String {
        format!("{}{}{}\n", self.begin(self.body.as_bytes(), made), self.body, self.end())
    }

    /// A file that holds nothing but `head` and the block.
    pub(crate) fn file(&self, head: &str) -> Vec<u8> {
        format!("{head}{}", self.text(true)).into_bytes()
    }

    /// Looks for it.
    ///
    /// # Errors
    /// If its marks are there, but not as they were written, or not around what they were written around.
    pub(crate) fn find(&self, text: &[u8]) -> Result<Option<Found>, BlockFault> {
        let mut starts = vec![0];
        starts.extend(text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1));
        let rest = |at: usize| text.get(at..).unwrap_or_default();
        let begin = format!("# >>> locus {} >>>", self.name);
        let begins = |at: &&usize| rest(**at).starts_with(begin.as_bytes());
        let ends = |at: &&usize| rest(**at).starts_with(self.end().as_bytes());
        let (first, last) = (starts.iter().find(begins), starts.iter().find(ends));
        let (Some(first), Some(last)) = (first, last) else {
            let Some(at) = first.or(last) else { return Ok(None) };
            return Err(BlockFault::Edited { line: line_of(text, *at) });
        };
        let edited = BlockFault::Edited { line: line_of(text, *first.min(last)) };
        let Some(inside) = text.get(*first..*last) else { return Err(edited) };
        let head = inside.iter().position(|byte| *byte == b'\n').map_or(inside.len(), |at| at + 1);
        let (head, body) = inside.split_at(head);
        let made = [false, true].into_iter().find(|made| self.begin(body, *made).as_bytes() == head);
        let behind = *last + self.end().len();
        let range = match (made, text.get(behind)) {
            (Some(_), Some(b'\n')) => *first..behind + 1,
            // It was put behind a line without end, and gave it one.
            (Some(_), None) => first.saturating_sub(1)..behind,
            _ => return Err(edited),
        };
        Ok(Some(Found { range, made: made == Some(true), is_current: body == self.body.as_bytes() }))
    }

    /// A text with the block at this place, where a line starts, or behind all of it. A file that was made for another
    /// block is made for both.
    pub(crate) fn insert(&self, text: &[u8], at: usize) -> Vec<u8> {
        let (above, below) = text.split_at(at.min(text.len()));
        let block = self.text(text.windows(MADE.len()).any(|bytes| bytes == MADE.as_bytes()));
        if above.is_empty() || above.ends_with(b"\n") {
            return [above, block.as_bytes(), below].concat();
        }
        [above, b"\n", block.trim_end().as_bytes(), below].concat()
    }

    /// A text with the block as it is now in place of an older one.
    pub(crate) fn renew(&self, text: &[u8], found: &Found) -> Vec<u8> {
        let old = text.get(found.range.clone()).unwrap_or_default();
        let new = self.text(found.made);
        let new = if old.ends_with(b"\n") { new } else { format!("\n{}", new.trim_end()) };
        let [above, below] = around(text, found);
        [above, new.as_bytes(), below].concat()
    }
}

/// A text without a block.
pub(crate) fn without(text: &[u8], found: &Found) -> Vec<u8> {
    around(text, found).concat()
}

fn around<'t>(text: &'t [u8], found: &Found) -> [&'t [u8]; 2] {
    [text.get(..found.range.start), text.get(found.range.end..)].map(Option::unwrap_or_default)
}

fn line_of(text: &[u8], at: usize) -> usize {
    text.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(body: &str) -> Block {
        Block { name: "check of .".into(), body: body.into() }
    }

    #[test]
    fn what_is_put_in_comes_out_to_the_byte() {
        let block = block("one\ntwo\n");
        let texts: [(&[u8], usize); 6] = [
            (b"#!/bin/sh\nexit 0\n", 10),
            (b"#!/bin/sh\nexit 0", 10),
            (b"#!/bin/sh", 9),
            (b"", 0),
            (b"\xff\r\n", 3),
            (b"\n\n", 1),
        ];
        for (text, at) in texts {
            let with = block.insert(text, at);
            let found = block.find(&with).unwrap().unwrap();
            assert!(!found.made && found.is_current);
            assert_eq!(without(&with, &found), text, "{}", with.escape_ascii());
            assert_eq!(block.find(text), Ok(None));
        }
    }

    #[test]
    fn an_older_block_is_renewed_where_it_stands() {
        let (old, new) = (block("old\n"), block("new\n"));
        for text in ["#!/bin/sh\nexit 0\n", "#!/bin/sh"] {
            let at = text.len().min(10);
            let with = old.insert(text.as_bytes(), at);
            let found = new.find(&with).unwrap().unwrap();
            assert!(!found.is_current);
            assert_eq!(new.renew(&with, &found), new.insert(text.as_bytes(), at));
        }
    }

    #[test]
    fn a_block_that_was_edited_is_told_with_its_line() {
        let block = block("one\ntwo\n");
        let with = String::from_utf8(block.insert(b"#!/bin/sh\nexit\n", 10)).unwrap();
        let edits = [
            with.replace("two", "three"),
            with.replace("# <<<", "# <<"),
            with.replace("takes it out", "takes it"),
            with.replace("<<<\n", "<<< x\n"),
            with.replace("one\n", "one\nmore\n"),
        ];
        for edited in edits {
            assert_eq!(block.find(edited.as_bytes()), Err(BlockFault::Edited { line: 2 }), "{edited}");
        }
        let beheaded = with.replace("# >>>", "# >");
        assert_eq!(block.find(beheaded.as_bytes()), Err(BlockFault::Edited { line: 5 }));
        let other = Block { name: "check of a".into(), ..block };
        assert_eq!(other.find(with.as_bytes()), Ok(None), "another one's block");
    }

    #[test]
    fn a_file_made_for_it_says_so() {
        let block = block("one\n");
        let text = block.file("#!/bin/sh\n");
        let found = block.find(&text).unwrap().unwrap();
        assert!(found.made);
        assert_eq!(without(&text, &found), b"#!/bin/sh\n");
    }
}
