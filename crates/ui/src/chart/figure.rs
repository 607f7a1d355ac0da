//! What every chart shares: scale, labels, the table of its figures.

use askama::{Template, filters::HtmlSafe};

use crate::{
    SafeHtml,
    words::{Lang, own},
};

/// A drawing with its words and its table.
#[derive(Debug, Clone, Template)]
#[template(path = "figure.html")]
pub(super) struct Figure<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub width: f64,
    pub height: f64,
    pub legend: Vec<&'a str>,
    pub drawing: SafeHtml,
    pub table_label: &'static str,
    pub item_label: &'static str,
    pub heads: Vec<&'a str>,
    pub rows: Vec<(&'a str, Vec<String>)>,
}
impl HtmlSafe for Figure<'_> {}

impl<'a> Figure<'a> {
    pub(super) fn new(lang: Lang, title: &'a str, text: &'a str, size: (f64, f64)) -> Self {
        Self {
            title,
            text,
            width: size.0,
            height: size.1,
            legend: Vec::new(),
            drawing: SafeHtml::default(),
            table_label: own(lang, "ui-chart-table"),
            item_label: own(lang, "ui-chart-item"),
            heads: Vec::new(),
            rows: Vec::new(),
        }
    }
}

/// The smallest round number (1, 2, 2.5, 5 times a power of ten) not below `value`.
pub(super) fn ceiling(value: f64) -> f64 {
    if value.is_nan() || value <= 0.0 || value.is_infinite() {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0].into_iter().find(|step| step * power >= value);
    step.unwrap_or(10.0) * power
}

/// A figure without needless decimals.
pub(super) fn number(value: f64) -> String {
    if value.fract().abs() < 0.005 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// A count as a coordinate; counts beyond 2^32 are of no use in a picture.
pub(super) fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, expected) in
            [(0.0, 1.0), (7.0, 10.0), (21.0, 25.0), (94.0, 100.0), (130.0, 200.0)]
        {
            assert!((ceiling(value) - expected).abs() < 1e-9, "{value} -> {}", ceiling(value));
        }
        assert_eq!(number(3.0), "3");
        assert_eq!(number(2.26), "2.3");
    }
}
