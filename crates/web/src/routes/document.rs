//! The OpenAPI 3.1 document, grown from the same table as the router.

use axum::http::{Method, StatusCode};
use bytes::Bytes;
use utoipa::openapi::{
    ComponentsBuilder, Info, License, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    ResponseBuilder,
    content::ContentBuilder,
    path::{Operation, Paths},
    response::Response,
    security::{
        ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
    },
};

use super::{Need, Routes};
use crate::{problem::problem_schema, visit::SESSION_COOKIE};

/// The document as it is served, written once at start.
#[derive(Debug, Clone)]
pub struct OpenApiText(pub(crate) Bytes);

impl OpenApiText {
    pub(super) fn of(document: &OpenApi) -> Self {
        // Plain data without maps keyed by anything but text: it always serialises.
        Self(serde_json::to_vec(document).unwrap_or_default().into())
    }
}

impl Routes {
    /// The document of every API route.
    pub fn openapi(&self) -> OpenApi {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let cookie = ApiKeyValue::new(SESSION_COOKIE);
        let components = ComponentsBuilder::new()
            .schemas_from_iter(self.schemas.clone())
            .schema("Problem", problem_schema())
            .response("Problem", problem_response())
            .security_scheme("bearer", SecurityScheme::Http(bearer))
            .security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
            .build();
        let mut info = Info::new("Yilu 驿路", env!("CARGO_PKG_VERSION"));
        info.license = Some(License::new("Apache-2.0"));
        OpenApiBuilder::new()
            .info(info)
            .paths(self.paths.clone())
            .components(Some(components))
            .build()
    }
}

/// Adds operations, each with the answers and the security that every one has.
pub(super) fn add(all: &mut Paths, mut paths: Paths, need: Need) {
    for item in paths.paths.values_mut() {
        for operation in
            operations(item).into_iter().filter_map(|(_, operation)| operation.as_mut())
        {
            let responses = &mut operation.responses.responses;
            responses.iter_mut().for_each(describe);
            responses
                .entry("default".to_owned())
                .or_insert_with(|| Ref::from_response_name("Problem").into());
            operation.security.get_or_insert_with(|| security(need));
        }
    }
    join(all, paths);
}

/// Brings the operations of two tables together, path by path.
pub(super) fn join(all: &mut Paths, other: Paths) {
    for (path, item) in other.paths {
        match all.paths.get_mut(&path) {
            Some(known) => known.merge_operations(item),
            None => drop(all.paths.insert(path, item)),
        }
    }
}

/// The methods that an item documents.
pub(super) fn methods(item: &PathItem) -> Vec<Method> {
    let mut item = item.clone();
    let all = operations(&mut item).into_iter();
    all.filter(|(_, operation)| operation.is_some()).map(|(method, _)| method).collect()
}

fn operations(item: &mut PathItem) -> [(Method, &mut Option<Operation>); 7] {
    [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::PATCH, &mut item.patch),
        (Method::HEAD, &mut item.head),
        (Method::OPTIONS, &mut item.options),
    ]
}

/// OpenAPI 3.1 wants a description of each response; that of the status serves where none is given.
fn describe((status, response): (&String, &mut RefOr<Response>)) {
    if let RefOr::T(response) = response
        && response.description.is_empty()
    {
        let known = StatusCode::from_bytes(status.as_bytes()).ok();
        known
            .and_then(|known| known.canonical_reason())
            .unwrap_or(status)
            .clone_into(&mut response.description);
    }
}

fn security(need: Need) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    match need {
        Need::Public => vec![SecurityRequirement::default()],
        _ => ["bearer", "session"].map(|name| SecurityRequirement::new(name, none)).into(),
    }
}

fn problem_response() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description("A refusal or failure (RFC 9457); `errors` names the wrong fields.")
        .content("application/problem+json", content)
        .build()
}
