///The Library, as a type: an app at it may call its operations.
#[allow(dead_code, unreachable_pub)]
#[derive(Debug)]
pub enum Provider {}
///The scopes of The Library, and groups of which one will do, as types.
#[allow(dead_code, unreachable_pub)]
pub mod scope {
    ///`books:read`: See what the user reads.
    #[derive(Debug)]
    pub enum ReadBooks {}
    ///`tunes:read`: Hear what the user hears.
    #[derive(Debug)]
    pub enum ReadTunes {}
    ///`lend`: Lend what the user has.
    #[derive(Debug)]
    pub enum Lend {}
    ///One of [`ReadBooks`], [`ReadTunes`]. The one of the shelf.
    #[derive(Debug)]
    pub enum ReadBooksOrTunes {}
}
///The operations of The Library's API, as types.
#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    deprecated,
    unreachable_pub,
    unused_imports
)]
pub mod api {
    use super::scope;
    use ::spotify_flow::__macro as make;
    use ::spotify_flow::api as rt;
    /**get_news.

`GET /v2/news`

Anybody may call it: a user's session and an app's own.

Source: <https://library.example/docs/get_news>*/
    #[derive(Debug, Clone)]
    #[must_use]
    pub struct GetNews(rt::Arguments);
    impl GetNews {
        ///The call, to be awaited in a session.
        pub fn new() -> Self {
            Self(<rt::Arguments as ::core::default::Default>::default())
        }
        ///`limit`: a whole number.
        pub fn limit(self, limit: impl ::core::convert::Into<i64>) -> Self {
            Self(self.0.query("limit", make::text_of::<i64>(limit)))
        }
        ///`topics`: texts.
        pub fn topics(
            self,
            topics: impl ::core::iter::IntoIterator<
                Item = impl ::core::convert::Into<::std::string::String>,
            >,
        ) -> Self {
            Self(self.0.list("topics", make::texts_of::<::std::string::String>(topics)))
        }
    }
    impl rt::Operation for GetNews {
        type Access = rt::Public<super::Provider>;
        const DEF: &'static rt::OperationDef = &rt::OperationDef {
            id: "get_news",
            method: rt::Method::GET,
            path: "/v2/news",
            scopes: &[],
            answers: true,
            media_type: "",
        };
        fn into_arguments(self) -> rt::Arguments {
            self.0
        }
    }
    impl rt::Paged for GetNews {
        const PAGE: &'static str = "";
    }
    /**Get a shelf.

`GET /v2/shelves/{shelf}`

What stands on it.

Needs a user who granted [`ReadBooksOrTunes`](scope::ReadBooksOrTunes) and [`Lend`](scope::Lend).

Source: <https://library.example/docs/shelf-get>*/
    #[deprecated(since = "2026-01-01", note = "Shelves are gone; use `GetNews`")]
    #[derive(Debug, Clone)]
    #[must_use]
    pub struct GetShelf(rt::Arguments);
    impl GetShelf {
        /**The call, to be awaited in a session.

- `shelf`: a text.
- `type`: `books`, `tunes`.*/
        pub fn new(
            shelf: impl ::core::convert::Into<::std::string::String>,
            r#type: GetShelfType,
        ) -> Self {
            Self(
                <rt::Arguments as ::core::default::Default>::default()
                    .path(make::text_of::<::std::string::String>(shelf))
                    .query("type", make::text_of::<&str>(GetShelfType::as_str(r#type))),
            )
        }
    }
    impl rt::Operation for GetShelf {
        type Access = rt::User<super::Provider, (scope::ReadBooksOrTunes, scope::Lend)>;
        const DEF: &'static rt::OperationDef = &rt::OperationDef {
            id: "shelf-get",
            method: rt::Method::GET,
            path: "/v2/shelves/{}",
            scopes: &[&["books:read", "tunes:read"], &["lend"]],
            answers: true,
            media_type: "",
        };
        fn into_arguments(self) -> rt::Arguments {
            self.0
        }
    }
    ///`type` of [`GetShelf`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum GetShelfType {
        ///`books`
        Books,
        ///`tunes`
        Tunes,
    }
    impl GetShelfType {
        /// As the API writes it.
        #[must_use]
        pub fn as_str(self) -> &'static str {
            match self {
                Self::Books => "books",
                Self::Tunes => "tunes",
            }
        }
    }
    /**lend_item.

`PUT /v2/items/{item}/loan`

Needs a user, and no scope. The user needs a paid account.

Source: <https://library.example/docs/lend_item>*/
    #[derive(Debug, Clone)]
    #[must_use]
    pub struct LendItem(rt::Arguments);
    impl LendItem {
        /**The call, to be awaited in a session.

- `item`: a whole number.
- `to`: a text.*/
        pub fn new(
            item: impl ::core::convert::Into<i64>,
            to: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            Self(
                <rt::Arguments as ::core::default::Default>::default()
                    .path(make::text_of::<i64>(item))
                    .member("to", make::json_of::<::std::string::String>(to)),
            )
        }
        ///`days`: a whole number.
        pub fn days(self, days: impl ::core::convert::Into<i64>) -> Self {
            Self(self.0.member("days", make::json_of::<i64>(days)))
        }
        ///`reminders`: JSON, each.
        pub fn reminders(
            self,
            reminders: impl ::core::iter::IntoIterator<
                Item = impl ::core::convert::Into<rt::Value>,
            >,
        ) -> Self {
            Self(self.0.member("reminders", make::jsons_of::<rt::Value>(reminders)))
        }
    }
    impl rt::Operation for LendItem {
        type Access = rt::User<super::Provider, ()>;
        const DEF: &'static rt::OperationDef = &rt::OperationDef {
            id: "lend_item",
            method: rt::Method::PUT,
            path: "/v2/items/{}/loan",
            scopes: &[],
            answers: true,
            media_type: "",
        };
        fn into_arguments(self) -> rt::Arguments {
            self.0
        }
    }
}
