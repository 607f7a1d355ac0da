//! The course of a story, from the report to its end or to the present.

use cases::{
    answer::Given,
    entry::{Channel, Deadline, Outcome, Photo},
    report::Report,
};
use catalogue::{UnitDirectory, Visibility};
use contracts::UnitId;
use kernel::{AreaCode, Level, Span};

use super::{
    Act, Plot, Story,
    fate::{Fate, Say, Scope, Stop},
    opening::Opening,
    script::{CLOSERS, HANDLERS, JUDGES, OPENERS, Script, case_id},
};
use crate::{
    data::Talk,
    dice::Dice,
    words::{Scene, Teller, answering},
};

/// The kind of unit that a worker's own firm is.
const FIRM: &str = "platform-firm";

/// Writes the story.
pub fn tell(
    plot: &Plot,
    opening: Opening<'_>,
    fate: &Fate,
    teller: &mut Teller,
    mut dice: Dice,
) -> Story {
    let (desk, matter, at) = (&plot.desk, opening.reported_as, opening.at);
    let units = Known { plot, own: Some(opening.worker.firm) };
    let mut script = Script {
        id: case_id(at, &mut dice),
        plot,
        at: at.plus_seconds(-20),
        begun: at,
        matter,
        owner: matter.owner_for(&opening.spot.area, &units).unit,
        answer: desk.answer_deadline(matter, at),
        reporter: &opening.worker.actor,
        firm: &opening.worker.firm_name,
        phrase: opening.phrase,
        scene: dice.seed(),
        spot: opening.spot.clone(),
        story: Story::default(),
        dice,
    };
    // What is left undone when the present is reached is what is open now.
    let _reached_the_end = script.run(&opening, fate, teller);
    script.story
}

impl<'p> Script<'p> {
    fn run(&mut self, opening: &Opening<'p>, fate: &Fate, teller: &mut Teller) -> Option<()> {
        self.report(opening, teller)?;
        if fate.stop == Stop::Reported {
            return None;
        }
        if fate.withdrawn {
            let (at, reason) = (self.awake((10, 200)), self.common("withdraw"));
            return self.act(at, self.reporter(), Act::Withdraw { reason });
        }
        match fate.scope.map_or(Some(Scoped::In), |scope| self.out_of_scope(scope))? {
            Scoped::Out => return None,
            Scoped::InAfterAll => {}
            Scoped::In => self.accept(opening, fate)?,
        }
        if fate.stop == Stop::Accepted {
            return None;
        }
        self.hand_over(fate)?;
        if fate.noted || fate.stuck {
            let (at, text) = (self.towards(self.answer.by, 90), self.common("note"));
            let actor = self.clerk(HANDLERS)?;
            self.act(at, actor, Act::Note { text })?;
        }
        if fate.stop == Stop::InHand {
            return None;
        }
        self.wait(fate)?;
        self.give_answer(opening.talk, fate)?;
        if fate.stop == Stop::Answered {
            return None;
        }
        if fate.released && self.matter.visibility == Visibility::PublicAfterRelease {
            self.release();
        }
        self.judge(opening.talk, fate)
    }

    fn report(&mut self, opening: &Opening<'p>, teller: &mut Teller) -> Option<()> {
        let scene = Scene::new(&opening.spot, opening.at, self.firm, self.scene);
        let told =
            teller.tell(opening.reported_as, opening.talk, opening.phrase, &scene, &mut self.dice);
        let report = Report {
            id: self.id,
            matter: opening.reported_as.code.clone(),
            area: self.spot.area,
            title: told.title,
            text: told.text,
            fields: told.fields,
            place: self.spot.at.filter(|_| opening.talk.open != "home" && self.dice.chance(700)),
            address: if opening.talk.open == "plain" {
                String::new()
            } else {
                self.spot.address.clone()
            },
            photos: if opening.photo { self.photos(&opening.talk.photo) } else { Vec::new() },
            channel: if self.dice.chance(40) { Channel::Api } else { Channel::Web },
            own_units: vec![(FIRM.to_owned(), opening.worker.firm)],
        };
        let accept = self.plot.desk.accept_deadline(self.matter, opening.at);
        self.watch(accept);
        self.watch(self.answer);
        self.act(opening.at, self.reporter(), Act::Report(Box::new(report)))?;
        if self.matter.urgent {
            self.take_alarm();
        }
        Some(())
    }

    /// Somebody at the street's duty desk hears what is urgent, mostly before the county's rings.
    fn take_alarm(&mut self) {
        let desk = &self.plot.desk;
        let street = self.spot.area.at(Level::Street);
        let Some(unit) = street.and_then(|area| desk.units.in_charge(Level::Street, &area)) else {
            return;
        };
        let heard = self.plot.cast.clerk(unit, CLOSERS, &mut self.dice).map(|it| it.actor.clone());
        let at = self.at.plus_seconds(self.dice.between(12, 58));
        if let Some(actor) = heard {
            self.aside(at, actor, Act::TakeAlarm);
        }
    }

    fn photos(&mut self, motif: &str) -> Vec<Photo> {
        let Some(known) = self.plot.photos.get(motif) else { return Vec::new() };
        let first = self.dice.below(known.len());
        let count = if self.dice.chance(250) { 2 } else { 1 };
        known.iter().cycle().skip(first).take(count).cloned().collect()
    }

    fn out_of_scope(&mut self, scope: Scope) -> Option<Scoped> {
        let door = self.matter.doors.first().filter(|_| !self.matter.urgent).cloned();
        let (Some(door), Some(judge)) = (door, self.clerk(JUDGES)) else {
            return Some(Scoped::In);
        };
        let accept = self.plot.desk.accept_deadline(self.matter, self.begun);
        let (at, text) = (self.towards(accept.by, 600), self.common("refused"));
        self.act(at, judge, Act::Refuse { door, text })?;
        let Scope::Appealed { overturn } = scope else { return Some(Scoped::Out) };
        let (at, reason) = (self.awake((60, 2_000)), self.common("appeal"));
        self.act(at, self.reporter(), Act::Appeal { reason })?;
        let limit = self.climb(self.at);
        if limit.is_none() {
            self.owner = self.plot.desk.units.operator();
        }
        let Some(overturn) = overturn else { return Some(Scoped::Out) };
        let by = limit.map_or(self.at.plus_days(3), |limit| limit.by);
        let at = self.towards(by, 400);
        let text = self.common(if overturn { "overturned" } else { "upheld" });
        let judge = self.clerk(HANDLERS)?;
        self.act(at, judge, Act::Decide { overturn, text })?;
        self.answer = self.plot.desk.answer_deadline(self.matter, self.at);
        self.watch(self.answer);
        Some(if overturn { Scoped::InAfterAll } else { Scoped::Out })
    }

    fn accept(&mut self, opening: &Opening<'p>, fate: &Fate) -> Option<()> {
        let mut due = self.plot.desk.accept_deadline(self.matter, self.begun);
        let room = self.answer.by.seconds_since(due.by) > 3_600;
        if fate.late_accept && room && due.by <= self.plot.now {
            let missed = due.by;
            let tomorrow = Deadline { by: missed.plus_days(1), warn_at: None };
            due = self.climb(missed).unwrap_or(tomorrow);
            self.at = missed;
        }
        let share = self.dice.between(60, 850);
        let at = self.towards(due.by.min(self.answer.by), share);
        let actor = self.clerk(OPENERS)?;
        self.act(at, actor, Act::Accept)?;
        if opening.matter.code != self.matter.code {
            self.resort(opening)?;
        }
        Some(())
    }

    /// The clerk sees what it really is.
    fn resort(&mut self, opening: &Opening<'p>) -> Option<()> {
        let at = self.at.plus_minutes(self.dice.between(3, 40));
        let actor = self.clerk(OPENERS)?;
        let answer = self.plot.desk.answer_deadline(opening.matter, self.begun);
        if answer.by <= at.plus_hours(1) {
            return Some(());
        }
        self.act(at, actor, Act::Resort { matter: opening.matter.code.clone() })?;
        self.matter = opening.matter;
        self.owner =
            self.matter.owner_for(&self.spot.area, &Known { plot: self.plot, own: None }).unit;
        self.answer = answer;
        self.watch(answer);
        Some(())
    }

    fn hand_over(&mut self, fate: &Fate) -> Option<()> {
        let from = self.owner;
        let Some(to) = self.partner().filter(|to| fate.handed_over && *to != from) else {
            return Some(());
        };
        let (at, reason) = (self.towards(self.answer.by, 60), self.common("assign"));
        let actor = self.clerk(OPENERS)?;
        self.act(at, actor, Act::Assign { to, reason })?;
        self.owner = to;
        // A unit may give back once; one that had it before counts as given back to already.
        let first_time = !fate.late_accept && !fate.mis_sorted && fate.scope.is_none();
        if fate.handed_back && first_time {
            let (at, reason) = (self.towards(self.answer.by, 120), self.common("back"));
            let actor = self.clerk(HANDLERS)?;
            self.act(at, actor, Act::Assign { to: from, reason })?;
            self.owner = from;
        }
        Some(())
    }

    /// Whom the owner asks: a street its community or a department, others the street.
    fn partner(&mut self) -> Option<UnitId> {
        let owner = self.plot.offices.get(self.owner)?;
        let (area, county) = (self.spot.area, self.spot.area.parent()?.parent()?);
        let (kind, area) = match owner.kind.as_str() {
            "street" if self.dice.chance(500) => ("community", area),
            "street" => ("urban-management", county),
            "community" => (if self.dice.chance(500) { "property" } else { "street" }, area),
            _ => ("street", area),
        };
        let area = if kind == "street" { area.parent()? } else { area };
        self.plot.offices.find(kind, area).map(|office| office.id)
    }

    /// Until somebody is about to answer.
    fn wait(&mut self, fate: &Fate) -> Option<()> {
        if !fate.late_answer && !fate.stuck {
            return Some(());
        }
        let doer = self.owner;
        let mut missed = self.answer;
        loop {
            if missed.by > self.plot.now {
                return None;
            }
            let Some(next) = self.climb(missed.by) else {
                // The top: it shows as overdue. Sooner or later somebody has to answer.
                self.at = missed.by;
                self.answer.by = missed.by.plus_days(6);
                return if fate.stuck { None } else { Some(()) };
            };
            self.at = missed.by;
            (self.answer, missed) = (next, next);
            if !fate.stuck {
                break;
            }
        }
        if self.dice.chance(650) && !fate.handed_over && fate.scope.is_none() {
            let (at, reason) = (self.towards(self.answer.by, 100), self.common("assign"));
            let actor = self.clerk(OPENERS)?;
            self.act(at, actor, Act::Assign { to: doer, reason })?;
            self.owner = doer;
        }
        Some(())
    }

    fn give_answer(&mut self, talk: &Talk, fate: &Fate) -> Option<()> {
        let share = self.dice.between(fate.pace.0, fate.pace.1);
        let at = self.towards(self.answer.by, share);
        let wordings = match fate.outcome {
            Outcome::Solved => &talk.solved,
            Outcome::Partly => &talk.partly,
            Outcome::Explained => &talk.explained,
        };
        let template = answering(wordings, self.phrase, &mut self.dice).to_owned();
        let text = format!("您好，{}", self.fill(&template));
        let photos = if self.dice.chance(120) { self.photos(&talk.photo) } else { Vec::new() };
        let actor = self.clerk(HANDLERS)?;
        self.act(at, actor, Act::Answer(Given { text, outcome: fate.outcome, photos }))?;
        let lapse_at = self.plot.desk.lapse_at(self.at);
        self.story.ticks.push(lapse_at);
        Some(())
    }

    /// A wording for the public page: what, and where roughly.
    fn release(&mut self) {
        let Some(actor) = self.clerk(CLOSERS) else { return };
        let title = format!("{}：{}", self.spot.community, self.phrase);
        let done = self.common("release");
        let text = format!("有劳动者反映：{}。{done}", self.phrase);
        let minutes = u32::try_from(self.dice.between(20, 700)).unwrap_or(60);
        let calendar = &self.plot.desk.calendar;
        let at = calendar.add_work_duration(self.at, Span::WorkMinutes(minutes));
        self.aside(at, actor, Act::Release { title, text });
    }

    fn judge(&mut self, talk: &Talk, fate: &Fate) -> Option<()> {
        match fate.say {
            Say::Nothing => return None,
            Say::LateYes => {
                let lapsed = self.plot.desk.lapse_at(self.at);
                let at = lapsed.plus_hours(self.dice.between(5, 200));
                return self.confirm_at(at);
            }
            Say::Yes => {
                let at = self.verdict_time(fate);
                self.confirm_at(at)?;
            }
            Say::No => {
                let (at, reason) = (self.verdict_time(fate), self.common("dispute"));
                self.act(at, self.reporter(), Act::Dispute { reason })?;
                if fate.stop == Stop::Disputed {
                    return None;
                }
                self.again(talk, fate)?;
            }
        }
        if !fate.reopened {
            return None;
        }
        let after = if fate.stop == Stop::Never { (2_500, 30_000) } else { (90, 900) };
        let (at, reason) = (self.awake(after), self.common("reopen"));
        self.act(at, self.reporter(), Act::Reopen { reason })?;
        if fate.stop == Stop::Reopened {
            return None;
        }
        self.again(talk, fate)
    }

    /// Once more, with a fresh deadline; this time it holds, or nobody says anything.
    fn again(&mut self, talk: &Talk, fate: &Fate) -> Option<()> {
        self.answer = self.plot.desk.answer_deadline(self.matter, self.at);
        self.watch(self.answer);
        self.give_answer(talk, &Fate { outcome: Outcome::Solved, ..*fate })?;
        if !self.dice.chance(780) {
            return None;
        }
        let at = self.verdict_time(fate);
        self.confirm_at(at)
    }

    fn verdict_time(&mut self, fate: &Fate) -> kernel::Timestamp {
        let minutes = match self.dice.below(10) {
            _ if fate.stop != Stop::Never => (30, 900),
            0..=2 => (4, 150),
            3..=7 => (150, 2_900),
            _ => (2_900, 12_500),
        };
        self.awake(minutes)
    }

    fn confirm_at(&mut self, at: kernel::Timestamp) -> Option<()> {
        let text = self.common("confirm");
        self.act(at, self.reporter(), Act::Confirm { text })
    }
}

/// What came of asking whether it is in scope.
enum Scoped {
    In,
    InAfterAll,
    Out,
}

/// The units as the owner rules ask for them.
struct Known<'p> {
    plot: &'p Plot,
    own: Option<UnitId>,
}

impl UnitDirectory for Known<'_> {
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.plot.desk.units.serving(kind, area)
    }
    fn own(&self, kind: &str) -> Option<UnitId> {
        self.own.filter(|_| kind == FIRM)
    }
    fn operator(&self) -> UnitId {
        self.plot.desk.units.operator()
    }
}
