//! Horizontal bars: labels of any length in Chinese stay level and readable.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;

use super::figure::{Figure, ceiling, float, number};
use crate::{SafeHtml, Tone, words::Lang};

const WIDTH: f64 = 360.0;
const ROW: f64 = 34.0;
const LABEL: f64 = 114.0;
const VALUE: f64 = 52.0;

/// Bars from the top down, in the order given.
#[derive(Debug, Clone)]
pub struct BarChart {
    pub lang: Lang,
    pub title: String,
    /// What one should see in it, in a sentence.
    pub text: String,
    /// The unit of the values, such as 件.
    pub unit: String,
    pub bars: Vec<(String, f64, Tone)>,
}

impl BarChart {
    fn drawing(&self) -> SafeHtml {
        let top = ceiling(self.bars.iter().map(|bar| bar.1).fold(0.0, f64::max));
        let mut svg = String::new();
        for (position, (label, value, tone)) in self.bars.iter().enumerate() {
            let y = float(position) * ROW;
            let width = (value.max(0.0) / top) * (WIDTH - LABEL - VALUE);
            let (label, class) = (SafeHtml::text(&shorten(label)), tone.class());
            // Writing to a String cannot fail.
            let _ = write!(
                svg,
                r#"<text x="{:.0}" y="{:.0}" class="end">{label}</text><rect class="v {class}" x="{LABEL}" y="{:.0}" width="{:.1}" height="20" rx="3"/><text x="{:.1}" y="{:.0}" class="b">{}</text>"#,
                LABEL - 8.0,
                y + 22.0,
                y + 7.0,
                width.max(1.0),
                LABEL + width + 8.0,
                y + 22.0,
                number(*value),
            );
        }
        SafeHtml::trusted(svg)
    }
}

/// Six Chinese characters fit beside the bars; the table has the whole label.
fn shorten(label: &str) -> String {
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    if label.chars().map(width).sum::<usize>() <= 12 {
        return label.to_owned();
    }
    let mut room = 11_usize;
    let kept = label.chars().take_while(|c| {
        let fits = room >= width(*c);
        room = room.saturating_sub(width(*c));
        fits
    });
    kept.chain(['…']).collect()
}

impl fmt::Display for BarChart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = (WIDTH, float(self.bars.len().max(1)) * ROW);
        let mut figure = Figure::new(self.lang, &self.title, &self.text, size);
        figure.drawing = self.drawing();
        figure.heads = vec![&self.unit];
        figure.rows = self
            .bars
            .iter()
            .map(|(label, value, _)| (label.as_str(), vec![number(*value)]))
            .collect();
        fmt::Display::fmt(&figure, f)
    }
}
impl HtmlSafe for BarChart {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_cut_in_the_picture_and_whole_in_the_table() {
        let chart = BarChart {
            lang: Lang::Zh,
            title: "按类别".into(),
            text: "停车最多".into(),
            unit: "件".into(),
            bars: vec![
                ("道路安全隐患与积水".into(), 12.0, Tone::Bad),
                ("停<车>".into(), 24.0, Tone::Plain),
            ],
        };
        let html = chart.to_string();
        assert!(html.contains("道路安全隐…"), "{html}");
        assert!(html.contains("道路安全隐患与积水"), "{html}");
        assert!(!html.contains("<车>"), "{html}");
    }
}
