//! Gates, riders' passes, today's entries, and what a desk gave out. Made last, with draws of its
//! own. Keys and codes come from `now`'s randomness, so that no demo's passes can be forged by whoever
//! knows its seed.

use std::sync::Arc;

use access::{Action, Actor, Permit, Target, permit};
use catalogue::Audience;
use contracts::{UnitId, Units};
use cwt::Step;
use kernel::{AreaCode, Moment, Timestamp, Wgs84};
use organizations::Directory;
use passes::{
    Card, Desk, Token, bearer,
    gate::{self, Gate, NewGate},
    issue::{self, Asked},
    offer::{self, Offer, Period},
    revoke,
    scan::{self, Scan},
};
use storage::{Stamp, Tx};

use crate::{
    cast::Worker,
    city::Counts,
    dice::Dice,
    error::Error,
    place::{Community, Street, degrees},
    story::Plot,
    tools::Tools,
};

/// Riders who came to a gate today.
const RIDERS_PER_GATE: usize = 6;
/// Minutes before now within which they came.
const CAME_MINUTES: i64 = 600;
/// The street's clerk whom visitors of the demo may be works here.
const FIRST: usize = 0;
/// What a gate refused today beside what it let in.
const REFUSED: [(&str, &str); 4] = [
    ("reject_replay", "code"),
    ("reject_step", "code"),
    ("reject_static", "code"),
    ("reject_expired", "paper"),
];

/// Everything that is at hand.
struct Scene<'a> {
    tools: &'a Tools,
    plot: &'a Plot,
    now: &'a Moment,
    desk: Desk,
}

/// Opens the gates, gives passes out, lets riders come.
pub fn add(tools: &Tools, plot: &Plot, now: &Moment, counts: &mut Counts) -> Result<(), Error> {
    let units: Arc<dyn Units> = Arc::new(Directory::load(&tools.store)?);
    let (catalogue, vault) = (Arc::clone(&tools.catalogue), tools.vault.clone());
    let scene = Scene { tools, plot, now, desk: Desk { catalogue, units, vault } };
    let mut dice = Dice::of(plot.seed, "doors", 0);
    let gates = scene.gates(&mut dice)?;
    counts.gates = gates.len();
    let mut riders = plot.cast.workers.iter();
    let Some(persona) = riders.next() else { return Ok(()) };
    counts.passes = scene.persona(persona, &gates)?;
    for (number, gate) in gates.iter().enumerate().filter(|(_, gate)| gate.audience == "gate") {
        let came: Vec<&Worker> = riders.by_ref().take(RIDERS_PER_GATE).collect();
        counts.passes += came.len();
        scene.entries(gate, &came, number == FIRST, &mut dice)?;
    }
    if let Some(rider) = riders.next() {
        scene.in_two_places(rider, &gates)?;
        counts.passes += 1;
    }
    counts.passes += scene.at_the_desk()?;
    Ok(())
}

impl Scene<'_> {
    fn write<T: Send + 'static>(
        &self,
        purpose: &str,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.tools.store.write_blocking(Stamp::system(self.now.clone(), purpose), work)
    }

    /// A clerk of the street's office, and the office.
    fn clerk(&self, street: &Street) -> Option<(Actor, UnitId)> {
        let office = self.plot.offices.find("street", street.code)?;
        let here = self.plot.cast.clerks.get(&office.id)?;
        let clerk = here.iter().find(|clerk| clerk.role == "clerk")?;
        Some((clerk.actor.clone(), office.id))
    }

    /// A compound's gate in each street; in the first one of each other kind too.
    fn gates(&self, dice: &mut Dice) -> Result<Vec<Gate>, Error> {
        let mut gates = Vec::new();
        for (number, street) in self.plot.places.streets.iter().enumerate() {
            let Some((clerk, unit)) = self.clerk(street) else { continue };
            let mut wanted = Vec::new();
            if let Some(community) = street.communities.first() {
                wanted.push((compound(community, dice, "东门"), community, Audience::Gate));
            }
            if let Some(community) = street.communities.get(3).filter(|_| number == FIRST) {
                let centre = format!("{}党群服务中心", street.name);
                wanted.push((compound(community, dice, "北门"), community, Audience::Gate));
                wanted.push((centre, community, Audience::Meet));
                wanted.push(("阿婆面馆".to_owned(), community, Audience::Warm));
                wanted.push((compound(community, dice, "车库"), community, Audience::Tag));
            }
            for (name, community, audience) in wanted {
                gates.push(self.gate(&clerk, unit, name, community, audience)?);
            }
        }
        Ok(gates)
    }

    fn gate(
        &self,
        clerk: &Actor,
        unit: UnitId,
        name: String,
        community: &Community,
        audience: Audience,
    ) -> Result<Gate, Error> {
        let target = Target::area(community.code).with_units([unit]);
        let permit = permit(clerk, Action::GateManage, &target)?;
        let new = NewGate {
            id: self.now.id(),
            area: community.code,
            unit,
            place: None,
            at: position(community),
            name,
            audience,
            classes: Vec::new(),
        };
        let today = self.now.now().day();
        self.write("gate-open", move |tx| {
            let gate = gate::open(tx, &permit, &new)?;
            if audience == Audience::Warm {
                let (id, title) = (tx.id(), "午餐面食八折，免费续汤".to_owned());
                let (times, period) = (1, Period::Day);
                let new =
                    Offer { id, gate: gate.id, title, times, period, from: today, until: None };
                offer::open(tx, &permit, &new)?;
            }
            Ok(gate)
        })
    }

    /// Gives a rider a pass and answers today's token.
    fn pass(
        &self,
        rider: &Worker,
        kind: &str,
        area: Option<AreaCode>,
        detail: &str,
    ) -> Result<(Card, Option<Token>), Error> {
        let permit = holder(rider)?;
        let (desk, detail) = (self.desk.clone(), detail.to_owned());
        let asked = Asked { kind: kind.to_owned(), area, detail, firm: None };
        self.write("pass-issue", move |tx| {
            let card = issue::issue(tx, &desk, &permit, &asked)?;
            let today = issue::tokens_of(tx, &desk, &card)?.into_iter().next();
            Ok((card, today))
        })
    }

    /// So many minutes ago, but today: no token is older.
    fn ago(&self, minutes: i64) -> Timestamp {
        let now = self.now.now();
        now.plus_minutes(-minutes).max(now.day().start()).min(now)
    }

    fn upload(&self, gate: &Gate, scans: Vec<Scan>) -> Result<(), Error> {
        let (desk, gate) = (self.desk.clone(), gate.clone());
        self.write("gate-sync", move |tx| Ok(scan::upload(tx, &desk, &gate, &scans).map(drop)?))
    }

    /// The worker whom visitors may be holds three passes, and was read at two gates.
    fn persona(&self, rider: &Worker, gates: &[Gate]) -> Result<usize, Error> {
        let (_, token) = self.pass(rider, "gate", None, "")?;
        self.pass(rider, "warm-card", None, "")?;
        self.pass(rider, "vehicle", None, "浙A·D8260")?;
        let own = gates.iter().filter(|gate| gate.audience == "gate").take(2);
        for (gate, minutes) in own.zip([320, 45]) {
            let scan = self.scan(self.ago(minutes), ("accept", "code"), 1, token.as_ref());
            self.upload(gate, vec![scan])?;
        }
        Ok(3)
    }

    /// Riders come to a gate; one of them has given the pass back and tries it all the same.
    fn entries(
        &self,
        gate: &Gate,
        riders: &[&Worker],
        is_first: bool,
        dice: &mut Dice,
    ) -> Result<(), Error> {
        let mut scans = Vec::new();
        for (number, rider) in riders.iter().enumerate() {
            let (card, token) = self.pass(rider, "gate", None, "")?;
            let at = self.ago(dice.between(3, CAME_MINUTES));
            let gives_back = is_first && number == 0;
            let verdict = if gives_back { "reject_revoked" } else { "accept" };
            scans.push(self.scan(at, (verdict, "code"), 1, token.as_ref()));
            if gives_back {
                let permit = holder(rider)?;
                self.write("pass-revoke", move |tx| {
                    Ok(revoke::give_back(tx, &permit, card.id).map(drop)?)
                })?;
            }
        }
        if let Some(refused) = dice.pick(&REFUSED) {
            scans.push(self.scan(self.ago(dice.between(3, CAME_MINUTES)), *refused, 1, None));
        }
        self.upload(gate, scans)
    }

    /// One pass at two gates of a street within twenty seconds.
    fn in_two_places(&self, rider: &Worker, gates: &[Gate]) -> Result<(), Error> {
        let street = self.plot.places.streets.get(FIRST).map(|street| street.code);
        let (_, token) = self.pass(rider, "gate", street, "")?;
        let own = gates.iter().filter(|gate| gate.audience == "gate").take(2);
        for (gate, seconds) in own.zip([20, 0]) {
            let at = self.ago(75).plus_seconds(-seconds);
            self.upload(gate, vec![self.scan(at, ("accept", "code"), 1, token.as_ref())])?;
        }
        Ok(())
    }

    /// The street's desk gives out a vehicle's tag and a certificate.
    fn at_the_desk(&self) -> Result<usize, Error> {
        let Some(street) = self.plot.places.streets.get(FIRST) else { return Ok(0) };
        let Some((clerk, _)) = self.clerk(street) else { return Ok(0) };
        let given = [("vehicle", "浙A·D3086"), ("certificate", "电动车安全骑行培训，8 学时")];
        for (kind, detail) in given {
            let permit = permit(&clerk, Action::PassIssue, &Target::area(street.code))?;
            let detail = detail.to_owned();
            let asked =
                Asked { kind: kind.to_owned(), area: Some(street.code), detail, firm: None };
            let desk = self.desk.clone();
            self.write("pass-issue", move |tx| {
                let id = tx.id();
                Ok(bearer::issue(tx, &desk, &permit, id, &asked).map(drop)?)
            })?;
        }
        Ok(given.len())
    }

    fn scan(
        &self,
        at: Timestamp,
        (verdict, way): (&str, &str),
        class: u32,
        token: Option<&Token>,
    ) -> Scan {
        Scan {
            id: self.now.id(),
            at,
            verdict: verdict.to_owned(),
            way: way.to_owned(),
            class,
            issuer: self.desk.issuer().map_or_else(|_| String::new(), |it| it.to_string()),
            cti: token.map(|token| token.cti),
            slot: token.map(|token| token.slot),
            step: token.map(|_| Step::at(at).0),
            offer: None,
        }
    }
}

fn compound(community: &Community, dice: &mut Dice, gate: &str) -> String {
    format!("{}{gate}", dice.word(&community.compounds))
}

fn position(community: &Community) -> Option<Wgs84> {
    degrees(community.centre_e5)
}

fn holder(rider: &Worker) -> Result<Permit, Error> {
    Ok(permit(&rider.actor, Action::PassHold, &Target::of(rider.actor.person))?)
}
