//! What the operator decides.

use credential::key::LogKey;

/// Settings of one deployment. [`Settings::default`] is a safe start on one's own machine.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Scheme, host and port under which people reach the site, without a slash at the end.
    /// With `https` cookies are marked `Secure` and browsers are told to stay on HTTPS.
    pub public_url: String,
    /// A demonstration with made-up people; the frame around pages should say so.
    pub demo: bool,
    /// Signs the journal's checkpoints; `None` where no receipts are given.
    pub log_key: Option<LogKey>,
    /// Reverse proxies in front, each of which appends to `X-Forwarded-For`; 0 when none does.
    pub trusted_proxies: usize,
    /// Leaflet template of the city's map tiles in WGS-84 or CGCS2000, such as Tianditu's; empty for
    /// none. Public tiles in GCJ-02 would lie some 500 m off.
    pub tile_template: String,
    /// What must stand in the corner of maps with these tiles: source and approval number.
    pub tile_attribution: String,
    /// Bytes of a form without files, or of JSON.
    pub body_bytes_max: usize,
    /// Bytes of one uploaded file as it arrives; photos are made smaller afterwards.
    pub file_bytes_max: usize,
    /// Files in one form.
    pub file_count_max: usize,
    /// Seconds after which a request is given up, the upload over a slow network included.
    pub timeout_seconds: u64,
    /// Pages that may listen to `/live` at once.
    pub live_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            demo: false,
            log_key: None,
            trusted_proxies: 0,
            tile_template: String::new(),
            tile_attribution: String::new(),
            body_bytes_max: 1_000_000,
            file_bytes_max: 15_000_000,
            file_count_max: 6,
            timeout_seconds: 120,
            live_max: 2_000,
        }
    }
}

impl Settings {
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
    /// The origin of the tiles, as the pages' policy admits it: `https://*.tianditu.gov.cn` for a
    /// template with `{s}` in its first label. Empty for none.
    pub fn tile_origin(&self) -> String {
        let Some((scheme, rest)) = self.tile_template.split_once("://") else {
            return String::new();
        };
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        match host.split_once('.') {
            Some((first, others)) if first.contains('{') => format!("{scheme}://*.{others}"),
            _ => format!("{scheme}://{host}"),
        }
    }
    /// The most a form with files may weigh.
    pub fn upload_bytes_max(&self) -> usize {
        self.file_bytes_max.saturating_mul(self.file_count_max).saturating_add(self.body_bytes_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_admits_the_tiles_and_nothing_else() {
        let origin = |template: &str| {
            let settings = Settings { tile_template: template.to_owned(), ..Settings::default() };
            settings.tile_origin()
        };
        assert_eq!(origin(""), "");
        assert_eq!(origin("https://tiles.city.cn/{z}/{x}/{y}.png"), "https://tiles.city.cn");
        let tianditu = "https://t{s}.tianditu.gov.cn/vec_w/wmts?x={x}&y={y}&l={z}&tk=KEY";
        assert_eq!(origin(tianditu), "https://*.tianditu.gov.cn");
    }
}
