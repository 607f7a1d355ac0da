//! The city of the scene: doors that change, visitors who find out, what is believed meanwhile.

use kernel::{Day, Timestamp, WorkCalendar, count::to_i64};

use super::{World, chance::Chance, measure::Tally, people::Person};
use crate::{
    belief::{Belief, By, Policy, Rates, Report, Said, Trend, Trust, Usual, Verdict, Word},
    hours::{Calendar, Hours, State, When},
};

/// How unlike doors are in their visits; 5 % have more than three times the mean.
const SIGMA: f64 = 0.8;
/// What the list says of every door at the beginning.
const LISTED_FIRST: f64 = 0.9;
/// The share of doors that are shut at the beginning.
const SHUT_FIRST: f64 = 0.1;
/// The share of the changes that a keeper tells.
const KEEPER_TELLS: f64 = 0.5;
/// Of those who would visit a door, how many pass in sight of it anyway.
const PASSING: f64 = 0.1;
/// Of those who would visit a door, how many try one that is uncertain.
const TRYING: f64 = 0.5;

struct Door {
    open: bool,
    hours: usize,
    visits: f64,
    kept: bool,
    belief: Belief,
    trend: Trend,
    spoken_at: Timestamp,
}

pub(super) struct City {
    world: World,
    chance: Chance,
    start: Day,
    calendar: Calendar,
    hours: Vec<Hours>,
    doors: Vec<Door>,
    people: Vec<Person>,
    pub words: usize,
}

/// What happens to a door within a day.
enum Event {
    Changes,
    /// Somebody who would go there comes by.
    Visitor,
    KeeperTells,
    Volunteer,
    Measured,
}

impl City {
    pub fn found(seed: u64, world: World) -> Self {
        let mut chance = Chance::new(seed);
        let start = Day::new(2026, 3, 2).unwrap_or(Timestamp::default().day());
        let calendar = Calendar::of(&WorkCalendar::national());
        let texts = ["24/7", "Mo-Su 06:30-23:00", "Mo-Fr 07:00-22:00; Sa,Su 08:00-21:00"];
        let hours: Vec<Hours> =
            texts.iter().filter_map(|text| Hours::read(text, &calendar).ok()).collect();
        let doors = (0..world.doors)
            .map(|_| {
                let belief = Belief::new(LISTED_FIRST, start.start(), Rates::door());
                Door {
                    open: !chance.hits(SHUT_FIRST),
                    hours: chance.below(hours.len()),
                    visits: world.visits * chance.log_normal(SIGMA),
                    kept: chance.hits(world.kept),
                    trend: belief.trend(&Policy::DOOR),
                    belief,
                    spoken_at: start.start(),
                }
            })
            .collect();
        let people = (0..world.people)
            .map(|_| Person::born(&mut chance, world.lazy, world.hostile))
            .collect();
        Self { world, chance, start, calendar, hours, doors, people, words: 0 }
    }

    /// One day: first who will be looked at, then every door's day in the order of time.
    pub fn live(&mut self, day: u32, mut tally: Option<&mut Tally>) {
        let day = self.start.plus(i32::try_from(day).unwrap_or(i32::MAX));
        let changing =
            kernel::count::round(kernel::count::size_to_f64(self.world.doors) * self.world.change);
        let changing = self.chance.some(self.world.doors, kernel::count::to_usize(changing));
        let checked = self.wanting(day.at(10, 0));
        self.learn_usual();
        let when = self.calendar.when(day.start());
        for number in 0..self.doors.len() {
            let changes = changing.binary_search(&number).is_ok();
            let looks = checked.binary_search(&number).is_ok();
            for (at, event) in self.agenda(number, day, changes, looks, tally.is_some()) {
                let minute = at.seconds_since(day.start()) / 60;
                let when = when.at_minute(u16::try_from(minute).unwrap_or(0));
                self.happen(number, at, when, &event, tally.as_deref_mut());
            }
        }
    }

    /// What all doors have shown so far, as a nightly job would have it.
    fn learn_usual(&mut self) {
        let usual = Usual::DOOR.learned(self.doors.iter().map(|door| door.belief.rates()));
        for door in &mut self.doors {
            door.belief.expect(usual);
            door.trend = door.belief.trend(&Policy::DOOR);
        }
    }

    /// What will happen to a door on a day, in order.
    fn agenda(
        &mut self,
        number: usize,
        day: Day,
        changes: bool,
        looks: bool,
        measured: bool,
    ) -> Vec<(Timestamp, Event)> {
        let Some(door) = self.doors.get(number) else { return Vec::new() };
        let (kept, visits) = (door.kept, door.visits);
        let chance = &mut self.chance;
        let minute = |chance: &mut Chance, bound: usize| {
            day.start().plus_seconds(to_i64(chance.below(bound * 60)))
        };
        let mut events = Vec::new();
        if changes {
            let at = minute(chance, 1_440);
            events.push((at, Event::Changes));
            if kept && chance.hits(KEEPER_TELLS) {
                let later = to_i64(chance.below(120 * 60));
                events.push((at.plus_seconds(later), Event::KeeperTells));
            }
        }
        if looks {
            events.push((minute(chance, 600).plus_hours(10), Event::Volunteer));
        }
        for _ in 0..chance.poisson(visits) {
            // Riders are about from half past six to eleven at night.
            events.push((minute(chance, 990).plus_minutes(390), Event::Visitor));
        }
        if measured {
            events.extend((8..=21).map(|hour| (day.at(hour, 0), Event::Measured)));
        }
        events.sort_by_key(|(at, _)| *at);
        events
    }

    fn happen(
        &mut self,
        number: usize,
        at: Timestamp,
        when: When,
        event: &Event,
        tally: Option<&mut Tally>,
    ) {
        let Some(door) = self.doors.get_mut(number) else { return };
        let hours = self.hours.get(door.hours);
        let by_hours = hours.map_or(State::Unknown, |hours| hours.state_when(&when));
        let (open, told) = (door.open, Word::of(door.trend.works(at)));
        match event {
            Event::Changes => door.open = !door.open,
            Event::KeeperTells => {
                let said = if open { Said::Works } else { Said::Fails };
                self.hear(number, &Report { at, said, by: By::Keeper });
            }
            _ if by_hours != State::Open => {}
            Event::Measured => {
                if let Some(tally) = tally {
                    tally.door(told, open);
                }
            }
            Event::Volunteer => {
                let who = self.chance.below(self.people.len());
                let Some(person) = self.people.get(who) else { return };
                let said = person.says(&mut self.chance, told, open);
                self.tap(number, at, who, said);
            }
            Event::Visitor => {
                let comes = match told {
                    Word::Closed => PASSING,
                    Word::Uncertain => TRYING,
                    Word::Likely | Word::Certain => 1.0,
                };
                if !self.chance.hits(comes) {
                    return;
                }
                if let Some(tally) = tally {
                    tally.visitor(told, open);
                }
                let who = self.chance.below(self.people.len());
                let Some(person) = self.people.get(who) else { return };
                if let Some(said) = person.taps(&mut self.chance, told, open) {
                    self.tap(number, at, who, said);
                }
            }
        }
    }

    fn tap(&mut self, door: usize, at: Timestamp, who: usize, said: Said) {
        let Some(person) = self.people.get(who) else { return };
        let number = u64::try_from(who).unwrap_or(u64::MAX);
        self.hear(door, &Report { at, said, by: By::Reporter { number, trust: person.trust } });
    }

    fn hear(&mut self, number: usize, report: &Report) {
        let Some(door) = self.doors.get_mut(number) else { return };
        let heard = door.belief.hear(&Policy::DOOR, report);
        door.trend = door.belief.trend(&Policy::DOOR);
        door.spoken_at = report.at;
        self.words += 1;
        self.judge(&heard.verdicts);
    }

    fn judge(&mut self, verdicts: &[Verdict]) {
        for verdict in verdicts {
            let who = usize::try_from(verdict.reporter).unwrap_or(usize::MAX);
            if let Some(person) = self.people.get_mut(who) {
                person.trust.learn(verdict);
            }
        }
    }

    /// The doors that volunteers are asked to look at, by number: those not told open of which
    /// nobody has spoken for the longest.
    fn wanting(&self, at: Timestamp) -> Vec<usize> {
        let mut wanting: Vec<(Timestamp, usize)> = self
            .doors
            .iter()
            .enumerate()
            .filter(|(_, door)| !Word::of(door.trend.works(at)).tells_open())
            .map(|(number, door)| (door.spoken_at, number))
            .collect();
        wanting.sort_unstable();
        wanting.truncate(self.world.checks);
        let mut numbers: Vec<usize> = wanting.into_iter().map(|(_, number)| number).collect();
        numbers.sort_unstable();
        numbers
    }

    /// One hostile reporter with a spotless past against doors that are told open: every six hours
    /// "shut", for three days, while nobody else speaks or has spoken against them. How many were attacked, and how many left
    /// the list that would have stayed without.
    pub fn attack_alone(&self) -> (usize, usize) {
        let mut spotless = Trust::default();
        for _ in 0..500 {
            for (said, works) in [(Said::Works, 0.999), (Said::Fails, 0.001)] {
                let at = self.start.start();
                spotless.learn(&Verdict { reporter: 0, said, at, works });
            }
        }
        let days = i32::try_from(self.world.days).unwrap_or(0) + 1;
        let dawn = self.start.plus(days).start();
        let quiet = |door: &&Door| {
            Word::of(door.trend.works(dawn)).tells_open()
                && door.belief.voices_against(&Policy::DOOR) == 0
        };
        let attacked: Vec<&Door> = self.doors.iter().filter(quiet).take(1_000).collect();
        let falls = |door: &&&Door| {
            let mut belief = door.belief.clone();
            (0..72).step_by(6).any(|hour| {
                let at = dawn.plus_hours(hour);
                let by = By::Reporter { number: u64::MAX, trust: spotless };
                belief.hear(&Policy::DOOR, &Report { at, said: Said::Fails, by });
                let without = door.belief.works(&Policy::DOOR, at);
                Word::of(belief.works(&Policy::DOOR, at)) == Word::Closed
                    && Word::of(without) != Word::Closed
            })
        };
        let closed = attacked.iter().filter(falls).count();
        (attacked.len(), closed)
    }
}
