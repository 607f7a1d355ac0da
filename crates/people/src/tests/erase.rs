//! Having one's own data deleted.

use std::sync::Arc;

use access::{
    SessionKind,
    membership::{self, Issuer, NewMembership},
};
use axum::http::Method;
use serde_json::{Value, json};
use web::{
    Problem,
    testing::{Answered, Client, TestApp},
};

use super::{PHONE, code_for, delivered, give_code, person, server, street, write, wrong};
use crate::port::{Consent, Consents, Warning, Warnings, Withdrawal};

async fn worker(app: &TestApp) -> Client {
    person(app, "张三丰", PHONE).await;
    let me = app.visitor();
    let code = code_for(app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    app.wait_seconds(61);
    me
}

/// Asks for the code of deletion.
async fn code(app: &TestApp, me: &Client) -> String {
    let page = me.post_form("/me/erase/code", &[]).await;
    page.assert_status(200).assert_contains("现在删除").assert_contains("不删了");
    delivered(app).await
}

async fn erase(me: &Client, code: &str, agree: &str) -> Answered {
    me.post_form("/me/erase", &[("code", code), ("agree", agree)]).await
}

#[tokio::test]
async fn the_page_says_what_goes_and_a_code_and_a_tick_delete_it() {
    let app = server();
    let me = worker(&app).await;
    me.get("/me").await.assert_contains("href=\"/me/erase\"");
    let page = me.get("/me/erase").await;
    for told in ["会删掉的", "会失去的", "没有您名字的", "第四十七条", "谁都不能恢复"]
    {
        page.assert_status(200).assert_contains(told);
    }
    let code = code(&app, &me).await;
    let unticked = erase(&me, &code, "").await;
    unticked.assert_status(422).assert_contains("请先勾选");
    let refused = erase(&me, wrong(&code), "1").await;
    refused.assert_status(422).assert_contains("验证码不对，或已经失效");
    me.get("/me").await.assert_status(200);
    app.wait_seconds(61);
    let other = app.visitor();
    let signing_in = code_for(&app, &other, PHONE).await;
    give_code(&other, &signing_in).await.assert_status(303);

    let done = erase(&me, &code, "1").await;
    done.assert_status(200).assert_contains("已经删除").assert_contains("回执编号");
    assert!(!done.text().contains("张") && !done.text().contains("2231"), "names nobody");
    assert_eq!(done.header("cache-control"), "no-store");
    for client in [&me, &other] {
        assert_eq!(client.get("/me").await.assert_status(303).location(), "/sign-in?next=%2Fme");
    }
    let again = erase(&me, &code, "1").await;
    assert!(again.assert_status(303).location().starts_with("/sign-in"), "twice is once");

    app.wait_seconds(61);
    let code = code_for(&app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    let known: Value = me.get("/me/export").await.json();
    assert_eq!((&known["name"], &known["phone"]), (&Value::Null, &json!(PHONE)), "a new person");
    assert!(!done.text().contains(known["person"].as_str().unwrap()));
    assert_eq!(known["looks"], json!([]));
}

#[tokio::test]
async fn a_code_serves_what_it_was_sent_for() {
    let app = server();
    let me = worker(&app).await;
    let code_to_delete = code(&app, &me).await;
    give_code(&app.visitor(), &code_to_delete).await.assert_status(422);
    app.wait_seconds(61);
    let code_to_sign_in = code_for(&app, &app.visitor(), PHONE).await;
    erase(&me, &code_to_sign_in, "1").await.assert_status(422);
    let soon = me.post_form("/me/erase/code", &[]).await;
    soon.assert_status(429).assert_contains("60 秒").assert_contains("现在删除");
    app.wait_seconds(301);
    erase(&me, &code_to_delete, "1").await.assert_status(422);
    me.get("/me").await.assert_status(200);
}

#[tokio::test]
async fn five_wrong_codes_and_the_right_one_deletes_nothing() {
    let app = server();
    let me = worker(&app).await;
    let code = code(&app, &me).await;
    for _ in 0..5 {
        erase(&me, wrong(&code), "1").await.assert_status(422);
    }
    erase(&me, &code, "1").await.assert_status(422);
    me.get("/me").await.assert_status(200);
}

#[tokio::test]
async fn whoever_serves_in_an_office_is_relieved_first() {
    let app = server();
    let me = worker(&app).await;
    let known: Value = me.get("/api/v1/me").await.json();
    let person = known["person"].as_str().unwrap().parse().unwrap();
    let grant = |role: &str, kind: &str| {
        let (role, unit_kind, street) = (role.to_owned(), kind.to_owned(), street());
        let from = app.moment().now().day().plus(3);
        let (unit, area) = (street.id, street.area);
        let post = NewMembership { person, unit, unit_kind, role, area, from, until: None };
        write(&app, move |tx| {
            membership::grant(tx, Issuer::Program, &post).map_err(Problem::internal)
        })
    };
    let code = code(&app, &me).await;
    grant("worker", "platform-firm").await;
    let post = grant("clerk", "street").await;
    let page = me.get("/me/erase").await;
    page.assert_status(200).assert_contains("请先请本单位管理员免去岗位").assert_contains("经办人");
    assert!(!page.text().contains("/me/erase/code"), "nothing to send");
    me.post_form("/me/erase/code", &[]).await.assert_status(409).assert_contains("还有岗位在任");
    erase(&me, &code, "1").await.assert_status(409).assert_contains("免去岗位");
    let before: Value = me.get("/api/v1/me/erasure").await.json();
    assert_eq!(before["reason"], "people-erase-office");
    // The code was not used up by what was refused.
    write(&app, move |tx| {
        let until = tx.now().day().plus(4);
        membership::revoke(tx, Issuer::Program, post, until, "免职").map_err(Problem::internal)
    })
    .await;
    me.get("/me/erase").await.assert_contains("请先请本单位管理员免去岗位");
    write(&app, move |tx| {
        let until = tx.now().day();
        membership::revoke(tx, Issuer::Program, post, until, "免职").map_err(Problem::internal)
    })
    .await;
    erase(&me, &code, "1").await.assert_status(200);
    let running = "SELECT COUNT(*) FROM access_memberships m
         LEFT JOIN access_membership_ends e ON e.membership = m.id WHERE e.membership IS NULL";
    let count = app.app.store().read(move |db| db.query_one(running, &[], |row| row.get::<i64>(0)));
    assert_eq!(count.await.unwrap(), 0, "what was a worker's ends too");
}

#[tokio::test]
async fn an_expired_session_and_nobody_delete_nothing() {
    let app = server();
    let me = worker(&app).await;
    let code = code(&app, &me).await;
    erase(&app.visitor(), &code, "1").await.assert_status(303);
    app.wait_seconds(31 * 86_400);
    for answer in [erase(&me, &code, "1").await, me.get("/me/erase").await] {
        assert!(answer.assert_status(303).location().starts_with("/sign-in?next="));
    }
    let sql = "SELECT COUNT(*) FROM access_persons WHERE erased_at IS NOT NULL";
    let erased = app.app.store().read(move |db| db.query_one(sql, &[], |row| row.get::<i64>(0)));
    assert_eq!(erased.await.unwrap(), 0);
}

#[tokio::test]
async fn without_a_phone_one_is_sent_to_an_office() {
    let app = server();
    let session = app.session(SessionKind::Worker).await;
    let me = app.visitor().cookie("yilu_session", &session.token.cookie());
    me.get("/me/erase").await.assert_status(200).assert_contains("请带身份证件到街道办事处");
    me.post_form("/me/erase/code", &[]).await.assert_status(409).assert_contains("没有登记手机号");
}

#[tokio::test]
async fn programs_delete_with_a_code_too() {
    let app = server();
    let me = worker(&app).await;
    let before: Value = me.get("/api/v1/me/erasure").await.assert_status(200).json();
    assert_eq!((&before["possible"], before.get("reason")), (&json!(true), None));
    let sent = me.post_json("/api/v1/me/erasure/code", &json!({})).await;
    assert_eq!(sent.assert_status(202).json::<Value>()["life_seconds"], 300);
    let code = delivered(&app).await;
    let given = |code: &str, agree: bool| json!({ "code": code, "agree": agree });
    let path = "/api/v1/me/erasure";
    let unticked = me.post_json(path, &given(&code, false)).await;
    assert_eq!(unticked.assert_status(422).json::<Value>()["errors"][0]["field"], "agree");
    let refused = me.post_json(path, &given(wrong(&code), true)).await;
    assert_eq!(refused.assert_status(422).json::<Value>()["errors"][0]["field"], "code");
    let done = me.post_json(path, &given(&code, true)).await;
    let done: Value = done.assert_status(200).json();
    assert!(done["receipt"].is_string() && done["at"].is_string());
    let again = me.json(Method::POST, path, &given(&code, true)).await;
    assert_eq!(again.assert_status(401).problem(), "sign-in");
}

#[tokio::test]
async fn what_others_tell_stands_on_the_pages_and_in_the_export() {
    let app = super::server_with_ports(|app| {
        let warning = |code, n, list: &[&str]| Warning {
            code,
            n,
            list: list.iter().map(ToString::to_string).collect(),
        };
        let warnings = vec![
            warning("points", 35, &[]),
            warning("cases", 2, &["A1", "B2"]),
            warning("money", 1, &["B2"]),
            warning("matters", 1, &["C3"]),
        ];
        app.with(Warnings(vec![Arc::new(move |_, _| Ok(warnings.clone()))])).with(Consents(vec![
            Arc::new(|_, _| {
                let withdrawal = Withdrawal {
                    action: "/badge".into(),
                    fields: vec![("membership", "1".into()), ("also", "branch".into())],
                };
                let since = kernel::Timestamp::from_seconds(1_790_000_000);
                let (about, to) = ("QB-7".to_owned(), Some(street().id));
                Ok(vec![
                    Consent {
                        purpose: "contact",
                        about,
                        to,
                        since,
                        withdrawal: Withdrawal::at("/cases/7/hide-contact"),
                    },
                    Consent {
                        purpose: "badge-name",
                        about: String::new(),
                        to: None,
                        since,
                        withdrawal,
                    },
                ])
            }),
        ]))
    });
    let me = worker(&app).await;
    let page = me.get("/me/erase").await;
    for told in ["您有 35 分还没有用", "2 件诉求还没办完：A1、B2", "B2 涉及欠款", "还没结束：C3"]
    {
        page.assert_contains(told);
    }
    let page = me.get("/me/consents").await;
    page.assert_status(200)
        .assert_contains("诉求 QB-7：清波街道 可以看您的姓名和电话")
        .assert_contains("action=\"/cases/7/hide-contact\"")
        .assert_contains("name=\"also\" value=\"branch\"")
        .assert_contains("收回后，称呼不再显示");
    let told: Value = me.get("/api/v1/me/consents").await.assert_status(200).json();
    assert_eq!(told[0]["text"], "诉求 QB-7：清波街道 可以看您的姓名和电话");
    assert_eq!(told[1]["withdraw_fields"][1], json!({ "name": "also", "value": "branch" }));
    let export: Value = me.get("/me/export").await.json();
    assert_eq!(export["consents"][1]["purpose"], "badge-name");
    let app = server();
    worker(&app).await.get("/me/consents").await.assert_contains("现在没有您同意过的");
}
