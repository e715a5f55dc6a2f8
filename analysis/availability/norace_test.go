//go:build !race

package availability

const raced = false
