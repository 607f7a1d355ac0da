//! Splitting examples so that every part has its share of each label.

use kernel::Rng;

use crate::svm::shuffle;

/// The fold of each example, below `folds`: each label's examples are shuffled and dealt in turn.
pub fn stratified(targets: &[usize], labels: usize, folds: usize, rng: &mut dyn Rng) -> Vec<usize> {
    let mut by_label: Vec<Vec<usize>> = vec![Vec::new(); labels];
    for (example, target) in targets.iter().enumerate() {
        if let Some(list) = by_label.get_mut(*target) {
            list.push(example);
        }
    }
    for list in &mut by_label {
        shuffle(list, rng);
    }
    let mut fold_of = vec![0; targets.len()];
    for (example, fold) in by_label.iter().flatten().zip((0..folds.max(1)).cycle()) {
        if let Some(place) = fold_of.get_mut(*example) {
            *place = fold;
        }
    }
    fold_of
}

#[cfg(test)]
mod tests {
    use kernel::SeededRng;

    use super::*;

    #[test]
    fn each_fold_has_its_share_of_each_label() {
        let targets: Vec<usize> = (0..53).map(|n| usize::from(n % 4 == 0)).collect();
        let folds = stratified(&targets, 2, 5, &mut SeededRng::new(3));
        let count = |fold, label| {
            folds.iter().zip(&targets).filter(|(f, t)| (**f, **t) == (fold, label)).count()
        };
        assert!((0..5).all(|fold| (7..=8).contains(&count(fold, 0))), "39 of label 0");
        assert!((0..5).all(|fold| (2..=3).contains(&count(fold, 1))), "14 of label 1");
    }
}
