//! Mistakes of OAuth clients that no spec file can make, each with the reason.
//!
//! A catalogue of such mistakes was the start of the rules; what is not a rule is here, so that
//! nothing was forgotten. A new word of the language may bring one of them back.

/// A mistake that has no rule, because it can't be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent {
    /// The id that a rule against it would have.
    pub id: &'static str,
    /// What others do wrong.
    pub mistake: &'static str,
    /// Why it can't occur here.
    pub reason: &'static str,
}

/// All of them, in the order of the ids.
#[must_use]
pub fn absent() -> &'static [Absent] {
    ABSENT
}

const fn no(id: &'static str, mistake: &'static str, reason: &'static str) -> Absent {
    Absent { id, mistake, reason }
}

const ABSENT: &[Absent] = &[
    no(
        "FS119",
        "files that include one another",
        "A file includes none: it names a grant and a provider, and these name no further files.",
    ),
    no(
        "FS208",
        "an attempt that waits without what it needs later",
        "What a state keeps is computed, and all of it is suspended and resumed.",
    ),
    no(
        "FS212",
        "a refresh token lost because an answer has none",
        "The engine keeps the old token then, whatever a file says: one function decides it, for all flows.",
    ),
    no(
        "FS304",
        "a state that waits for ever",
        "A machine has no clock: who waits is the program, which ends an attempt by dropping it.",
    ),
    no(
        "FS305",
        "a request without an edge for its failures",
        "Every step can fail, and then gives a typed error and, unless a one-time value is spent, the attempt back.",
    ),
    no(
        "FS308",
        "a failure that ends in success",
        "A failed step enters no state: there are no edges for failures to be drawn wrong.",
    ),
    no(
        "FS309",
        "a listener or a lock that is never released",
        "States hold values alone, and an attempt that is dropped wipes them; what listens is the program's.",
    ),
    no(
        "FS402",
        "an event that no step expects",
        "What no step expects is refused by the engine, with a typed error, in every state.",
    ),
    no(
        "FS403",
        "a guard that reads the clock or random numbers",
        "There are no guards: a step is taken when the program calls it.",
    ),
    no(
        "FS404",
        "steps whose order is by chance",
        "The order in the file is the order: `login` and `connect` take the first, the others are called by name.",
    ),
    no(
        "FS405",
        "an error code with two meanings",
        "What an error code means is the engine's, once for all flows.",
    ),
    no(
        "FS406",
        "two branches at once that set one value",
        "An attempt is in one state: nothing runs beside it.",
    ),
    no(
        "FS508",
        "a profile whose clause is not kept",
        "There are no profiles: every rule holds for every flow, unless it is waived by name.",
    ),
    no(
        "FS510",
        "a feature that the server's metadata do not announce",
        "No metadata are read: what a server can do is written in its provider file.",
    ),
    no(
        "FS511",
        "a bound token that is taken without its binding",
        "There are no sender-constrained tokens yet: DPoP has no words in format 1.",
    ),
    no(
        "FS512",
        "a revocation that leaves the token in the store",
        "There is no revocation yet, and no property that claims one.",
    ),
    no(
        "FS610",
        "a redirect URI over plain http",
        "A redirect URI is the app's, never the file's (FS506), and its type refuses plain http but on the loopback addresses.",
    ),
    no(
        "FS612",
        "a scheme of one's own that is no domain name in reverse",
        "A redirect URI is the app's, never the file's (FS506), and its type wants a scheme with a dot.",
    ),
    no(
        "FS613",
        "a redirect URI with a fragment or a wildcard",
        "A redirect URI is the app's, never the file's (FS506), and its type refuses both.",
    ),
    no(
        "FS617",
        "an issuer that is announced and not required",
        "An `issuer` in the provider file is required of every callback: there is no second switch.",
    ),
    no(
        "FS618",
        "issuers that are compared loosely",
        "The engine compares letter by letter (RFC 9207 section 2.4); a file has no operators.",
    ),
    no(
        "FS619",
        "a code that is used before its callback is checked",
        "A callback checks and binds in one step, in an order that is the engine's; that it compares the state is FS605.",
    ),
    no(
        "FS620",
        "granted scopes that nobody compares with those asked for",
        "Every token answer is read by the engine, which keeps the scopes that were granted.",
    ),
    no(
        "FS621",
        "an old refresh token sent after a rotation",
        "Tokens are a session's, and one function replaces them; no file says when.",
    ),
    no(
        "FS624",
        "a token of a type that nobody understands",
        "The engine takes Bearer tokens alone, whatever a file says.",
    ),
    no(
        "FS628",
        "a shared secret where a key would do",
        "Keys have no words in format 1, and no metadata say what a server can do.",
    ),
    no(
        "FS629",
        "a client assertion with wrong claims",
        "No assertion is built: there are no words for it in format 1.",
    ),
    no(
        "FS630",
        "a signature by an algorithm that is not allowed",
        "Nothing is signed, and no signature is trusted: there are no ID tokens in format 1.",
    ),
    no("FS634", "a nonce of one server used at another", "There is no DPoP in format 1."),
    no("FS635", "a request without its proof of possession", "There is no DPoP in format 1."),
    no(
        "FS637",
        "a user code shown without the page where it is typed",
        "There is no device flow in format 1: FS636 refuses its grant type.",
    ),
    no(
        "FS639",
        "redirects that are followed in the back channel",
        "The engine's client follows none; a file has no key for it.",
    ),
    no(
        "FS640",
        "a limit of size or time that is switched off",
        "The limits are the engine's; a file has no key for them.",
    ),
    no(
        "FS641",
        "a server's answer that chooses the next host",
        "A request goes to an endpoint of the file; only the app's variables may build its URL (FS112, FS209).",
    ),
    no(
        "FS645",
        "a one-time secret in the store of tokens",
        "A store holds token records; an attempt's values end with it (FS201 says so of a renewal).",
    ),
    no("FS646", "metadata used before their issuer is compared", "No metadata are read."),
    no(
        "FS647",
        "a well-known URL formed wrongly",
        "No metadata are read: endpoints are written out.",
    ),
    no(
        "FS648",
        "two issuers of one identifier",
        "A flow has one provider, and a provider one issuer.",
    ),
    no(
        "FS649",
        "a logout without a revocation endpoint",
        "There is no logout in format 1; an endpoint that no step uses is FS110.",
    ),
    no(
        "FS650",
        "an introspection that is remembered too long",
        "There is no introspection in format 1.",
    ),
    no(
        "FS651",
        "a token without `expires_in` that nobody planned for",
        "The engine treats such a token alike for all flows; a file has no key for it.",
    ),
    no(
        "FS652",
        "a refresh token that ends, and no way to ask the user again",
        "Every flow with a user begins with one: the session says `ConsentRequired`, and when it will.",
    ),
    no(
        "FS653",
        "a page after the login that a parameter chooses",
        "What is shown after a login is the program's; a file says nothing of it.",
    ),
    no(
        "FS654",
        "a page after the login that loads or echoes things",
        "What the user sees after a login is the program's; a file says nothing of it.",
    ),
];
