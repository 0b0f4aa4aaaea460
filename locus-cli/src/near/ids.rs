//! Which id a text stands for.

/// How many candidates are named.
const NAMED: usize = 5;

/// What is known of the ids that a text may stand for, gathered in one pass.
#[derive(Debug)]
pub(super) struct Candidates {
    typed: String,
    letters: u64,
    /// Those that hold what was typed, case aside.
    holding: Vec<String>,
    /// The one that differs by the fewest letters.
    nearest: Option<(usize, String)>,
}

/// What a text stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// This id and no other.
    One(String),
    /// One of these, and of so many more.
    Several(Vec<String>, usize),
    /// No id holds it; this one is nearly it.
    Nearly(String),
    /// Nothing that is known.
    Nothing,
}

impl Candidates {
    pub(super) fn of(typed: &str) -> Self {
        let typed = typed.to_ascii_lowercase();
        Self { letters: letters(&typed), typed, holding: Vec::new(), nearest: None }
    }

    /// Whether an id would count.
    pub(super) fn concerns(&self, id: &str) -> bool {
        let lower = id.to_ascii_lowercase();
        lower.contains(&self.typed) || self.distance(&lower).is_some()
    }

    /// Takes an id into account.
    pub(super) fn add(&mut self, id: &str) {
        let lower = id.to_ascii_lowercase();
        if let Some(distance) = self.distance(&lower)
            && self.nearest.as_ref().is_none_or(|(least, _)| distance < *least)
        {
            self.nearest = Some((distance, id.to_owned()));
        }
        if lower.contains(&self.typed) {
            self.holding.push(id.to_owned());
        }
    }

    /// By how many slips an id differs, if by few. One slip changes the length by one and the set of letters by two
    /// at most: most ids need no closer look.
    fn distance(&self, lower: &str) -> Option<usize> {
        let tolerated = (self.typed.len() / 5).min(3);
        let near = lower.len().abs_diff(self.typed.len()) <= tolerated
            && (letters(lower) ^ self.letters).count_ones() as usize <= 2 * tolerated;
        near.then(|| strsim::osa_distance(lower, &self.typed)).filter(|distance| *distance <= tolerated)
    }

    /// The id that the text stands for. An id that is equal but for case comes first, then the newest of the versions
    /// of what is named without `-vN`, then the only id that holds the text. Versions of one packet count as one, of
    /// which the newest is meant, unless the text ends in a version itself: then only ids that end so count.
    pub(super) fn meant(mut self) -> Meant {
        self.holding.sort_unstable();
        let equal = |id: &&String| id.eq_ignore_ascii_case(&self.typed);
        let line = |id: &&String| version(id).is_some_and(|(stem, _)| stem.eq_ignore_ascii_case(&self.typed));
        let ending = |id: &&String| id.to_ascii_lowercase().ends_with(&self.typed);
        let versioned = version(&self.typed).is_some();
        let tiers = [
            self.holding.iter().filter(equal).cloned().collect(),
            self.holding.iter().filter(line).cloned().collect(),
            self.holding.iter().filter(|id| !versioned || ending(id)).cloned().collect::<Vec<_>>(),
        ];
        let found = tiers.into_iter().find(|tier| !tier.is_empty()).unwrap_or_default();
        match (newest(&found), self.nearest) {
            (Some(id), _) => Meant::One(id.to_owned()),
            (None, _) if !found.is_empty() => {
                let more = found.len().saturating_sub(NAMED);
                Meant::Several(found.into_iter().take(NAMED).collect(), more)
            }
            (None, Some((_, id))) => Meant::Nearly(id),
            (None, None) => Meant::Nothing,
        }
    }

    /// What to suggest to somebody who must type the whole id: what differs by a slip comes first, and of very many
    /// that hold the text none is better than another.
    pub(super) fn suggested(mut self) -> Vec<String> {
        if let Some((_, id)) = self.nearest.take() {
            return vec![id];
        }
        match self.meant() {
            Meant::One(id) => vec![id],
            Meant::Several(ids, 0) => ids,
            _ => Vec::new(),
        }
    }
}

/// Which letters stand in a text, one bit each.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 63))
}

/// An id without its version, and that.
fn version(id: &str) -> Option<(&str, u64)> {
    let at = id.to_ascii_lowercase().rfind("-v")?;
    Some((id.get(..at)?, id.get(at + 2..)?.parse().ok()?))
}

/// The only one, or the newest if all are versions of one packet.
fn newest(ids: &[String]) -> Option<&str> {
    if let [only] = ids {
        return Some(only);
    }
    // An id without a version comes before its versions.
    let versions: Vec<_> = ids.iter().map(|id| (version(id).unwrap_or((id.as_str(), 0)), id)).collect();
    let ((stem, _), _) = versions.first()?;
    let same = versions.iter().all(|((other, _), _)| other == stem);
    let newest = versions.iter().max_by_key(|((_, number), _)| *number)?;
    same.then_some(newest.1.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 11] = [
        "WP-1-Walk",
        "WP-1-Walk-v3",
        "WP-1",
        "WP-2",
        "WP-1-Add-A-Login-v1",
        "WP-1-Add-A-Letter-v1",
        "WP-1-Send-Mail-v1",
        "WP-1-Send-Mail-v2",
        "WP-1-Send-Mail-v10",
        "WP-1-Send-Mail-Twice-v1",
        "WP-1-Draw-v1",
    ];

    fn candidates(typed: &str) -> Candidates {
        let mut candidates = Candidates::of(typed);
        KNOWN.iter().for_each(|id| candidates.add(id));
        candidates
    }

    fn one(id: &str) -> Meant {
        Meant::One(id.to_owned())
    }

    #[test]
    fn any_unique_part_stands_for_its_id() {
        assert_eq!(candidates("login").meant(), one("WP-1-Add-A-Login-v1"));
        assert_eq!(candidates("LETTER-V1").meant(), one("WP-1-Add-A-Letter-v1"));
        assert_eq!(candidates("wp-2").meant(), one("WP-2"));
        assert_eq!(candidates("wp-1").meant(), one("WP-1"), "what is equal comes before what holds it");
    }

    #[test]
    fn without_its_version_a_packet_is_its_newest() {
        assert_eq!(candidates("wp-1-send-mail").meant(), one("WP-1-Send-Mail-v10"));
        assert_eq!(candidates("Mail-v1").meant(), one("WP-1-Send-Mail-v1"), "a version is that one");
        assert_eq!(candidates("walk").meant(), one("WP-1-Walk-v3"));
        assert_eq!(candidates("wp-1-walk").meant(), one("WP-1-Walk"), "an id that is there is itself");
        assert_eq!(candidates("Twice").meant(), one("WP-1-Send-Mail-Twice-v1"));
    }

    #[test]
    fn what_stands_for_several_packets_stands_for_none() {
        let Meant::Several(ids, 0) = candidates("add").meant() else { panic!("two hold it") };
        assert_eq!(ids, ["WP-1-Add-A-Letter-v1", "WP-1-Add-A-Login-v1"]);
        let Meant::Several(ids, more) = candidates("WP").meant() else { panic!("all hold it") };
        assert_eq!((ids.len(), more), (NAMED, KNOWN.len() - NAMED));
    }

    #[test]
    fn case_and_slips_of_the_keyboard_are_seen_through() {
        let suggested = |typed| candidates(typed).suggested();
        assert_eq!(suggested("WP-1-add-a-login-V1"), ["WP-1-Add-A-Login-v1"]);
        assert_eq!(suggested("WP-1-Add-A-Loign-v2"), ["WP-1-Add-A-Login-v1"]);
        assert_eq!(suggested("WP-1-Draw-"), ["WP-1-Draw-v1"]);
        assert_eq!(candidates("WP-1-Add-A-Loign-v1").meant(), Meant::Nearly("WP-1-Add-A-Login-v1".into()));
    }

    #[test]
    fn nothing_is_suggested_where_it_would_be_a_guess() {
        assert_eq!(candidates("WP-9").meant(), Meant::Nothing);
        assert_eq!(candidates("WP-7-Make-A-Map-v1").meant(), Meant::Nothing);
        assert!(candidates("WP-").suggested().is_empty(), "eleven ids are no suggestion");
    }
}
