package bdd

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
)

// addWords adds b to a, both numbers in 64-bit words, least first. b may have
// more words, which are ignored; the sum must fit.
func addWords(a, b []uint64) {
	var carry uint64
	for i := range a {
		a[i], carry = bits.Add64(a[i], b[i], carry)
	}
}

func fromWords(words []uint64) *big.Int {
	var bytes []byte
	for _, w := range slices.Backward(words) {
		bytes = binary.BigEndian.AppendUint64(bytes, w)
	}
	return new(big.Int).SetBytes(bytes)
}

// A counter works on polynomials whose coefficients are numbers of that many
// words each, lowest first. What it computes must fit.
type counter struct{ words int }

// sum returns a + b, which may reuse a.
func (c counter) sum(a, b []uint64) []uint64 {
	if len(b) > len(a) {
		a = append(a, make([]uint64, len(b)-len(a))...)
	}
	for i := 0; i < len(b); i += c.words {
		addWords(a[i:i+c.words], b[i:])
	}
	return a
}

// times returns a · b.
func (c counter) times(a, b []uint64) []uint64 {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	out := make([]uint64, len(a)+len(b)-c.words)
	for j := 0; j < len(b); j += c.words {
		for k, w := range b[j : j+c.words] {
			if w == 0 {
				continue
			}
			for i := 0; i < len(a); i += c.words {
				mulAdd(out[i+j+k:i+j+c.words], a[i:i+c.words], w)
			}
		}
	}
	return out
}

// mulAdd adds b·w to a, as far as a goes.
func mulAdd(a, b []uint64, w uint64) {
	var carry uint64
	for i := range a {
		hi, lo := bits.Mul64(b[i], w)
		var c uint64
		lo, c = bits.Add64(lo, carry, 0)
		hi += c
		a[i], c = bits.Add64(a[i], lo, 0)
		carry = hi + c
	}
}
