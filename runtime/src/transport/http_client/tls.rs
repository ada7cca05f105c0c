//! Who is believed to be a server, and who this client is.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, InconsistentKeys, RootCertStore};
use rustls_platform_verifier::Verifier;
use zeroize::Zeroizing;

use super::failure::unbuilt;
use crate::Error;

/// Which authorities are trusted to say who a server is.
#[derive(Default)]
pub(super) struct Trust {
    /// PEM texts of authorities.
    pub(super) own: Vec<Vec<u8>>,
    /// Whether the system's are not.
    pub(super) alone: bool,
}

/// What this client shows to a server that asks who it is (mutual TLS, RFC 8705), as PEM.
pub(super) struct Identity {
    pub(super) chain: Vec<u8>,
    pub(super) key: Zeroizing<Vec<u8>>,
}

/// TLS with ring, named here and installed nowhere: an application's own choice stays its own.
pub(super) fn config(trust: &Trust, identity: Option<&Identity>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder
        .with_safe_default_protocol_versions()
        .map_err(|error| unbuilt("TLS has no version to speak").with_source(error))?;
    let (store, own) = authorities(&trust.own)?;
    let builder = if trust.alone {
        builder.with_root_certificates(store)
    } else {
        let verifier = with_the_systems(own, provider).map_err(|error| {
            unbuilt("the system has no certificates to trust")
                .with_advice("install its CA certificates (`ca-certificates`)")
                .with_source(error)
        })?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    };
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let (chain, key) = identity.read()?;
            builder.with_client_auth_cert(chain, key).map_err(unfit)?
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

type Chain = Vec<CertificateDer<'static>>;

/// The authorities in some PEM texts, each looked at.
fn authorities(texts: &[Vec<u8>]) -> Result<(RootCertStore, Chain), Error> {
    let (mut store, mut all) = (RootCertStore::empty(), Chain::new());
    for text in texts {
        for certificate in certificates(text, AUTHORITIES)? {
            store.add(certificate.clone()).map_err(|error| {
                unbuilt(format!("a certificate of {AUTHORITIES} can't be read")).with_source(error)
            })?;
            all.push(certificate);
        }
    }
    Ok((store, all))
}

const AUTHORITIES: &str = "the trusted authorities";

/// The certificates in a PEM text, of which there must be one at least.
fn certificates(text: &[u8], whose: &str) -> Result<Chain, Error> {
    let read: Result<Chain, pem::Error> = CertificateDer::pem_slice_iter(text).collect();
    let chain = read.map_err(|error| {
        unbuilt(format!("the PEM text of {whose} can't be read")).with_source(error)
    })?;
    if chain.is_empty() {
        return Err(unbuilt(format!("the PEM text of {whose} holds no certificate")).with_advice(
            "a certificate stands between `-----BEGIN CERTIFICATE-----` and its end",
        ));
    }
    Ok(chain)
}

impl Identity {
    fn read(&self) -> Result<(Chain, PrivateKeyDer<'static>), Error> {
        let chain = certificates(&self.chain, "the client certificate")?;
        // What is wrong with it is not quoted: it is a secret.
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| {
            if matches!(error, pem::Error::NoItemsFound) {
                return unbuilt("the PEM text of the key holds no private key")
                    .with_advice("take a key without a password: an encrypted one can't be read");
            }
            unbuilt("the PEM text of the key can't be read")
        })?;
        Ok((chain, key))
    }
}

/// Why a certificate and a key are no identity.
fn unfit(error: rustls::Error) -> Error {
    if error == rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) {
        return unbuilt("the key does not belong to the client certificate")
            .with_advice("the first certificate of the chain must be the client's own");
    }
    unbuilt("the client certificate and its key can't be used").with_source(error)
}

#[cfg(not(target_os = "android"))]
fn with_the_systems(own: Chain, provider: Arc<CryptoProvider>) -> Result<Verifier, rustls::Error> {
    Verifier::new_with_extra_roots(own, provider)
}

/// Whom Android trusts is for Android to say.
#[cfg(target_os = "android")]
fn with_the_systems(own: Chain, provider: Arc<CryptoProvider>) -> Result<Verifier, rustls::Error> {
    if !own.is_empty() {
        let why = "Android takes no authorities beside its own: trust them alone";
        return Err(rustls::Error::General(why.to_owned()));
    }
    Verifier::new(provider)
}
