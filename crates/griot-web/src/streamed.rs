//! Files of events: however many there are, they are sent while they are read.
//!
//! Takes what writes a file; gives the answer. A small file is made first, so that what goes wrong is told as of any
//! page. A large one goes out piece by piece, and a reader who has gone or who takes nothing for a while ends it; what
//! goes wrong then breaks the connection off, so that half of a file is never taken for a whole one.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use griot_record::{Filter, Record};
use http_body_util::channel::{Channel, Sender};
use tokio::runtime::Handle;

use crate::answer::{Answer, Failed, Page, attached, file};

/// So many events are read before anything is sent.
const FEW: usize = 100;
/// Bytes that are sent together.
const PIECE: usize = 64 << 10;
/// Pieces that wait for a reader.
const WAITING: usize = 4;
/// How long one may wait.
const PATIENCE: Duration = Duration::from_mins(1);
/// So many large files are sent at once.
pub(crate) const AT_ONCE: usize = 4;

/// A file of the events that meet the filter of a page.
pub(crate) fn file_of(
    page: &Page<'_>,
    kind: &'static str,
    name: &str,
    write: impl FnOnce(&Record, &Filter, &mut dyn Write) -> io::Result<()> + Send + 'static,
) -> Answer {
    let filter = page.asked.filter()?.filter;
    // The record as it stood on another day is held by the page.
    if page.then.is_some() || page.record.event_page(&filter, None, 1)?.total <= FEW {
        let mut out = Vec::new();
        write(page.record, &filter, &mut out).map_err(|error| {
            Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "record").with_detail(error)
        })?;
        return file(kind, name, out);
    }
    let busy = || Failed::new(StatusCode::SERVICE_UNAVAILABLE, "busy");
    let place = Arc::clone(&page.app.sending).try_acquire_owned().map_err(|_| busy())?;
    let record = page.app.open_as(page.asked.who.role)?;
    let (sender, body) = Channel::<Bytes, io::Error>::new(WAITING);
    let runtime = Handle::current();
    let sends = runtime.clone();
    drop(runtime.spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(PIECE, Sent { sender, runtime: sends });
        let done = write(&record, &filter, &mut out).and_then(|()| out.flush());
        let (sent, _) = out.into_parts();
        if let Err(error) = done {
            sent.sender.abort(error);
        }
        drop(place);
    }));
    Ok(attached(kind, name, Body::new(body)))
}

/// Why a file was not finished.
#[derive(Debug)]
pub(crate) struct Stopped(io::Error);

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl From<csv::Error> for Stopped {
    fn from(error: csv::Error) -> Self {
        Self(error.into())
    }
}

impl From<griot_record::Error> for Stopped {
    fn from(error: griot_record::Error) -> Self {
        Self(io::Error::other(error.to_string()))
    }
}

impl From<Stopped> for io::Error {
    fn from(Stopped(error): Stopped) -> Self {
        error
    }
}

/// Sends what is written.
struct Sent {
    sender: Sender<Bytes, io::Error>,
    runtime: Handle,
}

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sending = self.sender.send_data(Bytes::copy_from_slice(bytes));
        match self.runtime.block_on(async { tokio::time::timeout(PATIENCE, sending).await }) {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
