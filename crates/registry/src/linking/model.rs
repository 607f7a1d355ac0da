//! What a run has learnt, as it is kept for the runs after it.

use std::collections::BTreeMap;

use linkage::{Comparison, Learnt, Model};
use serde::{Deserialize, Serialize};

/// Weights by the name of the field.
#[derive(Serialize, Deserialize)]
struct Kept {
    prior_bits: f64,
    fields: BTreeMap<String, Shares>,
}

#[derive(Serialize, Deserialize)]
struct Shares {
    m: Vec<f64>,
    u: Vec<f64>,
    bits: Vec<f64>,
}

/// As JSON. `comparisons` are those of which the model was learnt.
pub fn written(comparisons: &[Comparison], model: &Model) -> String {
    let shares = |learnt: &Learnt| {
        let Learnt { m, u, bits } = learnt.clone();
        Shares { m, u, bits }
    };
    let named = comparisons.iter().zip(&model.fields);
    let fields = named.map(|(one, learnt)| (one.field.clone(), shares(learnt))).collect();
    let kept = Kept { prior_bits: model.prior_bits, fields };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Reads what [`written`] wrote; `None` where it is not of these comparisons, as after an update of
/// the program.
pub fn read(comparisons: &[Comparison], text: &str) -> Option<Model> {
    let mut kept: Kept = serde_json::from_str(text).ok()?;
    let learnt = |one: &Comparison| {
        let Shares { m, u, bits } = kept.fields.remove(&one.field)?;
        let outcomes = one.levels.len() + 1;
        let fits = [&m, &u, &bits].iter().all(|shares| shares.len() == outcomes);
        fits.then_some(Learnt { m, u, bits })
    };
    let fields: Option<Vec<Learnt>> = comparisons.iter().map(learnt).collect();
    let fields = fields?;
    kept.fields.is_empty().then_some(Model { fields, prior_bits: kept.prior_bits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_comes_back_the_same_and_of_other_fields_not_at_all() {
        let comparisons = linkage::workers::spec(true).comparisons;
        let learnt = |one: &Comparison| {
            let shares = vec![1.0 / 3.0; one.levels.len() + 1];
            Learnt { m: shares.clone(), u: shares.clone(), bits: shares }
        };
        let fields = comparisons.iter().map(learnt).collect();
        let model = Model { fields, prior_bits: -17.062_5 };
        let text = written(&comparisons, &model);
        assert_eq!(read(&comparisons, &text), Some(model));
        assert_eq!(read(&comparisons[1..], &text), None);
        let mut fewer = comparisons.clone();
        fewer[0].levels.pop();
        assert_eq!(read(&fewer, &text), None);
        assert_eq!(read(&comparisons, "{}"), None);
    }
}
