package web

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Handler serves the embedded dashboard. Files below assets/ carry a hash of
// their content in their name and are cached for a year; every other path that
// names no file gets index.html, for the router in the browser reads the path.
// Without a built dashboard every path gets a page that explains how to build it.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // only for an invalid path, which "dist" is not
		return explain()
	}
	return handler(files)
}

func handler(files fs.FS) http.Handler {
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return explain()
	}
	static := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "web: method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		info, err := fs.Stat(files, name)
		isFile := err == nil && !info.IsDir() && name != "index.html"
		switch {
		case isFile && strings.HasPrefix(name, "assets/"):
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			static.ServeHTTP(w, r)
		case isFile && !strings.HasPrefix(name, "."):
			w.Header().Set("Cache-Control", "no-cache")
			static.ServeHTTP(w, r)
		case strings.HasPrefix(name+"/", "assets/"):
			http.NotFound(w, r) // of an older build: index.html in its place would not parse
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			if _, err := w.Write(index); err != nil {
				return // the client went away
			}
		}
	})
}

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Ninefold: dashboard not built</title></head>
<body>
<main>
<h1>The dashboard is not part of this binary</h1>
<p>It was compiled without the built web files. Build them, then the binary again:</p>
<pre>make build</pre>
<p>The API and the reports work without it, below <code>/api/v1</code>.</p>
</main>
</body>
</html>
`

func explain() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNotFound)
		if _, err := w.Write([]byte(notBuilt)); err != nil {
			return // the client went away
		}
	})
}
