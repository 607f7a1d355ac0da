//! From today's roster to tomorrow's pairs.

use std::collections::{BTreeMap, BTreeSet};

use contracts::PersonId;
use kernel::Day;

use super::fit::Fit;
use super::flow::{Flow, Outcome};
use super::roster::{
    Charge, Contact, Found, Given, Lack, Pair, Roster, Rules, Short, Waiting, Why,
};

/// Keeps every pair that can hold, gives everybody else who wants one a contact, and says of each
/// who has none why, and by when there should be one.
///
/// Nobody is moved for somebody else's sake: a pair ends only because one of the two left, the
/// charge declined or changed, the contact went to another branch or has more than the cap. Caps
/// are never exceeded. Among the people without a contact as many as at all possible get one (an
/// augmenting path is looked for until there is none); when there is not room for all, who has
/// waited longest comes first. Who contacts them costs the least by [`Rules::weights`]. The same
/// roster, in whatever order, gives the same pairs.
pub fn pair(roster: &Roster, rules: &Rules, today: Day) -> Found {
    let contacts: BTreeMap<PersonId, &Contact> =
        roster.contacts.iter().map(|contact| (contact.id, contact)).collect();
    let charges: BTreeMap<PersonId, &Charge> =
        roster.charges.iter().map(|charge| (charge.id, charge)).collect();
    let mut found = Found::default();
    hold(roster, &contacts, &charges, &mut found);

    let contacts: Vec<&Contact> = contacts.into_values().collect();
    let ended: BTreeMap<PersonId, Why> =
        found.ended.iter().map(|(pair, why)| (pair.charge, *why)).collect();
    let held: BTreeSet<PersonId> = found.kept.iter().map(|pair| pair.charge).collect();
    let open: Vec<&Charge> =
        charges.into_values().filter(|charge| !held.contains(&charge.id)).collect();
    let (declined, mut open): (Vec<&Charge>, Vec<&Charge>) =
        open.into_iter().partition(|charge| charge.declined);
    open.sort_by_key(|charge| (charge.unpaired_since.unwrap_or(today), charge.id));
    found.waiting.extend(declined.iter().map(|charge| Waiting {
        charge: charge.id,
        lack: Lack::Declined,
        due: None,
        overdue: false,
    }));
    let mut loads = loads(&contacts, &found.kept);
    let fit = Fit::new(&contacts, &open, rules);
    let outcomes = Flow::new(&contacts, &loads, &open, &fit).run();
    for (charge, outcome) in open.iter().zip(outcomes) {
        match outcome {
            Outcome::Given(contact) => {
                let pair = Pair { charge: charge.id, contact: contacts[contact].id };
                let why = ended.get(&charge.id).copied().unwrap_or(Why::New);
                loads[contact] += 1;
                found.given.push(given(pair, why, charge, contacts[contact]));
            }
            Outcome::Lacking(lack) => {
                let since = charge.unpaired_since.unwrap_or(today);
                let due = since.plus(i32::try_from(rules.days).unwrap_or(i32::MAX));
                let (charge, overdue) = (charge.id, due < today);
                found.waiting.push(Waiting { charge, lack, due: Some(due), overdue });
            }
        }
    }
    finish(&mut found, &contacts, &loads);
    found
}

/// Which pairs of before hold, and why the others do not.
fn hold(
    roster: &Roster,
    contacts: &BTreeMap<PersonId, &Contact>,
    charges: &BTreeMap<PersonId, &Charge>,
    found: &mut Found,
) {
    let mut pairs = roster.pairs.clone();
    pairs.sort_unstable();
    // One contact each: of two, the first by person id holds.
    pairs.dedup_by_key(|pair| pair.charge);
    let mut loads = BTreeMap::<PersonId, u32>::new();
    for pair in pairs {
        let Some(charge) = charges.get(&pair.charge) else { continue };
        let load = loads.entry(pair.contact).or_default();
        let why = match contacts.get(&pair.contact) {
            _ if charge.declined || charge.refused.contains(&pair.contact) => Some(Why::Changed),
            None => Some(Why::ContactLeft),
            Some(contact) if charge.within.is_some() && charge.within != contact.branch => {
                Some(Why::OtherBranch)
            }
            Some(contact) if *load >= contact.quota.cap => Some(Why::OverCap),
            Some(_) => None,
        };
        if let Some(why) = why {
            found.ended.push((pair, why));
        } else {
            *load += 1;
            found.kept.push(pair);
        }
    }
}

fn loads(contacts: &[&Contact], kept: &[Pair]) -> Vec<u32> {
    let mut loads = vec![0; contacts.len()];
    for pair in kept {
        if let Ok(contact) = contacts.binary_search_by_key(&pair.contact, |contact| contact.id) {
            loads[contact] += 1;
        }
    }
    loads
}

fn given(pair: Pair, why: Why, charge: &Charge, contact: &Contact) -> Given {
    Given {
        pair,
        why,
        load: 0,
        metres: charge.spot.metres(&contact.spot),
        language: Fit::language(charge, contact),
        home: Fit::home(charge, contact),
    }
}

fn finish(found: &mut Found, contacts: &[&Contact], loads: &[u32]) {
    let load = |id: PersonId| {
        let index = contacts.binary_search_by_key(&id, |contact| contact.id).ok();
        index.and_then(|index| loads.get(index).copied()).unwrap_or(0)
    };
    for given in &mut found.given {
        given.load = load(given.pair.contact);
    }
    found.short = contacts
        .iter()
        .map(|contact| (contact, load(contact.id)))
        .filter(|(contact, load)| *load < contact.quota.min)
        .map(|(contact, load)| Short { contact: contact.id, load, min: contact.quota.min })
        .collect();
    found.given.sort_by_key(|given| given.pair);
    found.waiting.sort_by_key(|waiting| waiting.charge);
}
