//! The suggestion engine behind the port that cases ask: learned from the catalogue's phrases and,
//! as cases are accepted, from how people sorted them.

use std::sync::{Arc, PoisonError, RwLock};

use cases::suggest::{Suggest, Suggested};
use catalogue::Catalogue;
use suggestion::{Example, Model, TrainOptions};

/// Cases that the model learns from at the most, the newest first.
pub const CASES_MAX: usize = 5_000;

/// A model that can be replaced while it is asked; until it has learned it proposes nothing.
#[derive(Clone, Default)]
pub struct Suggester(Arc<RwLock<Option<Model>>>);

impl Suggester {
    /// Learns anew from the catalogue's phrases and from accepted cases.
    pub fn learn(&self, catalogue: &Catalogue, accepted: Vec<cases::suggest::Sorted>) {
        let mut examples: Vec<Example> =
            catalogue.phrases().map(|(matter, phrase)| Example::new(phrase, "", matter)).collect();
        examples.extend(
            accepted.into_iter().map(|case| Example::new(case.title, case.text, case.matter)),
        );
        match Model::train(&examples, &TrainOptions::default()) {
            Ok(model) => {
                *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(model);
            }
            Err(error) => tracing::warn!(%error, "the suggestion model could not be trained"),
        }
    }
}

impl Suggest for Suggester {
    fn suggest(&self, title: &str, text: &str) -> Vec<Suggested> {
        let model = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let proposals = model.as_ref().map(|model| model.suggest(title, text, 3));
        proposals
            .unwrap_or_default()
            .into_iter()
            .map(|proposal| Suggested {
                matter: proposal.label,
                confidence: proposal.confidence,
                words: proposal.words,
            })
            .collect()
    }
}
