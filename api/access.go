package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/store"
)

type tokenList struct {
	Data []store.Token `json:"data" nullable:"false"`
}

type createTokenInput struct {
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"100" example:"ci" doc:"What it is for."`
		Scope string `json:"scope" enum:"read,edit,admin" example:"read"`
		Days  int    `json:"days,omitempty" minimum:"1" maximum:"3650" example:"365" doc:"How long it is good for; without it, until it is revoked."`
	}
}

type createdToken struct {
	Secret string      `json:"secret" example:"nf_…" doc:"Shown this once."`
	Token  store.Token `json:"token"`
}

type tokenByID struct {
	ID string `path:"id" maxLength:"100" doc:"A token's ID."`
}

// access registers who may do what, and who did.
func (s *Server) access(api huma.API) {
	register(s, api, operation{
		method: http.MethodGet, path: "/tokens", id: "list-tokens", tag: "Access",
		summary: "API tokens, open sign-in links and sessions, without their secrets", scope: store.ScopeAdmin,
	}, s.listTokens)
	register(s, api, operation{
		method: http.MethodPost, path: "/tokens", id: "create-token", tag: "Access",
		summary: "Create an API token; its secret is shown this once", scope: store.ScopeAdmin, status: http.StatusCreated,
	}, s.createToken)
	register(s, api, operation{
		method: http.MethodDelete, path: "/tokens/{id}", id: "revoke-token", tag: "Access",
		summary: "Revoke a token and the sessions made with it", scope: store.ScopeAdmin, errors: []int{http.StatusNotFound},
	}, s.revokeToken)
	register(s, api, operation{
		method: http.MethodGet, path: "/audit-events", id: "list-audit-events", tag: "Access",
		summary: "Who changed what, newest first", scope: store.ScopeAdmin,
	}, s.listAuditEvents)
	register(s, api, operation{
		method: http.MethodGet, path: "/session", id: "session", tag: "Access",
		summary: "Who am I", scope: store.ScopeRead,
	}, s.whoAmI)
	register(s, api, operation{
		method: http.MethodPost, path: "/session", id: "sign-in", tag: "Access",
		summary: "Sign in with an API token; sets the session cookie", limited: true,
		errors: []int{http.StatusUnauthorized, http.StatusForbidden},
	}, s.signIn)
	register(s, api, operation{
		method: http.MethodDelete, path: "/session", id: "sign-out", tag: "Access",
		summary: "Sign out; ends the session", scope: store.ScopeRead,
	}, s.signOut)
}

func (s *Server) listTokens(ctx context.Context, _ *struct{}) (*output[tokenList], error) {
	tokens, err := s.Store.Tokens(ctx)
	return &output[tokenList]{Body: tokenList{Data: list(tokens)}}, err
}

func (s *Server) createToken(ctx context.Context, in *createTokenInput) (*output[createdToken], error) {
	secret, hash := NewSecret()
	token := store.Token{
		ID: store.NewID("tok"), Name: in.Body.Name, Scope: in.Body.Scope, Kind: store.TokenAPI,
		Hash: hash, CreatedAt: s.Store.Now().UTC(),
	}
	if in.Body.Days > 0 {
		ends := token.CreatedAt.Add(time.Duration(in.Body.Days) * 24 * time.Hour)
		token.ExpiresAt = &ends
	}
	if err := s.Store.SaveToken(ctx, token); err != nil {
		return nil, err
	}
	return &output[createdToken]{Body: createdToken{Secret: secret, Token: token}}, s.audit(ctx, "create-token", token.ID)
}

// revokeToken revokes a token and then the sessions made with it: in this order
// none can be added meanwhile.
func (s *Server) revokeToken(ctx context.Context, in *tokenByID) (*struct{}, error) {
	if err := s.Store.RevokeToken(ctx, in.ID); err != nil {
		return nil, err
	}
	tokens, err := s.Store.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tokens {
		if !strings.HasPrefix(t.ID, in.ID+sessionMark) {
			continue
		}
		if err := s.Store.RevokeToken(ctx, t.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
	return nil, s.audit(ctx, "revoke-token", in.ID)
}

type auditInput struct{ Paging }

func (s *Server) listAuditEvents(ctx context.Context, in *auditInput) (*output[page[store.AuditEvent]], error) {
	after, err := decodeCursor(in.Cursor, "audit")
	if err != nil {
		return nil, err
	}
	rows, next, err := s.Store.AuditEvents(ctx, after, in.Limit)
	return &output[page[store.AuditEvent]]{Body: page[store.AuditEvent]{
		Data: list(rows), NextCursor: encodeCursor("audit", next),
	}}, err
}
