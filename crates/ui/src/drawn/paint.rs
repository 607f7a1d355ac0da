//! How things are painted. Colours are the picture's own attributes: they need no style sheet, and
//! no two paints differ in colour alone where they can lie side by side.

use std::fmt::Write as _;

use crate::SafeHtml;

/// What a thing on the map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// A step of a scale from 0 (least) to 4 (most).
    Step(u8),
    /// A surface that is served.
    Served,
    /// A surface that is not.
    Unserved,
    /// An outline above other things.
    Ring,
    /// How far something reaches.
    Reach,
    /// A spot that was chosen.
    Chosen,
    /// A spot that stands already.
    Stands,
    /// A spot that was not chosen.
    Refused,
}

/// Keeps letters apart from whatever they stand on.
pub(super) const HALO: &str =
    r##"fill="#1b1f24" stroke="#fff" stroke-width="4" paint-order="stroke""##;

/// From pale to dark, so that the order also shows in grey.
const STEPS: [&str; 5] = ["#ffe3b0", "#ffc069", "#f58f3c", "#d4501c", "#8f1d0a"];

impl Paint {
    /// The attributes of a group that it paints.
    pub(super) fn attributes(self) -> String {
        let told = match self {
            Self::Step(step) => {
                let colour = STEPS.get(usize::from(step)).or(STEPS.last()).copied();
                return format!(
                    r##"fill="{}" fill-opacity=".8" stroke="#fff" stroke-width=".6""##,
                    colour.unwrap_or_default()
                );
            }
            Self::Served => r##"fill="#2f7fc9" fill-opacity=".5" stroke="#fff" stroke-width=".6""##,
            Self::Unserved => {
                r##"fill="#f58f3c" fill-opacity=".45" stroke="#fff" stroke-width=".6""##
            }
            Self::Ring => r##"fill="none" stroke="#7a3b9a" stroke-width="2.5""##,
            Self::Reach => {
                r##"fill="none" stroke="#083e77" stroke-width="1" stroke-dasharray="4 3""##
            }
            Self::Chosen => r##"fill="#0f6b3a" stroke="#fff" stroke-width="2""##,
            Self::Stands => r##"fill="#083e77" stroke="#fff" stroke-width="1.5""##,
            Self::Refused => r##"fill="none" stroke="#4a5462" stroke-width="1.5""##,
        };
        told.to_owned()
    }

    /// A spot: each kind has a form of its own.
    pub(super) fn mark(self, svg: &mut String, x: f64, y: f64, title: &str) {
        // Writing to a String cannot fail.
        let _ = match self {
            Self::Stands => {
                let (left, top) = (x - 5.0, y - 5.0);
                write!(
                    svg,
                    r#"<rect x="{left:.1}" y="{top:.1}" width="10" height="10">{title}</rect>"#
                )
            }
            Self::Refused => {
                let (left, top) = (x - 3.5, y - 3.5);
                write!(svg, r#"<path d="M{left:.1} {top:.1}l7 7m0-7l-7 7">{title}</path>"#)
            }
            _ => write!(svg, r#"<circle cx="{x:.1}" cy="{y:.1}" r="7">{title}</circle>"#),
        };
    }

    /// The sign beside its words in the legend, 28 by 8.
    pub(super) fn sign(self) -> SafeHtml {
        let about = self.attributes();
        let sign = match self {
            Self::Chosen => r#"<circle cx="14" cy="4" r="4"/>"#,
            Self::Stands => r#"<rect x="10" width="8" height="8"/>"#,
            Self::Refused => r#"<path d="M11 1l6 6m0-6l-6 6"/>"#,
            Self::Ring => r#"<rect x="2" y="1" width="24" height="6"/>"#,
            Self::Reach => r#"<path d="M0 4h28"/>"#,
            Self::Step(_) | Self::Served | Self::Unserved => r#"<rect width="28" height="8"/>"#,
        };
        SafeHtml::trusted(format!("<g {about}>{sign}</g>"))
    }
}
