//! Starting and stopping the real binary.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

/// A running server; dropping it kills it.
pub struct Server {
    child: Child,
    pub url: String,
    /// What it printed on standard output before it was ready.
    pub printed: Vec<String>,
    /// Everything that it has said on standard error so far.
    pub log: Arc<Mutex<String>>,
}

/// How to start one.
pub struct Start {
    /// `serve` or `demo`, with its own arguments.
    pub arguments: Vec<String>,
    pub data: PathBuf,
    pub database: Option<String>,
    pub environment: Vec<(String, String)>,
    /// Runs the program under another, such as `strace -f`.
    pub under: Vec<String>,
}

impl Start {
    pub fn new(command: &str, data: &Path) -> Self {
        Self {
            arguments: if command.is_empty() { Vec::new() } else { vec![command.into()] },
            data: data.into(),
            database: None,
            environment: Vec::new(),
            under: Vec::new(),
        }
    }
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|&argument| argument.into()));
        self
    }
    pub fn on(mut self, database: Option<&str>) -> Self {
        self.database = database.map(Into::into);
        self
    }
    pub fn under(mut self, command: &[&str]) -> Self {
        self.under = command.iter().map(|&part| part.into()).collect();
        self
    }

    /// The command, not yet started.
    pub fn command(&self) -> Command {
        let mut line = self.under.clone();
        line.push(program().display().to_string());
        line.extend(self.arguments.iter().cloned());
        line.extend(["--data".into(), self.data.display().to_string()]);
        if let Some(database) = &self.database {
            line.extend(["--database".into(), database.clone()]);
        }
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).env("YILU_LOG", "warn");
        command.envs(self.environment.iter().map(|(key, value)| (key, value)));
        command
    }

    /// Starts it and waits until it listens.
    pub fn run(self) -> Server {
        let mut command = self.command();
        command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (ready, listening) = mpsc::channel();
        let (line, lines) = mpsc::channel();
        let log: Arc<Mutex<String>> = Arc::default();
        let said = Arc::clone(&log);
        std::thread::spawn(move || {
            for text in stderr.lines().map_while(Result::ok) {
                said.lock().unwrap().extend([text.as_str(), "\n"]);
                match text.strip_prefix("yilu: http") {
                    Some(rest) => {
                        let url = format!("http{}", rest.split_whitespace().next().unwrap());
                        ready.send(url).ok();
                    }
                    None => eprintln!("[server] {text}"),
                }
            }
        });
        std::thread::spawn(move || {
            for text in stdout.lines().map_while(Result::ok) {
                line.send(text).ok();
            }
        });
        let Ok(url) = listening.recv_timeout(Duration::from_mins(2)) else {
            child.kill().ok();
            child.wait().ok();
            panic!("the server did not come up in two minutes");
        };
        // What was printed before comes by another pipe, and may come a moment later.
        let pause = Duration::from_millis(300);
        let printed = std::iter::from_fn(|| lines.recv_timeout(pause).ok()).collect();
        Server { child, url, printed, log }
    }
}

impl Server {
    /// SIGKILL, as a power button would.
    pub fn kill(mut self) {
        self.signal("-KILL");
        self.child.wait().unwrap();
    }

    /// Signals the program itself, also where it runs under another.
    fn signal(&self, signal: &str) {
        let pid = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        let program = children.unwrap_or_default();
        let program = program.split_whitespace().next().map_or(pid.to_string(), Into::into);
        // Where it has ended by itself already, `kill` would say so.
        Command::new("kill").args([signal, &program]).stderr(Stdio::null()).status().unwrap();
    }

    /// SIGTERM; answers whether it ended well.
    pub fn stop(mut self) -> bool {
        self.signal("-TERM");
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal("-KILL");
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program's file; built once where it is not there yet.
pub fn program() -> PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM
        .get_or_init(|| {
            if let Ok(given) = std::env::var("YILU_BIN") {
                return given.into();
            }
            let built = Command::new(env!("CARGO"))
                .args(["build", "--quiet", "--package", "yilu"])
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .status()
                .expect("cargo runs");
            assert!(built.success(), "the program does not build");
            let test = std::env::current_exe().unwrap();
            test.ancestors().nth(2).unwrap().join("yilu")
        })
        .clone()
}

/// One database per engine for a test: `None` is the embedded one; PostgreSQL only where
/// `YILU_TEST_POSTGRES` names a server.
pub fn databases() -> Vec<Option<String>> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut all = vec![None];
    match std::env::var("YILU_TEST_POSTGRES") {
        Ok(server) => {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("yilu_journey_{}_{number}", std::process::id());
            all.push(Some(storage::testing::create_database(&server, &name)));
        }
        Err(_) => eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set"),
    }
    all
}
