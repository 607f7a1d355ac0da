//! A QR code drawn as one path.

use std::fmt::Write as _;

use crate::SafeHtml;
use qrcode::{Color, QrCode};

/// Modules of white around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// The code as an SVG that scales; `None` when the text is too long for one.
pub fn svg(text: &str, label: &str) -> Option<SafeHtml> {
    let code = QrCode::new(text).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (index, _) in colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = (index % width + QUIET, index / width + QUIET);
        // Writing to a String cannot fail.
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    let (side, label) = (width + 2 * QUIET, SafeHtml::text(label));
    let svg = format!(
        r##"<svg role="img" aria-label="{label}" viewBox="0 0 {side} {side}" width="240" height="240" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>"##
    );
    Some(SafeHtml::trusted(svg))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_an_escaped_label() {
        let html = svg("otpauth://totp/x", "a\"b").unwrap();
        assert!(html.as_str().contains("viewBox=") && html.as_str().contains("M4 4h1v1h-1z"));
        assert!(!html.as_str().contains("a\"b"));
        assert!(svg(&"x".repeat(8_000), "").is_none());
    }
}
