//! Connections: whom they may go to, and what went over them.
//!
//! Takes what `ureq` asks of a transport; gives one that refuses addresses ([`AllowedHosts`]) at the
//! moment of connecting and that keeps the request and the response as they went over the wire,
//! below every coding and above TLS. One [`Wire`] is for one request.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, RustlsConnector, Transport,
};

use super::address::{AllowedHosts, Special};

/// What turns names into addresses.
#[derive(Clone, Debug, Default)]
pub enum Names {
    /// The system does.
    #[default]
    System,
    /// A table does, and knows nothing else: for tests.
    Table(BTreeMap<String, Vec<SocketAddr>>),
}

/// What is kept of one request.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub(crate) sent: Vec<u8>,
    pub(crate) received: Vec<u8>,
    /// The address that was connected to.
    pub(crate) ip: Option<IpAddr>,
    /// An address that was not connected to, and why.
    pub(crate) refused: Option<(IpAddr, Special)>,
}

/// The connection of one request.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    names: Arc<Names>,
    allowed: Arc<AllowedHosts>,
    tape: Arc<Mutex<Tape>>,
    /// No more than this is kept of a response.
    most_bytes: usize,
}

impl Wire {
    pub(crate) fn new(names: Arc<Names>, allowed: Arc<AllowedHosts>, most_bytes: usize) -> Self {
        Self { names, allowed, tape: Arc::default(), most_bytes }
    }

    pub(crate) fn tape(&self) -> MutexGuard<'_, Tape> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An agent whose every connection is this one.
    pub(crate) fn agent(&self, config: Config, tls: &Arc<RustlsConnector>) -> ureq::Agent {
        let connector =
            Dial(self.clone()).chain(SharedTls(tls.clone())).chain(Taping(self.clone()));
        ureq::Agent::with_parts(config, connector, self.clone())
    }

    /// Whether an address may be connected to. What may not is remembered.
    fn check(&self, host: &str, ip: IpAddr) -> bool {
        match self.allowed.check(host, ip) {
            Ok(()) => true,
            Err(special) => {
                self.tape().refused = Some((ip, special));
                false
            }
        }
    }
}

impl Resolver for Wire {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let resolved = match &*self.names {
            Names::System => DefaultResolver::default().resolve(uri, config, timeout)?,
            Names::Table(table) => {
                let mut resolved = self.empty();
                let addresses = table.get(host).map(Vec::as_slice).unwrap_or_default();
                for address in addresses.iter().take(16) {
                    resolved.push(*address);
                }
                resolved
            }
        };
        let mut passed = self.empty();
        for address in resolved.iter().filter(|address| self.check(host, address.ip())) {
            passed.push(*address);
        }
        if passed.is_empty() { Err(Error::HostNotFound) } else { Ok(passed) }
    }
}

/// Opens connections to addresses that were resolved, and checks each once more.
#[derive(Debug)]
struct Dial(Wire);

impl Connector<()> for Dial {
    type Out = Tcp;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Tcp>, Error> {
        let host = details.uri.host().unwrap_or_default();
        let mut last = None;
        for (n, address) in details.addrs.iter().enumerate() {
            if !self.0.check(host, address.ip()) {
                continue;
            }
            // Each address gets half of what is left, the last one all of it.
            let left = details.timeout.not_zero().map(|left| *left);
            let is_last = n + 1 == details.addrs.len();
            let share = left.map(|left| if is_last { left } else { left / (1 << (n + 1).min(8)) });
            let stream = match share {
                Some(share) => TcpStream::connect_timeout(address, share),
                None => TcpStream::connect(address),
            };
            match stream {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    self.0.tape().ip = Some(address.ip());
                    let config = details.config;
                    let buffers =
                        LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
                    return Ok(Some(Tcp { stream, buffers }));
                }
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    last = Some(Error::Timeout(ureq::Timeout::Connect));
                }
                Err(error) => last = Some(Error::Io(error)),
            }
        }
        Err(last.unwrap_or(Error::ConnectionFailed))
    }
}

/// A plain connection.
#[derive(Debug)]
struct Tcp {
    stream: TcpStream,
    buffers: LazyBuffers,
}

/// What the system says when a read or a write took too long.
fn timed(error: io::Error, timeout: NextTimeout) -> Error {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        _ => Error::Io(error),
    }
}

impl Transport for Tcp {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = timeout.for_write();
        self.stream.set_write_timeout(timeout.not_zero().map(|left| *left))?;
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.stream.write_all(output).map_err(|error| timed(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = timeout.for_read();
        if timeout.after.is_zero() {
            return Err(Error::Timeout(timeout.reason));
        }
        self.stream.set_read_timeout(timeout.not_zero().map(|left| *left))?;
        let amount = loop {
            match self.stream.read(self.buffers.input_append_buf()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome.map_err(|error| timed(error, timeout))?,
            }
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    /// Connections are used once.
    fn is_open(&mut self) -> bool {
        false
    }
}

/// TLS, whose certificates are read once a run and not once a request.
#[derive(Debug)]
struct SharedTls(Arc<RustlsConnector>);

impl Connector<Tcp> for SharedTls {
    type Out = <RustlsConnector as Connector<Tcp>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<Tcp>,
    ) -> Result<Option<Self::Out>, Error> {
        // Without a connection there is nothing to secure, and the connector would panic.
        if chained.is_none() {
            return Ok(None);
        }
        self.0.connect(details, chained)
    }
}

/// Keeps what goes over a connection.
#[derive(Debug)]
struct Taping(Wire);

impl<In: Transport> Connector<In> for Taping {
    type Out = Taped<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Taped<In>>, Error> {
        Ok(chained.map(|inner| Taped { inner, wire: self.0.clone() }))
    }
}

#[derive(Debug)]
struct Taped<In> {
    inner: In,
    wire: Wire,
}

impl<In: Transport> Transport for Taped<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = self.inner.buffers().output().get(..amount).unwrap_or_default();
        self.wire.tape().sent.extend_from_slice(output);
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.inner.buffers().input().len();
        let more = self.inner.await_input(timeout)?;
        let input = self.inner.buffers().input();
        // Waiting only ever adds to the end.
        let new = input.get(before..).unwrap_or_default();
        let mut tape = self.wire.tape();
        if tape.received.len() + new.len() > self.wire.most_bytes {
            let text = "the message is longer than is kept of one";
            return Err(Error::Io(io::Error::new(io::ErrorKind::FileTooLarge, text)));
        }
        tape.received.extend_from_slice(new);
        Ok(more)
    }

    fn is_open(&mut self) -> bool {
        false
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
