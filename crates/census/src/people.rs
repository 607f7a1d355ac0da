//! Who there is, and in which files.

use kernel::{Day, Timestamp};

use crate::{
    World,
    dice::{Dice, sums},
    names::Names,
    places::{self, STATIONS, STREETS, Station},
};

/// Files that a person stands in, by how often in 151: the roster, the platforms, the survey.
const MEMBERSHIPS: [([bool; 3], usize); 7] = [
    ([true, true, true], 22),
    ([true, true, false], 22),
    ([true, false, true], 3),
    ([true, false, false], 3),
    ([false, true, true], 30),
    ([false, true, false], 46),
    ([false, false, true], 25),
];
/// Counties that issued identity numbers; workers come from some far more often.
const COUNTIES: &[&str] = &[
    "341221", "341222", "341226", "341282", "341621", "411425", "411628", "411729", "413026",
    "421122", "421123", "360428", "361121", "361127", "330106", "330110", "330182", "330327",
    "330781", "331082", "320321", "320722", "320829", "321324", "371328", "371722", "511324",
    "511602", "513021", "500235", "522121", "522401", "532128", "530381", "612324", "620422",
    "431124", "431382", "441481", "450922", "130425", "142727", "230183", "220182", "210727",
];
const PREFIXES: &[&str] = &[
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "150", "151", "152",
    "153", "155", "156", "157", "158", "159", "166", "173", "175", "176", "177", "178", "180",
    "181", "182", "183", "185", "186", "187", "188", "189", "191", "198", "199",
];

/// One person as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub is_woman: bool,
    pub birth: Day,
    pub id_number: String,
    /// The phone that each file has: not always the person's own of today.
    pub phones: [String; 3],
    pub street: usize,
    pub station: Station,
    /// Which files have the person.
    pub files: [bool; 3],
}

/// Everybody of the night.
#[derive(Debug, Clone)]
pub struct People(pub Vec<Person>);

impl People {
    /// As many people as fill the three files.
    pub fn new(world: &World, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut crowd = Crowd::new(world);
        let mut people: Vec<Person> = Vec::new();
        // The second row of a person takes the place of another person in the platforms' file.
        let twice = world.platform * world.twice / 10_000;
        let mut room = [world.roster, world.platform - twice, world.survey];
        while room.iter().any(|left| *left > 0) {
            let mut files = crowd.files(&mut dice);
            for (is_in, left) in files.iter_mut().zip(&room) {
                *is_in &= *left > 0;
            }
            if files == [false; 3] {
                continue;
            }
            for (is_in, left) in files.iter().zip(&mut room) {
                *left -= usize::from(*is_in);
            }
            let other = people.last().filter(|_| dice.hits(world.together)).cloned();
            people.push(crowd.person(&mut dice, files, other.as_ref()));
        }
        dice.shuffle(&mut people);
        let mut people = Self(people);
        people.name_alike(&mut dice, world.same_names);
        people.recycle(&mut dice, world.recycled);
        people.change(&mut dice, &mut crowd, world.changed);
        people
    }

    /// Gives two people of different files one name and one street.
    fn name_alike(&mut self, dice: &mut Dice, pairs: usize) {
        let apart = |one: &Person, other: &Person| {
            one.files.iter().zip(&other.files).all(|(a, b)| !(*a && *b))
        };
        for _ in 0..pairs {
            let Some((one, other)) = self.two(dice, apart) else { return };
            let model = self.0.get(one).cloned();
            if let (Some(model), Some(person)) = (model, self.0.get_mut(other)) {
                person.name = model.name;
                person.street = model.street;
                if dice.hits(5_000) {
                    person.station = model.station;
                }
            }
        }
    }

    /// One person's old number, still in one of their files, is now another person's.
    fn recycle(&mut self, dice: &mut Dice, pairs: usize) {
        for _ in 0..pairs {
            let Some((holder, before)) = self.two(dice, |_, _| true) else { return };
            let Some(phone) = self.0.get(holder).map(own_phone) else { return };
            if let Some(person) = self.0.get_mut(before) {
                let file = a_file(dice, person);
                person.phones.get_mut(file).into_iter().for_each(|old| old.clone_from(&phone));
            }
        }
    }

    /// People with a number of before in one of several files.
    fn change(&mut self, dice: &mut Dice, crowd: &mut Crowd, count: usize) {
        for _ in 0..count {
            let several = |one: &Person, _: &Person| one.files.iter().filter(|is| **is).count() > 1;
            let Some((one, _)) = self.two(dice, several) else { return };
            if let Some(person) = self.0.get_mut(one) {
                let file = a_file(dice, person);
                let old = crowd.phone(dice);
                person.phones.get_mut(file).into_iter().for_each(|phone| phone.clone_from(&old));
            }
        }
    }

    /// Two different people who fit; nobody after a thousand draws in vain.
    fn two(
        &self,
        dice: &mut Dice,
        fit: impl Fn(&Person, &Person) -> bool,
    ) -> Option<(usize, usize)> {
        (0..1_000).find_map(|_| {
            let (one, other) = (dice.below(self.0.len()), dice.below(self.0.len()));
            let fits = one != other && fit(self.0.get(one)?, self.0.get(other)?);
            fits.then_some((one, other))
        })
    }
}

/// The number that most of a person's files have.
fn own_phone(person: &Person) -> String {
    let [one, other, third] = &person.phones;
    if other == third { other.clone() } else { one.clone() }
}

fn a_file(dice: &mut Dice, person: &Person) -> usize {
    let own: Vec<usize> = (0..3).filter(|file| person.files.get(*file) == Some(&true)).collect();
    dice.pick(&own)
}

/// Draws people.
struct Crowd {
    names: Names,
    memberships: Vec<usize>,
    counties: Vec<usize>,
    streets: Vec<usize>,
    shared_phone: usize,
    phones: std::collections::HashSet<String>,
}

impl Crowd {
    fn new(world: &World) -> Self {
        Self {
            names: Names::new(),
            memberships: sums(MEMBERSHIPS.iter().map(|(_, share)| *share)),
            counties: sums((0..COUNTIES.len()).map(|place| 1_000 / (place + 5))),
            streets: sums((0..STREETS).map(|place| 10_000 / (place + 40))),
            shared_phone: world.shared_phone,
            phones: std::collections::HashSet::new(),
        }
    }

    fn files(&self, dice: &mut Dice) -> [bool; 3] {
        MEMBERSHIPS.get(dice.by_sums(&self.memberships)).map_or([true; 3], |(files, _)| *files)
    }

    /// A number that nobody has had yet.
    fn phone(&mut self, dice: &mut Dice) -> String {
        loop {
            let phone = format!("{}{:08}", dice.pick(PREFIXES), dice.below(100_000_000));
            if self.phones.insert(phone.clone()) {
                return phone;
            }
        }
    }

    /// Somebody, perhaps living with `other`: a brother or sister, or a colleague.
    fn person(&mut self, dice: &mut Dice, files: [bool; 3], other: Option<&Person>) -> Person {
        let is_sibling = other.is_some() && dice.hits(5_000);
        let sibling = other.filter(|_| is_sibling);
        let is_woman = dice.hits(2_000);
        let year = match sibling {
            Some(sibling) => sibling.birth.year() + i16::try_from(dice.below(9)).unwrap_or(0) - 4,
            // The sum of three draws: most were born around 1990.
            None => 1965 + (0..3).map(|_| i16::try_from(dice.below(15)).unwrap_or(0)).sum::<i16>(),
        };
        let birth = birth(dice, year.clamp(1960, 2008));
        let surname = sibling.map_or_else(
            || self.names.surname(dice).to_owned(),
            |sibling| surname_of(&sibling.name),
        );
        let generation = sibling.filter(|_| dice.hits(5_000)).and_then(|sibling| {
            let given: Vec<char> = sibling.name.strip_prefix(&surname)?.chars().collect();
            (given.len() == 2).then(|| given.first().copied())?
        });
        let given = self.names.given(dice, is_woman, birth.year(), generation);
        let county = match sibling {
            Some(sibling) => sibling.id_number.get(..6).unwrap_or_default().to_owned(),
            None => (*COUNTIES.get(dice.by_sums(&self.counties)).unwrap_or(&"330106")).to_owned(),
        };
        let own = self.phone(dice);
        let mut phones = [own.clone(), own.clone(), own];
        if let Some(other) = other.filter(|_| dice.hits(self.shared_phone)) {
            let place = dice.below(3);
            phones.get_mut(place).into_iter().for_each(|phone| *phone = own_phone(other));
        }
        let street = other.map_or_else(|| dice.by_sums(&self.streets), |other| other.street);
        let near = (street + dice.below(3)) % STREETS;
        let station =
            Station { brand: places::brand(dice), street: near, number: dice.below(STATIONS) };
        let station = other.filter(|_| !is_sibling).map_or(station, |other| other.station);
        let id_number = id_number(dice, &county, birth, is_woman);
        Person {
            name: surname + &given,
            is_woman,
            birth,
            id_number,
            phones,
            street,
            station,
            files,
        }
    }
}

fn surname_of(name: &str) -> String {
    let double = ["欧阳", "司马", "上官"].iter().find(|double| name.starts_with(**double));
    double.map_or_else(|| name.chars().take(1).collect(), |double| (*double).to_owned())
}

fn birth(dice: &mut Dice, year: i16) -> Day {
    let first = Day::new(year, 1, 1).unwrap_or(Timestamp::from_micros(0).day());
    first.plus(i32::try_from(dice.below(365)).unwrap_or(0))
}

fn id_number(dice: &mut Dice, county: &str, birth: Day, is_woman: bool) -> String {
    let date = birth.date();
    let sequence = dice.below(498) * 2 + if is_woman { 2 } else { 1 };
    let body =
        format!("{county}{:04}{:02}{:02}{sequence:03}", date.year(), date.month(), date.day());
    let check = kernel::identity::check_character(&body);
    check.map_or_else(|| body.clone(), |check| format!("{body}{check}"))
}
