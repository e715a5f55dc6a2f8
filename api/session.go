package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"ninefold/models/store"
)

const (
	sessionCookie = "ninefold_session"
	sessionLength = 12 * time.Hour
)

// A who says who is signed in.
type who struct {
	Name    string     `json:"name" example:"ci"`
	Scope   string     `json:"scope" enum:"read,edit,admin"`
	Kind    string     `json:"kind" enum:"api,session"`
	Expires *time.Time `json:"expires,omitempty" doc:"Absent where it does not end by itself."`
}

func whoIs(t store.Token) who {
	return who{Name: t.Name, Scope: t.Scope, Kind: t.Kind, Expires: t.ExpiresAt}
}

type signInInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"200" doc:"An API token."`
	}
}

type cookieOutput struct {
	SetCookie string `header:"Set-Cookie"`
	Body      who
}

type signOutOutput struct {
	SetCookie string `header:"Set-Cookie"`
}

func (s *Server) whoAmI(ctx context.Context, _ *struct{}) (*output[who], error) {
	return &output[who]{Body: whoIs(tokenOf(ctx))}, nil
}

// signIn trades an API token for a session, for people who have no sign-in link.
func (s *Server) signIn(ctx context.Context, in *signInInput) (*cookieOutput, error) {
	token, err := s.Store.TokenByHash(ctx, store.HashSecret(in.Body.Token), store.TokenAPI)
	if errors.Is(err, store.ErrNotFound) {
		return nil, newProblem(http.StatusUnauthorized, "unauthorized", "this token is unknown, revoked or expired")
	}
	if err != nil {
		return nil, err
	}
	session, secret, err := s.newSession(ctx, token)
	if err != nil {
		return nil, err
	}
	return &cookieOutput{SetCookie: cookie(ctx, secret, sessionLength), Body: whoIs(session)}, nil
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*signOutOutput, error) {
	token := tokenOf(ctx)
	if token.Kind != store.TokenSession {
		return nil, newProblem(http.StatusBadRequest, "bad_request", "there is no session: an API token is revoked by an administrator")
	}
	if err := s.audit(ctx, "sign-out", token.ID); err != nil {
		return nil, err
	}
	if err := s.Store.RevokeToken(ctx, token.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return &signOutOutput{SetCookie: cookie(ctx, "", -time.Second)}, nil
}

// newSession starts a session with what token may do. It ends when token does,
// and after twelve hours: its ID begins with the token's, see [Server.revokeToken].
func (s *Server) newSession(ctx context.Context, token store.Token) (session store.Token, secret string, err error) {
	secret, hash := NewSecret()
	ends := s.Store.Now().Add(sessionLength)
	if token.Kind == store.TokenAPI && token.ExpiresAt != nil && token.ExpiresAt.Before(ends) {
		ends = *token.ExpiresAt
	}
	session = store.Token{
		ID: token.ID + sessionMark + store.NewID("ses"), Name: token.Name, Scope: token.Scope,
		Kind: store.TokenSession, Hash: hash, ExpiresAt: &ends,
	}
	if err := s.Store.SaveToken(ctx, session); err != nil {
		return store.Token{}, "", err
	}
	return session, secret, s.audit(context.WithValue(ctx, tokenKey{}, session), "sign-in", session.ID)
}

// sessionMark parts the ID of a token from that of a session made with it.
const sessionMark = "."

// cookie returns the Set-Cookie header that keeps secret for so long; a negative
// length removes it.
func cookie(ctx context.Context, secret string, length time.Duration) string {
	return (&http.Cookie{ //nolint:gosec // Secure wherever there is TLS; on plain HTTP the cookie would be lost
		Name: sessionCookie, Value: secret, Path: "/", MaxAge: int(length.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: overTLS(ctx),
	}).String()
}

// SignInLink returns an address below base that signs its first visitor in as an
// administrator, within ttl.
func (s *Server) SignInLink(ctx context.Context, base *url.URL, ttl time.Duration) (string, error) {
	code, hash := NewSecret()
	ends := s.Store.Now().Add(ttl)
	err := s.Store.SaveToken(ctx, store.Token{
		ID: store.NewID("tok"), Name: "sign-in link", Scope: store.ScopeAdmin,
		Kind: store.TokenSignIn, Hash: hash, ExpiresAt: &ends,
	})
	if err != nil {
		return "", fmt.Errorf("api: sign-in link: %w", err)
	}
	link := base.JoinPath("signin")
	link.RawQuery = url.Values{"code": {code}}.Encode()
	return link.String(), nil
}

// openLink serves GET /signin?code=…
func (s *Server) openLink(c *gin.Context) {
	ctx := c.Request.Context()
	if !s.attempts.allow(c.Request.RemoteAddr) {
		tooMany("sign in").write(c)
		return
	}
	c.Header("Cache-Control", "no-store")
	token, err := s.Store.UseOnce(ctx, store.HashSecret(c.Query("code")))
	if errors.Is(err, store.ErrNotFound) {
		c.Data(http.StatusUnauthorized, "text/html; charset=utf-8", []byte(linkGone))
		return
	}
	var secret string
	if err == nil {
		_, secret, err = s.newSession(ctx, token)
	}
	if err != nil {
		s.problem(ctx, err).write(c)
		return
	}
	c.Header("Set-Cookie", cookie(ctx, secret, sessionLength))
	c.Redirect(http.StatusSeeOther, "/overview")
}

// linkGone is the page for a sign-in link that is used, too old or mistyped.
var linkGone = strings.TrimSpace(`
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Ninefold: sign-in link not valid</title>
<h1>This sign-in link is not valid</h1>
<p>It was used already, is too old, or is incomplete. A link works once.</p>
<p>Ask for a new one.</p>
</html>
`)
