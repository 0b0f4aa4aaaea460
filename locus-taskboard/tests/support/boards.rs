//! Boards of all kinds, of both dialects at once: what is an entry in one is a decoy in the other.

use proptest::prelude::*;
use proptest::sample::select;

/// What an entry line says behind its id.
fn tail() -> impl Strategy<Value = String> {
    let token = || {
        select(vec![
            "STUB",
            "READY_FOR_DEV",
            "ready for dev 🔴",
            "BLOCKED",
            "GATED",
            "FAIL",
            "DONE",
            "OUTDATED_ONLY",
            "SUPERSEDED by WP-1-b",
            "PARTIAL 🟡",
        ])
    };
    let text = || select(vec!["Split the store.", "a [mark](x.md)", "Überblick: `code` ", "[DONE](x.md)"]);
    prop_oneof![
        4 => token().prop_map(|token| format!(" - [{token}]")),
        1 => token().prop_map(|token| format!(" - [{token}]] ")),
        1 => token().prop_map(|token| format!(" - [{token}] - waits for [x]  ")),
        1 => (text(), token()).prop_map(|(text, token)| format!(" / FAIL (again): {text} [{token}]")),
        1 => (text(), token()).prop_map(|(text, token)| format!(": {text} [{token}]")),
        1 => token().prop_map(|token| format!(" [{token}]")),
        1 => text().prop_map(|text| format!(" - {text}")),
        1 => Just(" / FAIL".to_owned()),
        1 => select(vec!["", " ", " -", ":"]).prop_map(str::to_owned),
    ]
}

fn entry() -> impl Strategy<Value = Vec<String>> {
    let details = prop::collection::vec(
        select(vec![
            "  - a detail",
            "   - **[WP-9]** - [DONE]",
            "\t* tab",
            "      deep",
            "  ---",
            "    ```\n    x\n    ```",
        ]),
        0..3,
    );
    let bullet = select(vec!["- ", "- ", "- ", "1. ", "23. "]);
    let box_ = select(vec!["", "", "", "[ ] ", "[x] ", "[X] ", "[?] "]);
    (bullet, box_, 0..60_usize, tail(), details).prop_map(|(bullet, box_, id, tail, details)| {
        let line = format!("{bullet}{box_}**[WP-1-{id}]**{tail}");
        let details = details.into_iter().flat_map(|detail| detail.split('\n'));
        std::iter::once(line).chain(details.map(str::to_owned)).collect()
    })
}

/// A heading, an entry or what people write between them.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let heading = select(vec![
        "## Stub Backlog (Not Activated)",
        "## ready  for DEV 🚀",
        "## In Progress",
        "## Blocked",
        "## Gated",
        "## Done",
        "## Done (old) ##",
        "## Superseded (Archive)",
        "## Backlog",
        "## todo 🚀",
        "## Doing",
        "## Review ##",
        "## Cancelled (never)",
        "## Historical",
        "# Top",
        "### Sub",
    ]);
    let between = select(vec![
        "prose",
        "(None)",
        "| a | b |\n|---|---|",
        "* **[WP-8]** - [DONE]",
        "- **[WP_ID]** - [TOKEN]",
        "`- **[WP-8]**`",
        "> - **[WP-8]**\n",
        "```md\n## Done\n- **[WP-8]**\n\n```",
        "<!--\n- **[WP-8]**\n-->",
        "]",
        "\u{7}\u{0}",
        "lone \r return",
        "prose\n---",
        "---",
        "***",
        "",
    ]);
    prop_oneof![
        3 => heading.prop_map(|line| vec![line.to_owned()]),
        6 => entry(),
        3 => between.prop_map(|text| text.split('\n').map(str::to_owned).collect()),
        2 => (1..6_usize).prop_map(|count| vec![String::new(); count]),
    ]
}

/// A board, well-formed as Markdown.
pub(crate) fn board() -> impl Strategy<Value = Vec<u8>> {
    let all = prop::collection::vec(lines(), 0..60).prop_map(|all| all.concat());
    let ends = prop_oneof![
        Just(vec!["\n"]),
        Just(vec!["\r\n"]),
        prop::collection::vec(select(vec!["\n", "\r\n"]), 1..9)
    ];
    (all, ends, any::<bool>(), any::<bool>()).prop_map(|(lines, ends, bom, open)| {
        let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
        for (line, end) in lines.iter().zip(ends.iter().cycle()) {
            text += line;
            text += end;
        }
        let text = if open { text.trim_end_matches(['\n', '\r']) } else { text.as_str() };
        text.as_bytes().to_vec()
    })
}

/// Anything: pieces of boards, torn.
pub(crate) fn soup() -> impl Strategy<Value = Vec<u8>> {
    let torn = select(vec![
        "```\n", "<!-- ", "-->\n", "<div>\n", "> ", "`", "- ", "- [", "  ", "\r", "\u{feff}", "2. **[",
    ]);
    let piece = prop_oneof![
        4 => board(),
        2 => torn.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}
