//! What a model learns from.

use serde::{Deserialize, Serialize};

/// A message whose category a person has decided. The label is an opaque string.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Example {
    pub label: String,
    pub title: String,
    pub text: String,
}

impl Example {
    pub fn new(
        title: impl Into<String>,
        text: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self { label: label.into(), title: title.into(), text: text.into() }
    }
}

/// A catalogue's sample phrases as examples, one for each phrase. Together with accepted messages
/// they keep a category learnable that nobody has used yet.
pub fn seed_examples<Label: AsRef<str>, Phrase: AsRef<str>>(
    seeds: &[(Label, &[Phrase])],
) -> Vec<Example> {
    seeds
        .iter()
        .flat_map(|(label, phrases)| phrases.iter().map(move |phrase| (label, phrase)))
        .map(|(label, phrase)| Example::new(phrase.as_ref(), "", label.as_ref()))
        .collect()
}
