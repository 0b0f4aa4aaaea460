//! What a filter says of packets by where they stand alone, so that whoever counts them by that need not look at each.

use super::{Condition, Expression, State};
use crate::domain::{Filter, WpStatus};

/// Where packets stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Their status.
    pub status: WpStatus,
    /// Whether they can be worked on now.
    pub ready: bool,
    /// Whether they are held up.
    pub blocked: bool,
}

impl Filter {
    /// Whether it keeps the packets that stand there: all, or none; nothing if that depends on more.
    #[must_use]
    pub fn decides(&self, standing: Standing) -> Option<bool> {
        let Self {
            statuses,
            assignees,
            priority_min,
            priority_max,
            phases,
            types,
            labels,
            text,
            selection,
            sort: _,
            limit: _,
            offset: _,
        } = self;
        let asks_for_more = !assignees.is_empty()
            || priority_min.is_some()
            || priority_max.is_some()
            || !phases.is_empty()
            || !types.is_empty()
            || !labels.is_empty()
            || text.is_some();
        all([
            Some(statuses.is_empty() || statuses.contains(&standing.status)),
            if asks_for_more { None } else { Some(true) },
            selection.as_ref().map_or(Some(true), |selection| standing.decided(&selection.expression)),
        ])
    }
}

impl Standing {
    /// What a query in words says of the packets that stand here.
    fn decided(self, expression: &Expression) -> Option<bool> {
        match expression {
            Expression::All(parts) => all(parts.iter().map(|part| self.decided(part))),
            Expression::Any(parts) => any(parts.iter().map(|part| self.decided(part))),
            Expression::Not(part) => self.decided(part).map(|holds| !holds),
            Expression::Is(Condition::Status(statuses)) => Some(statuses.contains(&self.status)),
            Expression::Is(Condition::Is(states)) => any(states.iter().map(|state| self.is_in(*state))),
            Expression::Is(_) => None,
        }
    }

    const fn is_in(self, state: State) -> Option<bool> {
        match state {
            State::Ready => Some(self.ready),
            State::Blocked => Some(self.blocked),
            State::Open => Some(!self.status.is_closed()),
            State::Overdue if self.status.is_closed() => Some(false),
            State::Overdue | State::Claimed => None,
        }
    }
}

/// Whether all hold, as far as that is known.
fn all(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

/// Whether one holds at least, as far as that is known.
fn any(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.into_iter().map(|part| part.map(|holds| !holds))).map(|none| !none)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Priority;
    use crate::domain::query::Selection;

    fn of(query: &str, status: WpStatus) -> Option<bool> {
        let now = "2026-02-01T00:00:00Z".parse().unwrap();
        let selection = Selection { expression: query.parse().unwrap(), now, me: "ada".parse().unwrap() };
        let filter = Filter { selection: Some(selection), ..Filter::default() };
        filter.decides(Standing { status, ready: status == WpStatus::Ready, blocked: false })
    }

    #[test]
    fn what_asks_for_status_and_state_alone_is_decided() {
        for (query, ready, done) in [
            ("", true, true),
            ("status:ready", true, false),
            ("-status:ready,stub", false, true),
            ("is:open is:ready", true, false),
            ("is:blocked or status:done", false, true),
            ("-(is:ready or is:blocked)", false, true),
        ] {
            let decided = (of(query, WpStatus::Ready), of(query, WpStatus::Done));
            assert_eq!(decided, (Some(ready), Some(done)), "{query}");
        }
    }

    #[test]
    fn what_asks_for_more_is_decided_where_that_does_not_matter() {
        for (query, ready, done) in [
            ("label:x", None, None),
            ("status:ready label:x", None, Some(false)),
            ("status:done or label:x", None, Some(true)),
            ("-(status:ready label:x)", None, Some(true)),
            ("is:overdue", None, Some(false)),
            ("is:claimed,open", Some(true), None),
        ] {
            assert_eq!((of(query, WpStatus::Ready), of(query, WpStatus::Done)), (ready, done), "{query}");
        }
    }

    #[test]
    fn fields_of_a_filter_are_asked_for_too() {
        let ready = Standing { status: WpStatus::Ready, ready: true, blocked: false };
        let stubs = Filter { statuses: vec![WpStatus::Stub], ..Filter::default() };
        assert_eq!(stubs.decides(ready), Some(false));
        let urgent = Filter { priority_max: Some(Priority::default()), ..Filter::default() };
        assert_eq!(urgent.decides(ready), None);
        assert_eq!(Filter::default().decides(ready), Some(true));
    }
}
