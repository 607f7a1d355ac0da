//! `/admin/roles`: what each role may do, in the very sentences that decide.

use access::policy::{may_give, sentences};
use axum::response::Response;
use catalogue::Catalogue;
use ui::{
    Density, SafeHtml,
    panel::{Panel, Text},
};
use web::{Answer, Signed};

use super::saying;

/// `GET /admin/roles`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let catalogue = signed.app.catalogue();
    let shell = signed
        .shell(Density::Desk, signed.t("declarations-roles"))
        .back("/admin/catalogue")
        .body(Text::new(signed.t("declarations-roles-lead")));
    let shell = roles(&catalogue)
        .into_iter()
        .fold(shell, |shell, code| shell.body(role(&signed, &catalogue, code)));
    Ok(signed.page(&shell))
}

/// Everybody first, then the roles of the catalogue, then what only the policy still names.
fn roles(catalogue: &Catalogue) -> Vec<&str> {
    let mut all = vec!["visitor"];
    let declared = catalogue.roles().iter().map(|role| role.code.as_str());
    for code in declared.chain(sentences().map(|sentence| sentence.role)) {
        if !all.contains(&code) {
            all.push(code);
        }
    }
    all
}

fn role(signed: &Signed, catalogue: &Catalogue, code: &str) -> Panel {
    let name = saying::role(signed, catalogue, code);
    let mut lines: Vec<String> = sentences()
        .filter(|sentence| sentence.role == code)
        .map(|sentence| {
            let zh = signed.lang.is_zh();
            if zh { sentence.chinese(&name) } else { sentence.english(&name) }
        })
        .collect();
    if lines.is_empty() {
        lines.push(signed.t("declarations-role-nothing").to_owned());
    }
    let comma = signed.t("declarations-comma");
    let gives: Vec<String> = roles(catalogue)
        .into_iter()
        .filter(|given| may_give(code, given))
        .map(|given| saying::role(signed, catalogue, given))
        .collect();
    if !gives.is_empty() {
        lines.push(signed.tf("declarations-role-gives", &[("roles", gives.join(comma).into())]));
    }
    if let Some(role) = catalogue.role(code) {
        let places: Vec<String> =
            role.held_in.iter().map(|place| saying::named(signed, "category", place)).collect();
        lines.push(signed.tf("declarations-role-held", &[("places", places.join(comma).into())]));
        if role.totp {
            lines.push(signed.t("declarations-role-totp").to_owned());
        }
    }
    let body = lines.into_iter().fold(SafeHtml::default(), |body, line| body.and(Text::new(line)));
    Panel::new(name, body)
}
