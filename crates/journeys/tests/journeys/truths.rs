//! Two truths and a third: the scene as the program plays it, and the public page over what it
//! left behind.

use kernel::Clock as _;

use crate::harness::{
    inside::{Inside, Sent},
    simulate,
};

#[test]
fn the_scene_tells_three_figures_and_the_same_from_the_same_seed() {
    let told = simulate("truths", "2", &[]);
    let figure = |key: &str| told[key].as_f64().unwrap();
    assert_eq!(told["cases"], 1_059);
    assert!((figure("closed_rate") - 0.94).abs() < 0.001, "{told}");
    assert!(figure("confirmed_rate") < figure("closed_rate") - 0.2, "{told}");
    assert!((figure("planted_false") - 0.1).abs() < 0.001, "{told}");
    assert!((figure("estimated_false") - figure("planted_false")).abs() < 0.05, "{told}");
    let checks = told["checks"].as_i64().unwrap();
    assert!((140..=150).contains(&checks), "{told}");
    assert_eq!(told["repeated"], true);
    assert!(told["thanked"].as_i64().unwrap() > 0, "{told}");
    assert_eq!(told, simulate("truths", "2", &[]));
}

/// The page reads the figures from the store that the scene has made.
#[test]
fn the_public_page_shows_all_three_figures() {
    let folder = tempfile::tempdir().unwrap();
    let told = demo::scenes::truths::run(1, folder.path()).unwrap();
    let data = folder.path().to_owned();
    let city = Inside::with(move |options| options.data = data);
    // The scene plays in spring 2026; nothing of it is older than a year.
    assert!(city.clock.now().day().to_string().starts_with("2026-11"));
    let percent = |share: f64| {
        let tenths = kernel::count::round(share * 1_000.0);
        format!("{}.{} %", tenths / 10, tenths % 10)
    };
    let page = city.send(&Sent::new(axum::http::Method::GET, "/progress")).text();
    for share in [
        told.closed_rate,
        told.confirmed_rate,
        told.estimated_false,
        told.interval[0],
        told.interval[1],
        told.corrected_rate,
    ] {
        assert!(page.contains(&percent(share)), "{} is missing", percent(share));
    }
    assert!(page.contains(&format!("随机抽出并看出结论的 {} 件", told.checks)));
    let sent = Sent::new(axum::http::Method::GET, "/api/v1/public/figures");
    let json: serde_json::Value = serde_json::from_slice(&city.send(&sent).body).unwrap();
    assert!((json["checked"]["false_share"].as_f64().unwrap() - told.estimated_false).abs() < 1e-9);
    assert_eq!(json["checked"]["checks"], told.checks);
}
