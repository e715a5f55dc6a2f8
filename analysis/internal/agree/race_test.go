//go:build race

package agree

// Under the race detector everything takes ten times as long.
const mostSystems, mostSimulated = 25, 6
