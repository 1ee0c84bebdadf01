//! A record in the browser: what happened where and when, how many and according to whom, the words
//! themselves, and the work of review.
//!
//! Takes the folder of a record; gives pages that work without scripts, each also as data. It asks
//! what the command line asks, through the same filters, and decides through the same decisions; no
//! page has a question of its own to the database. It answers this machine alone, loads nothing from
//! anywhere, and shows what comes of pages as text, never as markup.
#![cfg_attr(test, allow(clippy::unwrap_used))]
// A path is a field of what is asked, a name of what is called so, a story of stories: the words of the
// pages. Answers of one shape are all results, and lines that are given away are taken whole.
#![allow(
    clippy::struct_field_names,
    clippy::needless_for_each,
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    clippy::inconsistent_struct_constructor,
    clippy::type_complexity
)]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use griot::json::Coder;

mod words;

mod state;

mod streamed;

mod guard;

mod asked;

mod answer;

mod chrome;

mod view;

mod draw;

mod pages;

mod api;

mod kept;

mod files;

mod people;

pub use people::Proxy;
pub use state::App;

/// So many questions are asked of the record at once; others wait.
const MOST_READERS: usize = 16;

/// How a record is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the record.
    pub dir: PathBuf,
    /// Whoever decides, unless a form says otherwise.
    pub analyst: Option<String>,
    /// What decisions are signed with.
    pub coder: Coder,
    /// The clock.
    pub now: fn() -> jiff::Timestamp,
    /// Behind which proxy it is served: then everybody logs in.
    pub proxy: Option<Proxy>,
}

/// Why a record cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is not one of this machine alone.
    #[error(
        "`{0}` can be reached from other machines: make accounts (`griot account add`), put a proxy that \
         speaks TLS before it and name its address with --behind-proxy https://NAME; expected an address \
         such as 127.0.0.1:8450 otherwise (from elsewhere: ssh -L 8450:127.0.0.1:8450 HOST)"
    )]
    NotLoopback(SocketAddr),
    /// Others can reach it, and nobody could log in.
    #[error(
        "nobody has an account, and whoever comes by `https://{0}` has to log in: `griot account add \
         DIR NAME --role admin` makes one"
    )]
    NoAccounts(String),
    /// Something else listens there.
    #[error("`{0}` is in use: `--address 127.0.0.1:0` takes a port that is free")]
    InUse(SocketAddr),
    /// The system says no.
    #[error("`{address}`: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The record says no.
    #[error(transparent)]
    Record(#[from] griot_record::Error),
    /// The server stopped.
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
}

/// The server of a record, without a socket.
pub fn router(app: Arc<App>) -> Router {
    let all =
        pages::routes().merge(api::routes()).merge(files::routes()).merge(people::login::routes());
    guard::around(all, Arc::clone(&app)).with_state(app)
}

/// Serves a record until the process is told to stop (Ctrl-C or SIGTERM). `ready` is called with the
/// address as soon as requests are answered there.
///
/// # Errors
///
/// When others could reach the address without a login or without TLS, or it is in use, or the record
/// cannot be opened.
pub fn serve(
    options: Options,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    if !address.ip().is_loopback() && options.proxy.is_none() {
        return Err(Error::NotLoopback(address));
    }
    let app = Arc::new(App::open(options)?);
    if let Some(proxy) = &app.options.proxy
        && !app.desk.has_accounts()?
    {
        return Err(Error::NoAccounts(proxy.host().to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Each holds a reader of the record with its own cache.
        .max_blocking_threads(MOST_READERS)
        .build()
        .map_err(Error::Stopped)?;
    runtime.block_on(async move {
        let listener =
            tokio::net::TcpListener::bind(address).await.map_err(|source| match source.kind() {
                std::io::ErrorKind::AddrInUse => Error::InUse(address),
                _ => Error::Listen { address, source },
            })?;
        let address = listener.local_addr().map_err(Error::Stopped)?;
        state::warm(&app);
        ready(address);
        let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stop()).await.map_err(Error::Stopped)
    })
}

/// Waits until the process is told to stop.
async fn stop() {
    let interrupt = async {
        // Without a handler there is nothing to wait for but the other signal.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return interrupt.await };
        let mut interrupt = std::pin::pin!(interrupt);
        std::future::poll_fn(|context| {
            let told = terminate.poll_recv(context).is_ready()
                || interrupt.as_mut().poll(context).is_ready();
            if told { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
    #[cfg(not(unix))]
    interrupt.await;
}
