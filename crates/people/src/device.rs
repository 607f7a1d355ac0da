//! A coarse name of the device, so that people recognize their sessions; nothing finer is kept.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

/// Such as "Android, WeChat".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device(pub String);

/// The first that occurs in the header wins: WeChat and Edge call themselves Chrome too.
const SYSTEMS: [(&str, &str); 7] = [
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];
const BROWSERS: [(&str, &str); 8] = [
    ("MicroMessenger", "WeChat"),
    ("AlipayClient", "Alipay"),
    ("Edg/", "Edge"),
    ("MQQBrowser", "QQ"),
    ("UCBrowser", "UC"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

fn coarse(agent: &str) -> String {
    let named = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let parts = [named(&SYSTEMS), named(&BROWSERS)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self(agent.map(coarse).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_coarsely() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/126.0 Mobile \
                 Safari/537.36 MicroMessenger/8.0.50",
                "Android, WeChat",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
                "iPhone, Safari",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Windows, Edge"),
            ("curl/8.5", ""),
        ] {
            assert_eq!(coarse(agent), name);
        }
    }
}
