//! Inputs that are not here yet: addresses, and lists of feeds.
//!
//! Takes what the user named; fetches what of it has to be fetched into an archive, tells how far it
//! is and what could not be had; gives where in the archive it lies, for the walk over the inputs.

use std::io::{IsTerminal, Read as _, stderr};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use griot_intake::feed::{self, Kind};
use griot_intake::fetch::address::AllowedHosts;
use griot_intake::fetch::clock::SystemClock;
use griot_intake::fetch::proxy::Proxies;
use griot_intake::fetch::tls::Authorities;
use griot_intake::fetch::{
    Event, Fetched, Input, Names, Outcome, Run, Settings, Summary, location,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::FetchArgs;
use crate::report::{Report, tell};
use crate::settings::Inputs;
use crate::show::layout::clean;

/// By so much of a file it is known to be a list of feeds.
const HEAD_BYTES: u64 = 4 << 10;

/// Fetches what of the inputs has to be fetched, and leaves it with them.
pub(crate) fn fetch(inputs: &mut Inputs, args: &FetchArgs, report: &mut Report) -> Result<()> {
    let mut wanted = Vec::new();
    let mut paths = Vec::new();
    for path in &inputs.paths {
        if let Some(input) = input(path)?
            && !paths.contains(path)
        {
            wanted.push(input);
            paths.push(path.clone());
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let settings = settings(args)?;
    let teller = Teller::new(inputs.quiet);
    let run =
        Run::new(&wanted, &settings, Names::System, &SystemClock, &|event| teller.tell(event))
            .with_context(|| format!("cannot fetch into `{}`", settings.archive.display()))?;
    teller.bar.finish_and_clear();
    let mut fetched = Fetched::default();
    for (n, path) in paths.into_iter().enumerate() {
        fetched.add(path, run.found(n));
    }
    inputs.fetched = fetched;
    if teller.n_failures.load(Ordering::Relaxed) > 0 {
        report.failed();
    }
    if !inputs.quiet {
        eprint(&row(&run.summary, &settings.archive));
    }
    Ok(())
}

/// What is to be fetched for an input; nothing for what is here.
fn input(path: &Path) -> Result<Option<Input>> {
    if let Some(text) = path.to_str().filter(|text| location::is_address(text)) {
        return Ok(Some(Input::Address(text.to_owned())));
    }
    // Whatever else there is to say of a path, the walk over the inputs says.
    let Ok(found) = std::fs::metadata(path) else { return Ok(None) };
    if !found.is_file() {
        return Ok(None);
    }
    let cannot = || format!("cannot read `{}`", path.display());
    let Ok(mut file) = std::fs::File::open(path) else { return Ok(None) };
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes).with_context(cannot)?;
    if feed::sniff(&bytes) != Some(Kind::Opml) {
        return Ok(None);
    }
    file.take(feed::MAX_BYTES as u64).read_to_end(&mut bytes).with_context(cannot)?;
    Ok(Some(Input::List(path.display().to_string(), bytes)))
}

fn settings(args: &FetchArgs) -> Result<Settings> {
    let FetchArgs {
        archive,
        delay,
        timeout,
        allow_host,
        ca_file,
        system_certificates,
        proxy,
        user_agent,
        max_pages,
    } = args;
    let mut settings = Settings {
        archive: archive.clone(),
        delay: *delay,
        timeout: *timeout,
        allowed: AllowedHosts::new(allow_host),
        max_pages: *max_pages,
        ..Settings::default()
    };
    if let Some(user_agent) = user_agent {
        settings.user_agent.clone_from(user_agent);
    }
    if let Some(file) = ca_file {
        let cannot = || format!("cannot take certificates from `{}`", file.display());
        let pem = std::fs::read(file).with_context(cannot)?;
        settings.authorities =
            Authorities::of_pem(&pem).map_err(anyhow::Error::msg).with_context(cannot)?;
    }
    if *system_certificates {
        settings.authorities = Authorities::of_system()
            .map_err(anyhow::Error::msg)
            .context("cannot take the certificates that this system trusts")?;
    }
    settings.proxies = match proxy.as_deref() {
        Some("none") => Proxies::default(),
        Some(address) => Proxies::one(address).map_err(anyhow::Error::msg).context("--proxy")?,
        None => Proxies::of_variables(|name| std::env::var(name).ok())
            .map_err(anyhow::Error::msg)
            .context("the environment names a proxy; --proxy none asks without one")?,
    };
    Ok(settings)
}

/// Tells of each address, from whichever thread.
struct Teller {
    bar: ProgressBar,
    quiet: bool,
    n_failures: AtomicUsize,
    /// Addresses that were answered, in numbers.
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    brought: usize,
    left: usize,
}

impl Teller {
    fn new(quiet: bool) -> Self {
        let shown = !quiet && stderr().is_terminal();
        let bar = if shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        // How many addresses there are is not known before the last list is read.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, quiet, n_failures: AtomicUsize::new(0), counts: Mutex::default() }
    }

    fn tell(&self, event: &Event) {
        let Event { url, outcome, why, asked_for } = event;
        // What a list names and a site does not want fetched is no failure: what the user names is.
        let is_failure = match outcome {
            Outcome::Failed => true,
            Outcome::Refused => *asked_for,
            Outcome::Fetched | Outcome::NotModified | Outcome::Known => false,
        };
        if is_failure {
            self.n_failures.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(why) = why
            && (is_failure || !self.quiet)
        {
            self.bar.suspend(|| tell(&format!("`{url}`: {why}")));
        }
        let message = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            match outcome {
                Outcome::Failed | Outcome::Refused => counts.left += 1,
                _ => counts.brought += 1,
            }
            format!("{} addresses, {} not had; {}", counts.brought, counts.left, clean(url))
        };
        self.bar.set_message(message);
    }
}

/// What a run came to, as a row above those of reading.
fn row(summary: &Summary, archive: &Path) -> String {
    let Summary { n_fetched, n_not_modified, n_known, n_refused, n_failed, n_left_out } = summary;
    let mut parts = Vec::new();
    for (n, what) in [
        (n_not_modified, "as before"),
        (n_known, "in the archive already"),
        (n_refused, "refused (told above)"),
        (n_failed, "failed (told above)"),
        (n_left_out, "left out by --max-pages"),
    ] {
        if *n > 0 {
            parts.push(format!(", {n} {what}"));
        }
    }
    format!("fetched      {n_fetched} into {}{}\n", archive.display(), parts.concat())
}

/// With standard error closed there is nobody left to tell.
fn eprint(text: &str) {
    let _ = std::io::Write::write_all(&mut stderr().lock(), text.as_bytes());
}
