//! The three files, and the truth about them.

use std::io;

use serde::Serialize;

use crate::{
    People, Person, World,
    dice::Dice,
    places::{self, STATIONS, STREETS, Station},
    slips,
};

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What courier stations hand in.
    Roster,
    /// What platforms hand in.
    Platform,
    /// What a street wrote down from door to door.
    Survey,
}

/// What a row may say, by the names that [`Row::cell`] knows.
pub const COLUMNS: [&str; 9] =
    ["number", "name", "phone", "id_number", "birth", "sex", "platform", "employer", "area"];

/// One row; empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The file's own number for it.
    pub number: String,
    pub name: String,
    pub phone: String,
    pub id_number: String,
    /// `1990-02-28`.
    pub birth: String,
    pub sex: String,
    pub platform: String,
    /// The station, or what the worker calls the firm.
    pub employer: String,
    pub area: String,
}

/// What a broken row should have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its place among the rows.
    pub place: usize,
    pub right: Row,
}

/// One file.
#[derive(Debug, Clone)]
pub struct File {
    pub kind: Kind,
    pub rows: Vec<Row>,
    /// Whom each row is about: the place in [`People`].
    pub truth: Vec<usize>,
    /// The rows that no import may let through, in order.
    pub broken: Vec<Broken>,
}

/// All files of the night.
#[derive(Debug, Clone)]
pub struct Files {
    pub files: [File; 3],
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Roster, Self::Platform, Self::Survey];

    /// A name for the file, without an ending.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Platform => "platform",
            Self::Survey => "survey",
        }
    }

    /// The file's columns: what it says under which header.
    pub const fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Roster => &[
                ("number", "工号"),
                ("name", "姓名"),
                ("phone", "手机号"),
                ("id_number", "身份证号"),
                ("birth", "出生日期"),
                ("platform", "平台"),
                ("employer", "站点"),
                ("area", "居住地"),
            ],
            Self::Platform => &[
                ("number", "骑手编号"),
                ("name", "姓名"),
                ("phone", "手机号码"),
                ("id_number", "身份证号码"),
                ("sex", "性别"),
                ("platform", "平台"),
                ("employer", "站点"),
                ("area", "居住地"),
            ],
            Self::Survey => &[
                ("number", "序号"),
                ("name", "姓名"),
                ("sex", "性别"),
                ("birth", "出生日期"),
                ("phone", "联系电话"),
                ("id_number", "身份证号"),
                ("employer", "工作单位"),
                ("area", "居住地"),
            ],
        }
    }
}

impl Row {
    /// What it says in a column of [`COLUMNS`].
    pub fn cell(&self, column: &str) -> &str {
        match column {
            "number" => &self.number,
            "name" => &self.name,
            "phone" => &self.phone,
            "id_number" => &self.id_number,
            "birth" => &self.birth,
            "sex" => &self.sex,
            "platform" => &self.platform,
            "employer" => &self.employer,
            "area" => &self.area,
            _ => "",
        }
    }
}

impl File {
    /// The file as CSV, as its source would hand it in.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&self, out: impl io::Write) -> io::Result<()> {
        write(self.kind, &self.rows, out)
    }

    /// Only the rows that were broken, mended.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_mended(&self, out: impl io::Write) -> io::Result<()> {
        write(self.kind, self.broken.iter().map(|broken| &broken.right), out)
    }

    /// The rows as they should be: those that were broken mended.
    pub fn mended(&self) -> Vec<Row> {
        let mut rows = self.rows.clone();
        for broken in &self.broken {
            rows.get_mut(broken.place).into_iter().for_each(|row| *row = broken.right.clone());
        }
        rows
    }
}

pub(crate) fn write<'r>(
    kind: Kind,
    rows: impl IntoIterator<Item = &'r Row>,
    out: impl io::Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(kind.headers().iter().map(|(_, header)| header))?;
    for row in rows {
        csv.write_record(kind.headers().iter().map(|(column, _)| row.cell(column)))?;
    }
    csv.flush()
}

impl Files {
    /// The files about these people.
    pub fn new(world: &World, people: &People, seed: u64) -> Self {
        let files = [0, 1, 2].map(|file| {
            let kind = Kind::ALL[file];
            // Dice of its own for each file.
            let mut dice = Dice::new(
                seed.wrapping_mul(3).wrapping_add(u64::from(kernel::count::to_u32(file))),
            );
            let mut truth: Vec<usize> = people
                .0
                .iter()
                .enumerate()
                .filter(|(_, person)| person.files.get(file) == Some(&true))
                .map(|(place, _)| place)
                .collect();
            if kind == Kind::Platform {
                let twice = world.platform * world.twice / 10_000;
                let again: Vec<usize> = (0..twice).map(|_| dice.pick(&truth)).collect();
                truth.extend(again);
            }
            dice.shuffle(&mut truth);
            let mut writer = Writer { world, kind, file, dice };
            let rows = truth.iter().enumerate();
            let rows = rows.filter_map(|(at, who)| Some(writer.row(at, people.0.get(*who)?)));
            let mut rows: Vec<Row> = rows.collect();
            let broken = writer.broken(&mut rows);
            File { kind, rows, truth, broken }
        });
        Self { files }
    }
}

/// Writes people down as one source does.
struct Writer<'w> {
    world: &'w World,
    kind: Kind,
    file: usize,
    dice: Dice,
}

impl Writer<'_> {
    fn by_hand(&self) -> bool {
        self.kind == Kind::Survey
    }

    /// Whether something of this rate happens; twice as often where one writes by hand.
    fn happens(&mut self, rate: usize) -> bool {
        let rate = if self.by_hand() { rate * 2 } else { rate };
        self.dice.hits(rate)
    }

    fn row(&mut self, place: usize, person: &Person) -> Row {
        let number = match self.kind {
            Kind::Roster => format!("GH{:06}", place + 1),
            Kind::Platform => format!("QS{:08}", place * 7 + 10_000_019),
            Kind::Survey => (place + 1).to_string(),
        };
        let (slip, gap) = (self.world.slip, self.world.gap);
        let name = if self.happens(slip) {
            slips::name(&mut self.dice, &person.name)
        } else {
            person.name.clone()
        };
        let sex = if self.happens(slip / 3) { !person.is_woman } else { person.is_woman };
        let sex = if sex { "女" } else { "男" };
        let birth = if self.happens(slip) {
            slips::birth(&mut self.dice, person.birth)
        } else {
            person.birth
        };
        let phone = self.phone(person);
        let id_number = self.id_number(person);
        // Whoever copies a whole number from the card copies the day from it too.
        let birth = if id_number == person.id_number { person.birth } else { birth };
        let (platform, employer) = self.work(person);
        let moved = self.happens(self.world.moved);
        let street = if moved { self.dice.below(STREETS) } else { person.street };
        let by_hand = self.by_hand();
        let area = places::street(&mut self.dice, street, by_hand);
        let mut kept = |text: String, gap: usize| {
            if self.happens(gap) { String::new() } else { text }
        };
        Row {
            number,
            name,
            phone: kept(phone, gap),
            id_number,
            birth: kept(birth.to_string(), gap),
            sex: kept(sex.to_owned(), gap),
            platform,
            employer: kept(employer, gap),
            area: kept(area, gap),
        }
    }

    fn phone(&mut self, person: &Person) -> String {
        let phone = person.phones.get(self.file).cloned().unwrap_or_default();
        let phone = if self.kind != Kind::Platform && self.happens(self.world.slip) {
            // The first three stay those of an operator.
            slips::digits(&mut self.dice, &phone, 3)
        } else {
            phone
        };
        if self.kind == Kind::Platform { slips::masked_phone(&phone) } else { phone }
    }

    /// Masked, but for three in ten of the survey; a quarter of the survey has none.
    fn id_number(&mut self, person: &Person) -> String {
        let masked = slips::masked_id(&person.id_number);
        if self.by_hand() {
            match self.dice.below(20) {
                0..=5 => return person.id_number.clone(),
                6..=10 => return String::new(),
                _ => {}
            }
        } else if self.happens(self.world.gap) {
            return String::new();
        }
        if self.happens(self.world.slip / 2) {
            slips::digits(&mut self.dice, &masked, 2)
        } else {
            masked
        }
    }

    /// Where somebody works, as this file has it: some have another station by now.
    fn work(&mut self, person: &Person) -> (String, String) {
        let moved = self.happens(self.world.moved);
        let station = if moved {
            Station {
                brand: places::brand(&mut self.dice),
                street: (person.street + self.dice.below(5)) % STREETS,
                number: self.dice.below(STATIONS),
            }
        } else {
            person.station
        };
        let by_hand = self.by_hand();
        let employer = places::station(&mut self.dice, station, by_hand);
        (places::brand_name(station.brand).to_owned(), employer)
    }

    /// Breaks rows; answers what they were.
    fn broken(&mut self, rows: &mut [Row]) -> Vec<Broken> {
        let mut broken = Vec::new();
        for (place, row) in rows.iter_mut().enumerate() {
            if !self.dice.hits(self.world.broken) {
                continue;
            }
            broken.push(Broken { place, right: row.clone() });
            match self.dice.below(if self.kind == Kind::Platform { 3 } else { 4 }) {
                0 => row.name.clear(),
                1 => row.phone = format!("{}57", row.phone.get(..3).unwrap_or("138")),
                2 => row.id_number = wrong_check(&mut self.dice),
                _ => "1991-02-30".clone_into(&mut row.birth),
            }
        }
        broken
    }
}

/// A whole identity number whose check character is not its own.
fn wrong_check(dice: &mut Dice) -> String {
    let body = format!("330106{}0101{:03}", 1970 + dice.below(30), dice.below(999) + 1);
    let right = kernel::identity::check_character(&body).unwrap_or('0');
    format!("{body}{}", if right == '1' { '2' } else { '1' })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn night() -> (World, People, Files) {
        let world = World::CENSUS.part(10);
        let people = People::new(&world, 1);
        let files = Files::new(&world, &people, 1);
        (world, people, files)
    }

    #[test]
    fn files_are_as_long_as_asked_and_the_same_for_the_same_seed() {
        let (world, people, files) = night();
        let lengths = [0, 1, 2].map(|file| files.files[file].rows.len());
        assert_eq!(lengths, [world.roster, world.platform, world.survey]);
        let again = Files::new(&world, &People::new(&world, 1), 1);
        assert_eq!(again.files[2].rows, files.files[2].rows);
        let other = Files::new(&world, &People::new(&world, 2), 2);
        assert_ne!(other.files[2].rows, files.files[2].rows);
        // Each person stands in each file once, but for some of the platforms'.
        for file in &files.files {
            let mut counts: HashMap<usize, usize> = HashMap::new();
            for who in &file.truth {
                *counts.entry(*who).or_default() += 1;
            }
            let twice = file.truth.len() - counts.len();
            assert_eq!(twice > 0, file.kind == Kind::Platform, "{:?} {twice}", file.kind);
        }
        assert!(people.0.len() > world.platform);
    }

    #[test]
    fn masks_hide_and_broken_rows_are_refused_and_known() {
        let (_, people, files) = night();
        for file in &files.files {
            let share = file.broken.len() * 1_000 / file.rows.len();
            assert!((10..30).contains(&share), "{:?} {share}", file.kind);
            for broken in &file.broken {
                let row = &file.rows[broken.place];
                assert_ne!(*row, broken.right);
                assert_eq!(row.number, broken.right.number);
            }
            for (row, who) in file.mended().iter().zip(&file.truth) {
                let number = &people.0[*who].id_number;
                assert_eq!(number.len(), 18);
                let shown = row.id_number.is_empty() || row.id_number.len() == 18;
                assert!(shown, "{}", row.id_number);
                let masked = file.kind != Kind::Survey;
                assert!(!masked || row.id_number != *number);
            }
        }
        let mut csv = Vec::new();
        files.files[1].write(&mut csv).unwrap();
        assert!(String::from_utf8(csv).unwrap().starts_with("骑手编号,姓名,手机号码"));
    }

    #[test]
    fn phones_that_changed_hands_and_names_alike_are_there() {
        let (world, people, _) = night();
        let mut phones: HashMap<&String, Vec<usize>> = HashMap::new();
        let mut changed = 0;
        for (place, person) in people.0.iter().enumerate() {
            changed += usize::from(person.phones.iter().any(|phone| *phone != person.phones[0]));
            let holders = person.phones.iter().collect::<std::collections::BTreeSet<_>>();
            for phone in holders {
                phones.entry(phone).or_default().push(place);
            }
        }
        assert!(phones.values().filter(|holders| holders.len() > 1).count() >= world.recycled);
        assert!(changed >= world.changed + world.recycled / 2, "{changed}");
    }
}
