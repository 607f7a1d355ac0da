//! A city without history learns from the phrases of the catalogue in this repository.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first fault")]

use std::path::Path;

use suggestion::{Example, Model, TrainOptions, seed_examples};

/// (code, phrases) of each matter.
fn seeds() -> Vec<(String, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/matters");
    let mut seeds = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let table: toml::Table = text.parse().unwrap();
        for matter in table["matter"].as_array().unwrap() {
            let phrases = matter["phrases"].as_array().unwrap();
            let phrases = phrases.iter().map(|phrase| phrase.as_str().unwrap().to_owned());
            seeds.push((matter["code"].as_str().unwrap().to_owned(), phrases.collect()));
        }
    }
    seeds
}

fn model() -> Model {
    let seeds = seeds();
    let seeds: Vec<(&str, &[String])> =
        seeds.iter().map(|(code, phrases)| (code.as_str(), phrases.as_slice())).collect();
    assert!(seed_examples(&seeds).len() > 5 * seeds.len());
    Model::from_seeds(&seeds).unwrap()
}

/// What riders would say, and the matter meant.
const SENTENCES: [(&str, &str); 16] = [
    ("小区不让电动车进，外卖送不进去", "gate-access"),
    ("换电柜总没电", "charging"),
    ("站点拖欠工资", "arrears"),
    ("商家出餐太慢", "merchant-slow"),
    ("导航让我走了一条封死的路", "route-planning"),
    ("送餐路上被车撞了，谁赔", "injury"),
    ("没地方停车，老被贴条", "parking"),
    ("附近没有地方上厕所", "rest-meals"),
    ("想考个驾照学点技术", "training"),
    ("孩子上学没人管", "schooling"),
    ("路上井盖没了", "road-hazard"),
    ("租不起房子", "housing"),
    ("平台抽成太高，单价越来越低", "pay-commission"),
    ("雨衣头盔坏了没人换", "equipment"),
    ("中午没地方热饭", "rest-meals"),
    ("腰疼想做个体检", "health"),
];

#[test]
fn riders_sentences_find_their_matter_without_history() {
    let model = model();
    let mut firsts = 0;
    for (sentence, wanted) in SENTENCES {
        let proposals = model.suggest(sentence, "", 3);
        let place = proposals.iter().position(|proposal| proposal.label == wanted);
        assert!(place.is_some(), "{sentence}: {proposals:?}");
        firsts += usize::from(place == Some(0));
    }
    assert!(firsts * 10 >= SENTENCES.len() * 9, "{firsts} of {} come first", SENTENCES.len());
}

#[test]
fn the_deciding_words_are_words() {
    let model = model();
    let words = |sentence: &str| model.suggest(sentence, "", 1)[0].words.clone();
    assert_eq!(words("换电柜总没电"), ["换电柜", "没电"]);
    assert_eq!(words("站点拖欠工资"), ["拖欠工资"]);
    assert!(words("商家出餐太慢").contains(&"出餐".to_owned()));
}

#[test]
fn history_is_added_to_phrases() {
    let seeds = seeds();
    let seeds: Vec<(&str, &[String])> =
        seeds.iter().map(|(code, phrases)| (code.as_str(), phrases.as_slice())).collect();
    let sentence = "龙门吊把通道占了";
    let mut examples = seed_examples(&seeds);
    let before = Model::train(&examples, &TrainOptions::default()).unwrap();
    assert_ne!(
        before.suggest(sentence, "", 1).first().map(|it| it.label.as_str()),
        Some("sorting")
    );
    examples.extend(["龙门吊占通道", "龙门吊挡住了通道"].map(|it| Example::new(it, "", "sorting")));
    let after = Model::train(&examples, &TrainOptions::default()).unwrap();
    assert_eq!(after.suggest(sentence, "", 1)[0].label, "sorting");
}
