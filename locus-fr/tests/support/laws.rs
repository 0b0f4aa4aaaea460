//! What must hold of any bytes as lines of events. A property test and the fuzzer hold lines against it.

use locus_fr::{Line, Validator, Verifier, content_line, event_of, parse_line, query_line, to_line};

/// Each line is read or refused with a reason; what is read is written as it was read, and a chain that holds is made
/// of valid lines.
pub(crate) fn hold(bytes: &[u8]) {
    let (mut validator, mut verifier) = (Validator::new(), Verifier::from_anywhere());
    for line in bytes.split(|byte| *byte == b'\n') {
        let (read, follows) = (validator.feed(line), verifier.feed(line));
        match read {
            Ok(Some(read)) => assert_is_said_again(&read),
            Ok(None) => assert!(line.trim_ascii().is_empty()),
            Err(bad) => {
                assert!(!bad.fault.reason.is_empty() && bad.line == validator.line());
                assert_eq!(follows, Err(bad), "no chain is made of what is no event");
            }
        }
    }
}

fn assert_is_said_again(read: &Line) {
    let said = match read {
        Line::Event(record) => to_line(record),
        Line::Content(record, bronze) => content_line(record, bronze),
        Line::Query(query) => query_line(&query.record, query.replica_id, query.sequence).unwrap(),
    };
    assert_eq!(parse_line(&said).as_ref(), Ok(read), "{said}");
    if let Some(record) = read.record() {
        event_of(record).unwrap();
    }
}
