//! `locus board render`.

use crate::support::TestEnv;

#[test]
fn a_board_from_the_database_reads_back_as_the_same_packets() {
    let env = TestEnv::with_packet("done");
    env.locus(["wp", "create", "Second", "--id", "WP-2", "--priority", "0"]).success();
    env.locus(["wp", "create", "Third", "--id", "WP-3"]).success();
    let board = env.locus(["board", "render"]).success();
    assert_output_snapshot!(board, @r"
    # Task Board

    ## Stub Backlog (Not Activated)

    - **[WP-2]** - [STUB]
    - **[WP-3]** - [STUB]

    ## Ready for Dev

    ## In Progress

    ## Blocked

    ## Gated

    ## Done

    - **[WP-1]** - [VALIDATED]

    ## Superseded (Archive)
    ");
    env.write("TASK_BOARD.md", board.stdout());
    assert_output_snapshot!(env.locus(["board", "sync", "--check"]), @"nothing to change (3 lines with packets)");
    let answer = env.locus(["--json", "board", "render"]).success().json();
    assert_eq!(answer["data"]["board"], board.stdout());
}
