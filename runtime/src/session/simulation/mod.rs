//! Worlds in which processes share a store and a server rotates refresh tokens, one step at a time,
//! in an order that a seed decides: with crashes, lost and odd answers, a store that fails, a server
//! that is down or silent at times.
//!
//! `SEEDS=10000000 cargo test --release -p spotify-flow --lib simulation` tries more of them; a world
//! that fails names its seed, and `SEED=... ` runs that one alone.

mod random;
mod server;
mod trouble;
mod world;
mod worlds;
