//! Floating branches are founded where members are: by the three rules, each member with the rule
//! that led there or the obstacle; whoever has a home branch is not counted twice.

use std::collections::{BTreeMap, BTreeSet};

use branches::{
    MemberId,
    claim::decide::{Finding, decide},
    member::{Link, Stage, store as members},
};
use contracts::UnitId;
use planner::placement::{Basis, Choice, Founding, Host, Limits, Obstacle, Person, propose, rules};
use serde::Serialize;

use super::{
    World, bases,
    claims::{self, Claimant, Overlap},
    town::{New, Town},
};
use crate::{dice::Dice, error::Error};

/// People about whom is decided in one sitting.
const AT_ONCE: usize = 200;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Floating {
    /// People of whom somebody told, and by how many sources each: one, two, three.
    pub told_of: usize,
    pub sources: Overlap,
    /// Claims found true and seated, found untrue, and left open with an obstacle.
    pub verified: usize,
    pub refuted: usize,
    pub open: usize,
    /// Branches that were founded, the members of the smallest and of the largest.
    pub branches: usize,
    pub sizes: [usize; 2],
    /// Members by the rule that led to their branch and its step, and the rest by what hindered it.
    pub rules: BTreeMap<String, usize>,
    pub obstacles: BTreeMap<String, usize>,
    /// Members who have a home branch here as well.
    pub at_home_too: usize,
    /// People in all branches together, each once, and what the branches' own counts add up to
    /// without those who were counted at home already.
    pub people: usize,
    pub counted: usize,
}

impl Floating {
    pub fn holds(&self, world: &World) -> bool {
        let limits = Limits::default();
        let [least, most] = [limits.found_min, limits.members_max]
            .map(|limit| usize::try_from(limit).unwrap_or_default());
        let named: usize = self.rules.values().chain(self.obstacles.values()).sum();
        self.branches == world.floating
            && self.verified == world.members
            && self.rules.values().sum::<usize>() == self.verified
            && self.obstacles.values().sum::<usize>() == self.open
            && named == self.verified + self.open
            && self.verified + self.refuted + self.open == self.told_of
            && self.sources.iter().all(|count| *count > 0)
            && self.sizes[0] >= least
            && self.sizes[1] <= most
            && self.at_home_too > 0
            && self.people == self.verified
            && self.counted == self.people
    }
}

/// A branch that was founded, as the planner knows it.
struct Founded {
    host: Host,
    people: Vec<MemberId>,
}

pub fn play(town: &Town, seed: u64, world: World) -> Result<Floating, Error> {
    let mut dice = Dice::of(seed, "province-floating", 0);
    let people = bases::drawn(town, world, &mut dice)?;
    let mut told = Floating { told_of: people.len(), ..Floating::default() };
    let (claimants, sources) = claims::told_of(town, people, &mut dice)?;
    told.sources = sources;
    let (members, untrue): (Vec<Claimant>, Vec<Claimant>) =
        claimants.into_iter().partition(|one| one.told.is_member);
    told.refuted = refuted(town, &untrue)?;
    let people: Vec<Person> = members.into_iter().map(|one| one.told.person).collect();
    let missing = propose(&people, &[], &rules(), &Limits::default()).foundings;
    let founded = founded(town, &missing)?;
    told.branches = founded.len();
    let seats = placed(&people, &founded, &mut told)?;
    told.verified = verified(town, &seats)?;
    counted(town, &founded, &mut told)?;
    Ok(told)
}

fn refuted(town: &Town, untrue: &[Claimant]) -> Result<usize, Error> {
    for some in untrue.chunks(AT_ONCE) {
        let ids: Vec<MemberId> = some.iter().map(|one| one.id).collect();
        town.act(&town.clerk, town.stage.from.plus(3).at(10, 0), move |tx, desk, by| {
            for id in ids {
                let evidence = "组织部门查无此人".to_owned();
                decide(tx, desk, by, id, &Finding::None { evidence })?;
            }
            Ok(())
        })?;
    }
    Ok(untrue.len())
}

/// Founds what is proposed: as many branches at each place as the number of people calls for.
fn founded(town: &Town, foundings: &[Founding]) -> Result<Vec<Founded>, Error> {
    let at = town.stage.from.plus(5).at(9, 0);
    let (mut all, mut units) = (Vec::new(), Vec::new());
    for Founding { basis, people, branches, .. } in foundings {
        let branches = usize::try_from(*branches).unwrap_or(1).max(1);
        for some in even(people, branches) {
            let id = town.id(at);
            let host = host(town, id, basis, some.len());
            units.push(New {
                id,
                kind: "floating-branch",
                area: host.area.unwrap_or(town.county),
                name: format!("第{}流动党员党支部", all.len() + 1),
                parent: Some(town.committee),
            });
            let people = some.iter().map(|person| person.cast()).collect();
            all.push(Founded { host, people });
        }
    }
    town.found_all(at, units)?;
    Ok(all)
}

/// In parts of nearly the same size.
fn even<T>(all: &[T], parts: usize) -> impl Iterator<Item = &[T]> {
    let bound = move |part: usize| all.len() * part / parts;
    (0..parts).filter_map(move |part| all.get(bound(part)..bound(part + 1)))
}

fn host(town: &Town, branch: UnitId, basis: &Basis, people: usize) -> Host {
    let mut host = Host {
        branch,
        sites: Vec::new(),
        partners: Vec::new(),
        area: None,
        freight_lines: Vec::new(),
        members: u32::try_from(people).unwrap_or(u32::MAX),
        members_max: Limits::default().members_max,
    };
    match basis {
        Basis::Site(site) => host.sites.push(*site),
        Basis::Partner(company) => host.partners.push(*company),
        Basis::FreightLine(line) => host.freight_lines.push(line.clone()),
        Basis::Street(area) | Basis::Residence(area) | Basis::HomeRegistration(area) => {
            host.area = Some(*area);
        }
    }
    // A place outside the city has its branch with the committee.
    host.area = host.area.filter(|area| town.streets.contains(area));
    host
}

/// A member and the branch.
type Seat = (MemberId, UnitId);

/// Everybody's branch with the rule that leads there, or what hinders it; a member for whom a branch
/// was founded sits in that one.
fn placed(people: &[Person], founded: &[Founded], told: &mut Floating) -> Result<Vec<Seat>, Error> {
    let mut own: BTreeMap<MemberId, UnitId> = BTreeMap::new();
    for one in founded {
        own.extend(one.people.iter().map(|member| (*member, one.host.branch)));
    }
    // Those for whom a branch was founded are counted in it already.
    let mut hosts: Vec<Host> = founded.iter().map(|one| one.host.clone()).collect();
    let (first, rest): (Vec<Person>, Vec<Person>) =
        people.iter().cloned().partition(|person| own.contains_key(&person.id.cast()));
    let later = propose(&rest, &hosts, &rules(), &Limits::default());
    for host in &mut hosts {
        host.members = 0;
    }
    let first = propose(&first, &hosts, &rules(), &Limits::default());
    let mut seats = Vec::with_capacity(people.len());
    for proposal in first.proposals.into_iter().chain(later.proposals) {
        let member: MemberId = proposal.person.cast();
        let own = own.get(&member);
        let fits = |choice: &&Choice| match own {
            Some(own) => choice.branch == *own,
            None => !choice.full,
        };
        let Some(choice) = proposal.choices.iter().find(fits) else {
            let named = proposal.obstacle.as_ref().map(obstacle);
            let named =
                named.ok_or_else(|| Error::Scene("nobody is left without a word".into()))?;
            *told.obstacles.entry(named.to_owned()).or_default() += 1;
            told.open += 1;
            continue;
        };
        let rule = format!("{} {}", choice.rule, choice.step);
        *told.rules.entry(rule).or_default() += 1;
        seats.push((member, choice.branch));
    }
    Ok(seats)
}

fn obstacle(obstacle: &Obstacle) -> &'static str {
    match obstacle {
        Obstacle::NoRule => "no rule",
        Obstacle::NoFacts(_) => "facts missing",
        Obstacle::NoBranch(_) => "no branch there",
        Obstacle::AllFull => "all full",
    }
}

/// A clerk looks into each claim and gives the seat that was proposed.
fn verified(town: &Town, seats: &[Seat]) -> Result<usize, Error> {
    let from = town.stage.from.plus(6);
    let mut verified = 0;
    for some in seats.chunks(AT_ONCE) {
        let some = some.to_vec();
        verified += town.act(&town.clerk, from.at(10, 0), move |tx, desk, by| {
            let mut seated = 0;
            for (id, branch) in some {
                let evidence = "流动党员活动证".to_owned();
                let (stage, link) = (Stage::Full, Link::Floating);
                let finding = Finding::Member { stage, link, branch, from, evidence };
                seated += usize::from(decide(tx, desk, by, id, &finding)?.is_some());
            }
            Ok(seated)
        })?;
    }
    Ok(verified)
}

/// What the branches count, and how many people that is.
fn counted(town: &Town, founded: &[Founded], told: &mut Floating) -> Result<(), Error> {
    let known: BTreeSet<UnitId> = founded.iter().map(|one| one.host.branch).collect();
    let (home, floating) = town
        .stage
        .read(|db| Ok((members::seats(db, Link::Home)?, members::seats(db, Link::Floating)?)))?;
    let floating: Vec<Seat> =
        floating.into_iter().filter(|(_, branch)| known.contains(branch)).collect();
    let here: BTreeSet<MemberId> = floating.iter().map(|(id, _)| *id).collect();
    let at_home: Vec<Seat> = home.into_iter().filter(|(id, _)| here.contains(id)).collect();
    told.at_home_too = at_home.len();
    let everybody: BTreeSet<MemberId> =
        floating.iter().chain(&at_home).map(|(id, _)| *id).collect();
    told.people = everybody.len();
    told.sizes = [usize::MAX, 0];
    let mut sum = 0;
    for branch in known {
        let count = town.stage.read(move |db| members::count_in(db, branch))?;
        let members = usize::try_from(count.members).unwrap_or_default();
        if count.home != 0 || count.floating != count.members {
            return Err(Error::Scene("a floating branch is somebody's home".into()));
        }
        told.sizes = [told.sizes[0].min(members), told.sizes[1].max(members)];
        sum += members;
    }
    let homes: BTreeSet<UnitId> = at_home.iter().map(|(_, branch)| *branch).collect();
    for branch in homes {
        let count = town.stage.read(move |db| members::count_in(db, branch))?;
        sum += usize::try_from(count.home).unwrap_or_default();
    }
    told.counted = sum - told.at_home_too;
    Ok(())
}
