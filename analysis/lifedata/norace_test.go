//go:build !race

package lifedata

const raced = false
