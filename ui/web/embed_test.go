package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestHandler(t *testing.T) {
	built := handler(fstest.MapFS{
		".gitkeep":            {},
		"index.html":          {Data: []byte("<title>app</title>")},
		"favicon.svg":         {Data: []byte("<svg/>")},
		"assets/index-1f3.js": {Data: []byte("run()")},
	})
	bare := handler(fstest.MapFS{".gitkeep": {}})

	tests := []struct {
		name    string
		handler http.Handler
		method  string
		path    string
		status  int
		cache   string
		body    string // a part of it
	}{
		{"root", built, "GET", "/", 200, "no-cache", "<title>app"},
		{"page of the router", built, "GET", "/models/bank/tree", 200, "no-cache", "<title>app"},
		{"index by name", built, "GET", "/index.html", 200, "no-cache", "<title>app"},
		{"hashed asset", built, "GET", "/assets/index-1f3.js", 200, "public, max-age=31536000, immutable", "run()"},
		{"asset of an older build", built, "GET", "/assets/index-000.js", 404, "", "not found"},
		{"folder is not listed", built, "GET", "/assets/", 404, "", "not found"},
		{"file without hash", built, "GET", "/favicon.svg", 200, "no-cache", "<svg/>"},
		{"dot file is not served", built, "GET", "/.gitkeep", 200, "no-cache", "<title>app"},
		{"climbing out", built, "GET", "/../../etc/passwd", 200, "no-cache", "<title>app"},
		{"write", built, "POST", "/", 405, "", "not allowed"},
		{"not built", bare, "GET", "/overview", 404, "no-store", "make build"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			tt.handler.ServeHTTP(w, httptest.NewRequest(tt.method, "http://host"+tt.path, nil))
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			if got := w.Header().Get("Cache-Control"); got != tt.cache {
				t.Errorf("Cache-Control %q, want %q", got, tt.cache)
			}
			if !strings.Contains(w.Body.String(), tt.body) {
				t.Errorf("body %q lacks %q", w.Body, tt.body)
			}
		})
	}
}

// The embedded files always give some page, whether they are built or not.
func TestHandlerServesEmbedded(t *testing.T) {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://host/", nil))
	if !strings.Contains(w.Body.String(), "<title>Ninefold") {
		t.Errorf("no Ninefold page: %.200s", w.Body)
	}
}
