//! How many columns of a terminal a text takes. The text is safe already: what would take none is an escape.

use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands for the rest of a text.
const MORE: &str = "…";

/// Columns of a text.
pub(crate) fn width_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// A text in so many columns, its end left out if it must be.
pub(crate) fn shortened(text: &str, room: usize) -> Cow<'_, str> {
    if width_of(text) <= room {
        return Cow::Borrowed(text);
    }
    let Some(room) = room.checked_sub(width_of(MORE)) else { return Cow::Borrowed("") };
    let (mut end, mut width) = (0, 0);
    for sign in signs(text) {
        width += sign.width();
        if width > room {
            break;
        }
        end += sign.len();
    }
    let kept = text.get(..end).unwrap_or_default().trim_end();
    Cow::Owned(format!("{kept}{MORE}"))
}

/// A text in lines of so many columns, broken between words where that can be.
pub(crate) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for (number, word) in text.split(' ').enumerate() {
        if number > 0 && width_of(&line) + 1 + width_of(word) > room {
            lines.push(std::mem::take(&mut line));
        } else if number > 0 {
            line.push(' ');
        }
        for sign in signs(word) {
            if !line.is_empty() && width_of(&line) + width_of(sign) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(sign);
        }
    }
    lines.push(line);
    lines
}

/// What a reader takes for one sign: a letter with its marks, an emoji with all it is joined of.
fn signs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut joined = true;
        let end = rest.char_indices().find(|(at, c)| {
            let goes_on = joined || c.width() == Some(0);
            joined = *c == '\u{200d}';
            *at > 0 && !goes_on
        });
        let end = end.map_or(rest.len(), |(at, _)| at);
        let (sign, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = behind;
        (!sign.is_empty()).then_some(sign)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_are_not_taken_apart() {
        let all = |text| signs(text).collect::<Vec<_>>();
        assert_eq!(all("ae\u{301}\u{323}b"), ["a", "e\u{301}\u{323}", "b"]);
        assert_eq!(all("👩\u{200d}💻🚀"), ["👩\u{200d}💻", "🚀"]);
        assert_eq!(all("\u{301}a"), ["\u{301}", "a"]);
        assert_eq!(all(""), [""; 0]);
    }

    #[test]
    fn a_wide_sign_that_has_no_room_is_left_out() {
        assert_eq!(shortened("任务跟踪", 8), "任务跟踪");
        assert_eq!(shortened("任务跟踪", 7), "任务跟…");
        assert_eq!(shortened("任务跟踪", 6), "任务…");
        assert_eq!(shortened("one two", 5), "one…");
        assert_eq!(shortened("one two", 1), "…");
        assert_eq!(shortened("one two", 0), "");
    }

    #[test]
    fn a_text_is_broken_between_words_and_a_long_word_within() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a/very/long/path and more", 8), ["a/very/l", "ong/path", "and more"]);
        assert_eq!(wrapped("任务 跟踪", 4), ["任务", "跟踪"]);
        assert_eq!(wrapped("  indented", 20), ["  indented"]);
        assert_eq!(wrapped("", 20), [""]);
    }

    proptest! {
        #[test]
        fn a_shortened_text_fits(text in any::<String>(), room in 0_usize..40) {
            let safe = crate::render::plain(&text).into_owned();
            prop_assert!(width_of(&shortened(&safe, room)) <= room);
        }
    }
}
