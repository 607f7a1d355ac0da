//! What SIGKILL cannot show: that an answer waits for the disk, and that a full or failing disk
//! loses nothing that was acknowledged.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use crate::harness::{Api, Server, SmsStub, Start, an_area, has_program, report};

/// A deployment with a worker signed in, stopped again.
struct Prepared {
    folder: tempfile::TempDir,
    sms: SmsStub,
    worker: Api,
    area: String,
}

fn prepare() -> Prepared {
    prepare_in(tempfile::tempdir().unwrap())
}

fn prepare_in(folder: tempfile::TempDir) -> Prepared {
    let sms = SmsStub::start();
    let demo = Start::new("demo", folder.path()).with(&["--days", "1"]).run();
    let area = an_area(&demo);
    assert!(demo.stop());
    let server = serve(folder.path(), &sms, &[]);
    let worker = Api::worker(&server.url, &sms, "13900001234");
    assert!(server.stop());
    Prepared { folder, sms, worker, area }
}

fn serve(data: &Path, sms: &SmsStub, under: &[&str]) -> Server {
    Start::new("serve", data).with(&["--sms-url", &sms.url]).under(under).run()
}

fn send(worker: &Api, server: &Server, area: &str, name: &str) -> Option<(u16, String)> {
    let body = report(area, &format!("这里没有地方停车，{name}"));
    let (status, body) = worker.at(&server.url).try_post("/api/v1/cases", &body, Some(name))?;
    Some((status, body["number"].as_str().unwrap_or_default().to_owned()))
}

fn count(worker: &Api, server: &Server, numbers: &[String]) -> usize {
    let (_, page) = worker.at(&server.url).get("/api/v1/cases/mine?limit=100");
    let items = page["items"].as_array().unwrap().clone();
    numbers.iter().filter(|number| items.iter().any(|case| case["number"] == **number)).count()
}

/// Between the last write to the log of the database and the answer on the socket lies an
/// fdatasync of that log, for every single report.
#[test]
fn an_answer_leaves_only_after_its_commit_is_on_disk() {
    if !has_program("strace") {
        eprintln!("skipped: strace is not installed");
        return;
    }
    let prepared = prepare();
    let trace = prepared.folder.path().join("trace");
    let calls = "trace=pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync";
    let trace_name = trace.display().to_string();
    let under = ["strace", "-f", "-y", "-s", "40", "-e", calls, "-o", &trace_name];
    let server = serve(prepared.folder.path(), &prepared.sms, &under);
    for number in 0..5 {
        let name = format!("strace-{number}");
        assert_eq!(send(&prepared.worker, &server, &prepared.area, &name).unwrap().0, 201);
    }
    server.stop();
    let trace = std::fs::read_to_string(trace).unwrap();
    let answers = answers_after_sync(&trace);
    assert_eq!(
        answers, 5,
        "every 201 was preceded by an fdatasync of the log after its last write"
    );
}

/// Counts the answers `201 Created`, each after an fdatasync of the WAL that follows the last
/// write to the WAL.
fn answers_after_sync(trace: &str) -> usize {
    let (mut dirty, mut written, mut proved) = (false, false, 0);
    for line in trace.lines() {
        let is_log = line.contains("yilu.sqlite-wal");
        if line.contains("pwrite64(") && is_log {
            (dirty, written) = (true, true);
        } else if line.contains("fdatasync(") && is_log || line.contains("fdatasync resumed") {
            dirty = false;
        } else if line.contains("HTTP/1.1 201") {
            assert!(written && !dirty, "an answer left before its commit was on disk: {line}");
            proved += 1;
            written = false;
        }
    }
    proved
}

/// fdatasync fails: that report and those with it are refused with 503, the earlier ones are
/// there, later ones succeed again.
#[test]
fn a_failing_disk_is_told_as_503_and_passes() {
    if !has_program("strace") {
        eprintln!("skipped: strace is not installed");
        return;
    }
    let prepared = prepare();
    let inject = "inject=fdatasync:error=EIO:when=12..14";
    let under = ["strace", "-f", "-qq", "-e", "trace=fdatasync", "-e", inject, "-o", "/dev/null"];
    let server = serve(prepared.folder.path(), &prepared.sms, &under);
    let (kept, refused) = send_until_recovered(&prepared, &server);
    assert!(refused > 0, "the fault was met");
    assert_eq!(count(&prepared.worker, &server, &kept), kept.len(), "acknowledged, so there");
    server.stop();
    verify(prepared.folder.path());
}

/// Reports until at least one was refused and at least five succeeded after it.
fn send_until_recovered(prepared: &Prepared, server: &Server) -> (Vec<String>, usize) {
    let (mut kept, mut refused, mut since) = (Vec::new(), 0, 0);
    for number in 0..120 {
        match send(&prepared.worker, server, &prepared.area, &format!("fault-{number}")) {
            Some((201, case)) => {
                kept.push(case);
                since += usize::from(refused > 0);
            }
            Some((503, _)) => refused += 1,
            other => panic!("neither kept nor refused: {other:?}"),
        }
        if since >= 5 {
            break;
        }
        std::thread::sleep(Duration::from_millis(120));
    }
    (kept, refused)
}

/// A disk that fills up: 503 while it is full, reads go on, everything acknowledged is there, and
/// it recovers by itself when there is room again.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test waits by the wall clock")]
fn a_full_disk_turns_the_server_read_only_until_there_is_room() {
    let Some(disk) = SmallDisk::mount(48) else {
        eprintln!("skipped: no tmpfs can be mounted here (it needs root)");
        return;
    };
    let prepared = prepare_in(tempfile::tempdir_in(&disk.path).unwrap());
    let server = serve(prepared.folder.path(), &prepared.sms, &[]);
    let ballast = disk.path.join("ballast");
    disk.fill(&ballast);
    let (mut kept, mut refused) = (Vec::new(), 0);
    for number in 0..400 {
        match send(&prepared.worker, &server, &prepared.area, &format!("full-{number}")) {
            Some((201, case)) => kept.push(case),
            Some((503, _)) => refused += 1,
            other => panic!("neither kept nor refused: {other:?}"),
        }
        if refused >= 3 {
            break;
        }
    }
    assert!(refused >= 3, "the disk became full");
    let recent: Vec<String> = kept.iter().rev().take(90).cloned().collect();
    assert_eq!(count(&prepared.worker, &server, &recent), recent.len(), "reads go on");
    assert_eq!(Api::new(&server.url).get("/health").0, 503);
    std::fs::remove_file(&ballast).unwrap();
    let begun = Instant::now();
    loop {
        let again = send(&prepared.worker, &server, &prepared.area, "room again");
        if matches!(again, Some((201, _))) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it did not recover: {again:?}");
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_eq!(Api::new(&server.url).get("/health").0, 200);
    assert!(server.stop());
    verify(prepared.folder.path());
}

fn verify(data: &Path) {
    let output = Start::new("verify", data).command().output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A file system of a few megabytes.
struct SmallDisk {
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self { path: folder.path().to_owned(), _folder: folder })
    }

    /// Leaves a few hundred kilobytes free.
    fn fill(&self, ballast: &Path) {
        let free =
            Command::new("df").args(["--output=avail", "-k"]).arg(&self.path).output().unwrap();
        let free: u64 = String::from_utf8_lossy(&free.stdout)
            .lines()
            .nth(1)
            .and_then(|line| line.trim().parse().ok())
            .unwrap();
        let kilobytes = usize::try_from(free.saturating_sub(300)).unwrap();
        std::fs::write(ballast, vec![7_u8; kilobytes * 1_024]).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.path).status().ok();
    }
}
