package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ninefold/models/store"
)

func TestAuthorization(t *testing.T) {
	f := startBank(t)
	expired, hash := NewSecret()
	past := time.Now().Add(-time.Minute)
	f.must(f.store.SaveToken(t.Context(), store.Token{
		ID: store.NewID("tok"), Name: "old", Scope: store.ScopeAdmin, Kind: store.TokenAPI, Hash: hash, ExpiresAt: &past,
	}))
	link, err := f.server.SignInLink(t.Context(), mustURL(t, f.web.URL), time.Hour)
	f.must(err)
	_, code, _ := strings.Cut(link, "code=")

	for _, header := range []string{
		"", "Bearer", "Bearer nf_wrong", "Basic bmY6bmY=", "Bearer " + f.secret[store.ScopeAdmin] + "x",
		"Bearer " + expired, "Bearer " + code,
	} {
		r := f.do(call{path: "/api/v1/overview", header: map[string]string{"Authorization": header}})
		f.problem(r, http.StatusUnauthorized, "unauthorized")
		if r.header.Get("WWW-Authenticate") != `Bearer realm="ninefold"` {
			t.Errorf("Authorization %q: no WWW-Authenticate", header)
		}
	}

	read := call{path: "/api/v1/overview"}
	edit := call{method: http.MethodPost, path: "/api/v1/assessments", body: `{"model":"bank"}`}
	admin := call{path: "/api/v1/tokens"}
	for _, tt := range []struct {
		scope string
		what  call
		want  int
	}{
		{store.ScopeRead, read, 200}, {store.ScopeRead, edit, 403}, {store.ScopeRead, admin, 403},
		{store.ScopeEdit, read, 200}, {store.ScopeEdit, edit, 200}, {store.ScopeEdit, admin, 403},
		{store.ScopeAdmin, read, 200}, {store.ScopeAdmin, edit, 200}, {store.ScopeAdmin, admin, 200},
	} {
		tt.what.scope = tt.scope
		r := f.do(tt.what)
		if r.status != tt.want {
			t.Errorf("%s with scope %s: %d, want %d", tt.what.path, tt.scope, r.status, tt.want)
		}
		if tt.want == http.StatusForbidden {
			f.problem(r, http.StatusForbidden, "forbidden")
		}
	}
}

// TestEveryOperationIsGuarded asks every documented operation without a token.
func TestEveryOperationIsGuarded(t *testing.T) {
	f := startBank(t)
	_, api := f.server.routes()
	doc := api.OpenAPI()
	param := regexp.MustCompile(`\{[^}]*\}`)
	checked := 0
	for path, item := range doc.Paths {
		address := param.ReplaceAllString(path, "x")
		for method, op := range map[string]bool{http.MethodGet: item.Get != nil, http.MethodPost: item.Post != nil, http.MethodDelete: item.Delete != nil} {
			if !op || (method == http.MethodPost && path == prefix+"/session") {
				continue
			}
			checked++
			f.problem(f.do(call{method: method, path: address + "?nonsense=1"}), http.StatusUnauthorized, "unauthorized")
		}
	}
	if checked < 30 {
		t.Errorf("only %d operations checked", checked)
	}
}

func TestTokenLife(t *testing.T) {
	f := start(t)
	r := f.do(call{method: http.MethodPost, path: "/api/v1/tokens", scope: store.ScopeAdmin, body: `{"name":"ci","scope":"read","days":1}`})
	var made createdToken
	decode(t, r, &made)
	if r.status != http.StatusCreated || !regexp.MustCompile(`^nf_[A-Za-z0-9_-]{43}$`).MatchString(made.Secret) || made.Token.ExpiresAt == nil {
		t.Fatalf("created: %d %s", r.status, r.body)
	}
	who := call{path: "/api/v1/session", header: map[string]string{"Authorization": "Bearer " + made.Secret}}
	if r := f.do(who); r.status != http.StatusOK || !strings.Contains(string(r.body), `"name":"ci"`) {
		t.Errorf("used: %d %s", r.status, r.body)
	}
	signed := f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + made.Secret + `"}`})
	session := call{path: "/api/v1/session", header: map[string]string{"Cookie": cookieOf(t, signed)}}
	if r := f.do(session); r.status != http.StatusOK || !strings.Contains(string(r.body), `"kind":"session"`) {
		t.Errorf("session: %d %s", r.status, r.body)
	}
	listed := f.do(call{path: "/api/v1/tokens", scope: store.ScopeAdmin})
	if body := string(listed.body); !strings.Contains(body, made.Token.ID) || strings.Contains(body, store.HashSecret(made.Secret)) || strings.Contains(body, made.Secret) {
		t.Errorf("the list lacks the token or shows its secret or hash: %s", body)
	}
	if r := f.do(call{method: http.MethodDelete, path: "/api/v1/tokens/" + made.Token.ID, scope: store.ScopeAdmin}); r.status != http.StatusNoContent {
		t.Errorf("revoked: %d", r.status)
	}
	f.problem(f.do(who), http.StatusUnauthorized, "unauthorized")
	f.problem(f.do(session), http.StatusUnauthorized, "unauthorized")
	f.problem(f.do(call{method: http.MethodDelete, path: "/api/v1/tokens/" + made.Token.ID, scope: store.ScopeAdmin}), http.StatusNotFound, "not_found")

	var trail page[store.AuditEvent]
	decode(t, f.do(call{path: "/api/v1/audit-events", scope: store.ScopeAdmin}), &trail)
	var actions []string
	for _, e := range trail.Data {
		actions = append(actions, e.Action)
	}
	if got := strings.Join(actions, " "); got != "revoke-token sign-in create-token" {
		t.Errorf("audit trail %q", got)
	}
}

func TestSignInLink(t *testing.T) {
	f := startBank(t)
	link, err := f.server.SignInLink(t.Context(), mustURL(t, f.web.URL), time.Hour)
	f.must(err)
	path := strings.TrimPrefix(link, f.web.URL)
	first := f.do(call{path: path})
	if first.status != http.StatusSeeOther || first.header.Get("Location") != "/overview" {
		t.Fatalf("first use: %d to %q", first.status, first.header.Get("Location"))
	}
	set := first.header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"} {
		if !strings.Contains(set, part) {
			t.Errorf("cookie without %s: %s", part, set)
		}
	}
	if strings.Contains(set, "Secure") {
		t.Error("a Secure cookie over plain HTTP is lost")
	}
	cookie := map[string]string{"Cookie": cookieOf(t, first)}
	if r := f.do(call{path: "/api/v1/tokens", header: cookie}); r.status != http.StatusOK {
		t.Errorf("signed in: %d %s", r.status, r.body)
	}

	again := f.do(call{path: path})
	if again.status != http.StatusUnauthorized || !strings.Contains(string(again.body), "A link works once") || again.header.Get("Set-Cookie") != "" {
		t.Errorf("second use: %d %s", again.status, again.body)
	}
	late, err := f.server.SignInLink(t.Context(), mustURL(t, f.web.URL), -time.Second)
	f.must(err)
	for _, path := range []string{strings.TrimPrefix(late, f.web.URL), "/signin", "/signin?code=" + f.secret[store.ScopeAdmin]} {
		if r := f.do(call{path: path}); r.status != http.StatusUnauthorized || r.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d", path, r.status)
		}
	}

	out := f.do(call{method: http.MethodDelete, path: "/api/v1/session", header: cookie})
	if out.status != http.StatusNoContent || !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signed out: %d %s", out.status, out.header.Get("Set-Cookie"))
	}
	f.problem(f.do(call{path: "/api/v1/session", header: cookie}), http.StatusUnauthorized, "unauthorized")
}

func TestSecureCookieOverTLS(t *testing.T) {
	f := start(t)
	r := f.do(call{
		method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + f.secret[store.ScopeRead] + `"}`,
		header: map[string]string{"X-Forwarded-Proto": "https"},
	})
	if !strings.Contains(r.header.Get("Set-Cookie"), "Secure") {
		t.Errorf("cookie over TLS: %s", r.header.Get("Set-Cookie"))
	}
}

func TestSessionLength(t *testing.T) {
	f := start(t)
	cookie := cookieOf(t, f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + f.secret[store.ScopeRead] + `"}`}))
	cookieHash := store.HashSecret(strings.TrimPrefix(cookie, sessionCookie+"="))
	session, err := f.store.TokenByHash(t.Context(), cookieHash, store.TokenSession)
	f.must(err)
	if left := time.Until(*session.ExpiresAt); left > sessionLength || left < sessionLength-time.Minute {
		t.Errorf("the session lasts %v, want 12 h", left)
	}
	// A session does not outlive the token it was made with.
	secret, hash := NewSecret()
	soon := time.Now().Add(time.Hour)
	f.must(f.store.SaveToken(t.Context(), store.Token{
		ID: store.NewID("tok"), Name: "short", Scope: store.ScopeRead, Kind: store.TokenAPI, Hash: hash, ExpiresAt: &soon,
	}))
	var short who
	decode(t, f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + secret + `"}`}), &short)
	if short.Expires == nil || short.Expires.After(soon) {
		t.Errorf("the session of a token good for an hour ends %v, the token %v", short.Expires, soon)
	}
	// The cookie of a session is no bearer token: as one it would not be guarded
	// against other sites.
	f.problem(f.do(call{path: "/api/v1/session", header: map[string]string{
		"Authorization": "Bearer " + strings.TrimPrefix(cookie, sessionCookie+"="),
	}}), http.StatusUnauthorized, "unauthorized")
	f.problem(f.do(call{method: http.MethodDelete, path: "/api/v1/session", scope: store.ScopeRead}), http.StatusBadRequest, "bad_request")
}

func TestCrossSiteWrites(t *testing.T) {
	f := startBank(t)
	cookie := cookieOf(t, f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + f.secret[store.ScopeEdit] + `"}`}))
	write := func(header map[string]string) response {
		header["Cookie"] = cookie
		return f.do(call{method: http.MethodPost, path: "/api/v1/assessments", body: `{"model":"bank"}`, header: header})
	}
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
	} {
		f.problem(write(header), http.StatusForbidden, "cross_origin")
	}
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "same-origin"}, {"Origin": f.web.URL}} {
		if r := write(header); r.status != http.StatusOK {
			t.Errorf("same origin: %d %s", r.status, r.body)
		}
	}
	// Signing a visitor in from another site is refused too; a bearer token cannot
	// be sent by accident, so where it comes from does not matter.
	f.problem(f.do(call{
		method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + f.secret[store.ScopeEdit] + `"}`,
		header: map[string]string{"Sec-Fetch-Site": "cross-site"},
	}), http.StatusForbidden, "cross_origin")
	if r := f.do(call{
		method: http.MethodPost, path: "/api/v1/assessments", body: `{"model":"bank"}`, scope: store.ScopeEdit,
		header: map[string]string{"Origin": "https://tool.example"},
	}); r.status != http.StatusOK {
		t.Errorf("bearer token from elsewhere: %d %s", r.status, r.body)
	}
}

func TestSignInAttempts(t *testing.T) {
	f := start(t)
	try := func() response {
		return f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"nf_guess"}`})
	}
	for range attemptsAtOnce {
		f.problem(try(), http.StatusUnauthorized, "unauthorized")
	}
	r := try()
	f.problem(r, http.StatusTooManyRequests, "too_many_requests")
	if r.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	f.problem(f.do(call{path: "/signin?code=x"}), http.StatusTooManyRequests, "too_many_requests")
	if r := f.do(call{path: "/api/v1/session", scope: store.ScopeRead}); r.status != http.StatusOK {
		t.Errorf("with a token: %d", r.status)
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// cookieOf returns what a browser sends after r.
func cookieOf(t *testing.T, r response) string {
	t.Helper()
	c, err := http.ParseSetCookie(r.header.Get("Set-Cookie"))
	if err != nil {
		t.Fatalf("no session cookie: %d %s", r.status, r.body)
	}
	return c.Name + "=" + c.Value
}
