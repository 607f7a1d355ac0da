//! Three sources tell of members: a platform asks its riders, streets ask at the door, registers are
//! compared; many are told of by two or three.

use access::{NewPerson, people::create_person};
use branches::{
    MemberId,
    claim::say::{About, compared, report},
    people::pseudonym,
};
use contracts::{PersonId, UnitId};
use kernel::Phone;

use super::{
    bases::Told,
    town::{New, Town},
};
use crate::{dice::Dice, error::Error};

/// No operator has been given numbers that begin with these digits, so none reaches anybody.
const UNASSIGNED: u64 = 16_700_000_000;
/// People whom one letter names.
const AT_ONCE: usize = 200;
/// Of a thousand so many are told of by each source.
const SOURCES: [u64; 3] = [620, 540, 450];
/// Of a hundred members so many have their home branch in this deployment, and a home branch has so
/// many of them.
const AT_HOME: u64 = 300;
const HOME_SIZE: usize = 30;

/// Somebody with a claim.
#[derive(Debug, Clone)]
pub struct Claimant {
    pub id: MemberId,
    pub told: Told,
}

/// How many were told of by one source, by two and by all three.
pub type Overlap = [usize; 3];

/// Everybody is told of; answers the claims in the order of the people.
pub fn told_of(
    town: &Town,
    people: Vec<Told>,
    dice: &mut Dice,
) -> Result<(Vec<Claimant>, Overlap), Error> {
    let homes = homes(town, people.len())?;
    let (mut claimants, mut overlap) = (Vec::with_capacity(people.len()), [0; 3]);
    let mut next = 0;
    for some in people.chunks(AT_ONCE) {
        let mut letter = Vec::with_capacity(some.len());
        for told in some {
            let mut voices = SOURCES.map(|often| dice.chance(often));
            if voices == [false; 3] {
                voices[dice.below(3)] = true;
            }
            let many = voices.iter().filter(|voice| **voice).count();
            if let Some(count) = overlap.get_mut(many.saturating_sub(1)) {
                *count += 1;
            }
            let home = (told.is_member && dice.chance(AT_HOME)).then(|| {
                next += 1;
                homes.get(next / HOME_SIZE).copied()
            });
            letter.push((told.clone(), voices, home.flatten()));
        }
        claimants.extend(told(town, letter)?);
    }
    Ok((claimants, overlap))
}

/// Home branches in the countryside, enough for everybody.
fn homes(town: &Town, people: usize) -> Result<Vec<UnitId>, Error> {
    let at = town.stage.from.at(9, 15);
    let count = people / HOME_SIZE + 1;
    let ids: Vec<UnitId> = (0..count).map(|_| town.id(at)).collect();
    let unit = |(number, id): (usize, &UnitId)| New {
        id: *id,
        kind: "branch-territory",
        area: town.countryside,
        name: format!("第{}村党支部", number + 1),
        parent: Some(town.committee),
    };
    town.found_all(at, ids.iter().enumerate().map(unit).collect())?;
    Ok(ids)
}

type Letter = Vec<(Told, [bool; 3], Option<UnitId>)>;

fn told(town: &Town, letter: Letter) -> Result<Vec<Claimant>, Error> {
    let at = town.stage.from.at(10, 0);
    let phone = |told: &Told| Phone::parse(&(UNASSIGNED + told.number).to_string());
    let about = |told: &Told, home: Option<UnitId>| About {
        area: told.area,
        home,
        details: if home.is_some() {
            String::new()
        } else {
            "湖南省某县某村党支部".into()
        },
        provisional: None,
    };
    let vault = town.stage.vault.clone();
    let made = letter.clone();
    let people: Vec<PersonId> = town.stage.prepare(at, move |tx| {
        let mut people = Vec::with_capacity(made.len());
        for (told, ..) in &made {
            let name = Some(format!("党员{}", told.number));
            let new = NewPerson { name, phone: phone(told).ok(), ..NewPerson::default() };
            people.push(create_person(tx, &vault, &new)?);
        }
        Ok(people)
    })?;
    for (voice, actor) in [(0, &town.of_firm), (1, &town.of_street)] {
        let some = letter.clone();
        town.act(actor, at, move |tx, desk, by| {
            for (told, voices, home) in &some {
                if let (true, Ok(phone)) = (voices.get(voice) == Some(&true), phone(told)) {
                    report(tx, desk, by, &phone, true, &about(told, *home))?;
                }
            }
            Ok(())
        })?;
    }
    let some = letter.clone();
    let ids = town.act(&town.clerk, at, move |tx, desk, _| {
        let mut ids = Vec::with_capacity(some.len());
        for ((told, voices, home), person) in some.iter().zip(people) {
            // Registers deny some of what others have told.
            if voices[2] || !told.is_member {
                let yes = told.is_member || *voices == [false, false, true];
                compared(tx, desk, person, yes, &about(told, *home))?;
            }
            ids.push(pseudonym(tx, desk, person)?);
        }
        Ok(ids)
    })?;
    let claimants = letter.into_iter().zip(ids).map(|((mut told, ..), id)| {
        told.person.id = id.cast();
        Claimant { id, told }
    });
    Ok(claimants.collect())
}
