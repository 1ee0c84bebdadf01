//! Accounts: who may reach a record that is served, and who changed what about that.
//!
//! Takes names, passwords and codes; gives accounts, and whether somebody is who they say. A password is
//! kept as an argon2id hash, the secret of a second factor as it is (it must be: codes are made of it).
//! Every change and every login is an entry of the log, written in the same transaction. Accounts are
//! never removed, since decisions are signed with their names: they are disabled. This writes beside the
//! one writer of a record and does not wait for it to end: the database takes turns.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::audit;
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::record::{Layout, Record};
use crate::role::Role;
use crate::schema;

/// A shorter password is guessed.
pub const LEAST_CHARS: usize = 12;
/// A longer one only costs time.
pub(crate) const MOST_BYTES: usize = 1_024;
/// A name is signed below decisions.
const MOST_NAME_CHARS: usize = 64;
/// Codes of so many steps of thirty seconds before and after are taken: clocks differ.
const SKEW: u16 = 1;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number, which stays.
    pub id: i64,
    /// Its name, as decisions are signed with it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it asks for a code as well.
    pub has_totp: bool,
    /// Whether it may not log in.
    pub is_disabled: bool,
    /// When it was made: RFC 3339, UTC.
    pub created: String,
    /// Rises with every change: whoever logged in before one has to log in again.
    pub changes: i64,
}

/// Who changes something, and when, as the caller's clock says.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'s> {
    /// A name; empty when nobody is known.
    pub by: &'s str,
    /// The moment.
    pub at: jiff::Timestamp,
}

/// The accounts of a record, for writing.
#[derive(Debug)]
pub struct People {
    path: PathBuf,
    db: Connection,
}

const COLUMNS: &str = "id, name, role, totp IS NOT NULL, disabled, created, changes";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(2)?;
    Ok(Account {
        id: row.get(0)?,
        name: row.get(1)?,
        // A role that is not known may nothing more than the least.
        role: role.parse().unwrap_or_default(),
        has_totp: row.get(3)?,
        is_disabled: row.get(4)?,
        created: row.get(5)?,
        changes: row.get(6)?,
    })
}

/// Names are told apart without capitals.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn wrong(name: &str, reason: impl Into<String>) -> Error {
    Error::Account { name: name.to_owned(), reason: reason.into() }
}

/// What a password is held against when there is no such account, so that this takes as long.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hashed("nobody has this password").ok());

fn hashed(password: &str) -> std::result::Result<String, String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

fn is_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).with_skew(SKEW).build().ok()
}

impl Record {
    /// Whether anybody has an account.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn has_accounts(&self) -> Result<bool> {
        // It is asked with every request of a record that is served without accounts.
        let sql = "SELECT EXISTS (SELECT 1 FROM accounts)";
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([], |row| row.get(0)))
            .map_err(|error| self.fault(error))
    }

    /// All accounts, by name.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM accounts ORDER BY folded");
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        query.query_map([], read).and_then(Iterator::collect).map_err(|error| self.fault(error))
    }

    /// An account by its number.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn account(&self, id: i64) -> Result<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = ?1");
        self.db
            .prepare_cached(&sql)
            .and_then(|mut query| query.query_row([id], read).optional())
            .map_err(|error| self.fault(error))
    }
}

impl People {
    /// Opens the accounts of a record. A database of an older version is brought up to date first.
    ///
    /// # Errors
    ///
    /// When there is no record, or it cannot be written.
    pub fn open(dir: &Path) -> Result<Self> {
        let layout = Layout::new(dir);
        layout.must_exist()?;
        let path = layout.database();
        match schema::open_for_reading(&path) {
            Ok(db) => drop(db),
            Err(Error::Older { .. }) => {
                let lock = Lock::take(dir)?;
                drop(schema::open_for_writing(&path)?);
                drop(lock);
            }
            Err(error) => return Err(error),
        }
        Ok(Self { db: schema::open_for_writing(&path)?, path })
    }

    fn fault(&self, error: rusqlite::Error) -> Error {
        Error::database(&self.path, error)
    }

    /// Changes something and tells it in the log, both or neither.
    fn write<T>(
        &mut self,
        signed: Signed<'_>,
        what: &str,
        change: impl FnOnce(&Connection) -> rusqlite::Result<(T, Value)>,
    ) -> Result<T> {
        let path = self.path.clone();
        let fault = |error| Error::database(&path, error);
        let writing =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let (done, about) = change(&writing).map_err(fault)?;
        audit::append(&writing, &signed.at.to_string(), signed.by, what, &about).map_err(fault)?;
        writing.commit().map_err(fault)?;
        Ok(done)
    }

    /// An account by its name.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn named(&self, name: &str) -> Result<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE folded = ?1");
        let found = self.db.query_row(&sql, [folded(name)], read).optional();
        found.map_err(|error| self.fault(error))
    }

    fn must_be(&self, name: &str) -> Result<Account> {
        self.named(name)?
            .ok_or_else(|| wrong(name, "no account has this name; `griot account list` shows them"))
    }

    /// Makes an account.
    ///
    /// # Errors
    ///
    /// When the name is taken or cannot be one, or the password is too short.
    pub fn add(
        &mut self,
        name: &str,
        role: Role,
        password: &str,
        signed: Signed<'_>,
    ) -> Result<Account> {
        let name = name.trim();
        let is_plain = |char: char| char.is_alphanumeric() || " ._-'’@".contains(char);
        let n = name.chars().count();
        if n == 0 || n > MOST_NAME_CHARS || !name.chars().all(is_plain) {
            let reason = "a name is 1 to 64 letters, digits, spaces and . _ - ' @";
            return Err(wrong(name, reason));
        }
        if self.named(name)?.is_some() {
            return Err(wrong(name, "there is an account with this name already"));
        }
        let hash = password_hash(name, password)?;
        let key = folded(name);
        self.write(signed, "account", |db| {
            db.execute(
                "INSERT INTO accounts (name, folded, hash, role, created)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![name, key, hash, role.as_str(), signed.at.to_string()],
            )?;
            Ok(((), json!({ "account": name, "did": "add", "role": role.as_str() })))
        })?;
        self.must_be(name)
    }

    /// Gives an account another role. Whoever is logged in with it has to log in again.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn set_role(&mut self, name: &str, role: Role, signed: Signed<'_>) -> Result<Account> {
        let about = json!({ "did": "role", "role": role.as_str() });
        self.set(name, "role = ?2", &[&role.as_str()], about, signed)
    }

    /// Gives an account another password. Whoever is logged in with it has to log in again.
    ///
    /// # Errors
    ///
    /// When there is no such account, or the password is too short.
    pub fn set_password(
        &mut self,
        name: &str,
        password: &str,
        signed: Signed<'_>,
    ) -> Result<Account> {
        let account = self.must_be(name)?;
        let hash = password_hash(&account.name, password)?;
        self.set(name, "hash = ?2", &[&hash], json!({ "did": "password" }), signed)
    }

    /// Closes an account, or opens it again.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn set_disabled(
        &mut self,
        name: &str,
        is_disabled: bool,
        signed: Signed<'_>,
    ) -> Result<Account> {
        let did = if is_disabled { "disable" } else { "enable" };
        self.set(name, "disabled = ?2", &[&is_disabled], json!({ "did": did }), signed)
    }

    /// Has an account ask for a code besides the password: gives the secret in Base32, and the address
    /// (`otpauth:`) that an app for codes reads.
    ///
    /// # Errors
    ///
    /// When there is no such account, or the system has no random numbers.
    pub fn begin_totp(
        &mut self,
        name: &str,
        issuer: &str,
        signed: Signed<'_>,
    ) -> Result<(String, String)> {
        let account = self.must_be(name)?;
        let mut bytes = [0; 20];
        getrandom::fill(&mut bytes).map_err(|error| wrong(name, error.to_string()))?;
        let secret = Secret::new_stack(bytes);
        let base32 = secret.to_base32();
        // A colon separates both in such an address.
        let plain = |text: &str| text.replace(':', " ");
        let url = Builder::new()
            .with_secret(secret)
            .with_skew(SKEW)
            .with_account_name(plain(&account.name))
            .with_issuer(Some(plain(issuer)))
            .build()
            .and_then(|totp| totp.to_url())
            .map_err(|error| wrong(name, error.to_string()))?;
        let about = json!({ "did": "totp" });
        self.set(name, "totp = ?2, totp_step = 0", &[&base32], about, signed)?;
        Ok((base32, url))
    }

    /// Has an account ask for the password alone.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn end_totp(&mut self, name: &str, signed: Signed<'_>) -> Result<Account> {
        let about = json!({ "did": "totp-off" });
        self.set(name, "totp = ?2", &[&None::<String>], about, signed)
    }

    fn set(
        &mut self,
        name: &str,
        column: &str,
        value: &[&dyn rusqlite::ToSql],
        mut about: Value,
        signed: Signed<'_>,
    ) -> Result<Account> {
        let account = self.must_be(name)?;
        about["account"] = json!(account.name);
        self.write(signed, "account", |db| {
            let sql = format!("UPDATE accounts SET {column}, changes = changes + 1 WHERE id = ?1");
            let mut all: Vec<&dyn rusqlite::ToSql> = vec![&account.id];
            all.extend(value);
            db.execute(&sql, all.as_slice())?;
            Ok(((), about))
        })?;
        self.must_be(name)
    }

    /// Whether somebody is who they say: the account, or nothing. It takes as long when there is no such
    /// account, and says as little. `code` is that of the second factor, where the account has one; a
    /// code is taken once. `from` is the address that is told in the log.
    ///
    /// # Errors
    ///
    /// When the database cannot be read or written: then nobody is logged in.
    pub fn login(
        &mut self,
        name: &str,
        password: &str,
        code: &str,
        from: &str,
        at: jiff::Timestamp,
    ) -> Result<Option<Account>> {
        // Else the first try of a name that nobody has would take longer than others.
        LazyLock::force(&NOBODY);
        let sql =
            format!("SELECT {COLUMNS}, hash, totp, totp_step FROM accounts WHERE folded = ?1");
        let whole = |row: &rusqlite::Row<'_>| {
            Ok((
                read(row)?,
                row.get::<_, String>(7)?,
                row.get::<_, Option<String>>(8)?,
                row.get::<_, u64>(9)?,
            ))
        };
        let found = self.db.query_row(&sql, [folded(name)], whole).optional();
        let found = found.map_err(|error| self.fault(error))?;
        let hash = found.as_ref().map(|found| found.1.as_str()).or(NOBODY.as_deref());
        let is_right = password.len() <= MOST_BYTES
            && is_password(password, hash.unwrap_or_default())
            && found.as_ref().is_some_and(|(account, ..)| !account.is_disabled);
        let seconds = u64::try_from(at.as_second()).unwrap_or_default();
        let digits: String = code.chars().filter(|char| !char.is_whitespace()).collect();
        // The step of thirty seconds of which the code is, if the account asks for one and it is right.
        let step = match found.as_ref().map(|found| (found.2.as_deref(), found.3)) {
            Some((Some(secret), last)) => {
                let step = totp(secret).and_then(|totp| totp.check(&digits, seconds));
                step.filter(|step| *step > last).map(Some)
            }
            Some((None, _)) => Some(None),
            None => None,
        };
        let account = found.map(|(account, ..)| account).filter(|_| is_right);
        let Some((account, step)) = account.zip(step) else {
            // What was typed as a name may be a password: only names that exist are told.
            let known = self.named(name)?.map(|account| account.name);
            let by = known.clone().unwrap_or_default();
            let about = json!({ "account": known, "from": from });
            self.write(Signed { by: &by, at }, "login-failed", |_| Ok(((), about)))?;
            return Ok(None);
        };
        let is_in = self.write(Signed { by: &account.name, at }, "login", |db| {
            // Between the look and this, somebody else may have used the code or changed the account.
            let sql = "UPDATE accounts SET totp_step = coalesce(?2, totp_step)
                       WHERE id = ?1 AND changes = ?3 AND (?2 IS NULL OR totp_step < ?2)";
            let n = db.execute(sql, params![account.id, step, account.changes])?;
            let about = json!({ "account": account.name, "from": from, "taken": n == 1 });
            Ok((n == 1, about))
        })?;
        Ok(is_in.then_some(account))
    }

    /// Tells in the log that somebody logged out.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn logout(&mut self, name: &str, at: jiff::Timestamp) -> Result<()> {
        let about = json!({ "account": name });
        self.write(Signed { by: name, at }, "logout", |_| Ok(((), about)))
    }
}

fn password_hash(name: &str, password: &str) -> Result<String> {
    if password.chars().count() < LEAST_CHARS {
        let reason = format!("a password has {LEAST_CHARS} characters or more; a sentence is one");
        return Err(wrong(name, reason));
    }
    if password.len() > MOST_BYTES {
        return Err(wrong(name, format!("a password has {MOST_BYTES} bytes at the most")));
    }
    if folded(password) == folded(name) {
        return Err(wrong(name, "a password is not the name"));
    }
    hashed(password).map_err(|reason| wrong(name, reason))
}
