//! The two formats, told by the ending of the address.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::node::Node;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Json, Self::Xml];

    pub const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }

    /// `parking.json` into its name and format.
    pub fn split(file: &str) -> Option<(&str, Self)> {
        let (name, ending) = file.rsplit_once('.')?;
        Some((name, Self::ALL.into_iter().find(|format| format.ending() == ending)?))
    }

    /// The document; `root` is its outermost element, which JSON leaves out. Pages of other sites
    /// may read it: it is public, and comes without a session.
    pub fn write(self, status: StatusCode, root: &str, node: &Node) -> Response {
        let (kind, body) = match self {
            Self::Json => ("application/json; charset=utf-8", node.json().to_string()),
            Self::Xml => ("text/xml; charset=utf-8", node.xml(root)),
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        ];
        (status, headers, body).into_response()
    }
}
