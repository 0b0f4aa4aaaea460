//! Where packets stand in the order of what comes first. Between any two positions there is room for more, so that a
//! packet can move without the others.

use std::fmt;

/// A place in an order; the lower comes first. It is a number with something behind the point: packets start at their
/// numbers, those that move go in between.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    whole: u64,
    /// Digits to base 256 behind the point; the last is never 0.
    fraction: Vec<u8>,
}

impl Position {
    /// Where the packet with this number stands that was never moved.
    #[must_use]
    pub const fn of_number(number: u64) -> Self {
        Self { whole: number, fraction: Vec::new() }
    }

    /// The bytes that stand for it; they sort as positions do.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.whole.to_be_bytes(), self.fraction.as_slice()].concat()
    }

    /// Reads its bytes; none if they stand for no position.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (whole, fraction) = bytes.split_first_chunk()?;
        let canonical = fraction.last() != Some(&0);
        canonical.then(|| Self { whole: u64::from_be_bytes(*whole), fraction: fraction.to_vec() })
    }

    /// The highest whole number below it.
    #[must_use]
    pub const fn whole_below(&self) -> Self {
        Self::of_number(if self.fraction.is_empty() { self.whole.saturating_sub(1) } else { self.whole })
    }

    /// The lowest whole number above it.
    #[must_use]
    pub const fn whole_above(&self) -> Self {
        Self::of_number(self.whole.saturating_add(1))
    }

    /// So many positions between two that have no whole number between them, in order.
    #[must_use]
    pub fn between(lower: &Self, upper: &Self, count: u32) -> Vec<Self> {
        let bound = (upper.whole == lower.whole).then_some(upper.fraction.as_slice());
        let middle = middle(&lower.fraction, bound);
        let one = |number: u32| {
            let mut fraction = middle.clone();
            if count > 1 {
                fraction.extend(number.to_be_bytes());
                fraction.push(HALF);
            }
            Self { whole: lower.whole, fraction }
        };
        (0..count).map(one).collect()
    }
}

const HALF: u8 = 128;

/// Digits between two rows of digits, so that the first in which they differ from the upper is lower there: whatever
/// is appended stays between.
fn middle(lower: &[u8], mut upper: Option<&[u8]>) -> Vec<u8> {
    let mut digits = Vec::new();
    loop {
        let low = lower.get(digits.len()).copied().unwrap_or(0);
        let high = upper.map_or(256, |upper| upper.get(digits.len()).copied().map_or(0, u16::from));
        match high.saturating_sub(low.into()) {
            0 => digits.push(low),
            1 => {
                digits.push(low);
                upper = None;
            }
            room => {
                digits.push(low.saturating_add(u8::try_from(room / 2).unwrap_or(HALF)));
                return digits;
            }
        }
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.whole)?;
        self.fraction.iter().try_for_each(|digit| write!(f, ".{digit}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn room_is_found_next_to_whole_numbers_and_between_the_closest() {
        let (one, two) = (Position::of_number(1), Position::of_number(2));
        assert_eq!(format!("{:?}", Position::between(&one, &two, 1)), "[1.128]");
        let inside = Position::between(&one, &two, 3);
        assert_eq!(format!("{inside:?}"), "[1.128.0.0.0.0.128, 1.128.0.0.0.1.128, 1.128.0.0.0.2.128]");
        let [close] = &Position::between(&inside[0], &inside[1], 1)[..] else { panic!() };
        assert!(inside[0] < *close && *close < inside[1]);
    }

    proptest! {
        #[test]
        fn there_is_always_room_for_more(turns in prop::collection::vec((0..20_usize, 1..4_u32), 1..200)) {
            let mut order: Vec<_> = (1..=3).map(Position::of_number).collect();
            for (turn, count) in turns {
                let at = turn % (order.len() - 1);
                let (lower, upper) = (order[at].clone(), order[at + 1].clone());
                order.splice(at + 1..at + 1, Position::between(&lower, &upper, count));
            }
            prop_assert!(order.is_sorted_by(|one, other| one < other));
            let bytes: Vec<_> = order.iter().map(Position::to_bytes).collect();
            prop_assert!(bytes.is_sorted_by(|one, other| one < other));
            let back: Vec<_> = bytes.iter().map(|bytes| Position::from_bytes(bytes).unwrap()).collect();
            prop_assert_eq!(back, order);
        }
    }

    #[test]
    fn other_bytes_are_no_position() {
        assert_eq!(Position::from_bytes(&[0; 7]), None);
        assert_eq!(Position::from_bytes(&[0, 0, 0, 0, 0, 0, 0, 1, 5, 0]), None);
    }

    #[test]
    fn whole_numbers_lie_on_both_sides() {
        let between = &Position::between(&Position::of_number(7), &Position::of_number(8), 1)[0];
        assert_eq!(between.whole_below(), Position::of_number(7));
        assert_eq!(between.whole_above(), Position::of_number(8));
        assert_eq!(Position::of_number(7).whole_below(), Position::of_number(6));
        assert_eq!(Position::of_number(7).whole_above(), Position::of_number(8));
    }
}
