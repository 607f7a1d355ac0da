//! Rows about workers as stations, platforms and streets hand them in: what is compared, and how it
//! is brought into one form first.

use crate::{
    compare::{
        Comparison,
        Level::{Alike, Edits, Same, Shown},
    },
    linker::{Linker, Spec},
    model::{Learnt, Model},
    rule::Rule,
    table::Table,
};

/// What a row says of a worker; hidden characters are stars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worker<'t> {
    pub name: Option<&'t str>,
    pub phone: Option<&'t str>,
    pub id_number: Option<&'t str>,
    /// `1990-02-28`.
    pub birth: Option<&'t str>,
    pub sex: Option<&'t str>,
    /// Station, partner or firm, in whatever words.
    pub employer: Option<&'t str>,
    /// Street or area of the home, in whatever words.
    pub area: Option<&'t str>,
}

/// Fields that are compared, then those that only tell where to look.
const FIELDS: [&str; 9] =
    ["name", "phone", "id_number", "birth", "sex", "employer", "area", "phone_end", "id_ends"];

/// Links are drawn without asking as long as so many of them are expected to be wrong: half of the
/// one in a thousand that a register may have.
pub const WRONG_SHARE: f64 = 0.000_5;
/// But none that is less probable than this by itself.
pub const LINKED_FROM: f64 = 0.99;
/// From even odds on a person is asked; what is less probable is nobody's business.
pub const ASKED_FROM: f64 = 0.5;

/// Runs of more records than this are not looked at.
const LONGEST_RUN: usize = 300;

/// An empty table for workers.
pub fn table() -> Table {
    Table::new(&FIELDS)
}

/// Adds a worker's row.
pub fn push(table: &mut Table, source: u16, worker: &Worker<'_>) {
    let phone_end = worker.phone.and_then(|phone| shown_end(phone, 4));
    let id_number = worker.id_number.map(str::to_uppercase);
    let id_number = id_number.as_deref();
    let ends = id_number.and_then(|number| Some((number.get(..2)?, shown_end(number, 2)?)));
    let ends = ends.map(|(begin, end)| format!("{begin}{end}"));
    let ends = ends.filter(|ends| !ends.contains('*'));
    let employer = worker.employer.map(plain_employer);
    let area = worker.area.map(plain_area);
    let cells = [
        worker.name,
        worker.phone,
        id_number,
        worker.birth,
        worker.sex,
        employer.as_deref(),
        area.as_deref(),
        phone_end,
        ends.as_deref(),
    ];
    table.push(source, cells);
}

/// How workers are compared, and where links are looked for.
pub fn spec(across_sources: bool) -> Spec {
    let comparisons = vec![
        // Of three characters one differs; of two characters one differs.
        Comparison::new("name", [Same, Shown, Alike(0.79), Edits(1)]).by_frequency(),
        Comparison::new("phone", [Same, Shown, Edits(1)]),
        Comparison::new("id_number", [Same, Shown, Edits(1)]),
        Comparison::new("birth", [Same, Edits(1), Edits(2)]),
        Comparison::new("sex", [Same]),
        Comparison::new("employer", [Same, Alike(0.85), Alike(0.7)]).by_frequency(),
        Comparison::new("area", [Same]).by_frequency(),
    ];
    let rules = [
        &["phone"][..],
        &["name", "birth"],
        &["name", "phone_end"],
        &["name", "id_ends"],
        &["name", "employer"],
        &["name", "area"],
        &["phone_end", "id_ends"],
        &["phone_end", "birth"],
        &["birth", "id_ends"],
    ];
    let rules = rules.into_iter().map(Rule::on).collect();
    Spec { comparisons, rules, longest_run: LONGEST_RUN, across_sources }
}

/// Fewer records teach nothing: most of what agrees by chance among them is one person.
const TEACHING: usize = 1_000;

/// How often each outcome is taken to come up in workers' rows, the last one "different": between two
/// rows of one person, and between rows of two. Assumed, not measured: on the careful side, since
/// numbers change hands and are shared and an equal phone alone is no proof. In the order of the
/// comparisons of [`spec`].
const USUAL: [(&[f64], &[f64]); 7] = [
    (&[0.90, 0.04, 0.03, 0.02, 0.01], &[0.003, 0.03, 0.02, 0.02, 0.927]),
    (&[0.85, 0.06, 0.01, 0.08], &[0.000_1, 0.000_2, 0.000_1, 0.999_6]),
    (&[0.97, 0.02, 0.005, 0.005], &[0.000_001, 0.001, 0.000_01, 0.998_989]),
    (&[0.95, 0.02, 0.01, 0.02], &[0.000_1, 0.002, 0.02, 0.977_9]),
    (&[0.98, 0.02], &[0.6, 0.4]),
    (&[0.60, 0.10, 0.05, 0.25], &[0.05, 0.05, 0.10, 0.80]),
    (&[0.60, 0.40], &[0.05, 0.95]),
];

/// The weights for these workers: learnt from the rows themselves, or what is usual where there are
/// too few to learn from. `linker` compares by [`spec`]; `seed` as for [`Linker::train`].
pub fn weights(linker: &Linker<'_>, seed: u64) -> Model {
    if linker.table.len() < TEACHING { usual(linker.table.len()) } else { linker.train(seed) }
}

/// One row in three has another of the same person.
fn usual(records: usize) -> Model {
    let records = f64::from(u32::try_from(records).unwrap_or(u32::MAX)).max(2.0);
    let (matches, pairs) = (records / 3.0, records * (records - 1.0) / 2.0);
    let fields = USUAL.iter().map(|(m, u)| Learnt::new(m.to_vec(), u.to_vec())).collect();
    Model { fields, prior_bits: (matches / (pairs - matches).max(1.0)).log2() }
}

/// The last characters of a number, when all of them are shown.
fn shown_end(number: &str, count: usize) -> Option<&str> {
    let end = number.get(number.len().checked_sub(count)?..)?;
    (!end.contains('*')).then_some(end)
}

/// Words that say nothing of which employer it is.
const EMPLOYER_WORDS: [&str; 9] =
    ["有限责任公司", "有限公司", "分公司", "公司", "外卖", "配送", "站点", "站", "部"];
/// Words behind which the name of a smaller area begins.
const AREA_ABOVE: [char; 4] = ['省', '市', '区', '县'];
const AREA_WORDS: [&str; 4] = ["街道", "社区", "街", "镇"];

/// An employer's name without brackets, blanks and words that all of them have.
fn plain_employer(text: &str) -> String {
    let kept = |sign: &char| !sign.is_whitespace() && !"（）()-·".contains(*sign);
    let text: String = text.chars().filter(kept).collect();
    let plain = EMPLOYER_WORDS.iter().fold(text.clone(), |text, word| text.replace(word, ""));
    if plain.is_empty() { text } else { plain }
}

/// The name of the smallest area that a text names: `滨河区文晖街道` and `文晖街` are both `文晖`.
fn plain_area(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let below = text.rsplit(AREA_ABOVE).find(|part| !part.is_empty()).unwrap_or(&text);
    let plain = AREA_WORDS.iter().find_map(|word| below.strip_suffix(word)).unwrap_or(below);
    if plain.is_empty() { below.to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_words_for_one_place_are_one_text() {
        let one = |text: &str| (plain_area(text), plain_employer(text));
        for area in ["临江市滨河区文晖街道", "滨河区文晖街道", "文晖街", "文晖"]
        {
            assert_eq!(one(area).0, "文晖");
        }
        assert_eq!(plain_area("杭州市"), "杭州");
        for employer in ["快达文晖一站", "快达（文晖一站）", "快达外卖文晖一站"]
        {
            assert_eq!(one(employer).1, "快达文晖一");
        }
        assert_eq!(plain_employer("外卖"), "外卖");
    }

    #[test]
    fn what_is_hidden_leads_nowhere() {
        assert_eq!(shown_end("138****1234", 4), Some("1234"));
        assert_eq!(shown_end("138********", 4), None);
        assert_eq!(shown_end("12", 4), None);
        let mut workers = table();
        let row = Worker {
            name: Some("王伟"),
            id_number: Some("32**************1x"),
            ..Worker::default()
        };
        push(&mut workers, 0, &row);
        let field = workers.column(8).unwrap();
        assert_eq!(field.text(field.cell(0)), "321X");
    }

    #[test]
    fn what_is_usual_fits_the_comparisons_and_adds_up() {
        let comparisons = spec(true).comparisons;
        assert_eq!(comparisons.len(), USUAL.len());
        for (one, (m, u)) in comparisons.iter().zip(USUAL) {
            for shares in [m, u] {
                assert_eq!(shares.len(), one.levels.len() + 1, "{}", one.field);
                assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{}", one.field);
            }
        }
    }

    /// Two lists of a street: the same phone and name is one person without a question, the same phone
    /// under another name is a question, a namesake with another phone is nobody's business.
    #[test]
    fn a_few_rows_are_linked_by_what_is_usual() {
        let names =
            ["李建国", "王秀英", "陈志强", "赵晓梅", "周文博", "吴海燕", "郑立新", "孙佳琪"];
        let phones: Vec<String> = (0..8).map(|at| format!("138{:08}", at * 7_654_321)).collect();
        let mut table = table();
        for (name, phone) in names.iter().zip(&phones) {
            push(
                &mut table,
                0,
                &Worker { name: Some(name), phone: Some(phone), ..Worker::default() },
            );
        }
        let mut heard = |name, phone: &str| {
            push(
                &mut table,
                1,
                &Worker { name: Some(name), phone: Some(phone), ..Worker::default() },
            );
        };
        heard("李建国", &phones[0]);
        heard("钱学武", &phones[1]);
        heard("陈志强", "15912345678");
        let linker = Linker::new(&table, spec(true)).unwrap();
        let links = linker.links(&weights(&linker, 1), 0.0001);
        let of = |one, other| {
            let found = links.iter().find(|link| (link.one, link.other) == (one, other));
            found.map_or(0.0, crate::Link::probability)
        };
        assert!(of(0, 8) > LINKED_FROM, "{}", of(0, 8));
        assert!((0.01..LINKED_FROM).contains(&of(1, 9)), "{}", of(1, 9));
        assert!(of(2, 10) < LINKED_FROM, "{}", of(2, 10));
    }
}
