//! Draws the links: what is compared, in which blocks, with what weights.

use rayon::prelude::*;

use crate::{
    block::Block,
    cluster::Clusters,
    compare::{Comparer, Comparison, Level},
    model::{Model, train},
    pattern::Layout,
    rows::{POSITIONS_MAX, Pair, Rows},
    rule::{Piece, Rule},
    table::Table,
    weights::Weights,
};

/// What is compared and where links are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// What says for or against two records being one person.
    pub comparisons: Vec<Comparison>,
    /// A pair is looked at when one of these holds.
    pub rules: Vec<Rule>,
    /// Runs of more records than this that agree in a rule are not looked at.
    pub longest_run: usize,
    /// Only records of different sources are the same person: each source lists everybody once.
    pub across_sources: bool,
}

/// Why records cannot be linked in the way that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A field that the spec names and the table lacks.
    #[error("the records have no field {0:?}; they have {1:?}")]
    UnknownField(String, Vec<String>),
    /// The outcomes of all comparisons must fit 64 bits, the fields of all rules 63 positions.
    #[error("too many comparisons or fields in rules: leave some out")]
    TooMany,
}

/// Two records that may be one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The smaller number of the two.
    pub one: u32,
    /// The larger number.
    pub other: u32,
    /// The evidence in bits (log2 of the odds), the prior included: 0 is even odds.
    pub bits: f64,
}

impl Link {
    /// That both are one person, from 0 to 1.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.bits).exp2())
    }
}

/// What one field says of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason<'l> {
    /// Name of the field.
    pub field: &'l str,
    /// The level that fits; `None` for "different". Silent fields give no reason.
    pub level: Option<Level>,
    /// For the pair when positive, against it when negative.
    pub bits: f64,
}

/// A table ready to be linked.
#[derive(Debug)]
pub struct Linker<'t> {
    pub(crate) table: &'t Table,
    pub(crate) spec: Spec,
    /// The field of each comparison.
    pub(crate) fields: Vec<usize>,
    /// The fields of each rule.
    pub(crate) rules: Vec<Vec<(usize, Piece)>>,
    /// One for each comparison, which stands at the same position of a row.
    pub(crate) comparers: Vec<Comparer<'t>>,
    pub(crate) layout: Layout,
    pub(crate) rows: Rows,
    pub(crate) blocks: Vec<Block>,
}

impl<'t> Linker<'t> {
    /// Sorts the records by every rule.
    ///
    /// # Errors
    /// A field that the table lacks, or more of them than can be handled.
    pub fn new(table: &'t Table, spec: Spec) -> Result<Self, SpecError> {
        Self::around(table, spec, |_| true)
    }

    /// The same of the records that are asked for and those beside which a rule puts them: quicker,
    /// and enough for [`Linker::links_of`] them with weights that are known. Nothing can be learnt
    /// of so few.
    ///
    /// # Errors
    /// As [`Linker::new`].
    pub fn around(
        table: &'t Table,
        spec: Spec,
        is_asked: impl Fn(u32) -> bool + Sync,
    ) -> Result<Self, SpecError> {
        let field = |name: &str| {
            let known = || table.columns().iter().map(|column| column.name().to_owned()).collect();
            table.field(name).ok_or_else(|| SpecError::UnknownField(name.to_owned(), known()))
        };
        let fields: Vec<usize> =
            spec.comparisons.iter().map(|one| field(&one.field)).collect::<Result<_, _>>()?;
        let rules: Vec<Vec<(usize, Piece)>> = spec
            .rules
            .iter()
            .map(|rule| rule.0.iter().map(|(name, piece)| Ok((field(name)?, *piece))).collect())
            .collect::<Result<_, _>>()?;
        let layout = Layout::new(&spec.comparisons).ok_or(SpecError::TooMany)?;
        // What rules ask for stands in the rows behind what is compared, unless it is the same.
        let mut sides: Vec<(usize, Piece)> =
            fields.iter().map(|field| (*field, Piece::Whole)).collect();
        for side in rules.iter().flatten() {
            if !sides.contains(side) {
                sides.push(*side);
            }
        }
        if sides.len() >= POSITIONS_MAX {
            return Err(SpecError::TooMany);
        }
        let rows = Rows::new(table, &sides);
        let block = |rule: &Vec<(usize, Piece)>| {
            let position = |asked| sides.iter().position(|side| side == asked);
            let positions: Vec<usize> = rule.iter().filter_map(position).collect();
            Block::around(&rows, &positions, spec.longest_run, &is_asked)
        };
        let blocks = || rules.par_iter().map(block).collect();
        let comparers = || {
            let fields = fields.par_iter().zip(&spec.comparisons);
            let fields = fields.filter_map(|(field, comparison)| {
                Some(Comparer::new(table.column(*field)?, comparison))
            });
            fields.collect()
        };
        let (blocks, comparers) = rayon::join(blocks, comparers);
        Ok(Self { table, spec, fields, rules, comparers, layout, rows, blocks })
    }

    /// Where links are looked for.
    pub fn rules(&self) -> &[Rule] {
        &self.spec.rules
    }

    /// By rule, how many records were left out because too many agree in it.
    pub fn left_out(&self) -> Vec<usize> {
        self.blocks.iter().map(|block| block.left_out).collect()
    }

    /// Learns the weights from the records themselves; `seed` chooses the pairs that are drawn.
    pub fn train(&self, seed: u64) -> Model {
        train(self, seed)
    }

    /// Every pair with at least this probability, each once, in the order of the records.
    pub fn links(&self, model: &Model, least: f64) -> Vec<Link> {
        self.links_of(model, least, |_| true)
    }

    /// The same, but only pairs of which at least one record is asked for: what has changed since
    /// all others were looked at.
    pub fn links_of(
        &self,
        model: &Model,
        least: f64,
        is_asked: impl Fn(u32) -> bool + Sync,
    ) -> Vec<Link> {
        let weights = Weights::new(self, model);
        let least = (least / (1.0 - least)).log2();
        let mut links = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            let before = self.blocks.get(..number).unwrap_or_default();
            let look = |found: &mut Vec<Link>, pair: &Pair<'_>| {
                // Each pair once, however many rules look at it.
                let seen = || before.iter().any(|block| block.has(pair));
                if !(is_asked(pair.one) || is_asked(pair.other)) || !self.may_be_one(pair) || seen()
                {
                    return;
                }
                if let Some(bits) = weights.at_least(pair, least) {
                    found.push(Link { one: pair.one, other: pair.other, bits });
                }
            };
            links.extend(block.pairs(&self.rows, Vec::new, look).into_iter().flatten());
        }
        links.par_sort_unstable_by_key(|link| (link.one, link.other));
        links
    }

    /// Who is one person, by the links of at least this probability.
    pub fn clusters(&self, links: &[Link], least: f64) -> Clusters {
        let mut clusters = Clusters::new(self.table.len());
        for link in links.iter().filter(|link| link.probability() >= least) {
            clusters.join(link.one, link.other);
        }
        clusters
    }

    /// Why a pair is taken for one person or not, the heaviest reason first.
    pub fn reasons(&self, model: &Model, link: &Link) -> Vec<Reason<'_>> {
        self.why(&Weights::new(self, model), link)
    }

    /// The same of many pairs, in their order.
    pub fn reasons_of(&self, model: &Model, links: &[Link]) -> Vec<Vec<Reason<'_>>> {
        let weights = Weights::new(self, model);
        links.par_iter().map(|link| self.why(&weights, link)).collect()
    }

    /// What is compared, in the order of the model's fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.spec.comparisons.iter().map(|comparison| comparison.field.as_str())
    }

    fn why(&self, weights: &Weights<'_>, link: &Link) -> Vec<Reason<'_>> {
        let told = weights.told(&self.pair(link.one, link.other));
        let mut reasons = Vec::new();
        for (comparison, told) in self.spec.comparisons.iter().zip(told) {
            if let Some((found, bits)) = told {
                let level = comparison.levels.get(found).copied();
                reasons.push(Reason { field: &comparison.field, level, bits });
            }
        }
        reasons.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
        reasons
    }

    /// Whether the sources allow both to be one person.
    pub(crate) fn may_be_one(&self, pair: &Pair<'_>) -> bool {
        !(self.spec.across_sources && pair.of_one_source())
    }

    /// Two records beside each other.
    pub(crate) fn pair(&self, one: u32, other: u32) -> Pair<'_> {
        Pair::new((one, self.rows.row(one)), (other, self.rows.row(other)))
    }
}
