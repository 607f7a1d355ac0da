//! An SMS gateway that keeps what it is given, over real HTTP.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// The last text sent to each phone.
#[derive(Clone)]
pub struct SmsStub {
    pub url: String,
    texts: Arc<Mutex<HashMap<String, String>>>,
}

impl SmsStub {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let texts: Arc<Mutex<HashMap<String, String>>> = Arc::default();
        let kept = Arc::clone(&texts);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                receive(stream, &kept);
            }
        });
        Self { url, texts }
    }

    /// The six digits last sent to `phone` (without +86); waits for them.
    #[expect(clippy::disallowed_methods, reason = "a test waits by the wall clock")]
    pub fn code(&self, phone: &str) -> String {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            let text = self.texts.lock().unwrap().remove(&format!("+86{phone}"));
            if let Some(text) = text {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                return digits[..6].to_owned();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no code was sent to the phone");
    }

    /// The telephones that a text with `part` in it was last sent to, once there are any.
    #[expect(clippy::disallowed_methods, reason = "a test waits by the wall clock")]
    pub fn rung(&self, part: &str, wait: Duration) -> Vec<(String, String)> {
        let begun = Instant::now();
        while begun.elapsed() < wait {
            let texts = self.texts.lock().unwrap().clone();
            let mut rung: Vec<_> = texts.into_iter().filter(|(_, it)| it.contains(part)).collect();
            if !rung.is_empty() {
                rung.sort();
                return rung;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Vec::new()
    }
}

fn receive(stream: TcpStream, kept: &Mutex<HashMap<String, String>>) {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let message: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let part = |key: &str| message[key].as_str().unwrap().to_owned();
    kept.lock().unwrap().insert(part("phone"), part("text"));
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
}
