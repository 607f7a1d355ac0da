//! Who gets whom: a flow of least cost, one person after the other.
//!
//! Successive shortest paths (Jewell 1958; Busacker and Gowen 1960) with node potentials (Edmonds
//! and Karp 1972), on a graph of people and contacts that is widened only where it is needed: each
//! person begins with the nearest contacts, and where no path leads to a free place, everybody on
//! the way is given all contacts in reach. If there is no path even then, the people and contacts
//! that were reached are Hall's proof (1935) that there is no room.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::fit::{Fit, Offer};
use super::roster::{Charge, Contact, Lack};

/// What became of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Has the contact of this index.
    Given(usize),
    /// Has none.
    Lacking(Lack),
}

/// Pairs in the making.
#[derive(Debug)]
pub struct Flow<'a> {
    caps: Vec<i64>,
    /// People whom each contact looks after already and who stay.
    fixed: Vec<i64>,
    /// People given to each contact here.
    given: Vec<Vec<usize>>,
    of: Vec<Option<usize>>,
    offers: Vec<Vec<Offer>>,
    widened: Vec<bool>,
    charges: &'a [&'a Charge],
    fit: &'a Fit<'a>,
    per_load: i64,
    /// How dear it is to free a place at each contact, so that no step of a path is negative.
    height: Vec<i64>,
}

/// A search for a free place: the way back from each contact, and how dear it is to get there.
#[derive(Debug)]
struct Tree {
    /// The person through whom a contact was reached.
    through: Vec<Option<usize>>,
    distance: Vec<i64>,
    settled: Vec<bool>,
}

impl<'a> Flow<'a> {
    pub fn new(
        contacts: &[&Contact],
        loads: &[u32],
        charges: &'a [&'a Charge],
        fit: &'a Fit<'a>,
    ) -> Self {
        let nearest = usize::try_from(fit.rules().weights.nearest.max(1)).unwrap_or(usize::MAX);
        Self {
            caps: contacts.iter().map(|contact| i64::from(contact.quota.cap)).collect(),
            height: vec![0; contacts.len()],
            fixed: loads.iter().map(|load| i64::from(*load)).collect(),
            given: vec![Vec::new(); contacts.len()],
            of: vec![None; charges.len()],
            offers: charges.iter().map(|charge| fit.best(charge, Some(nearest))).collect(),
            widened: vec![false; charges.len()],
            per_load: i64::from(fit.rules().weights.per_load),
            charges,
            fit,
        }
    }

    /// Finds a place for one after the other; what becomes of each.
    pub fn run(mut self) -> Vec<Outcome> {
        let everybody = 0..self.charges.len();
        let lacks: Vec<Option<Lack>> = everybody.map(|charge| self.place(charge)).collect();
        let outcomes = self.of.iter().zip(lacks);
        outcomes
            .map(|(of, lack)| {
                of.map_or(Outcome::Lacking(lack.unwrap_or(Lack::NobodyInReach)), Outcome::Given)
            })
            .collect()
    }

    /// Finds a place for somebody, moving others who were placed here if that is cheaper.
    fn place(&mut self, charge: usize) -> Option<Lack> {
        loop {
            let (tree, free) = self.search(charge);
            if let Some(free) = free {
                self.walk_back(&tree, charge, free);
                return None;
            }
            let mut people: Vec<usize> = vec![charge];
            for (contact, _) in tree.settled.iter().enumerate().filter(|(_, settled)| **settled) {
                people.extend(&self.given[contact]);
            }
            let narrow: Vec<usize> =
                people.iter().copied().filter(|person| !self.widened[*person]).collect();
            if narrow.is_empty() {
                return Some(self.proof(&tree, people.len()));
            }
            for person in narrow {
                self.widened[person] = true;
                self.offers[person] = self.fit.best(self.charges[person], None);
            }
        }
    }

    fn load(&self, contact: usize) -> i64 {
        self.fixed[contact] + i64::try_from(self.given[contact].len()).unwrap_or(i64::MAX)
    }

    /// The shortest way from somebody to a free place; after a find the heights are brought up to
    /// date, so that every step of the next search costs 0 or more.
    fn search(&mut self, charge: usize) -> (Tree, Option<usize>) {
        let count = self.caps.len();
        let mut tree = Tree {
            through: vec![None; count],
            distance: vec![i64::MAX; count],
            settled: vec![false; count],
        };
        let mut queue = BinaryHeap::new();
        let offers = &self.offers[charge];
        let base = offers.iter().map(|(points, contact)| points - self.height[*contact]).min();
        self.relax(&mut tree, &mut queue, charge, -base.unwrap_or(0));
        let mut best: Option<(i64, usize)> = None;
        while let Some(Reverse((distance, contact))) = queue.pop() {
            if best.is_some_and(|best| best.0 <= distance) {
                break;
            }
            if std::mem::replace(&mut tree.settled[contact], true) {
                continue;
            }
            if self.load(contact) < self.caps[contact] {
                let marginal = self.per_load * self.load(contact);
                let end = distance + (marginal + self.height[contact]).max(0);
                best = best.map_or(Some((end, contact)), |best| Some(best.min((end, contact))));
            }
            for person in &self.given[contact] {
                let points = self.points(*person, contact);
                let start = distance + self.height[contact] - points;
                self.relax(&mut tree, &mut queue, *person, start);
            }
        }
        if let Some((end, _)) = best {
            for (contact, height) in self.height.iter_mut().enumerate() {
                if tree.settled[contact] {
                    *height += (tree.distance[contact] - end).min(0);
                }
            }
        }
        (tree, best.map(|best| best.1))
    }

    /// Offers a person's contacts to the search, which has come to the person at cost `start`.
    fn relax(
        &self,
        tree: &mut Tree,
        queue: &mut BinaryHeap<Reverse<(i64, usize)>>,
        person: usize,
        start: i64,
    ) {
        let here = self.of[person].map_or(0, |contact| tree.distance[contact]);
        for (points, contact) in &self.offers[person] {
            // Offers that came by widening may look negative; they are taken as free.
            let distance = (start + points - self.height[*contact]).max(here);
            if !tree.settled[*contact] && distance < tree.distance[*contact] {
                tree.distance[*contact] = distance;
                tree.through[*contact] = Some(person);
                queue.push(Reverse((distance, *contact)));
            }
        }
    }

    fn points(&self, person: usize, contact: usize) -> i64 {
        let offer = self.offers[person].iter().find(|offer| offer.1 == contact);
        offer.map_or(0, |offer| offer.0)
    }

    /// Everybody on the way goes one contact further, and the last one takes the free place.
    fn walk_back(&mut self, tree: &Tree, charge: usize, free: usize) {
        let mut contact = free;
        while let Some(person) = tree.through[contact] {
            let before = self.of[person].replace(contact);
            self.given[contact].push(person);
            let Some(before) = before.filter(|_| person != charge) else { return };
            self.given[before].retain(|other| *other != person);
            contact = before;
        }
    }

    /// What was reached: contacts without a free place, and all who can go nowhere else.
    fn proof(&self, tree: &Tree, people: usize) -> Lack {
        let reached = || (0..self.caps.len()).filter(|contact| tree.settled[*contact]);
        if reached().next().is_none() {
            return Lack::NobodyInReach;
        }
        let number = |sum: i64| u32::try_from(sum).unwrap_or(u32::MAX);
        let fixed: i64 = reached().map(|contact| self.fixed[contact]).sum();
        let people = fixed.saturating_add(i64::try_from(people).unwrap_or(i64::MAX));
        Lack::NoRoom {
            contacts: u32::try_from(reached().count()).unwrap_or(u32::MAX),
            places: number(reached().map(|contact| self.caps[contact]).sum()),
            people: number(people),
        }
    }
}
