//! A step of the back channel, through a transport.

use super::{Transport, told};
use crate::Error;
use crate::protocol::machine::{Failed, Machine};

impl Machine {
    /// Takes a `post` through a transport: request, send, accept.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request) and [`accept`](Self::accept), and when no answer came. The attempt
    /// is given back; where a one-time value went out with the request, no step is left to it.
    pub async fn post(
        mut self,
        transition: usize,
        http: &dyn Transport,
    ) -> Result<Self, Failed<Self>> {
        let request = match self.request(transition) {
            Ok(request) => request,
            Err(error) => return Err(Failed::new(error, self)),
        };
        let name = self.step(transition).map(|step| step.name.clone()).unwrap_or_default();
        match told::send(http, request, &self.flow().name, &name).await {
            Ok(response) => self.accept(transition, &response, http.clock().now()),
            Err(error) => {
                self.undo();
                let flow = self.flow().name.clone();
                let machine = if error.was_sent() { self.after(transition) } else { self };
                Err(Failed::new(Error::from(error).at(&flow, &name), machine))
            }
        }
    }
}
