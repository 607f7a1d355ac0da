//! Who serves what, point by point, hour by hour and occupation by occupation.

use std::collections::BTreeMap;

use super::answer::{Refusal, Share};
use super::near::Near;
use super::question::{Question, Service, State};
use super::slots::Slots;
use crate::num::at;

/// The books of a plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub all: Share,
    pub by_hour: Vec<Share>,
    pub by_street: BTreeMap<u32, Share>,
    pub by_occupation: Vec<Share>,
    pub marginal: BTreeMap<u32, f64>,
    pub load: BTreeMap<u32, f64>,
    pub busiest: BTreeMap<u32, f64>,
    pub gain: Vec<f64>,
    pub near: Vec<bool>,
}

/// How a point fares in a slot.
#[derive(Clone, Copy, Debug)]
struct Fate {
    server: Option<u32>,
    /// Which part of its weight is served.
    part: f64,
}

impl Ledger {
    /// Books with nothing in them.
    pub(crate) fn open(question: &Question, plan: &[u32]) -> Self {
        let sites = question.candidates.len();
        Self {
            by_hour: vec![Share::default(); question.demand.hours()],
            by_occupation: vec![Share::default(); question.demand.occupations()],
            marginal: plan.iter().map(|site| (*site, 0.0)).collect(),
            gain: vec![0.0; sites],
            near: vec![false; sites],
            ..Self::default()
        }
    }

    /// Everybody goes to the nearest open site.
    pub(crate) fn of(question: &Question, plan: &[u32]) -> Self {
        let (mut ledger, slots) = (Self::open(question, plan), Slots::of(question));
        let mut open = vec![false; question.candidates.len()];
        for site in plan {
            open[at(*site)] = true;
        }
        let near =
            Near::of(question.candidates.iter().map(|at| at.point).collect(), question.metric);
        let mut loads: BTreeMap<(u32, usize), f64> = BTreeMap::new();
        let mut weights = vec![0.0; slots.len()];
        for point in 0..question.demand.len() {
            let reached = near.nearest(question.demand.points[point], question.service.reach());
            weights.fill(0.0);
            for (hour, occupation, weight) in question.demand.at_point(point) {
                weights[slots.slot(hour, occupation)] += weight * question.factor(occupation);
            }
            let fates: Vec<Fate> = (weights.iter().enumerate())
                .map(|(slot, weight)| {
                    let serves = |(site, _): &&(u32, f64)| {
                        slots.serves(&question.candidates[at(*site)], slot)
                    };
                    let now: Vec<(u32, f64)> = if *weight > 0.0 {
                        reached.iter().filter(serves).copied().collect()
                    } else {
                        Vec::new()
                    };
                    ledger.meet(question.service, &open, &now, *weight)
                })
                .collect();
            for (hour, occupation, weight) in question.demand.at_point(point) {
                let weight = weight * question.factor(occupation);
                let fate = fates[slots.slot(hour, occupation)];
                ledger.book((point, hour, occupation), weight, fate.part, question);
                if let Some(server) = fate.server {
                    *loads.entry((server, hour)).or_default() += weight;
                }
            }
        }
        for ((site, _), load) in loads {
            ledger.busy(site, load);
        }
        ledger
    }

    /// What a weight means to those that reach it, the nearest first.
    fn meet(&mut self, service: Service, open: &[bool], now: &[(u32, f64)], weight: f64) -> Fate {
        let mut servers = now.iter().filter(|(site, _)| open[at(*site)]);
        let (first, second) = (servers.next(), servers.next());
        let loss = |server: Option<&(u32, f64)>| {
            server.map_or(service.worst(), |(_, far)| service.loss(*far))
        };
        let paid = loss(first);
        for (site, far) in now {
            self.near[at(*site)] = true;
            if !open[at(*site)] {
                self.gain[at(*site)] += weight * (paid - service.loss(*far)).max(0.0);
            }
        }
        if let Some((server, _)) = first {
            *self.marginal.entry(*server).or_default() += weight * (loss(second) - paid);
        }
        let part = match service {
            Service::Distance { .. } => f64::from(first.is_some()),
            Service::Within(_) | Service::Fading { .. } => 1.0 - paid,
        };
        Fate { server: first.map(|(site, _)| *site), part }
    }

    /// Books a weight of which a part is served.
    pub(crate) fn book(
        &mut self,
        (point, hour, occupation): (usize, usize, usize),
        weight: f64,
        part: f64,
        question: &Question,
    ) {
        let street = question.demand.streets[point];
        for share in [
            &mut self.all,
            &mut self.by_hour[hour],
            &mut self.by_occupation[occupation],
            self.by_street.entry(street).or_default(),
        ] {
            share.add(weight * part, weight);
        }
    }

    /// A site serves so much in some hour.
    pub(crate) fn busy(&mut self, site: u32, load: f64) {
        *self.load.entry(site).or_default() += load;
        let busiest = self.busiest.entry(site).or_default();
        *busiest = busiest.max(load);
    }

    pub(crate) fn street(&self, street: u32) -> Share {
        self.by_street.get(&street).copied().unwrap_or_default()
    }

    pub(crate) fn refusal(&self, question: &Question, site: u32, least: f64) -> Refusal {
        let candidate = &question.candidates[at(site)];
        let gain = self.gain[at(site)];
        match question.limit() {
            _ if candidate.state == State::Barred => Refusal::Barred,
            Some(budget) if candidate.price > budget => {
                Refusal::TooDear { price: candidate.price, budget }
            }
            _ if !self.near[at(site)] => Refusal::NobodyNear,
            _ if gain <= 1e-9 => Refusal::Served,
            _ => Refusal::Weaker { gain, least },
        }
    }
}
