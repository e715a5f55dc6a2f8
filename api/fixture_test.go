package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"ninefold/models"
	"ninefold/models/assessment"
	"ninefold/models/chart"
	"ninefold/models/store"
)

// contract is the document every response of every test is checked against.
var contract = sync.OnceValues(func() (routers.Router, error) {
	openapi3filter.RegisterBodyDecoder("application/pdf", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.FileBodyDecoder)
	text, err := OpenAPI()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc) // validates doc
})

// A fixture is a server on a real store and a real socket.
type fixture struct {
	t      *testing.T
	server *Server
	web    *httptest.Server
	store  *store.Store
	log    *safeBuffer
	secret map[string]string // API token by scope
}

// safeBuffer is a log that handlers write and tests read.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start returns a server with a token of each scope and nothing else in its store.
func start(t *testing.T) *fixture {
	t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, store: st, log: &safeBuffer{}, secret: map[string]string{}}
	f.server = &Server{
		Store:   st,
		Analyze: f.analyze,
		Board: func(w io.Writer, a *assessment.Assessment) error {
			_, err := fmt.Fprintf(w, "%%PDF-1.7 %s", a.ID)
			return err
		},
		Table: func(w io.Writer, _ *assessment.Assessment, name string, bom bool) error {
			_, err := fmt.Fprintf(w, "%s,%t\r\n", name, bom)
			return err
		},
		Draw: func(w io.Writer, c chart.Chart, width int, inline bool) error {
			_, err := fmt.Fprintf(w, "<svg>%s %d %t</svg>", c.Title, width, inline)
			return err
		},
		Tables:  []string{"cut-sets", "fmea"},
		UI:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "file "+r.URL.Path) }),
		Log:     slog.New(slog.NewJSONHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Version: "test",
	}
	for scope := range rank {
		secret, hash := NewSecret()
		f.secret[scope] = secret
		f.must(st.SaveToken(ctx, store.Token{ID: store.NewID("tok"), Name: "test-" + scope, Scope: scope, Kind: store.TokenAPI, Hash: hash}))
	}
	handler, err := f.server.Handler()
	f.must(err)
	f.web = httptest.NewServer(handler)
	t.Cleanup(func() {
		f.web.Close()
		f.must(st.Close())
	})
	return f
}

// startBank is start with a model, its assessment and three incidents stored.
func startBank(t *testing.T) *fixture {
	t.Helper()
	f := start(t)
	ctx := context.Background()
	_, err := f.store.SaveMesh(ctx, bank())
	f.must(err)
	f.must(f.store.SaveAssessment(ctx, answer("asm_1", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))))
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	var list []models.Incident
	for i, severity := range []string{models.SeverityMajor, models.SeverityMinor, models.SeverityMajor} {
		ends := at.Add(time.Duration(i) * 24 * time.Hour).Add(time.Hour)
		list = append(list, models.Incident{
			ExternalID: fmt.Sprint(i), Title: "ledger slow", Severity: severity, Components: []string{"ledger"},
			Started: ends.Add(-time.Hour), Resolved: &ends, Quality: models.QualityGood,
		})
	}
	_, err = f.store.SaveIncidents(ctx, "file:test", list, "3")
	f.must(err)
	return f
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// analyze stands for the pipeline, which package assess tests: it stores one more
// assessment where the model has none, or a second version.
func (f *fixture) analyze(ctx context.Context, model string) (*assessment.Assessment, error) {
	m, err := f.store.Mesh(ctx, model, 0)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("asm_%d", max(m.Metadata.Version, 1))
	a, err := f.store.Assessment(ctx, id)
	if !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	a = answer(id, time.Date(2026, 2, m.Metadata.Version, 0, 0, 0, 0, time.UTC))
	return a, f.store.SaveAssessment(ctx, a)
}

// A call is a request to send. The zero scope sends no token.
type call struct {
	method, path string // GET where empty
	scope        string
	body         string
	header       map[string]string
}

// An answered call.
type response struct {
	status int
	header http.Header
	body   []byte
}

// request is a call as it goes out.
func (f *fixture) request(ctx context.Context, c call) (*http.Request, error) {
	if c.method == "" {
		c.method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, c.method, f.web.URL+c.path, strings.NewReader(c.body))
	if err != nil {
		return nil, err
	}
	if c.scope != "" {
		req.Header.Set("Authorization", "Bearer "+f.secret[c.scope])
	}
	if c.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.header {
		req.Header.Set(k, v)
	}
	return req, nil
}

// send sends a call that is given up before there is an answer, and returns why there
// is none. It may run beside the test.
func (f *fixture) send(ctx context.Context, c call) error {
	req, err := f.request(ctx, c)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	return fmt.Errorf("answered %s", resp.Status)
}

// do sends a call without following redirects and checks the response against the
// OpenAPI document.
func (f *fixture) do(c call) response {
	f.t.Helper()
	req, err := f.request(context.Background(), c)
	f.must(err)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	f.must(err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	f.must(err)
	f.checkContract(req, resp, body)
	return response{resp.StatusCode, resp.Header, body}
}

// get reads path with scope read and decodes the answer, which must be a 200.
func (f *fixture) get(path string, into any) response {
	f.t.Helper()
	r := f.do(call{path: path, scope: store.ScopeRead})
	if r.status != http.StatusOK {
		f.t.Fatalf("GET %s: %d %s", path, r.status, r.body)
	}
	f.must(json.Unmarshal(r.body, into))
	return r
}

func (f *fixture) checkContract(req *http.Request, resp *http.Response, body []byte) {
	f.t.Helper()
	router, err := contract()
	f.must(err)
	route, params, err := router.FindRoute(req)
	if err != nil { // not an operation: a page, a probe or a mistake
		return
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 resp.StatusCode,
		Header:                 resp.Header,
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		f.t.Errorf("%s %s: %d does not match the OpenAPI document: %v\n%s", req.Method, req.URL, resp.StatusCode, err, body)
	}
}

// problem decodes r, which must be a problem with the given status and code.
func (f *fixture) problem(r response, status int, code string) Problem {
	f.t.Helper()
	var p Problem
	if err := json.Unmarshal(r.body, &p); err != nil {
		f.t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
	if r.status != status || p.Status != status || p.Code != code {
		f.t.Errorf("status %d, problem %d %q, want %d %q: %s", r.status, p.Status, p.Code, status, code, r.body)
	}
	if ct := r.header.Get("Content-Type"); ct != "application/problem+json" {
		f.t.Errorf("content type %q of a problem", ct)
	}
	if p.Type != "urn:ninefold:problem:"+code || p.Title == "" || p.Detail == "" {
		f.t.Errorf("a problem without type, title or detail: %s", r.body)
	}
	if want := "urn:request:" + r.header.Get("X-Request-ID"); p.Instance != want {
		f.t.Errorf("instance %q, want %q", p.Instance, want)
	}
	return p
}
