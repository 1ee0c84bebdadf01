//! Whom a server on the other end of `https` must be vouched for by, and what is wrong with one.
//!
//! Takes certificates that a user or the system trusts; gives what connections stand on: those alone, or
//! else Mozilla's list, which the program carries, so that it trusts the same on every machine. Where a
//! connection is not secured, a sentence says what is wrong with the certificate.

use rustls::{CertificateError, Error as TlsError};
use ureq::Error;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// The authorities whose certificates are believed.
#[derive(Clone, Debug)]
pub struct Authorities(RootCerts);

impl Default for Authorities {
    fn default() -> Self {
        Self(RootCerts::WebPki)
    }
}

impl Authorities {
    /// Those of a PEM file alone: of a proxy that opens connections, of an own network, or the list
    /// that the system keeps.
    ///
    /// # Errors
    ///
    /// When no certificate stands there, or one of them is broken.
    pub fn of_pem(pem: &[u8]) -> Result<Self, String> {
        let mut certificates: Vec<Certificate<'static>> = Vec::new();
        for item in parse_pem(pem) {
            match item {
                Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
                Ok(_) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        if certificates.is_empty() {
            return Err("no certificate stands in it (PEM, `-----BEGIN CERTIFICATE-----`)".into());
        }
        Self::of(certificates)
    }

    /// Those that the system trusts, and no others: what an administrator has put there is among them.
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` name others, as for most programs.
    ///
    /// # Errors
    ///
    /// When there are none, and why.
    pub fn of_system() -> Result<Self, String> {
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty() {
            let why: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
            let why = if why.is_empty() { "there are none".to_owned() } else { why.join("; ") };
            return Err(why);
        }
        let certificates = found.certs.iter().map(|der| Certificate::from_der(der).to_owned());
        Self::of(certificates.collect())
    }

    fn of(certificates: Vec<Certificate<'static>>) -> Result<Self, String> {
        let mut store = rustls::RootCertStore::empty();
        let (_, n_ignored) = store.add_parsable_certificates(
            certificates.iter().map(|certificate| certificate.der().to_vec().into()),
        );
        if n_ignored == certificates.len() {
            return Err("none of the certificates in it can be read".into());
        }
        Ok(Self(RootCerts::from(certificates)))
    }

    pub(crate) fn config(&self) -> TlsConfig {
        TlsConfig::builder().root_certs(self.0.clone()).build()
    }
}

/// What is wrong with the other end of a connection that was to be secured; `None` when that was not
/// what failed.
pub(crate) fn fault(error: &Error) -> Option<String> {
    let error = match error {
        Error::Rustls(error) => error,
        Error::Io(error) => error.get_ref()?.downcast_ref::<TlsError>()?,
        _ => return None,
    };
    let TlsError::InvalidCertificate(why) = error else {
        return Some(format!("no secure connection: {error}"));
    };
    Some(match why {
        CertificateError::UnknownIssuer => "nobody who is trusted vouches for its certificate; \
            --system-certificates trusts whom this system trusts, --ca-file FILE names others"
            .to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet; or the clock of this machine is wrong".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is that of another host".to_owned()
        }
        CertificateError::Revoked => "its certificate was revoked".to_owned(),
        why => format!("its certificate is not valid: {why}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        for pem in [
            "",
            "no certificate",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n!\n",
        ] {
            assert!(Authorities::of_pem(pem.as_bytes()).is_err(), "{pem}");
        }
    }
}
