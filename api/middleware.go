package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// A request is what handlers may need to know of the HTTP request.
type request struct {
	id  string
	tls bool
}

type requestKey struct{}

func requestOf(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// requestID names the request of ctx, "" outside of one.
func requestID(ctx context.Context) string { return requestOf(ctx).id }

// overTLS reports whether the browser used TLS. A proxy's word is good enough: a
// lie can only make a cookie stricter.
func overTLS(ctx context.Context) bool { return requestOf(ctx).tls }

var requestIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identifyRequest gives each request an ID, or keeps the one it came with, and
// limits its time.
func (s *Server) identifyRequest(c *gin.Context) {
	r := request{
		id:  c.GetHeader("X-Request-Id"),
		tls: c.Request.TLS != nil || c.GetHeader("X-Forwarded-Proto") == "https",
	}
	if !requestIDForm.MatchString(r.id) {
		var b [8]byte
		_, _ = rand.Read(b[:]) // never fails
		r.id = hex.EncodeToString(b[:])
	}
	c.Header("X-Request-Id", r.id)
	timeout := s.Timeout
	if timeout == 0 {
		timeout = time.Minute
	}
	ctx, cancel := context.WithTimeout(context.WithValue(c.Request.Context(), requestKey{}, r), timeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// actorKey is where authorize leaves the name of who asks, for the log.
const actorKey = "actor"

// observe counts and logs each request. It logs the path without the query, for
// that may hold a sign-in code, and no header.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	c.Next()
	took := time.Since(start)
	s.metrics.answered(c, took)
	level := slog.LevelInfo
	switch c.FullPath() {
	case "/healthz", "/readyz", "/metrics":
		level = slog.LevelDebug
	}
	s.log().LogAttrs(c.Request.Context(), level, "request",
		slog.String("request", requestID(c.Request.Context())),
		slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path),
		slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Duration("took", took),
		slog.String("remote", c.Request.RemoteAddr),
		slog.String("actor", c.GetString(actorKey)))
}

// recoverPanic turns a panic into a problem that says nothing about it.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) { // the way to drop a connection
			panic(cause)
		}
		s.log().ErrorContext(c.Request.Context(), "panic",
			"request", requestID(c.Request.Context()), "cause", cause, "stack", string(debug.Stack()))
		if c.Writer.Written() { // too late for another answer
			c.Abort()
			return
		}
		internalProblem().write(c)
	}()
	c.Next()
}

// secure sets the headers that tell a browser to be careful.
func secure(c *gin.Context) {
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
			"form-action 'self'; frame-ancestors 'none'",
		"X-Content-Type-Options":     "nosniff",
		"X-Frame-Options":            "DENY",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
	} {
		c.Header(name, value)
	}
	c.Next()
}
