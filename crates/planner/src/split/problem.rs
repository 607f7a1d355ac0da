//! The ask as numbers: people, lines, shifts and zones by index, distances in a table.

use std::collections::BTreeMap;

use contracts::PersonId;

use super::ask::{Ask, Bounds, Fault, Member, Shifts};
use crate::Spot;
use crate::spot::cell;

/// More zones than this would make the table of distances too large.
const ZONES_MAX: usize = 800;

/// Somebody as numbers.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// 1 for a member, 0 for a companion. What follows counts members only.
    pub party: i64,
    pub full: i64,
    pub serve: i64,
    pub line: Option<usize>,
    pub shift: Option<usize>,
    pub zone: Option<usize>,
}

/// The ask as numbers. Everybody's index is the place in the order of person ids.
#[derive(Debug)]
pub struct Problem {
    pub ids: Vec<PersonId>,
    pub bodies: Vec<Body>,
    pub lines: Vec<String>,
    pub shifts: Vec<String>,
    /// Ties of each, both ways, each partner once.
    pub ties: Vec<Vec<(usize, i64)>>,
    /// Each tie once, with its weight.
    pub edges: Vec<(usize, usize, i64)>,
    /// Who must be with each, and apart from each; both ways.
    pub together: Vec<Vec<usize>>,
    pub apart: Vec<Vec<usize>>,
    /// Metres between zones, `zones * zones` of them.
    metres: Vec<i64>,
    pub zones: usize,
    pub bounds: Bounds,
    pub shift_rule: Shifts,
    /// Members of each shift in the whole, and their sum.
    pub shift_totals: Vec<i64>,
    pub shift_sum: i64,
    pub party: i64,
    pub full: i64,
    /// Whether anybody is known to be able to serve; if nobody is, the question was not answered.
    pub knows_serve: bool,
    pub in_transit: Vec<bool>,
    pub areas: Vec<Option<kernel::AreaCode>>,
    /// The branch of the approved plan, for a replan.
    pub home: Vec<Option<usize>>,
}

impl Problem {
    pub fn of(ask: &Ask) -> Result<Self, Fault> {
        let mut members: Vec<&Member> = ask.members.iter().collect();
        members.sort_by_key(|member| member.id);
        let twice = members.windows(2).find(|pair| pair[0].id == pair[1].id);
        if let Some(pair) = twice {
            return Err(Fault::Twice(pair[0].id));
        }
        if members.is_empty() {
            return Err(Fault::NoMembers);
        }
        let ids: Vec<PersonId> = members.iter().map(|member| member.id).collect();
        let lines = names(members.iter().filter_map(|member| member.line.as_deref()));
        let shifts = names(members.iter().filter_map(|member| member.shift.as_deref()));
        let (zone_of, metres, zones) = zones(&members);
        let bodies: Vec<Body> = members
            .iter()
            .zip(zone_of)
            .map(|(member, zone)| Body {
                party: i64::from(member.is_party()),
                full: i64::from(member.is_relied_on()),
                serve: i64::from(member.can_serve && member.is_party() && !member.in_transit),
                line: position(&lines, member.line.as_deref()),
                shift: position(&shifts, member.shift.as_deref()),
                zone,
            })
            .collect();
        let mut shift_totals = vec![0; shifts.len()];
        for body in &bodies {
            if let Some(shift) = body.shift {
                shift_totals[shift] += body.party;
            }
        }
        let wishes = |field, pairs: &[(PersonId, PersonId)]| both_ways(&ids, field, pairs);
        let (ties, edges) = ties(&ids, ask)?;
        Ok(Self {
            together: wishes("together", &ask.together)?,
            apart: wishes("apart", &ask.apart)?,
            ties,
            edges,
            metres,
            zones,
            bounds: ask.bounds,
            shift_rule: ask.shifts,
            shift_sum: shift_totals.iter().sum(),
            shift_totals,
            party: bodies.iter().map(|body| body.party).sum(),
            full: bodies.iter().map(|body| body.full).sum(),
            knows_serve: bodies.iter().any(|body| body.serve > 0),
            in_transit: members.iter().map(|member| member.in_transit).collect(),
            areas: members.iter().map(|member| member.spot.area).collect(),
            home: vec![None; ids.len()],
            ids,
            bodies,
            lines,
            shifts,
        })
    }

    pub fn metres(&self, from: usize, to: usize) -> i64 {
        self.metres[from * self.zones + to]
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn index(&self, person: PersonId) -> Option<usize> {
        self.ids.binary_search(&person).ok()
    }
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = all.map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn position(names: &[String], name: Option<&str>) -> Option<usize> {
    let name = name?;
    names.binary_search_by(|other| other.as_str().cmp(name)).ok()
}

/// The zone of each, the distances between zones, and how many zones there are. Spots in one area
/// and one cell of the map are one zone; cells grow until the zones are few enough.
fn zones(members: &[&Member]) -> (Vec<Option<usize>>, Vec<i64>, usize) {
    let mut cells_per_degree = 100_u32;
    let by_key = loop {
        let mut by_key = BTreeMap::new();
        for member in members.iter().filter(|member| member.spot.is_known()) {
            by_key.entry(key(&member.spot, cells_per_degree)).or_insert(member.spot);
        }
        if by_key.len() <= ZONES_MAX || cells_per_degree == 0 {
            break by_key;
        }
        cells_per_degree /= 2;
    };
    let of = |member: &&Member| {
        let key = key(&member.spot, cells_per_degree);
        member.spot.is_known().then(|| by_key.range(..key).count())
    };
    let spots: Vec<Spot> = by_key.values().copied().collect();
    let metres = spots.iter().flat_map(|a| spots.iter().map(move |b| a.metres(b))).collect();
    (members.iter().map(of).collect(), metres, spots.len())
}

type Key = (Option<(i64, i64)>, Option<kernel::AreaCode>);

/// With a middle its cell, else the area; with cells of no size the county.
fn key(spot: &Spot, cells_per_degree: u32) -> Key {
    if cells_per_degree == 0 {
        let county = spot.area.map(|area| area.at(kernel::Level::County).unwrap_or(area));
        return (None, county);
    }
    match spot.centre {
        Some(centre) => (Some(cell(centre, cells_per_degree)), None),
        None => (None, spot.area),
    }
}

fn find(ids: &[PersonId], field: &'static str, person: PersonId) -> Result<usize, Fault> {
    ids.binary_search(&person).map_err(|_| Fault::Unknown { field, person })
}

fn both_ways(
    ids: &[PersonId],
    field: &'static str,
    pairs: &[(PersonId, PersonId)],
) -> Result<Vec<Vec<usize>>, Fault> {
    let mut of = vec![Vec::new(); ids.len()];
    for (a, b) in pairs {
        let (a, b) = (find(ids, field, *a)?, find(ids, field, *b)?);
        if a != b {
            of[a].push(b);
            of[b].push(a);
        }
    }
    for others in &mut of {
        others.sort_unstable();
        others.dedup();
    }
    Ok(of)
}

type Ties = (Vec<Vec<(usize, i64)>>, Vec<(usize, usize, i64)>);

/// Ties with both ends known; those of one pair added up, those with oneself left out.
fn ties(ids: &[PersonId], ask: &Ask) -> Result<Ties, Fault> {
    let mut weights = BTreeMap::<(usize, usize), i64>::new();
    for tie in &ask.ties {
        let (a, b) = (find(ids, "ties", tie.a)?, find(ids, "ties", tie.b)?);
        if a != b {
            *weights.entry((a.min(b), a.max(b))).or_default() += i64::from(tie.weight.max(1));
        }
    }
    let mut of = vec![Vec::new(); ids.len()];
    let edges: Vec<_> = weights.into_iter().map(|((a, b), weight)| (a, b, weight)).collect();
    for (a, b, weight) in &edges {
        of[*a].push((*b, *weight));
        of[*b].push((*a, *weight));
    }
    Ok((of, edges))
}
