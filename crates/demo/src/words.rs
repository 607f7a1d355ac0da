//! Texts: a phrase of the catalogue in a place, at a time, with a detail and a wish. No two are
//! alike.

use std::collections::HashSet;

use catalogue::{FieldKind, Matter};
use kernel::Timestamp;

use crate::{
    data::{NAMES, TALKS, Talk, holds},
    dice::Dice,
    pace,
    place::Spot,
};

/// Where, when and among whom a text is said.
pub struct Scene<'s> {
    pub spot: &'s Spot,
    pub at: Timestamp,
    pub firm: &'s str,
    gate: &'static str,
    merchant: &'s str,
    /// Yuan.
    money: i64,
}

/// What a report says.
pub struct Told {
    pub title: String,
    pub text: String,
    pub fields: Vec<(String, String)>,
}

/// Remembers every text, so that none is told twice.
#[derive(Default)]
pub struct Teller(HashSet<String>);

const GATES: [&str; 6] = ["南门", "北门", "东门", "西门", "东南门", "地库入口"];
const SPOTS: [&str; 8] =
    ["东口", "西口", "地铁口", "公交站旁", "天桥下", "菜场门口", "写字楼前", "医院对面"];

impl<'s> Scene<'s> {
    /// `seed` is the story's own, so that gate, merchant and sum stay the same throughout.
    pub fn new(spot: &'s Spot, at: Timestamp, firm: &'s str, seed: u64) -> Self {
        let mut dice = Dice::of(seed, "scene", 0);
        let gate = dice.pick(&GATES).copied().unwrap_or_default();
        let merchant = dice.word(&NAMES.merchants);
        Self { spot, at, firm, gate, merchant, money: dice.between(12, 390) * 10 }
    }

    /// Fills the places in braces.
    pub fn fill(&self, template: &str, dice: &mut Dice) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (key, behind) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(&self.value(key, dice));
            rest = behind;
        }
        text + rest
    }

    fn value(&self, key: &str, dice: &mut Dice) -> String {
        let number = |low, high, dice: &mut Dice| dice.between(low, high).to_string();
        match key {
            "street" => self.spot.street.clone(),
            "community" => self.spot.community.clone(),
            "compound" => self.spot.compound.clone(),
            "road" => self.spot.road.clone(),
            "cross" => self.spot.cross.clone(),
            "gate" => self.gate.to_owned(),
            "merchant" => self.merchant.to_owned(),
            "firm" => self.firm.to_owned(),
            "manager" => dice.word(&NAMES.managers).to_owned(),
            "surname" => dice.word(&NAMES.surnames).to_owned(),
            "spot" => dice.pick(&SPOTS).copied().unwrap_or_default().to_owned(),
            "block" => format!("{}号楼{}单元", dice.between(1, 24), dice.between(1, 4)),
            "part" => self.part().to_owned(),
            "when" => self.when(dice),
            "minutes" => number(8, 45, dice),
            "money" => self.money.to_string(),
            "serial" => number(1_000, 9_999, dice),
            _ => number(2, 9, dice),
        }
    }

    fn part(&self) -> &'static str {
        match self.at.local().hour() {
            5..=9 => "早上",
            10..=13 => "中午",
            14..=16 => "下午",
            17..=22 => "晚上",
            _ => "夜里",
        }
    }

    fn when(&self, dice: &mut Dice) -> String {
        let part = self.part();
        match dice.below(6) {
            0 | 1 => format!("今天{part}"),
            2 => "刚才".to_owned(),
            3 => format!("昨天{part}"),
            4 => format!("连着{}天{part}", dice.between(2, 6)),
            _ => format!("这周{part}"),
        }
    }
}

impl Teller {
    /// Tells `phrase` as a report of `matter`.
    pub fn tell(
        &mut self,
        matter: &Matter,
        talk: &Talk,
        phrase: &str,
        scene: &Scene<'_>,
        dice: &mut Dice,
    ) -> Told {
        let mut text = String::new();
        for _ in 0..12 {
            text = sentence(talk, phrase, scene, dice);
            if self.0.insert(text.clone()) {
                break;
            }
        }
        let place = match talk.open.as_str() {
            "gate" => Some(scene.spot.compound.as_str()),
            "road" => Some(scene.spot.road.as_str()),
            "shop" => Some(scene.merchant),
            _ => None,
        };
        let title = place.map_or_else(|| phrase.to_owned(), |place| format!("{place}：{phrase}"));
        let fields = matter.fields.iter().filter_map(|field| {
            let value = field_value(field, phrase, scene, dice)?;
            field.check(&value).is_ok().then(|| (field.key.clone(), value))
        });
        Told { title, text, fields: fields.collect() }
    }
}

fn sentence(talk: &Talk, phrase: &str, scene: &Scene<'_>, dice: &mut Dice) -> String {
    let open = TALKS.open.get(&talk.open).map_or("", |open| dice.word(open));
    let detail = dice.word(&talk.detail);
    let ask = if dice.chance(850) { dice.word(&talk.ask) } else { "" };
    scene.fill(&format!("{open}{phrase}。{detail}{ask}"), dice)
}

/// A value for a field of a form; optional ones are left out now and then.
fn field_value(
    field: &catalogue::Field,
    phrase: &str,
    scene: &Scene<'_>,
    dice: &mut Dice,
) -> Option<String> {
    let wanted = field.required || dice.chance(650);
    let value = match field.kind {
        FieldKind::Choice => {
            let hint = TALKS
                .hint
                .iter()
                .find(|hint| hint.field == field.key && holds(phrase, &hint.words));
            let known = hint.map(|hint| hint.code.clone());
            return known.or_else(|| {
                field.choices.last().filter(|_| field.required).map(|it| it.code.clone())
            });
        }
        FieldKind::YesNo => {
            let hint =
                TALKS.hint.iter().any(|hint| hint.field == field.key && holds(phrase, &hint.words));
            if hint { "yes".to_owned() } else { "no".to_owned() }
        }
        FieldKind::Number if field.max <= 20 => dice.between(1, 4).to_string(),
        FieldKind::Number => dice.between(6, 45).to_string(),
        FieldKind::Money => (scene.money * 100).to_string(),
        FieldKind::Date => {
            scene.at.day().plus(-i32::try_from(dice.between(1, 40)).unwrap_or(1)).to_string()
        }
        // No operator has been given numbers that begin so.
        FieldKind::Phone => format!("1640000{:04}", dice.between(0, 9_999)),
        FieldKind::Text | FieldKind::LongText => {
            let known = NAMES.fields.get(&field.key).map_or("", |known| dice.word(known));
            let text = scene.fill(known, dice);
            if text.is_empty() && field.required { scene.spot.community.clone() } else { text }
        }
    };
    (wanted && !value.is_empty()).then_some(value)
}

/// Whether a phrase makes sense at a time: nobody freezes in July.
pub fn suits(phrase: &str, at: Timestamp, wet: bool) -> bool {
    let month = pace::month(at.day());
    TALKS.season.iter().filter(|season| holds(phrase, &season.words)).all(|season| {
        (season.months.is_empty() || season.months.contains(&month)) && (!season.wet || wet)
    })
}

/// A wording that answers what a phrase speaks of, or any when none does so expressly.
pub fn answering<'w>(wordings: &'w [String], phrase: &str, dice: &mut Dice) -> &'w str {
    let about = TALKS.hint.iter().find(|hint| holds(phrase, &hint.words));
    let fit: Vec<&String> = wordings
        .iter()
        .filter(|wording| about.is_some_and(|hint| holds(wording, &hint.words)))
        .collect();
    dice.pick(&fit).map_or_else(|| dice.word(wordings), |fit| fit.as_str())
}

/// Whose words a phrase is.
pub fn trade_of(phrase: &str) -> &'static str {
    TALKS
        .trade
        .iter()
        .find(|trade| holds(phrase, &trade.words))
        .map_or("rider", |trade| &trade.name)
}

#[cfg(test)]
mod tests {
    use kernel::{AreaCode, Day};

    use super::*;

    fn spot() -> Spot {
        let text = |text: &str| text.to_owned();
        Spot {
            area: AreaCode::parse("330102003050").unwrap(),
            street: text("湖滨街道"),
            community: text("涌金门社区"),
            compound: text("桂花苑"),
            road: text("延安路"),
            cross: text("平海路"),
            address: text("延安路1号"),
            at: None,
        }
    }

    #[test]
    fn every_matter_is_told_with_a_form_that_its_catalogue_accepts_and_nothing_left_to_fill_in() {
        let (catalogue, mut teller, mut dice) =
            (catalogue::Catalogue::embedded(), Teller::default(), Dice::new(3));
        let (spot, at) = (spot(), Day::new(2026, 7, 3).unwrap().at(12, 5));
        let mut texts = HashSet::new();
        for matter in catalogue.matters().iter().filter(|matter| !matter.members_only) {
            let talk = TALKS.of(&matter.code).unwrap();
            for phrase in &matter.phrases {
                let scene = Scene::new(&spot, at, "蜂达配送", dice.seed());
                let told = teller.tell(matter, talk, phrase, &scene, &mut dice);
                assert_eq!(matter.check_form(&told.fields), [], "{}", matter.code);
                assert!(!told.text.contains(['{', '}']), "{}", told.text);
                assert!(told.title.chars().count() <= cases::report::TITLE_MAX, "{}", told.title);
                assert!(texts.insert(told.text));
            }
            for answer in talk.solved.iter().chain(&talk.partly).chain(&talk.explained) {
                let text = Scene::new(&spot, at, "蜂达配送", dice.seed()).fill(answer, &mut dice);
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
    }

    #[test]
    fn nobody_freezes_in_july_and_floods_need_rain() {
        let at = |month| Day::new(2026, month, 3).unwrap().at(12, 0);
        assert!(!suits("冬天没有发手套和挡风被", at(7), false));
        assert!(suits("冬天没有发手套和挡风被", at(12), false));
        assert!(!suits("下雨这里积水到小腿，车会熄火", at(6), false));
        assert!(suits("下雨这里积水到小腿，车会熄火", at(6), true));
        assert_eq!(trade_of("运费四千多一直不给，货主电话打不通"), "trucker");
        assert_eq!(trade_of("保安不让我进小区"), "rider");
    }
}
