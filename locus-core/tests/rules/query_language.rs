//! The query language: what it reads, what it refuses and where, what the conditions mean.

use locus_core::domain::WorkPacket;
use locus_core::domain::query::{Expression, QueryError, Selection, Surroundings};
use locus_core::testing::QUERY_TERMS;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

fn parse(text: &str) -> Expression {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// The query, a line that points at the fault, and what is said of it.
fn refused(text: &str) -> String {
    let QueryError { at, reason, allowed } = text.parse::<Expression>().unwrap_err();
    let before = text[..at.start].chars().count();
    let marks = text[at].chars().count().max(1);
    let allowed = if allowed.is_empty() { String::new() } else { format!(" ({})", allowed.join(" ")) };
    format!("{text}\n{}{} {reason}{allowed}\n", " ".repeat(before), "^".repeat(marks))
}

#[test]
fn queries_have_one_form() {
    let forms = [
        ("", ""),
        ("  \n ", ""),
        ("status:Ready   PRIORITY<=1", "status:ready priority<=1"),
        ("status=ready and label:api", "status:ready label:api"),
        ("Status!=done", "-status:done"),
        ("not (a or b)", "-(a or b)"),
        ("not not a --b", "a b"),
        ("a b or c d", "a b or c d"),
        ("a (b or c) d", "a (b or c) d"),
        ("(a b) c or (d or e)", "a b c or d or e"),
        (
            "routing:strict status:in-progress pre-work:PASS",
            "routing:GOV_STRICT status:in_progress pre_work:pass",
        ),
        ("\"free text\" \"or\" \"not\" text:and", "\"free text\" \"or\" \"not\" \"and\""),
        ("title:\"say \\\"hi\\\\\",x", "title:\"say \\\"hi\\\\\",x"),
        ("text:a,\"b c\"", "text:a,\"b c\""),
        ("assignee:SELF,None,\"self\"", "assignee:self,none,\"self\""),
        (
            "due:Today created>2026-11-01 closed<2026-11-01T12:00:00+01:00",
            "due:today created>2026-11-01 closed<2026-11-01T11:00:00.000Z",
        ),
        ("a - b", "a \"-\" b"),
        ("12:30 a.b(c)d", "\"12:30\" a.b c d"),
    ];
    for (text, form) in forms {
        assert_eq!(parse(text).to_string(), form, "{text}");
    }
}

#[test]
fn a_refused_condition_says_what_may_stand_there() {
    let bad = [
        "stauts:ready",
        "Größe x:y",
        "status:redy label:api",
        "status: ready",
        "status:ready, label:x",
        "status>ready",
        "priority<=5",
        "priority<1,2",
        "assignee:\"\"",
        "blocks:login",
        "updated>soon",
        "updated:7d",
        "due<99999d",
        "created:2026-02-30",
    ];
    insta::assert_snapshot!(bad.map(refused).join("\n"), @r#"
    stauts:ready
    ^^^^^^ "stauts" is no field; quoted it would be looked for as text (id status priority type phase routing pre_work post_work assignee reporter label title text is has blocks blocked_by created updated started completed closed due)

    Größe x:y
          ^ "x" is no field; quoted it would be looked for as text (id status priority type phase routing pre_work post_work assignee reporter label title text is has blocks blocked_by created updated started completed closed due)

    status:redy label:api
           ^^^^ status: "redy" is none of its values (stub ready in_progress blocked gated done cancelled)

    status: ready
           ^ a value of status is missing here (stub ready in_progress blocked gated done cancelled)

    status:ready, label:x
                 ^ a value of status is missing here (stub ready in_progress blocked gated done cancelled)

    status>ready
          ^ status has no order: only : or != can follow it (: !=)

    priority<=5
              ^ priority: "5" is no priority (0 1 2 3 4)

    priority<1,2
               ^ priority can be compared with one value only

    assignee:""
             ^^ assignee: blank; 1 to 128 characters are needed

    blocks:login
           ^^^^^ blocks: not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes

    updated>soon
            ^^^^ updated: "soon" is no time (90m 3h 7d 2w yesterday today tomorrow 2026-11-01)

    updated:7d
            ^^ updated: a length of time is compared: updated<7d or updated>7d (90m 3h 7d 2w yesterday today tomorrow 2026-11-01)

    due<99999d
        ^^^^^^ due: "99999d" is no time (90m 3h 7d 2w yesterday today tomorrow 2026-11-01)

    created:2026-02-30
            ^^^^^^^^^^ created: "2026-02-30" is no time (90m 3h 7d 2w yesterday today tomorrow 2026-11-01)
    "#);
}

#[test]
fn what_is_not_put_together_right_is_pointed_at() {
    let bad = [
        "label:\"api",
        "\"free text",
        "(status:ready",
        "status:ready)",
        "()",
        "a or",
        "and b",
        "a or or b",
        "not",
        "-(a b",
    ];
    insta::assert_snapshot!(bad.map(refused).join("\n"), @r#"
    label:"api
          ^^^^ no quotation mark ends what this one begins

    "free text
    ^^^^^^^^^^ no quotation mark ends what this one begins

    (status:ready
    ^ no parenthesis closes this one

    status:ready)
                ^ no parenthesis is open that this one closes

    ()
     ^ a condition is missing here; the words and, or, not are quoted to be looked for

    a or
        ^ a condition is missing here; the words and, or, not are quoted to be looked for

    and b
    ^^^ a condition is missing here; the words and, or, not are quoted to be looked for

    a or or b
         ^^ a condition is missing here; the words and, or, not are quoted to be looked for

    not
       ^ a condition is missing here; the words and, or, not are quoted to be looked for

    -(a b
     ^ no parenthesis closes this one
    "#);
}

#[test]
fn what_no_packet_can_hold_is_not_looked_for() {
    let QueryError { at, reason, .. } = "title:\"a\0b\"".parse::<Expression>().unwrap_err();
    assert_eq!((at, reason.as_str()), (8..9, "a NUL character can't be looked for"));
}

#[test]
fn depth_and_length_have_bounds() {
    for deep in ["(".repeat(100_000), "-".repeat(100_000) + "a", "not ".repeat(100_000) + "a"] {
        let refusal = deep.parse::<Expression>().unwrap_err();
        assert_eq!(refusal.reason, "nested deeper than 20 levels");
    }
    let nested = format!("{}a{}", "-(".repeat(10), ")".repeat(10));
    assert_eq!(parse(&nested).to_string(), "a");
    parse(&"a ".repeat(Expression::MAX_CONDITIONS));
    let long = "a or ".repeat(Expression::MAX_CONDITIONS) + "status:ready";
    assert_eq!(long.parse::<Expression>().unwrap_err().reason, "more than 100 conditions");
}

#[test]
fn every_term_of_the_tests_is_one_condition() {
    for term in QUERY_TERMS {
        assert!(matches!(parse(term), Expression::Is(_) | Expression::Not(_)), "{term}");
    }
}

/// A packet with these fields in place of the usual ones.
fn packet(fields: &[(&str, Value)]) -> WorkPacket {
    let gate = json!({ "status": "pending" });
    let mut wp = json!({
        "wp_id": "WP-1-Log-In-v1", "version": 1, "title": "Log in with a passkey", "description": "and Ümlaute",
        "status": "ready", "priority": 1, "type": "feature", "labels": ["api"], "reporter": "grace",
        "governance": { "phase": "1", "routing": "GOV_LIGHT", "gates": { "pre_work": gate, "post_work": gate } },
        "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-16T12:00:00Z",
        "metadata": {}, "vector_clock": {},
    });
    for (key, value) in fields {
        wp[key] = value.clone();
    }
    serde_json::from_value(wp).unwrap()
}

/// Whether the query fits, asked by ada at noon of 2026-11-23.
fn fits(query: &str, wp: &WorkPacket, around: &Surroundings) -> bool {
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    Selection { expression: parse(query), now, me: "ada".parse().unwrap() }.matches(wp, around)
}

#[track_caller]
fn all_fit(wp: &WorkPacket, queries: &[&str]) {
    for query in queries {
        assert!(fits(query, wp, &Surroundings::default()), "{query}");
        assert!(!fits(&format!("-({query})"), wp, &Surroundings::default()), "-({query})");
    }
}

#[test]
fn values_of_a_list_are_alternatives_and_conditions_are_not() {
    let wp = packet(&[]);
    all_fit(&wp, &["status:stub,ready", "status:ready priority<=1 label:api", "status:done or type:feature"]);
    all_fit(&wp, &["-(status:ready label:web)", "-status:done -label:web", "label:web,api", "priority:0,1"]);
    all_fit(&wp, &["id:log-in", "reporter:grace", "routing:light", "pre_work:pending", "-label:API"]);
}

#[test]
fn text_is_all_its_words_in_title_or_description_in_any_case() {
    let wp = packet(&[]);
    all_fit(
        &wp,
        &["passkey", "PASS ümlaute", "\"ümlaute log\"", "title:\"in log\"", "-title:ümlaute", "-passkeys"],
    );
}

#[test]
fn an_age_counts_back_from_now_and_what_is_due_lies_ahead() {
    // Updated seven days ago to the millisecond.
    let wp = packet(&[("due_at", json!("2026-11-25T12:00:00Z"))]);
    all_fit(
        &wp,
        &[
            "updated>=7d",
            "updated<=7d",
            "-updated>7d",
            "-updated<7d",
            "updated>6d",
            "updated<8d",
            "created>3w",
        ],
    );
    all_fit(&wp, &["due<=2d", "due>=2d", "-due<2d", "-due>2d", "due<3d", "due>47h", "-is:overdue"]);
    let late = packet(&[("due_at", json!("2026-11-23T11:59:59Z"))]);
    all_fit(&late, &["due<1m", "is:overdue", "due:today", "-due>0m"]);
    let done = packet(&[("due_at", json!("2026-11-01T00:00:00Z")), ("status", json!("done"))]);
    all_fit(&done, &["-is:overdue", "-is:open", "due<yesterday"]);
}

#[test]
fn a_day_is_a_whole_one() {
    let wp = packet(&[("created_at", json!("2026-11-22T23:59:59.999Z"))]);
    all_fit(&wp, &["created:2026-11-22", "created:yesterday", "created<2026-11-23", "created<today"]);
    all_fit(
        &wp,
        &["created>2026-11-21", "created<=2026-11-22", "-created>2026-11-22", "created>=2026-11-22"],
    );
    all_fit(
        &wp,
        &[
            "created<2026-11-23T00:00:00Z",
            "created:2026-11-22T23:59:59.999Z",
            "-created:2026-11-22T23:59:59Z",
        ],
    );
}

#[test]
fn what_a_packet_has_not_is_neither_before_nor_after() {
    let wp = packet(&[("labels", json!([])), ("description", json!(""))]);
    all_fit(
        &wp,
        &["-started>1d", "-started<1d", "-due<1d", "-has:due,started,completed,closed,label,description"],
    );
    all_fit(&wp, &["assignee:none", "-assignee:self", "-has:assignee,lease,packet", "-is:claimed"]);
}

#[test]
fn self_is_who_asks_and_a_quoted_name_is_a_name() {
    let wp = packet(&[("assignee", json!("ada")), ("reporter", json!("self"))]);
    all_fit(
        &wp,
        &["assignee:self", "assignee:none,ada", "reporter:\"self\"", "-reporter:self", "-assignee:Ada"],
    );
}

#[test]
fn a_lease_that_has_run_out_claims_nothing() {
    let lease = |until: &str| ("lease", json!({ "by": "ada", "until": until }));
    let ada = || ("assignee", json!("ada"));
    all_fit(&packet(&[ada()]), &["is:claimed", "-has:lease"]);
    all_fit(&packet(&[ada(), lease("2026-11-23T12:00:00.001Z")]), &["is:claimed", "has:lease"]);
    all_fit(&packet(&[ada(), lease("2026-11-23T12:00:00Z")]), &["-is:claimed", "has:lease", "assignee:self"]);
}

#[test]
fn edges_are_asked_for_from_both_ends() {
    let id = |text: &str| text.parse().unwrap();
    let around =
        Surroundings { blocks: vec![id("WP-2")], blocked_by: vec![id("WP-3")], ready: true, blocked: false };
    for query in
        ["blocks:WP-2", "blocks:WP-9,WP-2", "blocked_by:WP-3", "-blocks:WP-3", "is:ready", "-is:blocked"]
    {
        assert!(fits(query, &packet(&[]), &around), "{query}");
    }
}

fn expressions() -> impl Strategy<Value = Expression> {
    let term = select(QUERY_TERMS).prop_map(parse);
    term.prop_recursive(4, 24, 4, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(Expression::all),
            (inner.clone(), several).prop_map(|(first, others)| Expression::any(first, others)),
            inner.prop_map(Expression::not),
        ]
    })
}

/// Pieces that queries are made of, and some that they aren't.
fn scraps() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => select(QUERY_TERMS).prop_map(str::to_owned),
        4 => select(vec!["(", ")", "-", " ", "\"", ",", ":", "or", " and ", "not ", "\\", "<=", "status", "due>", "\u{3000}", "é"])
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_is_read_as_the_same(expression in expressions()) {
        prop_assert_eq!(parse(&expression.to_string()), expression);
    }

    #[test]
    fn any_text_is_a_query_or_is_refused_in_a_place_of_it(text in scraps()) {
        match text.parse::<Expression>() {
            Ok(expression) => prop_assert_eq!(parse(&expression.to_string()), expression),
            Err(QueryError { at, .. }) => prop_assert!(text.get(at).is_some()),
        }
    }
}
