//! Lines over time, one filled when it stands alone.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;

use super::figure::{Figure, ceiling, float, number};
use crate::{SafeHtml, words::Lang};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 350.0;
const TOP: f64 = 12.0;
/// Half of a label such as 11月20日.
const LABEL_HALF: f64 = 38.0;
const BOTTOM: f64 = 178.0;

/// One line; as many values as the chart has labels. At most four lines tell themselves apart, by
/// dashes as well as by colour.
#[derive(Debug, Clone)]
pub struct Series {
    pub name: String,
    pub values: Vec<f64>,
}

/// Lines over equally spaced labels, such as days.
#[derive(Debug, Clone)]
pub struct LineChart {
    pub lang: Lang,
    pub title: String,
    /// What one should see in it, in a sentence.
    pub text: String,
    pub labels: Vec<String>,
    pub series: Vec<Series>,
}

impl LineChart {
    fn drawing(&self) -> SafeHtml {
        let all = self.series.iter().flat_map(|one| &one.values);
        let top = ceiling(all.copied().fold(0.0, f64::max));
        let mut svg = self.axes(top);
        for (position, series) in self.series.iter().enumerate() {
            let points: Vec<(f64, f64)> = series
                .values
                .iter()
                .enumerate()
                .map(|(at, value)| (self.x(at), BOTTOM - value.max(0.0) / top * (BOTTOM - TOP)))
                .collect();
            draw(&mut svg, &points, position % 4, self.series.len() == 1);
        }
        SafeHtml::trusted(svg)
    }

    fn x(&self, position: usize) -> f64 {
        let steps = float(self.labels.len().saturating_sub(1).max(1));
        LEFT + float(position) * (RIGHT - LEFT) / steps
    }

    fn axes(&self, top: f64) -> String {
        let mut svg = String::new();
        for part in [0.0, 0.5, 1.0] {
            let y = BOTTOM - part * (BOTTOM - TOP);
            let _ = write!(
                svg,
                r#"<path class="gr" d="M{LEFT} {y:.0}H{RIGHT}"/><text x="{:.0}" y="{:.0}" class="end">{}</text>"#,
                LEFT - 6.0,
                y + 5.0,
                number(top * part),
            );
        }
        // About four labels fit under the axis.
        let step = self.labels.len().saturating_sub(1).div_ceil(3).max(1);
        for (position, label) in self.labels.iter().enumerate().step_by(step) {
            let x = self.x(position);
            let anchor = if x + LABEL_HALF > WIDTH { "end" } else { "mid" };
            let _ = write!(
                svg,
                r#"<text x="{:.0}" y="{:.0}" class="{anchor}">{}</text>"#,
                if anchor == "end" { WIDTH } else { x },
                BOTTOM + 22.0,
                SafeHtml::text(label),
            );
        }
        svg
    }
}

fn draw(svg: &mut String, points: &[(f64, f64)], style: usize, filled: bool) {
    let mut path = String::new();
    for (position, (x, y)) in points.iter().enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if position == 0 { 'M' } else { 'L' });
    }
    if let (true, Some((first, _)), Some((last, _))) = (filled, points.first(), points.last()) {
        let _ = write!(
            svg,
            r#"<path class="fill" d="{path}L{last:.1} {BOTTOM}L{first:.1} {BOTTOM}z"/>"#
        );
    }
    let _ = write!(svg, r#"<path class="l s{style}" d="{path}"/>"#);
    if let Some((x, y)) = points.last() {
        let _ = write!(svg, r#"<circle class="p s{style}" cx="{x:.1}" cy="{y:.1}" r="4"/>"#);
    }
}

impl fmt::Display for LineChart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut figure = Figure::new(self.lang, &self.title, &self.text, (WIDTH, HEIGHT));
        figure.drawing = self.drawing();
        figure.heads = self.series.iter().map(|one| one.name.as_str()).collect();
        let value = |series: &Series, at: usize| series.values.get(at).map(|v| number(*v));
        if self.series.len() > 1 {
            figure.legend = self.series.iter().map(|one| one.name.as_str()).collect();
        }
        figure.rows = self
            .labels
            .iter()
            .enumerate()
            .map(|(at, label)| {
                let row = self.series.iter().map(|one| value(one, at).unwrap_or_default());
                (label.as_str(), row.collect())
            })
            .collect();
        fmt::Display::fmt(&figure, f)
    }
}
impl HtmlSafe for LineChart {}
