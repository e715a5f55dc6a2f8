package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"ninefold/models"
)

// A SavedMesh says which version a mesh has in the store.
type SavedMesh struct {
	Version int    `json:"version"`
	Digest  string `json:"digest"`  // as of [Digest]
	Created bool   `json:"created"` // false: it was there already
}

// A MeshHeader names a mesh version without its content.
type MeshHeader struct {
	Name      string    `json:"name"`
	Version   int       `json:"version"`
	Digest    string    `json:"digest"` // as of [Digest]
	Title     string    `json:"title"`
	Example   bool      `json:"example"`
	CreatedAt time.Time `json:"createdAt"`
}

// meshRow is a row of table meshes.
type meshRow struct {
	Name      string
	Version   int
	Digest    string
	Title     string
	Example   bool
	CreatedAt instant
	Body      string
}

func (meshRow) TableName() string { return "meshes" }

func (r meshRow) header() MeshHeader {
	return MeshHeader{
		Name: r.Name, Version: r.Version, Digest: r.Digest,
		Title: r.Title, Example: r.Example, CreatedAt: r.CreatedAt.time(),
	}
}

func (r meshRow) mesh() (m models.Mesh, err error) {
	if err := json.Unmarshal([]byte(r.Body), &m); err != nil {
		return models.Mesh{}, fmt.Errorf("mesh %s version %d: %w", r.Name, r.Version, err)
	}
	return m, nil
}

// Digest returns the SHA-256, in hex, of the content of m: of its JSON with the
// keys sorted and without its version number, so that the same content has the
// same digest whatever version it was saved as.
func Digest(m models.Mesh) (string, error) {
	m.Metadata.Version = 0
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("store: digest of mesh %s: %w", m.Metadata.Name, err)
	}
	var tree any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // keeps the digits
	if err := dec.Decode(&tree); err != nil {
		return "", fmt.Errorf("store: digest of mesh %s: %w", m.Metadata.Name, err)
	}
	if text, err = json.Marshal(tree); err != nil { // maps are written in the order of their keys
		return "", fmt.Errorf("store: digest of mesh %s: %w", m.Metadata.Name, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// SaveMesh stores m as a version of the model Metadata.Name. A version is never
// changed.
//
// Without a Metadata.Version, m becomes the version after the latest, unless the
// latest has the same content: then nothing is stored. With one, m becomes that
// version; where it is stored already nothing is done for the same content, and
// an error wrapping [ErrConflict] is returned for another.
func (s *Store) SaveMesh(ctx context.Context, m models.Mesh) (SavedMesh, error) {
	name, version := m.Metadata.Name, m.Metadata.Version
	if name == "" || version < 0 {
		return SavedMesh{}, fmt.Errorf("store: save mesh %q version %d: %w name or version", name, version, ErrInvalid)
	}
	digest, err := Digest(m)
	if err != nil {
		return SavedMesh{}, err
	}
	for {
		old, err := s.meshRow(ctx, name, version)
		switch {
		case err != nil && !errors.Is(err, gorm.ErrRecordNotFound):
			return SavedMesh{}, wrap(ctx, err, "save mesh %s", name)
		case err == nil && old.Digest == digest:
			return SavedMesh{Version: old.Version, Digest: digest}, nil
		case err == nil && version != 0:
			return SavedMesh{}, wrap(ctx, ErrConflict, "save mesh %s: version %d with another content", name, version)
		}
		m.Metadata.Version = version
		if version == 0 {
			m.Metadata.Version = old.Version + 1
		}
		created, err := s.insertMesh(ctx, m, digest)
		if err != nil {
			return SavedMesh{}, wrap(ctx, err, "save mesh %s version %d", name, m.Metadata.Version)
		}
		if created {
			return SavedMesh{Version: m.Metadata.Version, Digest: digest, Created: true}, nil
		}
		// Another writer has just stored that version: look again.
	}
}

// insertMesh stores m unless its version exists, and reports whether it did.
func (s *Store) insertMesh(ctx context.Context, m models.Mesh, digest string) (bool, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return false, err
	}
	tx := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&meshRow{
		Name: m.Metadata.Name, Version: m.Metadata.Version, Digest: digest, Title: m.Metadata.Label(),
		Example: m.Metadata.Example, CreatedAt: instantOf(s.Now()), Body: string(body),
	})
	return tx.RowsAffected == 1, tx.Error
}

// meshRow reads one version of a mesh; version 0 is the latest.
func (s *Store) meshRow(ctx context.Context, name string, version int) (row meshRow, err error) {
	query := s.db.WithContext(ctx).Where("name = ?", name).Order("version DESC")
	if version != 0 {
		query = query.Where("version = ?", version)
	}
	err = query.Take(&row).Error
	return row, err
}

// Mesh returns a version of the model name, and its latest for version 0. It
// returns an error wrapping [ErrNotFound] where there is none.
func (s *Store) Mesh(ctx context.Context, name string, version int) (models.Mesh, error) {
	row, err := s.meshRow(ctx, name, version)
	if err != nil {
		return models.Mesh{}, wrap(ctx, err, "mesh %s version %d", name, version)
	}
	m, err := row.mesh()
	return m, wrap(ctx, err, "decode")
}

// Meshes lists all versions of all models by name, and the latest version of each
// first.
func (s *Store) Meshes(ctx context.Context) ([]MeshHeader, error) {
	var rows []meshRow
	err := s.db.WithContext(ctx).Omit("body").Order("name, version DESC").Find(&rows).Error
	headers := make([]MeshHeader, len(rows))
	for i, r := range rows {
		headers[i] = r.header()
	}
	return headers, wrap(ctx, err, "meshes")
}
