package uncertainty

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// A Method says how the uncertain inputs are drawn.
type Method string

// The methods.
const (
	// LatinHypercube draws every input once from each of as many strata of equal
	// probability as there are samples, in an order of its own [MBC79].
	LatinHypercube Method = "latinHypercube"

	// MonteCarlo draws independently.
	MonteCarlo Method = "monteCarlo"
)

// A stream is the random numbers of one input. Number i is a function of the seed,
// the name of the stream and i alone (and of the number of samples in a Latin
// hypercube), so that any worker may compute any of them.
type stream struct {
	key    [2]uint64
	strata *permutation // nil for independent numbers
}

// newStream returns the stream of the input key in one of several designs. A
// cryptographic hash spreads keys that differ in one letter.
func newStream(d design, which byte, key string) stream {
	sum := sha256.Sum256(append(append(binary.BigEndian.AppendUint64(nil, d.seed), which), key...))
	s := stream{key: [2]uint64{binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:])}}
	if d.method == LatinHypercube {
		s.strata = newPermutation(d.samples, binary.BigEndian.Uint64(sum[16:]))
	}
	return s
}

// A design is what the streams of one analysis share.
type design struct {
	seed    uint64
	method  Method
	samples int
}

// Streams of the same input: two designs that share nothing, and what resamples.
const (
	first byte = iota
	second
	resampling
)

// uniform returns what draws the inputs in some samples.
func (d design) uniform(from, to int) func(key string) []float64 {
	return func(key string) []float64 { return newStream(d, first, key).column(from, to) }
}

// at returns number i, in (0, 1).
func (s stream) at(i int) float64 {
	h := mix(mix(uint64(i)*golden+s.key[0]) ^ s.key[1])
	if s.strata == nil {
		return (float64(h>>12) + 0.5) * 0x1p-52
	}
	// 32 bits within the stratum: with more, the sum would round out of it.
	return (float64(s.strata.at(i)) + (float64(h>>32)+0.5)*0x1p-32) / float64(s.strata.n)
}

// column returns the numbers from and up to but without to.
func (s stream) column(from, to int) []float64 {
	out := make([]float64, to-from)
	for i := range out {
		out[i] = s.at(from + i)
	}
	return out
}

// golden is 2^64 over the golden ratio, the step of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// mix is the output function of SplitMix64 [SLF14], a bijection.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// rounds is twice what makes such a network look random, inverses included [LR88]:
// our halves are small.
const rounds = 8

// A permutation is a pseudo-random permutation of 0 to n-1 of which no element is
// stored: a Feistel network over the least number of bits that n-1 fits in,
// repeated where it leads out of the range [BR02]. That is once or twice.
type permutation struct {
	n         uint64
	low, high uint // bits of the halves
	keys      [rounds]uint64
}

func newPermutation(n int, key uint64) *permutation {
	width := uint(bits.Len64(uint64(n - 1)))
	p := &permutation{n: uint64(n), low: (width + 1) / 2, high: width / 2}
	for i := range p.keys {
		p.keys[i] = mix(key + uint64(i+1)*golden)
	}
	return p
}

func (p *permutation) at(i int) uint64 {
	x := uint64(i)
	for {
		low, high := x&(1<<p.low-1), x>>p.low
		for r := 0; r < rounds; r += 2 {
			low ^= mix(high+p.keys[r]) >> (64 - p.low)
			high ^= mix(low+p.keys[r+1]) >> (64 - p.high)
		}
		if x = high<<p.low | low; x < p.n {
			return x
		}
	}
}
