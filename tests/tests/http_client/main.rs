//! The HTTP client against real servers on loopback: whom it trusts, which way it takes, who drives
//! its connections, and what it says when there is none.

mod causes;
mod identity;
mod introduction;
mod proxies;
mod runtimes;
mod server;
mod stillness;
