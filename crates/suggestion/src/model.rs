//! What a model proposes.

use crate::calibrate::confidences;
use crate::features::{Message, Weigher};
use crate::stored::Parts;
use crate::words::Words;

/// Proposes labels for messages. It never decides: a person does.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    parts: Parts,
    weigher: Weigher,
}

/// A label, how sure the model is, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub label: String,
    /// From 0 to 1: of proposals at 0.8, about four of five are right on messages like those
    /// learned from. Over all labels of the model it adds up to 1.
    pub confidence: f64,
    /// At most 4 words of the message of two or more characters that spoke for the label, the
    /// strongest first.
    pub words: Vec<String>,
}

impl Model {
    pub(crate) fn new(parts: Parts) -> Self {
        let weigher = Weigher::new(&parts.table, parts.title_weight);
        Self { parts, weigher }
    }

    pub(crate) const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The labels that can be proposed, sorted.
    pub fn labels(&self) -> &[String] {
        &self.parts.labels
    }

    /// The `count` most likely labels, the likeliest first. Empty when the model learned nothing
    /// or knows no term of the message: better no proposal than one without a reason.
    pub fn suggest(&self, title: &str, text: &str, count: usize) -> Vec<Proposal> {
        let message = Message::read(title, text);
        let vector = self.weigher.weigh(&message);
        if vector.is_empty() {
            return Vec::new();
        }
        let confidences = confidences(&self.parts.linear.scores(&vector), self.parts.sharpness);
        let mut ranked: Vec<(usize, f64)> = confidences.into_iter().enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let words = Words::of(&message, &vector, &self.weigher, &self.parts.linear);
        let propose = |(label, confidence): (usize, f64)| {
            let name = self.parts.labels.get(label)?.clone();
            Some(Proposal { label: name, confidence, words: words.deciding(label) })
        };
        ranked.into_iter().take(count).filter_map(propose).collect()
    }
}
