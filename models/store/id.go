package store

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// idText keeps the order of the bytes it encodes, and has no letters that are
// easily taken for another.
var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns a new ID: the prefix, an underscore and 26 characters that hold the
// milliseconds since 1970 in 48 bits and 80 random bits. IDs of one prefix sort by
// the millisecond they were made in.
func NewID(prefix string) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(time.Now().UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // never fails
	return prefix + "_" + idText.EncodeToString(b[:])
}
