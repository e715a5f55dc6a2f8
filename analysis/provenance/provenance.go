package provenance

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
)

// EngineVersion changes whenever the same input may give other figures. It is part
// of the inputs digest of an assessment.
const EngineVersion = "2"

// A Record is what an answer rests on.
type Record struct {
	InputsDigest  string   `json:"inputsDigest"` // SHA-256 of the rows, hexadecimal; see [Digest]
	Rows          int      `json:"rows"`
	EngineVersion string   `json:"engineVersion"`
	Methods       []string `json:"methods"`         // of estimates, bounds and tests, by name
	Level         float64  `json:"level,omitempty"` // of two-sided intervals; absent where there are none
	Seed          *uint64  `json:"seed,omitempty"`  // absent where nothing is drawn
	Draws         int      `json:"draws,omitempty"` // behind each simulated figure
}

// A Digest sums up rows of data in their order, however they were written down:
// from CSV and from JSON the same rows have the same digest.
//
// It is the SHA-256 of a text of one line for each row. A line is its fields, each
// followed by a comma: a number by the fewest digits that tell it from all others, a
// text in quotes with Go's escapes.
type Digest struct {
	hash hash.Hash
	line []byte
	rows int
}

// NewDigest returns the digest of rows of a kind, of which the first line is the
// name.
func NewDigest(kind string) *Digest {
	d := &Digest{hash: sha256.New()}
	d.hash.Write([]byte(kind + "\n"))
	return d
}

// Number adds a field.
func (d *Digest) Number(x float64) *Digest {
	d.line = append(strconv.AppendFloat(d.line, x, 'g', -1, 64), ',')
	return d
}

// Text adds a field.
func (d *Digest) Text(s string) *Digest {
	d.line = append(strconv.AppendQuote(d.line, s), ',')
	return d
}

// Heading ends a line that says what the rows after it have in common.
func (d *Digest) Heading() {
	d.hash.Write(append(d.line, '\n'))
	d.line = d.line[:0]
}

// Row ends a row.
func (d *Digest) Row() {
	d.Heading()
	d.rows++
}

// Record returns a record of the rows so far, without methods. A level of 0 is
// none.
func (d *Digest) Record(level float64) Record {
	return Record{
		InputsDigest: hex.EncodeToString(d.hash.Sum(nil)), Rows: d.rows,
		EngineVersion: EngineVersion, Methods: []string{}, Level: level,
	}
}

// Drew notes random numbers.
func (r *Record) Drew(seed uint64, draws int) { r.Seed, r.Draws = &seed, draws }
