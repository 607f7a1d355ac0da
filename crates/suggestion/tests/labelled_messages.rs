//! How well categories of real messages are proposed, and that the figures are not an accident.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first fault")]

mod shared;

use kernel::{Rng as _, SeededRng};
use suggestion::{Example, TrainOptions, cross_validate};

const FOLDS: usize = 5;
const REPEATS: usize = 4;

#[test]
fn cross_validation_reaches_the_targets_and_confidence_is_honest() {
    let Some(examples) = shared::labelled_messages() else { return };
    let options = TrainOptions::default();
    let result = cross_validate(&examples, FOLDS, REPEATS, 20_260_101, &options).unwrap();
    assert_eq!(result.pooled.n, REPEATS * examples.len());
    assert!(result.macro_f1.mean >= 0.80, "macro-F1 {:?}", result.macro_f1);
    assert!(result.top3.mean >= 0.95, "top 3 {:?}", result.top3);
    assert!(
        (result.pooled.confidence - result.pooled.accuracy).abs() < 0.05,
        "says {}, is right {}",
        result.pooled.confidence,
        result.pooled.accuracy
    );
}

#[test]
fn with_shuffled_labels_nothing_can_be_learned() {
    let Some(mut examples) = shared::labelled_messages() else { return };
    let mut rng = SeededRng::new(5);
    for last in (1..examples.len()).rev() {
        let other = usize::try_from(rng.below(u64::try_from(last).unwrap() + 1)).unwrap();
        let label = examples[last].label.clone();
        examples[last].label = std::mem::replace(&mut examples[other].label, label);
    }
    let result = cross_validate(&examples, FOLDS, 2, 7, &TrainOptions::default()).unwrap();
    // Guessing by frequency scores about 1/7; three of seven hit about half of the time.
    assert!(result.macro_f1.mean < 0.22, "macro-F1 {:?}", result.macro_f1);
    assert!(result.top3.mean < 0.62, "top 3 {:?}", result.top3);
}

#[test]
fn a_title_alone_is_enough_for_most_messages() {
    let Some(examples) = shared::labelled_messages() else { return };
    let (test, train): (Vec<_>, Vec<_>) =
        examples.iter().enumerate().partition(|(place, _)| place % 4 == 0);
    let train: Vec<Example> = train.into_iter().map(|(_, example)| example.clone()).collect();
    let titles: Vec<Example> = test
        .into_iter()
        .map(|(_, example)| Example::new(&*example.title, "", &*example.label))
        .collect();
    let result = suggestion::evaluate(&train, &titles, &TrainOptions::default()).unwrap();
    assert!(result.accuracy > 0.6 && result.top3 > 0.85, "{result:?}");
}
