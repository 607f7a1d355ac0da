use super::*;

#[test]
fn own_words_are_complete() {
    assert_eq!(OWN.check(), Ok(()));
}

#[test]
fn arguments_and_plurals() {
    let words = Words::new(&[
        ("zh", "left = 剩余 { $n } 小时\nhello = 你好"),
        (
            "en",
            "left = { $n ->\n [one] { $n } hour\n *[other] { $n } hours\n } left\nhello = Hello",
        ),
    ]);
    assert_eq!(words.check(), Ok(()));
    assert_eq!(words.get(Lang::Zh, "hello"), "你好");
    assert_eq!(words.with(Lang::Zh, "left", &[("n", 3.into())]), "剩余 3 小时");
    assert_eq!(words.with(Lang::En, "left", &[("n", 1.into())]), "1 hour left");
    assert_eq!(words.with(Lang::En, "left", &[("n", 3.into())]), "3 hours left");
    assert_eq!(words.with(Lang::En, "hello", &[]), "Hello");
    assert_eq!(words.find(Lang::En, "left"), None);
}

#[test]
fn check_names_what_is_missing() {
    let words =
        Words::new(&[("zh", "a = 甲 { $x }\nb = 乙"), ("en", "a = A { $y }\nc = C"), ("fr", "")]);
    let problems = words.check().unwrap_err();
    assert!(problems.contains(&WordsProblem::Missing { lang: Lang::En, key: "b".into() }));
    assert!(problems.contains(&WordsProblem::Missing { lang: Lang::Zh, key: "c".into() }));
    assert!(problems.contains(&WordsProblem::Language("fr".into())));
    assert!(
        problems.iter().any(|one| matches!(one, WordsProblem::Arguments { key, .. } if key == "a"))
    );
}

#[test]
fn twice_is_a_problem() {
    let words = Words::new(&[("zh", "a = 甲"), ("zh", "a = 乙"), ("en", "a = A")]);
    assert_eq!(words.check(), Err([WordsProblem::Twice(Lang::Zh, "a".into())].as_slice()));
}

#[test]
#[should_panic(expected = "no words")]
fn a_missing_key_fails_a_debug_build() {
    let words = Words::new(&[]);
    words.get(Lang::Zh, "nowhere");
}
