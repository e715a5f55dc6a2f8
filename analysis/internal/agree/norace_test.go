//go:build !race

package agree

// How many systems are compared at most.
const mostSystems, mostSimulated = 1_000_000, 24
