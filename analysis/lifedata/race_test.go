//go:build race

package lifedata

// raced says that the race detector is on, which makes everything about five times
// slower: simulations are shorter then.
const raced = true
