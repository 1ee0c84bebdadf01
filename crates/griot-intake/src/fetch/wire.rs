//! Connections: whom they may go to, and what went over them.
//!
//! Takes what `ureq` asks of a transport; gives one that refuses addresses ([`AllowedHosts`]) at the
//! moment of connecting and that keeps the request and the response as they went over the wire,
//! below every coding and above TLS. One [`Wire`] is for one request.
//!
//! Where a proxy connects, its own address is the user's choice and is not looked at. Of the host that
//! it is asked for all addresses are looked up here and each must be open; what only the proxy can look
//! up is let through, unless its name can only be one of an own network.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, RustlsConnector, Transport,
};

use super::address::{AllowedHosts, Special};
use super::drip::Drip;
use super::message::Head;
use super::proxy::Proxy;

/// Looking up a name that a proxy will look up itself takes no longer: it only tells whether to ask.
const LOOK_UP: Duration = Duration::from_secs(2);

/// No head of what a proxy says to a `CONNECT` is longer.
const MAX_CONNECT_HEAD: usize = 16 << 10;

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
    /// Whether the host was not asked for, since its name can only be one of an own network.
    pub(crate) own_name: bool,
    /// Whether a proxy was connected to.
    pub(crate) at_proxy: bool,
    /// The status with which a proxy refused to open a tunnel.
    pub(crate) no_tunnel: Option<u16>,
    /// Whether the answer came in bytes now and then, and was given up.
    pub(crate) drips: bool,
}

/// The connection of one request.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    names: Arc<Names>,
    allowed: Arc<AllowedHosts>,
    /// Who is to connect in our place.
    proxy: Option<Arc<Proxy>>,
    tape: Arc<Mutex<Tape>>,
    /// No more than this is kept of a response.
    most_bytes: usize,
}

impl Wire {
    pub(crate) fn new(
        names: Arc<Names>,
        allowed: Arc<AllowedHosts>,
        proxy: Option<Arc<Proxy>>,
        most_bytes: usize,
    ) -> Self {
        Self { names, allowed, proxy, tape: Arc::default(), most_bytes }
    }

    /// Who connects in our place.
    pub(crate) fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_deref()
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

impl Wire {
    fn look_up(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        match &*self.names {
            Names::System => DefaultResolver::default().resolve(uri, config, timeout),
            Names::Table(table) => {
                let mut resolved = self.empty();
                let addresses = table.get(host).map(Vec::as_slice).unwrap_or_default();
                for address in addresses.iter().take(16) {
                    resolved.push(*address);
                }
                if resolved.is_empty() { Err(Error::HostNotFound) } else { Ok(resolved) }
            }
        }
    }

    /// Whether a proxy may be asked for a host: as far as can be told from here, it lies in the open
    /// Internet, wherever of its addresses the proxy goes to.
    fn check_for_proxy(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> bool {
        let host = uri.host().unwrap_or_default();
        if let Ok(ip) = host.trim_start_matches('[').trim_end_matches(']').parse() {
            return self.check(host, ip);
        }
        if is_own_name(host) && !self.allowed.names(host) {
            self.tape().own_name = true;
            return false;
        }
        let after = timeout.not_zero().map_or(LOOK_UP, |left| (*left).min(LOOK_UP));
        let timeout = NextTimeout { after: after.into(), ..timeout };
        // Behind a proxy names of the Internet are often not known: then only the proxy can tell.
        let Ok(addresses) = self.look_up(uri, config, timeout) else { return true };
        addresses.iter().all(|address| self.check(host, address.ip()))
    }
}

/// Whether a name can only be one of an own network: without a dot, or below a domain that is set aside
/// for such networks (RFC 6761, 6762, 8375; `internal` by ICANN).
fn is_own_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.')
        || matches!(last, "localhost" | "local" | "internal")
        || host.ends_with(".home.arpa")
}

impl Resolver for Wire {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        if let Some(proxy) = &self.proxy {
            if !self.check_for_proxy(uri, config, timeout) {
                return Err(Error::HostNotFound);
            }
            let address: Uri = proxy.address.parse().map_err(|_| Error::HostNotFound)?;
            return self.look_up(&address, config, timeout);
        }
        let host = uri.host().unwrap_or_default();
        let resolved = self.look_up(uri, config, timeout)?;
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
            if self.0.proxy.is_none() && !self.0.check(host, address.ip()) {
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
                Ok(mut stream) => {
                    stream.set_nodelay(true)?;
                    let mut in_front = None;
                    match self.0.proxy() {
                        Some(proxy) => {
                            self.0.tape().at_proxy = true;
                            if details.needs_tls() {
                                self.tunnel(proxy, &mut stream, details)?;
                            } else {
                                in_front = Some(InFront::new(proxy, details.uri));
                            }
                        }
                        None => self.0.tape().ip = Some(address.ip()),
                    }
                    let config = details.config;
                    let buffers =
                        LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
                    let (wire, drip) = (self.0.clone(), Drip::default());
                    return Ok(Some(Tcp { stream, buffers, in_front, wire, drip }));
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

impl Dial {
    /// Has a proxy open a tunnel to the host of an `https` address, in the time that connecting has.
    fn tunnel(
        &self,
        proxy: &Proxy,
        stream: &mut TcpStream,
        details: &ConnectionDetails,
    ) -> Result<(), Error> {
        let timeout = details.timeout;
        let until = timeout.not_zero().map(|left| Instant::now() + *left);
        let host = details.uri.host().unwrap_or_default();
        let port = details.uri.port_u16().unwrap_or(443);
        let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
        if let Some(authorization) = &proxy.authorization {
            request.push_str("Proxy-Authorization: ");
            request.push_str(authorization);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        stream.set_write_timeout(timeout.not_zero().map(|left| *left))?;
        stream.write_all(request.as_bytes()).map_err(|error| timed(error, timeout))?;
        // Byte by byte: what stands behind the head belongs to the host.
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if let Some(until) = until {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(Error::Timeout(timeout.reason));
                }
                stream.set_read_timeout(Some(left))?;
            }
            match stream.read(&mut byte) {
                Ok(1) if head.len() < MAX_CONNECT_HEAD => head.push(byte[0]),
                Ok(_) => return Err(Error::ConnectionFailed),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(timed(error, timeout)),
            }
        }
        let status = Head::parse(&head).map_or(0, |head| head.status);
        if (200..300).contains(&status) {
            return Ok(());
        }
        self.0.tape().no_tunnel = Some(status);
        Err(Error::ConnectionFailed)
    }
}

/// What a proxy is told in front of and behind the first line of a request to an `http` address.
#[derive(Debug)]
struct InFront {
    /// Scheme, host and port, which the request alone does not say.
    origin: String,
    /// A line more of the head, or nothing.
    line: String,
}

impl InFront {
    fn new(proxy: &Proxy, uri: &Uri) -> Self {
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        let line = proxy.authorization.as_ref();
        let line =
            line.map(|value| format!("Proxy-Authorization: {value}\r\n")).unwrap_or_default();
        Self { origin: format!("http://{authority}"), line }
    }

    /// The beginning of a request as a proxy wants it: `GET http://host/path HTTP/1.1`.
    fn of(&self, output: &[u8]) -> Option<Vec<u8>> {
        let path = memchr::memchr(b' ', output)? + 1;
        let head = path + memchr::memmem::find(output.get(path..)?, b"\r\n")? + 2;
        let parts = [
            output.get(..path)?,
            self.origin.as_bytes(),
            output.get(path..head)?,
            self.line.as_bytes(),
            output.get(head..)?,
        ];
        Some(parts.concat())
    }
}

/// A plain connection.
#[derive(Debug)]
struct Tcp {
    stream: TcpStream,
    buffers: LazyBuffers,
    /// What the beginning of the request still lacks, where a proxy is asked.
    in_front: Option<InFront>,
    wire: Wire,
    drip: Drip,
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
        let Some(in_front) = self.in_front.take() else {
            return self.stream.write_all(output).map_err(|error| timed(error, timeout));
        };
        // A head is shorter than the buffer: its first line is there whole.
        let output = in_front.of(output).ok_or(Error::ConnectionFailed)?;
        self.stream.write_all(&output).map_err(|error| timed(error, timeout))
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
        if amount > 0 && self.drip.is_one(amount, Instant::now()) {
            self.wire.tape().drips = true;
            return Err(Error::Timeout(timeout.reason));
        }
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
