package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"ninefold/models/store"
)

// rank orders the scopes: each may do what those of lower rank may.
var rank = map[string]int{store.ScopeRead: 1, store.ScopeEdit: 2, store.ScopeAdmin: 3}

// NewSecret returns a new token of 256 random bits, to be shown once, and the
// hash under which the store keeps it.
func NewSecret() (secret, hash string) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	secret = "nf_" + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, store.HashSecret(secret)
}

// authorize lets a request through that may do what its operation needs. It runs
// before the request is bound, so that a stranger learns nothing from errors.
func (s *Server) authorize(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	ctx.SetHeader("Link", `</openapi.json>; rel="service-desc"`)
	ctx.SetHeader("Cache-Control", "no-store") // unless the answer says otherwise
	token, err := s.admit(ctx.Operation(), c.Request)
	if err != nil {
		s.problem(c.Request.Context(), err).write(c)
		return
	}
	if token.ID == "" { // open to all
		next(ctx)
		return
	}
	c.Set(actorKey, actor(token))
	next(huma.WithValue(ctx, tokenKey{}, token))
}

// admit returns the token a request came with, the zero token where its operation
// is open to all, and a problem where it may not do what it asks.
func (s *Server) admit(op *huma.Operation, r *http.Request) (store.Token, error) {
	bearer, isBearer := bearerOf(r)
	if !isBearer { // a browser adds the cookie by itself, so ask who sent it
		if err := s.crossOrigin.Check(r); err != nil {
			return store.Token{}, newProblem(http.StatusForbidden, "cross_origin",
				"writes from another site are refused: use the dashboard, or an API token")
		}
	}
	if op.Metadata[limited] == true && !s.attempts.allow(r.RemoteAddr) {
		return store.Token{}, tooMany("sign in")
	}
	need := scopeOf(op)
	if need == "" {
		return store.Token{}, nil
	}
	token, err := s.identify(r, bearer, isBearer)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.Token{}, newProblem(http.StatusUnauthorized, "unauthorized",
			"sign in, or send an API token as \"Authorization: Bearer nf_…\"")
	case err != nil:
		return store.Token{}, err
	case rank[token.Scope] < rank[need]:
		return store.Token{}, newProblem(http.StatusForbidden, "forbidden",
			"this needs scope "+need+"; "+actor(token)+" has scope "+token.Scope)
	case op.Metadata[costly] == true && !s.studies.allow(r.RemoteAddr):
		return store.Token{}, tooMany("compute")
	}
	return token, nil
}

// identify returns the token of a request. It returns an error wrapping
// [store.ErrNotFound] where there is none that is good.
func (s *Server) identify(r *http.Request, bearer string, isBearer bool) (store.Token, error) {
	secret, kind := bearer, store.TokenAPI
	if !isBearer {
		cookie, err := r.Cookie(sessionCookie)
		if err != nil {
			return store.Token{}, store.ErrNotFound
		}
		secret, kind = cookie.Value, store.TokenSession
	}
	token, err := s.Store.TokenByHash(r.Context(), store.HashSecret(secret), kind)
	if err != nil {
		return store.Token{}, err
	}
	return token, s.Store.TouchToken(r.Context(), token.ID)
}

// bearerOf returns the token in the Authorization header. RFC 6750 §2.1.
func bearerOf(r *http.Request) (token string, ok bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return "", false
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", true // another scheme: no token of ours
	}
	return strings.TrimSpace(token), true
}

// scopeOf returns the scope that op documents, "" where it is open to all.
func scopeOf(op *huma.Operation) string {
	for _, way := range op.Security {
		for _, scopes := range way {
			return scopes[0]
		}
	}
	return ""
}

type tokenKey struct{}

// tokenOf returns the token with which the request of ctx came.
func tokenOf(ctx context.Context) store.Token {
	token, _ := ctx.Value(tokenKey{}).(store.Token)
	return token
}

// actor names the bearer of a token in the log and the audit trail.
func actor(t store.Token) string { return t.Kind + " " + t.Name }

// audit notes what the request of ctx did to object.
func (s *Server) audit(ctx context.Context, action, object string) error {
	return s.Store.Audit(ctx, store.AuditEvent{
		Actor: actor(tokenOf(ctx)), Action: action, Object: object, Detail: instance(ctx),
	})
}
