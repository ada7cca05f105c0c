//! The HTTP client, hardened for OAuth.

mod builder;
mod client;
mod connector;
mod failure;
mod incoming;
mod interim;
mod limit;
mod pace;
mod per_runtime;
mod proxy;
mod reach;
mod server;
mod stream;
mod tls;

pub use builder::HttpClientBuilder;
pub use client::HttpClient;
