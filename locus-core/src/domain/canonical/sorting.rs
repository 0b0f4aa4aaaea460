//! Has serde_json write the keys of each object sorted. It tells a formatter where members begin and end; they are put
//! in their order where their object ends.

use serde_json::ser::{CharEscape, Formatter};
use std::cell::RefCell;
use std::io::{self, Write};

/// Bytes that few records go beyond, so that their text need not be moved while it grows.
const LIKELY: usize = 1000;

/// Members that few objects and those around them have more of.
const MEMBERS: usize = 48;

/// The canonical text of a value; none if a key is escaped in it, for then keys would be sorted otherwise, or if there is
/// ready-made JSON in it.
pub(super) fn sorted(value: &impl serde::Serialize) -> serde_json::Result<Option<String>> {
    let text = RefCell::new(Vec::with_capacity(LIKELY));
    let mut sorting = Sorting {
        text: &text,
        objects: Vec::new(),
        members: Vec::with_capacity(MEMBERS),
        unsorted: Vec::with_capacity(LIKELY),
        in_key: false,
        sortable: true,
    };
    value.serialize(&mut serde_json::Serializer::with_formatter(Text(&text), &mut sorting))?;
    let sortable = sorting.sortable;
    Ok(String::from_utf8(text.into_inner()).ok().filter(|_| sortable))
}

/// Where it is written.
struct Text<'a>(&'a RefCell<Vec<u8>>);

impl Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where a member of an object stands in the text.
struct Member {
    start: usize,
    key_end: usize,
    end: usize,
}

struct Sorting<'a> {
    text: &'a RefCell<Vec<u8>>,
    /// The objects that have begun: where in the text, and with which member.
    objects: Vec<(usize, usize)>,
    /// The members of these objects. Those of an object that has ended are gone.
    members: Vec<Member>,
    /// An object as it was written; kept for the next one.
    unsorted: Vec<u8>,
    in_key: bool,
    sortable: bool,
}

impl Formatter for &mut Sorting<'_> {
    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"{")?;
        self.objects.push((self.text.borrow().len(), self.members.len()));
        Ok(())
    }

    /// Without a comma, which depends on the order.
    fn begin_object_key<W: Write + ?Sized>(&mut self, _: &mut W, _: bool) -> io::Result<()> {
        let start = self.text.borrow().len();
        self.members.push(Member { start, key_end: start, end: start });
        self.in_key = true;
        Ok(())
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(member) = self.members.last_mut() {
            member.key_end = self.text.borrow().len();
        }
        self.in_key = false;
        Ok(())
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(member) = self.members.last_mut() {
            member.end = self.text.borrow().len();
        }
        Ok(())
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        if let Some((start, first)) = self.objects.pop() {
            self.sort(start, first);
        }
        writer.write_all(b"}")
    }

    fn write_char_escape<W: Write + ?Sized>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.sortable &= !self.in_key;
        serde_json::ser::CompactFormatter.write_char_escape(writer, escape)
    }

    fn write_raw_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, json: &str) -> io::Result<()> {
        self.sortable = false;
        writer.write_all(json.as_bytes())
    }
}

impl Sorting<'_> {
    /// Puts the members of the object that began at `start` in the order of their keys.
    fn sort(&mut self, start: usize, first: usize) {
        let mut text = self.text.borrow_mut();
        self.unsorted.clear();
        self.unsorted.extend(text.drain(start..));
        let unsorted = &self.unsorted;
        // Behind the quote that a key begins with, and before the one that it ends with, which is no part of it.
        let key = |member: &Member| unsorted.get(member.start + 1 - start..member.key_end - 1 - start);
        let Some(members) = self.members.get_mut(first..) else { return };
        members.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            text.extend_from_slice(
                unsorted.get(member.start - start..member.end - start).unwrap_or_default(),
            );
        }
        self.members.truncate(first);
    }
}
