//! Who is believed to be a server, and which way leads there.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use spotify_flow::http::Request;
use spotify_flow::{Transport as _, TransportErrorKind};
use spotify_flow_tests::target_folder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::server::{Server, TOKEN, ask_at, client, ok};

/// Tells the program that [`asks_as_it_is_told`] what to ask.
const ASK: &str = "SPOTIFY_FLOW_THREATS_ASK";

/// Asks servers for a token in a process of its own, whose environment is that of a test.
#[tokio::test]
#[ignore = "a part of t_043 and t_044, which start it"]
async fn asks_as_it_is_told() {
    for origin in std::env::var(ASK).unwrap_or_default().split_whitespace() {
        let reason = ask_at(origin).await.err().map_or("good", |error| error.reason().as_str());
        println!("asked: {reason}");
    }
}

/// What asking these servers comes to, in a process with these variables.
async fn ask_with(variables: &[(&str, String)], origins: &[String]) -> Vec<String> {
    let mut program = tokio::process::Command::new(std::env::current_exe().unwrap());
    program.args(["--ignored", "--exact", "tls::asks_as_it_is_told", "--nocapture"]);
    program.envs(variables.iter().cloned()).env(ASK, origins.join(" "));
    let output = program.stderr(Stdio::inherit()).output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said = said.lines().filter_map(|line| line.split_once("asked: "));
    said.map(|(_, reason)| reason.to_owned()).collect()
}

/// A certificate with its key, and what stands between it and the root.
type Identity = (Vec<CertificateDer<'static>>, KeyPair);

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn authority(issuer: Option<&Issuer>) -> Issuer {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let name = if issuer.is_some() { "between" } else { "root" };
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    let key = KeyPair::generate().unwrap();
    match issuer {
        None => CertifiedIssuer::self_signed(params, key).unwrap(),
        Some(issuer) => CertifiedIssuer::signed_by(params, key, issuer).unwrap(),
    }
}

/// A certificate for a name that lasts until the end of a year.
fn identity(issuer: Option<&Issuer>, name: &str, until: i32) -> Identity {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2015, 1, 1);
    params.not_after = date_time_ymd(until, 12, 31);
    let key = KeyPair::generate().unwrap();
    let certificate = match issuer {
        None => params.self_signed(&key).unwrap(),
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
    };
    (vec![certificate.der().clone()], key)
}

/// A server that is who its certificate says, and answers every request with a token.
async fn serve((chain, key): Identity) -> String {
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let acceptor =
        tokio_rustls::TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0, "a request comes");
            stream.write_all(&ok(TOKEN)).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    format!("https://127.0.0.1:{port}")
}

/// A file with the one certificate that a process is to trust.
fn trusted(root: &Issuer) -> PathBuf {
    let path = target_folder().join(format!("threats-root-{}.pem", std::process::id()));
    std::fs::write(&path, root.pem()).unwrap();
    path
}

/// A server that chooses TLS 1.1.
async fn old() -> String {
    let mut hello = b"\x16\x03\x02\0\x2a\x02\0\0\x26\x03\x02".to_vec();
    hello.extend([7; 32]);
    hello.extend(b"\0\0\x2f\0");
    let server = Server::start(move |_, mut connection| {
        let hello = hello.clone();
        async move {
            connection.send(&hello).await;
            connection.until_closed().await;
        }
    })
    .await;
    server.origin().replace("http:", "https:")
}

/// What the client says first to a server of https.
pub(crate) async fn hello() -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move { ask_at(&origin).await.is_err() });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut hello = vec![0; 4096];
    let length = stream.read(&mut hello).await.unwrap();
    hello.truncate(length);
    drop(stream);
    assert!(asked.await.unwrap());
    hello
}

#[tokio::test]
async fn t_043_a_server_that_cannot_prove_its_name_gets_nothing() {
    for url in ["http://server.example/token", "http://10.0.0.1/token", "ftp://127.0.0.1/token"] {
        let request = Request::post(url).body("secret".into()).unwrap();
        let error = client().send(request).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Refused, "{url}");
    }
    let root = authority(None);
    let between = authority(Some(&root));
    let mut whole = identity(Some(&between), "127.0.0.1", 2099);
    whole.0.push(between.der().clone());
    let servers = [
        (identity(Some(&root), "127.0.0.1", 2099), "good"),
        (whole, "good"),
        (identity(Some(&between), "127.0.0.1", 2099), "unreachable"),
        (identity(Some(&root), "127.0.0.1", 2020), "unreachable"),
        (identity(Some(&root), "127.0.0.2", 2099), "unreachable"),
        (identity(Some(&root), "server.example", 2099), "unreachable"),
        (identity(None, "127.0.0.1", 2099), "unreachable"),
    ];
    let (mut origins, mut expected) = (vec![old().await], vec!["unreachable"]);
    for (identity, outcome) in servers {
        origins.push(serve(identity).await);
        expected.push(outcome);
    }
    // None of them is trusted here, as no test has made itself an authority of this machine.
    for origin in &origins {
        assert_eq!(ask_at(origin).await.unwrap_err().reason().as_str(), "unreachable");
    }
    // Elsewhere than on Linux, whom to trust is not for a variable to say.
    if cfg!(target_os = "linux") {
        let path = trusted(&root);
        let variables = [("SSL_CERT_FILE", path.display().to_string())];
        assert_eq!(ask_with(&variables, &origins).await, expected);
        std::fs::remove_file(path).unwrap();
    }
}

#[tokio::test]
async fn t_044_no_proxy_of_the_environment_gets_a_request() {
    let proxy = Server::sends(ok(&TOKEN.replace("good", "evil"))).await;
    let server = Server::sends(ok(TOKEN)).await;
    let through = format!("http://user:password@127.0.0.1:{}", proxy.port());
    let names =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut variables = names.map(|name| (name, through.clone())).to_vec();
    variables.extend([("NO_PROXY", String::new()), ("no_proxy", String::new())]);
    let secure = Server::start(|_, _| async {}).await;
    let at_secure = secure.origin().replace("http:", "https:");
    let nowhere = format!("https://{}.example", "a".repeat(64));
    let said = ask_with(&variables, &[server.origin(), at_secure, nowhere]).await;
    assert_eq!(said, ["good", "unreachable", "unreachable"]);
    assert_eq!(proxy.connections(), 0);
    assert_eq!((server.connections(), secure.connections()), (1, 1));
}
