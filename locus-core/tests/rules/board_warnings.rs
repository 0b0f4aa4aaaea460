//! What a sync does as it was told, but a person should look at.

use crate::board_sync::Desk;
use locus_core::domain::board::WarningCode;

#[test]
fn a_mistyped_heading_that_takes_packets_off_the_board_is_told() {
    let mut desk = Desk::synced();
    desk.edit("## Ready for Dev", "## Redy for Dev");
    let synced = desk.sync();
    assert_eq!(synced.report.db_changes.len(), 2);
    let [warning] = synced.report.warnings.as_slice() else { panic!("{:?}", synced.report.warnings) };
    assert_eq!((warning.code, warning.line), (WarningCode::NoStatusSection, Some(5)));
    assert_eq!(
        warning.message,
        "2 of the packets taken off the board still have lines, below \"Redy for Dev\", which stands for no status"
    );
    assert_eq!(desk.sync().report.warnings, []);
    // A line that is gone needs no second look.
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    assert_eq!(desk.sync().report.warnings, []);
}
