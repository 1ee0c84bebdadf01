//! `griot account`: who may reach a record when it is served.
//!
//! Takes names, roles and passwords; changes accounts and shows them. Passwords come of the terminal,
//! which does not show them, or of standard input: never of the arguments, which others can see. The
//! clock and the name of the login, for the log, are read here.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::{Result, bail};
use griot_record::{Account, LEAST_CHARS, People, Record, Signed};
use serde_json::json;

use crate::args::{AccountArgs, AccountVerb, WhoArgs};
use crate::out;
use crate::settings;
use crate::show::layout::clean;

pub(crate) fn run(args: AccountArgs) -> Result<ExitCode> {
    let by = settings::analyst().unwrap_or_default();
    let signed = Signed { by: &by, at: jiff::Timestamp::now() };
    match args.verb {
        AccountVerb::List { dir, json } => return list(&Record::open(&dir)?, json),
        AccountVerb::Add { who: WhoArgs { dir, name }, role } => {
            let mut people = People::open(&dir)?;
            if people.named(&name)?.is_some() {
                bail!("`{name}`: there is an account with this name already");
            }
            say(&people.add(&name, role, &password()?, signed)?)?;
        }
        AccountVerb::Role { who: WhoArgs { dir, name }, role } => {
            say(&People::open(&dir)?.set_role(&name, role, signed)?)?;
        }
        AccountVerb::Password { who: WhoArgs { dir, name } } => {
            let mut people = People::open(&dir)?;
            say(&people.set_password(&name, &password()?, signed)?)?;
        }
        AccountVerb::Totp { who: WhoArgs { dir, name }, off: true } => {
            say(&People::open(&dir)?.end_totp(&name, signed)?)?;
        }
        AccountVerb::Totp { who: WhoArgs { dir, name }, off: false } => {
            let issuer = Record::open(&dir)?.config()?.name;
            let (secret, url) = People::open(&dir)?.begin_totp(&name, &issuer, signed)?;
            out::line(format_args!("secret   {}", clean(&secret)))?;
            out::line(format_args!("address  {}", clean(&url)))?;
        }
        AccountVerb::Disable { who: WhoArgs { dir, name } } => {
            say(&People::open(&dir)?.set_disabled(&name, true, signed)?)?;
        }
        AccountVerb::Enable { who: WhoArgs { dir, name } } => {
            say(&People::open(&dir)?.set_disabled(&name, false, signed)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(record: &Record, is_json: bool) -> Result<ExitCode> {
    let all = record.accounts()?;
    for account in &all {
        if is_json {
            let Account { name, role, has_totp, is_disabled, created, .. } = account;
            let line = json!({
                "name": name, "role": role.as_str(), "totp": has_totp, "disabled": is_disabled,
                "created": created,
            });
            out::line(line)?;
        } else {
            say(account)?;
        }
    }
    Ok(if all.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn say(account: &Account) -> io::Result<()> {
    let mut line = format!("{} · {}", clean(&account.name), account.role);
    if account.has_totp {
        line.push_str(" · asks for a code");
    }
    if account.is_disabled {
        line.push_str(" · closed");
    }
    out::line(line)
}

/// A password: asked for twice where there is a terminal, else the first line of standard input.
fn password() -> Result<String> {
    if io::stdin().is_terminal() {
        let prompt = format!("Password ({LEAST_CHARS} characters or more; it is not shown): ");
        let first = rpassword::prompt_password(prompt)?;
        if rpassword::prompt_password("Once more: ")? != first {
            bail!("the two are not the same: nothing was changed");
        }
        return Ok(first);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
