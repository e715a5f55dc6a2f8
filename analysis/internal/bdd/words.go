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
