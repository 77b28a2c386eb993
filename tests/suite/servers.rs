//! SPARQL servers of others, each started for one test on free ports of this machine and stopped with it, by its own process.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The variable with the password of the engines of tests, and the password.
pub const PASSWORD: (&str, &str) = ("BIXI_TEST_PASSWORD", "dba");

/// A server that is stopped when this is dropped.
pub struct Server {
    child: Child,
    command: Vec<String>,
    folder: TempDir,
    port: u16,
    /// The settings of the engine in `bixi.toml`, below its heading.
    pub settings: String,
}

/// The program that a variable names.
fn program(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).expect("the variable is set");
    let path = PathBuf::from(path);
    assert!(path.exists(), "{} is there", path.display());
    path
}

/// A port that nobody listens at.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Server {
    /// Starts oxigraph's server, which `BIXI_OXIGRAPH` names, with a store of its own.
    pub fn oxigraph() -> Self {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let command = [
            program("BIXI_OXIGRAPH").display().to_string(),
            "serve".to_owned(),
            "--location".to_owned(),
            folder.path().join("store").display().to_string(),
            "--bind".to_owned(),
            format!("127.0.0.1:{port}"),
        ];
        let url = format!("http://127.0.0.1:{port}");
        let settings = format!(
            "url = \"{url}/query\"\nupdate = \"{url}/update\"\ngraph-store = \"{url}/store\"\nkind = \"oxigraph\"\n"
        );
        Self::start(command.to_vec(), folder, port, settings)
    }

    /// Starts Virtuoso, which `BIXI_VIRTUOSO` names, with a database of its own.
    pub fn virtuoso() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (port, sql_port) = (free_port(), free_port());
        let text = VIRTUOSO
            .replace("SQL_PORT", &sql_port.to_string())
            .replace("HTTP_PORT", &port.to_string());
        fs::write(folder.path().join("virtuoso.ini"), text).expect("the settings");
        let command = [
            &program("BIXI_VIRTUOSO").display().to_string(),
            "+foreground",
            "+configfile",
            "virtuoso.ini",
        ];
        let url = format!("http://127.0.0.1:{port}");
        let settings = format!(
            "url = \"{url}/sparql\"\nupdate = \"{url}/sparql-auth\"\ngraph-store = \"{url}/sparql-graph-crud-auth\"\n\
             kind = \"virtuoso\"\nauth = {{ digest = {{ user = \"dba\", password-env = \"{}\" }} }}\n",
            PASSWORD.0
        );
        let command = command.map(str::to_owned).to_vec();
        Self::start(command, folder, port, settings)
    }

    fn start(command: Vec<String>, folder: TempDir, port: u16, settings: String) -> Self {
        let child = spawn(&command, folder.path());
        let mut server = Self {
            child,
            command,
            folder,
            port,
            settings,
        };
        server.wait();
        server
    }

    /// Waits until it listens.
    fn wait(&mut self) {
        let until = Instant::now() + Duration::from_secs(120);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait().expect("a process");
            assert!(ended.is_none(), "{:?} ended: {ended:?}", self.command);
            assert!(Instant::now() < until, "{:?} does not listen", self.command);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends the process at once, whatever it does.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again with what it has on the disk.
    pub fn restart(&mut self) {
        self.child = spawn(&self.command, self.folder.path());
        self.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(command: &[String], folder: &Path) -> Child {
    let (program, arguments) = command.split_first().expect("a program");
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server runs")
}

/// The settings of Virtuoso: those of its package, as far as they matter, with little memory.
const VIRTUOSO: &str = "[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:SQL_PORT
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:HTTP_PORT
ServerRoot = .
ServerThreads = 5
MaxClientConnections = 5
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
DefaultQuery = select 1 {}
";
