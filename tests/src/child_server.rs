//! A server in a process of its own, which ends with the test that started it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::folders::target_folder;

/// How long a server may take until it listens. A cold interpreter on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server on a free port of the loopback interface.
///
/// It is handed one line of JSON on its standard input and answers with one, `{"port": 40123}`,
/// when it listens. It ends when its standard input does, so it also ends with a test that is
/// killed.
#[derive(Debug)]
pub struct ChildServer {
    child: Child,
    input: Option<ChildStdin>,
    port: u16,
    log: PathBuf,
}

impl ChildServer {
    /// Starts a server and waits until it listens.
    ///
    /// # Panics
    ///
    /// When it can't be started or says no port in time, with all that it wrote to its standard
    /// error.
    pub fn start(command: &mut Command, config: &Value) -> ChildServer {
        let (log, errors) = log_file();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("the server's program starts");
        let output = child.stdout.take().expect("its output is piped");
        let mut server = ChildServer { input: child.stdin.take(), child, port: 0, log };
        server.configure(config);
        server.port = first_line(output).and_then(|line| port(&line)).unwrap_or_else(|| {
            panic!("{command:?} never listened:\n{}", server.errors());
        });
        server
    }

    /// Where it listens: `http://127.0.0.1:40123`.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it wrote to its standard error until now.
    pub fn errors(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// A server that died meanwhile is reported when it doesn't say its port.
    fn configure(&mut self, config: &Value) {
        if let Some(input) = &mut self.input {
            writeln!(input, "{config}").ok();
        }
    }
}

impl Drop for ChildServer {
    fn drop(&mut self) {
        drop(self.input.take());
        self.child.kill().ok();
        self.child.wait().ok();
        if !thread::panicking() {
            fs::remove_file(&self.log).ok();
        }
    }
}

/// A file and not a pipe: nobody has to read it while the server runs.
fn log_file() -> (PathBuf, File) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let folder = target_folder().join("interop/logs");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!("{}-{number}.log", std::process::id()));
    let file = File::create(&path).expect("a log file can be made");
    (path, file)
}

/// The first line; nothing when the server ends or the patience does.
fn first_line(output: ChildStdout) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(output).lines();
        sender.send(lines.next()).ok();
        // Read on, so that the server never waits for a reader.
        lines.for_each(drop);
    });
    receiver.recv_timeout(PATIENCE).ok().flatten()?.ok()
}

fn port(line: &str) -> Option<u16> {
    let said: Value = serde_json::from_str(line).ok()?;
    said.get("port")?.as_u64()?.try_into().ok()
}
