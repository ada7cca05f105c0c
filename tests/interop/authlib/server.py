"""An authorization server made of Authlib and Flask, on loopback, for the interop tests.

It reads one line of JSON from its standard input:
    { "clients": [ <client metadata, in the words of RFC 7591> ], "port": 0 }
prints one line of JSON when it listens:
    { "port": 40123 }
and ends when its standard input ends, so that it can't outlive the test that started it.

Nobody is there to click: whoever asks is logged in and agrees at once. A user agent with the
cookie `decision=refuse` refuses, and one with `user=NAME` is the user NAME.
"""

import json
import os
import sys
import threading
import time
from dataclasses import dataclass, field

# Authlib wants HTTPS; the tests use plain HTTP on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth2 import (  # noqa: E402
    AuthorizationServer,
    ResourceProtector,
    current_token,
)
from authlib.oauth2 import OAuth2Error  # noqa: E402
from authlib.oauth2.rfc6749 import ClientMixin, grants  # noqa: E402
from authlib.oauth2.rfc6749.models import (  # noqa: E402
    AuthorizationCodeMixin,
    TokenMixin,
)
from authlib.oauth2.rfc6750 import BearerTokenValidator  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
from authlib.oauth2.rfc9207 import IssuerParameter  # noqa: E402
from flask import Flask, jsonify, request  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

CODE_LIFETIME = 300


@dataclass
class Client(ClientMixin):
    client_id: str
    client_secret: str = ""
    token_endpoint_auth_method: str = "client_secret_basic"
    redirect_uris: list = field(default_factory=list)
    grant_types: list = field(default_factory=list)
    response_types: list = field(default_factory=list)
    scope: str = ""

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return self.redirect_uris[0] if self.redirect_uris else None

    def get_allowed_scope(self, scope):
        allowed = self.scope.split()
        return " ".join(word for word in (scope or "").split() if word in allowed)

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret):
        return self.client_secret == client_secret

    def check_endpoint_auth_method(self, method, endpoint):
        return endpoint != "token" or self.token_endpoint_auth_method == method

    def check_response_type(self, response_type):
        return response_type in self.response_types

    def check_grant_type(self, grant_type):
        return grant_type in self.grant_types


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    client_id: str
    redirect_uri: str
    scope: str
    user: str
    code_challenge: str
    code_challenge_method: str
    expires_at: float

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope


@dataclass
class Token(TokenMixin):
    access_token: str
    refresh_token: str
    client_id: str
    user: str
    scope: str
    expires_at: float
    family: str
    spent: bool = False
    revoked: bool = False

    def check_client(self, client):
        return self.client_id == client.client_id

    def get_scope(self):
        return self.scope

    def is_expired(self):
        return self.expires_at < time.time()

    def is_revoked(self):
        return self.revoked


class Store:
    """All that the server remembers."""

    def __init__(self, clients):
        self.clients = {client["client_id"]: Client(**client) for client in clients}
        self.codes = {}
        self.tokens = []

    def save_token(self, answer, asked):
        """Remembers a token; one that was refreshed belongs to the family of its parent."""
        parent = asked.refresh_token
        self.tokens.append(
            Token(
                access_token=answer["access_token"],
                refresh_token=answer.get("refresh_token", ""),
                client_id=asked.client.client_id,
                user=asked.user,
                scope=answer.get("scope", ""),
                expires_at=time.time() + answer["expires_in"],
                family=parent.family if parent else answer["access_token"],
            )
        )

    def by_access_token(self, text):
        return next((t for t in self.tokens if t.access_token == text), None)

    def by_refresh_token(self, text):
        return next((t for t in self.tokens if text and t.refresh_token == text), None)

    def revoke_family(self, family):
        for token in self.tokens:
            token.revoked |= token.family == family


def authorization_code_grant(store):
    """The grant with PKCE, on the store."""

    class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["none", "client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code, request):
            data = request.payload.data
            store.codes[code] = Code(
                code=code,
                client_id=request.client.client_id,
                redirect_uri=request.payload.redirect_uri,
                scope=request.scope,
                user=request.user,
                code_challenge=data.get("code_challenge"),
                code_challenge_method=data.get("code_challenge_method"),
                expires_at=time.time() + CODE_LIFETIME,
            )

        def query_authorization_code(self, code, client):
            found = store.codes.get(code)
            living = found and found.expires_at > time.time()
            return found if living and found.client_id == client.client_id else None

        def delete_authorization_code(self, authorization_code):
            del store.codes[authorization_code.code]

        def authenticate_user(self, authorization_code):
            return authorization_code.user

    return AuthorizationCodeGrant


def refresh_token_grant(store):
    """Rotation: each refresh token works once, and the second use ends its whole family."""

    class RefreshTokenGrant(grants.RefreshTokenGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["none", "client_secret_basic", "client_secret_post"]
        INCLUDE_NEW_REFRESH_TOKEN = True

        def authenticate_refresh_token(self, refresh_token):
            found = store.by_refresh_token(refresh_token)
            if found and found.spent:
                store.revoke_family(found.family)
            return found if found and not found.revoked else None

        def authenticate_user(self, refresh_token):
            return refresh_token.user

        def revoke_old_credential(self, refresh_token):
            refresh_token.spent = True

    return RefreshTokenGrant


class ClientCredentialsGrant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]


class Issuer(IssuerParameter):
    """Names the issuer in every callback, in the query even where the rest is in the fragment."""

    def get_issuer(self):
        return request.host_url.rstrip("/")


def authorization_server(app, store):
    server = AuthorizationServer(app, store.clients.get, store.save_token)
    server.register_grant(authorization_code_grant(store), [CodeChallenge(required=True)])
    server.register_grant(refresh_token_grant(store))
    server.register_grant(ClientCredentialsGrant)
    server.register_grant(grants.ImplicitGrant)
    server.register_extension(Issuer())
    return server


def user_of_this_request():
    """The user who agrees; nobody when the user agent refuses."""
    refused = request.cookies.get("decision") == "refuse"
    return None if refused else request.cookies.get("user", "ada")


def add_endpoints(app, server):
    @app.get("/authorize")
    def authorize():
        try:
            grant = server.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            return server.handle_error_response(server.create_oauth2_request(None), error)
        return server.create_authorization_response(
            grant_user=user_of_this_request(), grant=grant
        )

    @app.post("/token")
    def token():
        return server.create_token_response()


def add_resources(app, store):
    """One for a user, one that needs a token but no user."""
    require_token = ResourceProtector()

    class Validator(BearerTokenValidator):
        def authenticate_token(self, token_string):
            return store.by_access_token(token_string)

    require_token.register_token_validator(Validator())

    @app.get("/me")
    @require_token()
    def me():
        if not current_token.user:
            return jsonify(error="insufficient_user"), 403
        return jsonify(sub=current_token.user)

    @app.get("/catalog")
    @require_token()
    def catalog():
        return jsonify(client_id=current_token.client_id, scope=current_token.scope)


class Quiet(WSGIRequestHandler):
    """Speaks HTTP/1.1 and keeps its log of requests to itself."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_arguments):
        pass


def end_with_the_test(http):
    sys.stdin.read()
    http.shutdown()


def main():
    config = json.loads(sys.stdin.readline())
    app = Flask(__name__)
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
    store = Store(config["clients"])
    add_endpoints(app, authorization_server(app, store))
    add_resources(app, store)
    http = make_server(
        "127.0.0.1", config.get("port", 0), app, threaded=True, request_handler=Quiet
    )
    print(json.dumps({"port": http.server_port}), flush=True)
    threading.Thread(target=end_with_the_test, args=[http], daemon=True).start()
    http.serve_forever()


if __name__ == "__main__":
    main()
