//! Search by number as people type it, and by Chinese words, the same on both engines.

use std::{cell::RefCell, collections::BTreeMap};

use cases::search::{HITS_MAX, find, index_changed};
use contracts::CaseId;
use kernel::text::terms;

use crate::common::{COMMUNITY, Town, each_town};

const TEXTS: [&str; 14] = [
    "步行街东口没有骑手停车位，饭点只能停在盲道上",
    "地铁口的换电柜坏了五天，十二个仓只有两个能用",
    "小区不让电动车充电，晚上没地方充电",
    "商场门口没有骑手停车位，停哪儿都被赶",
    "写字楼 A座 3号门 的换电柜坏了，扫码显示维修中",
    "医院周围不让停电动车，送药要停到很远",
    "Parking near Gate 3 is impossible at lunch",
    "充电桩一度电要两块多，太贵了",
    "园区不让快递车进去卸货，卸货区被私家车占着",
    "换电柜坏了一个星期没人修，HD-0217 一直黑屏",
    "在café门口等单，保安不让停车",
    "难难难，停车真的难",
    "骑手休息的地方没有热水，也没有微波炉",
    "ＨＤ０２１８的柜门打不开，电池卡在里面",
];

const QUERIES: [&str; 35] = [
    "停车",
    "停车位",
    "骑手停车位",
    "换电柜",
    "换电柜坏了",
    "坏了 换电柜",
    "充电",
    "没地方充电",
    "电动车",
    "电动车 停",
    "医院",
    "送药",
    "卸货",
    "私家车占",
    "parking",
    "PARKING gate",
    "gate 3",
    "3",
    "3号",
    "a座",
    "Ａ座",
    "hd-0217",
    "HD 0217",
    "0217",
    "hd0218",
    "难",
    "难难",
    "真的难",
    "café",
    "微波炉，热水",
    "不存在的词",
    "柜",
    "\"停车\" OR *",
    "停车 NOT 骑手",
    "！？，。",
];

fn fill(town: &Town) -> Vec<CaseId> {
    let ids = TEXTS
        .iter()
        .enumerate()
        .map(|(index, text)| {
            town.clock.set(town.now().plus_seconds(60));
            let rider = &town.people.rider;
            let mut draft = town.draft("charging", COMMUNITY, text);
            draft.address = format!("清波门{index}号");
            town.send(rider, draft)
        })
        .collect();
    index(town);
    ids
}

fn index(town: &Town) -> usize {
    town.write(&town.people.clerk, |tx, _, _| index_changed(tx)).unwrap()
}

fn search(town: &Town, typed: &str) -> Vec<CaseId> {
    let typed = typed.to_owned();
    town.read(move |db| find(db, &typed))
}

/// What should be found: texts that hold every term, the newest first.
fn expected(ids: &[CaseId], query: &str) -> Vec<CaseId> {
    let wanted = terms(query);
    let hits = TEXTS.iter().zip(ids).enumerate().rev().filter(|(index, (text, _))| {
        let title = text.split('，').next().unwrap_or(text);
        let held = terms(&format!("{title} {text} 清波门{index}号"));
        !wanted.is_empty() && wanted.iter().all(|term| held.contains(term))
    });
    hits.map(|(_, (_, id))| *id).take(HITS_MAX).collect()
}

#[test]
fn words_find_the_same_cases_on_both_engines() {
    let answers: RefCell<BTreeMap<&str, Vec<usize>>> = RefCell::default();
    each_town(|town| {
        let ids = fill(town);
        for query in QUERIES {
            let found = search(town, query);
            assert_eq!(found, expected(&ids, query), "{query}");
            let places: Vec<usize> =
                found.iter().map(|id| ids.iter().position(|made| made == id).unwrap()).collect();
            let mut answers = answers.borrow_mut();
            assert_eq!(answers.entry(query).or_insert_with(|| places.clone()), &places, "{query}");
        }
        let found = QUERIES.iter().filter(|query| !search(town, query).is_empty()).count();
        assert!(found > 25, "most queries find something");
    });
}

#[test]
fn a_number_is_found_however_it_is_typed() {
    each_town(|town| {
        let ids = fill(town);
        for id in ids {
            let number = town.case(id).number;
            let ambiguous = number.replace('0', "O").replace('1', "l");
            for typed in [
                number.clone(),
                number.to_lowercase(),
                number.replace('-', ""),
                number.replace('-', " "),
                format!("  {number}\n"),
                ambiguous,
            ] {
                assert_eq!(search(town, &typed), [id], "{typed}");
            }
            let mut wrong: Vec<char> = number.chars().collect();
            wrong[8] = if wrong[8] == '7' { '8' } else { '7' };
            let wrong: String = wrong.into_iter().collect();
            assert!(!search(town, &wrong).contains(&id), "{wrong} is not {number}");
        }
    });
}

#[test]
fn a_changed_case_is_indexed_once_more_and_found_once() {
    each_town(|town| {
        let ids = fill(town);
        assert_eq!(index(town), 0, "nothing changed");
        let id = ids[1];
        town.write(&town.people.clerk, move |tx, _, by| cases::handle::accept(tx, by, id, None))
            .unwrap();
        assert_eq!(index(town), 1);
        assert_eq!(search(town, "十二个仓"), [id]);
    });
}
