//! Who becomes one person by the proposals, one after the other, without ever contradicting what is
//! known.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::{
    cluster::Clusters,
    decide::{Decision, decide},
    linker::Link,
    table::Table,
};

/// What was known before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'k> {
    /// Pairs that are one person.
    pub same: &'k [(u32, u32)],
    /// Pairs of which somebody said that they are not.
    pub apart: &'k [(u32, u32)],
}

/// What a proposal comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Both are one person from now on.
    Join,
    /// A person looks at it.
    Ask,
    /// Both are one person already, by what is known or by stronger proposals.
    Already,
    /// Would make one person of two of whom somebody said that they are not.
    Refused,
}

/// Decides on all proposals, the strongest first. A proposal is joined when [`decide`] says so at
/// `least`, and when what it joins has no source twice (where each source lists everybody once) and
/// nobody of whom somebody said no.
pub fn join(
    table: &Table,
    links: &[Link],
    least: f64,
    across_sources: bool,
    known: Known<'_>,
) -> Vec<Outcome> {
    let decisions = decide(table, links, least, across_sources);
    let mut people = Groups::new(table, across_sources, known);
    let mut order: Vec<usize> = (0..links.len()).collect();
    let bits = |at: &usize| links.get(*at).map_or(0.0, |link| link.bits);
    // Equally strong ones in the order of the records, so that nothing depends on chance.
    order.sort_by(|one, other| bits(other).total_cmp(&bits(one)).then(one.cmp(other)));
    let mut outcomes = vec![Outcome::Ask; links.len()];
    for at in order {
        let (Some(link), Some(decision), Some(outcome)) =
            (links.get(at), decisions.get(at), outcomes.get_mut(at))
        else {
            continue;
        };
        *outcome = people.outcome(link, *decision);
        if *outcome == Outcome::Join {
            people.join(link.one, link.other);
        }
    }
    // What others joined later needs no answer any more.
    for (link, outcome) in links.iter().zip(&mut outcomes) {
        if *outcome == Outcome::Ask {
            *outcome = people.outcome(link, Decision::Review);
        }
    }
    outcomes
}

/// Who is one person so far, with what must not come together.
struct Groups<'t> {
    table: &'t Table,
    across_sources: bool,
    clusters: Clusters,
    /// Sources and enemies of groups that have more than one record or any enemy.
    facts: HashMap<u32, Facts, FixedState>,
}

#[derive(Debug, Clone, Default)]
struct Facts {
    sources: BTreeSet<u16>,
    /// Records that are somebody else.
    apart: BTreeSet<u32>,
}

impl<'t> Groups<'t> {
    fn new(table: &'t Table, across_sources: bool, known: Known<'_>) -> Self {
        let clusters = Clusters::new(table.len());
        let mut groups = Self { table, across_sources, clusters, facts: HashMap::default() };
        for (one, other) in known.apart {
            for (one, other) in [(*one, *other), (*other, *one)] {
                groups.facts_mut(one).apart.insert(other);
            }
        }
        for (one, other) in known.same {
            groups.join(*one, *other);
        }
        groups
    }

    fn facts_mut(&mut self, group: u32) -> &mut Facts {
        let source = self.table.source(group);
        let alone = || Facts { sources: BTreeSet::from([source]), ..Facts::default() };
        self.facts.entry(group).or_insert_with(alone)
    }

    fn outcome(&mut self, link: &Link, decision: Decision) -> Outcome {
        let (one, other) = (self.clusters.of(link.one), self.clusters.of(link.other));
        if one == other {
            return Outcome::Already;
        }
        let facts = self.facts_mut(one).clone();
        let mut at_odds = false;
        for enemy in &facts.apart {
            at_odds |= self.clusters.of(*enemy) == other;
        }
        if at_odds {
            return Outcome::Refused;
        }
        let twice = !facts.sources.is_disjoint(&self.facts_mut(other).sources);
        match decision {
            Decision::Link if !(self.across_sources && twice) => Outcome::Join,
            _ => Outcome::Ask,
        }
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.clusters.of(one), self.clusters.of(other));
        if one == other {
            return;
        }
        let mut facts = self.facts_mut(one).clone();
        let others = self.facts_mut(other).clone();
        facts.sources.extend(others.sources);
        facts.apart.extend(others.apart);
        self.facts.remove(&one);
        self.facts.remove(&other);
        self.clusters.join(one, other);
        let group = self.clusters.of(one);
        self.facts.insert(group, facts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(sources: &[u16]) -> Table {
        let mut table = Table::new(&["name"]);
        for source in sources {
            table.push(*source, [Some("王伟")]);
        }
        table
    }

    fn link(one: u32, other: u32, bits: f64) -> Link {
        Link { one, other, bits }
    }

    #[test]
    fn nobody_stands_in_a_source_twice() {
        // 0 and 1 stand in one source; 2 is like the one, 3 like the other, 2 and 3 like each other.
        let table = table(&[0, 0, 1, 2]);
        let links = [link(0, 2, 30.0), link(1, 3, 30.0), link(2, 3, 20.0)];
        let joined = join(&table, &links, 0.99, true, Known::default());
        assert_eq!(joined, [Outcome::Join, Outcome::Join, Outcome::Ask]);
        let free = join(&table, &links, 0.99, false, Known::default());
        assert_eq!(free, [Outcome::Join; 3]);
    }

    #[test]
    fn what_was_said_holds_whoever_joins() {
        let table = table(&[0, 1, 2, 3]);
        let links = [link(0, 1, 30.0), link(0, 3, 5.0), link(1, 2, 25.0), link(2, 3, 40.0)];
        let known = Known { same: &[], apart: &[(0, 2)] };
        let joined = join(&table, &links, 0.999, true, known);
        // 0 and 2 never meet, neither through 1 nor through 3.
        assert_eq!(joined, [Outcome::Join, Outcome::Refused, Outcome::Refused, Outcome::Join]);
        let known = Known { same: &[(0, 1), (1, 2)], apart: &[] };
        let joined = join(&table, &links, 0.999, true, known);
        assert_eq!(
            joined,
            [Outcome::Already, Outcome::Already, Outcome::Already, Outcome::Join],
            "what is joined in the end needs no answer"
        );
    }
}
