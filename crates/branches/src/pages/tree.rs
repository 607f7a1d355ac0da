//! A split drawn as a tree: the branch as it is, and the branches it becomes, with their numbers.

use std::fmt::Write as _;

use ui::{Escaped, SafeHtml};

/// A box of the drawing.
#[derive(Debug, Clone)]
pub struct Box {
    pub name: String,
    /// A second line, such as "39 名党员 · 设委员会".
    pub told: String,
    /// A third, such as "早班9 中班8"; empty for none.
    pub more: String,
    /// Stands out: something is wrong with it.
    pub flagged: bool,
}

/// Width and height of a box, the gaps between them, in SVG units.
const WIDTH: usize = 300;
const HEIGHT: usize = 70;
const GAP: usize = 10;
const STEP: usize = 90;

/// The tree: `root` on the left, `leaves` on the right, a line to each. Screen readers hear `title`;
/// the same stands below in words.
pub fn drawing(title: &str, root: &Box, leaves: &[Box]) -> SafeHtml {
    let rows = leaves.len().max(1);
    let height = rows * (HEIGHT + GAP) + GAP;
    let width = 2 * WIDTH + STEP + 2;
    let middle = (height - HEIGHT) / 2;
    let mut svg = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\" data-tree width=\"100%\">",
        Escaped(title)
    );
    for (index, leaf) in leaves.iter().enumerate() {
        let top = GAP + index * (HEIGHT + GAP);
        let (from, to) = (middle + HEIGHT / 2, top + HEIGHT / 2);
        let half = WIDTH + STEP / 2;
        let end = WIDTH + STEP;
        let _ = write!(
            svg,
            "<path d=\"M{WIDTH} {from} H{half} V{to} H{end}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.4\"/>"
        );
        one(&mut svg, end, top, leaf);
    }
    one(&mut svg, 1, middle, root);
    svg.push_str("</svg>");
    SafeHtml::trusted(svg)
}

fn one(svg: &mut String, left: usize, top: usize, it: &Box) {
    let width = WIDTH - 1;
    let line = if it.flagged { "3" } else { "1" };
    let (text, first, second, third) = (left + 12, top + 22, top + 41, top + 59);
    let _ = write!(
        svg,
        "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{line}\"/>\
         <text x=\"{text}\" y=\"{first}\" font-size=\"15\" fill=\"currentColor\">{}</text>\
         <text x=\"{text}\" y=\"{second}\" font-size=\"13\" fill=\"currentColor\" fill-opacity=\"0.7\">{}</text>\
         <text x=\"{text}\" y=\"{third}\" font-size=\"13\" fill=\"currentColor\" fill-opacity=\"0.7\">{}</text>",
        Escaped(&it.name),
        Escaped(&it.told),
        Escaped(&it.more)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_branch_is_a_box_with_a_line_and_names_are_escaped() {
        let of = |name: &str| Box {
            name: name.into(),
            told: "3".into(),
            more: String::new(),
            flagged: false,
        };
        let leaves = [of("a"), of("b<"), of("c")];
        let svg = drawing("树", &of("root"), &leaves).to_string();
        assert_eq!(svg.matches("<rect").count(), 4);
        assert_eq!(svg.matches("<path").count(), 3);
        assert!(!svg.contains("b<<"), "{svg}");
    }
}
