//! Small charts drawn by the server as SVG, each with a title, a sentence that says what it shows,
//! and its figures as a table. The viewBox scales, type stays readable.

mod bar;
mod figure;
mod line;

pub use bar::BarChart;
pub use line::{LineChart, Series};
