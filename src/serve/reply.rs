//! A reply while it is written: its first 64 KiB are held back, so that an error that comes early has its proper status; what is
//! longer is sent in chunks, and an error that comes later breaks the connection.

use super::content::{Broken, Content};
use super::problem::Problem;
use super::workers::Turn;
use bixi::{Error, Limit};
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::timeout;

/// How many bytes are held back, and how many a chunk has at least.
const HELD: usize = 1 << 16;
/// How many chunks wait for a client.
const WAITING: usize = 4;
/// How long a client may take for a chunk.
const PATIENCE: Duration = Duration::from_secs(30);
/// A body below this size is not compressed.
const SMALL: usize = 1 << 10;

/// A reply while it is written, by a thread that may wait.
pub struct Reply {
    head: Option<oneshot::Sender<Result<Response<Content>, Problem>>>,
    /// The status and the headers.
    parts: (StatusCode, HeaderMap),
    /// What is not sent yet, before compression if nothing was sent.
    held: Vec<u8>,
    stream: Option<Stream>,
    is_gzip: bool,
    /// Whether all was sent, or why not.
    is_ended: bool,
    /// The right to evaluate, which another gets once the reply waits for its client.
    turn: Option<Turn>,
    /// The places of replies that wait for their clients, and the one of this reply.
    streams: Arc<Semaphore>,
    streaming: Option<OwnedSemaphorePermit>,
    /// When it began, and how long it may take.
    begun: Instant,
    timeout: Option<Duration>,
    /// Why nothing more can be written, other than by the fault of the client.
    refusal: Option<Problem>,
}

/// A body that is sent in chunks.
struct Stream {
    chunks: mpsc::Sender<Result<Bytes, Broken>>,
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Reply {
    /// Makes a reply to whoever waits for its head. Its writing ends when a time is passed, in whatever form it is.
    pub fn new(
        head: oneshot::Sender<Result<Response<Content>, Problem>>,
        takes_gzip: bool,
        turn: Turn,
        streams: Arc<Semaphore>,
        timeout: Option<Duration>,
    ) -> Self {
        Self {
            head: Some(head),
            parts: (StatusCode::OK, HeaderMap::new()),
            held: Vec::new(),
            stream: None,
            is_gzip: takes_gzip,
            is_ended: false,
            turn: Some(turn),
            streams,
            streaming: None,
            begun: Instant::now(),
            timeout,
            refusal: None,
        }
    }

    /// The headers, which must be set before the body is written.
    pub fn headers(&mut self) -> &mut HeaderMap {
        &mut self.parts.1
    }

    /// Sets the status of what is written.
    pub fn set_status(&mut self, status: StatusCode) {
        self.parts.0 = status;
    }

    /// Says that the client has the answer already.
    pub fn unchanged(&mut self) {
        self.set_status(StatusCode::NOT_MODIFIED);
    }

    /// Gives the turn away, before it waits for what another thread evaluates.
    pub fn give_turn(&mut self) -> Option<Turn> {
        self.turn.take()
    }

    /// Ends the reply with what its writing came to, and returns the turn if it still has it.
    pub fn end(mut self, written: Result<(), Problem>) -> Option<Turn> {
        self.is_ended = true;
        let written = match self.refusal.take() {
            Some(refusal) => Err(refusal),
            None => written,
        };
        match (written, self.stream.is_some()) {
            (Ok(()), false) => {
                let head = self.head.take();
                let response = self.whole();
                Self::send(head, Ok(response));
            }
            (Err(problem), false) => Self::send(self.head.take(), Err(problem)),
            (Ok(()), true) => self.finish(),
            (Err(problem), true) => self.break_off(problem.text()),
        }
        self.turn.take()
    }

    /// Returns the response of a body that is whole.
    fn whole(&mut self) -> Response<Content> {
        let mut body = std::mem::take(&mut self.held);
        if self.is_gzip && body.len() >= SMALL {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            // A vector takes what is written to it.
            if let (Ok(()), Ok(bytes)) = (encoder.write_all(&body), encoder.finish()) {
                body = bytes;
                self.headers()
                    .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
        self.response(Content::from(Bytes::from(body)))
    }

    fn response(&mut self, content: Content) -> Response<Content> {
        let mut response = Response::new(content);
        *response.status_mut() = self.parts.0;
        *response.headers_mut() = std::mem::take(&mut self.parts.1);
        response
    }

    /// Sends a head. A client that is gone needs none.
    fn send(
        head: Option<oneshot::Sender<Result<Response<Content>, Problem>>>,
        response: Result<Response<Content>, Problem>,
    ) {
        if let Some(head) = head {
            let _ = head.send(response);
        }
    }

    /// Begins to send in chunks.
    fn start(&mut self) -> io::Result<()> {
        match Arc::clone(&self.streams).try_acquire_owned() {
            Ok(streaming) => self.streaming = Some(streaming),
            Err(error) => {
                self.refusal = Some(Problem::busy());
                return Err(io::Error::other(error));
            }
        }
        let (sender, receiver) = mpsc::channel(WAITING);
        if self.is_gzip {
            self.headers()
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let head = self.head.take();
        let response = self.response(Content::Chunks(receiver));
        Self::send(head, Ok(response));
        let encoder = self
            .is_gzip
            .then(|| GzEncoder::new(Vec::new(), Compression::fast()));
        self.stream = Some(Stream {
            chunks: sender,
            encoder,
        });
        let held = std::mem::take(&mut self.held);
        self.write_all(&held)?;
        // From now on the reply waits for its client, too.
        self.turn = None;
        Ok(())
    }

    /// Checks that there is time left.
    fn look(&mut self) -> io::Result<()> {
        match self.timeout {
            Some(timeout) if self.begun.elapsed() > timeout => {
                let limit = Limit::Time(timeout);
                let operator = "the writing of the result".to_owned();
                self.refusal = Some(Error::Limit { limit, operator }.into());
                Err(io::ErrorKind::TimedOut.into())
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self) {
        let rest = match self
            .stream
            .as_mut()
            .and_then(|stream| stream.encoder.take())
        {
            Some(encoder) => encoder.finish(),
            None => Ok(std::mem::take(&mut self.held)),
        };
        match rest {
            Ok(rest) if !rest.is_empty() => drop(self.send_chunk(rest)),
            Ok(_) => {}
            Err(error) => self.break_off(&error.to_string()),
        }
    }

    fn break_off(&mut self, problem: &str) {
        if let Some(stream) = &self.stream {
            let broken = stream.chunks.send(Err(Broken(problem.to_owned())));
            // Whoever is not there need not be told.
            let _ = Handle::current().block_on(timeout(PATIENCE, broken));
        }
    }

    fn send_chunk(&self, chunk: Vec<u8>) -> io::Result<()> {
        let Some(stream) = &self.stream else {
            return Ok(());
        };
        let sent = timeout(PATIENCE, stream.chunks.send(Ok(chunk.into())));
        match Handle::current().block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "the client is gone",
            )),
            Err(_) => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the client takes nothing",
            )),
        }
    }
}

impl Drop for Reply {
    /// A reply whose writing panicked is no whole one.
    fn drop(&mut self) {
        if !self.is_ended {
            self.break_off("an internal error of bixi");
        }
    }
}

impl Write for Reply {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.len() + bytes.len() > HELD || self.is_gzip && self.stream.is_some() {
            self.look()?;
        }
        match &mut self.stream {
            None => {
                self.held.extend_from_slice(bytes);
                if self.held.len() > HELD {
                    self.start()?;
                }
            }
            Some(Stream {
                encoder: Some(encoder),
                ..
            }) => {
                encoder.write_all(bytes)?;
                if encoder.get_ref().len() > HELD {
                    let chunk = std::mem::take(encoder.get_mut());
                    self.send_chunk(chunk)?;
                }
            }
            Some(_) => {
                self.held.extend_from_slice(bytes);
                if self.held.len() > HELD {
                    let chunk = std::mem::take(&mut self.held);
                    self.send_chunk(chunk)?;
                }
            }
        }
        Ok(bytes.len())
    }

    /// Nothing is sent before there is enough of it.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
