//! Events of the MT Executor: it uses the codes FR-EVT-MT-001..017 for names of its own.

use crate::error::InvalidEvent;
use locus_core::event::EventType;

/// The refusal of a name that is not in the registry.
pub(crate) fn unknown_type(name: &str, code: Option<&str>) -> InvalidEvent {
    if is_foreign(name, code) {
        return InvalidEvent::at("type", format!("{name:?} is an event of the MT Executor, not of Locus"));
    }
    let known: Vec<_> = EventType::ALL.iter().map(|known| known.as_str()).collect();
    InvalidEvent::at("type", format!("{name:?} is not one of {}", known.join(", ")))
}

fn is_foreign(name: &str, code: Option<&str>) -> bool {
    let number = code.and_then(|code| code.strip_prefix("FR-EVT-MT-")).filter(|digits| digits.len() == 3);
    let executor_code =
        number.and_then(|digits| digits.parse().ok()).is_some_and(|n: u8| (1..=17).contains(&n));
    executor_code || name.starts_with("micro_task_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_executor_are_told_from_unknown_ones() {
        for (name, code) in [
            ("micro_task_loop_started", Some("FR-EVT-MT-001")),
            ("micro_task_loop_started", None),
            ("anything", Some("FR-EVT-MT-017")),
        ] {
            assert!(unknown_type(name, code).reason.contains("MT Executor"), "{name} {code:?}");
        }
        for code in
            [None, Some("FR-EVT-MT-018"), Some("FR-EVT-MT-000"), Some("FR-EVT-MT-1"), Some("FR-EVT-WP-001")]
        {
            assert!(!unknown_type("work_packet_eaten", code).reason.contains("MT Executor"), "{code:?}");
        }
    }
}
