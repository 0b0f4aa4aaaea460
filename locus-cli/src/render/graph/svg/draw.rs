//! The drawing itself: legend, edges, boxes.

use super::boxes::{LEFT, LINE, Lines};
use super::look;
use crate::render::graph::{Picture, Shown, is_dashed};
use crate::render::{count, plain};
use graphlay::{EdgeRoute, Layout, Placement, Point};
use locus_core::domain::{Dependency, WpStatus};
use locus_core::graph::BlockedReason;
use std::fmt::Write as _;

const MARGIN: f64 = 24.0;
const LEGEND: f64 = 34.0;
/// Of a letter in the legend, and what stands around its words.
const LETTER: f64 = 5.8;
const SAMPLE: f64 = 56.0;
const CORNER: f64 = 5.0;

pub(super) fn drawing(picture: &Picture, boxes: &[Lines], layout: &Layout) -> String {
    let legend = legend(picture);
    let bounds = layout.bounds;
    let width = (bounds.max.x - bounds.min.x).max(legend.width) + 2.0 * MARGIN;
    let height = bounds.max.y - bounds.min.y + 2.0 * MARGIN + LEGEND;
    let title = format!(
        "{}, {}",
        count(picture.packets.len() as u64, "packet", "packets"),
        count(picture.edges.len() as u64, "edge", "edges")
    );
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<title>{title}</title>\n<style>{}</style>\n{}\
         <rect class=\"page\" width=\"100%\" height=\"100%\"/>\n{}<g transform=\"translate({:.1} {:.1})\">\n",
        look::sheet(),
        tips(),
        legend.text,
        MARGIN - bounds.min.x,
        MARGIN + LEGEND - bounds.min.y,
    );
    // What no longer holds anybody up lies below what does.
    let routed = || picture.edges.iter().zip(&layout.edges);
    for (edge, route) in routed().filter(|(edge, _)| is_free(picture, edge)) {
        text += &line(edge, route, true);
    }
    for (edge, route) in routed().filter(|(edge, _)| !is_free(picture, edge)) {
        text += &line(edge, route, false);
    }
    // Where lines part, unlike where they only cross.
    for Point { x, y } in &layout.junctions {
        let _ = writeln!(text, "<circle class=\"tip\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>");
    }
    for ((packet, lines), place) in picture.packets.values().zip(boxes).zip(&layout.nodes) {
        text += &packet_box(packet, lines, place);
    }
    text += "</g>\n</svg>\n";
    text
}

fn tips() -> String {
    let tip = |id: &str, class: &str| {
        format!(
            "<marker id=\"{id}\" class=\"{class}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"6\" \
             markerHeight=\"6\" orient=\"auto\"><path d=\"M0 0.5L8 4L0 7.5z\"/></marker>"
        )
    };
    format!("<defs>{}{}</defs>\n", tip("tip", "tip"), tip("freetip", "freetip"))
}

/// Whether an edge holds nobody up any more, or never did.
fn is_free(picture: &Picture, edge: &Dependency) -> bool {
    let from = picture.packets.get(&edge.from_wp_id);
    is_dashed(edge) || from.is_none_or(|from| !BlockedReason::still_blocks(from.status))
}

fn line(edge: &Dependency, route: &EdgeRoute, free: bool) -> String {
    let (free, tip) = if free { (" free", "freetip") } else { ("", "tip") };
    let dashed = if is_dashed(edge) { " dashed" } else { "" };
    format!(
        "<path class=\"edge{free}{dashed}\" marker-end=\"url(#{tip})\" d=\"{}\"><title>{} {} {}</title></path>\n",
        rounded(&route.points),
        edge.from_wp_id,
        edge.kind,
        edge.to_wp_id
    )
}

/// A line through these points, its corners rounded.
fn rounded(points: &[Point]) -> String {
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| points.get(index));
        let _ = match (before, points.get(index + 1)) {
            (None, _) => write!(path, "M{:.1} {:.1}", point.x, point.y),
            (_, None) => write!(path, "L{:.1} {:.1}", point.x, point.y),
            (Some(before), Some(after)) => {
                let (enter, leave) = (towards(*point, *before), towards(*point, *after));
                write!(
                    path,
                    "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
                    enter.x, enter.y, point.x, point.y, leave.x, leave.y
                )
            }
        };
    }
    path
}

/// The point a corner's width from here in a direction, half-way at most.
fn towards(from: Point, to: Point) -> Point {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let length = x.hypot(y);
    let part = if length > 0.0 { (CORNER / length).min(0.5) } else { 0.0 };
    Point::new(x.mul_add(part, from.x), y.mul_add(part, from.y))
}

fn packet_box(packet: &Shown, lines: &Lines, place: &Placement) -> String {
    let (width, height) = (place.size.width, place.size.height);
    let (x, y) = (place.center.x - width / 2.0, place.center.y - height / 2.0);
    let mut text = format!(
        "<g class=\"{}\" transform=\"translate({x:.1} {y:.1})\"><title>{}\n{}\n{}</title>{}",
        packet.status,
        packet.wp_id,
        escaped(&plain(&packet.title)),
        lines.standing,
        shape(width, height),
    );
    let mut baseline = 3.0;
    let mut write = |class: &str, line: &str| {
        baseline += LINE;
        let _ =
            write!(text, "<text class=\"{class}\" x=\"{LEFT}\" y=\"{baseline}\">{}</text>", escaped(line));
    };
    lines.id.iter().for_each(|line| write("id", line));
    if let Some(title) = &lines.title {
        write("faint", title);
    }
    write("standing", &lines.standing);
    text += "</g>\n";
    text
}

fn shape(width: f64, height: f64) -> String {
    format!(
        "<rect class=\"box\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\"/>\
         <rect class=\"bar\" width=\"5\" height=\"{height:.1}\" rx=\"2\"/>"
    )
}

struct Legend {
    text: String,
    width: f64,
}

/// What the colours say, for those that are there.
fn legend(picture: &Picture) -> Legend {
    let mut legend = Legend { text: format!("<g transform=\"translate({MARGIN} 14)\">\n"), width: 0.0 };
    let mut entry = |sample: &str, words: &str| {
        let _ = writeln!(
            legend.text,
            "<g transform=\"translate({:.0} 0)\">{sample}<text x=\"34\" y=\"11\">{words}</text></g>",
            legend.width
        );
        legend.width += LETTER.mul_add(words.chars().map(|_| 1.0).sum(), SAMPLE);
    };
    for status in WpStatus::ALL {
        let packets = picture.packets.values().filter(|packet| packet.status == *status).count();
        if packets > 0 {
            let sample = format!("<g class=\"{status}\">{}</g>", shape(26.0, 15.0));
            entry(&sample, &format!("{status} {packets}"));
        }
    }
    let line = |class: &str, tip: &str| {
        format!("<path class=\"edge{class}\" marker-end=\"url(#{tip})\" d=\"M0 8H26\"/>")
    };
    if picture.edges.iter().any(|edge| !is_free(picture, edge)) {
        entry(&line("", "tip"), "holds up");
    }
    if picture.edges.iter().any(|edge| is_free(picture, edge) && !is_dashed(edge)) {
        entry(&line(" free", "freetip"), "held up once");
    }
    if picture.edges.iter().any(is_dashed) {
        entry(&line(" free dashed", "freetip"), "other edges");
    }
    legend.text += "</g>\n";
    legend
}

/// A text as it stands in XML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // What no XML may hold, even escaped.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
