//! How strict sign-in is.

use std::sync::LazyLock;

use access::{
    code::CodeRules,
    password::{Hasher, StaffRules},
};
use web::{Answer, App, Problem};

/// Hung on the app by a deployment (or a test) that wants other rules than the usual.
#[derive(Clone)]
pub struct SignInRules {
    pub codes: CodeRules,
    pub hasher: Hasher,
}

static USUAL: LazyLock<Result<SignInRules, String>> = LazyLock::new(|| {
    let hasher = Hasher::owasp().map_err(|error| error.to_string())?;
    Ok(SignInRules { codes: CodeRules::default(), hasher })
});

/// The deployment's rules.
pub(crate) fn rules(app: &App) -> Answer<&SignInRules> {
    match app.get::<SignInRules>() {
        Some(own) => Ok(own),
        None => USUAL.as_ref().map_err(Problem::internal),
    }
}

/// Which roles need a second factor is for the catalogue to say.
pub(crate) fn staff_rules(app: &App) -> StaffRules {
    let catalogue = app.catalogue();
    let roles = catalogue.roles().iter().filter(|role| role.totp);
    StaffRules { second_factor_roles: roles.map(|role| role.code.clone()).collect() }
}
