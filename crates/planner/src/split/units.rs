//! Units that move together: groups of partners, coarse first, single people last.

use super::problem::Problem;

/// People who move together, with what they bring.
#[derive(Debug, Default)]
pub struct Unit {
    pub people: Vec<usize>,
    pub party: i64,
    pub full: i64,
    pub serve: i64,
    /// Members by line, shift, zone and approved branch: only what there is.
    pub lines: Vec<(usize, i64)>,
    pub shifts: Vec<(usize, i64)>,
    pub zones: Vec<(usize, i64)>,
    pub homes: Vec<(usize, i64)>,
    /// The sum of metres between two of them.
    pub inner_metres: i64,
    /// Ties to people outside, and those who must not be near.
    pub ties: Vec<(usize, i64)>,
    pub apart: Vec<usize>,
}

impl Unit {
    pub fn of(problem: &Problem, people: Vec<usize>) -> Self {
        let mut unit = Self::default();
        let inside = |other: &usize| people.binary_search(other).is_ok();
        for person in &people {
            let body = &problem.bodies[*person];
            unit.party += body.party;
            unit.full += body.full;
            unit.serve += body.serve;
            if body.party > 0 {
                add(&mut unit.lines, body.line);
                add(&mut unit.shifts, body.shift);
                add(&mut unit.zones, body.zone);
            }
            add(&mut unit.homes, problem.home[*person]);
            let outside = problem.ties[*person].iter().filter(|(other, _)| !inside(other));
            unit.ties.extend(outside);
            unit.apart.extend(problem.apart[*person].iter().filter(|other| !inside(other)));
        }
        let cross = unit.cross_metres(problem, &unit);
        unit.inner_metres = cross / 2;
        unit.people = people;
        unit
    }

    /// The sum of metres from each of these to each of those.
    pub fn cross_metres(&self, problem: &Problem, other: &Self) -> i64 {
        let pairs = self.zones.iter().flat_map(|a| other.zones.iter().map(move |b| (a, b)));
        pairs.map(|((a, count), (b, others))| problem.metres(*a, *b) * count * others).sum()
    }

    /// Whether some tie or wish leads to the other unit.
    pub fn touches(&self, other: &Self) -> bool {
        let there = |person: &usize| other.people.binary_search(person).is_ok();
        self.ties.iter().any(|(person, _)| there(person)) || self.apart.iter().any(there)
    }
}

fn add(counts: &mut Vec<(usize, i64)>, key: Option<usize>) {
    let Some(key) = key else { return };
    match counts.iter_mut().find(|(other, _)| *other == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}

/// All people in units of one size.
#[derive(Debug)]
pub struct Level {
    pub units: Vec<Unit>,
    /// The unit of each person.
    pub of: Vec<usize>,
}

impl Level {
    /// The units of a forest; each in the order of its first person.
    pub fn of(problem: &Problem, forest: &mut Forest) -> Self {
        let mut of = vec![usize::MAX; problem.len()];
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for person in 0..problem.len() {
            let root = forest.root(person);
            if of[root] == usize::MAX {
                of[root] = groups.len();
                groups.push(Vec::new());
            }
            of[person] = of[root];
            groups[of[person]].push(person);
        }
        let units = groups.into_iter().map(|people| Unit::of(problem, people)).collect();
        Self { units, of }
    }
}

/// Disjoint sets of people, with the members in each.
#[derive(Debug, Clone)]
pub struct Forest {
    parent: Vec<usize>,
    party: Vec<i64>,
}

impl Forest {
    /// Everybody alone but those who must be together.
    pub fn together(problem: &Problem) -> Self {
        let party = problem.bodies.iter().map(|body| body.party).collect();
        let mut forest = Self { parent: (0..problem.len()).collect(), party };
        for (person, others) in problem.together.iter().enumerate() {
            for other in others {
                forest.join(person, *other, i64::MAX);
            }
        }
        forest
    }

    pub fn root(&mut self, person: usize) -> usize {
        let mut root = person;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    /// Members in the set of a person.
    pub fn party_of(&mut self, person: usize) -> i64 {
        let root = self.root(person);
        self.party[root]
    }

    /// Joins two sets unless more than `party_max` members would be in one.
    pub fn join(&mut self, a: usize, b: usize, party_max: i64) {
        let (a, b) = (self.root(a), self.root(b));
        let sum = self.party[a].saturating_add(self.party[b]);
        if a != b && sum <= party_max {
            let (low, high) = (a.min(b), a.max(b));
            self.parent[high] = low;
            self.party[low] = sum;
        }
    }

    /// Joins partners in the given order of ties, up to `party_max` members each.
    pub fn join_ties(&mut self, problem: &Problem, order: &[usize], party_max: i64) {
        for index in order {
            let (a, b, _) = problem.edges[*index];
            self.join(a, b, party_max);
        }
    }
}
