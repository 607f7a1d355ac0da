//! The sites that good plans are made of: few of all, so that shaking is quick among them.
//!
//! Of thousands of candidates a relaxed plan opens some hundreds, wholly or in part, and good plans
//! take nearly all of theirs from these (Angelelli, Mansini and Speranza 2010 call them the kernel).
//! With the others gone most rows have become equal to another.

use super::dual::Dual;
use super::piece::{Fix, Piece};

/// How far the relaxed plan opens a likely site, at least.
const OPEN_LEAST: f64 = 1e-3;
/// For each site of the best plan how many are taken in by what they earn.
const EACH: usize = 3;

/// The piece without the sites that neither the relaxed plan nor the best one opens, nor nearly
/// would.
pub(crate) fn likely(piece: &Piece, dual: &Dual, best: &[u32]) -> Piece {
    let sites = piece.names.len();
    let mut order: Vec<usize> = (0..sites).collect();
    let earns = |site: &usize| dual.reduced(piece, *site);
    order.sort_by(|a, b| earns(b).total_cmp(&earns(a)).then(a.cmp(b)));
    let mut fix = vec![Fix::Out; sites];
    for site in order.into_iter().take(EACH * best.len()) {
        fix[site] = Fix::Free;
    }
    for (fix, x) in fix.iter_mut().zip(dual.x()) {
        if *x >= OPEN_LEAST {
            *fix = Fix::Free;
        }
    }
    for site in piece.places(best) {
        fix[site] = Fix::Free;
    }
    piece.shrink(&fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Chance, float, id};
    use crate::problem::Rows;

    /// The best plan so far loses among the likely sites what it loses among all.
    #[test]
    fn few_sites_are_left_and_the_best_plan_is_of_them() {
        let mut chance = Chance::new(5);
        let mut fewer = 0;
        for _ in 0..200 {
            let sites = 12 + chance.below(30);
            let mut rows = Rows::covering(sites);
            for _ in 0..20 + chance.below(120) {
                let names: Vec<u32> =
                    (0..id(sites)).filter(|_| chance.below(6) == 0).take(6).collect();
                rows.cover(float(1 + chance.below(30)), &names);
            }
            let whole = Piece::whole(rows.finish(), vec![1.0; sites], 4.0);
            let mut dual = Dual::new(&whole, 1.0);
            for _ in 0..6 {
                dual.climb(&whole);
            }
            let mut best: Vec<u32> = (0..4).map(|_| id(chance.below(sites))).collect();
            best.sort_unstable();
            best.dedup();
            let part = likely(&whole, &dual, &best);
            fewer += usize::from(part.names.len() < sites);
            let places: Vec<u32> = part.places(&best).into_iter().map(id).collect();
            let (within, among_all) = (part.problem.loss(&places), whole.problem.loss(&best));
            assert!((within - among_all).abs() < 1e-6, "{within} {among_all}");
        }
        assert!(fewer > 100, "{fewer}");
    }
}
