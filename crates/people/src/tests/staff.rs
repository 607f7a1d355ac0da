//! Staff coming in: invitation, password, authenticator.

use access::membership::Issuer;
use contracts::PersonId;
use serde_json::json;
use totp_rs::{Builder, Secret};
use web::testing::{Answered, Client, TestApp};

use super::{hidden, preformatted, server, street, write};
use crate::account::{self, NewAccount};

const PASSWORD: &str = "早上七点半桥头见老王头";

/// An account of a clerk whose invitation has not been used.
async fn invited(app: &TestApp, login: &str) -> (PersonId, String) {
    let moment = app.moment();
    let new = NewAccount {
        id: moment.id(),
        login: login.into(),
        name: "王丽".into(),
        phone: None,
        unit: street(),
        role: "clerk".into(),
        from: moment.now().day(),
    };
    let (vault, catalogue, id) = (app.app.vault().clone(), app.app.catalogue(), new.id);
    let token = write(app, move |tx| {
        account::open(tx, &vault, &catalogue, Issuer::Program, &new).map_err(web::Problem::internal)
    })
    .await;
    (id, token)
}

async fn choose_password(app: &TestApp, token: &str) {
    let door = format!("/staff/welcome/{token}");
    let client = app.visitor();
    client.get(&door).await.assert_status(200);
    let pair =
        |first: &'static str, second: &'static str| [("password", first), ("repeated", second)];
    let short = client.post_form(&door, &pair("短", "短")).await;
    short.assert_status(422).assert_contains("至少 10 个字");
    let differ = client.post_form(&door, &pair(PASSWORD, "别的")).await;
    differ.assert_status(422).assert_contains("两遍不一样");
    client.post_form(&door, &pair(PASSWORD, PASSWORD)).await.assert_status(303);
    client.post_form(&door, &pair(PASSWORD, PASSWORD)).await.assert_status(404);
}

async fn give(client: &Client, login: &str, password: &str) -> Answered {
    let sent = [("login", login), ("password", password), ("next", "/me")];
    client.post_form("/staff/sign-in", &sent).await
}

async fn give_second(client: &Client, page: &Answered, second: &str) -> Answered {
    let held = hidden(page, "held");
    let sent = [("held", held.as_str()), ("second", second), ("next", "/me")];
    client.post_form("/staff/sign-in", &sent).await
}

fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(app.moment().now().seconds()).unwrap()).to_string()
}

/// An enrolled clerk: the secret and the recovery codes.
async fn enrolled(app: &TestApp, client: &Client) -> (String, Vec<String>) {
    let (_, token) = invited(app, "wangli").await;
    choose_password(app, &token).await;
    let came = give(client, "WangLi", PASSWORD).await;
    assert_eq!(came.assert_status(303).location(), "/staff/second-factor?next=%2Fme");
    client.get("/me").await.assert_status(403);
    client.follow(&came).await.assert_contains("开始绑定");
    let page = client.post_form("/staff/second-factor", &[("next", "/me")]).await;
    page.assert_status(200).assert_contains("viewBox=");
    let secret = preformatted(&page).replace([' ', '\n'], "");
    let held = hidden(&page, "held");
    let confirm = async |code: &str| {
        let sent = [("held", held.as_str()), ("code", code), ("next", "/me")];
        client.post_form("/staff/second-factor/confirm", &sent).await
    };
    let right = code(app, &secret);
    let again = confirm(super::wrong(&right)).await;
    again.assert_status(422).assert_contains("数字不对");
    assert_eq!(preformatted(&again).replace([' ', '\n'], ""), secret, "the same secret stays");
    let done = confirm(&right).await;
    done.assert_status(200).assert_contains("保存恢复码").assert_contains("href=\"/me\"");
    let codes = preformatted(&done).lines().map(ToOwned::to_owned).collect();
    client.get("/me").await.assert_status(200).assert_contains("清波街道");
    (secret, codes)
}

#[tokio::test]
async fn an_invitation_a_password_an_authenticator_and_in() {
    let app = server();
    let client = app.visitor();
    let (secret, codes) = enrolled(&app, &client).await;
    assert_eq!(codes.len(), 10);
    client.post_form("/sign-out", &[]).await.assert_status(303);

    app.wait_seconds(60);
    let page = give(&client, "wangli", PASSWORD).await;
    page.assert_status(200).assert_contains("动态码");
    assert!(!page.text().contains(PASSWORD), "the password does not lie in the page");
    let second = code(&app, &secret);
    let came = give_second(&client, &page, &second).await;
    assert_eq!(came.assert_status(303).location(), "/me");

    let other = app.visitor();
    let page = give(&other, "wangli", PASSWORD).await;
    let replayed = give_second(&other, &page, &second).await;
    replayed.assert_status(422).assert_contains("已经用过");
    give_second(&other, &replayed, &codes[0]).await.assert_status(303);
    let third = app.visitor();
    let page = give(&third, "wangli", PASSWORD).await;
    give_second(&third, &page, &codes[0]).await.assert_status(422);
}

#[tokio::test]
async fn the_first_step_does_not_last() {
    let app = server();
    let client = app.visitor();
    let (secret, _) = enrolled(&app, &client).await;
    app.wait_seconds(60);
    let visitor = app.visitor();
    let page = give(&visitor, "wangli", PASSWORD).await;
    app.wait_seconds(601);
    let late = give_second(&visitor, &page, &code(&app, &secret)).await;
    late.assert_status(422).assert_contains("从头再登录");
}

#[tokio::test]
async fn wrong_logins_and_wrong_passwords_are_answered_alike_and_lock() {
    let app = server();
    let (_, token) = invited(&app, "wangli").await;
    choose_password(&app, &token).await;
    let client = app.visitor();
    let known = give(&client, "wangli", "不是这个密码的密码").await;
    let unknown = give(&client, "nobody", "不是这个密码的密码").await;
    known.assert_status(422).assert_contains("登录名、密码或动态码不对");
    assert_eq!(known.text().replace("wangli", ""), unknown.text().replace("nobody", ""));
    for _ in 0..4 {
        give(&client, "wangli", "不是这个密码的密码").await;
    }
    let locked = give(&client, "wangli", PASSWORD).await;
    locked.assert_status(429).assert_contains("暂时锁定").assert_contains("60 秒");
    let program = json!({ "login": "wangli", "password": PASSWORD });
    let program = app.visitor().post_json("/api/v1/staff/sign-in", &program).await;
    assert_eq!(program.assert_status(429).header("retry-after"), "60");
    app.wait_seconds(61);
    give(&client, "wangli", PASSWORD).await.assert_status(303);
}

#[tokio::test]
async fn programs_need_the_second_factor_too() {
    let app = server();
    let client = app.visitor();
    let (secret, _) = enrolled(&app, &client).await;
    app.wait_seconds(60);
    let program = app.visitor();
    let without = json!({ "login": "wangli", "password": PASSWORD });
    let answer = program.post_json("/api/v1/staff/sign-in", &without).await;
    assert_eq!(answer.assert_status(401).problem(), "second-factor");
    let with = json!({ "login": "wangli", "password": PASSWORD, "second": code(&app, &secret) });
    program.post_json("/api/v1/staff/sign-in", &with).await.assert_status(200);
    let answer = program.post_json("/api/v1/staff/sign-in", &with).await;
    assert_eq!(answer.assert_status(401).problem(), "sign-in");
}
