//! People made up with known truth, with the errors of real files, and found again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use linkage::{
    Comparison, Kind, Level, Link, Linker, Piece, Rule, Spec, SpecError, Table, spec_of,
};
use proptest::prelude::*;

const SURNAMES: [&str; 12] =
    ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const GIVEN: [&str; 16] = [
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
    "涛",
];

/// SplitMix64, so that a seed makes the same people everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len().try_into().unwrap_or(1)).try_into().unwrap_or(0);
        from.get::<usize>(at).copied().unwrap_or_default()
    }
    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}

/// Name, birth, phone, street.
type Person = [Option<String>; 4];

fn person(dice: &mut Dice) -> Person {
    let name = format!("{}{}", dice.pick(&SURNAMES), dice.pick(&GIVEN));
    let birth =
        format!("{}{:02}{:02}", 1_970 + dice.below(35), 1 + dice.below(12), 1 + dice.below(28));
    let phone = format!("13{:09}", dice.below(1_000_000_000));
    [Some(name), Some(birth), Some(phone), Some(format!("33010{}", dice.below(40)))]
}

/// The same person as another file has them.
fn seen_again(dice: &mut Dice, of: &Person) -> Person {
    let mut seen = of.clone();
    if dice.one_in(12) {
        let surname: String = of[0].iter().flat_map(|name| name.chars()).take(1).collect();
        seen[0] = Some(format!("{surname}{}", dice.pick(&GIVEN)));
    }
    if dice.one_in(10) {
        seen[2] = Some(format!("13{:09}", dice.below(1_000_000_000)));
    } else if dice.one_in(3) {
        seen[2] = of[2].as_ref().map(|phone| format!("{}****{}", &phone[..3], &phone[7..]));
    }
    if dice.one_in(5) {
        seen[3] = Some(format!("33010{}", dice.below(40)));
    }
    if dice.one_in(8) {
        seen[1] = None;
    }
    seen
}

const FIELDS: [&str; 4] = ["name", "birth", "phone", "area"];

fn spec() -> Spec {
    Spec {
        comparisons: vec![
            Comparison::new("name", [Level::Same, Level::Edits(1)]).by_frequency(),
            Comparison::new("birth", [Level::Same, Level::Edits(1)]),
            Comparison::new("phone", [Level::Same, Level::Shown, Level::Edits(1)]),
            Comparison::new("area", [Level::Same]),
        ],
        rules: vec![
            Rule::on(&["phone"]),
            Rule::on(&["name", "birth"]),
            Rule(vec![("name".into(), Piece::First(1)), ("phone".into(), Piece::Last(4))]),
            Rule::on(&["birth", "area"]),
        ],
        longest_run: 500,
        across_sources: true,
    }
}

/// Two files of which the second has `count` people of the first and as many strangers; person `n`
/// stands at `n` and at `2 * count + n`.
fn files(seed: u64, count: usize) -> Table {
    let mut dice = Dice(seed);
    let people: Vec<Person> = (0..2 * count).map(|_| person(&mut dice)).collect();
    let mut table = Table::new(&FIELDS);
    let cells = |person: &Person| person.clone();
    let mut put = |source, person: Person| {
        table.push(source, person.iter().map(Option::as_deref).collect::<Vec<_>>());
    };
    for one in &people {
        put(0, cells(one));
    }
    for one in people.iter().take(count) {
        let again = seen_again(&mut dice, one);
        put(1, again);
    }
    for _ in 0..count {
        let stranger = person(&mut dice);
        put(1, stranger);
    }
    table
}

fn found(links: &[Link], least: f64) -> BTreeSet<(u32, u32)> {
    let sure = links.iter().filter(|link| link.probability() >= least);
    sure.map(|link| (link.one, link.other)).collect()
}

#[test]
fn people_are_found_again_without_an_example() {
    let count = 4_000;
    let table = files(7, count);
    let linker = Linker::new(&table, spec()).unwrap();
    let model = linker.train(1);
    let links = found(&linker.links(&model, 0.1), 0.95);
    let second = u32::try_from(2 * count).unwrap();
    let truth: BTreeSet<(u32, u32)> = (0..).take(count).map(|one| (one, second + one)).collect();
    let right = links.intersection(&truth).count();
    let share = |part: usize, of: usize| {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(of).unwrap())
    };
    let (precision, recall) = (share(right, links.len()), share(right, truth.len()));
    assert!(precision > 0.995 && recall > 0.95, "precision {precision}, recall {recall}");
    // What was learnt is what was planted: one name in twelve was changed (to the same name again
    // one time in sixteen), one phone in ten.
    let (name, phone) = (&model.fields[0], &model.fields[2]);
    assert!((name.m[0] - (11.0 / 12.0 + 1.0 / 192.0)).abs() < 0.02, "{:?}", name.m);
    assert!((phone.m.last().unwrap() - 0.1).abs() < 0.03, "{:?}", phone.m);
    // Of so many pairs a masked phone says less than a whole one.
    assert!(phone.bits[0] > phone.bits[1] + 0.01, "{:?}", phone.bits);
}

#[test]
fn every_link_has_its_reasons_and_they_add_up() {
    let table = files(8, 500);
    let linker = Linker::new(&table, spec()).unwrap();
    let model = linker.train(1);
    let links = linker.links(&model, 0.01);
    assert!(!links.is_empty());
    for link in &links {
        let reasons = linker.reasons(&model, link);
        let told: f64 = reasons.iter().map(|reason| reason.bits).sum();
        assert!((told + model.prior_bits - link.bits).abs() < 1e-9, "{link:?} {reasons:?}");
        assert!(reasons.is_sorted_by(|a, b| a.bits.abs() >= b.bits.abs()));
    }
}

#[test]
fn a_field_that_is_not_there_is_named() {
    let table = Table::new(&["name"]);
    let refused = Linker::new(&table, spec()).unwrap_err().to_string();
    assert_eq!(refused, r#"the records have no field "birth"; they have ["name"]"#);
}

#[test]
fn few_records_or_none_are_no_trouble() {
    for count in 0..3 {
        let table = files(9, count);
        let linker = Linker::new(&table, spec()).unwrap();
        let model = linker.train(1);
        assert!(model.prior_bits.is_finite(), "{model:?}");
        linker.links(&model, 0.5);
    }
}

/// Everybody of a common name would be too long a run; the rule behind it still looks at them.
#[test]
fn a_rule_that_leaves_people_out_leaves_them_to_the_others() {
    let mut table = Table::new(&FIELDS);
    for source in [0, 1] {
        for number in 0..40 {
            let (birth, phone) = (format!("199001{number:02}"), format!("138{number:08}"));
            table.push(source, [Some("王伟"), Some(birth.as_str()), Some(phone.as_str())]);
        }
    }
    let rules = vec![Rule::on(&["name"]), Rule::on(&["name", "birth"])];
    let linker = Linker::new(&table, Spec { rules, longest_run: 30, ..spec() }).unwrap();
    assert_eq!(linker.left_out(), [80, 0]);
    assert_eq!(linker.links(&linker.train(1), 1e-9).len(), 40);
}

#[test]
fn what_is_not_to_be_handled_is_refused() {
    let table = Table::new(&["name"]);
    let many = vec![Comparison::new("name", [Level::Same]); 40];
    let refused = Linker::new(&table, Spec { comparisons: many, rules: Vec::new(), ..spec() });
    assert_eq!(refused.unwrap_err(), SpecError::TooMany);
}

/// The table with its rows in another order, and where each row stands now.
fn shuffled(table: &Table, seed: u64) -> (Table, Vec<u32>) {
    let mut dice = Dice(seed);
    let mut order: Vec<u32> = (0..).take(table.len()).collect();
    for place in (1..order.len()).rev() {
        let with = dice.below((place + 1).try_into().unwrap()).try_into().unwrap();
        order.swap(place, with);
    }
    let mut other = Table::new(&FIELDS);
    let mut places = vec![0; order.len()];
    for (place, record) in (0..).zip(&order) {
        places[usize::try_from(*record).unwrap()] = place;
        let cell = |column: &linkage::Column| {
            let cell = column.cell(*record);
            (cell != linkage::MISSING).then(|| column.text(cell).to_owned())
        };
        let cells: Vec<Option<String>> = table.columns().iter().map(cell).collect();
        other.push(table.source(*record), cells.iter().map(Option::as_deref));
    }
    (other, places)
}

fn same_links_in_any_order(table: &Table, seed: u64) {
    let (other, places) = shuffled(table, seed);
    let drawn = |table: &Table| {
        let linker = Linker::new(table, spec()).unwrap();
        let model = linker.train(seed);
        let links = linker.links(&model, 0.1);
        (model, links)
    };
    let ((model, links), (other_model, other_links)) = (drawn(table), drawn(&other));
    assert_eq!(model, other_model);
    let place = |record: u32| places[usize::try_from(record).unwrap()];
    let mut moved: Vec<Link> = links
        .iter()
        .map(|link| {
            let (one, other) = (place(link.one), place(link.other));
            Link { one: one.min(other), other: one.max(other), bits: link.bits }
        })
        .collect();
    moved.sort_by_key(|link| (link.one, link.other));
    assert_eq!(moved, other_links);
}

/// So many that pairs are drawn by chance, from not even all records.
#[test]
fn the_order_of_many_records_changes_nothing() {
    same_links_in_any_order(&files(11, 16_500), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_the_records_changes_nothing(seed in any::<u64>(), count in 1_usize..60) {
        same_links_in_any_order(&files(seed, count), seed);
    }

    #[test]
    fn who_asks_for_more_gets_fewer(
        seed in any::<u64>(), count in 1_usize..60, least in 0.01_f64..0.99, more in 0.0_f64..1.0,
    ) {
        let table = files(seed, count);
        let linker = Linker::new(&table, spec()).unwrap();
        let model = linker.train(seed);
        let most = least + (0.999 - least) * more;
        let (many, few) = (linker.links(&model, least), linker.links(&model, most));
        let kept: Vec<Link> = many.iter().filter(|link| link.probability() >= most).copied().collect();
        // What stands on the very edge may fall to either side.
        let edge = |link: &&Link| (link.probability() - most).abs() > 1e-12;
        prop_assert!(kept.iter().filter(edge).eq(few.iter().filter(edge)));
        // And whoever is one person by few links is one by many.
        let (mut wide, mut narrow) = (linker.clusters(&many, least), linker.clusters(&many, most));
        for record in (0..).take(table.len()) {
            let name = narrow.of(record);
            prop_assert_eq!(wide.of(record), wide.of(name));
        }
    }

    #[test]
    fn clusters_are_who_can_be_reached(
        joined in proptest::collection::vec((0_u32..40, 0_u32..40), 0..60),
    ) {
        let mut clusters = linkage::Clusters::new(40);
        // Who reaches whom, by Warshall's closure.
        let mut reached = [[false; 40]; 40];
        (0..40).for_each(|one| reached[one][one] = true);
        for (one, other) in joined {
            clusters.join(one, other);
            let (one, other) = (usize::try_from(one).unwrap(), usize::try_from(other).unwrap());
            (reached[one][other], reached[other][one]) = (true, true);
        }
        for middle in 0..40 {
            for one in 0..40 {
                for other in 0..40 {
                    reached[one][other] |= reached[one][middle] && reached[middle][other];
                }
            }
        }
        for (one, reached) in (0..).zip(reached) {
            let name = clusters.of(one);
            prop_assert!(name <= one && clusters.of(name) == name);
            for (other, reached) in (0..).zip(reached) {
                prop_assert_eq!(reached, clusters.of(other) == name);
            }
        }
    }

    #[test]
    fn what_is_hidden_says_no_more_than_what_is_shown(seed in any::<u64>()) {
        let table = files(seed, 400);
        let linker = Linker::new(&table, spec()).unwrap();
        let model = linker.train(seed);
        let phone = &model.fields[2];
        // Of few pairs both may come out as one.
        prop_assert!(phone.bits[0] >= phone.bits[1] && phone.bits[1] > 0.0, "{:?}", phone);
        prop_assert!(phone.bits[3] < 0.0, "{:?}", phone);
    }

    #[test]
    fn links_are_those_of_looking_at_every_pair(seed in any::<u64>(), count in 2_usize..60) {
        let table = files(seed, count);
        let linker = Linker::new(&table, spec()).unwrap();
        let model = linker.train(seed);
        let links = linker.links(&model, 0.2);
        prop_assert!(links.is_sorted_by_key(|link| (link.one, link.other)));
        let again = linker.links(&model, 0.2);
        prop_assert_eq!(&links, &again, "the same each time");
        let told = |record: u32, field: usize| {
            let column = table.column(field).unwrap();
            let cell = column.cell(record);
            (cell != linkage::MISSING).then(|| column.text(cell).to_owned())
        };
        let agree = |one, other, field| {
            let (one, other) = (told(one, field), told(other, field));
            one.is_some() && one == other
        };
        let end = |text: Option<String>, count: usize| {
            text.map(|text| text.chars().rev().take(count).collect::<String>())
        };
        let begin = |text: Option<String>| text.and_then(|text| text.chars().next());
        let all = u32::try_from(table.len()).unwrap();
        let mut blocked = BTreeSet::new();
        for one in 0..all {
            for other in one + 1..all {
                let by_ends = begin(told(one, 0)).is_some()
                    && begin(told(one, 0)) == begin(told(other, 0))
                    && told(one, 2).is_some()
                    && end(told(one, 2), 4) == end(told(other, 2), 4);
                let met = agree(one, other, 2)
                    || agree(one, other, 0) && agree(one, other, 1)
                    || by_ends
                    || agree(one, other, 1) && agree(one, other, 3);
                if met && table.source(one) != table.source(other) {
                    blocked.insert((one, other));
                }
            }
        }
        let every: BTreeSet<(u32, u32)> =
            linker.links(&model, 1e-12).iter().map(|link| (link.one, link.other)).collect();
        prop_assert!(every.is_subset(&blocked));
        for link in &links {
            prop_assert!(blocked.contains(&(link.one, link.other)));
        }
    }
}

#[test]
fn only_pairs_of_what_is_asked_for_are_looked_at() {
    let mut table = Table::new(&["name", "phone"]);
    for number in 0..400_u32 {
        let (name, phone) = (format!("王{}", number % 40), format!("138{:08}", number * 7_919));
        table.push(0, [Some(name.as_str()), Some(phone.as_str())]);
        table.push(1, [Some(name.as_str()), Some(phone.as_str())]);
    }
    let kinds = [("name".to_owned(), Kind::Name), ("phone".to_owned(), Kind::Phone)];
    let linker = Linker::new(&table, spec_of(&kinds, true)).unwrap();
    let model = linker.train(1);
    let some = linker.links_of(&model, 0.5, |record| record % 10 == 0);
    let all = linker.links(&model, 0.5);
    let expected: Vec<_> =
        all.iter().filter(|link| link.one % 10 == 0 || link.other % 10 == 0).copied().collect();
    assert!(some.len() < all.len() && some == expected);
}
