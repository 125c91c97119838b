//! Certificate authorities and client certificates of a connection, in real handshakes.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::*;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate and its key, as PEM.
fn leaf(authority: &Authority, purpose: ExtendedKeyUsagePurpose) -> String {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.extended_key_usages = vec![purpose];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    format!("{}{}", certificate.pem(), key.serialize_pem())
}

/// Answers 204 to everybody whose certificate, where one is wanted, it trusts.
async fn serve(authority: &Authority, clients: Option<&Authority>) -> Url {
    let _already = rustls::crypto::ring::default_provider().install_default();
    let pem = leaf(authority, ExtendedKeyUsagePurpose::ServerAuth);
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap();
    let builder = match clients {
        None => ServerConfig::builder().with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(clients.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots))
                .build()
                .unwrap();
            ServerConfig::builder().with_client_cert_verifier(verifier)
        }
    };
    let config = builder.with_single_cert(vec![certificate], key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let _ = stream.read(&mut [0_u8; 4096]).await;
            let _ = stream
                .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
                .await;
            let _ = stream.shutdown().await;
        }
    });
    Url::parse(&format!("https://localhost:{port}/")).unwrap()
}

fn file(folder: &Path, name: &str, pem: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, pem).unwrap();
    path
}

async fn ask(url: &Url, egress: Egress) -> Result<u16, OutboundError> {
    let (outbound, _) = outbound_with(limits(), &egress);
    outbound
        .send(post(url))
        .await
        .map(|answer| answer.status().as_u16())
}

#[tokio::test]
async fn an_authority_is_trusted_only_where_the_connection_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, other) = (authority(), authority());
    let url = serve(&ours, None).await;
    let trusting = |pem: String| Egress {
        ca_file: Some(file(folder.path(), "ca.pem", &pem)),
        ..Egress::default()
    };
    assert_eq!(ask(&url, trusting(ours.pem())).await, Ok(204));
    for egress in [trusting(other.pem()), Egress::default()] {
        let error = ask(&url, egress).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::Unreachable { .. }),
            "{error:?}"
        );
    }
    assert_eq!(
        ask(&url, trusting(other.pem() + &ours.pem())).await,
        Ok(204),
        "every certificate of the file counts"
    );
}

#[tokio::test]
async fn the_client_certificate_is_the_connection_s() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, clients, strangers) = (authority(), authority(), authority());
    let url = serve(&ours, Some(&clients)).await;
    let ca = file(folder.path(), "ca.pem", &ours.pem());
    let with = |name: &str, from: Option<&Authority>| Egress {
        ca_file: Some(ca.clone()),
        client_certificate_file: from.map(|from| {
            file(
                folder.path(),
                name,
                &leaf(from, ExtendedKeyUsagePurpose::ClientAuth),
            )
        }),
        ..Egress::default()
    };
    assert_eq!(ask(&url, with("known.pem", Some(&clients))).await, Ok(204));
    assert!(
        ask(&url, with("stranger.pem", Some(&strangers)))
            .await
            .is_err()
    );
    assert!(ask(&url, with("none.pem", None)).await.is_err());
}
