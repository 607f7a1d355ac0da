//! Sentences of text and plain arguments only, cut once: filling them in is a concatenation.
//! Those that choose between forms (plurals) stay with Fluent.

use std::fmt::Write;

use fluent_bundle::{FluentValue, types::FluentNumberOptions};
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};
use kernel::count::{round, to_f64};

#[derive(Debug)]
pub(super) enum Part {
    Text(Box<str>),
    Argument(Box<str>),
}

/// `None` when the sentence needs more than filling in.
pub(super) fn cut(pattern: &Pattern<&str>) -> Option<Box<[Part]>> {
    pattern.elements.iter().map(cut_element).collect()
}

fn cut_element(element: &PatternElement<&str>) -> Option<Part> {
    match element {
        PatternElement::TextElement { value } => Some(Part::Text((*value).into())),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::VariableReference { id } => Some(Part::Argument(id.name.into())),
            InlineExpression::StringLiteral { value } if !value.contains('\\') => {
                Some(Part::Text((*value).into()))
            }
            _ => None,
        },
        PatternElement::Placeable { .. } => None,
    }
}

/// `None` when an argument is missing or of a kind that Fluent must write.
pub(super) fn fill(parts: &[Part], args: &[(&str, FluentValue<'_>)]) -> Option<String> {
    let mut text = String::with_capacity(parts.len() * 16);
    for part in parts {
        match part {
            Part::Text(piece) => text.push_str(piece),
            Part::Argument(name) => match &args.iter().find(|(key, _)| *key == &**name)?.1 {
                FluentValue::String(value) => text.push_str(value),
                FluentValue::Number(number) if number.options == FluentNumberOptions::default() => {
                    // Nearly all are whole, and whole numbers are quicker written than others.
                    let whole = round(number.value);
                    if to_f64(whole).to_bits() == number.value.to_bits() {
                        write!(text, "{whole}").ok()?;
                    } else {
                        write!(text, "{}", number.value).ok()?;
                    }
                }
                _ => return None,
            },
        }
    }
    Some(text)
}
