package store

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func token(id, kind string) Token {
	return Token{ID: id, Name: "of " + id, Scope: ScopeEdit, Kind: kind, Hash: HashSecret("secret of " + id)}
}

func testTokens(t *testing.T, s *Store) {
	ctx := t.Context()
	now := noon
	s.Now = func() time.Time { return now }
	api, session := token("tok_1", TokenAPI), token("tok_2", TokenSession)
	expiry := noon.Add(time.Hour)
	session.ExpiresAt, session.CreatedAt = &expiry, noon.Add(time.Second).In(time.FixedZone("", 3600))
	for _, tok := range []Token{api, session} {
		if err := s.SaveToken(ctx, tok); err != nil {
			t.Fatal(err)
		}
	}
	api.CreatedAt, session.CreatedAt = noon, session.CreatedAt.UTC()
	if diff := cmp.Diff([]Token{session, api}, must[[]Token](t)(s.Tokens(ctx))); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	sameHash := token("tok_3", TokenAPI)
	sameHash.Hash = api.Hash
	for _, again := range []Token{api, sameHash} {
		if err := s.SaveToken(ctx, again); !errors.Is(err, ErrConflict) {
			t.Errorf("error %v, want %v", err, ErrConflict)
		}
	}

	find := func(tok Token, kind string, want error) {
		t.Helper()
		got, err := s.TokenByHash(ctx, tok.Hash, kind)
		if !errors.Is(err, want) || err == nil && got.ID != tok.ID {
			t.Errorf("token %s: %+v, %v, want error %v", tok.ID, got, err, want)
		}
	}
	find(api, TokenAPI, nil)
	find(api, TokenSession, ErrNotFound)
	now = expiry.Add(-time.Microsecond)
	find(session, TokenSession, nil)
	now = expiry
	find(session, TokenSession, ErrNotFound)
	find(api, TokenAPI, nil)

	for _, step := range []struct{ at, want time.Duration }{{0, 0}, {59 * time.Second, 0}, {time.Minute, time.Minute}} {
		now = noon.Add(step.at)
		if err := s.TouchToken(ctx, api.ID); err != nil {
			t.Fatal(err)
		}
		got := must[Token](t)(s.TokenByHash(ctx, api.Hash, TokenAPI))
		if got.LastUsedAt == nil || *got.LastUsedAt != noon.Add(step.want) {
			t.Errorf("touched at %v: last used %v, want %v", now, got.LastUsedAt, noon.Add(step.want))
		}
	}

	for _, want := range []int{1, 0} {
		if n := must[int](t)(s.DeleteExpiredTokens(ctx, expiry)); n != want {
			t.Errorf("deleted %d expired tokens, want %d", n, want)
		}
	}
	for _, want := range []error{nil, ErrNotFound} {
		if err := s.RevokeToken(ctx, api.ID); !errors.Is(err, want) {
			t.Errorf("revoke: error %v, want %v", err, want)
		}
	}
	find(api, TokenAPI, ErrNotFound)
}

func testTokensInvalid(t *testing.T, s *Store) {
	err := s.SaveToken(t.Context(), Token{Scope: "root", Kind: "cookie", Hash: "s3cret"})
	if !errors.Is(err, ErrInvalid) {
		t.Fatalf("error %v, want %v", err, ErrInvalid)
	}
	for _, want := range []string{"no ID", `"root"`, `"cookie"`, "SHA-256"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %s", err, want)
		}
	}
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("error %v shows the secret", err)
	}
}

// testUseOnce uses one sign-in token from many goroutines: one gets it.
func testUseOnce(t *testing.T, s *Store) {
	ctx := t.Context()
	now := noon
	s.Now = func() time.Time { return now }
	expiry := noon.Add(time.Minute)
	signIn, late, api := token("tok_1", TokenSignIn), token("tok_2", TokenSignIn), token("tok_3", TokenAPI)
	late.ExpiresAt = &expiry
	for _, tok := range []Token{signIn, late, api} {
		if err := s.SaveToken(ctx, tok); err != nil {
			t.Fatal(err)
		}
	}
	const n = 20
	errs := make([]error, n)
	got := make([]Token, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { got[i], errs[i] = s.UseOnce(ctx, signIn.Hash) })
	}
	wg.Wait()
	used := 0
	for i, err := range errs {
		switch {
		case err == nil && got[i].ID == signIn.ID && got[i].Scope == signIn.Scope:
			used++
		case !errors.Is(err, ErrNotFound):
			t.Errorf("use %d: %+v, %v", i, got[i], err)
		}
	}
	if used != 1 {
		t.Errorf("the token was used %d times", used)
	}
	now = expiry
	for _, tok := range []Token{late, api} {
		if _, err := s.UseOnce(ctx, tok.Hash); !errors.Is(err, ErrNotFound) {
			t.Errorf("use of %s: error %v, want %v", tok.ID, err, ErrNotFound)
		}
	}
	if _, err := s.TokenByHash(ctx, api.Hash, TokenAPI); err != nil {
		t.Error("an API token was used up:", err)
	}
}

func TestNewID(t *testing.T) {
	seen := map[string]bool{}
	last := ""
	for range 1000 {
		id := NewID("inc")
		if len(id) != 30 || !strings.HasPrefix(id, "inc_") || id != strings.ToLower(id) || seen[id] {
			t.Fatalf("ID %q", id)
		}
		seen[id] = true
		last = max(last, id)
	}
	time.Sleep(2 * time.Millisecond)
	if id := NewID("inc"); id <= last {
		t.Errorf("ID %s sorts before the earlier %s", id, last)
	}
}
