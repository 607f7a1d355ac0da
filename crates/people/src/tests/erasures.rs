//! Asking at an office to be erased.

use access::{Actor, Membership};
use serde_json::Value;
use web::testing::{Answered, Client, TestApp};

use super::{PHONE, code_for, delivered_text, give_code, person, server, street};

const PATH: &str = "/people/erasures";

fn of_street(app: &TestApp, role: &str, area: &str) -> Actor {
    let post = Membership { unit: street().id, ..app.post(role, "street", area) };
    app.actor(vec![post])
}

async fn ask(clerk: &Client, who: &str) -> Answered {
    let sent =
        [("who", who), ("ground", "consent"), ("asker", "person"), ("note", "窗口三，材料第 9 号")];
    clerk.post_form(PATH, &sent).await
}

/// The address of the form that decides the first request that waits.
fn deciding(page: &Answered, what: &str) -> String {
    let text = page.text();
    let (before, _) = text.split_once(&format!("/{what}\"")).unwrap();
    format!("{}/{what}", before.rsplit_once('"').unwrap().1)
}

#[tokio::test]
async fn one_records_another_decides_and_the_person_is_gone() {
    let app = server();
    person(&app, "张三丰", PHONE).await;
    let clerk = app.signed_in(&of_street(&app, "clerk", "330102001"));
    let lead = app.signed_in(&of_street(&app, "street-lead", "330102001"));
    clerk.get(PATH).await.assert_status(200).assert_contains("还没有申请");
    ask(&clerk, "hello").await.assert_status(422).assert_contains("11 位手机号，或 18 位");
    ask(&clerk, "13800009999").await.assert_status(422).assert_contains("没有这个人");
    ask(&clerk, PHONE).await.assert_status(303);
    ask(&clerk, PHONE).await.assert_status(422).assert_contains("已有一份申请");

    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    me.get("/me/erase").await.assert_contains("清波街道").assert_contains("等另一人审批");
    me.get("/me/looks").await.assert_contains("清波街道 经办人 查看了删除申请");

    let page = clerk.get(PATH).await;
    page.assert_contains("要由另一位同事审批")
        .assert_contains("张*")
        .assert_contains("材料第 9 号");
    assert!(!page.text().contains("/approve") && !page.text().contains("张三丰"));
    let page = lead.get(PATH).await;
    let approve = deciding(&page, "approve");
    clerk.post_form(&approve, &[]).await.assert_status(403);
    let foreign = app.signed_in(&of_street(&app, "street-lead", "330103001"));
    foreign.get(PATH).await.assert_contains("还没有申请");
    foreign.post_form(&approve, &[]).await.assert_status(404);
    app.worker().get(PATH).await.assert_status(403);

    lead.post_form(&approve, &[]).await.assert_status(303);
    lead.post_form(&approve, &[]).await.assert_status(409).assert_contains("已经处理过");
    me.get("/me").await.assert_status(303);
    let page = lead.get(PATH).await;
    page.assert_contains("已删除");
    assert!(!page.text().contains("张*") && !page.text().contains("材料第 9 号"), "words too");
}

#[tokio::test]
async fn nobody_decides_on_what_they_recorded_and_a_refusal_gives_its_reason() {
    let app = server();
    person(&app, "张三丰", PHONE).await;
    let (one, two) = (
        app.signed_in(&of_street(&app, "street-lead", "330102001")),
        app.signed_in(&of_street(&app, "admin", "3301")),
    );
    ask(&one, PHONE).await.assert_status(303);
    let page = two.get(PATH).await;
    let (approve, refuse) = (deciding(&page, "approve"), deciding(&page, "refuse"));
    for path in [&approve, &refuse] {
        let same = one.post_form(path, &[("reason", "没有必要")]).await;
        same.assert_status(409).assert_contains("不能是同一个人");
    }
    two.post_form(&refuse, &[("reason", "不")]).await.assert_status(422);
    let why = "欠薪案件还在调解，法律要求保存";
    two.post_form(&refuse, &[("reason", why)]).await.assert_status(303);
    two.post_form(&approve, &[]).await.assert_status(409);
    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    me.get("/me/erase").await.assert_contains("没有同意").assert_contains(why);
    let export: Value = me.get("/me/export").await.json();
    assert_eq!(export["erasure_requests"][0]["answer"], why);
    assert_eq!(export["erasure_requests"][0]["state"], "refused");
    ask(&one, PHONE).await.assert_status(303);
}

#[tokio::test]
async fn one_can_ask_for_oneself_while_a_request_waits() {
    let app = server();
    person(&app, "张三丰", PHONE).await;
    let lead = app.signed_in(&of_street(&app, "street-lead", "330102001"));
    let admin = app.signed_in(&of_street(&app, "admin", "3301"));
    ask(&lead, PHONE).await.assert_status(303);
    let page = admin.get(PATH).await;
    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    app.wait_seconds(61);
    me.post_form("/me/erase/code", &[]).await.assert_status(200);
    assert!(delivered_text(&app).await.contains("正在删除自己的全部资料"));
    let code = super::delivered(&app).await;
    let sent = [("code", code.as_str()), ("agree", "1")];
    me.post_form("/me/erase", &sent).await.assert_status(200);
    let late = admin.post_form(&deciding(&page, "approve"), &[]).await;
    late.assert_status(409).assert_contains("已经处理过");
}
