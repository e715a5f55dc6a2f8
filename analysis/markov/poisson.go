package markov

import "math"

// smallestWeight is where Poisson weights end, relative to the largest: what is
// left out is below any probability worth a name.
const smallestWeight = 1e-290

// poisson returns the probabilities of left, left+1, … events where mean are
// expected. They sum to 1; those left out are below 1e-290 times the largest.
//
// Source: B. Fox, P. Glynn, Computing Poisson probabilities, 1988, for weights
// from the largest outwards. https://doi.org/10.1145/42404.42409
func poisson(mean float64) (left int, weights []float64) {
	mode := math.Floor(mean)
	var below []float64
	w := 1.0
	for k := mode; k > 0; k-- {
		if w *= k / mean; w < smallestWeight {
			break
		}
		below = append(below, w)
	}
	weights = make([]float64, len(below), 2*len(below)+64)
	for i, w := range below {
		weights[len(below)-1-i] = w
	}
	w = 1.0
	for k := mode; w >= smallestWeight; {
		weights = append(weights, w)
		k++
		w *= mean / k
	}
	normalize(weights)
	return int(mode) - len(below), weights
}

// tails returns the probabilities of more than left, left+1, … events.
func tails(weights []float64) []float64 {
	out := make([]float64, len(weights))
	for i := len(weights) - 1; i > 0; i-- {
		out[i-1] = out[i] + weights[i]
	}
	return out
}
