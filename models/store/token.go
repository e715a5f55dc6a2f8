package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Scopes of a token. Each may do what the ones before it may.
const (
	ScopeRead  = "read"
	ScopeEdit  = "edit"
	ScopeAdmin = "admin"
)

// Kinds of token.
const (
	TokenAPI     = "api"     // a program's
	TokenSignIn  = "signin"  // a link's; good once, see [Store.UseOnce]
	TokenSession = "session" // a browser's
)

// A Token lets its bearer in. The secret itself is not stored, only its hash.
type Token struct {
	ID         string     `json:"id"` // as of [NewID] with prefix tok
	Name       string     `json:"name"`
	Scope      string     `json:"scope"` // one of the Scope constants
	Kind       string     `json:"kind"`  // one of the Token constants
	Hash       string     `json:"-"`     // of the secret, as of [HashSecret]
	CreatedAt  time.Time  `json:"createdAt"`
	ExpiresAt  *time.Time `json:"expiresAt,omitempty"`  // not valid from here on; nil: valid until revoked
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"` // to the minute; nil: never
}

// HashSecret returns the SHA-256, in hex, of a token's secret. Secrets are random
// and long, so that they need no salt and no slow hash.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// validate reports all that is wrong with t. It does not show the hash, which may
// be a secret given by mistake.
func (t Token) validate() error {
	var errs []error
	if t.ID == "" {
		errs = append(errs, errors.New("no ID"))
	}
	if !slices.Contains([]string{ScopeRead, ScopeEdit, ScopeAdmin}, t.Scope) {
		errs = append(errs, fmt.Errorf("scope %q is not read, edit or admin", t.Scope))
	}
	if !slices.Contains([]string{TokenAPI, TokenSignIn, TokenSession}, t.Kind) {
		errs = append(errs, fmt.Errorf("kind %q is not api, signin or session", t.Kind))
	}
	if !hashForm.MatchString(t.Hash) {
		errs = append(errs, errors.New("the hash is not a SHA-256 in hex"))
	}
	if len(errs) > 0 {
		return fmt.Errorf("%w: %w", ErrInvalid, errors.Join(errs...))
	}
	return nil
}

// tokenRow is a row of table tokens.
type tokenRow struct {
	ID         string `gorm:"primaryKey"`
	Name       string
	Scope      string
	Kind       string
	Hash       string
	CreatedAt  instant
	ExpiresAt  *instant
	LastUsedAt *instant
}

func (tokenRow) TableName() string { return "tokens" }

func (r tokenRow) token() Token {
	return Token{
		ID: r.ID, Name: r.Name, Scope: r.Scope, Kind: r.Kind, Hash: r.Hash,
		CreatedAt: r.CreatedAt.time(), ExpiresAt: timeOrNil(r.ExpiresAt), LastUsedAt: timeOrNil(r.LastUsedAt),
	}
}

// SaveToken stores a new token; a zero CreatedAt is read as now. It returns an
// error wrapping [ErrConflict] where the ID or hash is stored already, and one
// wrapping [ErrInvalid] with all that is wrong with t.
func (s *Store) SaveToken(ctx context.Context, t Token) error {
	if err := t.validate(); err != nil {
		return fmt.Errorf("store: save token %s: %w", t.ID, err)
	}
	if t.CreatedAt.IsZero() {
		t.CreatedAt = s.Now()
	}
	row := tokenRow{
		ID: t.ID, Name: t.Name, Scope: t.Scope, Kind: t.Kind, Hash: t.Hash,
		CreatedAt: instantOf(t.CreatedAt), ExpiresAt: instantOrNil(t.ExpiresAt), LastUsedAt: instantOrNil(t.LastUsedAt),
	}
	return wrap(ctx, s.db.WithContext(ctx).Create(&row).Error, "save token %s", t.ID)
}

// valid selects the token of that hash and kind, unless it has expired.
func (s *Store) valid(ctx context.Context, hash, kind string) *gorm.DB {
	return s.db.WithContext(ctx).Where("hash = ? AND kind = ? AND (expires_at IS NULL OR expires_at > ?)",
		hash, kind, instantOf(s.Now()))
}

// TokenByHash returns the token of a kind whose secret has that hash. It returns
// an error wrapping [ErrNotFound] where there is none or it has expired.
func (s *Store) TokenByHash(ctx context.Context, hash, kind string) (Token, error) {
	var row tokenRow
	if err := s.valid(ctx, hash, kind).Take(&row).Error; err != nil {
		return Token{}, wrap(ctx, err, "token of kind %s", kind)
	}
	return row.token(), nil
}

// UseOnce takes the sign-in token with that hash out of the store. Of several
// calls, also at the same time, one gets it; the others, and calls for a token
// that has expired, get an error wrapping [ErrNotFound].
func (s *Store) UseOnce(ctx context.Context, hash string) (Token, error) {
	var rows []tokenRow
	err := s.valid(ctx, hash, TokenSignIn).Clauses(clause.Returning{}).Delete(&rows).Error
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Token{}, wrap(ctx, err, "token of kind %s", TokenSignIn)
	}
	return rows[0].token(), nil
}

// TouchToken notes that the token with that ID was used now. It writes at most
// once a minute, so that reading does not become writing, and does nothing for a
// token that is gone.
func (s *Store) TouchToken(ctx context.Context, id string) error {
	now := s.Now()
	err := s.db.WithContext(ctx).Model(&tokenRow{}).
		Where("id = ? AND (last_used_at IS NULL OR last_used_at <= ?)", id, instantOf(now.Add(-time.Minute))).
		Update("last_used_at", instantOf(now)).Error
	return wrap(ctx, err, "touch token %s", id)
}

// Tokens returns all tokens, newest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	var rows []tokenRow
	err := s.db.WithContext(ctx).Order("created_at DESC, id DESC").Find(&rows).Error
	tokens := make([]Token, len(rows))
	for i, r := range rows {
		tokens[i] = r.token()
	}
	return tokens, wrap(ctx, err, "tokens")
}

// RevokeToken deletes a token. It returns an error wrapping [ErrNotFound] where
// there is none.
func (s *Store) RevokeToken(ctx context.Context, id string) error {
	tx := s.db.WithContext(ctx).Where("id = ?", id).Delete(&tokenRow{})
	err := tx.Error
	if err == nil && tx.RowsAffected == 0 {
		err = ErrNotFound
	}
	return wrap(ctx, err, "revoke token %s", id)
}

// DeleteExpiredTokens deletes the tokens that have expired at now and returns how
// many these were.
func (s *Store) DeleteExpiredTokens(ctx context.Context, now time.Time) (int, error) {
	tx := s.db.WithContext(ctx).Where("expires_at <= ?", instantOf(now)).Delete(&tokenRow{})
	return int(tx.RowsAffected), wrap(ctx, tx.Error, "delete expired tokens")
}
