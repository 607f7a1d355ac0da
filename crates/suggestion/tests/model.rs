//! A model is a function of its examples, survives storage, and copes with too few of them.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first fault")]

use suggestion::{Example, Model, StoredError, TrainError, TrainOptions, evaluate};

fn examples() -> Vec<Example> {
    [
        ("路灯不亮", "晚上回家路上一片黑，路灯坏了一个月", "road"),
        ("井盖破损", "非机动车道井盖破了，路面塌陷", "road"),
        ("路面坑洼", "下雨后路面积水，骑车看不见坑", "road"),
        ("拖欠工资", "站点两个月没发工资，站长不接电话", "pay"),
        ("工资少算", "跑单的钱和结算对不上，工资少了", "pay"),
        ("押金不退", "离职以后站点不退押金，工资也没结", "pay"),
        ("没地方充电", "小区不让充电，换电柜排队", "charging"),
    ]
    .map(|(title, text, label)| Example::new(title, text, label))
    .to_vec()
}

fn train(examples: &[Example]) -> Model {
    Model::train(examples, &TrainOptions::default()).unwrap()
}

#[test]
fn the_order_of_examples_does_not_matter() {
    let forth = examples();
    let mut back = examples();
    back.reverse();
    back.swap(0, 3);
    assert_eq!(train(&forth).to_bytes().unwrap(), train(&back).to_bytes().unwrap());
    back.pop();
    assert_ne!(train(&forth).to_bytes().unwrap(), train(&back).to_bytes().unwrap());
}

#[test]
fn a_stored_model_proposes_the_same() {
    let model = train(&examples());
    let stored = Model::from_bytes(&model.to_bytes().unwrap()).unwrap();
    assert_eq!(stored, model);
    let asked = |model: &Model| model.suggest("欠工资", "站点不发钱", 3);
    assert_eq!(asked(&stored), asked(&model));
}

#[test]
fn bytes_that_are_no_model_are_refused() {
    let bytes = train(&examples()).to_bytes().unwrap();
    let mut newer = bytes.clone();
    newer[4] += 1;
    assert_eq!(Model::from_bytes(&newer), Err(StoredError::Version { found: 2 }));
    assert_eq!(Model::from_bytes(b"PK"), Err(StoredError::NotAModel));
    assert_eq!(Model::from_bytes(b""), Err(StoredError::NotAModel));
    for length in 5..bytes.len() {
        assert_eq!(Model::from_bytes(&bytes[..length]), Err(StoredError::Damaged));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Model::from_bytes(&longer), Err(StoredError::Damaged));
}

#[test]
fn proposals_are_ranked_and_say_why() {
    let model = train(&examples());
    assert_eq!(model.labels(), ["charging", "pay", "road"]);
    let proposals = model.suggest("站长拖欠工资", "三个月没发了", 9);
    assert_eq!(proposals.len(), 3);
    assert_eq!(proposals[0].label, "pay");
    assert!(proposals[0].words.iter().any(|word| word.contains("工资")), "{proposals:?}");
    for proposal in &proposals {
        assert!(proposal.words.len() <= 4);
        assert!(proposal.words.iter().all(|word| (2..=4).contains(&word.chars().count())));
    }
    assert!(proposals.is_sorted_by(|a, b| a.confidence >= b.confidence));
    let sum: f64 = proposals.iter().map(|proposal| proposal.confidence).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    assert_eq!(model.suggest("站长拖欠工资", "", 1).len(), 1);
}

#[test]
fn a_label_with_one_example_can_be_proposed() {
    let proposals = train(&examples()).suggest("换电柜排队太久", "充电难", 3);
    assert_eq!(proposals[0].label, "charging", "{proposals:?}");
}

#[test]
fn without_examples_or_known_terms_nothing_is_proposed() {
    let empty = train(&[]);
    assert!(empty.suggest("路灯", "不亮", 3).is_empty());
    assert_eq!(Model::from_bytes(&empty.to_bytes().unwrap()), Ok(empty));
    let model = train(&examples());
    assert!(model.suggest("12345", "!?", 3).is_empty());
    assert!(model.suggest("", "", 3).is_empty());
    let one = train(&examples()[..1]);
    assert_eq!(one.suggest("路灯", "", 3).len(), 1);
    assert!(train(&[Example::new("", "", "void")]).suggest("路灯", "", 3).is_empty());
}

#[test]
fn a_blank_label_and_senseless_options_are_named() {
    let blank = [Example::new("路灯", "", " ")];
    let error = Model::train(&blank, &TrainOptions::default()).unwrap_err();
    assert_eq!(error, TrainError::BlankLabel { title: "路灯".into() });
    let options = TrainOptions { cost: f64::NAN, ..TrainOptions::default() };
    let error = Model::train(&examples(), &options).unwrap_err();
    assert_eq!(error, TrainError::OptionOutOfRange { name: "cost" });
}

#[test]
fn an_evaluation_counts_as_by_hand() {
    let test = [
        Example::new("拖欠工资", "", "pay"),
        Example::new("工资少了", "", "road"),
        Example::new("路灯坏了", "", "road"),
        Example::new("xyz", "", "road"),
    ];
    let result = evaluate(&examples(), &test, &TrainOptions::default()).unwrap();
    assert_eq!(result.confusion, [[0, 0, 0], [0, 1, 0], [0, 1, 1]], "rows are truths");
    // pay: precision 1/2, recall 1; road: precision 1, recall 1/3. charging stays out of it.
    assert!((result.macro_f1 - f64::midpoint(2.0 / 3.0, 1.0 / 2.0)).abs() < 1e-12);
    assert!((result.accuracy - 0.5).abs() < 1e-12 && (result.top3 - 0.75).abs() < 1e-12);
    assert_eq!(result.n, 4);
}
