//! Rules applied to people and branches.

use std::collections::BTreeMap;

use contracts::UnitId;
use kernel::{AreaCode, Level};

use super::host::{Host, Person};
use super::rules::{Anchor, Rule};
use super::{Basis, Choice, Founding, Obstacle, Proposal, Proposals};

/// When a branch could be founded. Defaults after the 支部工作条例（试行）.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// People from whom on a branch can be founded.
    pub found_min: u32,
    /// People in a branch at most.
    pub members_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { found_min: 3, members_max: 50 }
    }
}

/// Proposes branches to everybody, in the order given: each first choice takes a place that who
/// comes later does not find. Nobody is placed; whoever gets no choice is told why.
pub fn propose(people: &[Person], hosts: &[Host], rules: &[Rule], limits: &Limits) -> Proposals {
    let mut book = Book::of(hosts);
    let mut missing = BTreeMap::<(Basis, String), Vec<_>>::new();
    let proposals = people
        .iter()
        .map(|person| {
            let (proposal, wanted) = book.propose(person, rules);
            if let Some(wanted) = wanted {
                missing.entry(wanted).or_default().push(person.id);
            }
            proposal
        })
        .collect();
    let mut foundings: Vec<Founding> = missing
        .into_iter()
        .filter_map(|((basis, rule), people)| {
            let count = u32::try_from(people.len()).ok()?;
            let branches = count.div_ceil(limits.members_max.max(1));
            (count >= limits.found_min).then_some(Founding { basis, rule, people, branches })
        })
        .collect();
    foundings.sort_by_key(|founding| std::cmp::Reverse(founding.people.len()));
    Proposals { proposals, foundings }
}

/// Branches by what they are built on.
struct Book<'a> {
    hosts: &'a [Host],
    /// Members, and those for whom the branch is the first choice.
    expected: Vec<u32>,
    sites: BTreeMap<UnitId, Vec<usize>>,
    partners: BTreeMap<UnitId, Vec<usize>>,
    areas: BTreeMap<AreaCode, Vec<usize>>,
    lines: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Book<'a> {
    fn of(hosts: &'a [Host]) -> Self {
        let mut book = Self {
            hosts,
            expected: hosts.iter().map(|host| host.members).collect(),
            sites: BTreeMap::new(),
            partners: BTreeMap::new(),
            areas: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        for (index, host) in hosts.iter().enumerate() {
            for site in &host.sites {
                book.sites.entry(*site).or_default().push(index);
            }
            for partner in &host.partners {
                book.partners.entry(*partner).or_default().push(index);
            }
            if let Some(area) = host.area {
                book.areas.entry(area).or_default().push(index);
            }
            for line in &host.freight_lines {
                book.lines.entry(line).or_default().push(index);
            }
        }
        book
    }

    /// The proposal, and where a branch is missing for this person.
    fn propose(&mut self, person: &Person, rules: &[Rule]) -> (Proposal, Option<(Basis, String)>) {
        let refuse = |obstacle| Proposal {
            person: person.id,
            choices: Vec::new(),
            obstacle: Some(obstacle),
        };
        let Some(rule) = rule_for(person, rules) else {
            return (refuse(Obstacle::NoRule), None);
        };
        let bases: Vec<(u32, Basis)> = (1..)
            .zip(&rule.steps)
            .filter_map(|(step, anchor)| Some((step, basis(person, *anchor)?)))
            .collect();
        let Some((_, wanted)) = bases.first() else {
            return (refuse(Obstacle::NoFacts(rule.steps.clone())), None);
        };
        let wanted = Some((founded_at(wanted.clone()), rule.code.clone()));
        let found = self.choices(rule, &bases);
        let Some((first, full)) = found.first().map(|(host, choice)| (*host, choice.full)) else {
            let bases = bases.into_iter().map(|(_, basis)| basis).collect();
            return (refuse(Obstacle::NoBranch(bases)), wanted);
        };
        if !full {
            self.expected[first] = self.expected[first].saturating_add(1);
        }
        let choices = found.into_iter().map(|(_, choice)| choice).collect();
        let obstacle = full.then_some(Obstacle::AllFull);
        (Proposal { person: person.id, choices, obstacle }, wanted.filter(|_| full))
    }

    /// Branches with room first, then by step, then the smallest area, then the most room.
    fn choices(&self, rule: &Rule, bases: &[(u32, Basis)]) -> Vec<(usize, Choice)> {
        let mut found: Vec<(bool, u32, usize, u32, usize, &Basis)> = Vec::new();
        for (step, basis) in bases {
            for (nearness, host) in self.hosts_at(basis) {
                if found.iter().any(|other| other.4 == host) {
                    continue;
                }
                let (members, most) = (self.expected[host], self.hosts[host].members_max);
                let taken = u32::MAX - most.saturating_sub(members);
                found.push((members >= most, *step, nearness, taken, host, basis));
            }
        }
        found.sort_unstable();
        found
            .into_iter()
            .map(|(full, step, _, _, host, basis)| {
                let (branch, rule) = (self.hosts[host].branch, rule.code.clone());
                (host, Choice { branch, rule, step, basis: basis.clone(), full })
            })
            .collect()
    }

    /// The branches at a basis; for an area also those of the areas around it, up to the county,
    /// each with how many levels farther out it is.
    fn hosts_at(&self, basis: &Basis) -> Vec<(usize, usize)> {
        let near = |hosts: Option<&Vec<usize>>| {
            hosts.into_iter().flatten().map(|host| (0, *host)).collect()
        };
        match basis {
            Basis::Site(site) => near(self.sites.get(site)),
            Basis::Partner(partner) => near(self.partners.get(partner)),
            Basis::FreightLine(line) => near(self.lines.get(line.as_str())),
            Basis::Street(area) | Basis::HomeRegistration(area) | Basis::Residence(area) => {
                std::iter::once(*area)
                    .chain(area.ancestors())
                    .take_while(|around| around == area || around.level() >= Level::County)
                    .enumerate()
                    .flat_map(|(level, around)| {
                        let hosts = self.areas.get(&around).into_iter().flatten();
                        hosts.map(move |host| (level, *host))
                    })
                    .collect()
            }
        }
    }
}

/// The first rule that names the occupation, else the first that takes everybody.
fn rule_for<'a>(person: &Person, rules: &'a [Rule]) -> Option<&'a Rule> {
    let named = rules.iter().find(|rule| rule.occupations.contains(&person.occupation));
    named.or_else(|| rules.iter().find(|rule| rule.occupations.is_empty()))
}

fn basis(person: &Person, anchor: Anchor) -> Option<Basis> {
    match anchor {
        Anchor::Site => person.site.map(Basis::Site),
        Anchor::Street => person.work_area.map(Basis::Street),
        Anchor::Partner => person.partner.map(Basis::Partner),
        Anchor::HomeRegistration => person.home_registration.map(Basis::HomeRegistration),
        Anchor::Residence => person.residence.map(Basis::Residence),
        Anchor::FreightLine => person.freight_line.clone().map(Basis::FreightLine),
    }
}

/// Where a branch would be founded: for the dispersed the street, which arranges their placing, so
/// that its communities and grids are counted together.
fn founded_at(basis: Basis) -> Basis {
    let street = |area: AreaCode| area.at(Level::Street).unwrap_or(area);
    match basis {
        Basis::Street(area) => Basis::Street(street(area)),
        Basis::HomeRegistration(area) => Basis::HomeRegistration(street(area)),
        Basis::Residence(area) => Basis::Residence(street(area)),
        other => other,
    }
}
