//go:build race

package markov

const raced = true
