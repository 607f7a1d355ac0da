//! Messages to a phone: sealed in the outbox, handed to a gateway after the commit.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kernel::{Id, Phone, Timestamp};
use serde::{Deserialize, Serialize};
use storage::Tx;

use crate::{
    key::KeyError,
    vault::{Error, Vault},
};

/// The outbox topic of these messages.
pub const TOPIC: &str = "sms";

/// Why a message did not leave. Holds neither phone nor text.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SmsError {
    #[error("the SMS gateway answered with status {0}")]
    Refused(u16),
    #[error("the SMS gateway does not answer: {0}")]
    Unreachable(String),
    #[error("the SMS gateway's address or token is not usable: {0}")]
    Setup(String),
    #[error("a message in the outbox does not open: {0}")]
    Sealed(String),
}

/// Sends a text to a phone. May be asked to send the same text twice.
pub trait SmsGateway: Send + Sync {
    fn send(&self, phone: &Phone, text: &str) -> Result<(), SmsError>;
}

/// Posts `{"phone": "+86…", "text": "…"}` as JSON to a configured address with a bearer token.
/// Blocks: call it from the outbox's thread.
pub struct HttpGateway {
    agent: ureq::Agent,
    url: String,
    authorization: String,
}

impl HttpGateway {
    /// `url` must be https, or http on this machine only: the texts carry codes.
    ///
    /// # Errors
    /// [`SmsError::Setup`] for any other address.
    pub fn new(url: &str, token: &str) -> Result<Self, SmsError> {
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let rest = local.iter().find_map(|start| url.strip_prefix(start));
        let is_local = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']));
        if !url.starts_with("https://") && !is_local {
            return Err(SmsError::Setup("the address must begin with https://".into()));
        }
        let agent = ureq::Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_global(Some(Duration::from_secs(15)))
            .max_redirects(0)
            .build()
            .new_agent();
        Ok(Self { agent, url: url.to_owned(), authorization: format!("Bearer {token}") })
    }
}

impl SmsGateway for HttpGateway {
    fn send(&self, phone: &Phone, text: &str) -> Result<(), SmsError> {
        let body = serde_json::json!({ "phone": phone.e164(), "text": text });
        let answer =
            self.agent.post(&self.url).header("Authorization", &self.authorization).send_json(body);
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(SmsError::Refused(answer.status().as_u16())),
            Err(ureq::Error::StatusCode(status)) => Err(SmsError::Refused(status)),
            Err(error) => Err(SmsError::Unreachable(error.to_string())),
        }
    }
}

/// Prints messages on the console instead of sending them: for the demo city only.
#[derive(Debug, Clone, Copy)]
pub struct ConsoleGateway(());

impl ConsoleGateway {
    pub const fn new(_: crate::link::DemoMode) -> Self {
        Self(())
    }
}

impl SmsGateway for ConsoleGateway {
    fn send(&self, phone: &Phone, text: &str) -> Result<(), SmsError> {
        eprintln!("短信 SMS → {}: {text}", phone.reveal());
        Ok(())
    }
}

/// What waits in the outbox, before it is sealed.
#[derive(Serialize, Deserialize)]
struct Waiting {
    phone: String,
    text: String,
    expires_at: Timestamp,
}

/// The payload in the outbox.
#[derive(Serialize, Deserialize)]
struct Payload {
    sealed: String,
}

/// Leaves a message to be sent after the commit, unless it is later than `expires_at` by then.
///
/// # Errors
/// When the store fails.
pub fn enqueue(
    tx: &mut Tx<'_>,
    vault: &Vault,
    phone: &Phone,
    text: &str,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let waiting = Waiting { phone: phone.reveal().into(), text: text.into(), expires_at };
    let plain = serde_json::to_string(&waiting).map_err(|_| KeyError::DoesNotOpen)?;
    let sealed = vault.seal_for_store(tx.moment(), TOPIC, &plain)?;
    let key = format!("sms {}", tx.id::<Id<Payload>>());
    tx.enqueue(TOPIC, &key, &Payload { sealed: STANDARD.encode(sealed) })?;
    Ok(())
}

/// Opens a message of the outbox and sends it; one that is too late is dropped without an error.
///
/// # Errors
/// When the gateway does not take it: the outbox tries again.
pub fn deliver(
    vault: &Vault,
    gateway: &dyn SmsGateway,
    payload: &str,
    now: Timestamp,
) -> Result<(), SmsError> {
    let damaged = |_| SmsError::Sealed("its payload is damaged".into());
    let payload: Payload = serde_json::from_str(payload).map_err(damaged)?;
    let sealed = STANDARD
        .decode(payload.sealed)
        .map_err(|_| SmsError::Sealed("its payload is damaged".into()))?;
    let plain = vault
        .open_for_store(TOPIC, &sealed)
        .map_err(|error| SmsError::Sealed(error.to_string()))?;
    let waiting: Waiting = serde_json::from_str(&plain).map_err(damaged)?;
    if waiting.expires_at <= now {
        return Ok(());
    }
    let phone = Phone::parse(&waiting.phone)
        .map_err(|_| SmsError::Sealed("it has no usable phone".into()))?;
    gateway.send(&phone, &waiting.text)
}
