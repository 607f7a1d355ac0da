//! Balizhuang: the scene as the program plays it, and the whistle against the real program on both
//! stores, through the API and the pages; in `browser` with everybody at a screen of their own.

mod browser;

use serde_json::{Value, json};

use crate::harness::{Api, Server, Start, databases, report, simulate};

#[test]
fn the_scene_is_played_from_any_seed_and_the_same_from_the_same() {
    let mut silent = Vec::new();
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let told = simulate("balizhuang", seed, &[]);
        let parts = told["parts"].as_array().unwrap();
        assert_eq!((told["troubles"].as_array().unwrap().len(), parts.len()), (4, 7), "{told}");
        for part in parts {
            assert_eq!(part["state"], "closed", "{part}");
            let held = part["held"].as_array().unwrap().iter();
            let sum: i64 = held.map(|one| one[1].as_i64().unwrap()).sum();
            assert_eq!(Some(sum), part["open_seconds"].as_i64(), "{part}");
        }
        let escalated = told["escalated"].as_array().unwrap();
        assert_eq!(escalated.len(), 1, "{told}");
        assert_eq!(escalated[0]["stage"], "acknowledge");
        assert_eq!(escalated[0]["told"], "朝阳区城市管理指挥中心");
        silent.push(escalated[0]["unit"].as_str().unwrap().to_owned());
        let refused = told["refused_hand_backs"].as_array().unwrap();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0]["code"], "joint-handed-back-before");
        let mut results: Vec<_> = told["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["kind"].as_str().unwrap(), one["quantity"].as_i64().unwrap()))
            .collect();
        results.sort_unstable();
        let built = [
            ("charging-socket", 2_170),
            ("parking-area", 400),
            ("sorting-room", 200),
            ("swap-cabinet", 100),
        ];
        assert_eq!(results, built);
        assert!(told["results"].as_array().unwrap().iter().all(|one| one["verified"] == 3));
        assert_eq!(told["early_answer_refused"], "joint-parts-open");
        assert_eq!((&told["closed"], &told["confirmed"]), (&json!(true), &json!(true)));
        assert_eq!((&told["points"], &told["postings"]), (&json!(10), &json!(1)));
    }
    assert!(silent.iter().any(|unit| *unit != silent[0]), "seeds differ: {silent:?}");
    assert_eq!(simulate("balizhuang", "3", &[]), simulate("balizhuang", "3", &[]));
}

/// Those of the demo city who take part.
struct Cast {
    worker: Api,
    clerk: Api,
    department: Api,
    firm: Api,
}

impl Cast {
    fn of(server: &Server) -> Self {
        let [worker, clerk, department, firm] =
            ["worker", "clerk", "department-clerk", "firm-clerk"]
                .map(|role| Api::enter(server, role));
        Self { worker, clerk, department, firm }
    }
}

/// Says it and answers what was said; `status` is what must come.
#[track_caller]
fn say(by: &Api, path: &str, body: &Value, status: u16) -> Value {
    let (got, said) = by.post(path, body, None);
    assert_eq!(got, status, "{path} {said}");
    said
}

/// The unit and the area of whoever works here.
fn post_of(by: &Api) -> (String, String) {
    let (status, me) = by.get("/api/v1/me");
    assert_eq!(status, 200, "{me}");
    let post = &me["posts"][0];
    let text = |key: &str| post[key].as_str().unwrap_or_else(|| panic!("{me}")).to_owned();
    (text("unit"), text("area"))
}

#[test]
fn a_street_whistles_two_units_come_and_nothing_closes_before_all_is_done() {
    for database in databases() {
        let data = tempfile::tempdir().unwrap();
        let start = Start::new("demo", data.path()).with(&["--days", "1"]).on(database.as_deref());
        let server = start.run();
        walk(&Cast::of(&server));
        assert!(server.stop());
    }
}

fn walk(cast: &Cast) {
    let (_, street) = post_of(&cast.clerk);
    let (department, _) = post_of(&cast.department);
    let (firm, _) = post_of(&cast.firm);
    let sent = report(&street, "四难：停车难、分拣难、进门难、充电难，请街道协调。");
    let (status, case) = cast.worker.post("/api/v1/cases", &sent, None);
    assert_eq!(status, 201, "{case}");
    let id = case["id"].as_str().unwrap().to_owned();
    let at = |act: &str| format!("/api/v1/cases/{id}/{act}");
    say(&cast.clerk, &at("accept"), &json!({}), 200);
    let parts = json!([
        { "unit": department, "task": "划定停车的地方" },
        { "unit": firm, "task": "投放电池柜", "answer_within": "10 workdays" },
    ]);
    say(&cast.department, &at("whistle"), &json!({ "parts": parts }), 403);
    let whole = say(&cast.clerk, &at("whistle"), &json!({ "parts": parts }), 200);
    assert_eq!(whole["joint"]["open"], 2, "{whole}");
    assert!(whole["joint"]["parts"][1]["answer_by"].is_string());

    // The firm hands back, gets it again, and is refused the second time.
    say(&cast.firm, &at("parts/1/acknowledge"), &json!({}), 403);
    say(&cast.firm, &at("parts/2/hand-back"), &json!({ "text": "没有场地" }), 200);
    say(&cast.clerk, &at("parts/2/give"), &json!({ "to": firm, "text": "场地已落实" }), 200);
    let refused = say(&cast.firm, &at("parts/2/hand-back"), &json!({ "text": "还是没有" }), 409);
    assert_eq!(refused["code"], "joint-handed-back-before", "{refused}");

    let answer = json!({ "text": "四件事都办好了。", "outcome": "solved" });
    let refused = say(&cast.clerk, &at("answer"), &answer, 409);
    assert_eq!(refused["code"], "joint-parts-open", "{refused}");
    let (status, page) = cast.department.page("/inbox", None);
    assert!(status == 200 && page.contains("等我单位报到"), "{page}");
    for (part, by) in [(1, &cast.department), (2, &cast.firm)] {
        say(by, &at(&format!("parts/{part}/acknowledge")), &json!({}), 200);
        let text = json!({ "text": "已经按分工办好。" });
        say(by, &at(&format!("parts/{part}/answer")), &text, 200);
        say(&cast.clerk, &at(&format!("parts/{part}/close")), &json!({}), 200);
    }
    let (status, page) = cast.clerk.page(&format!("/desk/cases/{id}"), None);
    assert!(status == 200 && page.contains("2 项分工，已办结 2 项"), "{page}");
    say(&cast.clerk, &at("answer"), &answer, 200);
    let done = say(&cast.worker, &at("confirm"), &json!({}), 200);
    assert_eq!((&done["state"], &done["joint"]["open"]), (&json!("confirmed"), &json!(0)));
    let (status, page) = cast.worker.page(&format!("/cases/{id}"), None);
    assert!(status == 200 && page.contains("街道召集了这些单位"), "{page}");
}
