//! Asking and answering: [`split`] and [`replan`].

use contracts::PersonId;
use kernel::{Rng, SeededRng};

use super::ask::{Ask, Branches, Fault};
use super::bound;
use super::plan::{Change, Cost, Plan, Replan};
use super::present::present;
use super::problem::Problem;
use super::search::Search;
use super::start::starts;
use super::state::State;
use super::units::{Forest, Level};

/// How many moves are looked at for each person, and at most in all.
const LOOKS_EACH: u64 = 5_000;
const LOOKS_MAX: u64 = 4_000_000;
/// How many starts are tried; the best goes on.
const STARTS: u64 = 4;
/// Groups of partners up to this size move whole at the middle level.
const GROUP: i64 = 8;

/// Divides a branch. The same ask, in whatever order its people stand, gives the same plan.
pub fn split(ask: &Ask) -> Result<Plan, Fault> {
    let problem = Problem::of(ask)?;
    check(&problem)?;
    let count = count(&problem, ask.branches)?;
    let mut rng = SeededRng::new(ask.seed);
    let looks = u64::try_from(problem.len()).unwrap_or(u64::MAX).saturating_mul(LOOKS_EACH);
    let looks = looks.min(LOOKS_MAX);
    let mut best: Option<(Cost, Vec<usize>, Vec<Level>)> = None;
    for start in 0..STARTS {
        let levels = levels(&problem, count, &mut rng);
        let of = starts(&problem, &levels[0], count, start, &mut rng);
        let state = State::new(&problem, of, count);
        let mut search = Search::new(state, &levels, &mut rng, looks / (2 * STARTS));
        search.settle();
        let (cost, of) = (search.state.cost, search.state.of);
        if best.as_ref().is_none_or(|best| cost < best.0) {
            best = Some((cost, of, levels));
        }
    }
    let (_, of, levels) = best.ok_or(Fault::NoMembers)?;
    let of = improve(&problem, of, count, &levels, &mut rng, looks / 2);
    let of = renumber(of, count);
    Ok(present(&State::new(&problem, of, count), bound::pairs_min(&problem, count)))
}

/// Brings an approved plan up to date with the members that there are now: as few as possible go
/// elsewhere than approved. Bounds that cannot be kept are flagged; the number of branches and
/// their order stay.
pub fn replan(ask: &Ask, approved: &Plan) -> Result<Replan, Fault> {
    let mut problem = Problem::of(ask)?;
    check(&problem)?;
    let count = approved.branches.len().max(1);
    for placed in &approved.placed {
        let branch = usize::try_from(placed.branch).unwrap_or(usize::MAX);
        if let Some(person) = problem.index(placed.member) {
            problem.home[person] = (branch < count).then_some(branch);
        }
    }
    let mut rng = SeededRng::new(ask.seed);
    let levels = levels(&problem, count, &mut rng);
    let of = problem.home.iter().map(|home| home.unwrap_or(0)).collect();
    let looks = u64::try_from(problem.len()).unwrap_or(u64::MAX).saturating_mul(LOOKS_EACH);
    let of = improve(&problem, of, count, &levels, &mut rng, looks.min(LOOKS_MAX) / 4);
    let state = State::new(&problem, of, count);
    let plan = present(&state, bound::pairs_min(&problem, count));
    Ok(Replan { changes: changes(ask, approved, &plan), moves_min: bound::moves_min(&state), plan })
}

fn improve(
    problem: &Problem,
    of: Vec<usize>,
    count: usize,
    levels: &[Level],
    rng: &mut SeededRng,
    looks: u64,
) -> Vec<usize> {
    let mut search = Search::new(State::new(problem, of, count), levels, rng, looks);
    search.settle();
    search.wander();
    search.finish();
    search.state.of
}

/// Wishes and bounds that contradict each other.
fn check(problem: &Problem) -> Result<(), Fault> {
    let bounds = &problem.bounds;
    if bounds.party_max == 0 || bounds.full_min > bounds.party_max {
        let (full_min, party_max) = (bounds.full_min, bounds.party_max);
        return Err(Fault::Bounds { full_min, party_max });
    }
    let mut forest = Forest::together(problem);
    for person in 0..problem.len() {
        let id = problem.ids[person];
        let party = forest.party_of(person);
        if party > i64::from(bounds.party_max) {
            let members = u32::try_from(party).unwrap_or(u32::MAX);
            return Err(Fault::TogetherTooMany {
                person: id,
                members,
                party_max: bounds.party_max,
            });
        }
        for other in &problem.apart[person] {
            if forest.root(person) == forest.root(*other) {
                return Err(Fault::Contradiction(id, problem.ids[*other]));
            }
        }
    }
    Ok(())
}

/// The number of branches, brought within what the bounds allow when it was left to us.
fn count(problem: &Problem, wanted: Branches) -> Result<usize, Fault> {
    let bounds = &problem.bounds;
    let up = |party: i64, size: u32| (party + i64::from(size) - 1) / i64::from(size).max(1);
    let least = up(problem.party, bounds.party_max).max(1);
    let most = problem.full / i64::from(bounds.full_min).max(1);
    let asked = match wanted {
        Branches::Count(count) => i64::from(count),
        Branches::Sized(size) => up(problem.party, size.max(1)).min(most).max(least),
    };
    if (least..=most).contains(&asked) {
        return Ok(usize::try_from(asked).unwrap_or(usize::MAX));
    }
    let [asked, full, party, least, most] = [asked, problem.full, problem.party, least, most]
        .map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    Err(Fault::Count { asked, full, party, least, most })
}

/// Units of three sizes: all partners up to a branch, groups, single people.
fn levels(problem: &Problem, count: usize, rng: &mut SeededRng) -> Vec<Level> {
    let single = Forest::together(problem);
    let fair = problem.party / i64::try_from(count.max(1)).unwrap_or(i64::MAX);
    let large = fair.min(i64::from(problem.bounds.party_max)).max(1);
    // Heavy ties first, then those that hang on one thread; what is alike by lot.
    let mut order: Vec<(i64, usize, u64, usize)> = problem
        .edges
        .iter()
        .enumerate()
        .map(|(index, (a, b, weight))| {
            let threads = problem.ties[*a].len().min(problem.ties[*b].len());
            (-weight, threads, rng.next(), index)
        })
        .collect();
    order.sort_unstable();
    let order: Vec<usize> = order.into_iter().map(|(.., index)| index).collect();
    let mut levels = Vec::new();
    for size in [large, GROUP.min(large)] {
        let mut forest = single.clone();
        forest.join_ties(problem, &order, size);
        levels.push(Level::of(problem, &mut forest));
    }
    levels.push(Level::of(problem, &mut single.clone()));
    levels.dedup_by_key(|level| level.units.len());
    levels
}

/// Numbers branches by their smallest person id; empty ones come last.
fn renumber(of: Vec<usize>, count: usize) -> Vec<usize> {
    let mut number = vec![usize::MAX; count];
    let mut next = 0;
    for branch in &of {
        if number[*branch] == usize::MAX {
            number[*branch] = next;
            next += 1;
        }
    }
    of.into_iter().map(|branch| number[branch]).collect()
}

fn changes(ask: &Ask, approved: &Plan, plan: &Plan) -> Vec<Change> {
    let left = approved.placed.iter().filter(|old| plan.branch_of(old.member).is_none());
    let left = left.map(|old| Change::Left { member: old.member, branch: old.branch });
    let transit = ask.members.iter().filter(|member| member.in_transit);
    let transit = transit.filter_map(|member| {
        Some(Change::InTransit { member: member.id, branch: plan.branch_of(member.id)? })
    });
    let others = plan.placed.iter().filter_map(|new| {
        let (member, to) = (new.member, new.branch);
        match approved.branch_of(member) {
            None => Some(Change::Joined { member, branch: to }),
            Some(from) if from != to => Some(Change::Moved { member, from, to }),
            Some(_) => None,
        }
    });
    let mut changes: Vec<Change> = left.chain(transit).chain(others).collect();
    changes.sort_by_key(who);
    changes
}

fn who(change: &Change) -> PersonId {
    match change {
        Change::Left { member, .. }
        | Change::Joined { member, .. }
        | Change::Moved { member, .. }
        | Change::InTransit { member, .. } => *member,
    }
}
