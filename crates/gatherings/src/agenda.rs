//! The agenda: what is owed from before comes first, then what the organizer put on it, then what
//! workers want, the most wanted first. Pure.

use contracts::PersonId;

use crate::{
    fact::{Decision, Read},
    gathering::{Gathering, Topic},
};

/// One point of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point<'g> {
    /// A decision of before; read out with how it stands, from the opening on.
    Carried(&'g Decision, Option<&'g Read>),
    Item(&'g str),
    /// A topic with its place in the list.
    Topic(usize, &'g Topic),
}

impl Gathering {
    /// The points in their order.
    pub fn agenda(&self) -> Vec<Point<'_>> {
        let read = |id| self.read.iter().find(|read| read.decision == id);
        let mut points: Vec<Point<'_>> = self
            .carried
            .iter()
            .map(|decision| Point::Carried(decision, read(decision.id)))
            .collect();
        points.extend(self.items.iter().map(|text| Point::Item(text)));
        let mut topics: Vec<(usize, &Topic)> = self.topics.iter().enumerate().collect();
        topics.sort_by_key(|(at, topic)| (std::cmp::Reverse(topic.support.len()), *at));
        points.extend(topics.into_iter().map(|(at, topic)| Point::Topic(at, topic)));
        points
    }
}

impl Topic {
    /// How many want it, whoever raised it included.
    pub fn wanted_by(&self) -> usize {
        self.support.len() + 1
    }

    /// Whether somebody said so.
    pub fn is_wanted_by(&self, person: PersonId) -> bool {
        self.by == person || self.support.contains(&person)
    }
}
