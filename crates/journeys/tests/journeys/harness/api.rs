//! The JSON API as a program uses it.

use serde_json::{Value, json};
use ureq::Agent;

use super::{Server, SmsStub};

/// Somebody's connection to the API.
#[derive(Clone)]
pub struct Api {
    agent: Agent,
    url: String,
    token: Option<String>,
}

/// Status and body.
pub type Said = (u16, Value);

impl Api {
    pub fn new(url: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(std::time::Duration::from_secs(30)))
            .build()
            .new_agent();
        Self { agent, url: url.to_owned(), token: None }
    }

    /// A worker who signs in with a code from the gateway.
    pub fn worker(url: &str, sms: &SmsStub, phone: &str) -> Self {
        let api = Self::new(url);
        let (status, body) = api.post("/api/v1/sign-in/code", &json!({ "phone": phone }), None);
        assert!(status < 300, "{status} {body}");
        let code = sms.code(phone);
        let asked = json!({ "phone": phone, "code": code });
        let (status, body) = api.post("/api/v1/sign-in/verify", &asked, None);
        assert!(status < 300, "{status} {body}");
        Self { token: Some(body["token"].as_str().unwrap().to_owned()), ..api }
    }

    /// Whoever a line that `yilu demo` printed lets in.
    pub fn enter(server: &Server, role: &str) -> Self {
        let line = server.printed.iter().find(|line| line.split_whitespace().next() == Some(role));
        let link = line.unwrap().split_whitespace().nth(1).unwrap();
        let api = Self::new(&server.url);
        let answer = api.agent.post(link).send_empty().unwrap();
        let cookies = answer.headers().get_all("set-cookie").iter();
        let token = cookies.filter_map(|line| line.to_str().unwrap().strip_prefix("yilu_session="));
        let token = token.map(|rest| rest.split(';').next().unwrap().to_owned()).next_back();
        Self { token: Some(token.expect("a session")), ..api }
    }

    /// A page as text, or the answer to a form when there are pairs.
    pub fn page(&self, path: &str, pairs: Option<&[(&str, &str)]>) -> (u16, String) {
        let (url, token) =
            (format!("{}{path}", self.url), self.token.as_deref().unwrap_or_default());
        let bearer = format!("Bearer {token}");
        let answer = match pairs {
            None => self.agent.get(url).header("Authorization", bearer).call(),
            Some(pairs) => {
                let pairs = pairs.iter().copied();
                self.agent.post(url).header("Authorization", bearer).send_form(pairs)
            }
        };
        let mut answer = answer.expect("the server answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// The same person at a server that was started anew.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// `None` when no answer came.
    pub fn try_post(&self, path: &str, body: &Value, key: Option<&str>) -> Option<Said> {
        let mut request = self.agent.post(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let mut answer = request.send_json(body).ok()?;
        let text = answer.body_mut().read_to_string().ok()?;
        Some((answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    pub fn post(&self, path: &str, body: &Value, key: Option<&str>) -> Said {
        self.try_post(path, body, key).expect("the server answers")
    }

    pub fn get(&self, path: &str) -> Said {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let mut answer = request.call().expect("the server answers");
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}

/// A report as the API takes it.
pub fn report(area: &str, text: &str) -> Value {
    json!({ "matter": "parking", "area": area, "text": text, "fields": {} })
}
