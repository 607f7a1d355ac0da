//! The pages and the API, over a whole server.

use access::{Actor, Membership, NewPerson, membership::holders_in, people::create_person};
use contracts::PersonId;
use serde_json::{Value, json};
use storage::Stamp;
use web::testing::{Client, TestApp, TestOptions};

use super::{id, new};
use crate::{By, Desk, Directory, NewUnit, Unit, WORDS, found, found_operator, routes};

/// A server with the small city of the other tests: operator (1), street (2), committee (3).
fn server() -> TestApp {
    let mut options = TestOptions { words: vec![WORDS], ..TestOptions::default() };
    options.migrations.extend_from_slice(crate::MIGRATIONS);
    let draft = Unit {
        id: id(1),
        kind: "social-work".into(),
        area: super::area("3301"),
        name_zh: String::new(),
        name_en: String::new(),
        details: crate::Details::default(),
        parent: None,
        in_charge: true,
        operator: true,
        from: super::today(),
        until: None,
    };
    let directory = Directory::of(vec![draft]).unwrap();
    let app = TestApp::with(routes(), options, |builder| builder.with(directory.clone()));
    let from = app.moment().now().day();
    let street = NewUnit { in_charge: true, from, ..new(2, "street", "330102001") };
    let committee = NewUnit { from, parent: Some(id(2)), ..new(3, "community", "330102001051") };
    let operator = NewUnit { in_charge: true, from, ..new(1, "social-work", "3301") };
    let (catalogue, areas) = (app.app.catalogue(), app.app.areas());
    app.app
        .store()
        .write_blocking(Stamp::system(app.moment(), "test"), move |tx| {
            let desk = Desk { catalogue: &catalogue, areas: &areas };
            found_operator(tx, desk, &operator)?;
            found(tx, desk, By::Program, &street)?;
            found(tx, desk, By::Program, &committee)
        })
        .unwrap();
    directory.attached(app.app.store()).refresh_blocking().unwrap();
    app
}

/// Runs a test whose server is made outside the async edge, as the program does.
fn served<F: Future<Output = ()>>(test: impl FnOnce(TestApp) -> F) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = server();
    runtime.block_on(test(app));
}

fn lead(app: &TestApp) -> Client {
    app.holder("street-lead", "street", "330102001")
}

fn person(app: &TestApp, name: &str, phone: &str) -> PersonId {
    let (vault, name) = (app.app.vault().clone(), name.to_owned());
    let phone = phone.parse().unwrap();
    let new = NewPerson { name: Some(name), phone: Some(phone), ..NewPerson::default() };
    app.app
        .store()
        .write_blocking(Stamp::system(app.moment(), "test"), move |tx| {
            create_person(tx, &vault, &new)
        })
        .unwrap()
}

#[test]
fn words_are_complete() {
    assert_eq!(web::words::gather(&[WORDS]).check(), Ok(()));
}

#[test]
fn a_unit_is_founded_renamed_moved_and_closed_by_forms() {
    served(|app| async move {
        let lead = lead(&app);
        lead.get("/units/new").await.assert_status(200).assert_contains("新设单位");
        let fresh = id::<()>(9).to_string();
        let mut form = vec![
            ("id", fresh.as_str()),
            ("kind", "property"),
            ("area", "柳翠井巷"),
            ("name_zh", ""),
            ("name_en", "Evergreen"),
            ("from", "2026-11-20"),
        ];
        let again = lead.post_form("/units", &form).await;
        again.assert_status(422).assert_contains("Evergreen").assert_contains("请至少写两个字");
        form[3] = ("name_zh", "常青物业");
        let made = lead.post_form("/units", &form).await;
        made.assert_status(303);
        let page = made.location().to_owned();
        lead.follow(&made).await.assert_contains("常青物业").assert_contains("单位已设立");
        lead.get("/units?kind=property").await.assert_contains("常青物业");
        lead.get("/units?area=330102001&name=green").await.assert_contains("常青物业");
        assert!(!lead.get("/units?kind=street").await.text().contains("常青物业"));

        let names = [("name_zh", "万年青物业"), ("name_en", "Ever"), ("from", "2026-11-20")];
        lead.post_form(&format!("{page}/rename"), &names).await.assert_status(303);
        let parent = id::<()>(1).to_string();
        let under = [("parent", parent.as_str()), ("from", "2026-11-20")];
        lead.post_form(&format!("{page}/move"), &under).await.assert_status(303);
        let shown = lead.get(&page).await;
        shown.assert_contains("万年青物业").assert_contains("常青物业").assert_contains("单位1");

        let early = [("reason", "合同到期"), ("until", "2026-11-19")];
        lead.post_form(&format!("{page}/close"), &early).await.assert_status(422);
        let end = [("reason", "合同到期"), ("until", "2026-11-20")];
        lead.post_form(&format!("{page}/close"), &end).await.assert_status(303);
        assert!(!lead.get("/units?kind=property").await.text().contains("万年青物业"));
        lead.get("/units?closed=1").await.assert_contains("万年青物业");
        lead.get(&page).await.assert_status(200).assert_contains("合同到期");
    });
}

#[test]
fn a_post_is_given_shown_masked_and_ended() {
    served(|app| async move {
        let store = app.app.store().clone();
        let made = tokio::task::block_in_place(|| person(&app, "张三丰", "13800002231"));
        let (lead, unit) = (lead(&app), format!("/units/{}", id::<()>(2)));
        let form = |who: &'static str, role: &'static str| {
            [("who", who), ("role", role), ("from", "2026-11-20"), ("until", "")]
        };
        let posts = format!("{unit}/posts");
        lead.post_form(&posts, &form("13900002231", "clerk")).await.assert_status(422);
        let refused = lead.post_form(&posts, &form("13800002231", "street-lead")).await;
        refused.assert_status(422).assert_contains("不能安排这个岗位");
        let unfit = lead.post_form(&posts, &form("13800002231", "firm-clerk")).await;
        unfit.assert_status(422).assert_contains("不设这个岗位");
        lead.post_form(&posts, &form("138 0000 2231", "clerk")).await.assert_status(303);
        let page = lead.get(&unit).await;
        page.assert_contains("张*").assert_contains("经办人");
        assert!(!page.text().contains("张三丰"), "names stay masked");

        let today = app.moment().now().day();
        let held = store.read(move |db| holders_in(db, id(2), today)).await.unwrap();
        let [(holder, post)] = &held[..] else { std::panic::panic_any("one post") };
        assert_eq!(*holder, made);
        let end = format!("{unit}/posts/{}/end", post.id);
        lead.get(&end).await.assert_contains("张*");
        let typed = [("reason", "调到区里"), ("until", "2026-11-21")];
        lead.post_form(&end, &typed).await.assert_status(303);
        lead.get(&format!("{unit}?day=2026-11-20")).await.assert_contains("张*");
        assert!(!lead.get(&format!("{unit}?day=2026-11-21")).await.text().contains("张*"));
    });
}

#[test]
fn who_may_not_is_turned_away() {
    served(|app| async move {
        let unit = format!("/units/{}", id::<()>(2));
        app.visitor().get("/units").await.assert_status(303);
        app.worker().get("/units").await.assert_status(403);
        let elsewhere = app.holder("street-lead", "street", "330102008");
        elsewhere.get(&unit).await.assert_status(404);
        assert!(!elsewhere.get("/units").await.text().contains("单位2"));
        let rename = [("name_zh", "别的街道"), ("name_en", "Other"), ("from", "2026-11-20")];
        elsewhere.post_form(&format!("{unit}/rename"), &rename).await.assert_status(404);
        let clerk = app.holder("clerk", "street", "330102001");
        clerk.get(&unit).await.assert_status(200);
        assert!(!clerk.get(&unit).await.text().contains("/rename"), "no button without the right");
        clerk.post_form(&format!("{unit}/rename"), &rename).await.assert_status(403);
        clerk.get(&format!("{unit}/posts/new")).await.assert_status(403);
    });
}

#[test]
fn a_firm_sees_itself_alone() {
    served(|app| async move {
        let post = Membership { unit: id(3), ..app.post("firm-clerk", "property", "330102001051") };
        let firm = Actor::new(id(40), None, vec![post], app.moment().now().day());
        let firm = app.signed_in(&firm).english();
        let page = firm.get("/units").await.text();
        assert!(page.contains("Unit 3") && !page.contains("Unit 2"), "{page}");
        firm.get(&format!("/units/{}", id::<()>(3))).await.assert_status(200);
    });
}

#[test]
fn programs_do_the_same() {
    served(|app| async move {
        let lead = lead(&app);
        let page: Value = lead.get("/api/v1/units?limit=1").await.json();
        assert_eq!(page["items"][0]["kind"], "street");
        let rest = format!("/api/v1/units?after={}", page["next"].as_str().unwrap());
        let rest: Value = lead.get(&rest).await.json();
        assert_eq!(rest["items"][0]["area"], "330102001051");
        assert_eq!(rest["next"], Value::Null);

        let new = json!({ "id": id::<()>(9), "kind": "merchant", "area": "330102001",
            "name_zh": "面馆", "name_en": "Noodles" });
        let made = lead.post_json("/api/v1/units", &new).await;
        assert_eq!(made.assert_status(201).json::<Value>()["from"], "2026-11-20");
        lead.post_json("/api/v1/units", &new).await.assert_status(201);
        let unit = format!("/api/v1/units/{}", id::<()>(9));
        let name = json!({ "name_zh": "小面馆", "name_en": "Small noodles" });
        let renamed: Value = lead.post_json(&format!("{unit}/rename"), &name).await.json();
        assert_eq!(renamed["name_en"], "Small noodles");
        let wrong = lead.post_json("/api/v1/units", &json!({ "kind": "merchant" })).await;
        assert_eq!(wrong.assert_status(422).problem(), "invalid");
        let far =
            json!({ "kind": "merchant", "area": "330102008", "name_zh": "远处", "name_en": "Far" });
        assert_eq!(lead.post_json("/api/v1/units", &far).await.problem(), "forbidden");
        let bye = json!({ "reason": "搬走了" });
        let closed: Value = lead.post_json(&format!("{unit}/close"), &bye).await.json();
        assert_eq!(closed["until"], "2026-11-20");
        let again = lead.post_json(&format!("{unit}/close"), &bye).await;
        assert_eq!(again.assert_status(409).problem(), "unit-closed");

        let who = tokio::task::block_in_place(|| person(&app, "李四", "13700001111"));
        let posts = format!("/api/v1/units/{}/memberships", id::<()>(2));
        let given = lead.post_json(&posts, &json!({ "who": who, "role": "duty" })).await;
        let given: Value = given.assert_status(201).json();
        let held: Value = lead.get(&posts).await.json();
        assert_eq!((&held[0]["id"], &held[0]["name"]), (&given["id"], &json!("李*")));
        let end = format!("{posts}/{}/end", given["id"].as_str().unwrap());
        lead.post_json(&end, &json!({ "reason": "轮岗" })).await.assert_status(204);
        assert_eq!(lead.get(&posts).await.json::<Value>(), json!([]));
    });
}

#[test]
fn a_move_is_planned_previewed_agreed_and_shown() {
    served(|app| async move {
        let clerk = |app: &TestApp| app.holder("admin", "social-work", "3301");
        let admin = clerk(&app);
        let found = |number: u8, kind: &str, code: &str, parent: Option<u8>| {
            json!({ "id": id::<()>(number), "kind": kind, "area": code, "industry": "快递",
                "name_zh": format!("组织{number}"), "name_en": format!("Body {number}"),
                "parent": parent.map(id::<()>) })
        };
        for new in [
            found(20, "industry-committee", "330102", None),
            found(21, "industry-committee", "330106", None),
            found(22, "general-branch", "330102", Some(20)),
            found(23, "branch-platform", "330102001", Some(22)),
        ] {
            admin.post_json("/api/v1/units", &new).await.assert_status(201);
        }
        let page = format!("/units/{}/transfer", id::<()>(22));
        admin.get(&page).await.assert_contains("最晚同意日期");
        let key = id::<()>(90).to_string();
        let mut form = vec![
            ("id", key.as_str()),
            ("title", "总支转到西湖区"),
            ("what", "move"),
            ("to", "没有这个"),
            ("decide_by", "2026-11-25"),
            ("effective", "2026-12-01"),
        ];
        admin.post_form(&page, &form).await.assert_status(422).assert_contains("没有找到接收单位");
        form[3] = ("to", "组织21");
        let shown = admin.post_form(&page, &form).await;
        shown.assert_status(200).assert_contains("责任变化").assert_contains("<details");
        admin.get("/unit-moves").await.assert_contains("还没有转隶");
        form.push(("confirm", "1"));
        let made = admin.post_form(&page, &form).await;
        let there = made.assert_status(303).location().to_owned();
        admin.get(&there).await.assert_contains("等双方同意").assert_contains("同意（组织21）");
        admin.get("/units/tree").await.assert_contains("转隶途中").assert_contains("组织23");
        for side in ["sender", "receiver"] {
            let agree = format!("{there}/agree");
            admin.post_form(&agree, &[("side", side)]).await.assert_status(303);
        }
        admin.get(&there).await.assert_contains("已同意，等生效");
        let back = [("side", "receiver"), ("reason", "材料不全")];
        admin.post_form(&format!("{there}/return"), &back).await.assert_status(303);
        admin.get(&there).await.assert_contains("材料不全").assert_contains("已退回");

        let rest: Value = admin.get("/api/v1/unit-moves").await.json();
        assert_eq!(
            (&rest[0]["state"], &rest[0]["sender_agreed"]),
            (&json!("returned"), &json!(true))
        );
        let tree: Value = admin.get("/api/v1/unit-tree?day=2026-11-20").await.json();
        assert_eq!(tree.as_array().unwrap().len(), 7);
        let before: Value = admin.get("/api/v1/unit-tree?day=2026-11-19").await.json();
        assert_eq!(before, json!([]));
        let other = app.holder("street-lead", "street", "330108001");
        other.get(&there).await.assert_status(404);
        other.get(&page).await.assert_status(404);
    });
}

/// Another province's committee has nobody here: whoever answers for the whole deployment notes what
/// it said, and nobody else does.
#[test]
fn the_other_province_is_spoken_for_by_the_operator() {
    served(|app| async move {
        let (catalogue, areas) = (app.app.catalogue(), app.app.areas());
        let from = app.moment().now().day();
        let stamp = Stamp::system(app.moment(), "test");
        let founding = move |tx: &mut storage::Tx<'_>| {
            let desk = Desk { catalogue: &catalogue, areas: &areas };
            let details = crate::Details { industry: Some("快递".into()), ..Default::default() };
            for (number, area) in [(20, "330102"), (21, "310101")] {
                let new = NewUnit { from, ..new(number, "industry-committee", area) };
                crate::found_as(tx, desk, By::Program, &new, &details)?;
            }
            let new = NewUnit { from, parent: Some(id(20)), ..new(22, "branch-firm", "330102001") };
            found(tx, desk, By::Program, &new)
        };
        app.app.store().write(stamp, founding).await.unwrap();
        app.app.get::<Directory>().unwrap().refresh().await.unwrap();
        let admin = app.holder("admin", "social-work", "3301");
        admin.get("/units/tree").await.assert_contains("单位21");
        let plan = json!({ "title": "关系转到上海", "sender": id::<()>(20), "receiver": id::<()>(21),
            "effective": "2026-12-10", "decide_by": "2026-12-01",
            "steps": [{ "step": "move", "unit": id::<()>(22), "to": id::<()>(21) }] });
        let shown = admin.post_json("/api/v1/unit-moves/preview", &plan).await;
        assert_eq!(shown.assert_status(200).json::<Value>()["moved"], 1);
        let lead = lead(&app);
        lead.post_json("/api/v1/unit-moves", &plan).await.assert_status(403);
        let made: Value = admin.post_json("/api/v1/unit-moves", &plan).await.json();
        let there = format!("/api/v1/unit-moves/{}/decision", made["id"].as_str().unwrap());
        for side in ["sender", "receiver"] {
            let agree = json!({ "side": side, "decision": "agree" });
            admin.post_json(&there, &agree).await.assert_status(200);
        }
        let strange = json!({ "side": "sender", "decision": "burn" });
        assert_eq!(admin.post_json(&there, &strange).await.problem(), "invalid");
        let list: Value = admin.get("/api/v1/unit-moves").await.json();
        assert_eq!(list[0]["state"], "agreed");
    });
}

#[test]
fn red_cells_say_who_and_for_how_long() {
    served(|app| async move {
        let admin = app.holder("admin", "social-work", "3301");
        let new = json!({ "kind": "industry-committee", "area": "330102", "industry": "express",
            "name_zh": "上城快递行业党委", "name_en": "Shangcheng express" });
        admin.post_json("/api/v1/units", &new).await.assert_status(201);
        let page = admin.get("/units/coverage").await;
        page.assert_contains("上城快递行业党委").assert_contains("缺。企业 0 家；由单位1负责");
        let gaps: Value = admin.get("/api/v1/unit-gaps").await.json();
        let missing = |industry: &str, area: &str| {
            let gaps = gaps.as_array().unwrap().iter();
            gaps.filter(|gap| gap["industry"] == industry && gap["area"] == area).count()
        };
        assert_eq!((missing("express", "330102"), missing("livestream", "330102")), (0, 1));
        let lead = app.holder("street-lead", "street", "330102001");
        assert_eq!(lead.get("/api/v1/unit-gaps").await.json::<Value>(), json!([]));
    });
}

#[test]
fn duties_are_given_by_forms_and_riders_find_somebody() {
    served(|app| async move {
        let who = tokio::task::block_in_place(|| {
            person(&app, "赵一", "13700002222");
            person(&app, "钱二", "13700003333")
        });
        let lead = lead(&app);
        let new = json!({ "id": id::<()>(20), "kind": "business-district-committee",
            "area": "330102001", "name_zh": "清波商圈党委", "name_en": "Qingbo district" });
        lead.post_json("/api/v1/units", &new).await.assert_status(201);
        let unit = format!("/units/{}", id::<()>(20));
        lead.get("/duties").await.assert_contains("联络党员").assert_contains("清波商圈党委");
        lead.get(&format!("{unit}/duties/new")).await.assert_contains("联络党员");
        let asked = lead.get(&format!("{unit}/duties/new?duty=liaison")).await;
        asked.assert_contains("对外称呼").assert_contains("替班人");
        let (key, deputy) = (id::<()>(90).to_string(), who.to_string());
        let mut form = vec![
            ("id", key.as_str()),
            ("duty", "liaison"),
            ("who", "13700002222"),
            ("deputy", deputy.as_str()),
            ("shown_as", "赵师傅"),
            ("reach", "0571-87000001"),
            ("deputy_shown_as", "钱师傅"),
            ("deputy_reach", "0571-87000002"),
            ("from", "2026-11-20"),
            ("until", ""),
        ];
        let again = lead.post_form(&format!("{unit}/duties"), &form).await;
        again.assert_status(422).assert_contains("这类职责有任期");
        form[9] = ("until", "2027-11-20");
        lead.post_form(&format!("{unit}/duties"), &form).await.assert_status(303);
        let log = format!("{unit}/log");
        let shown = lead.get(&unit).await;
        shown.assert_contains("赵*").assert_contains("联络党员").assert_contains(&log);
        lead.get(&log).await.assert_contains("工作日报");
        let reader = app.holder("auditor", "street", "330102001");
        let page = reader.get(&unit).await;
        page.assert_status(200);
        assert!(!page.text().contains(&log), "only whoever keeps the duties is led there");
        reader.get(&log).await.assert_status(403);
        let rider = app.worker();
        rider.get("/liaisons").await.assert_contains("有事找谁");
        let shown = rider.get("/liaisons?area=330102001051").await;
        shown.assert_contains("赵师傅").assert_contains("0571-87000001");
        assert!(!shown.text().contains("赵一"), "a name of service only");
        let far = rider.get("/liaisons?area=330106").await;
        far.assert_contains("这里还没有联络员");
        let away = [("from", "2026-11-20"), ("until", "2026-11-22")];
        lead.post_form(&format!("/duties/{key}/away"), &away).await.assert_status(303);
        let today: Value = rider.get("/api/v1/liaisons?area=330102001").await.json();
        assert_eq!(today[0]["name"], "钱师傅");
        let end = [("until", "2026-11-20"), ("reason", "轮换")];
        lead.post_form(&format!("/duties/{key}/end"), &end).await.assert_status(303);
        assert_eq!(rider.get("/api/v1/liaisons?area=330102001").await.json::<Value>(), json!([]));
        rider.get("/duties").await.assert_status(403);
        let elsewhere = app.holder("street-lead", "street", "330102008");
        let refused = elsewhere.post_form(&format!("{unit}/duties"), &form).await;
        refused.assert_status(404);
    });
}
