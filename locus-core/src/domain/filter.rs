//! Which packets a query wants, in which order, and which part of them (locus.md §4).

use super::enums::text_enum;
use super::query::{Selection, Surroundings};
use super::{Label, Phase, Priority, UserId, WorkPacket, WorkType, WpStatus};
use std::cmp::Ordering;

text_enum! {
    /// The order of a list of packets; the id breaks every tie.
    Sort {
        /// priority, then created_at.
        Priority = "priority",
        /// created_at.
        Age = "age",
        /// priority, then ready before in_progress before the rest, then created_at.
        Hybrid = "hybrid",
    }
}

impl WpStatus {
    /// Place of the status in the hybrid order: ready, in_progress, the rest.
    #[must_use]
    pub const fn hybrid_rank(self) -> u8 {
        match self {
            Self::Ready => 0,
            Self::InProgress => 1,
            _ => 2,
        }
    }
}

impl Sort {
    /// Compares two packets in this order.
    #[must_use]
    pub fn compare(self, a: &WorkPacket, b: &WorkPacket) -> Ordering {
        let by_priority = || a.priority.cmp(&b.priority);
        let by_rank = || a.status.hybrid_rank().cmp(&b.status.hybrid_rank());
        let first = match self {
            Self::Priority => by_priority(),
            Self::Age => Ordering::Equal,
            Self::Hybrid => by_priority().then_with(by_rank),
        };
        first.then_with(|| a.created_at.cmp(&b.created_at)).then_with(|| a.wp_id.cmp(&b.wp_id))
    }
}

/// What a query keeps. An empty list keeps everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// One of these statuses.
    pub statuses: Vec<WpStatus>,
    /// One of these assignees.
    pub assignees: Vec<UserId>,
    /// At least this number (at most this urgent).
    pub priority_min: Option<Priority>,
    /// At most this number (at least this urgent).
    pub priority_max: Option<Priority>,
    /// One of these phases.
    pub phases: Vec<Phase>,
    /// One of these kinds of work.
    pub types: Vec<WorkType>,
    /// All of these labels.
    pub labels: Vec<Label>,
    /// All words of this text, in title or description, any case.
    pub text: Option<String>,
    /// What a query in words asks for; everything if none.
    pub selection: Option<Selection>,
    /// The order.
    pub sort: Sort,
    /// How many at most: 0 to 10000.
    pub limit: u32,
    /// How many to pass over.
    pub offset: u64,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            statuses: Vec::new(),
            assignees: Vec::new(),
            priority_min: None,
            priority_max: None,
            phases: Vec::new(),
            types: Vec::new(),
            labels: Vec::new(),
            text: None,
            selection: None,
            sort: Sort::Hybrid,
            limit: 20,
            offset: 0,
        }
    }
}

impl Filter {
    /// The largest page.
    pub const MAX_LIMIT: u32 = 10_000;

    /// Whether the packet is one of those wanted. What surrounds it is asked for only where that matters.
    #[must_use]
    pub fn matches(&self, wp: &WorkPacket, around: impl FnOnce() -> Surroundings) -> bool {
        fn one_of<T: PartialEq>(list: &[T], value: &T) -> bool {
            list.is_empty() || list.contains(value)
        }
        one_of(&self.statuses, &wp.status)
            && (self.assignees.is_empty() || wp.assignee.as_ref().is_some_and(|a| self.assignees.contains(a)))
            && self.priority_min.is_none_or(|min| wp.priority >= min)
            && self.priority_max.is_none_or(|max| wp.priority <= max)
            && one_of(&self.phases, &wp.governance.phase)
            && one_of(&self.types, &wp.work_type)
            && self.labels.iter().all(|label| wp.labels.contains(label))
            && self
                .text
                .as_deref()
                .is_none_or(|text| Self::has_words(text, wp.title.as_str(), wp.description.as_str()))
            && self.selection.as_ref().is_none_or(|selection| selection.matches(wp, &around()))
    }

    /// Whether every word of `text` stands in the title or the description, any case.
    #[must_use]
    pub fn has_words(text: &str, title: &str, description: &str) -> bool {
        let (title, description) = (title.to_lowercase(), description.to_lowercase());
        text.to_lowercase().split_whitespace().all(|word| title.contains(word) || description.contains(word))
    }

    /// Sorts packets, counts them and cuts the page out: the definition every store must agree with.
    #[must_use]
    pub fn page(
        &self,
        packets: impl Iterator<Item = WorkPacket>,
        around: impl Fn(&WorkPacket) -> Surroundings,
    ) -> Page<WorkPacket> {
        let mut kept: Vec<_> = packets.filter(|wp| self.matches(wp, || around(wp))).collect();
        kept.sort_by(|a, b| self.sort.compare(a, b));
        self.cut(kept)
    }

    /// The page of a list that is already filtered and sorted.
    #[must_use]
    pub fn cut<T>(&self, all: Vec<T>) -> Page<T> {
        let total_count = all.len() as u64;
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        Page { items: all.into_iter().skip(offset).take(self.limit as usize).collect(), total_count }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on the page.
    pub items: Vec<T>,
    /// How many there are on all pages together.
    pub total_count: u64,
}
