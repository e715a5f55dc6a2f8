package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/assess"
	"ninefold/models/assessment"
	"ninefold/models/store"
)

func decode(t *testing.T, r response, into any) {
	t.Helper()
	if err := json.Unmarshal(r.body, into); err != nil {
		t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
}

func TestProblems(t *testing.T) {
	f := startBank(t)
	post := func(path, body string) call {
		return call{method: http.MethodPost, path: path, scope: store.ScopeAdmin, body: body}
	}
	read := func(path string) call { return call{path: path, scope: store.ScopeAdmin} }
	for _, tt := range []struct {
		name   string
		call   call
		status int
		code   string
		where  string // the location of one of the errors
	}{
		{"unknown path", read("/api/v1/nothing"), 404, "not_found", ""},
		{"below an operation", read("/api/v1/overview/x"), 404, "not_found", ""},
		{"wrong method", call{method: http.MethodPut, path: "/api/v1/overview", scope: store.ScopeAdmin}, 405, "method_not_allowed", ""},
		{"unknown parameter", read("/api/v1/overview?modell=bank"), 400, "bad_request", "query.modell"},
		{"limit too small", read("/api/v1/journeys?limit=0"), 400, "bad_request", "query.limit"},
		{"limit too large", read("/api/v1/journeys?limit=201"), 400, "bad_request", "query.limit"},
		{"limit not a number", read("/api/v1/journeys?limit=many"), 400, "bad_request", "query.limit"},
		{"severity unknown", read("/api/v1/incidents?severity=huge"), 400, "bad_request", "query.severity"},
		{"not a time", read("/api/v1/incidents?from=yesterday"), 400, "bad_request", "query.from"},
		{"journey missing", read("/api/v1/assessments/latest/cut-sets"), 400, "bad_request", "query.journey"},
		{"version not a number", read("/api/v1/models/bank/versions/x"), 400, "bad_request", "path.version"},
		{"unknown journey", read("/api/v1/assessments/latest/tree?journey=x"), 404, "not_found", ""},
		{"unknown assessment", read("/api/v1/assessments/asm_9"), 404, "not_found", ""},
		{"unknown version", read("/api/v1/models/bank/versions/9"), 404, "not_found", ""},
		{"unknown incident", read("/api/v1/incidents/inc_9"), 404, "not_found", ""},
		{"forged cursor", read("/api/v1/audit-events?cursor=" + encodeCursor("audit", "x")), 400, "bad_request", ""},
		{"not JSON", post("/api/v1/tokens", `{"name":`), 400, "bad_request", ""},
		{"not JSON by its own word", call{
			method: http.MethodPost, path: "/api/v1/tokens", scope: store.ScopeAdmin, body: `<a/>`,
			header: map[string]string{"Content-Type": "text/xml"},
		}, 415, "unsupported_media_type", ""},
		{"no body", post("/api/v1/tokens", ""), 400, "bad_request", ""},
		{"unknown field", post("/api/v1/assessments", `{"model":"bank","seed":1}`), 422, "invalid_body", "body.seed"},
		{"unknown scope", post("/api/v1/tokens", `{"name":"x","scope":"root"}`), 422, "invalid_body", "body.scope"},
		{"body too large", post("/api/v1/tokens", `{"name":"`+strings.Repeat("x", 70_000)+`","scope":"read"}`), 413, "too_large", ""},
		{"wrong token", call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"nf_x"}`}, 401, "unauthorized", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := f.problem(f.do(tt.call), tt.status, tt.code)
			found := tt.where == ""
			for _, e := range p.Errors {
				found = found || e.Location == tt.where
			}
			if !found {
				t.Errorf("no error at %s: %+v", tt.where, p.Errors)
			}
		})
	}
}

// TestPipelineErrors checks what becomes of the errors of what a handler calls.
func TestPipelineErrors(t *testing.T) {
	f := startBank(t)
	run := call{method: http.MethodPost, path: "/api/v1/assessments", scope: store.ScopeEdit, body: `{"model":"bank"}`}
	for _, tt := range []struct {
		err    error
		status int
		code   string
		detail string
	}{
		{&assess.InputError{Err: errors.New("assess: unknown service \"x\"")}, 422, "invalid_input", "unknown service"},
		{fmt.Errorf("assess: %w", store.ErrConflict), 409, "conflict", "already stored"},
		{fmt.Errorf("assess: %w", context.DeadlineExceeded), 504, "timeout", "too long"},
		{errors.New("disk on fire at /var/lib"), 500, "internal", "internal error"},
	} {
		f.server.Analyze = func(context.Context, string) (*assessment.Assessment, error) { return nil, tt.err }
		p := f.problem(f.do(run), tt.status, tt.code)
		if !strings.Contains(p.Detail, tt.detail) || strings.Contains(p.Detail, "disk") {
			t.Errorf("%v: detail %q", tt.err, p.Detail)
		}
	}
	if !strings.Contains(f.log.String(), "disk on fire") {
		t.Error("the cause of the internal error is not in the log")
	}
	f.server.Analyze = func(context.Context, string) (*assessment.Assessment, error) { panic("oh no") }
	p := f.problem(f.do(run), http.StatusInternalServerError, "internal")
	if strings.Contains(p.Detail, "oh no") || !strings.Contains(f.log.String(), "oh no") {
		t.Errorf("panic: detail %q; it belongs into the log alone", p.Detail)
	}
}

func TestTimeout(t *testing.T) {
	f := startBank(t)
	f.server.Timeout = 20 * time.Millisecond
	f.server.Analyze = func(ctx context.Context, _ string) (*assessment.Assessment, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(5 * time.Second):
			return nil, errors.New("nobody ended the request")
		}
	}
	f.problem(f.do(call{method: http.MethodPost, path: "/api/v1/assessments", scope: store.ScopeEdit, body: `{"model":"bank"}`}),
		http.StatusGatewayTimeout, "timeout")
}

func TestSaveModel(t *testing.T) {
	f := start(t)
	yaml, err := os.ReadFile("testdata/bank.yaml")
	f.must(err)
	save := func(body string) response {
		return f.do(call{
			method: http.MethodPost, path: "/api/v1/models", scope: store.ScopeEdit, body: body,
			header: map[string]string{"Content-Type": "application/yaml"},
		})
	}
	first := save(string(yaml))
	if first.status != http.StatusCreated || first.header.Get("Location") != "/api/v1/models/bank/versions/1" {
		t.Fatalf("saved: %d %s", first.status, first.body)
	}
	if again := save(string(yaml)); again.status != http.StatusOK {
		t.Errorf("saved again: %d %s", again.status, again.body)
	}
	changed := strings.Replace(string(yaml), "perYear: 2", "perYear: 3", 1)
	if next := save(changed); next.header.Get("Location") != "/api/v1/models/bank/versions/2" {
		t.Errorf("changed: %d %s", next.status, next.body)
	}

	broken := strings.Replace(string(yaml), "to: ledger", "to: leger", 1)
	p := f.problem(save(broken), http.StatusUnprocessableEntity, "invalid_model")
	line := 1 + strings.Count(broken[:strings.Index(broken, "leger")], "\n")
	if len(p.Errors) != 1 || p.Errors[0].Line != line || p.Errors[0].Column == 0 || !strings.Contains(p.Errors[0].Message, "leger") {
		t.Errorf("broken in line %d: %+v", line, p.Errors)
	}
	f.problem(save("<mesh/>"), http.StatusUnprocessableEntity, "invalid_model")
	f.problem(save(string(bytes.Repeat([]byte("#"), maxModel+1))), http.StatusRequestEntityTooLarge, "too_large")
	f.problem(save("#"), http.StatusUnprocessableEntity, "invalid_model")
	var all modelList
	f.get("/api/v1/models", &all)
	if len(all.Data) != 2 || all.Data[0].Version != 2 {
		t.Errorf("after all that: %+v, want versions 2 and 1", all.Data)
	}
}

func TestHeaders(t *testing.T) {
	f := start(t)
	for _, path := range []string{"/", "/overview", "/api/v1/session", "/api/v1/nothing", "/signin", "/healthz"} {
		r := f.do(call{path: path})
		csp := r.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", path, name, got, want)
			}
		}
	}
	given := f.do(call{path: "/healthz", header: map[string]string{"X-Request-ID": "trace-1"}})
	forged := f.do(call{path: "/healthz", header: map[string]string{"X-Request-ID": "a b\tc"}})
	if given.header.Get("X-Request-ID") != "trace-1" || len(forged.header.Get("X-Request-ID")) != 16 {
		t.Errorf("request IDs %q and %q", given.header.Get("X-Request-ID"), forged.header.Get("X-Request-ID"))
	}
	if allow := f.do(call{method: http.MethodPut, path: "/api/v1/session"}).header.Get("Allow"); !strings.Contains(allow, "GET") {
		t.Errorf("Allow %q", allow)
	}
}

func TestDashboard(t *testing.T) {
	f := start(t)
	for path, want := range map[string]string{
		"/": "file /", "/overview": "file /", "/services/ledger": "file /", "/assets/app-1.js": "file /assets/app-1.js",
	} {
		if r := f.do(call{path: path}); r.status != http.StatusOK || string(r.body) != want {
			t.Errorf("%s: %d %q, want %q", path, r.status, r.body, want)
		}
	}
	for _, path := range []string{"/api", "/api/v2/x"} {
		f.problem(f.do(call{path: path}), http.StatusNotFound, "not_found")
	}
	f.problem(f.do(call{method: http.MethodPost, path: "/overview"}), http.StatusNotFound, "not_found")
}

func TestProbesAndMetrics(t *testing.T) {
	f := startBank(t)
	f.do(call{path: "/api/v1/journeys/pay", scope: store.ScopeRead})
	f.do(call{path: "/api/v1/nothing/at/all"})
	f.do(call{method: "BREW", path: "/pot"})
	f.do(call{method: http.MethodPost, path: "/api/v1/assessments", scope: store.ScopeEdit, body: `{"model":"bank"}`})
	got := f.do(call{path: "/metrics"})
	for _, want := range []string{
		`ninefold_http_requests_total{method="GET",route="/api/v1/journeys/:id",status="200"} 1`,
		`ninefold_http_requests_total{method="GET",route="other",status="404"} 1`,
		`ninefold_http_requests_total{method="other",route="other",status="404"} 1`,
		`ninefold_http_request_duration_seconds_count{method="GET",route="/api/v1/journeys/:id"} 1`,
		`ninefold_assessments_total{result="ok"} 1`,
		`ninefold_build_info{`,
	} {
		if !strings.Contains(string(got.body), want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	proxied := map[string]string{"X-Forwarded-For": "203.0.113.9"}
	f.problem(f.do(call{path: "/metrics", header: proxied}), http.StatusUnauthorized, "unauthorized")
	if r := f.do(call{path: "/metrics", header: proxied, scope: store.ScopeRead}); r.status != http.StatusOK {
		t.Errorf("/metrics with a token: %d", r.status)
	}

	for _, path := range []string{"/healthz", "/readyz", "/openapi.json"} {
		if r := f.do(call{path: path}); r.status != http.StatusOK {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	f.must(f.store.Close())
	f.problem(f.do(call{path: "/readyz"}), http.StatusServiceUnavailable, "not_ready")
	if r := f.do(call{path: "/healthz"}); r.status != http.StatusOK {
		t.Errorf("/healthz without a store: %d, want 200: the process lives", r.status)
	}
}

func TestLogHasNoSecret(t *testing.T) {
	f := startBank(t)
	link, err := f.server.SignInLink(t.Context(), mustURL(t, f.web.URL), time.Hour)
	f.must(err)
	_, code, _ := strings.Cut(link, "code=")
	cookie := cookieOf(t, f.do(call{path: "/signin?code=" + code}))
	f.do(call{path: "/signin?code=" + code})
	f.do(call{path: "/api/v1/session", header: map[string]string{"Cookie": cookie}})
	f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + f.secret[store.ScopeRead] + `"}`})
	f.do(call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"nf_guessed","more":1}`})
	var made createdToken
	decode(t, f.do(call{method: http.MethodPost, path: "/api/v1/tokens", scope: store.ScopeAdmin, body: `{"name":"ci","scope":"read"}`}), &made)
	f.do(call{path: "/api/v1/session?token=" + made.Secret, header: map[string]string{"Authorization": "Bearer " + made.Secret}})

	text := f.log.String()
	for what, secret := range map[string]string{
		"code": code, "session": strings.TrimPrefix(cookie, sessionCookie+"="), "token": f.secret[store.ScopeRead],
		"guess": "nf_guessed", "new token": made.Secret, "hash": store.HashSecret(made.Secret),
	} {
		if strings.Contains(text, secret) {
			t.Errorf("the log contains a secret: %s", what)
		}
	}
	if !strings.Contains(text, `"actor":"session sign-in link"`) || !strings.Contains(text, `"path":"/signin"`) {
		t.Errorf("the log lacks who or what:\n%s", text)
	}
}
