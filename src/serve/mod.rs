//! The graph of a project over HTTP: a SPARQL endpoint for programs, and pages for people.
//!
//! One thread reads requests and writes responses; queries are evaluated on threads of their own, as many at once as there are
//! cores. What they need of the project is a snapshot that is never changed, only replaced.

mod api;
mod assets;
mod content;
mod description;
mod examined;
mod graph_store;
mod guard;
mod metrics;
mod negotiation;
mod offers;
mod own_path;
mod page;
mod problem;
mod protocol;
mod query;
mod reader;
mod reload;
mod reply;
mod route;
mod running;
mod shared;
mod state;
mod text;
mod workers;

pub use guard::Guard;
pub use reload::{Reloaded, Reloading, watch};
pub use state::{Reports, Served, State};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch as flag};
use tokio::time::{sleep, timeout};

/// How long a client may take to send the head of a request.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// How many connections there may be at once.
const CONNECTIONS: u32 = 1024;
/// How long connections have to end when the server is stopped.
const DRAIN: Duration = Duration::from_secs(10);
/// How long is waited when a connection cannot be taken, such as for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until the program is told to stop; requests that have begun are answered.
///
/// # Errors
/// If the socket cannot be used.
pub fn serve(state: Arc<State>, listener: net::TcpListener) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(accept(state, listener));
    // What is evaluated for nobody any more is not waited for.
    runtime.shutdown_background();
    served
}

async fn accept(state: Arc<State>, listener: net::TcpListener) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let (stop, stopping) = flag::channel(false);
    let stopped = stop_signal();
    tokio::pin!(stopped);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        tokio::select! {
            () = &mut stopped => break,
            (place, accepted) = accepted => match (place, accepted) {
                (Ok(place), Ok((stream, _))) => {
                    tokio::spawn(connection(Arc::clone(&state), stream, place, stopping.clone()));
                }
                _ => sleep(PAUSE).await,
            }
        }
    }
    drop(listener);
    let _ = stop.send(true);
    // Those that have not ended by then are broken off.
    let _ = timeout(DRAIN, places.acquire_many(CONNECTIONS)).await;
    Ok(())
}

/// Answers the requests of a connection.
async fn connection(
    state: Arc<State>,
    stream: TcpStream,
    _place: OwnedSemaphorePermit,
    mut stopping: flag::Receiver<bool>,
) {
    // Without it a small response waits for an acknowledgement; if it cannot be set, it waits.
    let _ = stream.set_nodelay(true);
    let log = state.reports.log;
    let service = service_fn(move |request| route::respond(Arc::clone(&state), request));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_buf_size(guard::LARGEST_HEAD);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    // What goes wrong with a connection is the client's to see.
    tokio::select! {
        ended = connection.as_mut() => {
            // What is not a head is refused before there is a request.
            if let (Some(log), Err(error)) = (log, ended)
                && error.is_parse()
            {
                log(&format!("a head was refused: {error}"));
            }
            return;
        }
        _ = stopping.wait_for(|is_stopping| *is_stopping) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// Waits until the program is told to stop.
async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
