//! Servers of others, each in a folder of its own and on free ports, stopped by their own process id.

use super::Graphs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};
use tempfile::TempDir;

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    folder: TempDir,
    /// The start of its URLs.
    pub url: String,
    /// A port for its own client.
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns ports that nobody listens at.
fn ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

/// Starts a program, and waits until it listens.
fn started(mut command: Command, folder: TempDir, [http, port]: [u16; 2]) -> Server {
    let command = command.current_dir(folder.path()).stdin(Stdio::null());
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server");
    let mut server = Server {
        child,
        folder,
        url: format!("http://127.0.0.1:{http}"),
        port,
    };
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", http)).is_err() {
        assert!(
            server.child.try_wait().expect("a process").is_none(),
            "the server ended"
        );
        assert!(
            started.elapsed() < Duration::from_secs(180),
            "the server does not listen"
        );
        thread::sleep(Duration::from_millis(50));
    }
    server
}

/// Starts Oxigraph.
pub fn oxigraph() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let ports = ports();
    let mut command = Command::new(env::var_os("BIXI_OXIGRAPH").expect("BIXI_OXIGRAPH"));
    command.args([
        "serve",
        "--location",
        "db",
        "--bind",
        &format!("127.0.0.1:{}", ports[0]),
    ]);
    started(command, folder, ports)
}

/// Starts Virtuoso.
pub fn virtuoso() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let ports = ports();
    let settings = format!(
        "[Database]\nDatabaseFile=v.db\nErrorLogFile=v.log\nLockFile=v.lck\nTransactionFile=v.trx\nxa_persistent_file=v.pxa\nFileExtend=200\n\
         [TempDatabase]\nDatabaseFile=t.db\nTransactionFile=t.trx\n\
         [Parameters]\nServerPort=127.0.0.1:{}\nDisableUnixSocket=1\nServerThreads=10\nCheckpointInterval=0\nDirsAllowed=.\nNumberOfBuffers=10000\nMaxDirtyBuffers=6000\nCaseMode=2\n\
         [HTTPServer]\nServerPort=127.0.0.1:{}\nServerThreads=5\nServerRoot=.\n\
         [SPARQL]\nResultSetMaxRows=10000000\nMaxQueryCostEstimationTime=100000000\n",
        ports[1], ports[0]
    );
    fs::write(folder.path().join("v.ini"), settings).expect("settings");
    let mut command = Command::new(env::var_os("BIXI_VIRTUOSO").expect("BIXI_VIRTUOSO"));
    command.args(["-f", "-c", "v.ini"]);
    started(command, folder, ports)
}

impl Server {
    /// Loads graphs into Virtuoso by its own client, which stands beside it, and lets everybody change it.
    pub fn load(&self, graphs: &Graphs) {
        let mut script = "grant SPARQL_UPDATE to \"SPARQL\";\n".to_owned();
        for (index, (graph, triples)) in graphs.iter().enumerate() {
            fs::write(self.folder.path().join(format!("{index}.nt")), triples).expect("a file");
            script +=
                &format!("DB.DBA.TTLP(file_to_string_output('./{index}.nt'), '', '{graph}', 0);\n");
        }
        fs::write(self.folder.path().join("load.sql"), script).expect("a file");
        let program = env::var_os("BIXI_VIRTUOSO").expect("BIXI_VIRTUOSO");
        let client = Path::new(&program).with_file_name("isql-vt");
        let mut command = Command::new(client);
        command.args([
            &format!("127.0.0.1:{}", self.port),
            "dba",
            "dba",
            "ERRORS=STDOUT",
            "load.sql",
        ]);
        let output = command
            .current_dir(self.folder.path())
            .output()
            .expect("isql-vt");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && !said.contains("Error"), "{said}");
    }
}
