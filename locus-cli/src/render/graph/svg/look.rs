//! The colours of a drawing, on a light page and on a dark one.

use locus_core::domain::WpStatus;
use std::fmt::Write as _;

/// A box's fill, and the line and text on it.
struct Look {
    fill: &'static str,
    line: &'static str,
}

const fn light(status: WpStatus) -> Look {
    match status {
        WpStatus::Stub => Look { fill: "#f4f5f7", line: "#6b7280" },
        WpStatus::Ready => Look { fill: "#dbeafe", line: "#1d4ed8" },
        WpStatus::InProgress => Look { fill: "#fef3c7", line: "#b45309" },
        WpStatus::Blocked => Look { fill: "#fee2e2", line: "#b91c1c" },
        WpStatus::Gated => Look { fill: "#f3e8ff", line: "#7e22ce" },
        WpStatus::Done => Look { fill: "#dcfce7", line: "#15803d" },
        WpStatus::Cancelled => Look { fill: "#ffffff", line: "#9ca3af" },
    }
}

const fn dark(status: WpStatus) -> Look {
    match status {
        WpStatus::Stub => Look { fill: "#1f2430", line: "#9aa3b2" },
        WpStatus::Ready => Look { fill: "#172a52", line: "#7fb0ff" },
        WpStatus::InProgress => Look { fill: "#3a2a0c", line: "#f2b63d" },
        WpStatus::Blocked => Look { fill: "#431818", line: "#ff8f8f" },
        WpStatus::Gated => Look { fill: "#33184d", line: "#cf9bff" },
        WpStatus::Done => Look { fill: "#11311d", line: "#5fd38a" },
        WpStatus::Cancelled => Look { fill: "#14171f", line: "#6b7280" },
    }
}

/// The drawing's style sheet.
pub(super) fn sheet() -> String {
    let mut css = String::from(
        "text{font-family:system-ui,sans-serif;font-size:10px}\
         .id{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:11px;font-weight:600}\
         .edge{fill:none;stroke-width:1.3}.dashed{stroke-dasharray:4 3}.stub rect.box,.cancelled rect.box\
         {stroke-dasharray:3 2}.cancelled .id{text-decoration:line-through}",
    );
    let page = |page: &str, text: &str, faint: &str, open: &str, free: &str| {
        format!(
            ".page{{fill:{page}}}text{{fill:{text}}}.faint{{fill:{faint}}}.edge{{stroke:{open}}}\
             .tip{{fill:{open}}}.free{{stroke:{free}}}.freetip{{fill:{free}}}"
        )
    };
    css += &page("#ffffff", "#111827", "#4b5563", "#4b5563", "#c3c8d0");
    css += &boxes(light);
    css += "@media (prefers-color-scheme:dark){";
    css += &page("#0f1218", "#e8ebf0", "#a8b0bd", "#a8b0bd", "#434a57");
    css += &boxes(dark);
    css += "}";
    css
}

fn boxes(look: fn(WpStatus) -> Look) -> String {
    WpStatus::ALL.iter().fold(String::new(), |mut css, status| {
        let Look { fill, line } = look(*status);
        let _ = write!(
            css,
            ".{status} .box{{fill:{fill};stroke:{line}}}.{status} .bar{{fill:{line}}}.{status} .standing{{fill:{line}}}"
        );
        css
    })
}
