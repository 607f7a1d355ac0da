//! What no plan can beat: a lower bound for the pairs that break, and for the moves of a replan.

use super::problem::Problem;
use super::state::State;
use super::units::Forest;

/// Groups of partners with more people than this are bounded by their lightest tie.
const CUT_MAX: usize = 240;

/// People held together by ties and wishes.
struct Group {
    people: Vec<usize>,
    party: i64,
    /// Breaking it at all costs at least this.
    break_min: i64,
}

/// The weight of pairs that any plan of `count` branches within the bounds breaks at least.
///
/// - A group of more members than a branch may have falls into p parts: p - 1 ties break at
///   least, and each part has at least the group's minimum cut around it (Stoer and Wagner 1997),
///   every tie of which two parts share.
/// - A group of which two must be apart breaks at least its minimum cut.
/// - Of the groups with at least s members a branch holds party_max / s whole; the others break.
pub fn pairs_min(problem: &Problem, count: usize) -> i64 {
    let max = i64::from(problem.bounds.party_max).max(1);
    let groups = groups(problem);
    let mut sum = 0;
    let mut whole: Vec<&Group> = Vec::new();
    for group in &groups {
        let parts = group.party.div_euclid(max) + i64::from(group.party % max != 0);
        if parts > 1 {
            sum += parts_min(problem, group, parts);
        } else if holds_apart(problem, group) {
            sum += group.break_min;
        } else {
            whole.push(group);
        }
    }
    sum + packing_min(&whole, max, i64::try_from(count).unwrap_or(i64::MAX))
}

fn parts_min(problem: &Problem, group: &Group, parts: i64) -> i64 {
    let around = (parts * group.break_min + 1) / 2;
    let inside = |person: &usize| group.people.binary_search(person).is_ok();
    let mut weights: Vec<i64> =
        problem.edges.iter().filter(|(a, ..)| inside(a)).map(|(.., weight)| *weight).collect();
    weights.sort_unstable();
    let take = usize::try_from(parts - 1).unwrap_or(usize::MAX);
    around.max(weights.iter().take(take).sum())
}

fn holds_apart(problem: &Problem, group: &Group) -> bool {
    let inside = |person: &usize| group.people.binary_search(person).is_ok();
    group.people.iter().any(|person| problem.apart[*person].iter().any(inside))
}

/// Groups that fit a branch each, but not all of them into all branches.
fn packing_min(groups: &[&Group], max: i64, count: i64) -> i64 {
    let mut sizes: Vec<i64> = groups.iter().map(|group| group.party).filter(|s| *s > 0).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let bound = |size: i64| {
        let mut costs: Vec<i64> = groups
            .iter()
            .filter(|group| group.party >= size)
            .map(|group| group.break_min)
            .collect();
        costs.sort_unstable();
        let fit = usize::try_from(count.saturating_mul(max / size)).unwrap_or(usize::MAX);
        costs.iter().take(costs.len().saturating_sub(fit)).sum::<i64>()
    };
    sizes.into_iter().map(bound).max().unwrap_or(0)
}

fn groups(problem: &Problem) -> Vec<Group> {
    let mut forest = Forest::together(problem);
    for (a, b, _) in &problem.edges {
        forest.join(*a, *b, i64::MAX);
    }
    let mut people = vec![Vec::new(); problem.len()];
    for person in 0..problem.len() {
        people[forest.root(person)].push(person);
    }
    let groups = people.into_iter().filter(|people| people.len() > 1);
    groups
        .map(|people| Group {
            party: people.iter().map(|person| problem.bodies[*person].party).sum(),
            break_min: cut_min(problem, &people),
            people,
        })
        .collect()
}

/// The minimum cut of a group: Stoer and Wagner (1997). People who must be together are one node;
/// a group that only wishes hold together is not cut by breaking pairs and costs nothing.
fn cut_min(problem: &Problem, people: &[usize]) -> i64 {
    let mut forest = Forest::together(problem);
    let mut roots: Vec<usize> = people.iter().map(|person| forest.root(*person)).collect();
    roots.sort_unstable();
    roots.dedup();
    let size = roots.len();
    let node = |forest: &mut Forest, person: usize| roots.binary_search(&forest.root(person)).ok();
    let mut weight = vec![vec![0_i64; if size > CUT_MAX { 0 } else { size }]; size];
    let mut lightest = i64::MAX;
    for person in people {
        for (other, tie) in &problem.ties[*person] {
            let ends = (node(&mut forest, *person), node(&mut forest, *other));
            if let (Some(a), Some(b)) = ends
                && a != b
            {
                lightest = lightest.min(*tie);
                if size <= CUT_MAX {
                    weight[a][b] += *tie;
                }
            }
        }
    }
    if size < 2 {
        return 0;
    }
    if size > CUT_MAX { lightest } else { stoer_wagner(weight) }
}

fn stoer_wagner(mut weight: Vec<Vec<i64>>) -> i64 {
    let mut alive: Vec<usize> = (0..weight.len()).collect();
    let mut best = i64::MAX;
    while alive.len() > 1 {
        let mut left = alive.clone();
        let mut attached = vec![0_i64; weight.len()];
        let (mut before, mut last) = (0, 0);
        while let Some(place) = (0..left.len()).max_by_key(|place| attached[left[*place]]) {
            (before, last) = (last, left.swap_remove(place));
            for node in &left {
                attached[*node] += weight[last][*node];
            }
        }
        best = best.min(attached[last]);
        for node in &alive {
            let more = weight[last][*node];
            weight[before][*node] += more;
            weight[*node][before] += more;
        }
        weight[before][before] = 0;
        alive.retain(|node| *node != last);
    }
    best
}

/// Members who must go elsewhere than approved at least, if the bounds are to be kept: each branch
/// with too many must lose them, one with too few can only gain by joiners and by moves, and a
/// move that helps the committees touches two branches.
pub fn moves_min(state: &State<'_>) -> i64 {
    let problem = state.problem;
    let bounds = &problem.bounds;
    let (mut over, mut under, mut unserved) = (0, 0, 0);
    for branch in 0..state.count() {
        let home = |person: &usize| problem.home[*person] == Some(branch);
        let sum = |of: fn(&super::problem::Body) -> i64| -> i64 {
            (0..problem.len()).filter(home).map(|person| of(&problem.bodies[person])).sum()
        };
        let (party, full, serve) = (sum(|b| b.party), sum(|b| b.full), sum(|b| b.serve));
        over += (party - i64::from(bounds.party_max)).max(0);
        under += (i64::from(bounds.full_min) - full).max(0);
        let committee = full >= i64::from(bounds.committee_from);
        let needed = if committee { i64::from(bounds.committee_min) } else { 1 };
        unserved += i64::from(problem.knows_serve && serve < needed);
    }
    let joiners = |of: fn(&super::problem::Body) -> i64| -> i64 {
        let new = (0..problem.len()).filter(|person| problem.home[*person].is_none());
        new.map(|person| of(&problem.bodies[person])).sum()
    };
    let committees = (unserved - joiners(|body| body.serve) + 1).div_euclid(2);
    over.max(under - joiners(|body| body.full)).max(committees).max(0)
}
